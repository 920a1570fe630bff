"""Which names a service is asked for, and what their documents say about where they lie."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.schema import Place

ROLES = ("event", "destination", "origin", "dateline")
"""Roles whose names are asked for, in this order."""
COUNTRIES = 4
"""Most countries of a document to which a question is limited."""
POSSESSIVE = 3
"""Characters between a country and its region in "Ukraine's Kharkiv region"."""
LONGEST = 80
"""Characters of a name that is still asked for."""
_TYPES = frozenset(("country", "region", "area", "water"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One name to ask for; `region` and `country` are the unit that its text names as holding it.

    `countries` are ISO 3166-1 alpha-3 codes of those that the document speaks of; `facility` says that a noun for a
    plant, base or the like stands by the name. `used` says where it stands: document, first and last character.
    """

    name: str
    region: str = ""
    country: str = ""
    countries: tuple[str, ...] = ()
    used: tuple[tuple[str, int, int], ...] = ()


def is_open(place: Place) -> bool:
    """Whether the gazetteer lacks a name, or leaves it open; such a name may stand at the place that holds it."""
    return place.latitude is None or not place.candidates


def _is_elsewhere(place: Place, region: str, country: str) -> bool:
    """Whether the gazetteer has a town only outside of the region in which the text puts it."""
    return bool(region) and place.location_type not in _TYPES and (place.admin1, place.iso3) != (region, country)


def questions(
    documents: Iterable[Sequence[Place]], *, every: bool = False, study_area: tuple[str, ...] = ()
) -> tuple[Question, ...]:
    """The names to ask for, each once for every setting, those of events first; the order is always the same.

    Parameters
    ----------
    documents
        The places of each document.
    every
        Ask also for names that the gazetteer has settled, but for countries and other large areas.
    study_area
        ISO 3166-1 alpha-3 codes of countries that are expected.
    """
    found: dict[tuple[str, str, str, tuple[str, ...]], list[tuple[int, tuple[str, int, int]]]] = defaultdict(list)
    for places in documents:
        countries = _countries(places, study_area)
        for place in places:
            if place.role not in ROLES or not _may_be_asked(place.toponym):
                continue
            region, country = _unit(place, places)
            if not (is_open(place) or _is_elsewhere(place, region, country) or (every and _may_differ(place))):
                continue
            used = (place.document_id, place.start, place.end)
            key = (place.toponym, region, country, (country,) if country else countries)
            found[key].append((ROLES.index(place.role), used))
    return tuple(_in_order(found))


def _in_order(
    found: dict[tuple[str, str, str, tuple[str, ...]], list[tuple[int, tuple[str, int, int]]]],
) -> Iterator[Question]:
    for key in sorted(found, key=lambda key: (min(rank for rank, _ in found[key]), key)):
        name, region, country, countries = key
        used = tuple(sorted(used for _, used in found[key]))
        yield Question(name=name, region=region, country=country, countries=countries, used=used)


@cache
def _may_be_asked(name: str) -> bool:
    """Whether a name can be sent: no sentence, and not a plain English word that only looks like a name."""
    common = lexicon.words("common_words")
    return 0 < len(name) <= LONGEST and not all(word.casefold() in common for word in name.split())


def _may_differ(place: Place) -> bool:
    """Whether a service may know a settled place better: towns and the like that no correction has set."""
    return place.location_type not in _TYPES and place.geocoder != "correction"


def _countries(places: Sequence[Place], study_area: tuple[str, ...]) -> tuple[str, ...]:
    """The countries that a document speaks of most, in alphabetical order."""
    seen = Counter(p.iso3 for p in places if p.iso3 and p.role != "other" and not is_open(p))
    leading = sorted(seen, key=lambda iso3: (-seen[iso3], iso3))[:COUNTRIES]
    return tuple(sorted({*leading, *study_area}))


def _unit(place: Place, places: Sequence[Place]) -> tuple[str, str]:
    """First-level unit and country of the place that the text names as holding a name.

    In "X in Ukraine's Kharkiv region" that is the region, not the country.
    """
    if not place.within:
        return "", ""
    settled = [p for p in places if not is_open(p)]
    outer = min(
        (p for p in settled if p.name == place.within),
        key=lambda p: (abs(p.start - place.start), p.start),
        default=None,
    )
    if outer is None:
        return "", ""
    inner = (p for p in settled if 0 <= p.start - outer.end <= POSSESSIVE and p.location_type == "region")
    region = next((p for p in inner if p.iso3 == outer.iso3), outer)
    return region.admin1 or "", region.iso3 or ""
