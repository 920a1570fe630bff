"""What holds what by the words of a text: "X in Y", "Y's X", "In Y, ... X", "Barangay X, Y"; and where that cannot be."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

from pipeline import distances
from pipeline.places.mentions import holds, peers
from pipeline.places.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.schema import Candidate

_GAP = re.compile(
    r",? (?:in|of|at|from|inside) (?:the )?(?:[a-z][a-z-]+ ){0,2}$|, (?:the |[a-z]+ )?$| \($"
    r"|, (?:a|an|the) (?:[a-z-]+ ){1,5}(?:in|of) (?:the )?(?:[A-Za-z][a-z-]+ (?:of|part of) )?$"
)
_VILLAGE_GAP = re.compile(r",? (?:in |of )?(?:the (?:town|municipality|city) of )?(?:[A-Z][a-z]+\.? )?")
"""From a part of a town to the town: "Sitio Orla, Brgy. Besk", "Barangay Besk in the town of Tarn"."""
_PART_OF = re.compile(
    r", (?:a|an|the|another) (?:[a-z-]+ ){0,3}(?:suburb|slum|quarter|neighbou?rhood|ward|borough|commune|shantytown)\b"
)
"""Before the town: "Orla, a poor suburb of Tarn"."""
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
REACH = 60
"""Most characters between a name and the name of what contains it."""


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
        if gap == ", " and (
            peers(left, right) or (right.noun.endswith("s") and left.noun in {right.noun, right.noun[:-1]})
        ):
            continue
        if _follows(left, right, gap):
            held[i] = i + 1
        elif _OWNED.match(gap) and (_inside_any(left, right) or _quarter(left, right)):
            held[i + 1] = i
    _unlisted(mentions, text, held)
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


def _unlisted(mentions: Sequence[Mention], text: str, held: dict[int, int]) -> None:
    """In "X in the B district, C province" the province holds X where no gazetteer has the district."""
    for i, (left, right) in enumerate(itertools.pairwise(mentions)):
        outer = held.get(i + 1)
        if i in held or outer is None or right.candidates or right.start - left.end > REACH:
            continue
        noun = vocabulary().nouns.get(right.noun)
        if noun is None or noun.location_type not in _UNITS or not _IN.match(text, max(left.end, left.noun_end)):
            continue
        if _inside_any(mentions[outer], left) or elsewhere(left, mentions[outer]):
            held[i] = outer


def _follows(inner: Mention, outer: Mention, gap: str) -> bool:
    """Whether what holds a place stands behind it: "X in Y", "X, Y"."""
    if _VILLAGE_GAP.fullmatch(gap) and village_of(inner, outer):
        return True
    if not _GAP.match(gap):
        return False
    stated = _IN.match(gap) is not None
    if gap in {" of ", " of the "} and inner.noun_end and _smaller(inner, outer):
        return True
    if _PART_OF.match(gap) and _quarter(outer, inner):
        return True
    return (
        _inside_any(outer, inner)
        or abroad(inner, outer)
        or (stated and (elsewhere(inner, outer) or _in_town(outer, inner)))
    )


def _smaller(inner: Mention, outer: Mention) -> bool:
    """Whether what is told as a unit "of" another lies in its reach: "the Orla sector of Besk district"."""
    pairs = ((c, o) for o in outer.candidates if o.location_type in _UNITS for c in inner.candidates)
    return any(c is not o and c.iso3 == o.iso3 and distance(c, o) <= 2 * o.uncertainty_km for c, o in pairs)


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
    if abroad(inner, outer):
        return True
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


def abroad(inner: Mention, outer: Mention) -> bool:
    """Whether all that a name may mean lies in other countries than the province, or for a village the country, that the text puts it in."""
    kinds = _UNITS if outer.noun_end else frozenset[str]()
    if inner.small:
        kinds |= _UNITS | {"country"}
    units = [o for o in outer.candidates if o.location_type in kinds]
    lands = {o.iso3 for o in units}
    return bool(units) and all(c.iso3 not in lands and c.location_type == "settlement" for c in inner.candidates)


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
        return any(c.location_type in kinds for c in outer.candidates) or bool(_named_after(outer))
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
    return distances.kilometres(a.latitude, a.longitude, b.latitude, b.longitude)
