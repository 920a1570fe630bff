"""CSV tables: UTF-8, RFC 4180, one header line, columns in the schema's order."""

from __future__ import annotations

import csv
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline import files
from pipeline.outputs.cells import WRITERS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
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
    """

    def __init__(self, path: Path, fields: Sequence[Field]) -> None:
        self.fields = fields
        self.rows = 0
        self._file = path.open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._file, lineterminator="\r\n")
        self._cells = {field.name: (place, WRITERS[field.type]) for place, field in enumerate(fields)}
        self._writer.writerow(field.name for field in fields)

    def __enter__(self) -> Table:
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def add(self, records: Iterable[Mapping[str, Any]]) -> None:
        """Append rows from JSON values by field; what is not there is unknown, other fields are passed over."""
        self._writer.writerows(map(self._row, records))

    def _row(self, record: Mapping[str, Any]) -> list[str]:
        row = [""] * len(self.fields)
        for name, value in record.items():
            cell = self._cells.get(name)
            if cell is not None:
                row[cell[0]] = cell[1](value)
        self.rows += 1
        return row


def write(path: Path, fields: Sequence[Field], records: Iterable[Any]) -> int:
    """Write records, or JSON values by field; returns how many."""
    with Table(path, fields) as table:
        table.add(map(values, records))
        return table.rows
