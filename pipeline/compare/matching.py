"""Events of two datasets that may be the same, by day, distance and kind."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import distances

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.compare.tables import Row

KM_A_DEGREE = 111.2
LONGEST = 31
"""Days of a span beyond which only the first so many are searched."""
CROWD = 200
"""How many of the other's events, the nearest in latitude, one event is compared with on a day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How far apart two events may be and still be one."""

    days: int = 1
    km: float = 25.0
    any_kind: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A pair: numbers of the two events, days and kilometres between them."""

    ours: int
    theirs: int
    days: int
    km: float


def distance_km(a: Row, b: Row) -> float:
    """Great-circle distance; infinite where one has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return math.inf
    return distances.kilometres(a.latitude, a.longitude, b.latitude, b.longitude)


def days_between(a: Row, b: Row) -> int | None:
    """Days between two spans; 0 where they overlap."""
    if a.first is None or b.first is None:
        return None
    return max(0, (max(a.first, b.first) - min(a.last or a.first, b.last or b.first)).days)


def _days(row: Row, reach: int) -> range:
    if row.first is None:
        return range(0)
    first, last = row.first.toordinal(), (row.last or row.first).toordinal()
    return range(first - reach, min(last, first + LONGEST) + reach + 1)


def _same_kind(a: Row, b: Row) -> bool:
    return not a.types or not b.types or bool(set(a.types) & set(b.types))


def _calendar(rows: Sequence[Row]) -> dict[int, list[tuple[float, int]]]:
    """Events of each day they may be of: latitude and number, in order."""
    days: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for number, row in enumerate(rows):
        if row.latitude is not None:
            for day in _days(row, min(row.slack, LONGEST)):
                days[day].append((row.latitude, number))
    return {day: sorted(there) for day, there in days.items()}


def _near(there: Sequence[tuple[float, int]], latitude: float, reach: float) -> Iterator[int]:
    """Numbers of the events within `reach` degrees of a latitude, the nearest `CROWD` where there are more."""
    low, high = bisect_left(there, (latitude - reach, -1)), bisect_left(there, (latitude + reach, -1))
    if high - low > CROWD:
        middle = bisect_left(there, (latitude, -1))
        low, high = max(low, middle - CROWD // 2), min(high, middle + CROWD // 2)
    return (number for _, number in there[low:high])


def _pairs(ours: Sequence[Row], theirs: Sequence[Row], limits: Limits) -> Iterator[Match]:
    """All pairs within the limits; a wide place or a vague day stretches them by its own uncertainty."""
    calendar = _calendar(theirs)
    widest = max((row.radius for row in theirs), default=0.0)
    for number, row in enumerate(ours):
        if row.latitude is None:
            continue
        reach = max(limits.km, row.radius + widest) / KM_A_DEGREE
        days = _days(row, limits.days + min(row.slack, LONGEST))
        seen = {other for day in days for other in _near(calendar.get(day, []), row.latitude, reach)}
        for other in sorted(seen):
            found = _within(row, theirs[other], limits)
            if found is not None:
                yield Match(number, other, *found)


def _within(a: Row, b: Row, limits: Limits) -> tuple[int, float] | None:
    days, km = days_between(a, b), distance_km(a, b)
    if days is None or days > limits.days + a.slack + b.slack:
        return None
    if km > max(limits.km, a.radius + b.radius) or not (limits.any_kind or _same_kind(a, b)):
        return None
    return days, km


def match(ours: Sequence[Row], theirs: Sequence[Row], limits: Limits | None = None) -> tuple[Match, ...]:
    """One-to-one pairs, the nearest in days and distance first; the same for any order of the two."""
    limits = limits or Limits()

    def cost(found: Match) -> tuple[float, str, str]:
        a, b = ours[found.ours], theirs[found.theirs]
        kind = 0.0 if set(a.types) & set(b.types) else 0.5
        toll = 0.25 if None not in (a.fatalities, b.fatalities) and a.fatalities != b.fatalities else 0.0
        return (round(found.days + found.km / limits.km + kind + toll, 6), a.id, b.id)

    taken_ours: set[int] = set()
    taken_theirs: set[int] = set()
    kept = []
    for found in sorted(_pairs(ours, theirs, limits), key=cost):
        if found.ours not in taken_ours and found.theirs not in taken_theirs:
            taken_ours.add(found.ours)
            taken_theirs.add(found.theirs)
            kept.append(found)
    return tuple(sorted(kept, key=lambda found: (ours[found.ours].id, theirs[found.theirs].id)))
