"""Pairs of accounts worth comparing: near in days and in space, found by sorting instead of comparing all.

Every account covers a box of days, rows and columns of a grid; two boxes that overlap share the cell of their greatest
lower corner, so that each pair is found once, and in one window of days. Time and memory grow with the number of
accounts, not its square: one account meets at most `CROWD` others of a cell, those that are most like it by place and
kind.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.distances import EARTH_KM
from pipeline.events.likeness import COARSE_KM, NEIGHBOUR_KM, THRESHOLD, kind_part, kinds, most
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from pipeline.events.accounts import Account

    Ints = npt.NDArray[np.int64]

CROWD = 64
"""With how many neighbours of a crowded cell an account is compared."""
ACTORS = 1.5
"""The most that actors add to a score."""
CHUNK = 1_000_000
"""Pairs held at once before they are sifted."""
KM_A_DEGREE = 111.2
ALWAYS = (-(10**9), 10**9)
"""A window that holds every day."""
FINE, WIDE = 0.5, 5.0
"""Cell sizes in degrees: for places among themselves, and for areas."""
VAGUE_DAYS = 6
"""How far from its days an event may be that is dated "about"."""


@dataclass(frozen=True, slots=True)
class _Boxes:
    """Lowest and highest day, row and column of each account, inclusive."""

    low: Ints
    high: Ints


def hash_of(name: str) -> int:
    """A number for a name, the same on every machine."""
    number = 0
    for character in name:
        number = (number * 31 + ord(character)) % 1_000_003
    return number


def reached(first: int, last: int, *, exact: bool) -> tuple[int, int]:
    """First and last day on which an account of these days may meet another one."""
    slack = 0 if exact else VAGUE_DAYS
    return first - slack, max(first, last) + slack + 1


def reach(account: Account) -> tuple[int, int]:
    """First and last day on which an account may meet another one."""
    return reached(account.first, account.last, exact=account.exact_day)


def _boxes(columns: _Columns, rows: Ints, size: float) -> _Boxes:
    """Boxes in cells of `size` degrees; where coordinates are missing, the row of `rows` alone."""
    slack = np.where(columns.vague, VAGUE_DAYS, 0)
    reach = (columns.radius + NEIGHBOUR_KM / 2) / KM_A_DEGREE
    poleward = np.radians(np.minimum(85.0, np.abs(columns.latitude) + reach))
    across = reach / np.maximum(0.05, np.cos(poleward))
    unplaced = np.isnan(columns.latitude) | np.isnan(columns.longitude)

    def cells(degrees: npt.NDArray[np.float64], instead: Ints | int) -> Ints:
        return np.where(unplaced, instead, np.floor(np.where(unplaced, 0.0, degrees) / size)).astype(np.int64)

    south, north = cells(columns.latitude - reach, rows), cells(columns.latitude + reach, rows)
    west, east = cells(columns.longitude - across, 0), cells(columns.longitude + across, 0)
    return _Boxes(
        np.stack([columns.first - slack, south, west], axis=1),
        np.stack([columns.last + slack + 1, north, east], axis=1),
    )


def _entries(boxes: _Boxes, members: Ints, days: tuple[int, int]) -> tuple[Ints, Ints]:
    """Each of `members` once for every cell of its box that lies in the window: account numbers and cells."""
    boxes = _Boxes(boxes.low[members], boxes.high[members])
    boxes.low[:, 0] = np.maximum(boxes.low[:, 0], days[0])
    boxes.high[:, 0] = np.minimum(boxes.high[:, 0], days[1] - 1)
    extent = np.maximum(boxes.high - boxes.low + 1, 0)
    counts = extent.prod(axis=1)
    which = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    place = np.arange(len(which), dtype=np.int64) - np.repeat(np.cumsum(counts) - counts, counts)
    width, height = extent[which, 2], extent[which, 1]
    cells = boxes.low[which] + np.stack([place // (width * height), place // width % height, place % width], axis=1)
    return members[which], cells


def _keys(cells: Ints) -> Ints:
    shifted = cells - np.array([0, -1_000, -1_000])
    keys: Ints = (shifted[:, 0] * 2_000_000 + shifted[:, 1]) * 4_000 + shifted[:, 2]
    return keys


@dataclass(frozen=True, slots=True)
class _Columns:
    """What the sieve needs of all accounts."""

    kind: Ints
    first: Ints
    last: Ints
    vague: npt.NDArray[np.bool_]
    latitude: npt.NDArray[np.float64]
    longitude: npt.NDArray[np.float64]
    radius: npt.NDArray[np.float64]
    place: Ints
    text: Ints
    told: Ints
    kinds: npt.NDArray[np.float64]


def _told(account: Account) -> int:
    """Which things an account tells, as bits: weapon, target, tolls."""
    known = (account.weapon, account.target, account.deaths or account.injured)
    return sum(bit for bit, value in zip((1, 2, 4), known, strict=True) if value)


_MOST = np.array([most(weapon=bool(n & 1), target=bool(n & 2), tolls=bool(n & 4)) for n in range(8)])
"""By those bits of two accounts together."""


def _columns(accounts: Sequence[Account]) -> _Columns:
    numbers = {kind: number for number, kind in enumerate(SUB_EVENT_TYPES)}
    names = {name: number for number, name in enumerate(sorted({account.place for account in accounts}))}
    alike = np.full((len(numbers), len(numbers)), -math.inf)
    for kind, other in kinds():
        alike[numbers[kind], numbers[other]] = kind_part(kind, other)
    nan = math.nan
    return _Columns(
        kind=np.array([numbers[a.kind] for a in accounts], dtype=np.int64),
        first=np.array([a.first for a in accounts], dtype=np.int64),
        last=np.array([a.last for a in accounts], dtype=np.int64),
        vague=np.array([not a.exact_day for a in accounts], dtype=bool),
        latitude=np.array([nan if a.latitude is None else a.latitude for a in accounts], dtype=np.float64),
        longitude=np.array([nan if a.longitude is None else a.longitude for a in accounts], dtype=np.float64),
        radius=np.array([a.radius for a in accounts], dtype=np.float64),
        place=np.array([names[a.place] for a in accounts], dtype=np.int64),
        text=np.array([a.text for a in accounts], dtype=np.int64),
        told=np.array([_told(a) for a in accounts], dtype=np.int64),
        kinds=alike,
    )


def _sift(columns: _Columns, i: Ints, j: Ints) -> tuple[Ints, Ints]:
    """The pairs that can be one event: within the limits of likeness, and not hopeless by what they tell."""
    best = columns.kinds[columns.kind[i], columns.kind[j]]
    gap = np.maximum(columns.first[i], columns.first[j]) - np.minimum(columns.last[i], columns.last[j])
    best += np.where(gap > 0, 0.0, 2.0) + _MOST[columns.told[i] & columns.told[j]] + ACTORS
    best += 2.0 * (columns.text[i] == columns.text[j])
    keep = (gap <= np.where(columns.vague[i] | columns.vague[j], VAGUE_DAYS, 1)) & (best + 2.5 >= THRESHOLD)
    i, j, best = i[keep], j[keep], best[keep]
    p1, p2 = np.radians(columns.latitude[i]), np.radians(columns.latitude[j])
    half = np.radians(columns.longitude[j] - columns.longitude[i]) / 2
    h = np.sin((p2 - p1) / 2) ** 2 + np.cos(p1) * np.cos(p2) * np.sin(half) ** 2
    apart = 2 * EARTH_KM * np.arcsin(np.sqrt(np.clip(h, 0, 1)))
    near = apart <= columns.radius[i] + columns.radius[j] + NEIGHBOUR_KM
    wide = np.maximum(columns.radius[i], columns.radius[j])
    inside = (wide >= COARSE_KM) & (np.minimum(columns.radius[i], columns.radius[j]) < wide / 3)
    best += np.where(inside, 2.5 - 1.2 * np.log10(np.maximum(wide, 2.0) / 2.0) - 1.3, 2.5)
    named = np.isnan(apart) & (columns.place[i] == columns.place[j])
    keep = (near | named) & (best >= THRESHOLD)
    return i[keep], j[keep]


def _ranges(lows: Ints, highs: Ints) -> Iterator[tuple[Ints, Ints]]:
    """Pairs (number of the range, number in it) in chunks of about `CHUNK`."""
    counts = highs - lows
    ends = np.cumsum(counts)
    start = 0
    while start < len(counts):
        stop = max(start + 1, int(np.searchsorted(ends, (ends[start - 1] if start else 0) + CHUNK, side="right")))
        size = counts[start:stop]
        left = np.repeat(np.arange(start, stop, dtype=np.int64), size)
        offset = np.arange(len(left), dtype=np.int64) - np.repeat(np.cumsum(size) - size, size)
        yield left, lows[left] + offset
        start = stop


def _once(boxes: _Boxes, keys: Ints, entry: Ints, i: Ints, j: Ints) -> npt.NDArray[np.bool_]:
    """Whether the cell of an entry is the first that the two accounts share."""
    shared: Ints = _keys(np.maximum(boxes.low[i], boxes.low[j]))
    alike: npt.NDArray[np.bool_] = np.asarray(shared == keys[entry])
    return alike


def _among(columns: _Columns, boxes: _Boxes, members: Ints, days: tuple[int, int]) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of `members` that share a cell."""
    which, cells = _entries(boxes, members, days)
    keys = _keys(cells)
    order = np.lexsort((which, columns.kind[which], columns.place[which], keys))
    which, keys = which[order], keys[order]
    after = np.arange(1, len(keys) + 1, dtype=np.int64)
    end = np.minimum(np.searchsorted(keys, keys, side="right"), after + CROWD)
    for left, right in _ranges(after, end):
        i, j = which[left], which[right]
        first = _once(boxes, keys, left, i, j)
        yield _sift(columns, i[first], j[first])


def _between(
    columns: _Columns, boxes: _Boxes, wide: Ints, fine: Ints, days: tuple[int, int]
) -> Iterator[tuple[Ints, Ints]]:
    """Pairs of one of `wide` and one of `fine` that share a cell."""
    which, cells = _entries(boxes, fine, days)
    keys = _keys(cells)
    order = np.lexsort((which, columns.kind[which], keys))
    which, keys = which[order], keys[order]
    whose, places = _entries(boxes, wide, days)
    sought = _keys(places)
    low = np.searchsorted(keys, sought, side="left")
    high = np.minimum(np.searchsorted(keys, sought, side="right"), low + 4 * CROWD)
    for left, right in _ranges(low, high):
        i, j = whose[left], which[right]
        first = _once(boxes, keys, right, i, j)
        yield _sift(columns, i[first], j[first])


def pairs(accounts: Sequence[Account], days: tuple[int, int] = ALWAYS) -> Iterator[tuple[Ints, Ints]]:
    """Numbers of accounts that may tell one event, the lower first, each pair once, in arrays.

    Parameters
    ----------
    accounts
        All accounts whose `reach` meets the window, in their lasting order.
    days
        First day of the window, and the day after its last: a pair belongs to the first day that both reach.
    """
    if len(accounts) < 2:
        return
    columns = _columns(accounts)
    wide = columns.radius >= COARSE_KM
    fine_members, wide_members = np.flatnonzero(~wide), np.flatnonzero(wide)
    rows = np.array([10_000 + hash_of(a.place) if a.latitude is None or a.longitude is None else 0 for a in accounts])
    fine_boxes, wide_boxes = _boxes(columns, rows, FINE), _boxes(columns, rows, WIDE)
    sources = (
        _among(columns, fine_boxes, fine_members, days),
        _among(columns, wide_boxes, wide_members, days),
        _between(columns, wide_boxes, wide_members, fine_members, days),
    )
    for source in sources:
        for i, j in source:
            yield np.minimum(i, j), np.maximum(i, j)
