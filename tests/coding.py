"""Articles in short hand for tests of the coder: toponyms stand in square brackets.

`[Orla]` is a settlement, `[Orla|region]` a region; more after commas: `role=origin`, `iso3=RUS`, `q=south of`,
`within=Orla region`, `lat=50`, `lon=30`, `km=20`, `people=9000`. Names are spread over the map by their letters, so that two never lie together.
"""

from __future__ import annotations

import re
import zlib
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline import reports
from pipeline.schema import LOCATION_TYPES, Document, Place

if TYPE_CHECKING:
    from pipeline.schema import Issue, Report

FRIDAY = date(2022, 4, 15)
LEAD = "The night was cold.\n\n"
_MARKED = re.compile(r"\[([^\]|]+)(?:\|([^\]]*))?\]")
_EXTENT = {"region": 100.0, "area": 100.0, "water": 100.0, "country": 400.0}
_PRECISION = {"region": 3, "country": 3, "area": 3, "water": 3, "district": 2, "municipality": 2}


def _place(name: str, start: int, options: str) -> Place:
    number = zlib.crc32(name.encode())
    values: dict[str, Any] = {
        "location_type": "settlement",
        "role": "event",
        "iso3": "UKR",
        "lat": 44 + number % 9000 / 1000,
        "lon": 22 + number // 9000 % 18000 / 1000,
        "q": "",
        "within": "",
        "km": "",
        "people": "0",
    }
    for option in filter(None, options.split(",")):
        key, given, value = option.partition("=")
        values.update({key: value} if given else {"location_type": option})
    assert values["location_type"] in LOCATION_TYPES, options
    kind = values["location_type"]
    return Place(
        document_id="d",
        start=start,
        end=start + len(name),
        text=name,
        name=name,
        role=values["role"],
        location_type=kind,
        latitude=float(values["lat"]),
        longitude=float(values["lon"]),
        geo_precision=2 if values["q"] else _PRECISION.get(kind, 1),
        uncertainty_km=float(values["km"] or _EXTENT.get(kind, 3.0)),
        iso3=values["iso3"] or None,
        geocoder="gazetteer",
        qualifier=values["q"],
        within=values["within"],
        population=int(values["people"]),
    )


def article(marked: str) -> tuple[str, tuple[Place, ...]]:
    """The text without brackets, and its toponyms."""
    text, found, at = "", [], 0
    for match in _MARKED.finditer(marked):
        text += marked[at : match.start()]
        found.append(_place(match[1], len(text), match[2] or ""))
        text += match[1]
        at = match.end()
    return text + marked[at:], tuple(found)


def coded(marked: str, published: date | None = FRIDAY, **more: Any) -> tuple[tuple[Report, ...], tuple[Issue, ...]]:
    """Reports and issues of an article in short hand."""
    text, places = article(marked)
    document = Document(document_id="d", text=text, published=published, **({"source": "Example News"} | more))
    return reports.code(document, places)


def told(marked: str, published: date | None = FRIDAY, **more: Any) -> tuple[Report, ...]:
    """Reports of sentences that stand behind a neutral first paragraph, so that they are no headline."""
    return coded(LEAD + marked, published, **more)[0]
