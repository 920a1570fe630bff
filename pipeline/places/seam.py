"""What this stage asks of a gazetteer, and any geopy geocoder in its place."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, Any, Protocol

from pipeline.errors import GeocoderError
from pipeline.schema import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable

SERVICE_UNCERTAINTY_KM = 5.0
"""Uncertainty of a service's answer that gives no bounding box."""


class Gazetteer(Protocol):
    """A source of places by name."""

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """The places that a name may mean, best match first; empty where it is unknown."""
        ...

    def longest(self, word: str) -> int:
        """The most words of any known name that begins with this word; 0 where none does."""
        ...

    def alike(self, name: str) -> tuple[Candidate, ...]:
        """The places whose name may be another romanisation of this one; asked where `lookup` finds nothing."""
        ...

    def __hash__(self) -> int:
        """Answers are kept by gazetteer and name."""
        ...


class GeocoderGazetteer:
    """Lets a geopy geocoder answer as a gazetteer, for a second opinion on single names.

    Parameters
    ----------
    geocoder
        Any geopy geocoder, or a rate-limited `geocode` of one.
    longest
        The most words of a name that are asked for at once.
    """

    def __init__(self, geocoder: Any, longest: int = 3) -> None:
        self._geocode: Callable[..., Any] = geocoder if callable(geocoder) else geocoder.geocode
        self._name = type(geocoder).__name__.lower()
        self._longest = longest
        self._found = lru_cache(maxsize=4096)(self._ask)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        """The service's answers; kept in memory for the life of this object.

        Raises
        ------
        GeocoderError
            The service failed, which says nothing about whether the place exists; a failure is never kept.
        """
        return self._found(name)

    def longest(self, word: str) -> int:
        """The same for every word: a service does not tell what names it knows."""
        return self._longest if word else 0

    def alike(self, name: str) -> tuple[Candidate, ...]:
        """None: a service finds other spellings by itself."""
        return ()

    def _ask(self, name: str) -> tuple[Candidate, ...]:
        from geopy.exc import GeopyError

        try:
            answers = self._geocode(name, exactly_one=False)
        except GeopyError as error:
            raise GeocoderError(f"the geocoder failed on {name!r} ({error}); try again later") from error
        return tuple(self._candidate(name, answer) for answer in answers or ())

    def _candidate(self, name: str, location: Any) -> Candidate:
        raw = location.raw if isinstance(location.raw, dict) else {}
        return Candidate(
            name=str(raw.get("name") or location.address or name).split(",")[0],
            latitude=float(location.latitude),
            longitude=float(location.longitude),
            location_type=str(raw.get("location_type") or "other"),
            uncertainty_km=float(raw.get("uncertainty_km") or SERVICE_UNCERTAINTY_KM),
            country=raw.get("country"),
            iso3=raw.get("iso3"),
            admin1=raw.get("admin1"),
            population=int(raw.get("population") or 0),
            geocoder=self._name,
            match="service",
            source=self._name,
        )
