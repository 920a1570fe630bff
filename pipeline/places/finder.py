"""The stage's verb: a document and a gazetteer in, places and issues out."""

from __future__ import annotations

import dataclasses
import math
import re
from collections import Counter
from functools import cache
from typing import TYPE_CHECKING, TypeAlias

from pipeline import distances
from pipeline.places import beside, choose, containing, elsewhere, mentions, records, roles, ways
from pipeline.places.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.places.seam import Gazetteer
    from pipeline.schema import Candidate, Document, Issue, Place

_HOST = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+([a-z]{2})(?:[/:]|$)")
_STOP = re.compile(r"[.!?][\"”’]* +(?=[A-Z\"“‘])")
_NAMES_ONLY = re.compile(r"(?:,? (?:and )?[A-Z][\w'’-]*(?: [A-Z][\w'’-]*)*)*,? (?:and )?")
_WITHIN = frozenset((" in ", " in the ", ", in ", " of ", ", "))
SURE = 1.0
"""Margin from which on the name of a part of a town means a listed place."""
DECIDED = 6.0
"""Margin from which on a paragraph's other names cannot change what a name means."""
HOLDERS = frozenset(("region", "municipality", "settlement", "district", "area"))
"""Types of places at which a place that the gazetteer lacks may be put; never a whole country."""
WIDE = frozenset(("region", "municipality"))
"""Types of places at which an unknown village of the same paragraph is put."""
PARTS = frozenset(("facility", "district", "street"))
"""Kinds of nouns whose places lie in a town."""
TOWNS = frozenset(("settlement", "municipality", "district"))
"""Types of places at which an unknown quarter or facility of the same paragraph is put."""


def find(
    document: Document, gazetteer: Gazetteer, study_area: tuple[str, ...] = ()
) -> tuple[tuple[Place, ...], tuple[Issue, ...]]:
    """The toponyms of a document, resolved where the choice is clear.

    Parameters
    ----------
    document
        The article; spans refer to its text.
    gazetteer
        Source of places by name.
    study_area
        ISO 3166-1 alpha-3 codes of the countries that are expected, as prior.

    Returns
    -------
    tuple
        Every mention in text order, also actors, datelines and names that stay unresolved (coordinates empty, WGS 84
        degrees otherwise); and an issue for each name that is not found, ambiguous, or placed at what contains it.

    Raises
    ------
    GeocoderError
        The gazetteer is a geocoding service and it failed.
    """
    text = document.text
    labels = roles.labels(text)
    heads = roles.datelines(text)
    read, runs, demonyms = mentions.find(text, gazetteer, (*heads, *labels))
    heads = tuple(head for head in heads if head not in labels)
    if not read:
        return (), ()
    capitals = {word.text for run in runs for word in run.words}
    demonyms += capitals & vocabulary().adjectives.keys()
    beside.share_nouns(read, text)
    held = containing.containers(read, text)
    mentions.respell(read, held, gazetteer)
    close = containing.neighbours(read, text)
    abroad = {number for number, mention in enumerate(read) if roles.foreign(mention, text)}
    senses = choose.senses(read, held, _hints(document, demonyms, capitals), study_area, close, abroad)
    chosen = {key: records.ranked(sense) for key, sense in senses.items()}
    found = _by_paragraph(read, chosen, text)
    for number, outer in held.items():
        candidates, margin = found[number]
        open_part = margin < SURE and containing.village_of(read[number], read[outer])
        if candidates and (open_part or containing.elsewhere(read[number], read[outer])):
            found[number] = (found[number][0], -1.0)
    places = [_record(document, mention, *answer, heads) for mention, answer in zip(read, found, strict=True)]
    for number, better in records.further(read, places, text).items():
        places[number] = better
    for number, better in records.between(places, text).items():
        places[number] = better
    for number, outer in held.items():
        places[number] = _inside(places[number], places[outer], read[number])
    return _settled(read, places, held, text)


def _inside(place: Place, outer: Place, mention: Mention) -> Place:
    """A place with the one that the text names as holding it; what is called a district of a town is a quarter."""
    kind, code = place.location_type, place.geo_precision
    quarter = mention.noun in vocabulary().cues["quarter noun"] and kind not in PARTS
    part = kind == "settlement" and not mention.noun and _near(place, outer)
    if outer.location_type == "settlement" and (quarter or part):
        kind, code = "district", 2
    return dataclasses.replace(place, within=outer.name, location_type=kind, geo_precision=code)


def _near(place: Place, town: Place) -> bool:
    """Whether a place lies so near to a town's middle that it may be a part of it."""
    if place.latitude is None or place.longitude is None or town.latitude is None or town.longitude is None:
        return False
    apart = distances.kilometres(place.latitude, place.longitude, town.latitude, town.longitude)
    return apart <= (town.uncertainty_km or 0.0) + containing.TOWN_KM


Answer: TypeAlias = "tuple[tuple[Candidate, ...], float]"


def _by_paragraph(read: Sequence[Mention], chosen: dict[str, Answer], text: str) -> list[Answer]:
    """Candidates and margin of every mention; in a text of several paragraphs weighed again by its own paragraph."""
    answers = [chosen[choose.sense_key(m)] if m.entry is not None else ((), math.inf) for m in read]
    if "\n" not in text:
        return answers
    paragraphs: dict[int, list[int]] = {}
    for number, mention in enumerate(read):
        paragraphs.setdefault(text.rfind("\n", 0, mention.start), []).append(number)
    if len(paragraphs) < 2:
        return answers
    for numbers in paragraphs.values():
        for number in numbers:
            candidates, margin = answers[number]
            if candidates and (margin < 0 or (len(candidates) > 1 and margin < DECIDED)):
                countries = _countries(read[number], numbers, read, chosen)
                answers[number] = choose.local(candidates, margin, countries)
    return answers


def _countries(
    mention: Mention, numbers: Sequence[int], read: Sequence[Mention], chosen: dict[str, Answer]
) -> Counter[str | None]:
    """How often the other, decided names of a paragraph lie in each country."""
    key = choose.sense_key(mention)
    found: Counter[str | None] = Counter()
    for number in numbers:
        other = read[number]
        if other.entry is None or (other_key := choose.sense_key(other)) == key:
            continue
        candidates, margin = chosen[other_key]
        if margin >= 1 and candidates[0].iso3:
            found[candidates[0].iso3] += 1
    return found


def _record(
    document: Document, mention: Mention, found: tuple[Candidate, ...], margin: float, heads: Sequence[tuple[int, int]]
) -> Place:
    role = roles.role(mention, found[0] if found else None, document.text, heads)
    return records.record(document.document_id, document.text, mention, role, found, margin)


def _hints(document: Document, demonyms: Sequence[str], capitals: set[str]) -> dict[str, float]:
    """Countries that demonyms, institutions and the outlet's address speak for, with weights."""
    words = vocabulary()
    weights = words.weights
    seen = Counter(words.adjectives[word] for word in demonyms)
    seen.update(words.country_cues[word] for word in words.country_cues.keys() & capitals)
    hints = {iso3: weights["hint"] * math.log1p(count) for iso3, count in sorted(seen.items()) if iso3}
    home = _outlet_country(document.source)
    if home:
        hints[home] = hints.get(home, 0.0) + weights["hint outlet"]
        return hints
    for address in (document.url, document.source):
        host = _HOST.match(address or "")
        iso3 = words.domains.get(host.group(1)) if host else None
        if iso3:
            hints[iso3] = hints.get(iso3, 0.0) + weights["hint domain"]
            break
    return hints


def _outlet_country(source: str | None) -> str | None:
    """The country of which an outlet mostly writes: "Bangkok Post"; none for the outlets of the world."""
    found = _outlets().search((source or "").lower())
    return vocabulary().outlets[found.group()] if found else None


@cache
def _outlets() -> re.Pattern[str]:
    names = sorted(vocabulary().outlets, key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(map(re.escape, names))})(?![\w'’])")


def _settled(
    read: Sequence[Mention], places: list[Place], held: dict[int, int], text: str
) -> tuple[tuple[Place, ...], tuple[Issue, ...]]:
    """Names without coordinates go to the place that holds them, or get an issue."""
    issues: list[Issue] = []
    for number, mention in enumerate(read):
        place = places[number]
        way = ways.pointer(number, places, mention, text)
        if way is not None and (place.latitude is None or ways.astray(place, way)):
            places[number], counted = ways.placed(place, way, mention)
            issues += [counted] if counted is not None else []
            continue
        if place.latitude is not None:
            if place.match == "service":
                outer = _holder(number, mention, places, held, text)
                places[number], problems = elsewhere.checked(place, outer, mention, text)
                issues.extend(problems)
            continue
        outer = _holder(number, mention, places, held, text) if place.margin is None or place.margin < 0 else None
        if place.candidates and outer is None:
            outer = _holder(number, mention, places, held, text)
            if outer is not None and elsewhere.all_in(mention.candidates, outer):
                places[number], problem = elsewhere.one_of(place, outer, mention)
                issues.append(problem)
                continue
            reason = _open_because(place, len(mention.candidates))
            places[number] = dataclasses.replace(place, reason=reason)
            kind = "place_unresolved" if place.margin is not None and place.margin < 0 else "place_ambiguous"
            issues.append(records.issue(places[number], kind, reason))
            continue
        if outer is not None:
            places[number], problem = records.at_container(place, outer, mention)
        else:
            reason = "not in the gazetteer, and the text names no place that holds it"
            places[number] = dataclasses.replace(place, reason=reason)
            problem = records.issue(places[number], "place_unresolved", reason)
        issues.append(problem)
    return tuple(places), tuple(issues)


def _open_because(place: Place, count: int) -> str:
    """Why a name with candidates stays open."""
    if place.margin is not None and place.margin < 0:
        return "the places of that name that the gazetteer has lie where the rest of the text does not"
    return f"{count} places of that name and no margin between the first two"


def _holder(number: int, mention: Mention, places: Sequence[Place], held: dict[int, int], text: str) -> Place | None:
    """The place that holds an unknown name: the one the text says, else the nearest fit one in its paragraph.

    A quarter or facility may also lie in the town last told of before, or in that of the dateline.
    """
    outer = held.get(number)
    while outer is not None and not _can_hold(places[outer]):
        outer = held.get(outer)
    if outer is not None:
        return places[outer]
    noun = vocabulary().nouns.get(mention.noun)
    part = noun is not None and (noun.location_type in PARTS or mention.noun in {"district", "ward", "borough"})
    types = TOWNS if part else WIDE
    types = TOWNS - {"municipality"} if mention.noun == "district" else types
    place = places[number]
    following = places[number + 1] if number + 1 < len(places) else None
    if (
        following is not None
        and text[place.end : following.start] in _WITHIN
        and following.location_type in types | WIDE
        and _can_hold(following)
    ):
        return following
    start = text.rfind("\n", 0, place.start) + 1
    stop = text.find("\n", place.end)
    stop = len(text) if stop < 0 else stop
    fit = [p for p in places if p is not place and p.location_type in types and _can_hold(p)]
    told = [p for p in fit if p.role in {"event", "destination"} and not _listed_with(p, place, text)]
    near = [p for p in told if start <= p.start < stop]
    if part:
        near = (
            near
            or [p for p in told if p.start < start and p.role == "event"][-1:]
            or [p for p in fit if p.role == "dateline"][:1]
        )
    else:
        near = [p for p in near if not _STOP.search(text, min(p.end, place.end), max(p.start, place.start))]
    return min(near, key=lambda p: (abs(p.start - place.start), p.start), default=None)


def _listed_with(one: Place, other: Place, text: str) -> bool:
    """Whether two places stand in one list of names: "the villages of X, Y and Z"."""
    first, last = (one, other) if one.start < other.start else (other, one)
    return _NAMES_ONLY.fullmatch(text, first.end, last.start) is not None and " and " in text[first.end : last.start]


def _can_hold(place: Place) -> bool:
    return place.latitude is not None and place.location_type in HOLDERS and not place.reason.startswith("not in")
