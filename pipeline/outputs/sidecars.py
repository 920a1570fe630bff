"""Small files beside events.csv from which GDAL and QGIS take its types, points and coordinate system."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.schema import Field

PRJ = (
    'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563]],'
    'PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433],AUTHORITY["EPSG","4326"]]'
)
"""EPSG:4326 as well-known text."""
_TYPES = {
    "string": "String",
    "list": "String",
    "number": "Real",
    "integer": "Integer",
    "boolean": "String",
    "date": "Date",
}


def csvt(fields: Sequence[Field]) -> str:
    """The line of types of a .csvt; latitude and longitude are marked as the point."""
    points = {"latitude": "CoordY", "longitude": "CoordX"}
    return ",".join(f'"{points.get(field.name, _TYPES[field.type])}"' for field in fields) + "\n"
