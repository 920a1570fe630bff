"""Outlines of countries, to tell whether a point can lie where its row says. WGS 84; up to 6 km off.

From Natural Earth 1:10m (public domain), with the borders of the UN General Assembly; see tools/countries.py.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    from collections.abc import Mapping

GRID = 0.01
"""Degrees in one step of the file."""


@cache
def _lines() -> Mapping[str, str]:
    text = (resources.files("pipeline") / "assets" / "countries.jsonl").read_text(encoding="utf-8")
    return {line[9:12]: line for line in text.splitlines()}


def _ring(steps: list[int]) -> Any:
    return np.cumsum(np.array(steps, dtype=float).reshape(-1, 2), axis=0) * GRID


@cache
def outline(iso3: str) -> Any:
    """The area of a country, or `None` for a code without one."""
    line = _lines().get(iso3)
    if line is None:
        return None
    polygons = [
        shapely.Polygon(_ring(rings[0]), [_ring(ring) for ring in rings[1:]]) for rings in json.loads(line)["polygons"]
    ]
    area = shapely.union_all(shapely.make_valid(polygons))
    shapely.prepare(area)
    return area


def distance_km(iso3: str, longitude: float, latitude: float) -> float | None:
    """How far a point lies outside a country; 0 inside, `None` for a country without an outline."""
    area = outline(iso3)
    if area is None:
        return None
    point = shapely.Point(longitude, latitude)
    if area.intersects(point):
        return 0.0
    near = shapely.shortest_line(point, area).coords[1]
    _, _, metres = Geod(ellps="WGS84").inv(longitude, latitude, near[0], near[1])
    return float(metres) / 1000


@cache
def country_at(longitude: float, latitude: float) -> str | None:
    """The country in whose outline a point lies; `None` at sea."""
    point = shapely.Point(longitude, latitude)
    return next((iso3 for iso3 in _lines() if outline(iso3).intersects(point)), None)


@cache
def centre(iso3: str) -> tuple[float, float] | None:
    """Longitude and latitude of a country's centroid."""
    area = outline(iso3)
    return None if area is None else (area.centroid.x, area.centroid.y)
