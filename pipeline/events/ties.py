"""The ties of windows of days, kept from one time to the next under a hash of the accounts that were in the window."""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

import numpy as np

from pipeline import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from pipeline.events.clusters import Pair

_SIZE = 16
"""Bytes of a key."""


class Ties:
    """Pairs of marks of accounts with their scores, by the key of their window."""

    def __init__(self) -> None:
        """Know nothing."""
        self._ranges: dict[bytes, tuple[int, int]] = {}
        self._columns: tuple[array[Any], ...] = (array("d"), array("Q"), array("Q"))

    def get(self, key: bytes) -> list[Pair] | None:
        """The ties of a window; `None` where they are not known."""
        found = self._ranges.get(key)
        return None if found is None else list(zip(*(column[slice(*found)] for column in self._columns), strict=True))

    def add(self, key: bytes, pairs: Sequence[Pair]) -> None:
        """Keep the ties of a window."""
        start = len(self._columns[0])
        for column, values in zip(self._columns, zip(*pairs, strict=True), strict=False):
            column.extend(values)
        self._ranges[key] = (start, len(self._columns[0]))

    def save(self, path: Path, stamp: str) -> None:
        """Write all to a file, whole or not at all; `stamp` tells the code that found them."""
        with files.replacing(path) as temporary, temporary.open("wb") as file:
            file.write(stamp.encode() + b"\n")
            np.save(file, np.frombuffer(b"".join(self._ranges), dtype=np.uint8))
            np.save(file, np.array(list(self._ranges.values()), dtype=np.int64).reshape(-1, 2))
            for column in self._columns:
                np.save(file, np.array(column, dtype=column.typecode))


def load(path: Path, stamp: str) -> Ties:
    """The ties in a file; none where there is no such file, or other code wrote it."""
    found = Ties()
    try:
        with path.open("rb") as file:
            if file.readline().strip() != stamp.encode():
                return found
            keys, ranges, *columns = (np.load(file) for _ in range(5))
    except (OSError, ValueError, EOFError):
        return found
    names = keys.tobytes()
    for number, (start, stop) in enumerate(ranges.tolist()):
        found._ranges[names[number * _SIZE : (number + 1) * _SIZE]] = (start, stop)
    for column, values in zip(found._columns, columns, strict=True):
        column.frombytes(values.tobytes())
    return found
