"""What the readers hand over before it is checked, and how they refuse."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import InputError
from pipeline.schema import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping

MEGABYTE = 1_000_000
FILE_LIMIT = 50 * MEGABYTE
"""Largest file, in bytes, of the kinds that are read whole."""
TEXT_LIMIT = 10 * MEGABYTE
"""Longest text of one document, in characters."""

FIELDS = ("id", "published", "source", "title", "url", "language", "text")
"""What a record may say of its article; other keys are ignored."""

FAULTS = frozenset({"bad_record", "changed", "duplicate_id", "empty", "encoding", "language", "missing", "unreadable"})
"""Kinds of issue after which something of the input is missing or doubtful: the run's exit code tells."""

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """One article as its file gives it.

    `label` names the file, and the line in it; `name` is the id where `values` gives none. `values` holds the keys of
    `FIELDS` that the file has, unchecked.
    """

    label: str
    name: str
    values: Mapping[str, object]
    encoding: str | None = None


class Refused(InputError):
    """A file, or one record in it, cannot be used; `kind` is the kind of issue that it becomes."""

    def __init__(self, kind: str, reason: str) -> None:
        self.kind = kind
        self.reason = reason
        super().__init__(reason)


def one_line(text: str, width: int = 200) -> str:
    """Text from outside as it may stand in a message: one line, without control characters, not too long."""
    flat = _CONTROL.sub(" ", text[: 2 * width]).strip()
    return flat if len(flat) <= width else f"{flat[: width - 1]}…"


def issue(
    kind: str, label: str, reason: str, document_id: str | None = None, candidates: tuple[str, ...] = ()
) -> Issue:
    """An issue of this stage: `label` is the file, `reason` says what is wrong and what to do."""
    return Issue(
        document_id=document_id,
        stage="documents",
        kind=kind,
        start=None,
        end=None,
        text=label,
        reason=reason,
        candidates=candidates,
    )
