"""Which place a name means, by the whole document: an additive score of named parts for every candidate.

A name has one sense in a document. Parts: population, kind, spelling, the noun beside it, the place named as containing
it, the share of the document's other places and cues in the same country and first-level unit, and nearness to them.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.places.mentions import holds, peers
from pipeline.places.names import LARGE, within_reach
from pipeline.places.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pipeline.places.mentions import Mention
    from pipeline.places.names import Name
    from pipeline.schema import Candidate

ROUNDS = 2
"""How often the names' likely senses are fed back into the document's picture."""
_LISTED_WHOLE = frozenset({"facility", "district", "water", "area"})
"""Kinds that stand in the gazetteer one by one: a name of theirs means no other place that it lacks."""
CITY = 100_000
"""Population from which on a town's own name means no village elsewhere that the gazetteer lacks."""
SAME_KM = 40.0
"""Candidates closer than this are one answer when margins are taken."""
BEHIND = 6.0
"""A candidate that a round leaves so far behind the best is out of the race."""
ABROAD = 0.5
"""Weight, for where something happened, of an adjective of nationality and of a government that speaks or acts."""
LEAST = 0.03
"""A sense less likely than this adds nothing to the document's picture."""
_GAP = re.compile(
    r",? (?:in|of|at|from|inside) (?:the )?(?:[a-z][a-z-]+ ){0,2}$|, (?:the |[a-z]+ )?$| \($"
    r"|, (?:a|an|the) (?:[a-z-]+ ){1,5}(?:in|of) (?:the )?(?:[a-z]+ (?:of|part of) )?$"
)
_VILLAGE_GAP = re.compile(r",? (?:in |of )?(?:the (?:town|municipality|city) of )?(?:[A-Z][a-z]+\.? )?")
"""From a part of a town to the town: "Sitio Orla, Brgy. Besk", "Barangay Besk in the town of Tarn"."""
_HOLDERS = frozenset(("country", "region", "municipality"))
_UNITS = frozenset(("region", "municipality"))
_HAMLETS = frozenset(("sitio", "purok"))
_TOWNS = frozenset(("settlement", "district"))
_COMMA = re.compile(r"(?: (?:on|late|early|last|this|the|at) [A-Za-z0-9 ]{2,24})?,")
"""Up to the comma of "In X on Friday night, ..."."""
_IN = re.compile(r",? (?:in|of) | \($")
_SENTENCE = re.compile(r";|[.!?][\"”’]* +(?=[A-Z\"“‘])|\n")
MIDDLING = 4.5
"""Logarithm of the population up to which a name in an unlikely region is taken for another place of that name."""
MIDDLING_ALIAS = 5.0
"""The same for a name that is known under other spellings alone."""
FAR_KM = 50.0
TOWN_KM = 15.0
"""Beyond a town's own extent, how far a site that the text puts in it may lie off."""
_PARTS = frozenset({"facility", "district"})
AREA_KM = 150.0
"""Extent up to which a natural or informal region tells apart the places of one name."""
_JOINTS = frozenset((", ", " and ", ", and ", " and the ", ", the "))
_OWNED = re.compile(r"['’]s (?:[a-z][a-z-]+ ){0,3}$")
_NEAR = re.compile(
    r",? (?:(?:a|the) (?:[a-z-]+ ){1,4})?(?:(?:just |some )?(?:north|south|east|west|north-?east|north-?west|south-?east|south-?west) of|near|outside|close to)"
    r" (?:the )?(?:[a-z]+ of )?$"
)
NEAR_KM = 60.0
"""Farthest that "X, a village west of Y" may lie from Y."""
REACH = 60
"""Most characters between a name and the name of what contains it."""


@dataclass(slots=True)
class Sense:
    """One name of a document: what the gazetteer knows of it, and the scores of its candidates.

    `numbers` are those of the entry's candidates that can win; `fixed` is the part of a score that only the name and its own mentions decide; `extra` names those of the mentions,
    `focus` those of the document (country, first-level unit, nearness) after the last round. `here` where a mention tells where something happened; `absent` is the score of
    a place of that name which the gazetteer lacks, in the country that the document is about.
    """

    entry: Name
    mentions: int
    numbers: list[int]
    fixed: list[float]
    extra: list[dict[str, float]] | None
    scores: list[float]
    likely: list[float]
    focus: list[tuple[float, float, float]]
    here: bool = True
    absent: float = -math.inf


def containers(mentions: Sequence[Mention], text: str) -> dict[int, int]:
    """Number of a mention to the number of the mention that the text names as containing it."""
    held: dict[int, int] = {}
    for i, (left, right) in enumerate(itertools.pairwise(mentions)):
        start = max(left.end, left.noun_end)
        if start >= right.start:
            start = left.end
        if right.start - start > REACH:
            continue
        gap = text[start : right.start]
        if gap == ", " and peers(left, right):
            continue
        if _VILLAGE_GAP.fullmatch(gap) and village_of(left, right):
            held[i] = i + 1
            continue
        stated = _IN.match(gap) is not None
        if _GAP.match(gap) and (
            _inside_any(right, left) or (stated and (elsewhere(left, right) or _in_town(right, left)))
        ):
            held[i] = i + 1
        elif _OWNED.match(gap) and (_inside_any(left, right) or _quarter(left, right)):
            held[i + 1] = i
    _fronted(mentions, text, held)
    _narrowest(mentions, held)
    for i in range(len(mentions) - 2, -1, -1):
        outer = held.get(i + 1)
        if outer is None or outer <= i or i in held:
            continue
        gap = text[max(mentions[i].end, mentions[i].noun_end) : mentions[i + 1].start]
        if gap in _JOINTS and _inside_any(mentions[outer], mentions[i]):
            held[i] = outer
    return held


def village_of(left: Mention, right: Mention) -> bool:
    """Whether a name that a word like "barangay" goes with is that of a part of the town behind it: "Barangay Orla, Tarn"."""
    units = vocabulary().cues["village unit"]
    larger = right.noun in units and left.noun in _HAMLETS
    towns = right.noun not in units and any(c.location_type in _TOWNS | _UNITS for c in right.candidates)
    return left.noun in units and (larger or towns)


def _narrowest(mentions: Sequence[Mention], held: dict[int, int]) -> None:
    """In "A in Ruritania's B district" the district holds A."""
    for i, outer in list(held.items()):
        unit = outer + 1
        if outer == i + 1 and held.get(unit) == outer and _UNITS & {c.location_type for c in mentions[unit].candidates}:
            held[i] = unit


def _fronted(mentions: Sequence[Mention], text: str, held: dict[int, int]) -> None:
    """In "In Kharkiv Oblast, the army took A and B" the region holds what the sentence names after it."""
    for i, outer in enumerate(mentions):
        before = outer.run.words[outer.first - 1].text if outer.first else outer.run.previous
        if before != "In" or not _COMMA.match(text, max(outer.end, outer.noun_end)):
            continue
        for k in range(i + 1, len(mentions)):
            if _SENTENCE.search(text, outer.end, mentions[k].start):
                break
            if k in held:
                continue
            inner = mentions[k]
            if _inside_any(outer, inner) or _in_town(outer, inner) or elsewhere(inner, outer):
                held[k] = i


def _quarter(outer: Mention, inner: Mention) -> bool:
    """Whether a name may be that of a part of a town: "Baghdad's Sadr City"."""
    return any(
        c.location_type == o.location_type == "settlement" and c.iso3 == o.iso3 and distance(c, o) <= _reach(o)
        for o in outer.candidates
        for c in inner.candidates
        if c.name != o.name
    )


def _reach(town: Candidate) -> float:
    """How far from a town's middle its parts may lie, km."""
    return town.uncertainty_km + TOWN_KM


def _in_town(outer: Mention, inner: Mention) -> bool:
    """Whether a name that no gazetteer has may be a part of a town."""
    return not inner.candidates and any(c.location_type == "settlement" for c in outer.candidates)


def elsewhere(inner: Mention, outer: Mention) -> bool:
    """Whether all that a small place's name may mean lies far from the region, or a site's from the town, that the text puts it in."""
    if inner.entry is None or inner.entry.kind in {"country", "region", "area"}:
        return False
    village = village_of(inner, outer)
    if not village and inner.entry.population > (
        MIDDLING_ALIAS if inner.entry.alias or inner.entry.kind == "variant" else MIDDLING
    ):
        return False
    part = all(c.location_type in _PARTS for c in inner.candidates)
    kinds = {"region", "municipality", "settlement"} if part else {"region", "municipality"}
    units = [o for o in outer.candidates if o.location_type in kinds] or _named_after(outer)
    if not units and village:
        units = [o for o in outer.candidates if o.location_type == "settlement"]
    if part:
        units = [o for o in units if o.location_type == "settlement"] or units
    slack = TOWN_KM if part else FAR_KM
    far = (not inside(c, o) and distance(c, o) > 2 * o.uncertainty_km + slack for c in inner.candidates for o in units)
    return bool(units) and all(far)


def _named_after(outer: Mention) -> list[Candidate]:
    """The town after which a district is named that no gazetteer has: "the district of Orla"."""
    noun = vocabulary().nouns.get(outer.noun)
    unit = noun is not None and noun.location_type in {"municipality", "region"}
    return [c for c in outer.candidates if c.location_type == "settlement"] if unit else []


def neighbours(mentions: Sequence[Mention], text: str) -> dict[int, int]:
    """Number of a mention to the number of the mention that the text says it lies near ("X, a village west of Y")."""
    found = {}
    for i, (left, right) in enumerate(itertools.pairwise(mentions)):
        if len(left.candidates) > 1 and right.start - left.end <= REACH and _NEAR.match(text[left.end : right.start]):
            found[i] = i + 1
    return found


def _inside_any(outer: Mention, inner: Mention) -> bool:
    if not outer.candidates:
        return False
    if not inner.candidates:
        noun = vocabulary().nouns.get(inner.noun)
        kinds = _HOLDERS if noun is None or noun.location_type in {"settlement", "region"} else _TOWNS | _HOLDERS
        return any(c.location_type in kinds for c in outer.candidates)
    return holds(outer.candidates, inner.candidates) or any(
        inside(c, o)
        for o in outer.candidates
        if o.location_type in {"municipality", "area", "settlement"}
        for c in inner.candidates
    )


def inside(inner: Candidate, outer: Candidate) -> bool:
    """Whether a candidate lies in another by what the gazetteer says of them; Central Papua is what was a part of Papua."""
    if inner is outer or inner.iso3 != outer.iso3 or outer.iso3 is None:
        return False
    kind = outer.location_type
    if kind == "country":
        return inner.location_type != "country"
    if kind == "region":
        own = inner.admin1 in {outer.admin1, outer.name} or (inner.admin1 or "").endswith(" " + outer.name)
        return inner.location_type not in {"country", "region"} and own
    if kind == "settlement":
        return inner.location_type in _PARTS and distance(inner, outer) <= _reach(outer)
    if kind == "area" and inner.location_type in {"settlement", "facility", "district"}:
        return outer.uncertainty_km <= AREA_KM and distance(inner, outer) <= outer.uncertainty_km
    if kind == "municipality" and inner.location_type not in {"country", "region", "municipality"}:
        return inner.admin1 == outer.admin1 and distance(inner, outer) < 2 * outer.uncertainty_km + 10
    return False


def distance(a: Candidate, b: Candidate) -> float:
    """Great-circle distance of two places, km."""
    return kilometres(a.latitude, a.longitude, b.latitude, b.longitude)


def kilometres(latitude: float, longitude: float, latitude2: float, longitude2: float) -> float:
    """Great-circle distance of two points (WGS 84 degrees), km (haversine on a sphere of 6371 km)."""
    la, lb = math.radians(latitude), math.radians(latitude2)
    h = math.sin((la - lb) / 2) ** 2
    h += math.cos(la) * math.cos(lb) * math.sin(math.radians(longitude - longitude2) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def sense_key(mention: Mention) -> str:
    """Names with this key in common have one sense in a document."""
    return mention.query.casefold()


def senses(
    mentions: Sequence[Mention],
    held: Mapping[int, int],
    hints: Mapping[str, float],
    study_area: Iterable[str],
    close: Mapping[int, int] = MappingProxyType({}),
    abroad: Collection[int] = (),
) -> dict[str, Sense]:
    """The names of a document with their candidates weighed; key is `sense_key`.

    Parameters
    ----------
    mentions
        The toponyms of the document.
    held
        Result of `containers`.
    hints
        ISO3 code to the weight of words that speak for that country.
    study_area
        ISO3 codes that are expected.
    close
        Result of `neighbours`.
    abroad
        Numbers of the mentions that tell who acts, and not where.
    """
    groups: dict[str, list[int]] = {}
    for number, mention in enumerate(mentions):
        if mention.entry is not None:
            groups.setdefault(sense_key(mention), []).append(number)
    expected = frozenset(study_area)
    found = {
        key: _sense(
            [mentions[n] for n in numbers],
            [mentions[held[n]] for n in numbers if n in held],
            [mentions[close[n]] for n in numbers if n in close],
            expected,
            here=any(n not in abroad for n in numbers),
        )
        for key, numbers in groups.items()
    }
    everyone = list(found.values())
    for _ in range(ROUNDS if any(_open(sense) for sense in everyone) else 0):
        _round(everyone, hints)
    return found


def _open(sense: Sense) -> bool:
    """Whether context may decide what a name means: not for the only country, region or large town of that name."""
    only = sense.entry.candidates[sense.numbers[0]]
    sure = only.location_type in {"country", "region"} or only.population >= LARGE
    return len(sense.numbers) > 1 or not sure or only.match not in {"exact", "alias"}


def _sense(
    mentions: list[Mention], outers: list[Mention], beside: list[Mention], expected: frozenset[str], *, here: bool
) -> Sense:
    entry = mentions[0].entry
    assert entry is not None
    fixed = list(entry.fixed)
    extra = None
    nouns = {vocabulary().nouns[m.noun].location_type for m in mentions if m.noun}
    if nouns or outers or beside or expected:
        extra = [_extra(c, nouns, outers, beside, expected) for c in entry.candidates]
        fixed = [base + sum(parts.values()) for base, parts in zip(fixed, extra, strict=True)]
    least = max(fixed) - _bound()
    numbers = [k for k, score in enumerate(fixed) if score >= least]
    fixed = [fixed[k] for k in numbers]
    return Sense(entry, len(mentions), numbers, fixed, extra, fixed, softmax(fixed), [], here)


def _bound() -> float:
    """The most that the rest of a document can add to a candidate's score."""
    return sum(_focus_weights())


def _extra(
    c: Candidate, nouns: set[str], outers: list[Mention], beside: list[Mention], expected: frozenset[str]
) -> dict[str, float]:
    """Parts of a candidate's score that this document's mentions of the name decide."""
    weights = vocabulary().weights
    found = {}
    if c.iso3 in expected:
        found["choose study area"] = weights["choose study area"]
    if c.location_type in nouns:
        found["choose noun"] = weights["choose noun"]
        if c.location_type in {"region", "municipality"}:
            found["choose noun"] = weights["choose noun unit"]
    if outers and any(inside(c, o) for outer in outers for o in outer.candidates):
        found["choose container"] = weights["choose container"]
    if beside and any(distance(c, o) <= NEAR_KM for other in beside for o in other.candidates[:3]):
        found["choose beside"] = weights["choose beside"]
    return found


def softmax(scores: list[float]) -> list[float]:
    """Scores as probabilities."""
    if len(scores) == 1:
        return [1.0]
    best = max(scores)
    raised = [math.exp(score - best) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


@dataclass(slots=True)
class _Picture:
    """Weights of the countries, first-level units and cells that names and cues speak for; `firm` leaves out who acts."""

    countries: dict[str | None, float]
    regions: dict[tuple[str | None, str | None], float]
    cells: dict[int, float]
    total: float
    firm: dict[str | None, float]

    def add(self, sense: Sense) -> None:
        """Add what one name most likely means."""
        count = _count(sense)
        countries, regions, cells = self.countries, self.regions, self.cells
        entry = sense.entry
        for k, likely in zip(sense.numbers, sense.likely, strict=True):
            if likely < LEAST:
                continue
            c = entry.candidates[k]
            weight = count * likely
            self.total += weight
            countries[c.iso3] += weight
            self.firm[c.iso3] += weight if sense.here else ABROAD * weight
            if c.location_type != "country":
                regions[c.iso3, c.admin1] += weight
            for cell in entry.spread[k]:
                cells[cell] += weight


def _round(everyone: list[Sense], hints: Mapping[str, float]) -> None:
    """Weigh every candidate against what the other names of the document most likely mean."""
    picture = _Picture(
        defaultdict(float), defaultdict(float), defaultdict(float), 0.5 + sum(hints.values()), defaultdict(float)
    )
    picture.countries.update(hints)
    picture.firm.update((iso3, ABROAD * weight) for iso3, weight in hints.items())
    for sense in everyone:
        picture.add(sense)
    for sense in everyone:
        if _open(sense):
            _weigh(sense, picture)
    for sense in everyone:
        if sense.focus:
            _prune(sense)
            sense.likely = softmax([*sense.scores, sense.absent])[:-1]


def _prune(sense: Sense) -> None:
    """Leave out candidates that have fallen too far behind to win in a later round."""
    least = max(sense.scores) - BEHIND
    kept = [k for k, score in enumerate(sense.scores) if score >= least]
    if len(kept) < len(sense.scores):
        for name in ("numbers", "fixed", "scores", "focus"):
            values = getattr(sense, name)
            setattr(sense, name, [values[k] for k in kept])


def _weigh(sense: Sense, picture: _Picture) -> None:
    """Scores of one name's candidates in the picture that the other names give."""
    weights = vocabulary().weights
    by_country, by_region, by_near = _focus_weights()
    entry = sense.entry
    count = _count(sense)
    own = [
        (entry.candidates[k], count * p, entry.spread[k])
        for k, p in zip(sense.numbers, sense.likely, strict=True)
        if p >= LEAST
    ]
    lands: dict[str | None, float] = {}
    for c, weight, _ in own:
        lands[c.iso3] = lands.get(c.iso3, 0.0) + weight
    rest = picture.total - sum(lands.values())
    by_country /= rest if rest > 0.5 else 0.5
    countries, regions, cells = picture.countries, picture.regions, picture.cells
    areas: dict[tuple[str | None, str | None], float] = {}
    nears: dict[int, float] = {}
    for c, weight, spread in own:
        if c.location_type != "country":
            areas[c.iso3, c.admin1] = areas.get((c.iso3, c.admin1), 0.0) + weight
        for cell in spread:
            nears[cell] = nears.get(cell, 0.0) + weight
    scores, focus = [], []
    for k, fixed in zip(sense.numbers, sense.fixed, strict=True):
        c, spread = entry.candidates[k], entry.spread[k]
        iso3 = c.iso3
        land = by_country * (countries.get(iso3, 0.0) - lands.get(iso3, 0.0)) if iso3 else 0.0
        area = near = 0.0
        if c.location_type != "country":
            area = regions.get((iso3, c.admin1), 0.0)
            if area > 0.0:
                area -= areas.get((iso3, c.admin1), 0.0)
                area = by_region * area / (area + 1.0) if area > 0.0 else 0.0
            near = cells.get(spread[0], 0.0) if spread else 0.0
            if near > 0.0:
                near -= nears.get(spread[0], 0.0)
                near = by_near * near / (near + 1.0) if near > 0.0 else 0.0
        scores.append(fixed + land + area + near)
        focus.append((land, area, near))
    sense.scores, sense.focus = scores, focus
    own_share = 1.0 if sense.here else ABROAD
    most = max((weight - own_share * lands.get(iso3, 0.0) for iso3, weight in picture.firm.items()), default=0.0)
    if any(
        c.location_type in _LISTED_WHOLE or (c.match == "exact" and c.population >= CITY)
        for c in sense.entry.candidates
    ):
        return
    sense.absent = weights["choose unlisted"] + (by_country * most if most > 0.0 else 0.0)
    if sense.entry.unique:
        sense.absent += weights["choose unique"]
    main = max(countries, key=lambda iso3: (countries[iso3] - lands.get(iso3, 0.0), iso3 or ""), default=None)
    if most > 0.0 and sense.entry.rare and any(c.iso3 == main and c.match == "alias" for c in sense.entry.candidates):
        sense.absent += weights["choose home"]


@cache
def _focus_weights() -> tuple[float, float, float]:
    weights = vocabulary().weights
    return weights["choose country focus"], weights["choose region focus"], weights["choose near"]


def _count(sense: Sense) -> float:
    """Weight of a name in the document's picture: once, and a little for every repetition."""
    return min(2.0, 0.7 + 0.3 * sense.mentions)


def local(
    candidates: tuple[Candidate, ...], margin: float, countries: Mapping[str | None, float]
) -> tuple[tuple[Candidate, ...], float]:
    """Rank a name's candidates anew by the countries that the other names of its paragraph lie in.

    A digest tells of Tripoli in Libya and of Tripoli in Lebanon, each in its own paragraph.
    """
    total = sum(countries.values())
    weight = vocabulary().weights["choose paragraph"]
    if margin < 0:
        margin += weight * countries.get(candidates[0].iso3, 0.0) / (total + 0.5)
    if total <= 0 or len({c.iso3 for c in candidates}) < 2:
        return candidates, margin
    scores = [c.score + weight * countries.get(c.iso3, 0.0) / (total + 0.5) for c in candidates]
    order = sorted(range(len(scores)), key=lambda k: -scores[k])
    if order[0] == 0:
        return candidates, margin
    first = candidates[order[0]]
    second = next((k for k in order[1:] if _apart(first, candidates[k])), None)
    lead = scores[order[0]] - scores[second] if second is not None else math.inf
    return tuple(candidates[k] for k in order), lead


def _apart(one: Candidate, other: Candidate) -> bool:
    """Whether two candidates are different answers: far from each other, and not a unit and its namesake in it."""
    if distance(one, other) <= SAME_KM:
        return False
    pairs = ((one, other), (other, one)) if one.iso3 == other.iso3 else ()
    return not any(unit.location_type == "municipality" and within_reach(c, unit) for c, unit in pairs)


def ranking(sense: Sense) -> tuple[list[int], float]:
    """Places in `sense.scores`, best first, and the margin of the best over the next that is another place.

    It is also the margin over a place that the gazetteer lacks. A single candidate that no context can shake has an
    infinite margin; one that no context can beat has that context as least margin.
    """
    if len(sense.scores) == 1:
        rest = math.inf if len(sense.entry.candidates) == 1 else _bound()
        return [0], min(rest, sense.scores[0] - sense.absent)
    order = sorted(range(len(sense.scores)), key=lambda k: -sense.scores[k])
    candidates = [sense.entry.candidates[k] for k in sense.numbers]
    best = candidates[order[0]]
    for k in order[1:]:
        if _apart(best, candidates[k]):
            return order, sense.scores[order[0]] - max(sense.scores[k], sense.absent)
    return order, sense.scores[order[0]] - sense.absent
