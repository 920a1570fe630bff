"""CSV tables: UTF-8, RFC 4180, one header line, columns in the schema's order."""

from __future__ import annotations

import csv
from itertools import islice
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.outputs.cells import WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
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


def columns(fields: Sequence[Field], records: Sequence[Any]) -> list[list[Any]]:
    """The values of each field in turn."""
    return [list(map(attrgetter(field.name), records)) for field in fields]


class Table:
    """A CSV file that is being written.

    Parameters
    ----------
    path
        The file; it is overwritten.
    fields
        Its columns.
    """

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self.fields = fields
        self.rows = 0
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._writer.writerow(field.name for field in fields)

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, records: Sequence[Any]) -> None:
        """Append records that have the fields as attributes."""
        self.add_columns(columns(self.fields, records))

    def add_columns(self, values: Sequence[Sequence[Any]]) -> None:
        """Append rows given as one sequence of values for each field."""
        cells = [list(map(WRITERS[field.type], column)) for field, column in zip(self.fields, values, strict=True)]
        self._writer.writerows(zip(*cells, strict=True))
        self.rows += len(cells[0])


def write(path: Path, fields: Sequence[Field], records: Iterable[Any]) -> int:
    """Write records, a batch at a time; returns how many."""
    with Table(path, fields) as table:
        for batch in batches(records):
            table.add(batch)
        return table.rows
