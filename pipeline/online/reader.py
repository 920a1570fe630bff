"""A service's answers as candidates: only places, only under a name that was asked for, with our names for regions."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline import lexicon
from pipeline.schema import Candidate

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from pipeline.online.server import Server

OTHER_KM = 5.0
"""Uncertainty of an answer that tells neither kind nor extent."""
LONGEST = 200
"""Characters of a name that are kept."""
_STATES = ("state", "region", "province", "state_district")
_UNITS = ("county", "district", "municipality")


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers.

    `alike` folds a name so that its spellings meet; `region` gives our name of a first-level unit from its name and the
    ISO 3166-1 alpha-3 code of its country.
    """

    alike: Callable[[str], str]
    region: Callable[[str, str | None], str | None]

    def read(self, server: Server, asked: str, answers: list[Any]) -> tuple[Candidate, ...]:
        """The answers that are places of that name.

        Raises
        ------
        ValueError, KeyError, TypeError, AttributeError
            An answer has not the shape of one.
        """
        found: dict[Candidate, None] = {}
        for answer in answers:
            raw = answer.raw if isinstance(answer.raw, dict) else {}
            facts = _facts(raw, str(answer.address or ""))
            if facts is None or not self._named(asked, facts):
                continue
            found[self._candidate(server, facts, float(answer.latitude), float(answer.longitude))] = None
        return tuple(found)

    def _named(self, asked: str, facts: _Facts) -> bool:
        """Whether one of an answer's names is the one asked for; the service's word counts where none has its script."""
        wanted = self.alike(asked)
        names = [name for name in (facts.name, *facts.names) if name]
        if any(self.alike(name) == wanted for name in names):
            return True
        return not any(_latin(name) for name in names) and _latin(asked)

    def _candidate(self, server: Server, facts: _Facts, latitude: float, longitude: float) -> Candidate:
        if not (math.isfinite(latitude) and math.isfinite(longitude) and abs(latitude) <= 90 and abs(longitude) <= 180):
            raise ValueError(f"{latitude}, {longitude} are no latitude and longitude")
        country, iso3 = country_of(facts.country)
        admin1 = clean(facts.state)
        name = clean(facts.name)
        return Candidate(
            name=name, latitude=round(latitude, 6), longitude=round(longitude, 6), location_type=facts.location_type,
            uncertainty_km=facts.uncertainty_km, feature_code=clean(facts.code), country=country, iso3=iso3,
            admin1=(self.region(admin1, iso3) or admin1 or None), admin2=clean(facts.unit) or None,
            population=facts.population, geoname_id=facts.geoname_id, geocoder=server.name, match="service",
            source=server.label,
        )  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class _Facts:
    """What an answer says, in any service's words."""

    name: str
    names: tuple[str, ...] = ()
    location_type: str = "other"
    uncertainty_km: float = OTHER_KM
    code: str = ""
    country: str = ""
    state: str = ""
    unit: str = ""
    population: int = 0
    geoname_id: int | None = None


def clean(text: object) -> str:
    """One line of printable characters, of reasonable length."""
    return " ".join("".join(c if c.isprintable() else " " for c in str(text or "")).split())[:LONGEST]


def _latin(name: str) -> bool:
    letters = [letter for letter in name if letter.isalpha()]
    return bool(letters) and sum(letter < "\u0250" for letter in letters) * 2 > len(letters)


@cache
def _country_names() -> Mapping[str, tuple[str, str]]:
    """Codes and names of countries to our name and alpha-3 code."""
    found: dict[str, tuple[str, str]] = {}
    for row in lexicon.countries():
        for known in (row["iso2"], row["iso3"], row["name"], *lexicon.values(row["aliases"])):
            found.setdefault(known.casefold(), (row["name"], row["iso3"]))
    return found


def country_of(text: str) -> tuple[str | None, str | None]:
    """Our name and alpha-3 code of a country by its code or name."""
    return _country_names().get(text.strip().casefold(), (None, None))


@cache
def _kinds() -> Mapping[tuple[str, str, str], tuple[str, float]]:
    columns = ("scheme", "key", "value", "location_type", "uncertainty_km")
    return {
        (row["scheme"], row["key"], row["value"]): (row["location_type"], float(row["uncertainty_km"]))
        for row in lexicon.table("geocoder_kinds", columns)
    }


def _kind(scheme: str, key: str, value: str) -> tuple[str, float] | None:
    kinds = _kinds()
    return kinds.get((scheme, key, value)) or kinds.get((scheme, key, "*"))


def _facts(raw: Mapping[str, Any], address: str) -> _Facts | None:
    """The facts of an answer; `None` where it is no place of a kind that we know."""
    properties = raw.get("properties")
    if isinstance(properties, dict) and "osm_key" in properties:
        return _photon(properties)
    if isinstance(properties, dict) and "layer" in properties:
        return _pelias(properties, raw.get("bbox"))
    if "osm_type" in raw or "boundingbox" in raw:
        return _nominatim(raw)
    return _any(raw, address)


def _nominatim(raw: Mapping[str, Any]) -> _Facts | None:
    key, value = str(raw.get("class") or raw.get("category") or ""), str(raw.get("type") or "")
    if key == "boundary" and value == "administrative":
        key, value = "place", str(raw.get("addresstype") or "")
    kind = _kind("osm", key, value)
    if kind is None:
        return None
    address = raw.get("address") or {}
    extra = raw.get("extratags") or {}
    details = raw.get("namedetails") or {}
    names = (part for text in details.values() for part in str(text).split(";"))
    box = None if raw.get("osm_type") == "node" else raw.get("boundingbox")
    return _Facts(
        name=str(raw.get("name") or raw.get("display_name") or "").split(",")[0],
        names=tuple(names),
        location_type=kind[0],
        uncertainty_km=_extent([float(side) for side in box]) if box else kind[1],
        code=f"{key}={value}",
        country=str(address.get("country_code") or address.get("country") or ""),
        state=_first(address, _STATES),
        unit=_first(address, _UNITS),
        population=_number(extra.get("population")),
    )


def _photon(properties: Mapping[str, Any]) -> _Facts | None:
    key, value = str(properties.get("osm_key")), str(properties.get("osm_value"))
    if key == "boundary" or (key == "place" and _kind("osm", key, value) is None):
        key, value = "place", str(properties.get("type") or "")
    kind = _kind("osm", key, value)
    if kind is None:
        return None
    box = properties.get("extent")
    return _Facts(
        name=str(properties.get("name") or ""),
        location_type=kind[0],
        uncertainty_km=_extent([float(box[n]) for n in (3, 1, 0, 2)]) if box else kind[1],
        code=f"{key}={value}",
        country=str(properties.get("countrycode") or properties.get("country") or ""),
        state=str(properties.get("state") or ""),
        unit=str(properties.get("county") or ""),
    )


def _pelias(properties: Mapping[str, Any], box: Any) -> _Facts | None:
    kind = _kind("pelias", str(properties.get("layer")), "")
    if kind is None:
        return None
    return _Facts(
        name=str(properties.get("name") or ""),
        location_type=kind[0],
        uncertainty_km=_extent([float(box[n]) for n in (1, 3, 0, 2)]) if box else kind[1],
        code=f"layer={properties.get('layer')}",
        country=str(properties.get("country_a") or properties.get("country") or ""),
        state=str(properties.get("region") or ""),
        unit=str(properties.get("county") or ""),
    )


def _any(raw: Mapping[str, Any], address: str) -> _Facts:
    """An answer of a service that we know nothing about: the name and the country of its address, of unknown kind."""
    parts = [part.strip() for part in address.split(",") if part.strip()]
    number = raw.get("geonameId")
    return _Facts(
        name=str(raw.get("name") or (parts[0] if parts else "")),
        country=next((part for part in reversed(parts) if country_of(part)[1]), ""),
        state=str(raw.get("adminName1") or ""),
        population=_number(raw.get("population")),
        geoname_id=number if isinstance(number, int) and number > 0 else None,
    )


def _first(address: Mapping[str, Any], names: tuple[str, ...]) -> str:
    return next((str(address[name]) for name in names if address.get(name)), "")


def _number(text: Any) -> int:
    digits = "".join(letter for letter in str(text or "") if letter.isdigit() and letter.isascii())
    return int(digits[:10]) if digits else 0


def _extent(box: list[float]) -> float:
    """Radius in km of a box of south, north, west and east (degrees): half its diagonal, at least half a kilometre."""
    south, north, west, east = box
    if not all(math.isfinite(side) for side in box):
        raise ValueError(f"{box} is no box of degrees")
    width = (east - west) % 360 * math.cos(math.radians((south + north) / 2))
    return max(0.5, round(math.hypot(north - south, width) * 111.2 / 2, 1))
