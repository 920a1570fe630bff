"""One run at a time on a folder, and what a killed run left behind."""

from __future__ import annotations

import os
import re
import shutil
import sys
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

from pipeline.errors import OutputError, RunError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "run.lock"
_LEFT = re.compile(r"\..+\.\d+\.part")


def _take(file: IO[str]) -> bool:
    """Lock an open file for this process; the system frees it when the process ends, however it ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            file.seek(1 << 20)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True


def clean(folder: Path) -> None:
    """Remove unfinished files (`.name.PROCESS.part`) of runs that were killed."""
    for path in folder.iterdir() if folder.is_dir() else ():
        if _LEFT.fullmatch(path.name):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder of a dataset while the block runs.

    A lock file that a killed run left is no obstacle: what counts is whether a living process holds it.

    Raises
    ------
    RunError
        Another run is at work in the folder.
    OutputError
        The folder cannot be written.
    """
    path = folder / "stages" / NAME
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        file = path.open("a+", encoding="utf-8")
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror or error}); choose another folder") from error
    with file:
        if not _take(file):
            file.seek(0)
            who = file.read(20).strip() or "unknown"
            raise RunError(f"{folder}: another run (process {who}) is at work here; wait for it, or use another --out")
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        clean(folder)
        clean(folder / "stages")
        yield
