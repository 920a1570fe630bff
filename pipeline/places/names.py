"""What a gazetteer knows under a name, and what the word tables know of a word, prepared once."""

from __future__ import annotations

import math
import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from rapidfuzz import fuzz

from pipeline.places.vocabulary import vocabulary
from pipeline.records import readonly
from pipeline.text import Kept

if TYPE_CHECKING:
    from pipeline.places.seam import Gazetteer
    from pipeline.schema import Candidate

MOST = 30
"""Most candidates of one name that are weighed."""
CELL = 1.2
"""Side of a cell, degrees; places in the same or a neighbouring cell are near."""
_ROW = 1000
LISTED = 500
"""Population assumed of places in curated tables and dumps that give none."""
SEAT = 3000
"""Population assumed of towns of GeoNames that give none: those of fewer than 500 inhabitants are in it as seats of units alone."""
SHORT = 4
"""Longest word in mixed capitals that is no place: a mark or a code ("YaM")."""
_ARTICLE = re.compile(r"\A(?:a[dlnrstz]h?|el|en|er|es) ")
ALIKE = 60.0
"""Least likeness (0 to 100, Indel ratio) of another name to the own one by which it is only another spelling of it."""
SPELLED = 80.0
"""Likeness from which another name is the own one in another spelling."""
KM_PER_DEGREE = 111.2
UNIT_REACH = 2.0
"""Times a unit's extent within which a town of its name is taken to lie in it."""
LARGE = 300_000
"""Population from which on a town is known far away."""
LONG = 6
"""Letters from which on a name that only one place has is hardly another's too."""
MIDDLING = 100_000
"""Most inhabitants that speak for a place known only in another spelling."""
TOWN = 5000
"""Inhabitants from which on a town is likelier meant than a village of its name elsewhere."""
CACHE = 1 << 16


@readonly
class Name:
    """The places that a name may mean, best first by what holds in any document, with what their weighing asks for.

    `kind` is the recognition cue of the most important one, `population` the logarithm of the largest; `spread` holds
    for every candidate the numbers of its cell and the eight around it, empty for countries and regions.
    """

    query: str
    candidates: tuple[Candidate, ...]
    kind: str
    alias: bool
    population: float
    parts: tuple[dict[str, float], ...]
    fixed: tuple[float, ...]
    spread: tuple[tuple[int, ...], ...]
    rare: bool
    unique: bool


@lru_cache(maxsize=CACHE)
def known(gazetteer: Gazetteer, query: str) -> Name | None:
    """What the gazetteer knows under a name; `None` where it is unknown."""
    candidates = gazetteer.lookup(query)
    return prepared(query, candidates) if candidates else None


@lru_cache(maxsize=CACHE)
def alike(gazetteer: Gazetteer, query: str) -> Name | None:
    """What the gazetteer knows under other romanisations of a name; `None` where there is none."""
    candidates = gazetteer.alike(query)
    return prepared(query, candidates) if candidates else None


def prepared(query: str, candidates: tuple[Candidate, ...]) -> Name:
    """Candidates with the parts of their score that do not depend on the document."""
    kind = _kind(candidates)
    alias = all(c.match == "alias" for c in candidates)
    own = max((_people(c) for c in candidates if c.match in {"exact", "service"}), default=0)
    largest = own or max(_people(c) for c in candidates) // 4
    rows = [(_parts(query, c, candidates), c) for c in candidates]
    rows.sort(key=lambda row: -sum(row[0].values()))
    del rows[MOST:]
    return Name(
        query,
        tuple(c for _, c in rows),
        kind,
        alias,
        math.log10(largest + 1),
        tuple(parts for parts, _ in rows),
        tuple(sum(parts.values()) for parts, _ in rows),
        tuple(_spread(c) for _, c in rows),
        _rare(query),
        _rare(query) and _unique([c for _, c in rows]),
    )


def _rare(query: str) -> bool:
    """Whether a name is so long, and none of its words an ordinary one or a person's, that few places have it."""
    own = [trait(word) for word in query.split()]
    return len(query) >= LONG and not any(word.common or word.never or word.cues for word in own)


def _unique(candidates: list[Candidate]) -> bool:
    """Whether a name is known for one town alone."""
    best = candidates[0]
    return (
        best.population >= TOWN
        and best.match in {"exact", "alias"}
        and all(within_reach(c, best) or within_reach(best, c) or c.match in {"variant", "fuzzy"} for c in candidates)
    )


def _people(c: Candidate) -> int:
    """Population; of a place without one that of a village where it was listed for its own sake, else that of a unit's seat."""
    if c.population or c.location_type == "country":
        return c.population
    return SEAT if c.source == "geonames" else LISTED


def _kind(candidates: tuple[Candidate, ...]) -> str:
    """Cue for what the most important candidate is."""
    kinds = {c.location_type for c in candidates}
    if "country" in kinds:
        return "country"
    if candidates[0].match in {"variant", "fuzzy"}:
        return "variant"
    if any(c.location_type == "region" and c.match == "exact" for c in candidates):
        return "region"
    return "area" if kinds & {"area", "water"} else "settlement"


def _parts(query: str, c: Candidate, candidates: tuple[Candidate, ...]) -> dict[str, float]:
    words = vocabulary()
    weights = words.weights
    other = c.match in {"variant", "fuzzy"}
    people = min(_people(c), MIDDLING) if other else _people(c)
    found = {"choose population": weights["choose population"] * math.log10(people + 1)}
    if c.location_type == "settlement" and c.population > LARGE and not other:
        found["choose large"] = weights["choose large"] * math.log10(c.population / LARGE)
    kind = f"choose {c.location_type}"
    if kind in weights:
        found[kind] = weights[kind]
    if (c.name, c.iso3) in words.capitals and _largest(c, candidates):
        found["choose capital"] = weights["choose capital"]
    if c.location_type in {"region", "municipality"} and _has_town(c, candidates):
        found["choose namesake"] = weights["choose namesake"]
    if c.match == "alias":
        likeness = fuzz.ratio(_plain(query), _plain(c.name))
        part = "spelling" if likeness >= SPELLED else "alias large" if c.population > LARGE else "alias"
        found["choose " + part] = weights["choose " + part]
        if c.location_type == "settlement" and likeness < ALIKE:
            found["choose unlike"] = weights["choose unlike"]
    elif other:
        found["choose " + c.match] = weights["choose " + c.match]
    return found


def _plain(name: str) -> str:
    """A name without marks on its letters and without an Arabic article: "An Nuşayrāt" is "nusayrat"."""
    letters = (letter for letter in unicodedata.normalize("NFKD", name.casefold()) if letter.isalpha() or letter == " ")
    return _ARTICLE.sub("", "".join(letters))


def _largest(town: Candidate, candidates: tuple[Candidate, ...]) -> bool:
    """Whether a settlement is the largest of its country among the candidates."""
    rivals = (c.population for c in candidates if c.iso3 == town.iso3 and c.location_type == "settlement")
    return town.location_type == "settlement" and town.population >= max(rivals)


def within_reach(town: Candidate, unit: Candidate) -> bool:
    """Whether a town lies so near to a unit's middle that it may lie in it, whatever is said of its own unit."""
    north = (town.latitude - unit.latitude) * KM_PER_DEGREE
    east = (town.longitude - unit.longitude) * KM_PER_DEGREE * math.cos(math.radians(unit.latitude))
    return math.hypot(north, east) <= UNIT_REACH * unit.uncertainty_km


def _has_town(unit: Candidate, candidates: tuple[Candidate, ...]) -> bool:
    """Whether a unit's town or the country's capital has the same name: without "region" the bare name means that."""
    return any(
        c.location_type == "settlement"
        and (c.match in {"exact", "service"} or _main(c, unit))
        and c.iso3 == unit.iso3
        and (
            c.admin1 == unit.admin1
            or (c.population >= LARGE and (c.name, c.iso3) in vocabulary().capitals)
            or (unit.location_type == "municipality" and within_reach(c, unit))
        )
        for c in candidates
    )


def _main(town: Candidate, unit: Candidate) -> bool:
    """Whether a town is the one after which a region is named, whose usual name GeoNames lists as another one ("Raqqa")."""
    return town.match == "alias" and (town.name, unit.name) in vocabulary().main_towns


def _spread(c: Candidate) -> tuple[int, ...]:
    if c.location_type in {"country", "region"}:
        return ()
    middle = int(c.latitude // CELL) * _ROW + int(c.longitude // CELL)
    south, north = middle - _ROW, middle + _ROW
    return (middle, middle - 1, middle + 1, south, south - 1, south + 1, north, north - 1, north + 1)


@readonly
class Trait:
    """What the word tables know of one capitalised word.

    `never`: no place by itself; `function`: no part of a name; `person`: may begin a person's name (title, given name,
    initial); `ends`: ends one; `cues`: recognition cues of the word alone.
    """

    lower: str
    never: bool
    function: bool
    person: bool
    title: bool
    initial: bool
    common: bool
    cues: tuple[str, ...]


def _trait(word: str) -> Trait:
    """The traits of a word."""
    words = vocabulary()
    cues = words.cues
    bare, lower = word.rstrip("."), word.lower()
    function = word in cues["function"]
    dated = word in cues["weekday"] or word in cues["month"] or word in cues["outlet"]
    never = (
        function
        or dated
        or lower in words.nouns
        or word in words.adjectives
        or (lower in words.compass and lower != "central")
    )
    never = (
        never
        or len(word) <= 1
        or lower[:2] in {"i'", "i’"}
        or lower.replace("’", "'").endswith(("'re", "'ve", "'ll"))
        or word in cues["no place"]
        or (word.endswith(".") and len(word) <= 5)
        or (word.isupper() and len(word) <= 3)
        or (len(word) <= SHORT and not word[1:].islower() and not word.isupper() and word.isalpha())
    )
    title = bare in cues["title"] and bare not in words.first_names
    initial = len(word) == 1 or (word.endswith(".") and all(len(part) == 1 for part in bare.split(".")))
    found = []
    if word in words.first_names or lower.capitalize() in words.first_names:
        found.append("first name")
    if word in words.surnames or lower.capitalize() in words.surnames:
        found.append("surname")
    if word.isupper() and len(word) <= 5:
        found.append("capitals")
    person = title or initial or bare in words.first_names
    return Trait(lower, never, function, person, title, initial, lower in words.common, tuple(found))


trait = Kept(_trait, CACHE).__getitem__
"""The traits of a word."""


@readonly
class Head:
    """A word as beginning of names: its traits, the most words of a known name, what the word alone means."""

    trait: Trait
    longest: int
    entry: Name | None


@lru_cache(maxsize=CACHE)
def head(gazetteer: Gazetteer, word: str) -> Head:
    """What the tables and the gazetteer know of a word."""
    most = gazetteer.longest(word)
    return Head(trait(word), most, known(gazetteer, word) if most else None)
