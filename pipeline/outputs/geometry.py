"""Points and areas of uncertainty, WGS 84, longitude before latitude (EPSG:4326 as GIS files store it)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely
from pyproj import Geod

from pipeline.outputs import outlines

if TYPE_CHECKING:
    import numpy.typing as npt

CRS = "EPSG:4326"
POINT = ("longitude", "latitude")
"""Columns that `points` needs."""
AREA = (*POINT, "uncertainty_km", "location_type", "iso3")
"""Columns that `footprints` needs."""
VERTICES = 36
"""Corners of a footprint."""
WIDEST_KM = 9_000
"""A radius above this is drawn no more: the circle would turn inside out on a plane map."""
COUNTRY_TOLERANCE = 0.1
"""Degrees by which a country's outline may be off as a footprint."""
_WORLD = shapely.box(-180, -90, 180, 90)


def _floats(column: Any) -> npt.NDArray[np.float64]:
    return np.asarray(column.cast(pa.float64()).to_numpy(zero_copy_only=False), dtype=np.float64)


def points(table: Any) -> npt.NDArray[np.object_]:
    """A point for each row of an Arrow table or batch, `None` where a coordinate is unknown."""
    longitude, latitude = _floats(table.column("longitude")), _floats(table.column("latitude"))
    found = np.full(len(longitude), None, dtype=object)
    known = np.isfinite(longitude) & np.isfinite(latitude)
    found[known] = shapely.points(longitude[known], latitude[known])
    return found


def _within_the_world(ring: npt.NDArray[np.float64], latitude: float) -> Any:
    """The area inside a ring whose longitudes may pass ±180, cut at the antimeridian and closed at a pole inside it."""
    if abs(ring[-1, 0] - ring[0, 0]) > 180:
        pole = 90.0 if latitude > 0 else -90.0
        ring = np.vstack([ring, [ring[-1, 0], pole], [ring[0, 0], pole]])
    copies = [shapely.Polygon(ring + np.array([shift, 0])) for shift in (-360, 0, 360)]
    area = shapely.union_all(shapely.intersection(copies, _WORLD))
    return shapely.multipolygons([part for part in shapely.get_parts(area) if part.geom_type == "Polygon"])


def _rings(longitude: Any, latitude: Any, radius_km: Any) -> npt.NDArray[np.float64]:
    """Corners of the circles around points, the first one again at the end; longitudes may pass ±180."""
    shape = (len(longitude), VERTICES + 1)
    azimuths = np.broadcast_to(-np.arange(VERTICES + 1) * (360 / VERTICES), shape)
    east, north, metres = (
        np.broadcast_to(np.asarray(values, dtype=float)[:, None], shape)
        for values in (longitude, latitude, np.asarray(radius_km, dtype=float) * 1000)
    )
    lon, lat, _ = Geod(ellps="WGS84").fwd(east, north, azimuths, metres)
    return np.stack([np.rad2deg(np.unwrap(np.deg2rad(lon), axis=1)), lat], axis=2)


def circles(longitude: Any, latitude: Any, radius_km: Any) -> npt.NDArray[np.object_]:
    """Areas within `radius_km` of points, along the WGS 84 ellipsoid, as MultiPolygons of `VERTICES` corners.

    `None` where the radius is not between 0 and `WIDEST_KM`.
    """
    radius = np.asarray(radius_km, dtype=float)
    found = np.full(len(radius), None, dtype=object)
    drawn = np.flatnonzero((radius > 0) & (radius <= WIDEST_KM))
    if not len(drawn):
        return found
    north = np.asarray(latitude, dtype=float)[drawn]
    rings = _rings(np.asarray(longitude, dtype=float)[drawn], north, radius[drawn])
    plain = (np.abs(rings[:, :, 0]).max(axis=1) < 180) & (np.abs(rings[:, :, 1]).max(axis=1) < 90)
    plain &= np.abs(rings[:, -1, 0] - rings[:, 0, 0]) < 180
    inner = rings[plain][:, [*range(VERTICES - 1, -1, -1), VERTICES - 1]]
    found[drawn[plain]] = shapely.multipolygons(shapely.polygons(inner), indices=np.arange(len(inner)))
    for place in np.flatnonzero(~plain).tolist():
        found[drawn[place]] = _within_the_world(rings[place], float(north[place]))
    return found


def circle(longitude: float, latitude: float, radius_km: float) -> Any:
    """One of `circles`."""
    return circles([longitude], [latitude], [radius_km])[0]


@cache
def _country(iso3: str | None) -> Any:
    """The outline of a country as a MultiPolygon of few corners, `None` without one."""
    area = outlines.outline(iso3) if iso3 else None
    if area is None:
        return None
    return shapely.multipolygons(shapely.get_parts(shapely.make_valid(area.simplify(COUNTRY_TOLERANCE))))


def footprints(table: Any) -> npt.NDArray[np.object_]:
    """The area in which each row's event happened, as far as it is known; `None` where it is not.

    The circle of `uncertainty_km` around the point; the outline of the country where no more than it is known.
    """
    rows = list(zip(*(table.column(name).to_pylist() for name in AREA), strict=True))
    areas: dict[tuple[Any, ...], Any] = {}
    round_: list[tuple[Any, ...]] = []
    for row in dict.fromkeys(rows):
        longitude, latitude, _, kind, iso3 = row
        if longitude is None or latitude is None:
            continue
        area = _country(iso3) if kind == "country" else None
        if area is None:
            round_.append(row)
        areas[row] = area
    drawn = circles(*([row[place] or 0 for row in round_] for place in range(3)))
    areas.update(zip(round_, drawn, strict=True))
    found = np.full(len(rows), None, dtype=object)
    found[:] = [areas.get(row) for row in rows]
    return found
