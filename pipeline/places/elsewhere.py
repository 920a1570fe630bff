"""Where a name's places lie, against the region or country in which the text puts it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.places import containing, records

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.schema import Candidate, Issue, Place

KIND = "place_elsewhere"
"""Kind of the issue of a place that a service has where the text does not put it."""
_STATED = re.compile(r",? (?:in|of) (?:the )?(?:[a-z]+ )?$|, (?:the )?$|,? in [A-Z][\w ]{2,30}['’]s $")


def outside(c: Candidate, outer: Place) -> bool:
    """Whether a place lies outside of a country or region: by name, and farther off than the region reaches."""
    if outer.location_type == "country":
        return c.iso3 != outer.iso3
    if outer.location_type != "region" or (c.iso3 == outer.iso3 and c.admin1 == outer.admin1):
        return False
    return c.iso3 != outer.iso3 or containing.distance(c, outer.candidates[0]) > (outer.uncertainty_km or 0.0)


def all_in(candidates: Sequence[Candidate], outer: Place) -> bool:
    """Whether a region holds every place of a name."""
    return outer.location_type == "region" and all(
        c.location_type in {"settlement", "facility", "district"} and c.iso3 == outer.iso3 and c.admin1 == outer.admin1
        for c in candidates
    )


def one_of(place: Place, outer: Place, mention: Mention) -> tuple[Place, Issue]:
    """A name of several places in one region, put at that region."""
    reason = f"{len(mention.candidates)} places of that name in {outer.name}; placed there"
    found, _ = records.at_container(place, outer, mention)
    return found, records.issue(place, "place_ambiguous", reason)


def checked(place: Place, outer: Place | None, mention: Mention, text: str) -> tuple[Place, tuple[Issue, ...]]:
    """A service's place, put back to the region that the text names right after it where it lies outside of that.

    Where the region only stands in the same paragraph the place stays, and an issue says so.
    """
    if outer is None or not outer.candidates or not outside(place.candidates[0], outer):
        return place, ()
    if not _STATED.fullmatch(text[place.end : outer.start]):
        reason = f"{place.geocoder} has it outside of {outer.name}, of which the text speaks"
        return place, (records.issue(place, KIND, reason),)
    reason = f"{place.geocoder} has it only outside of {outer.name}, where the text puts it; placed at {outer.name}"
    found, _ = records.at_container(place, outer, mention)
    return found, (records.issue(place, KIND, reason),)
