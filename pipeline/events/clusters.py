"""Groups of accounts that tell one event: the likest pairs first, and every member has to fit the whole."""

from __future__ import annotations

from array import array
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from pipeline.events import candidates
from pipeline.events.accounts import wording
from pipeline.events.likeness import CLOSE, COARSE_KM, NAMES, THRESHOLD, Parts, parts, wording_part
from pipeline.events.scoring import Scores

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

    from pipeline.events.accounts import Account

Pair = tuple[float, int, int]
"""Score and numbers of two accounts."""
Sentence = tuple[str, tuple[str, ...]]
"""A report's evidence, and names in it that its other columns hold already."""
CORE = 8
"""Of a large group the first so many stand for all."""
FIT = THRESHOLD - 1.0
"""Mean score that the members of two groups need to be one."""
MARGIN = 0.5
"""By how much the best of several events has to beat the next, for an account that names only the region."""
NEVER, EVER = -10_000_000, 10_000_000
"""Bounds of the days of a group without an exact day."""
WORDING = 1.5
"""The most that wording can add."""


@dataclass(frozen=True, slots=True)
class Link:
    """Two accounts that were found to be one event: their numbers, the score and its parts."""

    one: int
    other: int
    score: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True)
class Decisions:
    """What people decided, as numbers of accounts: `together` are one event, `apart` never."""

    together: tuple[tuple[int, int], ...] = ()
    apart: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Grouped:
    """Groups of account numbers, the links that made them, and areas' accounts that fit several events as well."""

    groups: tuple[tuple[int, ...], ...]
    links: tuple[Link, ...]
    open: tuple[tuple[int, tuple[int, ...]], ...]


@dataclass(slots=True)
class _Group:
    """What is known of a group as a whole: members in order, documents, and the bounds of its exact days."""

    members: list[int]
    documents: dict[int, list[int]]
    latest_first: int
    earliest_last: int


@dataclass(slots=True)
class _Forest:
    """Groups that grow: root of each account, and the groups of more than one by their root."""

    accounts: Sequence[Account]
    total: Callable[[int, int], float | None]
    apart: Mapping[int, frozenset[int]]
    root: array[int] = field(init=False)
    groups: dict[int, _Group] = field(init=False, default_factory=dict)
    refused: dict[tuple[int, int], tuple[int, int]] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        self.root = array("q", range(len(self.accounts)))

    def find(self, number: int) -> int:
        root = number
        while self.root[root] != root:
            root = self.root[root]
        while self.root[number] != root:
            self.root[number], number = root, self.root[number]
        return root

    def of(self, root: int) -> _Group:
        group = self.groups.get(root)
        if group is not None:
            return group
        account = self.accounts[root]
        days = (account.first, account.last) if account.exact_day else (NEVER, EVER)
        return _Group([root], {account.document: [root]}, *days)

    def unite(self, a: int, b: int) -> None:
        low, high = min(a, b), max(a, b)
        ours, theirs = self.of(low), self.of(high)
        for document, numbers in theirs.documents.items():
            ours.documents[document] = ours.documents.get(document, []) + numbers
        ours.members = sorted(ours.members + theirs.members)
        ours.latest_first = max(ours.latest_first, theirs.latest_first)
        ours.earliest_last = min(ours.earliest_last, theirs.earliest_last)
        self.groups[low] = ours
        self.groups.pop(high, None)
        self.root[high] = low

    def fits(self, a: int, b: int) -> bool:
        """Whether two groups can be one; two that did not fit are looked at again only once one has grown."""
        ours, theirs = self.of(a), self.of(b)
        sizes = (len(ours.members), len(theirs.members))
        if self.refused.get((a, b)) == sizes:
            return False
        fit = self._fit(ours, theirs)
        if not fit and sizes != (1, 1):
            self.refused[a, b] = sizes
        return fit

    def _fit(self, ours: _Group, theirs: _Group) -> bool:
        """Nothing speaks against any two members, and on the whole they are alike."""
        if self.apart and any(self.apart.get(i, frozenset()).intersection(theirs.members) for i in ours.members):
            return False
        if len(ours.members) == len(theirs.members) == 1:
            return self.total(ours.members[0], theirs.members[0]) is not None
        if max(ours.latest_first, theirs.latest_first) - min(ours.earliest_last, theirs.earliest_last) > 1:
            return False
        return self._twice(ours, theirs) and self._alike(ours.members[:CORE], theirs.members[:CORE])

    def _twice(self, ours: _Group, theirs: _Group) -> bool:
        """Whether documents that both groups have tell one event twice."""
        fewer, more = sorted((ours, theirs), key=lambda group: len(group.documents))
        return all(
            self.total(i, j) is not None
            for document, numbers in fewer.documents.items()
            for i in numbers
            for j in more.documents.get(document, ())
        )

    def _alike(self, ours: Sequence[int], theirs: Sequence[int]) -> bool:
        total = 0.0
        for i in ours:
            for j in theirs:
                found = self.total(i, j)
                if found is None:
                    return False
                total += found
        return total / (len(ours) * len(theirs)) >= FIT - CLOSE


def _apart(decisions: Decisions) -> dict[int, frozenset[int]]:
    found: dict[int, set[int]] = {}
    for a, b in decisions.apart:
        found.setdefault(a, set()).add(b)
        found.setdefault(b, set()).add(a)
    return {number: frozenset(others) for number, others in found.items()}


@dataclass(slots=True)
class _Scores:
    """Scores of pairs; the words are compared only where they can decide."""

    accounts: Sequence[Account]
    evidence: Sequence[Sentence]

    def __call__(self, i: int, j: int) -> Parts | None:
        found = parts(self.accounts[i], self.accounts[j])
        if found is not None and FIT - WORDING <= sum(found) < THRESHOLD:
            found += (wording_part(wording(*self.evidence[i]), wording(*self.evidence[j])),)
        return found


@dataclass(slots=True)
class _Known:
    """Scores of pairs, looked up where they are linked."""

    linked: Mapping[tuple[int, int], float]
    score: _Scores

    def __call__(self, i: int, j: int) -> float | None:
        known = self.linked.get((i, j) if i < j else (j, i))
        if known is not None:
            return known
        found = self.score(i, j)
        return None if found is None else sum(found)


def _settle(forest: _Forest, found: Iterable[Pair], used: list[tuple[int, int]]) -> None:
    """Join groups along links, the strongest first."""
    for _, i, j in found:
        a, b = forest.find(i), forest.find(j)
        if a != b and forest.fits(a, b):
            forest.unite(a, b)
            used.append((i, j))


def _choose(
    forest: _Forest, found: Sequence[Pair], accounts: Sequence[Account]
) -> tuple[list[Pair], list[tuple[int, tuple[int, ...]]]]:
    """Of the links from areas to places those to the one event that fits best, and the areas that fit several."""
    best: dict[int, dict[int, float]] = {}
    for score, i, j in found:
        area, place = (i, j) if accounts[i].radius > accounts[j].radius else (j, i)
        events = best.setdefault(forest.find(area), {})
        event = forest.find(place)
        events[event] = max(events.get(event, score), score)
    undecided: dict[int, tuple[int, ...]] = {}
    for area, events in best.items():
        fitting = {event: score for event, score in events.items() if event != area and forest.fits(area, event)}
        top = max(fitting.values(), default=0.0)
        rivals = sorted(event for event, score in fitting.items() if score > top - MARGIN)
        if len(rivals) > 1:
            undecided[area] = tuple(rivals)
    kept = [link for link in found if forest.find(link[1]) not in undecided and forest.find(link[2]) not in undecided]
    return kept, sorted(undecided.items())


def links(
    accounts: Sequence[Account], evidence: Sequence[Sentence], days: tuple[int, int] = candidates.ALWAYS
) -> Iterator[Pair]:
    """Pairs of a window of days that reach the threshold, with their scores; see `candidates.pairs`."""
    scores = Scores(accounts)
    least = THRESHOLD - WORDING - CLOSE
    for some, others in candidates.pairs(accounts, days):
        total, i, j = scores.reaching(least, some, others)
        for place in np.flatnonzero(total < THRESHOLD).tolist():
            one, other = evidence[i[place]], evidence[j[place]]
            total[place] += wording_part(wording(*one), wording(*other))
        reached = total >= THRESHOLD
        yield from zip(np.round(total[reached], 6).tolist(), i[reached].tolist(), j[reached].tolist(), strict=True)


def _contained(pair: Pair, accounts: Sequence[Account]) -> bool:
    """Whether one account names an area, and the other a place that may lie in it."""
    one, other = accounts[pair[1]].radius, accounts[pair[2]].radius
    wide = max(one, other)
    return wide >= COARSE_KM and min(one, other) < wide / 3


def _strongest_first(found: Iterable[Pair]) -> list[Pair]:
    """Pairs of one score in the order of their numbers."""
    return sorted(found, key=lambda pair: (-pair[0], pair[1], pair[2]))


def group(
    accounts: Sequence[Account],
    evidence: Sequence[Sentence],
    linked: Sequence[Pair],
    decisions: Decisions | None = None,
) -> Grouped:
    """Groups of the accounts, which have to come in their lasting order.

    Parameters
    ----------
    accounts
        Dated accounts; their place in this sequence is their number.
    evidence
        For each the sentence that it was read from, and words of it that do not count.
    linked
        All pairs of them that reach the threshold, the lower number first.
    decisions
        What people decided about some of them.
    """
    decisions = decisions or Decisions()
    score = _Scores(accounts, evidence)
    if len(accounts) == 2 and len(linked) == 1 and not decisions.together and not decisions.apart:
        return Grouped(((0, 1),), (_link(0, 1, score(0, 1)),), ())
    known = {(one, other): value for value, one, other in linked}
    forest = _Forest(accounts, _Known(known, score), _apart(decisions))
    for a, b in decisions.together:
        if (one := forest.find(a)) != (other := forest.find(b)):
            forest.unite(one, other)
    used = list(decisions.together)
    _settle(forest, _strongest_first(pair for pair in linked if not _contained(pair, accounts)), used)
    within = _strongest_first(pair for pair in linked if _contained(pair, accounts))
    kept, undecided = _choose(forest, within, accounts)
    _settle(forest, kept, used)
    roots: dict[int, list[int]] = {}
    for number in range(len(accounts)):
        roots.setdefault(forest.find(number), []).append(number)
    return Grouped(
        groups=tuple(tuple(members) for members in roots.values()),
        links=tuple(_link(i, j, score(i, j)) for i, j in used),
        open=tuple(undecided),
    )


def _link(i: int, j: int, found: Parts | None) -> Link:
    named = zip(NAMES, found, strict=False) if found else [("decided", 1.0)]
    told = tuple((name, round(value, 2)) for name, value in named if value)
    return Link(i, j, round(sum(value for _, value in told), 2), told)
