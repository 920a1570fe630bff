#!/usr/bin/env python3
"""Derive the outlines of countries that `dateline check` uses from Natural Earth, once, by hand.

    python tools/countries.py world_map.gpkg pipeline/assets/countries.jsonl

`world_map.gpkg` is Natural Earth 1:10m (public domain) as QGIS ships it (Debian: package qgis-common, file
/usr/share/qgis/resources/data/world_map.gpkg), with the layer states_provinces.

One line of JSON a country: its ISO 3166-1 alpha-3 code and its polygons, each a list of rings (outer, then holes), each a
flat list in hundredths of a degree: first point, then steps (east, north). Outlines are up to 6 km off. Countries are
those of the UN General Assembly; where another code is in use for a part, the part is in both.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import geopandas
import shapely

UNITS = {"Crimea": ("UKR",), "Sevastopol": ("UKR",), "UNDOF": ("SYR",)}
"""First-level unit to its country: General Assembly resolution 68/262, Security Council resolution 497."""
CODES = {
    "ALD": ("ALA",),
    "CYN": ("CYP",),
    "ESB": ("CYP",),
    "KAB": ("KAZ",),
    "KOS": ("SRB", "XKX"),
    "PSX": ("PSE",),
    "SAH": ("ESH",),
    "SDS": ("SSD",),
    "SOL": ("SOM",),
    "USG": ("CUB",),
    "WSB": ("CYP",),
    "HKG": ("CHN", "HKG"),
    "MAC": ("CHN", "MAC"),
}
"""Natural Earth's code to ISO 3166 where they differ."""
LEFT_OUT = {"ATA", "ATC", "CLP", "IOA", "KAS", "PGA"}
GRID, TOLERANCE = 0.01, 0.04


def steps(ring: shapely.LinearRing) -> list[int]:
    """A ring as whole grid steps, without points that do not move."""
    flat: list[int] = []
    last = (0, 0)
    for x, y in ring.coords:
        point = (round(x / GRID), round(y / GRID))
        if not flat or point != last:
            flat += [point[0] - last[0], point[1] - last[1]]
            last = point
    return flat


def rings(polygon: shapely.Polygon) -> list[list[int]]:
    """The rings of a polygon that keep an area."""
    return [flat for ring in (polygon.exterior, *polygon.interiors) if len(flat := steps(ring)) >= 8]


def main(source: Path, target: Path) -> None:
    """Write the file of outlines."""
    frame = geopandas.read_file(source, layer="states_provinces")
    shapes = shapely.coverage_simplify(frame.geometry.make_valid().to_numpy(), TOLERANCE)
    parts: dict[str, list[shapely.Geometry]] = {}
    for unit, code, shape in zip(frame["name"], frame["adm0_a3"], shapes, strict=True):
        for owner in UNITS.get(unit) or CODES.get(code) or ((code,) if code not in LEFT_OUT else ()):
            parts.setdefault(owner, []).append(shape)
    lines = []
    for code in sorted(parts):
        area = shapely.union_all(parts[code])
        polygons = [found for part in shapely.get_parts(area) if part.geom_type == "Polygon" and (found := rings(part))]
        lines.append(json.dumps({"iso3": code, "polygons": sorted(polygons)}, separators=(",", ":")) + "\n")
    target.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
