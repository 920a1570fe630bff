"""Which place a name means, by the whole document: an additive score of named parts for every candidate.

A name has one sense in a document. Parts: population, kind, spelling, the noun beside it, the place named as containing
it, the share of the document's other places and cues in the same country and first-level unit, and nearness to them.
"""

from __future__ import annotations

import itertools
import math
import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias

from pipeline.places.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.places.mentions import Mention
    from pipeline.schema import Candidate

MOST = 40
"""Most candidates of one name that are weighed."""
ROUNDS = 3
"""How often the names' likely senses are fed back into the document's picture."""
CELL = 1.2
"""Side of a cell, degrees; places in the same or a neighbouring cell are near."""
SAME_KM = 40.0
"""Candidates closer than this are one answer when margins are taken."""
_GAP = re.compile(r",? (?:in|of|at|from|near|inside) (?:the )?(?:[a-z][a-z-]+ ){0,2}$|, (?:the |[a-z]+ )?$| \($")
_OWNED = re.compile(r"['’]s (?:[a-z][a-z-]+ ){0,3}$")


Share: TypeAlias = "list[tuple[Candidate, float]]"


@dataclass(slots=True)
class Sense:
    """One name of a document: its candidates, their score parts and, once weighed, their ranking."""

    query: str
    mentions: list[Mention]
    candidates: tuple[Candidate, ...]
    fixed: list[float]
    parts: list[dict[str, float]]
    likely: list[float] = field(default_factory=list)
    scores: list[float] = field(default_factory=list)


def containers(mentions: Sequence[Mention], text: str) -> dict[int, int]:
    """Number of a mention to the number of the mention that the text names as containing it."""
    held: dict[int, int] = {}
    for i, (left, right) in enumerate(itertools.pairwise(mentions)):
        start, stop = left.end if not left.noun_end else max(left.end, left.noun_end), right.start
        if stop - start > 40 or stop <= start:
            start = left.end
        gap = text[start:stop]
        if len(gap) > 40:
            continue
        if _GAP.match(gap) and _holds(right, left):
            held[i] = i + 1
        elif _OWNED.match(gap) and _holds(left, right):
            held[i + 1] = i
    return held


def _holds(outer: Mention, inner: Mention) -> bool:
    return any(_inside(c, o) for c in inner.candidates for o in outer.candidates)


def _inside(inner: Candidate, outer: Candidate) -> bool:
    """Whether a candidate lies in another by what the gazetteer says of them."""
    if inner is outer or inner.iso3 != outer.iso3 or outer.iso3 is None:
        return False
    if outer.location_type == "country":
        return inner.location_type != "country"
    if outer.location_type == "region":
        return inner.location_type not in {"country", "region"} and inner.admin1 in {outer.admin1, outer.name}
    if outer.location_type == "municipality":
        return inner.location_type not in {"country", "region", "municipality"} and distance(inner, outer) < 60
    return False


def distance(a: Candidate, b: Candidate) -> float:
    """Great-circle distance of two places, km (haversine on a sphere of 6371 km)."""
    la, lb = math.radians(a.latitude), math.radians(b.latitude)
    h = math.sin((la - lb) / 2) ** 2
    h += math.cos(la) * math.cos(lb) * math.sin(math.radians(a.longitude - b.longitude) / 2) ** 2
    return 12742.0 * math.asin(min(1.0, math.sqrt(h)))


def senses(
    mentions: Sequence[Mention], held: Mapping[int, int], hints: Mapping[str, float], study_area: Iterable[str]
) -> dict[str, Sense]:
    """The names of a document with their candidates weighed; key is the casefolded name.

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
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for number, mention in enumerate(mentions):
        if mention.candidates:
            groups[sense_key(mention)].append(number)
    expected = frozenset(study_area)
    found = {}
    for key, numbers in groups.items():
        outers = [mentions[held[n]] for n in numbers if n in held]
        found[key] = _sense(key, [mentions[n] for n in numbers], outers, expected)
    everyone = list(found.values())
    for _ in range(ROUNDS):
        _round(everyone, hints)
    return found


def sense_key(mention: Mention) -> str:
    """Names with this key in common have one sense in a document."""
    return mention.query.casefold()


def _sense(key: str, mentions: list[Mention], outers: list[Mention], expected: frozenset[str]) -> Sense:
    weights = vocabulary().weights
    nouns = {vocabulary().nouns[m.noun].location_type for m in mentions if m.noun}
    candidates = mentions[0].candidates
    parts = []
    for c in candidates:
        own = {"choose population": weights["choose population"] * math.log10(c.population + 1)}
        kind = f"choose {c.location_type}"
        if kind in weights:
            own[kind] = weights[kind]
        if (c.name, c.iso3) in vocabulary().capitals:
            own["choose capital"] = weights["choose capital"]
        if c.match in {"alias", "variant", "fuzzy"}:
            own["choose " + c.match] = weights["choose " + c.match]
        if c.iso3 in expected:
            own["choose study area"] = weights["choose study area"]
        if nouns and c.location_type in nouns:
            own["choose noun"] = weights["choose noun"]
        if c.location_type in {"region", "municipality"} and c.location_type not in nouns and _has_town(c, candidates):
            own["choose namesake"] = weights["choose namesake"]
        if outers and any(_inside(c, o) for outer in outers for o in outer.candidates):
            own["choose container"] = weights["choose container"]
        parts.append(own)
    fixed = [sum(own.values()) for own in parts]
    order = sorted(range(len(candidates)), key=lambda k: -fixed[k])[:MOST]
    sense = Sense(
        key, mentions, tuple(candidates[k] for k in order), [fixed[k] for k in order], [parts[k] for k in order]
    )
    sense.scores = list(sense.fixed)
    sense.likely = _softmax(sense.fixed)
    return sense


def _has_town(unit: Candidate, candidates: Sequence[Candidate]) -> bool:
    """Whether a unit's town of the same name is a candidate too: without "region" the bare name means the town."""
    return any(
        c.location_type == "settlement" and c.match == "exact" and (c.iso3, c.admin1) == (unit.iso3, unit.admin1)
        for c in candidates
    )


def _softmax(scores: list[float]) -> list[float]:
    if len(scores) == 1:
        return [1.0]
    best = max(scores)
    raised = [math.exp(score - best) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def _cell(c: Candidate) -> tuple[int, int]:
    return int(c.latitude // CELL), int(c.longitude // CELL)


@dataclass(slots=True)
class _Picture:
    """Weights of the countries, first-level units and cells that a document's names and cues speak for."""

    countries: dict[str | None, float]
    regions: dict[tuple[str | None, str | None], float]
    cells: dict[tuple[int, int], float]
    total: float


def _picture(shares: Iterable[tuple[float, Share]], hints: Mapping[str, float]) -> _Picture:
    """Add up what the names most likely mean."""
    found = _Picture(defaultdict(float), defaultdict(float), defaultdict(float), 0.5 + sum(hints.values()))
    found.countries.update(hints)
    for count, share in shares:
        found.total += count
        for c, p in share:
            found.countries[c.iso3] += p
            if c.location_type == "country":
                continue
            found.regions[c.iso3, c.admin1] += p
            if c.location_type != "region":
                a, b = _cell(c)
                for da in (-1, 0, 1):
                    for db in (-1, 0, 1):
                        found.cells[a + da, b + db] += p
    return found


def _round(everyone: list[Sense], hints: Mapping[str, float]) -> None:
    """Weigh every candidate against what the other names of the document most likely mean."""
    shares: list[tuple[float, Share]] = []
    for sense in everyone:
        count = min(2.0, 0.7 + 0.3 * len(sense.mentions))
        shares.append(
            (count, [(c, count * p) for c, p in zip(sense.candidates, sense.likely, strict=True) if p > 0.02])
        )
    picture = _picture(shares, hints)
    for sense, (_, share) in zip(everyone, shares, strict=True):
        if len(sense.candidates) > 1:
            _weigh(sense, share, picture)


def _weigh(sense: Sense, share: Share, picture: _Picture) -> None:
    """Scores of one name's candidates in the picture that the other names give."""
    weights = vocabulary().weights
    mine: dict[str | None, float] = defaultdict(float)
    local: dict[tuple[str | None, str | None], float] = defaultdict(float)
    for c, p in share:
        mine[c.iso3] += p
        if c.location_type != "country":
            local[c.iso3, c.admin1] += p
    rest = picture.total - sum(p for _, p in share)
    scores = []
    for c, fixed, parts in zip(sense.candidates, sense.fixed, sense.parts, strict=True):
        land = (picture.countries.get(c.iso3, 0.0) - mine[c.iso3]) / rest if c.iso3 else 0.0
        area = near = 0.0
        if c.location_type != "country":
            key = (c.iso3, c.admin1)
            area = max(0.0, picture.regions.get(key, 0.0) - local[key])
            if c.location_type != "region":
                near = _near(c, share, picture.cells)
        parts["choose country focus"] = weights["choose country focus"] * land
        parts["choose region focus"] = weights["choose region focus"] * area / (area + 1.0)
        parts["choose near"] = weights["choose near"] * near / (near + 1.0)
        scores.append(fixed + parts["choose country focus"] + parts["choose region focus"] + parts["choose near"])
    sense.scores = scores
    sense.likely = _softmax(scores)


def _near(c: Candidate, share: Share, cells: Mapping[tuple[int, int], float]) -> float:
    """Weight of the other names' senses in the cells around a candidate."""
    a, b = _cell(c)
    near = cells.get((a, b), 0.0)
    if near <= 0.0:
        return 0.0
    for other, p in share:
        if other.location_type not in {"country", "region"}:
            x, y = _cell(other)
            if abs(x - a) <= 1 and abs(y - b) <= 1:
                near -= p
    return max(0.0, near)


def ranking(sense: Sense) -> tuple[list[int], float]:
    """Numbers of the candidates, best first, and the margin of the best over the next that is another place."""
    order = sorted(range(len(sense.candidates)), key=lambda k: (-sense.scores[k], k))
    best = sense.candidates[order[0]]
    for k in order[1:]:
        if distance(best, sense.candidates[k]) > SAME_KM:
            return order, sense.scores[order[0]] - sense.scores[k]
    return order, math.inf
