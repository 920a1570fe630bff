"""Scores of many pairs of accounts at once: each part is reckoned once for each distinct pair of what it looks at."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

import numpy as np

from pipeline.events import likeness
from pipeline.events.likeness import agree
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Mapping, Sequence

    import numpy.typing as npt

    from pipeline.events.accounts import Account

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Part = Callable[[Account, Account], float | None]

FAR = 4_000
"""Days beyond which a difference, or a length, of days is no longer told apart."""


def _site(account: Account) -> Hashable:
    a = account
    return a.latitude, a.longitude, a.radius, a.place, a.name, a.level, a.country


FEATURES: Mapping[str, tuple[Callable[[Account], Hashable], Part]] = MappingProxyType(
    {
        "kind": (lambda a: a.kind, lambda a, b: likeness.kind_part(a.kind, b.kind)),
        "distance": (_site, likeness.distance_part),
        "actors": (lambda a: (a.actor1, a.actor2, SUB_EVENT_TYPES[a.kind] == "Protests"), likeness.actors_part),
        "weapon": (lambda a: a.weapon, lambda a, b: agree(a.weapon, b.weapon, *likeness.WEAPON)),
        "target": (lambda a: a.target, lambda a, b: agree(a.target, b.target, *likeness.TARGET)),
        "tolls": (lambda a: (a.deaths, a.injured), likeness.tolls_part),
        "hours": (lambda a: a.time_of_day, likeness.hours_part),
    }
)
"""What a part looks at in an account, and the part; all but days and copies."""


def _numbered(values: Sequence[Hashable]) -> Ints:
    """For each value its number, equal ones alike."""
    known: dict[Hashable, int] = {}
    return np.array([known.setdefault(value, len(known)) for value in values], dtype=np.int64)


class Scores:
    """Sums of the parts of `likeness.parts`, for arrays of account numbers."""

    def __init__(self, accounts: Sequence[Account]) -> None:
        """Number what each part looks at."""
        self._accounts = accounts
        self._features = {name: _numbered([look(a) for a in accounts]) for name, (look, _) in FEATURES.items()}
        self._first = np.array([a.first for a in accounts], dtype=np.int64)
        length = np.array([a.last - a.first for a in accounts], dtype=np.int64)
        self._span = np.minimum(length, FAR - 1) * 2 + np.array([a.exact_day for a in accounts], dtype=np.int64)
        self._text = np.array([a.text for a in accounts], dtype=np.int64)
        self._document = np.array([a.document for a in accounts], dtype=np.int64)

    def __call__(self, i: Ints, j: Ints) -> Floats:
        """Score of each pair without wording; NaN where the two cannot be one event."""
        if not len(i):
            return np.zeros(0)
        apart = np.clip(self._first[j] - self._first[i], -FAR, FAR) + FAR
        days = (apart * (2 * FAR + 1) + self._span[i]) * (2 * FAR) + self._span[j]
        parts = {"days": self._each(days, likeness.days_part, i, j)}
        for name, numbers in self._features.items():
            keys = numbers[i] * (int(numbers.max()) + 1) + numbers[j]
            parts[name] = self._each(keys, FEATURES[name][1], i, j)
        same = self._document[i] == self._document[j]
        parts["copy"] = np.where((self._text[i] == self._text[j]) & ~same, likeness.COPY, 0.0)
        near_miss = (parts["days"] == likeness.NEXT_DAY) | (parts["distance"] == likeness.OTHER_PLACE)
        untold = (parts["tolls"] < likeness.TELLING) & (parts["copy"] == 0)
        parts["routine"] = np.where(near_miss & untold, likeness.ROUTINE, 0.0)
        total: Floats = np.sum(list(parts.values()), axis=0)
        for place in np.flatnonzero(same).tolist():
            if not likeness.twice(self._accounts[i[place]], self._accounts[j[place]]):
                total[place] = np.nan
        return total

    def _each(self, keys: Ints, part: Part, i: Ints, j: Ints) -> Floats:
        """The part for each pair; pairs of one key share it."""
        _, first, back = np.unique(keys, return_index=True, return_inverse=True)
        told = (
            part(self._accounts[a], self._accounts[b])
            for a, b in zip(i[first].tolist(), j[first].tolist(), strict=True)
        )
        found: Floats = np.array([np.nan if value is None else value for value in told])[back]
        return found
