"""An event's place that the gazetteer lacks and that no words put anywhere: near the place of which the text tells beside it."""

from __future__ import annotations

import dataclasses
from collections import Counter
from typing import TYPE_CHECKING

from pipeline import distances
from pipeline.reports import anaphors, placing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.schema import Candidate, Place

NEAR_KM = 50.0
"""Uncertainty of such a place at the least: nine of ten lie within it."""
BACK = 2
"""Paragraphs back from a name to a place that it may lie near."""
_KINDS = frozenset(("settlement", "municipality", "district", "region"))
_NARROW = frozenset(("settlement", "district", "facility"))
_ROLES = frozenset(("event", "destination"))
NOT_FOUND = "not in the gazetteer"
"""Begins the reason of a place that stands at another one."""


def presumed(place: Place | None, places: Sequence[Place], text: str) -> Place | None:
    """An event's place; if it has no coordinates, those of the place that the text tells of beside it.

    Parameters
    ----------
    place
        Where something happened.
    places
        The document's places.
    text
        Its text.

    Returns
    -------
    Place or None
        At the one place of its name that lies near (WGS 84), else at the place beside it with precision 3 and at least
        50 km as uncertainty; as it was where the text tells of none, and where several places of its name stay open.
    """
    if place is None or place.latitude is not None or place.role not in _ROLES:
        return place
    beside = _beside(place, places, text)
    if beside is None:
        return place
    own = _own(place.candidates, beside)
    if own is not None:
        return dataclasses.replace(
            place, location_type=own.location_type, latitude=own.latitude, longitude=own.longitude,
            geo_precision=2 if place.qualifier else 1, uncertainty_km=own.uncertainty_km, admin1=own.admin1,
            admin2=own.admin2, country=own.country, iso3=own.iso3, geoname_id=own.geoname_id, geocoder=own.geocoder,
            reason=f"of {len(place.candidates)} places of that name the one near {beside.name}, of which the text tells",
        )  # fmt: skip
    if place.candidates and (place.margin is None or place.margin >= 0):
        return place
    unit = place.text.rpartition(" ")[2].casefold() in placing.units()
    kind = place.location_type or ("municipality" if unit else "settlement")
    return dataclasses.replace(
        place, location_type=kind, latitude=beside.latitude, longitude=beside.longitude,
        geo_precision=3, uncertainty_km=max(NEAR_KM, beside.uncertainty_km or 0.0), admin1=beside.admin1, admin2=None,
        country=beside.country, iso3=beside.iso3, geoname_id=None, geocoder=beside.geocoder,
        reason=f"{NOT_FOUND}; near {beside.name}, of which the text tells beside it",
    )  # fmt: skip


def _beside(place: Place, places: Sequence[Place], text: str) -> Place | None:
    """The nearest told place in the paragraph, else the last one in the two before; never a country's capital.

    It lies in the country that most of the told places lie in.
    """
    told = [
        p
        for p in places
        if p.role in _ROLES
        and p.latitude is not None
        and p.location_type != "country"
        and not p.reason.startswith(NOT_FOUND)
    ]
    if not told:
        return None
    main = Counter(p.iso3 for p in told).most_common(1)[0][0]
    fit = [p for p in told if p.iso3 == main and p.location_type in _KINDS and not _capital(p)]
    same = [p for p in fit if "\n\n" not in text[min(p.start, place.start) : max(p.start, place.start)]]
    if same:
        return min(same, key=lambda p: (abs(p.start - place.start), p.start))
    before = [p for p in fit if p.start < place.start and text.count("\n\n", p.start, place.start) <= BACK]
    return before[-1] if before else None


def _capital(place: Place) -> bool:
    """Whether a place is a country's capital, which news names for many reasons."""
    names = {place.name, place.toponym, *(c.name for c in place.candidates[:1])}
    return place.location_type == "settlement" and anaphors.capitals().get(place.iso3 or "") in names


def _own(candidates: Sequence[Candidate], beside: Place) -> Candidate | None:
    """The place of a name that lies near another place, if there is just one."""
    assert beside.latitude is not None
    assert beside.longitude is not None
    reach = max(NEAR_KM, beside.uncertainty_km or 0.0)
    close = [
        c
        for c in candidates
        if c.iso3 == beside.iso3
        and c.location_type in _NARROW
        and distances.kilometres(beside.latitude, beside.longitude, c.latitude, c.longitude) <= reach
    ]
    return close[0] if len(close) == 1 else None
