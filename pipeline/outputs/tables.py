"""CSV tables: UTF-8, RFC 4180, one header line, columns in the schema's order."""

from __future__ import annotations

import csv
import io
from array import array
from contextlib import ExitStack
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from pipeline import files, ranges
from pipeline.outputs.cells import WRITERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.schema import Field

T = TypeVar("T")
BATCH = 5_000
"""Records that are in memory at once where a table streams."""


def batches(items: Iterable[T], size: int = BATCH) -> Iterator[list[T]]:
    """Lists of up to `size` items."""
    iterator = iter(items)
    while batch := list(islice(iterator, size)):
        yield batch


def values(record: Any) -> Mapping[str, Any]:
    """A record as JSON values by field; what is no record is taken for these already."""
    found: Mapping[str, Any] = record if isinstance(record, dict) else files.to_json(record)
    return found


class Table:
    """A CSV file that is being written.

    Parameters
    ----------
    path
        The file; it is overwritten.
    fields
        Its columns.
    fresh
        A further table that gets only the rows that were not copied.
    """

    def __init__(self, path: Path, fields: Sequence[Field], fresh: Path | None = None) -> None:
        self.fields = fields
        self.rows = 0
        self.anew = array("q")
        self._files = [each.open("wb", buffering=1 << 20) for each in (path, fresh) if each]
        self._text = io.StringIO(newline="")
        self._writer = csv.writer(self._text, lineterminator="\r\n")
        self._cells = {field.name: (place, WRITERS[field.type]) for place, field in enumerate(fields)}
        self._writer.writerow(field.name for field in fields)
        self.made = ranges.Made(self._flush())

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        for file in self._files:
            file.close()

    def _flush(self) -> int:
        data = self._text.getvalue().encode()
        self._text.seek(0)
        self._text.truncate()
        for file in self._files:
            file.write(data)
        return len(data)

    def add(self, records: Iterable[Mapping[str, Any]], mark: int = 0) -> None:
        """Append rows from JSON values by field; what is not there is unknown, other fields are passed over.

        `mark` tells what they were all made from.
        """
        before = self.rows
        self.anew.append(len(self.made.marks))
        self._writer.writerows(map(self._row, records))
        self.made.add(mark, self._flush(), self.rows - before)

    def copy(self, data: bytes, marks: Sequence[int], sizes: Sequence[int], counts: Sequence[int]) -> None:
        """Append rows that were made before, with what they were made from."""
        self._files[0].write(data)
        for mark, size, count in zip(marks, sizes, counts, strict=True):
            self.rows += count
            self.made.add(mark, size, count)

    def _row(self, record: Mapping[str, Any]) -> list[str]:
        row = [""] * len(self.fields)
        for name, value in record.items():
            cell = self._cells.get(name)
            if cell is not None:
                row[cell[0]] = cell[1](value)
        self.rows += 1
        return row


@dataclass(frozen=True, slots=True)
class Recipe:
    """How the rows of a table are made: its columns, the rows of a record, and what they depend on besides its line."""

    fields: Sequence[Field]
    rows: Callable[[Mapping[str, Any]], Iterable[Mapping[str, Any]]] = lambda record: (record,)
    besides: Callable[[bytes], int] = lambda _: 0


@dataclass(slots=True)
class _Batch:
    """Records, JSON values by field, or lines of JSON; each is parsed once, if at all."""

    items: Sequence[Any]
    parsed: dict[int, Mapping[str, Any]] = field(default_factory=dict)
    hashes: list[int] = field(default_factory=list)

    @property
    def lines(self) -> bool:
        """Whether these are lines."""
        return isinstance(self.items[0], bytes)

    def marks(self, besides: Callable[[bytes], int]) -> list[int]:
        """What tells lines, and what their rows depend on besides, from others; 0 for all that is no line."""
        if not self.lines:
            return [0] * len(self.items)
        if not self.hashes:
            self.hashes = list(map(ranges.mark, self.items))
        return [mark ^ besides(line) for mark, line in zip(self.hashes, self.items, strict=True)]

    def record(self, place: int) -> Mapping[str, Any]:
        if place not in self.parsed:
            item = self.items[place]
            self.parsed[place] = files.parse(item) if isinstance(item, bytes) else values(item)
        return self.parsed[place]


def _fill(table: Table, target: Target, batch: _Batch) -> None:
    """Append the rows of a batch, copying those of lines that the former table was made from."""
    recipe, old = target.recipe, target.former
    marks = batch.marks(recipe.besides)
    places = old.find(marks) if batch.lines else np.full(len(marks), -1)
    for at, stop in ranges.stretches(places):
        if places[at] < 0:
            table.add(recipe.rows(batch.record(at)), marks[at])
        else:
            data, sizes, counts = old.read(int(places[at]), int(places[stop - 1]) + 1)
            table.copy(data, marks[at:stop], sizes, counts)


@dataclass(frozen=True, slots=True)
class Target:
    """A table to write: the former one, of whose rows those of a line that has not changed are copied; the others alone."""

    path: Path
    recipe: Recipe
    former: ranges.Former = field(default_factory=ranges.Former)
    fresh: Path | None = None


def write(targets: Sequence[Target], records: Iterable[Any]) -> list[Table]:
    """Write tables from the same records, JSON values by field, or lines of JSON, in one pass.

    Returns
    -------
    list of Table
        Closed; they know their numbers of rows, and what these were made from.
    """
    with ExitStack() as stack:
        made = [stack.enter_context(Table(each.path, each.recipe.fields, each.fresh)) for each in targets]
        for items in batches(records):
            batch = _Batch(items)
            for table, target in zip(made, targets, strict=True):
                _fill(table, target, batch)
    return made
