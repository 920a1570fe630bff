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
        "tolls": (lambda a: (a.deaths, a.injured), likeness.tolls_part),
        "weapon": (lambda a: a.weapon, lambda a, b: agree(a.weapon, b.weapon, *likeness.WEAPON)),
        "hours": (lambda a: a.time_of_day, likeness.hours_part),
        "target": (lambda a: a.target, lambda a, b: agree(a.target, b.target, *likeness.TARGET)),
        "distance": (_site, likeness.distance_part),
        "actors": (lambda a: (a.actor1, a.actor2, SUB_EVENT_TYPES[a.kind] == "Protests"), likeness.actors_part),
    }
)
"""What a part looks at in an account, and the part; all but days and copies. Those of few different values come first."""
MOST = {"distance": 2.5, "actors": 1.5}
"""The most that the parts reckoned last can add."""


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

    def reaching(self, least: float, i: Ints, j: Ints) -> tuple[Floats, Ints, Ints]:
        """The pairs whose score without wording reaches `least`, and their scores."""
        same = self._document[i] == self._document[j]
        parts = {
            "days": self._days(i, j),
            "copy": np.where((self._text[i] == self._text[j]) & ~same, likeness.COPY, 0.0),
        }
        for name in FEATURES:
            if name in MOST:
                open_ = sum(MOST.values()) - sum(MOST[done] for done in parts if done in MOST)
                keep = np.sum(list(parts.values()), axis=0) + open_ >= least - likeness.CLOSE
                i, j = i[keep], j[keep]
                parts = {done: values[keep] for done, values in parts.items()}
            parts[name] = self._each(name, i, j)
        near_miss = (parts["days"] == likeness.NEXT_DAY) | (parts["distance"] == likeness.OTHER_PLACE)
        untold = (parts["tolls"] < likeness.TELLING) & (parts["copy"] == 0)
        parts["routine"] = np.where(near_miss & untold, likeness.ROUTINE, 0.0)
        total: Floats = np.sum([parts[name] for name in likeness.NAMES if name in parts], axis=0)
        for place in np.flatnonzero(self._document[i] == self._document[j]).tolist():
            if not likeness.twice(self._accounts[i[place]], self._accounts[j[place]]):
                total[place] = np.nan
        keep = total >= least
        return total[keep], i[keep], j[keep]

    def _days(self, i: Ints, j: Ints) -> Floats:
        apart = np.clip(self._first[j] - self._first[i], -FAR, FAR) + FAR
        keys = (apart * (2 * FAR + 1) + self._span[i]) * (2 * FAR) + self._span[j]
        return self._shared(keys, likeness.days_part, i, j)

    def _each(self, name: str, i: Ints, j: Ints) -> Floats:
        numbers = self._features[name]
        return self._shared(numbers[i] * len(numbers) + numbers[j], FEATURES[name][1], i, j)

    def _shared(self, keys: Ints, part: Part, i: Ints, j: Ints) -> Floats:
        """The part for each pair; pairs of one key share it."""
        if not len(keys):
            return np.zeros(0)
        _, first, back = np.unique(keys, return_index=True, return_inverse=True)
        told = (
            part(self._accounts[a], self._accounts[b])
            for a, b in zip(i[first].tolist(), j[first].tolist(), strict=True)
        )
        found: Floats = np.array([np.nan if value is None else value for value in told])[back]
        return found
