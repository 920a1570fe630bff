"""Events as GeoJSON (RFC 7946): WGS 84, longitude before latitude, null geometry for an event without coordinates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.outputs.cells import plain
from pipeline.schema import EVENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.schema import Event

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def feature(event: Event) -> dict[str, Any]:
    """One event as a Feature; its properties are the columns of events.csv, several values joined as there."""
    properties = {field.name: plain(field.type, getattr(event, field.name)) for field in EVENT_FIELDS}
    for name in ("event_date", "event_date_end"):
        properties[name] = properties[name] and properties[name].isoformat()
    latitude, longitude = properties["latitude"], properties["longitude"]
    located = latitude is not None and longitude is not None
    return {
        "type": "Feature",
        "id": event.event_id,
        "geometry": {"type": "Point", "coordinates": [longitude, latitude]} if located else None,
        "properties": properties,
    }


def write(path: Path, events: Iterable[Event]) -> None:
    """Write a FeatureCollection, one feature a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.write('{"type":"FeatureCollection","features":[')
        separator = "\n"
        for event in events:
            file.write(separator + _ENCODER.encode(feature(event)))
            separator = ",\n"
        file.write("\n]}\n")
