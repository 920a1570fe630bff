"""Events as GeoJSON (RFC 7946): WGS 84, longitude before latitude, null geometry for an event without coordinates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline import ranges
from pipeline.outputs import columnar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)
_BETWEEN = b",\n"


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


def _features(events: Iterable[Any]) -> Iterator[bytes]:
    for batch in events:
        for values in zip(*_values(batch), strict=True):
            yield _ENCODER.encode(feature(batch.schema.names, values)).encode() + _BETWEEN


def write(
    path: Path, events: Iterable[Any], former: ranges.Former | None = None, marks: Sequence[int] = ()
) -> ranges.Made:
    """Write a FeatureCollection, one feature a line.

    Parameters
    ----------
    path
        The file.
    events
        Arrow batches of the events whose features have to be made.
    former, marks
        The file that was made before, and the marks of all events: what the former file lacks is in `events`.

    Returns
    -------
    Made
        The index of the file.
    """
    parts: Iterable[tuple[bytes, list[int]]] = ((each, [len(each)]) for each in _features(events))
    if former and former.file:
        parts = ranges.pieces(former, former.find(marks), _features(events))
    with path.open("wb", buffering=1 << 20) as file:
        made = ranges.Made(file.write(b'{"type":"FeatureCollection","features":[\n'))
        for data, sizes in parts:
            file.write(data[: -len(_BETWEEN)] + _BETWEEN)  # the last feature of a former file stands before its end
            for size in sizes:
                made.add(marks[len(made.marks)] if marks else 0, size)
        if made.marks:
            file.seek(made.end - len(_BETWEEN))
            file.write(b"\n")
        file.write(b"]}\n")
    return made
