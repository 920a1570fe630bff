"""Lines sorted on disk: more of them than memory holds, in the order of their bytes."""

from __future__ import annotations

import heapq
import os
from contextlib import ExitStack
from typing import IO, TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

HELD = 32_000_000
"""Bytes of lines that are sorted in memory."""


class Runs:
    """Collects lines and gives them back sorted; what does not fit in memory waits in unnamed files of a folder."""

    def __init__(self, folder: Path, held: int = HELD) -> None:
        """Spill into `folder` whenever the lines that are in memory pass `held` bytes."""
        self._folder = folder
        self._held = held
        self._lines: list[bytes] = []
        self._size = 0
        self._files: list[IO[bytes]] = []

    def add(self, line: bytes) -> None:
        """Take a line, with its line end."""
        self._lines.append(line)
        self._size += len(line)
        if self._size > self._held:
            self._spill()

    def _spill(self) -> None:
        path = self._folder / f".run-{len(self._files)}.{os.getpid()}.part"
        file = path.open("w+b")
        path.unlink()
        self._files.append(file)
        self._lines.sort()
        file.writelines(self._lines)
        file.seek(0)
        self._lines, self._size = [], 0

    def sorted(self) -> Iterator[bytes]:
        """All lines; the runs are gone afterwards."""
        self._lines.sort()
        with ExitStack() as stack:
            for file in self._files:
                stack.callback(file.close)
            yield from heapq.merge(*self._files, self._lines)
        self._files, self._lines, self._size = [], [], 0
