"""What the readers hand over before it is checked, and how they refuse."""

from __future__ import annotations

import re
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.errors import DatelineError, InputError
from pipeline.schema import Issue

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MEGABYTE = 1_000_000
FILE_LIMIT = 50 * MEGABYTE
"""Largest file, in bytes, of the kinds that are read whole."""
TEXT_LIMIT = 5 * MEGABYTE
"""Longest text of one document, in characters."""

FIELDS = ("id", "published", "source", "title", "url", "language", "text")
"""What a record may say of its article; other keys are ignored."""

FAULTS = frozenset({"bad_record", "changed", "duplicate_id", "empty", "encoding", "language", "missing", "unreadable"})
"""Kinds of issue after which something of the input is missing or doubtful: the run's exit code tells."""

_SPACE = re.compile(r"\s+")


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


@contextmanager
def parsing(kind: str) -> Iterator[None]:
    """Around the parsers of other libraries: whatever a broken file makes them raise, it is refused.

    Raises
    ------
    Refused
        In place of any error that is not of this package.
    """
    try:
        yield
    except DatelineError:
        raise
    except Exception as error:
        told = one_line(f"{type(error).__name__}: {error}", 120)
        raise Refused("unreadable", f"is not {kind} that can be read ({told})") from error


def one_line(text: str, width: int = 200) -> str:
    """Text from outside as it may stand in a message: one line of printable characters, not too long."""
    flat = _SPACE.sub(" ", "".join(each if each.isprintable() else " " for each in text[: 2 * width])).strip()
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
