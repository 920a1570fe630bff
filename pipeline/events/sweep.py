"""Accounts joined as the days go by: what no later account can meet is settled and given away.

Accounts come by the first day that they reach. Each window of days is compared as a whole; two accounts that reach the
threshold, or of which people said that they are one, are tied. Accounts that are tied to each other, directly or not,
are settled together once the last of them is past; nothing else has any say in it. So the windows change no event, and
only the accounts of some days are in memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from pipeline.events import candidates, clusters
from pipeline.events.candidates import ALWAYS
from pipeline.events.clusters import Decisions, Grouped, Pair, Sentence

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from pipeline.events.accounts import Account
    from pipeline.schema import Report

    Order = tuple[object, ...]

WINDOW = 20_000
"""New accounts from which on a window is compared."""


class Told(NamedTuple):
    """A report as it passes: its place in the lasting order, where it is written, and what merging compares of it."""

    order: Order
    report: Report
    place: int
    account: Account
    sentence: Sentence


@dataclass(frozen=True, slots=True)
class Settled:
    """Accounts in their lasting order, and what became of them."""

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
    told: dict[int, Told] = field(default_factory=dict)
    knot: dict[int, _Knot] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)

    def add(self, number: int, one: Told) -> None:
        self.told[number] = one
        awaited = set(self.together.get(one.report.report_id, ()))
        self.knot[number] = _Knot([number], [], candidates.reach(one.account)[1], awaited)
        if awaited:
            self.waiting[one.report.report_id] = number
            for other in awaited & self.waiting.keys():
                self.tie(number, self.waiting[other])

    def tie(self, one: int, other: int) -> _Knot:
        more, fewer = self.knot[one], self.knot[other]
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
            here = {self.told[member].report.report_id for member in more.members}
            more.awaited = (more.awaited | fewer.awaited) - here
        return more

    def past(self, day: int) -> Iterator[_Knot]:
        """Knots that nothing from `day` on can meet, taken out."""
        for number in list(self.told):
            knot = self.knot.get(number)
            if knot is not None and knot.last < day and not knot.awaited:
                yield knot
                for member in knot.members:
                    del self.knot[member]
                    del self.told[member]


def _alone(one: Told) -> Settled:
    return Settled((one,), Grouped(((0,),), (), ()))


def _settle(state: _Open, knot: _Knot, apart: Iterable[tuple[str, str]]) -> Settled:
    if len(knot.members) == 1:
        return _alone(state.told[knot.members[0]])
    members = sorted(knot.members, key=lambda number: state.told[number].order)
    told = [state.told[number] for number in members]
    place = {number: rank for rank, number in enumerate(members)}
    ties = [(score, min(place[one], place[other]), max(place[one], place[other])) for score, one, other in knot.ties]
    rank = {one.report.report_id: number for number, one in enumerate(told)}
    people = Decisions(
        _known(((one, other) for one in rank for other in state.together.get(one, ()) if one < other), rank),
        _known(apart, rank),
    )
    grouped = clusters.group([one.account for one in told], [one.sentence for one in told], ties, people)
    return Settled(told, grouped)


def _known(pairs: Iterable[tuple[str, str]], rank: Mapping[str, int]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted((rank[a], rank[b]) for a, b in pairs if a in rank and b in rank and a != b))


def _compare(state: _Open, days: tuple[int, int]) -> None:
    """Tie the accounts of a window of days that reach the threshold."""
    within = [n for n, one in state.told.items() if candidates.reach(one.account)[1] >= days[0]]
    within.sort(key=lambda number: state.told[number].order)
    told = [state.told[number] for number in within]
    for score, i, j in clusters.links([one.account for one in told], [one.sentence for one in told], days):
        one, other = within[i], within[j]
        state.tie(one, other).ties.append((score, one, other))


def settled(
    told: Iterable[Told], together: Iterable[tuple[str, str]] = (), apart: Iterable[tuple[str, str]] = ()
) -> Iterator[Settled]:
    """Join accounts that come sorted by the first day that they reach (`candidates.reach`).

    Parameters
    ----------
    told
        The accounts, each with a known day.
    together, apart
        Pairs of report ids that people decided about; all of those `together` have to be among `told`.
    """
    partners: dict[str, frozenset[str]] = {}
    for here, there in together:
        partners[here] = partners.get(here, frozenset()) | {there}
        partners[there] = partners.get(there, frozenset()) | {here}
    apart = tuple(apart)
    state = _Open(partners)
    start, fresh, newest = ALWAYS[0], 0, ALWAYS[0]
    for number, one in enumerate(told):
        first = candidates.reach(one.account)[0]
        if fresh >= WINDOW and first > newest:
            _compare(state, (start, first))
            for knot in state.past(first):
                yield _settle(state, knot, apart)
            start, fresh = first, 0
        state.add(number, one)
        fresh, newest = fresh + 1, first
    _compare(state, (start, ALWAYS[1]))
    for knot in state.past(ALWAYS[1]):
        yield _settle(state, knot, apart)
