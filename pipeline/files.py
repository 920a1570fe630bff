"""Files written whole or not at all, and records as JSON lines between the stages."""

from __future__ import annotations

import dataclasses
import json
import os
import re
import sys
import types
import typing
from contextlib import contextmanager
from datetime import date
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

from pipeline.errors import InputError, OutputError

if typing.TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

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


def cache_folder() -> Path:
    """Where this program keeps what it can make again, in the user's cache folder."""
    if base := os.environ.get("XDG_CACHE_HOME"):
        folder = Path(base)
    elif sys.platform == "win32":
        folder = Path(os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local")
    elif sys.platform == "darwin":
        folder = Path.home() / "Library" / "Caches"
    else:
        folder = Path.home() / ".cache"
    return folder / "dateline"


def write_text(path: Path, text: str) -> None:
    r"""Write UTF-8 text with `\n` line ends, whole or not at all."""
    with replacing(path) as temporary:
        temporary.write_bytes(text.encode("utf-8"))


@cache
def _fields(cls: type) -> tuple[tuple[str, Any], ...]:
    """Names and defaults of a record's fields."""
    return tuple((field.name, field.default) for field in dataclasses.fields(cls))


_PLAIN = frozenset((str, int, float, bool, type(None)))


def to_json(record: Any) -> Any:
    """A record, or a value in one, as plain JSON values; fields at their default are left out."""
    kind = type(record)
    if kind in _PLAIN:
        return record
    if kind is tuple:
        return [to_json(value) for value in record]
    if kind is date:
        return record.isoformat()
    if dataclasses.is_dataclass(kind):
        values = {}
        for name, default in _fields(kind):
            value = getattr(record, name)
            if value is not default and value != default:
                values[name] = value if type(value) in _PLAIN else to_json(value)
        return values
    return record


_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def line(record: Any) -> str:
    """A record as a line of JSON, with its line end."""
    return _ENCODE(to_json(record)) + "\n"


def parse(text: str | bytes) -> Any:
    """The value of a JSON text."""
    return json.loads(text)


@lru_cache(maxsize=1 << 14)
def day(value: str) -> date:
    """The day that an ISO date names."""
    return date.fromisoformat(value)


Reviver = typing.Callable[[Any], Any]


def _reviver(hint: Any) -> Reviver | None:
    """What makes a value of type `hint` from JSON; `None` where the JSON value is the value."""
    origin = get_origin(hint)
    if origin is Union or origin is types.UnionType:
        inner = _reviver(next(part for part in get_args(hint) if part is not type(None)))
        return None if inner is None else lambda value: None if value is None else inner(value)
    if origin is tuple:
        return _tuple_reviver(get_args(hint))
    if hint is date:
        return day
    if dataclasses.is_dataclass(hint):
        cls = typing.cast("type[Any]", hint)
        return lambda value: from_json(cls, value)
    return None


def _tuple_reviver(kinds: tuple[Any, ...]) -> Reviver:
    if len(kinds) == 2 and kinds[1] is Ellipsis:
        each = _reviver(kinds[0])
        return tuple if each is None else lambda value: tuple(map(each, value))
    revivers = [_reviver(kind) or (lambda value: value) for kind in kinds]
    return lambda value: tuple(revive(part) for revive, part in zip(revivers, value, strict=True))


@cache
def _revivers(cls: type) -> tuple[tuple[str, Reviver], ...]:
    """Fields whose values JSON does not give as they are."""
    found = ((name, _reviver(hint)) for name, hint in get_type_hints(cls).items())
    return tuple((name, reviver) for name, reviver in found if reviver is not None)


def from_json(cls: type[T], values: dict[str, Any]) -> T:
    """The record of class `cls` that `to_json` wrote."""
    made = dict(values)
    for name, revive in _revivers(typing.cast("Any", cls)):
        value = made.get(name)
        if value is not None:
            made[name] = revive(value)
    return cls(**made)


def write_lines(path: Path, lines: Iterable[bytes]) -> int:
    """Write lines that have their ends, whole or not at all; returns how many."""
    count = 0
    with replacing(path) as temporary, temporary.open("wb", buffering=1 << 20) as file:
        for each in lines:
            file.write(each)
            count += 1
    return count


def write_records(path: Path, records: Iterable[Any]) -> int:
    """Write records as JSON lines, whole or not at all; returns how many."""
    count = 0
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="\n") as lines:
        for record in records:
            lines.write(line(record))
            count += 1
    return count


def read_records(path: Path, cls: type[T], without: str = "") -> Iterator[T]:
    """Records of class `cls` from the JSON lines that `write_records` wrote; `without` a field leaves that one out.

    Raises
    ------
    InputError
        The file is missing or a line is not such a record.
    """
    try:
        with path.open(encoding="utf-8") as lines:
            for number, text in enumerate(lines, 1):
                try:
                    values = json.loads(text)
                    values.pop(without, None)
                    yield from_json(cls, values)
                except (ValueError, TypeError, KeyError, AttributeError) as error:
                    raise InputError(f"{path}, line {number}: not a {cls.__name__} record ({error})") from error
    except FileNotFoundError:
        raise InputError(f"{path} is missing; run the stage before") from None
