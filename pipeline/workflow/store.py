"""What was coded before: the result of each document under a key of everything that it depends on."""

from __future__ import annotations

import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from pipeline.errors import OutputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    Rows = Iterable[tuple[bytes, bytes]]
    Written = Iterable[tuple[bytes, str]]

_SETUP = """
PRAGMA journal_mode = WAL;
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS coded (number INTEGER PRIMARY KEY, key BLOB UNIQUE NOT NULL, result BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS written (place INTEGER PRIMARY KEY, key BLOB NOT NULL, facts TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS stamps (name TEXT PRIMARY KEY, stamp TEXT NOT NULL);
"""


class Store:
    """An SQLite file; what was added stays, also when the process is killed right after."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self._path = path
        self._connection = connection

    def __contains__(self, key: bytes) -> bool:
        return self._connection.execute("SELECT 1 FROM coded WHERE key = ?", (key,)).fetchone() is not None

    def __len__(self) -> int:
        count: int = self._connection.execute("SELECT count(*) FROM coded").fetchone()[0]
        return count

    def get(self, key: bytes) -> bytes:
        """The result under a key."""
        result: bytes = self._connection.execute("SELECT result FROM coded WHERE key = ?", (key,)).fetchone()[0]
        return result

    def add(self, rows: Rows) -> None:
        """Keep results for good."""
        with self._connection:
            self._connection.executemany("INSERT OR REPLACE INTO coded (key, result) VALUES (?, ?)", rows)

    def alike(self, stamp: str, keys: Sequence[bytes]) -> tuple[int, str | None]:
        """How many of the keys were written at their places, and the facts noted with the last of them.

        Nothing counts that was noted with another `stamp`.
        """
        row = self._connection.execute("SELECT stamp FROM stamps WHERE name = 'written'").fetchone()
        if row is None or row[0] != stamp:
            return 0, None
        written = self._connection.execute("SELECT key, facts FROM written ORDER BY place")
        count, last = 0, None
        for key, (known, facts) in zip(keys, written, strict=False):
            if key != known:
                break
            count, last = count + 1, facts
        return count, last

    def begin(self, count: int) -> None:
        """Forget what was written after so many places, and the stamp, until `note` gives another one."""
        with self._connection:
            self._connection.execute("DELETE FROM stamps WHERE name = 'written'")
            self._connection.execute("DELETE FROM written WHERE place >= ?", (count,))

    def note(self, stamp: str, first: int, rows: Written) -> None:
        """Note what was written from a place on, and the stamp that holds for all of it."""
        with self._connection:
            self._connection.executemany(
                "INSERT INTO written VALUES (?, ?, ?)", ((first + at, *row) for at, row in enumerate(rows))
            )
            self._connection.execute("INSERT INTO stamps VALUES ('written', ?)", (stamp,))

    def keep(self, keys: Sequence[bytes]) -> None:
        """Forget all results but those of `keys`."""
        if len(self) == len(keys):
            return
        with self._connection:
            self._connection.execute("CREATE TEMP TABLE kept (key BLOB PRIMARY KEY) WITHOUT ROWID")
            self._connection.executemany("INSERT OR IGNORE INTO kept VALUES (?)", ((key,) for key in keys))
            self._connection.execute("DELETE FROM coded WHERE key NOT IN (SELECT key FROM kept)")
            self._connection.execute("DROP TABLE kept")


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    try:
        connection.executescript(_SETUP)
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def forget(path: Path) -> None:
    """Remove a store."""
    for name in (path.name, f"{path.name}-wal", f"{path.name}-shm"):
        path.with_name(name).unlink(missing_ok=True)


@contextmanager
def opened(path: Path, *, fresh: bool = False) -> Iterator[Store]:
    """Open a store, or make it; one that is damaged is made anew, for it holds nothing that cannot be coded again.

    Raises
    ------
    OutputError
        It cannot be written, or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if fresh:
            forget(path)
        try:
            connection = _connect(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            forget(path)
            connection = _connect(path)
        try:
            yield Store(path, connection)
        finally:
            connection.close()
    except (OSError, sqlite3.OperationalError) as error:
        raise OutputError(f"{path}: cannot be written ({error}); free the disk or choose another folder") from error
