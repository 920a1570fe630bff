"""A draft, checked and put into the one form: a document, and what is doubtful about it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.documents import days, languages
from pipeline.documents.charsets import normalise
from pipeline.documents.drafts import MEGABYTE, TEXT_LIMIT, Draft, Refused, issue, one_line
from pipeline.schema import SEPARATOR, Document

if TYPE_CHECKING:
    from pipeline.schema import Issue

_CERTAIN = {"utf-8", "ascii", None}
_ID_LIMIT = 200


def document(draft: Draft) -> tuple[Document, list[Issue]]:
    """The document that a draft gives, and the issues about it.

    Raises
    ------
    Refused
        It has no usable text or id.
    """
    text, replaced = normalise(_string(draft, "text") or "")
    if not text.strip():
        raise Refused("empty", "holds no text; nothing to code")
    if len(text) > TEXT_LIMIT:
        raise Refused("unreadable", f"holds a text of more than {TEXT_LIMIT // MEGABYTE} million characters; split it")
    language = languages.foreign(text)
    if language:
        raise Refused("language", f"reads like {language}; only English is coded")
    made = Document(
        document_id=_identity(draft),
        text=text,
        published=days.parse(draft.values.get("published")),
        source=_line(draft, "source"),
        title=_line(draft, "title"),
        url=_line(draft, "url"),
        language=_line(draft, "language"),
        encoding=draft.encoding,
        file=draft.label,
    )
    return made, _doubts(draft, made, replaced)


def _string(draft: Draft, field: str) -> str | None:
    value = draft.values.get(field)
    return value if isinstance(value, str) else None


def _line(draft: Draft, field: str) -> str | None:
    """A field of one line; empty is unknown."""
    value = _string(draft, field)
    return (one_line(normalise(value)[0], 1000) or None) if value else None


def _identity(draft: Draft) -> str:
    given = draft.values.get("id")
    numeric = isinstance(given, int) and not isinstance(given, bool)
    name = normalise(str(given))[0] if numeric or isinstance(given, str) else ""
    name = re.sub(r"\s+", " ", name).strip() or draft.name
    if SEPARATOR.strip() in name or len(name) > _ID_LIMIT or not name.isprintable():
        raise Refused(
            "bad_record", f"id {one_line(name, 60)!r} cannot be used: up to {_ID_LIMIT} characters, none of them ';'"
        )
    return name


def _doubts(draft: Draft, made: Document, replaced: int) -> list[Issue]:
    found = []
    if replaced:
        reason = f"{replaced} characters that no text can hold were replaced by U+FFFD; check the file"
        found.append(issue("characters", draft.label, reason, made.document_id))
    if draft.encoding not in _CERTAIN:
        reason = f"is not UTF-8; read as {draft.encoding}: check names with accents, or save it as UTF-8"
        found.append(issue("encoding", draft.label, reason, made.document_id))
    if made.published is None:
        given = draft.values.get("published")
        if given in (None, ""):
            reason = "has no publication date: relative dates such as 'Thursday' stay empty"
            found.append(issue("no_date", draft.label, reason, made.document_id))
        else:
            reason = f"publication date {one_line(str(given), 60)!r} is not a date; write it as YYYY-MM-DD"
            found.append(issue("bad_date", draft.label, reason, made.document_id))
    return found
