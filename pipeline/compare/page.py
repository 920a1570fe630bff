"""A map with coloured groups of points and a table beside it, in one HTML file without a network."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from dataclasses import dataclass
from importlib import resources
from typing import TYPE_CHECKING, Any

from pipeline import files

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

GRID = 100
"""Steps of a degree in the background's lines."""
MARGIN = 8.0
"""Degrees around the points for which the background is drawn."""
_UNSAFE = {ord(letter): f"\\u{ord(letter):04x}" for letter in "<>&\u2028\u2029"}


@dataclass(frozen=True, slots=True)
class Group:
    """A colour of the legend."""

    name: str
    colour: str


@dataclass(frozen=True, slots=True)
class Item:
    """One row: the number of its group, its cells, and latitude and longitude where it has them."""

    group: int
    cells: tuple[str, ...]
    point: tuple[float, float] | None


def _asset(name: str) -> str:
    return (resources.files("pipeline") / "assets" / "compare" / name).read_text(encoding="utf-8")


def _extent(items: Sequence[Item]) -> tuple[float, float, float, float]:
    """West, south, east, north of the points, with a margin."""
    points = [item.point for item in items if item.point]
    if not points:
        return (-180.0, -90.0, 180.0, 90.0)
    south, north = min(p[0] for p in points) - MARGIN, max(p[0] for p in points) + MARGIN
    west, east = min(p[1] for p in points) - 2 * MARGIN, max(p[1] for p in points) + 2 * MARGIN
    return (west, south, east, north)


def _touches(line: Sequence[int], extent: tuple[float, float, float, float]) -> bool:
    x, y = line[0], line[1]
    west = east = x
    south = north = y
    for i in range(2, len(line), 2):
        x, y = x + line[i], y + line[i + 1]
        west, east, south, north = min(west, x), max(east, x), min(south, y), max(north, y)
    return (
        west <= extent[2] * GRID
        and east >= extent[0] * GRID
        and south <= extent[3] * GRID
        and north >= extent[1] * GRID
    )


def _ground(items: Sequence[Item]) -> dict[str, list[list[int]]]:
    """Land and borders around the points, from the map's background data; none where the package lacks them."""
    path = resources.files("pipeline") / "assets" / "ground.jsonl"
    if not path.is_file():
        return {"land": [], "borders": []}
    with path.open(encoding="utf-8") as lines:
        overview = json.loads(lines.readline())
    extent = _extent(items)
    return {name: [line for line in overview[name] if _touches(line, extent)] for name in ("land", "borders")}


def _data(groups: Sequence[Group], columns: Sequence[str], items: Sequence[Item], summary: str) -> str:
    values: dict[str, Any] = {
        "groups": [{"name": group.name, "colour": group.colour} for group in groups],
        "columns": list(columns),
        "rows": [{"group": item.group, "cells": item.cells, "point": item.point} for item in items],
        "summary": summary,
    }
    return json.dumps(values | _ground(items), ensure_ascii=False, separators=(",", ":")).translate(_UNSAFE)


def _hash(text: str) -> str:
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}'"


def render(title: str, summary: str, groups: Sequence[Group], columns: Sequence[str], items: Sequence[Item]) -> str:
    """The page's text; every text from outside is JSON or escaped."""
    style, script = _asset("page.css"), _asset("page.js")
    policy = (
        f"default-src 'none'; script-src {_hash(script)}; style-src {_hash(style)}; base-uri 'none'; form-action 'none'"
    )
    page = _asset("page.html")
    parts = {
        "policy": policy,
        "title": html.escape(title),
        "style": style,
        "script": script,
        "data": _data(groups, columns, items, summary),
    }
    head, *rest = page.split("@")
    out = [head]
    for number, piece in enumerate(rest):
        out.append(parts[piece] if number % 2 == 0 else piece)
    return "".join(out)


def write(
    path: Path, title: str, summary: str, groups: Sequence[Group], columns: Sequence[str], items: Sequence[Item]
) -> None:
    """Write the page, whole or not at all."""
    files.write_text(path, render(title, summary, groups, columns, items))


def write_geojson(path: Path, groups: Sequence[Group], columns: Sequence[str], items: Sequence[Item]) -> None:
    """Write the rows as GeoJSON (RFC 7946) with their group and its colour, for a GIS."""
    features = []
    for item in items:
        point = {"type": "Point", "coordinates": [item.point[1], item.point[0]]} if item.point else None
        group = groups[item.group]
        properties = {"group": group.name, "marker-color": group.colour, **dict(zip(columns, item.cells, strict=True))}
        features.append({"type": "Feature", "geometry": point, "properties": properties})
    text = ",\n".join(json.dumps(feature, ensure_ascii=False, separators=(",", ":")) for feature in features)
    files.write_text(path, '{"type":"FeatureCollection","features":[\n' + text + "\n]}\n")
