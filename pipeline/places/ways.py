"""Villages that the gazetteer lacks, or has only elsewhere, put where the text says: "X, 45 miles south-west of Y"."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

from pipeline import distances
from pipeline.places import beside, records
from pipeline.places.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.schema import Candidate, Issue, Place

KIND = "place_by_distance"
"""Kind of the issue of a place that stands where the text's distance and direction lead."""
_WAY = re.compile(r"\d.*(?:north|south|east|west)", re.DOTALL)
_CAPITAL = re.compile(r"(?:the|its) (?:national )?capital(?: city)?\b(?! of| city of|,? [A-Z])")
"""Behind "30 km north of", where the text names the capital elsewhere."""
_OFF_KM = 60.0
"""Least distance from the point that the text gives at which a name's listed places are others of that name."""


def pointer(number: int, places: Sequence[Place], mention: Mention, text: str) -> Place | None:
    """The place behind a name from which the text counts distance and direction to it; its point is the name's own."""
    stop = beside.measured(mention, text)
    if not stop:
        return None
    if _CAPITAL.match(text, stop):
        return _from_capital(places, text[mention.end : stop])
    following = places[number + 1] if number + 1 < len(places) else None
    if following is None or following.latitude is None or not _WAY.match(following.qualifier):
        return None
    return following if following.qualifier in text[places[number].end : following.start] else None


def _from_capital(places: Sequence[Place], words: str) -> Place | None:
    """The point so far from the only capital that the text names."""
    capitals = vocabulary().capitals
    named = {p.name: p for p in places if p.candidates and (p.candidates[0].name, p.iso3) in capitals}
    how = records.away(words)
    if len(named) != 1 or how is None:
        return None
    (capital,) = named.values()
    base = capital.candidates[0]
    latitude, longitude = records.moved(base.latitude, base.longitude, how.north_km, how.east_km)
    uncertainty = round((base.uncertainty_km or 0.0) + how.uncertainty_km, 1)
    return dataclasses.replace(
        capital, latitude=latitude, longitude=longitude, uncertainty_km=uncertainty, qualifier=how.words
    )


def astray(place: Place, way: Place) -> bool:
    """Whether a name's listed place lies far from where the text says: "Buta, 9 miles east of Bururi"."""
    if place.location_type not in {"settlement", "facility", "district"}:
        return False
    if place.latitude is None or place.longitude is None or way.latitude is None or way.longitude is None:
        return False
    off = distances.kilometres(place.latitude, place.longitude, way.latitude, way.longitude)
    return off > 2 * (way.uncertainty_km or 0.0) + _OFF_KM


def placed(place: Place, way: Place, mention: Mention) -> tuple[Place, Issue | None]:
    """A name put at the one of its places that lies there, else at the point itself (WGS 84) with its uncertainty in km."""
    there = _there(mention.candidates, way)
    counted = f"{way.qualifier} {way.name}"
    if there is not None:
        reason = f"of {len(mention.candidates)} places of that name the one that lies {counted}"
        found = dataclasses.replace(
            place, location_type=there.location_type, latitude=there.latitude, longitude=there.longitude,
            geo_precision=records.PRECISION.get(there.location_type, 3), uncertainty_km=there.uncertainty_km,
            admin1=there.admin1, admin2=there.admin2, country=there.country, iso3=there.iso3,
            geoname_id=there.geoname_id, geocoder=there.geocoder, population=there.population, match=there.match,
            reason=reason,
        )  # fmt: skip
        return found, None
    found, _ = records.at_container(place, way, mention)
    reason = f"not in the gazetteer; placed {counted}, as the text says"
    found = dataclasses.replace(
        found, geo_precision=2, uncertainty_km=way.uncertainty_km, admin1=None, admin2=None, within="", reason=reason
    )
    return found, records.issue(found, KIND, reason)


def _there(candidates: Sequence[Candidate], way: Place) -> Candidate | None:
    """The candidate that lies nearest to a point, if within its uncertainty."""
    assert way.latitude is not None
    assert way.longitude is not None
    towns = [c for c in candidates if c.location_type in {"settlement", "district", "facility"}]
    apart = [distances.kilometres(way.latitude, way.longitude, c.latitude, c.longitude) for c in towns]
    best = min(zip(apart, towns, strict=True), key=lambda one: one[0], default=None)
    return best[1] if best is not None and best[0] <= (way.uncertainty_km or 0.0) else None
