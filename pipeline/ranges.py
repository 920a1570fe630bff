"""Parts of a file by what they were made from: what has not changed is copied, not made again.

Of such a file an index is kept: for each part a mark (a hash), where it ends and how many rows it holds, and how large and
how old the file was. A file that somebody touched since, or that other code made, counts for nothing.
"""

from __future__ import annotations

import json
import os
from array import array
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import IO, TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Ints = npt.NDArray[np.int64]

MOST = 1_000
"""Parts that are copied at once."""


def mark(line: bytes) -> int:
    """A number for what a part is made from."""
    return int.from_bytes(blake2b(line, digest_size=8).digest())


def _stamp(path: Path, code: str) -> str:
    facts = path.stat()
    return json.dumps([code, facts.st_size, facts.st_mtime_ns])


@dataclass(slots=True)
class Made:
    """What an index holds, in the order of the file; the parts begin at `end`."""

    end: int = 0
    marks: array[int] = field(default_factory=lambda: array("Q"))
    ends: array[int] = field(default_factory=lambda: array("q"))
    rows: array[int] = field(default_factory=lambda: array("i"))

    def __post_init__(self) -> None:
        """Note where the first part begins."""
        self.ends.append(self.end)

    def add(self, mark: int, size: int, rows: int = 1) -> None:
        """Note a part."""
        self.end += size
        self.marks.append(mark)
        self.ends.append(self.end)
        self.rows.append(rows)

    def save(self, index: Path, path: Path, code: str) -> None:
        """Write the index of a file that is complete."""
        with index.open("wb") as file:
            file.write(_stamp(path, code).encode() + b"\n")
            for column in (self.marks, self.ends, self.rows):
                np.save(file, np.frombuffer(column, dtype=column.typecode) if column else np.zeros(0, column.typecode))


class Former:
    """The parts of a file that was made before."""

    def __init__(self, path: Path | None = None, index: Path | None = None, code: str = "") -> None:
        """Open the file and its index; without a fitting one there are no parts."""
        self.file: IO[bytes] | None = None
        self._marks = np.zeros(0, np.uint64)
        if path is None or index is None or not path.is_file() or not index.is_file():
            return
        with index.open("rb") as file:
            if file.readline().decode("utf-8", "replace").strip() != _stamp(path, code):
                return
            try:
                marks, ends, rows = (np.load(file) for _ in range(3))
            except (ValueError, EOFError):
                return
        self._order = np.argsort(marks, kind="stable")
        self._marks, self._ends, self._rows = marks[self._order], ends, rows
        self.file = path.open("rb")

    def close(self) -> None:
        """Close the file."""
        if self.file is not None:
            self.file.close()

    def find(self, marks: Sequence[int]) -> Ints:
        """Where the parts of the marks are, -1 where they are not."""
        if not len(self._marks):
            return np.full(len(marks), -1)
        wanted = np.array(marks, dtype=np.uint64)
        place = np.minimum(np.searchsorted(self._marks, wanted), len(self._marks) - 1)
        found: Ints = np.where(self._marks[place] == wanted, self._order[place], -1)
        return found

    def read(self, first: int, stop: int) -> tuple[bytes, list[int], list[int]]:
        """The bytes of some parts that stand together, the size of each, and how many rows they hold."""
        assert self.file is not None
        ends = self._ends[first : stop + 1]
        start = int(ends[0])
        data = os.pread(self.file.fileno(), int(ends[-1]) - start, start)
        return data, np.diff(ends).tolist(), self._rows[first:stop].tolist()


def stretches(places: Ints) -> Iterator[tuple[int, int]]:
    """Where stretches of parts begin and end that stand together in a former file too, `MOST` at once; others stand alone."""
    steps = np.diff(np.where(places < 0, -2, places), prepend=-4)
    starts = np.flatnonzero((steps != 1) | (np.arange(len(places)) % MOST == 0)).tolist()
    return pairwise([*starts, len(places)])


def pieces(former: Former, places: Ints, fresh: Iterator[bytes]) -> Iterator[tuple[bytes, list[int]]]:
    """The parts of a file, and the size of each: from the former one where they have a place there, else the next fresh one."""
    for start, stop in stretches(places):
        if places[start] < 0:
            made = next(fresh)
            yield made, [len(made)]
        else:
            data, sizes, _ = former.read(int(places[start]), int(places[stop - 1]) + 1)
            yield data, sizes


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

    def before(self, name: str) -> tuple[Former, Path]:
        """The file of that name that was made before, and the table of the rows that it lacks: all, if it fits badly."""
        old = Former(self.former / name, self.kept / f"rows-{name}", self.code)
        lacking = np.flatnonzero(old.find(self.marks) < 0)
        if self.fresh.is_file() and np.array_equal(lacking, np.array(self.anew, dtype=np.int64)):
            return old, self.fresh
        old.close()
        return Former(), self.table

    def keep(self, path: Path, made: Made) -> None:
        """Keep the index of a file."""
        made.save(self.kept / f"rows-{path.name}", path, self.code)
