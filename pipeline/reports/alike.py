"""Whether two places, or two times, can be of one event."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.reports import nearby, placing

if TYPE_CHECKING:
    from pipeline.reports.timing import When
    from pipeline.schema import Place

_SAME_KM = 6.0
"""A facility or quarter no farther than this from a town is taken to be in it,"""
_NEWS = timedelta(days=31)
"""What is told without a day is news: no older than this at publication, unless another sentence says so at once."""
_QUARTER_KM = 3.5
"""nor a facility farther than this from a quarter or district,"""
_PHRASE = 120
"""Characters between two names of one phrase: a place that the gazetteer lacks and that stands at another one has no extent
of its own for what is told elsewhere."""
_WITHIN = 0.6
"""nor one within this share of the town's own extent."""


def same_place(one: Place | None, other: Place | None) -> bool:
    """Whether two places are one, or one lies in the other.

    Two narrow places are one by name, number or nearness; a region or a town is one with a place that lies in it.
    """
    if one is None or other is None or one is other or one.name.casefold() == other.name.casefold():
        return True
    if one.geoname_id is not None and one.geoname_id == other.geoname_id:
        return True
    wide, narrow = (one, other) if placing.width(one) >= placing.width(other) else (other, one)
    if placing.width(wide) >= placing.WIDTH["area"]:
        return _lies_in(narrow, wide)
    apart = placing.distance_km(one, other)
    near = _QUARTER_KM if wide.location_type == "district" else _SAME_KM
    known = not wide.reason.startswith(nearby.NOT_FOUND) or abs(one.start - other.start) <= _PHRASE
    reach = max(near, _WITHIN * (wide.uncertainty_km or 0.0)) if known else near
    if apart is not None and apart <= reach and placing.width(one) != placing.width(other):
        return True
    return wide.name.casefold() in narrow.name.casefold().split(" ") or narrow.within == wide.name


def _lies_in(narrow: Place, wide: Place) -> bool:
    """Whether a place lies in a region or area, by unit or by distance."""
    if placing.width(narrow) == placing.width(wide):
        return False
    if wide.location_type == "region":
        return wide.admin1 is not None and narrow.admin1 == wide.admin1 and narrow.iso3 == wide.iso3
    apart = placing.distance_km(narrow, wide)
    return apart is not None and apart <= (wide.uncertainty_km or 0.0)


def same_days(one: When, other: When) -> bool:
    """Whether two times can be of one event; the day of a statement may lie up to two days after it."""
    if one.period is None or other.period is None:
        return True
    if one.expression is None or other.expression is None:
        dated, told = (other, one) if one.expression is None else (one, other)
        return dated.period is None or told.period is None or told.period.first - dated.period.last <= _NEWS
    if {"summary", "story", "scene"} & {one.rule, other.rule}:
        return True
    slack = timedelta(days=2 if "said" in (one.rule, other.rule) else 0)
    return one.period.first <= other.period.last + slack and other.period.first <= one.period.last + slack
