"""The same text twice: exact copies by a hash, syndicated ones by a sketch of their word sequences."""

from __future__ import annotations

import re
import sqlite3
from array import array
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.documents.drafts import Draft
    from pipeline.schema import Document, Issue

RESEMBLANCE = 0.7
"""Least share of common word sequences (Jaccard) of two syndicated copies."""
NAMES = 0.95
"""Least share of the names of the text with fewer that the other one has to hold."""
DAYS = 3
"""Most days between the publication of two copies."""
_SKETCH = 64
_KEYS = 8
_CROWD = 8
"""Texts that one key may lead to: a footer that a whole archive shares must not make reading slow."""
_NUMBERS = 256
_SEQUENCE = 4
_ENOUGH = 40
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z]\w*")
_NUMBER = re.compile(r"\d\w*")


_SETUP = """
PRAGMA synchronous = NORMAL;
CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, label TEXT, place INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS texts (digest BLOB PRIMARY KEY, id TEXT, place INTEGER) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS sketches (
    number INTEGER PRIMARY KEY, id TEXT, day INTEGER, sequences BLOB, names BLOB, numbers BLOB, place INTEGER
);
CREATE TABLE IF NOT EXISTS keys (key INTEGER, number INTEGER, PRIMARY KEY (key, number)) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS passed (
    place INTEGER PRIMARY KEY, digest BLOB NOT NULL, documents INTEGER NOT NULL, issues INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS facts (name TEXT PRIMARY KEY, value TEXT);
"""
_FORGET = """
DELETE FROM keys WHERE number IN (SELECT number FROM sketches WHERE place >= :place);
DELETE FROM sketches WHERE place >= :place;
DELETE FROM texts WHERE place >= :place;
DELETE FROM documents WHERE place >= :place;
DELETE FROM passed WHERE place >= :place;
"""
_CANDIDATES = f"""
SELECT id, day, sequences, names, numbers FROM sketches JOIN (
    SELECT number, count(*) AS shared FROM keys WHERE key IN ({",".join("?" * _KEYS)})
    GROUP BY number HAVING shared > 1 ORDER BY shared DESC, number LIMIT {_CROWD}
) USING (number) ORDER BY shared DESC, number
"""  # noqa: S608 - question marks and a constant
_ADD_KEY = "INSERT INTO keys SELECT ?, ? WHERE (SELECT count(*) FROM keys WHERE key = ?) < ?"


@dataclass(frozen=True, slots=True)
class _Sketch:
    """The smallest hashes of a text's word sequences and of its names (bottom-k sketches), and all of its numbers."""

    day: int | None
    sequences: array[int]
    names: array[int]
    numbers: array[int]


class Seen:
    """The ids and texts seen so far, in a file of SQLite's, so that a million articles take little memory.

    Two texts with one normal form (letters and digits, small letters) are copies. So are two longer ones of nearly the
    same time that share most sequences of four words (`RESEMBLANCE`), if one has no numbers and hardly a name that the
    other lacks (`NAMES`): a daily bulletin repeats its phrases, but not its places, and an update has another toll.
    Bottom-k sketches: Broder 1997.

    A file that is kept also tells what was read before: as long as the same comes again in the same order, it need not
    be read once more (`again`). `kept` then says how many documents and issues that gave.
    """

    def __init__(self, path: Path | None = None, stamp: str = "") -> None:
        """Keep what was seen at `path`, or in a temporary file; what has another `stamp` is forgotten."""
        self._store = sqlite3.connect(path or "", isolation_level=None)
        self._store.executescript(_SETUP)
        self._store.execute("BEGIN")
        self._place = 0
        self._again = bool(stamp) and self._fact("stamp") == stamp
        self.kept = self.made = (0, 0)
        if not self._again:
            self._forget()

    def __enter__(self) -> Seen:
        return self

    def __exit__(self, *_: object) -> None:
        self._store.close()

    def _fact(self, name: str) -> str | None:
        row = self._store.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return row[0] if row else None

    def _forget(self) -> None:
        for statement in _FORGET.split(";")[:-1]:
            self._store.execute(statement, {"place": self._place})

    def again(self, found: Draft | Issue) -> bool:
        """Whether this was read before at this place, as was all before it."""
        self._digest = blake2b(repr(found).encode("utf-8", "surrogatepass"), digest_size=16).digest()
        if self._again:
            row = self._store.execute(
                "SELECT digest, documents, issues FROM passed WHERE place = ?", (self._place,)
            ).fetchone()
            if row and row[0] == self._digest:
                self._place += 1
                self.kept = self.made = row[1:]
                return True
            self._again = False
            self._forget()
        return False

    def passed(self, documents: int, issues: int) -> None:
        """Note what the last thing asked for with `again` has given."""
        self.made = (self.made[0] + documents, self.made[1] + issues)
        self._store.execute("INSERT INTO passed VALUES (?, ?, ?, ?)", (self._place, self._digest, *self.made))
        self._place += 1

    def keep(self, stamp: str) -> None:
        """Keep all this for the next time, if it comes with that stamp."""
        if self._again:
            self._forget()
        self._store.execute("INSERT OR REPLACE INTO facts VALUES ('stamp', ?)", (stamp,))
        self._store.execute("COMMIT")

    def label(self, document_id: str) -> str | None:
        """The file of the document with that id; `None` where there is none yet."""
        row = self._store.execute("SELECT label FROM documents WHERE id = ?", (document_id,)).fetchone()
        return row[0] if row else None

    def add(self, document_id: str, label: str) -> None:
        """Note that a file holds the document with that id."""
        self._store.execute("INSERT INTO documents VALUES (?, ?, ?)", (document_id, label, self._place))

    def original(self, document: Document) -> tuple[str, str | None]:
        """The fingerprint of a document's text, and the id of the first document with that text."""
        words = _WORD.findall(document.text.casefold())
        digest = blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()
        row = self._store.execute("SELECT id FROM texts WHERE digest = ?", (digest,)).fetchone()
        if row:
            return digest.hex(), row[0]
        known = self._near(document, _sketch(document, words)) if len(words) >= _ENOUGH else None
        self._store.execute("INSERT INTO texts VALUES (?, ?, ?)", (digest, known or document.document_id, self._place))
        return digest.hex(), known

    def _near(self, document: Document, sketch: _Sketch) -> str | None:
        keys = sketch.sequences[:_KEYS].tolist()
        for document_id, day, *hashes in self._store.execute(_CANDIDATES, keys + [-1] * (_KEYS - len(keys))):
            if _alike(sketch, _Sketch(day, *(array("I", each) for each in hashes))):
                return str(document_id)
        blobs = [each.tobytes() for each in (sketch.sequences, sketch.names, sketch.numbers)]
        added = self._store.execute(
            "INSERT INTO sketches VALUES (NULL, ?, ?, ?, ?, ?, ?)",
            (document.document_id, sketch.day, *blobs, self._place),
        )
        self._store.executemany(_ADD_KEY, [(key, added.lastrowid, key, _CROWD) for key in keys])
        return None


def _sketch(document: Document, words: list[str]) -> _Sketch:
    names = set(_NAME.findall(document.text))
    numbers = set(_NUMBER.findall(document.text)) | (set(words) & _numerals())
    return _Sketch(
        day=document.published.toordinal() if document.published else None,
        sequences=_sequences(_hashes(words)),
        names=array("I", sorted(_hashes(names))[:_SKETCH]),
        numbers=array("I", sorted(_hashes(numbers))[:_NUMBERS]),
    )


def _hashes(words: Iterable[str]) -> list[int]:
    return [crc32(word.encode("utf-8", "replace")) for word in words]


def _sequences(hashes: list[int]) -> array[int]:
    """Smallest hashes of all runs of `_SEQUENCE` words."""
    import numpy as np

    words = np.array(hashes, dtype=np.uint64)
    runs = np.zeros(len(words) - _SEQUENCE + 1, dtype=np.uint64)
    for offset in range(_SEQUENCE):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + words[offset : offset + len(runs)]
    mixed = (runs ^ (runs >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32)
    return array("I", np.unique(mixed)[:_SKETCH].tolist())


@cache
def _numerals() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.table("number_words", ("word", "class", "value")))


def _alike(one: _Sketch, other: _Sketch) -> bool:
    if one.day is not None and other.day is not None and abs(one.day - other.day) > DAYS:
        return False
    numbers = set(one.numbers), set(other.numbers)
    if not (numbers[0] <= numbers[1] or numbers[1] <= numbers[0]):
        return False
    common, either, _ = _overlap(one.sequences, other.sequences)
    if common < RESEMBLANCE * either:
        return False
    common, _, fewer = _overlap(one.names, other.names)
    return common >= NAMES * fewer


def _overlap(one: array[int], other: array[int]) -> tuple[int, int, int]:
    """Elements in both, in either, and in the smaller of two sets, as far as both sketches reach."""
    reach = min((sketch[-1] for sketch in (one, other) if len(sketch) == _SKETCH), default=1 << 40)
    first, second = ({each for each in sketch if each <= reach} for sketch in (one, other))
    return len(first & second), len(first | second), min(len(first), len(second))
