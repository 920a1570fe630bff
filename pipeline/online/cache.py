"""What services have answered, kept in an SQLite file: places and "no such place", never a failure."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.errors import InputError, OutputError
from pipeline.schema import Geocode

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

_TABLES = """
CREATE TABLE IF NOT EXISTS answers (
    server TEXT NOT NULL, query TEXT NOT NULL, name TEXT NOT NULL, asked_at TEXT NOT NULL, licence TEXT NOT NULL,
    record TEXT NOT NULL, PRIMARY KEY (server, query)) WITHOUT ROWID;
"""


def default_path() -> Path:
    """`geocodes.sqlite` in the user's cache folder."""
    return files.cache_folder() / "geocodes.sqlite"


class Cache:
    """An open cache; every answer is on disk when `put` returns.

    Raises
    ------
    InputError
        The file is something else.
    OutputError
        It cannot be made or written.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._connection = sqlite3.connect(path, timeout=30)
            self._connection.executescript(_TABLES)
        except sqlite3.OperationalError as error:
            raise OutputError(f"{path}: the geocode cache cannot be written ({error}); name another file") from error
        except sqlite3.DatabaseError as error:
            raise InputError(f"{path}: this is no geocode cache ({error}); name another file") from error
        except OSError as error:
            raise OutputError(f"{path}: the geocode cache cannot be made ({error.strerror}); name another") from error

    def get(self, server: str, query: str) -> Geocode | None:
        """The answer to a query, or `None` where it was never asked."""
        row = self._connection.execute(
            "SELECT record FROM answers WHERE server = ? AND query = ?", (server, query)
        ).fetchone()
        return files.from_json(Geocode, json.loads(row[0])) if row else None

    def put(self, server: str, query: str, geocode: Geocode, at: datetime) -> None:
        """Keep an answer."""
        record = json.dumps(files.to_json(geocode), ensure_ascii=False, separators=(",", ":"))
        values = (server, query, geocode.asked, at.isoformat(timespec="seconds"), geocode.licence, record)
        try:
            with self._connection:
                self._connection.execute("INSERT OR REPLACE INTO answers VALUES (?, ?, ?, ?, ?, ?)", values)
        except sqlite3.OperationalError as error:
            raise OutputError(f"{self.path}: the geocode cache cannot be written ({error})") from error

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
