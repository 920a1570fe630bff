"""Points and areas of uncertainty, WGS 84, longitude before latitude (EPSG:4326 as GIS files store it)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa
import shapely
from pyproj import Geod

if TYPE_CHECKING:
    import numpy.typing as npt

CRS = "EPSG:4326"
VERTICES = 36
"""Corners of a footprint."""
WIDEST_KM = 9_000
"""A radius above this is drawn no more: the circle would turn inside out on a plane map."""
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


def circle(longitude: float, latitude: float, radius_km: float) -> Any:
    """Area within `radius_km` of a point, along the WGS 84 ellipsoid, as a MultiPolygon of `VERTICES` corners.

    `None` where the radius is not between 0 and `WIDEST_KM`.
    """
    if not 0 < radius_km <= WIDEST_KM:
        return None
    azimuths = -np.arange(VERTICES + 1) * (360 / VERTICES)
    same = np.ones(VERTICES + 1)
    lon, lat, _ = Geod(ellps="WGS84").fwd(longitude * same, latitude * same, azimuths, radius_km * 1000 * same)
    lon = np.rad2deg(np.unwrap(np.deg2rad(lon)))
    return _within_the_world(np.column_stack([lon, lat]), latitude)


def footprints(table: Any) -> npt.NDArray[np.object_]:
    """The circle of `uncertainty_km` around each row's point, `None` where one of them is unknown."""
    keys = np.column_stack([_floats(table.column(name)) for name in ("longitude", "latitude", "uncertainty_km")])
    found = np.full(len(keys), None, dtype=object)
    known = np.flatnonzero(np.isfinite(keys).all(axis=1))
    different, which = np.unique(keys[known], axis=0, return_inverse=True)
    circles = np.array([circle(*key) for key in different.tolist()], dtype=object)
    if len(known):
        found[known] = circles[which.ravel()]
    return found
