"""The stage's verb: a document and a gazetteer in, places and issues out."""

from __future__ import annotations

import math
import re
from typing import TYPE_CHECKING

from pipeline.places import choose, mentions, records, roles
from pipeline.places.vocabulary import vocabulary
from pipeline.schema import Issue, Place

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.places.runs import Run
    from pipeline.places.seam import Gazetteer
    from pipeline.schema import Candidate, Document

_HOST = re.compile(r"^(?:https?://)?(?:[\w-]+\.)+([a-z]{2})(?:[/:]|$)")
_WORD = re.compile(r"[^\W\d_][\w-]*")
HELD = ("region", "municipality", "settlement", "district", "country", "area")


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
    heads = roles.datelines(text)
    read, runs = mentions.find(text, gazetteer, heads)
    if not read:
        return (), ()
    held = choose.containers(read, text)
    senses = choose.senses(read, held, _hints(document, runs), study_area)
    chosen = {key: records.ranked(sense) for key, sense in senses.items()}
    places: list[Place] = []
    issues: list[Issue] = []
    for number, mention in enumerate(read):
        candidates, margin = _for_mention(number, mention, read, held, chosen)
        place = _place(document, mention, candidates, margin, text, heads)
        if number in held:
            outer = read[held[number]]
            place = _with(place, within=records.shown(text[slice(*records.span(outer))]))
        places.append(place)
    for number, better in records.between(places, text).items():
        places[number] = better
    for number, mention in enumerate(read):
        place, problem = _settle(number, mention, read, places, held, text)
        places[number] = place
        if problem is not None:
            issues.append(problem)
    return tuple(places), tuple(issues)


def _with(place: Place, **changes: object) -> Place:
    import dataclasses

    return dataclasses.replace(place, **changes)  # type: ignore[arg-type]


def _hints(document: Document, runs: Sequence[Run]) -> dict[str, float]:
    """Countries that demonyms, institutions and the outlet's address speak for, with weights."""
    words = vocabulary()
    seen: dict[str, float] = {}
    for run in runs:
        for word in run.words:
            iso3 = words.adjectives.get(word.text) or words.country_cues.get(word.text)
            if iso3:
                seen[iso3] = seen.get(iso3, 0.0) + 1.0
    for match in _WORD.finditer(document.text):
        iso3 = words.country_cues.get(match.group())
        if iso3:
            seen[iso3] = seen.get(iso3, 0.0) + 1.0
    weights = words.weights
    hints = {iso3: weights["hint"] * math.log1p(count) for iso3, count in seen.items()}
    for address in (document.url, document.source):
        host = _HOST.match(address or "")
        iso3 = words.domains.get(host.group(1)) if host else None
        if iso3:
            hints[iso3] = hints.get(iso3, 0.0) + weights["hint domain"]
            break
    return hints


def _for_mention(
    number: int,
    mention: Mention,
    read: Sequence[Mention],
    held: dict[int, int],
    chosen: dict[str, tuple[tuple[Candidate, ...], float]],
) -> tuple[tuple[Candidate, ...], float]:
    """The name's candidates; where this mention names its own container, those in it first."""
    if not mention.candidates:
        return (), math.inf
    candidates, margin = chosen[choose.sense_key(mention)]
    return candidates, margin


def _place(
    document: Document,
    mention: Mention,
    candidates: tuple[Candidate, ...],
    margin: float,
    text: str,
    heads: tuple[tuple[int, int], ...],
) -> Place:
    best = candidates[0] if candidates else None
    start, end = records.span(mention)
    if best is not None and best.location_type == "country" and mention.noun_end:
        start, end = mention.start, mention.end
    how = records.lie(mention, text)
    place = Place(
        document_id=document.document_id,
        start=start,
        end=end,
        text=text[start:end],
        name=records.shown(text[start:end]),
        role=roles.role(mention, best, text, heads),
        qualifier=how.words,
        candidates=candidates,
        margin=None if math.isinf(margin) else round(margin, 3),
        reason="; ".join(mention.cues),
    )
    if best is None or margin < vocabulary().weights["choose margin"]:
        return place
    return records.placed(place, best, mention, how)


def _settle(
    number: int,
    mention: Mention,
    read: Sequence[Mention],
    places: Sequence[Place],
    held: dict[int, int],
    text: str,
) -> tuple[Place, Issue | None]:
    """What becomes of a name without coordinates: the place that holds it, or an issue."""
    place = places[number]
    if place.latitude is not None:
        return place, None
    if place.candidates:
        reason = f"{len(mention.candidates)} places of that name and no margin between the first two"
        return _with(place, reason=reason), records.issue(place, "place_ambiguous", reason)
    outer = _container(number, places, text)
    if outer is not None:
        return records.at_container(place, outer, mention)
    reason = "not in the gazetteer, and the text names no place that holds it"
    return _with(place, reason=reason), records.issue(place, "place_unresolved", reason)


_INSIDE = re.compile(r"(?:,)? ?\(?(?:in|of|,|near|at)? ?(?:the )?(?:[a-z-]+ ){0,3}$")


def _container(number: int, places: Sequence[Place], text: str) -> Place | None:
    """The place that holds an unknown name: the one after it ("in", comma), else the nearest in its paragraph."""
    place = places[number]
    if number + 1 < len(places):
        following = places[number + 1]
        gap = text[place.end : following.start]
        if len(gap) <= 40 and _INSIDE.match(gap) and _can_hold(following):
            return following
    start = text.rfind("\n", 0, place.start) + 1
    stop = text.find("\n", place.end)
    stop = len(text) if stop < 0 else stop
    near = [
        other
        for other in places
        if start <= other.start < stop
        and other.start != place.start
        and _can_hold(other)
        and other.role not in {"actor", "seat", "dateline"}
    ]
    near = [other for other in near if other.location_type != "country"]
    return min(near, key=lambda other: (abs(other.start - place.start), other.start), default=None)


def _can_hold(place: Place) -> bool:
    return place.latitude is not None and place.location_type in HELD and not place.reason.startswith("not in")
