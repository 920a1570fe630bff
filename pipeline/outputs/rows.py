"""Rows of a table by the line of the record that they were made from: what has not changed is copied, not made again.

Beside a table its index is kept: for each line a mark (a hash), where its rows end and how many they are, and how large and
how old the table was. A table that somebody touched since, or that other code made, counts for nothing.
"""

from __future__ import annotations

import json
from array import array
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]


def mark(line: bytes) -> int:
    """A number for what rows are made from."""
    return int.from_bytes(blake2b(line, digest_size=8).digest())


def _stamp(table: Path, code: str) -> str:
    facts = table.stat()
    return json.dumps([code, facts.st_size, facts.st_mtime_ns])


@dataclass(slots=True)
class Made:
    """What an index holds, in the order of the table."""

    marks: array[int]
    ends: array[int]
    rows: array[int]

    def add(self, mark: int, end: int, rows: int) -> None:
        """Note the rows of one line."""
        self.marks.append(mark)
        self.ends.append(end)
        self.rows.append(rows)

    def save(self, path: Path, table: Path, code: str) -> None:
        """Write the index of a table."""
        with path.open("wb") as file:
            file.write(_stamp(table, code).encode() + b"\n")
            for column in (self.marks, self.ends, self.rows):
                np.save(file, np.frombuffer(column, dtype=column.typecode) if column else np.zeros(0, column.typecode))


def nothing() -> Made:
    """An empty index."""
    return Made(array("Q"), array("q"), array("i"))


class Former:
    """The rows of a table that was made before."""

    def __init__(self, table: Path | None = None, index: Path | None = None, code: str = "") -> None:
        """Open the table and its index; without a fitting one there are no rows."""
        self.file: IO[bytes] | None = None
        self._marks = np.zeros(0, np.uint64)
        if table is None or index is None or not table.is_file() or not index.is_file():
            return
        with index.open("rb") as file:
            if file.readline().decode("utf-8", "replace").strip() != _stamp(table, code):
                return
            marks, ends, rows = (np.load(file) for _ in range(3))
        order = np.argsort(marks, kind="stable")
        self._marks, self._order = marks[order], order
        self._ends, self._rows = ends, rows
        self.file = table.open("rb")

    def close(self) -> None:
        """Close the table."""
        if self.file is not None:
            self.file.close()

    def find(self, marks: Sequence[int]) -> Ints:
        """Where the lines of the marks are, -1 where they are not."""
        if not len(self._marks):
            return np.full(len(marks), -1)
        wanted = np.array(marks, dtype=np.uint64)
        place = np.minimum(np.searchsorted(self._marks, wanted), len(self._marks) - 1)
        found: Ints = np.where(self._marks[place] == wanted, self._order[place], -1)
        return found

    def rows(self, first: int, stop: int) -> tuple[bytes, list[int], list[int]]:
        """The bytes of the rows of some lines, the size of each line's rows, and how many they are."""
        assert self.file is not None
        start = int(self._ends[first - 1]) if first else int(self._start)
        ends = self._ends[first:stop]
        self.file.seek(start)
        data = self.file.read(int(ends[-1]) - start)
        return data, np.diff(ends, prepend=start).tolist(), self._rows[first:stop].tolist()

    @property
    def _start(self) -> int:
        """Where the first row begins: after the header, which is one line."""
        assert self.file is not None
        self.file.seek(0)
        return len(self.file.readline())


@dataclass(frozen=True, slots=True)
class Partly:
    """A table of which only some rows were made anew, for files that are made from it row by row and kept as it is.

    `fresh` is a table of those rows alone, `anew` their places, `marks` those of all rows; `former` is the folder of
    the dataset that was made before, `kept` that of the indexes, `code` tells the code that made them.
    """

    table: Path
    fresh: Path
    anew: Sequence[int]
    marks: Sequence[int]
    former: Path
    kept: Path
    code: str

    @contextmanager
    def before(self, name: str) -> Iterator[tuple[Former, Path]]:
        """The file of that name that was made before, and the table of the rows that it lacks: all, if it fits badly."""
        old = Former(self.former / name, self.kept / f"rows-{name}", self.code)
        try:
            lacking = np.flatnonzero(old.find(self.marks) < 0)
            fits = self.fresh.is_file() and np.array_equal(lacking, np.array(self.anew, dtype=np.int64))
            yield (old, self.fresh) if fits else (Former(), self.table)
        finally:
            old.close()

    def keep(self, path: Path, made: Made) -> None:
        """Keep the index of a file."""
        made.save(self.kept / f"rows-{path.name}", path, self.code)
