"""What changed from one version of a dataset to the next: events added, removed, changed, merged, split, renamed.

An event is followed by its reports, whose ids rest on the text alone.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.compare import cells
from pipeline.compare.snapshots import FIELDS, opened
from pipeline.schema import SEPARATOR

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.compare.snapshots import Version

    Places = npt.NDArray[np.int64]

KINDS = ("added", "removed", "merged", "split", "renamed", "changed")
COLUMNS = (
    "change",
    "event_id",
    "former_ids",
    "field",
    "old",
    "new",
    "event_date",
    "sub_event_type",
    "location",
    "latitude",
    "longitude",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of changes.csv; `event` holds the cells of the event that it is about (a removed one: as it was)."""

    change: str
    event_id: str
    former_ids: tuple[str, ...] = ()
    field: str = ""
    old: str = ""
    new: str = ""
    event: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Links:
    """Which events of two versions share reports: places of old and new ones, and how many; by new ones, then by old ones."""

    olds: Places
    news: Places
    counts: Places


def _partners(keys: Places, values: Places, place: int) -> Places:
    """The values that stand at a key; the keys ascend."""
    first, stop = np.searchsorted(keys, (place, place + 1)).tolist()
    return values[first:stop]


def _links(old: Version, new: Version) -> _Links:
    """Without the reports of both the events of the same id."""
    before, after = old.owners, new.owners
    if len(before) and len(after):
        _, one, other = np.intersect1d(old.reports, new.reports, assume_unique=True, return_indices=True)
        before, after = before[one], after[other]
    else:
        before = after = np.intersect1d(old.events, new.events, assume_unique=True)
    known = np.isin(before, old.events) & np.isin(after, new.events)
    olds = np.searchsorted(old.events, before[known])
    news = np.searchsorted(new.events, after[known])
    pairs, counts = np.unique(news * max(len(old.events), 1) + olds, return_counts=True)
    news, olds = np.divmod(pairs, max(len(old.events), 1))
    return _Links(olds, news, counts)


def _survivors(old: Version, new: Version, links: _Links) -> tuple[Places, Places]:
    """The new events that came from some, and the old one that each continues: of the same id, else with most of its reports."""
    same = old.events[links.olds] == new.events[links.news]
    best = np.lexsort((links.olds, -links.counts, ~same, links.news))
    news, first = np.unique(links.news[best], return_index=True)
    return news, links.olds[best][first]


def _fields(before: Mapping[str, str], after: Mapping[str, str]) -> Iterable[Change]:
    for name in FIELDS:
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            yield Change(change="changed", event_id=after["event_id"], field=name, old=was, new=now, event=after)


def _found(old: Version, new: Version) -> Iterator[Change]:
    links = _links(old, new)
    sources = np.bincount(links.news, minlength=len(new.events))
    parts = np.bincount(links.olds, minlength=len(old.events))

    def row(version: Version, place: int) -> Mapping[str, str]:
        return version.rows[int(version.events[place])]

    def ids(version: Version, places: Places) -> tuple[str, ...]:
        return tuple(row(version, place)["event_id"] for place in places.tolist())

    def told(kind: str, version: Version, place: int, former: tuple[str, ...] = (), now: str = "") -> Change:
        event = row(version, place)
        return Change(change=kind, event_id=event["event_id"], former_ids=former, new=now, event=event)

    yield from (told("added", new, place) for place in np.flatnonzero(sources == 0).tolist())
    yield from (told("removed", old, place) for place in np.flatnonzero(parts == 0).tolist())
    for place in np.flatnonzero(sources > 1).tolist():
        yield told("merged", new, place, ids(old, _partners(links.news, links.olds, place)))
    by_old = np.argsort(links.olds, kind="stable")
    olds, news = links.olds[by_old], links.news[by_old]
    for place in np.flatnonzero(parts > 1).tolist():
        event = row(old, place)["event_id"]
        yield told("split", old, place, (event,), SEPARATOR.join(ids(new, _partners(olds, news, place))))
    renamed = (old.events[links.olds] != new.events[links.news]) & (sources[links.news] == 1) & (parts[links.olds] == 1)
    for before, after in zip(links.olds[renamed].tolist(), links.news[renamed].tolist(), strict=True):
        yield told("renamed", new, after, (row(old, before)["event_id"],))
    after_all, before_all = _survivors(old, new, links)
    differ = old.marks[before_all] != new.marks[after_all]
    for before, after in zip(before_all[differ].tolist(), after_all[differ].tolist(), strict=True):
        yield from _fields(row(old, before), row(new, after))


def changes(old: Path, new: Path, *, whole: bool = False) -> Iterator[Change]:
    """All changes between two versions of a dataset, by kind in the order of `KINDS`, then by event; see `snapshots.opened`."""
    with opened(old, new, whole=whole) as versions:
        yield from _found(*versions)


def lines(found: Iterable[Change]) -> Iterable[tuple[str, ...]]:
    """Changes as the cells of changes.csv."""
    for one in found:
        shown = tuple(one.event.get(name, "") for name in COLUMNS[6:])
        yield (one.change, one.event_id, SEPARATOR.join(one.former_ids), one.field, one.old, one.new, *shown)


def write_changes(path: Path, found: Iterable[Change]) -> None:
    """Write changes.csv, whole or not at all."""
    cells.write(path, COLUMNS, lines(found))


def counted(found: Iterable[Change], counts: Counter[str]) -> Iterator[Change]:
    """The changes as they come, while the events of each kind are counted."""
    last = ("", "")
    for one in found:
        if (one.change, one.event_id) != last:
            last = (one.change, one.event_id)
            counts[one.change] += 1
        yield one


def summary(counts: Mapping[str, int]) -> str:
    """How many events of each kind of change, in one line."""
    return ", ".join(f"{counts.get(kind, 0)} {kind}" for kind in KINDS) if any(counts.values()) else "no difference"
