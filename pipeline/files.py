"""Files written whole or not at all, and records as JSON lines between the stages."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import types
import typing
from contextlib import contextmanager
from datetime import date
from functools import cache
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pipeline.errors import InputError, OutputError

if typing.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

T = TypeVar("T")


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A temporary name beside `path` that takes its place when the block ends without an error.

    Raises
    ------
    OutputError
        The folder cannot be written, or the disk is full.
    """
    temporary = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield temporary
        temporary.replace(path)
    except OSError as error:
        raise OutputError(f"{path}: cannot be written ({error.strerror or error}); choose another folder") from error
    finally:
        temporary.unlink(missing_ok=True)


ACTIVE = "=+\\-@＝＋－＠\x00-\x1f\x7f-\x9f"
"""Characters, as in a regular expression's class, that make a spreadsheet run or mangle the cell they begin."""
_GUARD = re.compile(f"'*[{ACTIVE}]")
_GUARDED = re.compile(f"'+[{ACTIVE}]")
_NUMBER = re.compile(r"-?\d+(\.\d+)?")


def guard(cell: str) -> str:
    """A table's cell with an apostrophe in front where a spreadsheet would take it for a formula; numbers stay."""
    return f"'{cell}" if _GUARD.match(cell) and not _NUMBER.fullmatch(cell) else cell


def unguard(cell: str) -> str:
    """What `guard` was given."""
    return cell[1:] if _GUARDED.match(cell) else cell


def write_text(path: Path, text: str) -> None:
    r"""Write UTF-8 text with `\n` line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


def to_json(record: Any) -> Any:
    """A record, or a value in one, as plain JSON values; fields at their default are left out."""
    if dataclasses.is_dataclass(record) and not isinstance(record, type):
        return {
            field.name: to_json(value)
            for field in dataclasses.fields(record)
            if (value := getattr(record, field.name)) != field.default
        }
    if isinstance(record, tuple):
        return [to_json(value) for value in record]
    if isinstance(record, date):
        return record.isoformat()
    return record


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls)


def _revive(hint: Any, value: Any) -> Any:
    if value is None:
        return None
    origin = get_origin(hint)
    if origin is Union or origin is types.UnionType:
        return _revive(next(part for part in get_args(hint) if part is not type(None)), value)
    if origin is tuple:
        kinds = get_args(hint)
        if len(kinds) == 2 and kinds[1] is Ellipsis:
            return tuple(_revive(kinds[0], part) for part in value)
        return tuple(_revive(kind, part) for kind, part in zip(kinds, value, strict=True))
    if hint is date:
        return date.fromisoformat(value)
    if dataclasses.is_dataclass(hint):
        return from_json(typing.cast("type[Any]", hint), value)
    return value


def from_json(cls: type[T], values: dict[str, Any]) -> T:
    """The record of class `cls` that `to_json` wrote."""
    hints = _hints(typing.cast("Any", cls))
    return cls(**{name: _revive(hints[name], value) for name, value in values.items()})


def write_records(path: Path, records: Iterable[Any]) -> int:
    """Write records as JSON lines, whole or not at all; returns how many."""
    count = 0
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as lines:
        for record in records:
            lines.write(json.dumps(to_json(record), ensure_ascii=False, separators=(",", ":")) + "\n")
            count += 1
    return count


def read_records(path: Path, cls: type[T]) -> Iterator[T]:
    """Records of class `cls` from the JSON lines that `write_records` wrote.

    Raises
    ------
    InputError
        The file is missing or a line is not such a record.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                try:
                    yield from_json(cls, json.loads(line))
                except (ValueError, TypeError, KeyError) as error:
                    raise InputError(f"{path}, line {number}: not a {cls.__name__} record ({error})") from error
    except FileNotFoundError:
        raise InputError(f"{path} is missing; run the stage before") from None
