"""Events as GeoJSON (RFC 7946): WGS 84, longitude before latitude, null geometry for an event without coordinates."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from pipeline.outputs import columnar, rows
from pipeline.outputs.tables import BATCH

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


def _copied(former: rows.Former, marks: Sequence[int], lacking: Iterator[bytes]) -> Iterator[tuple[bytes, list[int]]]:
    """Features of the former file where it has them, some that stand together at once, else those lacking; their sizes."""
    places = former.find(marks)
    starts = np.flatnonzero((np.diff(places, prepend=-2) != 1) | (places < 0) | (np.arange(len(places)) % BATCH == 0))
    for start, stop in zip(starts.tolist(), [*starts[1:].tolist(), len(places)], strict=True):
        if places[start] < 0:
            made = next(lacking)
            yield made, [len(made)]
        else:
            data, sizes, _ = former.rows(int(places[start]), int(places[stop - 1]) + 1)
            yield data[: -len(_BETWEEN)] + _BETWEEN, sizes  # the last one of the file stands before its end


def write(path: Path, events: Iterable[Any], former: rows.Former | None = None, marks: Sequence[int] = ()) -> rows.Made:
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
    features = _features(events)
    parts = _copied(former, marks, features) if former and former.file else ((each, [len(each)]) for each in features)
    made = rows.nothing()
    with path.open("wb", buffering=1 << 20) as file:
        end = file.write(b'{"type":"FeatureCollection","features":[\n')
        number = 0
        for data, sizes in parts:
            file.write(data)
            for size in sizes:
                end += size
                made.add(marks[number] if marks else 0, end, 1)
                number += 1
        if number:
            file.seek(end - len(_BETWEEN))
            file.write(b"\n")
        file.write(b"]}\n")
    return made
