#!/usr/bin/env python3
"""Derive the background of the maps from Natural Earth, once, by hand; the result is kept in the repository.

    python tools/ground.py world_map.gpkg pipeline/assets/ground.jsonl

`world_map.gpkg` is Natural Earth 1:10m (public domain) as QGIS ships it (Debian: package qgis-common, file
/usr/share/qgis/resources/data/world_map.gpkg), with the layers states_provinces, countries and disputed_borders.

One line of JSON a tile. The first holds the whole world, simplified strongly, in hundredths of a degree, with the
names of countries; the others 10 degrees square, in thousandths of a degree, with the names of first-level units. A
shape is a flat list: first point, then steps (east, north). `land` are rings; `borders` (of countries), `disputed` and
`regions` (first-level units) are lines. Labels are [name, longitude, latitude, area in square degrees].

Countries are those of the UN General Assembly, as in the tables: UNITS moves first-level units that Natural Earth
gives to whoever holds them. Where Natural Earth knows a claim or a ceasefire line, it is kept as `disputed`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import geopandas
import shapely
from shapely.geometry import box

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

UNITS = {"Crimea": ("UKR", "Ukraine"), "Sevastopol": ("UKR", "Ukraine")}
"""First-level unit to its country: resolution 68/262."""
COUNTRIES = {"SOL": ("SOM", "Somalia"), "CYN": ("CYP", "Cyprus")}
"""Country of Natural Earth to the one of which the General Assembly counts it a part."""
NAMES = {
    "Kiev": "Kyiv",
    "Kiev City": "Kyiv City",
    "Khmel'nyts'kyy": "Khmelnytskyi",
    "Moskovsskaya": "Moscow Oblast",
    "Moskva": "Moscow",
    "Mykolayiv": "Mykolaiv",
    "Odessa": "Odesa",
    "S. Sudan": "South Sudan",
    "Vinnytsya": "Vinnytsia",
    "Zaporizhzhya": "Zaporizhzhia",
}
"""Natural Earth's spelling to the usual one in English."""
SOFT = ("UKR", "RUS", "BLR")
"""Countries whose names lose the apostrophes of transliteration."""
SETTLED = ("Ukrainian claim",)
"""Claims that UNITS makes the border."""
TILE = 10
WORLD_GRID, TILE_GRID = 0.01, 0.001
WORLD_TOLERANCE, TILE_TOLERANCE = 0.12, 0.012


def units(source: Path) -> geopandas.GeoDataFrame:
    """First-level units with the columns unit, code, country."""
    frame = geopandas.read_file(source, layer="states_provinces")
    owners = [
        UNITS.get(name) or COUNTRIES.get(code) or (code, country)
        for name, code, country in zip(frame["name"], frame["adm0_a3"], frame["admin"], strict=True)
    ]
    frame["code"], frame["country"] = zip(*owners, strict=True)
    frame["country"] = [NAMES.get(name, name) for name in frame["country"]]
    soft = frame["code"].isin(SOFT)
    names = frame["name"].map(lambda name: NAMES.get(name, name))
    frame["unit"] = names.where(~soft, names.str.replace("'", "", regex=False))
    frame = frame[frame["code"] != "ATA"]
    frame["geometry"] = frame.geometry.make_valid()
    return frame[["unit", "code", "country", "geometry"]].reset_index(drop=True)


def lines_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The lines in a geometry, joined where they meet end to end."""
    parts = [part for part in shapely.get_parts(geometry, return_index=False) if "Line" in part.geom_type]
    return list(shapely.get_parts(shapely.line_merge(shapely.union_all(parts)))) if parts else []


def rings_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """All rings of polygons; holes are drawn by the even-odd rule."""
    polygons = [part for part in shapely.get_parts(geometry) if part.geom_type == "Polygon"]
    return [ring for polygon in polygons for ring in (polygon.exterior, *polygon.interiors)]


def steps(shape: BaseGeometry, grid: float) -> list[int]:
    """A line as whole grid steps, without points that do not move."""
    flat: list[int] = []
    last = (0, 0)
    for x, y in shape.coords:
        point = (round(x / grid), round(y / grid))
        if not flat or point != last:
            flat += [point[0] - last[0], point[1] - last[1]] if flat else [*point]
            last = point
    return flat


def simplified(frame: geopandas.GeoDataFrame, tolerance: float) -> dict[str, BaseGeometry]:
    """Land, borders and region lines of units simplified together, so that neighbours keep one border."""
    shapes = shapely.coverage_simplify(frame.geometry.to_numpy(), tolerance)
    countries = geopandas.GeoSeries(shapes).groupby(frame["code"].to_numpy()).agg(shapely.union_all)
    land = shapely.union_all(countries.to_numpy())
    outlines = shapely.union_all(shapely.boundary(countries.to_numpy()))
    every = shapely.union_all(shapely.boundary(shapes))
    borders = shapely.difference(outlines, land.boundary)
    return {"land": land, "borders": borders, "regions": shapely.difference(every, outlines)}


def labels(frame: geopandas.GeoDataFrame, column: str, grid: float) -> list[list[Any]]:
    """Where the names go: a point inside the largest part of each."""
    found = []
    for name, shapes in frame.groupby(column).geometry:
        parts = shapely.get_parts(shapely.union_all(shapes.to_numpy()))
        largest = max(parts, key=lambda part: part.area)
        point = shapely.maximum_inscribed_circle(largest.simplify(0.05), tolerance=0.1).coords[0]
        area = round(sum(part.area for part in parts), 2)
        found.append([name, round(point[0] / grid), round(point[1] / grid), area])
    return sorted(found)


def encoded(parts: dict[str, BaseGeometry], disputed: BaseGeometry, grid: float) -> dict[str, list[list[int]]]:
    """Shapes as flat lists of steps; those that vanish in the grid are left out."""
    shapes = {name: lines_of(geometry) for name, geometry in (parts | {"disputed": disputed}).items() if name != "land"}
    shapes["land"] = rings_of(parts["land"])
    shortest = {"land": 8}
    return {
        name: sorted(flat for shape in some if len(flat := steps(shape, grid)) >= shortest.get(name, 4))
        for name, some in shapes.items()
    }


def main(source: Path, target: Path) -> None:
    """Write the file of tiles."""
    frame = units(source)
    claims = geopandas.read_file(source, layer="disputed_borders")
    disputed = shapely.union_all(claims[~claims["name"].isin(SETTLED)].geometry.to_numpy())
    world = simplified(frame, WORLD_TOLERANCE)
    world.pop("regions")
    tiles: list[dict[str, Any]] = [
        {
            "tile": None,
            "grid": WORLD_GRID,
            **encoded(world, disputed.simplify(WORLD_TOLERANCE / 2), WORLD_GRID),
            "labels": labels(frame, "country", WORLD_GRID),
        }
    ]
    fine = simplified(frame, TILE_TOLERANCE)
    disputed = disputed.simplify(TILE_TOLERANCE / 2)
    named = labels(frame.dropna(subset=["unit"]), "unit", TILE_GRID)
    for west in range(-180, 180, TILE):
        for south in range(-60, 90, TILE):
            square = box(west, south, west + TILE, south + TILE)
            parts = {name: shapely.intersection(geometry, square) for name, geometry in fine.items()}
            if parts["land"].is_empty:
                continue
            inside = [
                row
                for row in named
                if west <= row[1] * TILE_GRID < west + TILE and south <= row[2] * TILE_GRID < south + TILE
            ]
            shapes = encoded(parts, shapely.intersection(disputed, square), TILE_GRID)
            tiles.append({"tile": [west, south], "grid": TILE_GRID, **shapes, "labels": inside})
    lines = [json.dumps(tile, ensure_ascii=False, separators=(",", ":")) + "\n" for tile in tiles]
    target.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
