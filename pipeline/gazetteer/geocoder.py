"""A geopy geocoder on the offline index, so that any geopy geocoder can take its place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from geopy.geocoders.base import Geocoder
from geopy.location import Location

if TYPE_CHECKING:
    from pipeline.gazetteer.store import Gazetteer
    from pipeline.schema import Candidate


class GazetteerGeocoder(Geocoder):  # type: ignore[misc]
    """Answers from a gazetteer; `Location.raw` is the `Candidate`. Never asks the network."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        super().__init__()
        self._gazetteer = gazetteer

    def geocode(self, query: str, *, exactly_one: bool = True, timeout: Any = None) -> Location | list[Location] | None:
        """The place or places of a name; `None` where there is none.

        Parameters
        ----------
        query
            A toponym.
        exactly_one
            Give only the first.
        timeout
            Ignored; there for the interface.
        """
        locations = [location(candidate) for candidate in self._gazetteer.lookup(query)]
        if not locations:
            return None
        return locations[0] if exactly_one else locations


def location(candidate: Candidate) -> Location:
    """A candidate as a geopy location (WGS 84)."""
    parts = dict.fromkeys(part for part in (candidate.name, candidate.admin1, candidate.country) if part)
    return Location(", ".join(parts), (candidate.latitude, candidate.longitude), candidate)
