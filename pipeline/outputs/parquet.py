"""Events as GeoParquet 1.1: several values of a cell stay a list, unknown is null, points are WKB."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from pipeline.outputs import geometry

if TYPE_CHECKING:
    from pathlib import Path


def _metadata(points: Any) -> dict[str, Any]:
    """GeoParquet's `geo` metadata; without a CRS it is longitude and latitude on WGS 84 (OGC:CRS84)."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    known = points[~shapely.is_missing(points)]
    if len(known):
        column["bbox"] = shapely.total_bounds(known).tolist()
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def write(path: Path, events: pa.Table) -> None:
    """Write the events with a column `geometry` at the end."""
    points = geometry.points(events)
    table = events.append_column("geometry", pa.array(shapely.to_wkb(points), pa.binary()))
    metadata = {"geo": json.dumps(_metadata(points), separators=(",", ":"))}
    pq.write_table(table.replace_schema_metadata(metadata), path, compression="zstd")
