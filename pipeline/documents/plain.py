"""Plain text and Markdown: one article a file, with or without a head of `key: value` lines."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.documents.charsets import decode
from pipeline.documents.drafts import FILE_LIMIT, Draft
from pipeline.documents.folders import read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.documents.folders import Item

_LINE = re.compile(r"([A-Za-z][A-Za-z _-]{0,40}):(?:[ \t]+(.*))?$")
_FENCE = re.compile(r"---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|$)", re.DOTALL)
_BLANK = re.compile(r"\n[ \t]*(?:\n|$)")
_HEAD_LIMIT = 20_000


@cache
def _keys() -> Mapping[str, str]:
    return {row["key"]: row["field"] for row in lexicon.table("metadata_keys", ("key", "field"))}


def head(text: str) -> tuple[dict[str, str], str]:
    """What the head of a text says, and the text after it.

    A head is a block between two lines `---`, or the lines up to the first blank one if each of them is `key: value`
    and the first key is known (lexicons/metadata_keys.csv). Without one, the text is returned as it is.
    """
    fence = _FENCE.match(text[:_HEAD_LIMIT])
    if fence:
        return _values(fence.group(1).split("\n")), text[fence.end() :].lstrip("\n")
    blank = _BLANK.search(text, 0, _HEAD_LIMIT)
    lines = text[: blank.start() if blank else len(text[:_HEAD_LIMIT])].split("\n")
    first = _LINE.match(lines[0])
    if first is None or _known(first.group(1)) is None or not all(_LINE.match(line) for line in lines):
        return {}, text
    return _values(lines), text[blank.end() :].lstrip("\n") if blank else ""


def _known(key: str) -> str | None:
    return _keys().get(key.strip().casefold())


def _values(lines: list[str]) -> dict[str, str]:
    values: dict[str, str] = {}
    for line in lines:
        match = _LINE.match(line)
        field = _known(match.group(1)) if match else None
        if match and field and match.group(2):
            values.setdefault(field, _unquoted(match.group(2).strip()))
    return values


def _unquoted(value: str) -> str:
    quoted = len(value) > 1 and value[0] == value[-1] and value[0] in "\"'"
    return value[1:-1] if quoted else value


def read(item: Item) -> Iterator[Draft]:
    """The article of a text file."""
    yield draft(read_bytes(item.path, FILE_LIMIT), item.label, item.stem)


def draft(data: bytes, label: str, name: str) -> Draft:
    """The article that bytes of plain text hold."""
    text, encoding = decode(data)
    values, body = head(text.replace("\r\n", "\n").replace("\r", "\n"))
    return Draft(label=label, name=name, values={**values, "text": body}, encoding=encoding)
