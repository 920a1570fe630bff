"""Accounts joined as the days go by: what no later account can meet is settled and given away.

Accounts come by the first day that they reach. Each window of days is compared as a whole; two accounts that reach the
threshold, or of which people said that they are one, are tied. Accounts that are tied to each other, directly or not,
are settled together once the last of them is past; nothing else has any say in it. So the windows change no event, only
the accounts of some days are in memory, and a window of which the same accounts are known keeps its ties.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pipeline.events import clusters
from pipeline.events.candidates import ALWAYS
from pipeline.events.clusters import Decisions, Grouped, Pair, Sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipeline.events.accounts import Account
    from pipeline.events.ties import Ties
    from pipeline.schema import Report

    Order = tuple[object, ...]

WINDOW = 16
"""Days that are compared together."""


class Passing(NamedTuple):
    """A report as it passes: where it is found, the days that it reaches, its id, and a mark of all that it rests on."""

    place: int
    first: int
    last: int
    report_id: str
    mark: int


class Told(NamedTuple):
    """A report in full: its place in the lasting order, where it is found, and what merging compares of it."""

    order: Order
    report: Report
    place: int
    account: Account
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Settled:
    """Places of accounts in their lasting order, what these tell, and what became of them; a single one is not loaded."""

    places: Sequence[int]
    told: Sequence[Told]
    grouped: Grouped


@dataclass(slots=True)
class _Knot:
    """Accounts tied to each other, by number of arrival, and the last day that one of them reaches."""

    members: list[int]
    ties: list[Pair]
    last: int
    awaited: set[str]


@dataclass(slots=True)
class _Open:
    """Accounts that are not settled yet, by number of arrival, and the knot of each."""

    together: Mapping[str, frozenset[str]]
    load: Callable[[int], Told]
    passing: dict[int, Passing] = field(default_factory=dict)
    loaded: dict[int, Told] = field(default_factory=dict)
    knot: dict[int, _Knot] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)

    def add(self, number: int, one: Passing) -> None:
        self.passing[number] = one
        awaited = self.together.get(one.report_id) if self.together else None
        if awaited:
            self.knot[number] = _Knot([number], [], one.last, set(awaited))
            self.waiting[one.report_id] = number
            for other in awaited & self.waiting.keys():
                self.tie(number, self.waiting[other])

    def _knot(self, number: int) -> _Knot:
        found = self.knot.get(number)
        if found is None:
            found = self.knot[number] = _Knot([number], [], self.passing[number].last, set())
        return found

    def tie(self, one: int, other: int) -> _Knot:
        more, fewer = self._knot(one), self._knot(other)
        if more is fewer:
            return more
        if len(more.members) < len(fewer.members):
            more, fewer = fewer, more
        for member in fewer.members:
            self.knot[member] = more
        more.members += fewer.members
        more.ties += fewer.ties
        more.last = max(more.last, fewer.last)
        if more.awaited or fewer.awaited:
            here = {self.passing[member].report_id for member in more.members}
            more.awaited = (more.awaited | fewer.awaited) - here
        return more

    def told(self, number: int) -> Told:
        found = self.loaded.get(number)
        if found is None:
            found = self.loaded[number] = self.load(self.passing[number].place)
        return found

    def past(self, day: int) -> Iterator[_Knot]:
        """Knots that nothing from `day` on can meet, taken out."""
        for number in list(self.passing):
            one = self.passing.get(number)
            if one is None or one.last >= day:
                continue
            knot = self._knot(number)
            if knot.last < day and not knot.awaited:
                yield knot
                for member in knot.members:
                    del self.knot[member]
                    del self.passing[member]
                    self.loaded.pop(member, None)


def _settle(state: _Open, knot: _Knot, apart: Sequence[tuple[str, str]]) -> Settled:
    if len(knot.members) == 1:
        return Settled((state.passing[knot.members[0]].place,), (), Grouped(((0,),), (), ()))
    members = sorted(knot.members, key=lambda number: state.told(number).order)
    told = [state.told(number) for number in members]
    place = {number: rank for rank, number in enumerate(members)}
    ties = [(score, min(place[one], place[other]), max(place[one], place[other])) for score, one, other in knot.ties]
    rank = {one.report.report_id: number for number, one in enumerate(told)}
    people = Decisions(
        _known(((one, other) for one in rank for other in state.together.get(one, ()) if one < other), rank),
        _known(apart, rank),
    )
    grouped = clusters.group([one.account for one in told], [one.sentence for one in told], ties, people)
    return Settled([one.place for one in told], told, grouped)


def _known(pairs: Iterable[tuple[str, str]], rank: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((rank[a], rank[b]) for a, b in pairs if a in rank and b in rank and a != b))


def _compare(state: _Open, days: tuple[int, int], known: Ties | None, kept: Ties | None) -> None:
    """Tie the accounts of a window of days that reach the threshold."""
    within = [number for number, one in state.passing.items() if one.last >= days[0]]
    if len(within) < 2:
        return
    by_mark = {state.passing[number].mark: number for number in within}
    marks = np.sort(np.fromiter(by_mark, dtype=np.uint64, count=len(by_mark)))
    key = blake2b(marks.tobytes() + repr(days).encode(), digest_size=16).digest()
    found: Sequence[Pair] | None = known.get(key) if known else None
    if found is None:
        within.sort(key=lambda number: state.told(number).order)
        told = [state.told(number) for number in within]
        pairs = clusters.links([one.account for one in told], [one.sentence for one in told], days)
        found = [(score, state.passing[within[i]].mark, state.passing[within[j]].mark) for score, i, j in pairs]
    if kept is not None:
        kept.add(key, found)
    for score, one, other in found:
        ends = by_mark[one], by_mark[other]
        state.tie(*ends).ties.append((score, *ends))


def settled(
    passing: Iterable[Passing],
    load: Callable[[int], Told],
    together: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
    *,
    known: Ties | None = None,
    kept: Ties | None = None,
) -> Iterator[Settled]:
    """Join accounts that come sorted by the first day that they reach.

    Parameters
    ----------
    passing
        The accounts, each with a known day.
    load
        Gives the report at a place; is asked only for those that have to be compared, or are tied.
    together, apart
        Pairs of report ids that people decided about; all of those `together` have to be among the accounts.
    known, kept
        Ties of windows by what was in them: those of another time, and those of this one, which are added.
    """
    partners: dict[str, frozenset[str]] = {}
    for here, there in together:
        partners[here] = partners.get(here, frozenset()) | {there}
        partners[there] = partners.get(there, frozenset()) | {here}
    apart = tuple(apart)
    state = _Open(partners, load)
    start = ALWAYS[0]
    for number, one in enumerate(passing):
        day = one.first - one.first % WINDOW
        if day > start:
            for first in _windows(start, day, state):
                _compare(state, first, known, kept)
            for knot in state.past(day):
                yield _settle(state, knot, apart)
            start = day
        state.add(number, one)
    for first in _windows(start, ALWAYS[1], state):
        _compare(state, first, known, kept)
    for knot in state.past(ALWAYS[1]):
        yield _settle(state, knot, apart)


def _windows(start: int, stop: int, state: _Open) -> Iterator[tuple[int, int]]:
    """The windows from a day on, as far as accounts reach."""
    latest = max((one.last for one in state.passing.values()), default=start)
    while start < stop and start <= latest:
        yield start, min(stop, start + WINDOW)
        start += WINDOW
