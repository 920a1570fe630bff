"""Events as GeoParquet 1.1: several values of a cell stay a list, unknown is null, points are WKB."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import shapely

from pipeline.outputs import columnar, geometry
from pipeline.schema import EVENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path


ROWS = 65_536
"""Rows of one row group, which are in memory at once."""


def _metadata(bounds: tuple[float, float, float, float] | None) -> dict[str, Any]:
    """GeoParquet's `geo` metadata; without a CRS it is longitude and latitude on WGS 84 (OGC:CRS84)."""
    column: dict[str, Any] = {"encoding": "WKB", "geometry_types": ["Point"]}
    if bounds:
        column["bbox"] = list(bounds)
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}


def _bounds(batches: Iterable[Any]) -> tuple[float, float, float, float] | None:
    """Least longitude and latitude of all points, then the greatest."""
    found = [points for batch in batches if len(points := _known(geometry.points(batch)))]
    if not found:
        return None
    west, south, east, north = zip(*(shapely.total_bounds(points).tolist() for points in found), strict=True)
    return min(west), min(south), max(east), max(north)


def _known(points: Any) -> Any:
    return points[~shapely.is_missing(points)]


def _groups(batches: Iterable[Any]) -> Iterator[Any]:
    """The batches as tables of `ROWS` rows."""
    held: list[Any] = []
    for batch in batches:
        held.append(batch)
        while sum(each.num_rows for each in held) >= ROWS:
            table = pa.Table.from_batches(held)
            yield table.slice(0, ROWS).combine_chunks()
            held = table.slice(ROWS).to_batches()
    if held:
        yield pa.Table.from_batches(held).combine_chunks()


def write(path: Path, events: Callable[..., Iterable[Any]]) -> None:
    """Write events, given in Arrow batches, with a column `geometry` at the end.

    They are asked for twice, the first time with the names of the columns that hold the points.
    """
    metadata = {"geo": json.dumps(_metadata(_bounds(events(geometry.POINT))), separators=(",", ":"))}
    schema = columnar.schema(EVENT_FIELDS).append(pa.field("geometry", pa.binary())).with_metadata(metadata)
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for table in _groups(events()):
            points = pa.array(shapely.to_wkb(geometry.points(table)), pa.binary())
            writer.write_table(table.append_column("geometry", points).replace_schema_metadata(metadata), ROWS)
