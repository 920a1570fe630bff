"""What merging compares: a report reduced to numbers and short word sets."""

from __future__ import annotations

import re
from functools import lru_cache
from sys import intern
from typing import TYPE_CHECKING, NamedTuple

from pipeline.events.parties import plain, sides, singular, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.schema import Report

RADIUS = {1: 5.0, 2: 15.0, 3: 150.0}
"""Uncertainty in km where a report gives none, by `geo_precision`."""

LEVELS = {"facility": "part", "district": "part", "settlement": "settlement"}
"""Kinds of place of which two with different names are two places; areas may lie in each other."""

_TELLING = re.compile(r"[^\W_]{5,}|\d+")


class Account(NamedTuple):
    """One report as merging sees it: days as ordinals, degrees, kilometres.

    `document` and `text` are numbers: equal ones mean one document, and copies of one text.
    """

    document: int
    text: int
    start: int
    kind: str
    first: int
    last: int
    exact_day: bool
    latitude: float | None
    longitude: float | None
    radius: float
    place: str
    name: frozenset[str]
    level: str
    country: str
    actor1: frozenset[str]
    actor2: frozenset[str]
    weapon: frozenset[str]
    target: frozenset[str]
    time_of_day: str
    deaths: tuple[int, int] | None
    injured: tuple[int, int] | None


def span(low: int | None, best: int | None, high: int | None) -> tuple[int, int] | None:
    """Lowest and highest number that an account leaves open; `None` where it gives none."""
    if low is None and high is None:
        return None if best is None else (best, best)
    given = [figure for figure in (low, best, high) if figure is not None]
    if not given:
        return None
    return min(given), max(given)


@lru_cache(maxsize=20_000)
def wording(text: str, known: tuple[str, ...]) -> frozenset[str]:
    """Words by which a sentence may be known again: long ones and numbers, but those of `known` (place, weapon)."""
    telling = {singular(word) for word in _TELLING.findall(plain(text))}
    return frozenset(telling.difference(*map(words, known)))


@lru_cache(maxsize=65_536)
def name_key(name: str) -> str:
    """A place's name by its words."""
    return " ".join(sorted(words(name)))


def _short_name(report: Report) -> str:
    return (report.location or report.location_text or "").split(",")[0]


def place_key(report: Report) -> str:
    """What the place is called: its GeoNames number, else its name without what follows a comma."""
    if report.geoname_id:
        return f"g{report.geoname_id}"
    return name_key(_short_name(report))


def account(report: Report, document: int, text: int) -> Account:
    """The report as merging compares it; its first day has to be known."""
    day = report.event_date.toordinal() if report.event_date else 0
    last = report.event_date_end.toordinal() if report.event_date_end else day
    radius = report.uncertainty_km
    if radius is None:
        radius = RADIUS[report.geo_precision or 3]
    return Account(
        document=document,
        text=text,
        start=report.start,
        kind=report.sub_event_type,
        first=day,
        last=max(day, last),
        exact_day=(report.time_precision or 1) == 1,
        latitude=report.latitude,
        longitude=report.longitude,
        radius=max(1.0, radius),
        place=intern(place_key(report)),
        name=words(_short_name(report)),
        level=LEVELS.get(report.location_type or "", ""),
        country=report.iso3 or "",
        actor1=sides(report.actor1),
        actor2=sides(report.actor2),
        weapon=_phrase(report.weapon),
        target=_phrase(report.target),
        time_of_day=report.time_of_day or "",
        deaths=span(report.fatalities_low, report.fatalities, report.fatalities_high),
        injured=span(report.injuries_low, report.injuries, report.injuries_high),
    )


@lru_cache(maxsize=65_536)
def _phrase(text: str | None) -> frozenset[str]:
    return frozenset(word for word in words(text) if len(word) > 2) if text else frozenset()


def numbers(values: Iterable[str]) -> dict[str, int]:
    """A number for each value, in order of appearance."""
    return {value: number for number, value in enumerate(dict.fromkeys(values))}
