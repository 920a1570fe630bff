"""The index: an SQLite file with places and the keys under which they are found; reading and writing it.

Tables: `places` one row a place; `names` (key, place, match 0 own name, 1 alias, 2 a service's answer, 3 one to prefer); `variants` (variant key, key);
`words` (first word of any name, most words of a name that begins so); `sieve` (bits that tell of most strings that they are in
none of these); `info` (what the index was made of).
"""

from __future__ import annotations

import dataclasses
import json
import sqlite3
from dataclasses import dataclass
from functools import lru_cache
from math import cos, hypot, radians
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from pipeline import lexicon
from pipeline.errors import GazetteerError
from pipeline.gazetteer import sieve
from pipeline.gazetteer.keys import key, likeness, skeleton, variant
from pipeline.schema import Candidate

if TYPE_CHECKING:
    from collections.abc import Iterable

FORMAT = 4
"""Version of the index; an index of another version has to be built again."""
CACHE = 1 << 16
"""Names kept in memory by an open gazetteer."""
UNIT_KM = 30.0
"""Extent given to a second-level unit of which only the town that it is named after is known."""
SKELETON = "~"
"""First letter of a skeleton among the variant keys."""
ALIKE_FLOOR = 0.7
"""Least likeness (0 to 1) of two names of one skeleton at which one may be the other."""
FUZZY_FLOOR = 85.0
"""Least similarity (0 to 100, Indel ratio of the keys) at which `similar` still offers a name."""

TABLES = """
CREATE TABLE info (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE places (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    location_type TEXT NOT NULL, feature_code TEXT NOT NULL, country TEXT, iso3 TEXT, admin1 TEXT, admin2 TEXT,
    population INTEGER NOT NULL, uncertainty_km REAL NOT NULL, geoname_id INTEGER, source TEXT NOT NULL);
CREATE TABLE names (key TEXT, place INTEGER, match INTEGER NOT NULL, PRIMARY KEY (key, place)) WITHOUT ROWID;
CREATE TABLE variants (variant TEXT, key TEXT, PRIMARY KEY (variant, key)) WITHOUT ROWID;
CREATE TABLE words (word TEXT PRIMARY KEY, longest INTEGER NOT NULL) WITHOUT ROWID;
CREATE TABLE sieve (bits BLOB NOT NULL);
"""
_COLUMNS = (
    "name, latitude, longitude, location_type, feature_code, country, iso3, admin1, admin2, population,"
    " uncertainty_km, geoname_id, source"
)
SERVICE = 2
"""Least `match` of a name that a geocoding service was asked for."""
SERVED = "served"
"""In `info` where the index holds a service's answers."""
_BY_KEY = (
    f"SELECT n.match, {_COLUMNS} FROM names n JOIN places p ON p.id = n.place WHERE n.key = ? AND n.match < {SERVICE}"  # noqa: S608
)
_ANSWERS = (
    f"SELECT n.match, {_COLUMNS} FROM names n JOIN places p ON p.id = n.place WHERE n.key = ? AND n.match >= {SERVICE}"  # noqa: S608
)
_MATCHES: tuple[Literal["exact"], Literal["alias"]] = ("exact", "alias")
_TOWNS = ("settlement", "district")
KM_PER_DEGREE = 111.2
"""Length of a degree of latitude."""
_RANK = {"exact": 0, "alias": 1, "variant": 2, "service": 3, "fuzzy": 4}


@dataclass(frozen=True, slots=True)
class Info:
    """What an index holds: its version, the hash of its content, its sources and the rows that each gave."""

    version: int
    content: str
    sources: tuple[tuple[str, int], ...]
    places: int
    names: int


class Gazetteer:
    """An open index; look-ups only read, and each name's answer is kept in memory.

    Use `open` to make one. It can be sent to another process, which opens the same file.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection
        self._served = connection.execute("SELECT 1 FROM info WHERE name = ?", (SERVED,)).fetchone() is not None
        self._may_hold = sieve.opened(connection.execute("SELECT bits FROM sieve").fetchone()[0])
        self._found = lru_cache(maxsize=CACHE)(self._find)
        self._longest = lru_cache(maxsize=CACHE)(self._longest_from)
        self._bucket = lru_cache(maxsize=256)(self._keys_like)

    def __reduce__(self) -> tuple[Any, ...]:
        return open, (self.path,)

    def lookup(self, name: str, *, wide: bool = False) -> tuple[Candidate, ...]:
        """The places that a name may mean.

        Parameters
        ----------
        name
            A toponym in any spelling; "Bryansk region" finds the region only, "Bryansk" the region and the town.
        wide
            Add the places that only share the variant key also where the name itself is known.

        Returns
        -------
        tuple of Candidate
            Own name before alias before variant spelling, then the larger population first; empty where unknown.
        """
        return self._found(name, wide)

    def known(self, name: str) -> bool:
        """Whether `lookup` finds anything."""
        return bool(self._found(name, False))

    def longest(self, word: str) -> int:
        """The most words that a known name beginning with this word has; 0 where no name begins so.

        Lets a reader of running text leave most words after one question, and try no longer spans than there are.
        """
        return self._longest(word)

    def alike(self, name: str) -> tuple[Candidate, ...]:
        """Places of scripts without vowels whose name has the same consonants, marked `fuzzy`; for names not found otherwise.

        `score` is the likeness of the names from 0 to 1.
        """
        wanted = key(name)
        bones = SKELETON + skeleton(wanted)
        if bones == SKELETON or not self._may_hold(sieve.VARIANT + bones):
            return ()
        countries = lexicon.words("unvowelled_countries")
        found = []
        for (near,) in self._connection.execute("SELECT key FROM variants WHERE variant = ?", (bones,)):
            score = likeness(wanted, near)
            if score >= ALIKE_FLOOR:
                found += [c for c in self._rows(near, "fuzzy", round(score, 3)) if c.iso3 in countries]
        return tuple(sorted(_unique(found), key=lambda c: (-c.score, -c.population, c.name, c.latitude)))

    def similar(self, name: str, limit: int = 5) -> tuple[Candidate, ...]:
        """Places with a similar name, marked `fuzzy`: a last resort, to be asked for on purpose.

        The first letter has to be right and the length within two; `score` is the similarity from 0 to 1.
        """
        from rapidfuzz import fuzz, process

        wanted = key(name)
        if len(wanted) < 4:
            return ()
        keys = [k for length in range(len(wanted) - 2, len(wanted) + 3) for k in self._bucket(wanted[0], length)]
        found = process.extract(wanted, keys, scorer=fuzz.ratio, limit=limit, score_cutoff=FUZZY_FLOOR)
        candidates = [
            candidate
            for near, score, _ in sorted(found, key=lambda hit: (-hit[1], hit[0]))
            for candidate in self._rows(near, "fuzzy", round(score / 100, 3))
        ]
        return tuple(sorted(_unique(candidates), key=lambda c: (-c.score, -c.population, c.name)))

    def info(self) -> Info:
        """Version, content hash, sources and counts."""
        values = dict(self._connection.execute("SELECT name, value FROM info"))
        sources = tuple((str(name), int(rows)) for name, rows in json.loads(values["sources"]))
        return Info(int(values["version"]), values["content"], sources, int(values["places"]), int(values["names"]))

    def entry(self, geoname_id: int) -> Candidate | None:
        """The place of a GeoNames number; of several rows the most populous."""
        row = self._connection.execute(
            "SELECT n.key, p.name FROM places p JOIN names n ON n.place = p.id WHERE p.geoname_id = ?"
            " ORDER BY p.population DESC, n.match, n.key LIMIT 1",
            (geoname_id,),
        ).fetchone()
        found = self._rows(row[0]) if row else []
        return next((candidate for candidate in found if candidate.geoname_id == geoname_id), None)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _find(self, name: str, wide: bool) -> tuple[Candidate, ...]:
        wanted = key(name)
        own = self._own(wanted, wide)
        return _joined(own, self._answers(wanted)) if self._served else own

    def _own(self, wanted: str, wide: bool) -> tuple[Candidate, ...]:
        found = self._rows(wanted)
        if not found and " " in wanted and (region := self._by_unit(wanted)):
            return region
        return self._with_variants(wanted, found, wide)

    def _by_key(self, wanted: str, wide: bool) -> tuple[Candidate, ...]:
        return self._with_variants(wanted, self._rows(wanted), wide)

    def _with_variants(self, wanted: str, found: list[Candidate], wide: bool) -> tuple[Candidate, ...]:
        if found and not wide and not _only_regions(found):
            return tuple(_ranked(_unique(found)))
        found += self._variants(wanted, found, wide)
        return tuple(_ranked(_unique(found)))

    def _variants(self, wanted: str, found: list[Candidate], wide: bool) -> list[Candidate]:
        """Places that share the variant key: all, or only towns in the regions that were found under the name itself."""
        folded = variant(wanted)
        known = self._may_hold(sieve.VARIANT + folded)
        keys = (
            []
            if not known
            else [row[0] for row in self._connection.execute("SELECT key FROM variants WHERE variant = ?", (folded,))]
        )
        others = [candidate for near in {*keys, folded} - {wanted} for candidate in self._rows(near, "variant")]
        if wide or not found:
            return others
        within = {candidate.admin1 for candidate in found}
        return [c for c in others if c.location_type == "settlement" and c.admin1 in within]

    def _by_unit(self, wanted: str) -> tuple[Candidate, ...]:
        """Names with a word for their kind, before or after: "bryansk region", "province of idlib"."""
        first, _, rest = wanted.partition(" of ")
        start, _, last = wanted.rpartition(" ")
        for unit, stem in ((last, start), (first, rest.removeprefix("the "))):
            kinds = _units().get(unit, ())
            if not kinds or not stem:
                continue
            found = tuple(c for c in self._by_key(stem, False) if c.location_type in kinds)
            found = found or self._named_after(stem, unit, kinds)
            found = found or tuple(c for c in self._by_key(stem, True) if c.location_type in kinds)
            if found:
                return found
        return ()

    def _named_after(self, stem: str, unit: str, kinds: tuple[str, ...]) -> tuple[Candidate, ...]:
        """A second-level unit that the index lacks, at the town after which it is named: "kupiansk district"."""
        if "municipality" not in kinds:
            return ()
        towns = (c for c in self._by_key(stem, False) if c.location_type == "settlement" and c.iso3 != "USA")
        return tuple(
            dataclasses.replace(
                town, name=f"{town.name} {unit}", location_type="municipality", feature_code="ADM2", geoname_id=None,
                admin2=f"{town.name} {unit}", uncertainty_km=max(town.uncertainty_km, UNIT_KM), match="alias",
            )
            for town in towns
        )  # fmt: skip

    def _rows(self, key_: str, match: Literal["variant", "fuzzy"] | None = None, score: float = 0.0) -> list[Candidate]:
        if not self._may_hold(sieve.KEY + key_):
            return []
        return [
            Candidate(
                name=name, latitude=latitude, longitude=longitude, location_type=location_type,
                feature_code=feature_code, country=country, iso3=iso3, admin1=admin1, admin2=admin2,
                population=population, uncertainty_km=uncertainty, geoname_id=geoname_id, source=source,
                match=match or _MATCHES[how], score=score,
            )
            for (how, name, latitude, longitude, location_type, feature_code, country, iso3, admin1, admin2, population,
                 uncertainty, geoname_id, source) in self._connection.execute(_BY_KEY, (key_,))
        ]  # fmt: skip

    def _answers(self, key_: str) -> list[tuple[bool, Candidate]]:
        """What a geocoding service answered for a name, and whether to prefer it; `source` begins with the service."""
        return [
            (
                how > SERVICE,
                Candidate(
                    name=name, latitude=latitude, longitude=longitude, location_type=location_type,
                    feature_code=feature_code, country=country, iso3=iso3, admin1=admin1, admin2=admin2,
                    population=population, uncertainty_km=uncertainty, geoname_id=geoname_id, source=source,
                    match="service", geocoder=source.split(" ")[0],
                ),
            )
            for (how, name, latitude, longitude, location_type, feature_code, country, iso3, admin1, admin2, population,
                 uncertainty, geoname_id, source) in self._connection.execute(_ANSWERS, (key_,))
        ]  # fmt: skip

    def _longest_from(self, word: str) -> int:
        first = key(word).split(" ")[0]
        if not self._may_hold(sieve.WORD + first):
            return 0
        row = self._connection.execute("SELECT longest FROM words WHERE word = ?", (first,)).fetchone()
        return row[0] if row else 0

    def _keys_like(self, letter: str, length: int) -> tuple[str, ...]:
        query = "SELECT DISTINCT key FROM names WHERE key >= ? AND key < ? AND length(key) = ?"
        return tuple(row[0] for row in self._connection.execute(query, (letter, chr(ord(letter) + 1), length)))


@lru_cache(maxsize=1)
def _units() -> dict[str, tuple[str, ...]]:
    """Word for a kind of place to the location types that it may stand for."""
    return {
        row["word"]: lexicon.values(row["location_types"])
        for row in lexicon.table("place_units", ("word", "location_types"))
    }


def _only_regions(found: list[Candidate]) -> bool:
    """Whether a name stands for regions only, under another spelling than their own: their town may have another yet."""
    return all(c.location_type == "region" and c.match == "alias" for c in found)


def _joined(own: tuple[Candidate, ...], answers: list[tuple[bool, Candidate]]) -> tuple[Candidate, ...]:
    """The index's places and a service's, without what both have: the index's record stays, unless the answer is to be preferred."""
    preferred = _ranked(_unique([answer for first, answer in answers if first]))
    kept = [place for place in own if not _described(place, preferred)]
    further = [answer for first, answer in answers if not first and not _described(answer, [*preferred, *own])]
    return (*preferred, *kept, *_ranked(_unique(further)))


def _described(candidate: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether one of the others is the same place."""
    kin = _TOWNS if candidate.location_type in _TOWNS else (candidate.location_type,)
    return _among(candidate, [other for other in others if other.location_type in kin])


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    return sorted(
        candidates,
        key=lambda c: (
            c.location_type != "country",
            _RANK[c.match],
            -c.population,
            c.name,
            c.geoname_id or 0,
            c.latitude,
            c.longitude,
            c.location_type,
            c.source,
        ),
    )


def _unique(candidates: list[Candidate]) -> list[Candidate]:
    """Without entries for a place that another one describes: the same record, or a town of ours that GeoNames has."""
    seen: dict[tuple[object, ...], Candidate] = {}
    for c in candidates:
        seen.setdefault((c.geoname_id, c.name, c.latitude, c.longitude, c.location_type), c)
    numbered = [c for c in seen.values() if c.geoname_id and c.location_type in _TOWNS]
    return [c for c in seen.values() if c.geoname_id or c.location_type not in _TOWNS or not _among(c, numbered)]


def _among(candidate: Candidate, others: Iterable[Candidate]) -> bool:
    """Whether one of the others lies within the uncertainties, and 5 km, of a candidate (equirectangular distance)."""
    for other in others:
        north = (candidate.latitude - other.latitude) * KM_PER_DEGREE
        east = (candidate.longitude - other.longitude) * KM_PER_DEGREE * cos(radians(candidate.latitude))
        if hypot(north, east) <= candidate.uncertainty_km + other.uncertainty_km + 5:
            return True
    return False


def open(path: Path | str | None = None) -> Gazetteer:  # noqa: A001
    """Open an index for reading.

    Parameters
    ----------
    path
        The index; the user's own in the cache folder by default.

    Raises
    ------
    GazetteerError
        It is missing, empty, no index, or of another version; the message says what to do.
    """
    if path is None:
        from pipeline.gazetteer.builder import default_path

        path = default_path()
    path = Path(path)
    todo = "run `dateline gazetteer build`"
    if not path.is_file():
        raise GazetteerError(f"{path}: there is no place index; {todo}")
    connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro&immutable=1", uri=True, check_same_thread=False)
    try:
        row = connection.execute("SELECT value FROM info WHERE name = 'version'").fetchone()
        some = connection.execute("SELECT 1 FROM names LIMIT 1").fetchone()
    except sqlite3.DatabaseError as error:
        connection.close()
        raise GazetteerError(f"{path}: this is no place index ({error}); {todo}") from error
    if row is None or row[0] != str(FORMAT):
        connection.close()
        raise GazetteerError(f"{path}: the index has version {row and row[0]}, not {FORMAT}; {todo}")
    if some is None:
        connection.close()
        raise GazetteerError(f"{path}: the index holds no names; {todo}")
    connection.execute("PRAGMA mmap_size = 268435456")
    return Gazetteer(path, connection)
