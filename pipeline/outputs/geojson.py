"""Events as GeoJSON (RFC 7946): WGS 84, longitude before latitude, null geometry for an event without coordinates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.outputs import columnar

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _values(table: Any) -> list[list[Any]]:
    """The columns as JSON values: days as text, several values joined."""
    return [
        (column.cast(pa.string()) if pa.types.is_date(column.type) else column).to_pylist()
        for column in columnar.joined(table).columns
    ]


def feature(names: list[str], values: tuple[Any, ...]) -> dict[str, Any]:
    """One event as a Feature; its properties are the columns of events.csv."""
    properties = dict(zip(names, values, strict=True))
    point = [properties["longitude"], properties["latitude"]]
    return {
        "type": "Feature",
        "id": properties["event_id"],
        "geometry": None if None in point else {"type": "Point", "coordinates": point},
        "properties": properties,
    }


def write(path: Path, events: Iterable[Any]) -> None:
    """Write a FeatureCollection, one feature a line, from Arrow batches."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","features":[')
        separator = "\n"
        for batch in events:
            for values in zip(*_values(batch), strict=True):
                file.write(separator + _ENCODER.encode(feature(batch.schema.names, values)))
                separator = ",\n"
        file.write("\n]}\n")
