"""An edited copy of our layer → the rows that say what was changed in it."""

from __future__ import annotations

import csv
import math
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from pipeline import files
from pipeline.corrections import values
from pipeline.corrections.rows import Correction, problem
from pipeline.errors import InputError
from pipeline.schema import to_cell

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOVED = 5e-6
"""Degrees (half a metre) from which on a point counts as moved."""
DIGITS = 6
"""Decimals of a coordinate: a tenth of a metre."""


def _table(path: Path) -> dict[str, dict[str, str]]:
    """Rows of events.csv by id."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            rows = [
                {name: files.unguard(cell) for name, cell in row.items() if isinstance(cell, str)}
                for row in csv.DictReader(lines)
            ]
            return {row["event_id"]: row for row in rows}
    except (OSError, KeyError, csv.Error, UnicodeDecodeError) as error:
        raise InputError(f"{path}: is not the events.csv of a dataset ({error})") from error


def _layer(path: Path, layer: str) -> Iterator[dict[str, Any]]:
    """Features of a layer: attributes, with `x` and `y` of the point in WGS 84."""
    import pyogrio

    try:
        frame = pyogrio.read_dataframe(path, layer=layer)
    except Exception as error:
        raise InputError(
            f"{path}: its layer {layer!r} cannot be read ({error}); save the edited copy of events.gpkg"
        ) from error
    if "event_id" not in frame.columns:
        raise InputError(f"{path}: the layer {layer!r} has no event_id; edit a copy of events.gpkg or events.geojson")
    if frame.crs is not None and frame.crs.to_epsg() != 4326:
        frame = frame.to_crs(4326)
    for row in frame.to_dict("records"):
        point = row.pop("geometry", None)
        empty = point is None or point.is_empty or point.geom_type != "Point"
        yield {**row, "x": None if empty else point.x, "y": None if empty else point.y}


def cell(value: Any) -> str:
    """An attribute as the text that it would have in events.csv."""
    if value is None or value != value or str(value) in {"NaT", "<NA>"}:
        return ""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, list | tuple):
        return to_cell(tuple(value))
    return to_cell(value.item() if hasattr(value, "item") else value)


def _same(name: str, ours: str, theirs: str) -> bool:
    """Whether two cells of a column mean one value."""
    if ours.strip() == theirs.strip():
        return True
    field = values.fields("e")[name]
    try:
        a, b = values.parse(field, ours), values.parse(field, theirs)
    except ValueError:
        return False
    if isinstance(a, float) and isinstance(b, float):
        return math.isclose(a, b, rel_tol=0, abs_tol=MOVED)
    return bool(a == b)


def _moved(row: Mapping[str, str], feature: Mapping[str, Any]) -> dict[str, str]:
    """New coordinates of a point that was moved, put on the map, or taken off it."""
    if feature["x"] is None:
        return {} if not row["latitude"] else {"latitude": "", "longitude": ""}
    new = {"latitude": round(feature["y"], DIGITS), "longitude": round(feature["x"], DIGITS)}
    if row["latitude"] and all(abs(float(row[name]) - new[name]) < MOVED for name in new):
        return {}
    return {name: str(value) for name, value in new.items()}


def _edited(row: Mapping[str, str], feature: Mapping[str, Any]) -> dict[str, str]:
    """New values of one event; a point that was moved goes before numbers typed in."""
    fixed = {*values.FIXED, *values.DERIVED, "latitude", "longitude"}
    new = {
        name: cell(feature[name])
        for name in values.fields("e")
        if name in feature and name in row and name not in fixed and not _same(name, row[name], cell(feature[name]))
    }
    return _moved(row, feature) | new


def edits(
    path: Path, dataset: Path, *, who: str = "", reason: str = "", when: date | None = None, layer: str = "events"
) -> tuple[tuple[Correction, ...], tuple[str, ...]]:
    """Corrections that turn a dataset into an edited copy of its layer.

    Parameters
    ----------
    path
        The edited GeoPackage (or GeoJSON), in any CRS.
    dataset
        The folder with the events.csv that it was made from.
    who, reason, when
        Written into each row.
    layer
        Name of the layer.

    Returns
    -------
    tuple
        The rows, `latitude` and `longitude` of points that were moved and every attribute that was changed; and a
        line for each thing that cannot be a row: new and removed points, values that do not fit.

    Raises
    ------
    InputError
        One of the two cannot be read.
    """
    table = _table(dataset / "events.csv")
    rows: list[Correction] = []
    remarks: list[str] = []
    seen: set[str] = set()
    for number, feature in enumerate(_layer(path, layer), 1):
        identity = cell(feature["event_id"])
        if identity not in table or identity in seen:
            what = "stands there twice" if identity in seen else "is not in the dataset; use an add row"
            remarks.append(f"feature {number}: {identity or 'a new point without event_id'} {what}")
            continue
        seen.add(identity)
        for name, value in _edited(table[identity], feature).items():
            row = Correction(
                line=0,
                action="set",
                id=identity,
                field=name,
                value=value,
                was=table[identity].get(name, ""),
                reason=reason,
                who=who,
                when=when.isoformat() if when else "",
            )
            wrong = problem(row)
            if wrong:
                remarks.append(f"{identity}: {wrong}")
            else:
                rows.append(row)
    remarks += [f"{identity} was removed from the layer; use a drop row" for identity in table if identity not in seen]
    return tuple(rows), tuple(remarks)
