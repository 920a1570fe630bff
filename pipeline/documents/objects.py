"""JSON: one object or an array of objects a file (.json), or one object a line (.jsonl)."""

from __future__ import annotations

import codecs
import json
from typing import IO, TYPE_CHECKING

from pipeline.documents.charsets import decode
from pipeline.documents.drafts import FIELDS, MEGABYTE, Draft, Refused, issue, one_line
from pipeline.documents.folders import open_bytes, read_bytes

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.documents.folders import Item
    from pipeline.schema import Issue

LINE_LIMIT = 20 * MEGABYTE
"""Longest line of a .jsonl file, in bytes."""
ARRAY_LIMIT = 200 * MEGABYTE
"""Largest .json file, in bytes: it is read whole."""


def read_whole(item: Item, columns: Mapping[str, str]) -> Iterator[Draft | Issue]:
    """The articles of a .json file."""
    text, encoding = decode(read_bytes(item.path, ARRAY_LIMIT))
    found = parse(text)
    if isinstance(found, list):
        for number, value in enumerate(found, 1):
            label = f"{item.label}, element {number}"
            yield from _draft(value, columns, label, f"{item.stem}-{number}", encoding)
    else:
        yield from _draft(found, columns, item.label, item.stem, encoding)


def read_lines(item: Item, columns: Mapping[str, str]) -> Iterator[Draft | Issue]:
    """The articles of a .jsonl file."""
    with open_bytes(item.path) as stream:
        yield from lines(stream, columns, item.label, item.stem)


def lines(stream: IO[bytes], columns: Mapping[str, str], label: str, name: str) -> Iterator[Draft | Issue]:
    """The articles of a stream of JSON lines; blank lines are skipped."""
    number = 0
    while line := stream.readline(LINE_LIMIT + 1):
        number += 1
        where = f"{label}, line {number}"
        if len(line) > LINE_LIMIT:
            _skip_line(stream, line)
            yield issue("unreadable", where, f"is longer than {LINE_LIMIT // MEGABYTE} MB; not read")
            continue
        if line.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            raise Refused("unreadable", "is UTF-16, whose lines cannot be told apart; save it as UTF-8")
        if not line.strip():
            continue
        try:
            text, encoding = decode(line)
            yield from _draft(parse(text), columns, where, f"{name}-{number}", encoding)
        except Refused as error:
            yield issue(error.kind, where, error.reason)


def _skip_line(stream: IO[bytes], line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MEGABYTE)


def parse(text: str) -> object:
    """The value of a JSON text.

    Raises
    ------
    Refused
        It is not JSON, or nested deeper than any article.
    """
    if not text.strip():
        raise Refused("empty", "is empty; nothing to read")
    try:
        return json.loads(text)
    except RecursionError:
        raise Refused("unreadable", "is nested too deeply for a record of an article") from None
    except ValueError as error:
        raise Refused("unreadable", f"is not JSON ({one_line(str(error))})") from error


def _draft(value: object, columns: Mapping[str, str], label: str, name: str, encoding: str) -> Iterator[Draft | Issue]:
    if not isinstance(value, dict):
        yield issue("bad_record", label, f"is a JSON {type(value).__name__}, not an object with id, published, text")
        return
    yield Draft(label=label, name=name, values=mapped(value, columns), encoding=encoding)


def mapped(record: Mapping[str, object], columns: Mapping[str, str]) -> dict[str, object]:
    """The known fields of a record, under their own names.

    Parameters
    ----------
    record
        What the file holds, under the file's names.
    columns
        Field of ours to the file's name for it, where the two differ.

    Raises
    ------
    Refused
        There is no text.
    """
    values = {field: record[key] for field in FIELDS if (key := columns.get(field, field)) in record}
    if not isinstance(values.get("text"), str):
        wanted = columns.get("text", "text")
        found = ", ".join(one_line(str(key), 30) for key in list(record)[:12]) or "none"
        raise Refused(
            "bad_record", f"has no text under {wanted!r}; its keys are {found} (name one: --columns text=KEY)"
        )
    return values
