"""Which place a name means, by the whole document: an additive score of named parts for every candidate.

A name has one sense in a document. Parts: population, kind, spelling, the noun beside it, the place named as containing
it, the share of the document's other places and cues in the same country and first-level unit, and nearness to them.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.places.containing import distance, inside
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
_PARTS = frozenset({"facility", "district"})
_OWN = frozenset({"exact", "alias", "service"})
"""Matches by a name that the gazetteer itself has."""
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
NEAR_KM = 60.0
"""Farthest that "X, a village west of Y" may lie from Y."""


@dataclass(slots=True)
class Sense:
    """One name of a document: what the gazetteer knows of it, and the scores of its candidates.

    `numbers` are those of the entry's candidates that can win; `fixed` is the part of a score that only the name and its own mentions decide; `extra` names those of the mentions,
    `focus` those of the document (country, first-level unit, nearness) after the last round. `here` where a mention tells where something happened; `absent` is the score of
    a place of that name which the gazetteer lacks, in the country that the document is about, `named` what a noun beside the name ("the village of") adds to it;
    `unit` where such a noun speaks for a region or district among the candidates, `part` where it is one for a quarter and none of them is.
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
    named: float = 0.0
    unit: bool = False
    part: bool = False


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
    weights = vocabulary().weights
    part = bool(nouns & _PARTS) and not any(c.location_type in _PARTS for c in entry.candidates)
    named = weights["choose noun"] if "settlement" in nouns or part else 0.0
    unit = extra is not None and any(parts.get("choose noun") == weights["choose noun unit"] for parts in extra)
    return Sense(
        entry, len(mentions), numbers, fixed, extra, fixed, softmax(fixed), [], here, named=named, unit=unit, part=part
    )


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
    apart = min((distance(c, o) for other in beside for o in other.candidates[:3]), default=math.inf)
    if apart <= NEAR_KM:
        found["choose beside"] = weights["choose beside"] * (1.0 - apart / (2 * NEAR_KM))
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
    if _listed(sense):
        return
    own_share = 1.0 if sense.here else ABROAD
    most = max((weight - own_share * lands.get(iso3, 0.0) for iso3, weight in picture.firm.items()), default=0.0)
    main = max(countries, key=lambda iso3: (countries[iso3] - lands.get(iso3, 0.0), iso3 or ""), default=None)
    _weigh_absent(sense, by_country * max(most, 0.0), main)


def _listed(sense: Sense) -> bool:
    """Whether a name has a candidate so well known that the gazetteer does not lack the place."""
    if sense.part:
        return False
    candidates = sense.entry.candidates
    if sense.unit:
        candidates = tuple(candidates[k] for k in sense.numbers)
    return any(
        (c.location_type in _LISTED_WHOLE and c.match in _OWN) or (c.match == "exact" and c.population >= CITY)
        for c in candidates
    )


def _strange(sense: Sense) -> bool:
    """Whether the likeliest of a name's places lies in a country of which nothing else speaks."""
    best = max(range(len(sense.scores)), key=lambda k: sense.scores[k])
    return sense.focus[best][0] <= 0.0


def _weigh_absent(sense: Sense, land: float, main: str | None) -> None:
    """The score of a place that the gazetteer lacks; `land` is that of the country which most other names lie in, `main` the country most spoken of."""
    weights = vocabulary().weights
    abroad = not any(by_land > 0.0 for by_land, _, _ in sense.focus)
    sense.absent = weights["choose unlisted"] + land + (sense.named if _strange(sense) or not sense.part else 0.0)
    if land > 0.0 and sense.unit and abroad:
        sense.absent += weights["choose noun unit"] + weights["choose municipality"]
    large = max((c.population for c in sense.entry.candidates), default=0) >= CITY
    if sense.entry.unique and (large or not abroad):
        sense.absent += weights["choose unique"]
    if land > 0.0 and sense.entry.rare and any(c.iso3 == main and c.match == "alias" for c in sense.entry.candidates):
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
