"""How far two accounts tell one event: an additive score of named parts, or the reason why they cannot.

The weights are judgements about how telling an agreement is, not fitted to any collection: one kind of action at one
exactly named place on one exactly named day is ACLED's own definition of one event and reaches the threshold by
itself; whatever is known less exactly has to be made up for by actors, numbers and words that agree.
"""

from __future__ import annotations

import math
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline import distances, lexicon
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.events.accounts import Account

THRESHOLD = 5.0
"""Score at which two accounts are one event."""
NEIGHBOUR_KM = 5.0
"""Places whose uncertainties leave this gap may still be one: outlets name the next village."""
COARSE_KM = 40.0
"""From this uncertainty on a place is an area with many places in it."""

EQUAL_TOLL = ((10, 2.8), (5, 2.2), (3, 1.5), (1, 0.4), (0, 0.3))
"""What one and the same number tells, from that number on: small ones meet by chance, large ones do not."""
NEAR_TOLL = 1.35
"""Ratio up to which two outlets' numbers are one toll at different hours."""
WEAPON, TARGET = (0.4, -0.2), (0.8, -0.3)
"""What a shared weapon or target tells, and what different ones do."""
COPY = 2.0
"""What it tells that two documents are copies of one text."""
NEXT_DAY, OTHER_PLACE = -1.5, -1.0
"""What exact days next to each other give, and two places with different names."""
TELLING = 1.0
"""From this part on tolls tell one event from the next of its kind."""
ROUTINE = -1.0
"""Against accounts of neighbouring days or places without a telling toll: a town is shelled by one side and with one
weapon day after day, and villages next to each other in one night."""
CLOSE = 1e-6
"""Sums of the same parts in another order differ by less."""
CATCH_ALL = "Other"
"""The sub-event type that says least."""

Parts = tuple[float, ...]
NAMES = ("kind", "days", "distance", "actors", "weapon", "target", "tolls", "hours", "copy", "routine", "wording")
"""What the parts of a score are called, in their order; wording only where it can decide."""


@cache
def kinds() -> Mapping[tuple[str, str], float]:
    """Likeness of each pair of sub-event types that can be one event."""
    found = {(kind, kind): 1.0 for kind in SUB_EVENT_TYPES}
    for row in lexicon.table("event_kinds", ("kind", "other", "likeness")):
        found[row["kind"], row["other"]] = found[row["other"], row["kind"]] = float(row["likeness"])
    return MappingProxyType(found)


def most(*, weapon: bool, target: bool, tolls: bool) -> float:
    """The most that weapon, target, tolls, hours and wording can add where both accounts tell these."""
    return 1.5 + 0.2 + WEAPON[0] * weapon + TARGET[0] * target + 1.5 * EQUAL_TOLL[0][1] * tolls


def distance_km(a: Account, b: Account) -> float | None:
    """Great-circle distance; `None` where one of the two has no coordinates."""
    if a.latitude is None or a.longitude is None or b.latitude is None or b.longitude is None:
        return None
    return distances.kilometres(a.latitude, a.longitude, b.latitude, b.longitude)


def kind_part(kind: str, other: str) -> float | None:
    """2 for one sub-event type, less for one that other outlets use for it; `None`: two events."""
    likeness = kinds().get((kind, other))
    if likeness is None:
        return None
    if likeness == 1:
        return 1.0 if kind == CATCH_ALL else 2.0
    return 2.0 * likeness - 0.6


def days_part(a: Account, b: Account) -> float | None:
    """2 for one known day; less for spans and vague days, below 0 for neighbouring days; `None`: two events.

    A vague day is mostly that of publication, so that an exact one of the three days before speaks against it least.
    """
    gap = max(a.first, b.first) - min(a.last, b.last)
    length = max(a.last - a.first, b.last - b.first)
    exact = a.exact_day and b.exact_day
    if gap > 0:
        if exact:
            return NEXT_DAY if gap == 1 else None
        later = a if a.first > b.first else b
        return -1.1 if gap <= (2 if later.exact_day else 3) else -2.0 if gap <= 6 else None
    if a.first == b.first and a.last == b.last:
        return 2.0 if exact else 1.5 if length <= 7 else 0.5
    if length <= 1:
        return 1.2 if exact else 0.7
    return 0.5 if length <= 7 else -0.5


def distance_part(a: Account, b: Account) -> float | None:
    """Up to 2.5 for one exact place, below 0 for a place within the region that another outlet names.

    Two villages, or two facilities, with different names are two places however near: -1; a name within the other
    ("Livny depot", "Livny oil depot") is no different one. `None`: two events.
    """
    apart = distance_km(a, b)
    same = bool(a.place) and a.place == b.place
    alike = same or (bool(a.name and b.name) and (a.name <= b.name or b.name <= a.name))
    if apart is None:
        if not same or (a.country and b.country and a.country != b.country):
            return None
        return 1.5 if a.country and b.country else 0.8
    wide, narrow = max(a.radius, b.radius), min(a.radius, b.radius)
    told = 2.5 - 1.2 * math.log10(max(wide, 2.0) / 2.0)
    gap = apart - (wide + narrow)
    if gap > (NEIGHBOUR_KM if wide < COARSE_KM else 0.0):
        return None
    if wide >= COARSE_KM and narrow < wide / 3:
        return told - 1.3
    if alike and apart < 1.0:
        return min(2.5, max(1.5, told + 0.5))
    if a.level and a.level == b.level and not alike:
        return OTHER_PLACE
    return told if gap <= 0 else told - 0.3 * gap


def agree(a: frozenset[str], b: frozenset[str], like: float, unlike: float) -> float:
    """`like` where two known word sets share one, `unlike` where they do not, 0 where one is unknown."""
    if not a or not b:
        return 0.0
    return like if a & b else unlike


def actors_part(a: Account, b: Account) -> float:
    """Up to 1.5 where the sides agree, below 0 where they differ; sides told the other way round count half.

    Of protests it says twice as much that they are of different people: a city sees several on one day.
    """
    straight = agree(a.actor1, b.actor1, 1.0, -1.0) + agree(a.actor2, b.actor2, 0.5, -0.5)
    crossed = agree(a.actor1, b.actor2, 0.5, -1.0) + agree(a.actor2, b.actor1, 0.5, -0.5)
    if straight < 0 and SUB_EVENT_TYPES[a.kind] == SUB_EVENT_TYPES[b.kind] == "Protests":
        straight *= 2
    return max(straight, 0.5) if crossed >= 0.5 else straight


def _toll(a: tuple[int, int] | None, b: tuple[int, int] | None) -> float:
    """Most for one large number, less for near ones, below 0 for far ones."""
    if a is None or b is None:
        return 0.0
    if a == b:
        return next(part for least, part in EQUAL_TOLL if a[1] >= least)
    low, high = max(a[0], b[0]), min(a[1], b[1])
    if low <= high:
        return 0.7
    if high == 0:
        return -0.7
    ratio = low / high
    if ratio <= NEAR_TOLL or low - high <= 1:
        return 1.2 if high >= 10 else 0.5
    return 0.0 if ratio <= 2 else -0.7 if ratio <= 4 else -1.5


def tolls_part(a: Account, b: Account) -> float:
    """Agreement of the dead, and half as much of the injured."""
    return _toll(a.deaths, b.deaths) + 0.5 * _toll(a.injured, b.injured)


def hours_part(a: Account, b: Account) -> float:
    """A small sign against accounts that name different parts of one day."""
    if not a.time_of_day or not b.time_of_day:
        return 0.0
    return 0.2 if a.time_of_day == b.time_of_day else -0.4


def wording_part(a: frozenset[str], b: frozenset[str]) -> float:
    """Up to 1.5 for sentences that share most of their telling words."""
    smaller = min(len(a), len(b))
    if smaller < 4:
        return 0.0
    return 1.5 * max(0.0, len(a & b) / smaller - 0.3) / 0.7


def routine_part(days: float, distance: float, tolls: float, copy: float) -> float:
    """`ROUTINE` where days or places differ and neither tolls nor one text make up for it."""
    near_miss = days == NEXT_DAY or distance == OTHER_PLACE
    return ROUTINE if near_miss and tolls < TELLING and not copy else 0.0


def twice(a: Account, b: Account) -> bool:
    """Whether one document tells one event twice: one kind, side, exact place and day, and nothing against it."""
    return (
        a.kind == b.kind
        and a.first == b.first
        and a.last == b.last
        and a.exact_day
        and b.exact_day
        and bool(a.place)
        and a.place == b.place
        and max(a.radius, b.radius) < COARSE_KM
        and agree(a.actor1, b.actor1, 1, -1) >= 0
        and agree(a.actor2, b.actor2, 1, -1) >= 0
        and agree(a.target, b.target, 1, -1) >= 0
        and agree(a.weapon, b.weapon, 1, -1) >= 0
        and hours_part(a, b) >= 0
        and (a.deaths is None or b.deaths is None or a.deaths == b.deaths)
        and (a.injured is None or b.injured is None or a.injured == b.injured)
    )


def parts(a: Account, b: Account) -> Parts | None:
    """The parts of the score in the order of `NAMES`, without wording; `None` where the two cannot be one event."""
    kind = kind_part(a.kind, b.kind)
    if kind is None:
        return None
    days = days_part(a, b)
    if days is None:
        return None
    distance = distance_part(a, b)
    if distance is None or (a.document == b.document and not twice(a, b)):
        return None
    tolls = tolls_part(a, b)
    copy = COPY if a.text == b.text and a.document != b.document else 0.0
    return (
        kind,
        days,
        distance,
        actors_part(a, b),
        agree(a.weapon, b.weapon, *WEAPON),
        agree(a.target, b.target, *TARGET),
        tolls,
        hours_part(a, b),
        copy,
        routine_part(days, distance, tolls, copy),
    )
