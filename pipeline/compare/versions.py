"""What changed from one version of a dataset to the next: events added, removed, changed, merged, split, renamed.

An event is followed by its reports, whose ids rest on the text alone.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from pipeline.compare import cells
from pipeline.errors import InputError
from pipeline.schema import EVENT_FIELDS, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    Numbers = npt.NDArray[np.uint64]

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
LINK = frozenset(("report_id", "event_id"))
"""Columns of reports.csv that tell which event a report is of."""
FIELDS = tuple(field.name for field in EVENT_FIELDS if field.name != "event_id")


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A dataset as text: events by id, and the event of each report."""

    events: Mapping[str, Mapping[str, str]]
    reports: Mapping[str, str]


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


def snapshot(folder: Path) -> Snapshot:
    """The dataset in a folder: its events.csv and, where it is there, reports.csv; or events.csv itself.

    Raises
    ------
    InputError
        There is no events.csv, or it has no event_id.
    """
    path = folder if folder.is_file() else folder / "events.csv"
    if not path.is_file():
        raise InputError(f"{path} is missing; name the folder of a dataset")
    events = {row.get("event_id", ""): row for row in cells.rows(path)}
    if "" in events:
        raise InputError(f"{path}: a row has no event_id; is this a dataset's events.csv?")
    told = path.with_name("reports.csv")
    reports = {row["report_id"]: row.get("event_id", "") for row in cells.rows(told, LINK)} if told.is_file() else {}
    return Snapshot(events, reports)


def _rows(path: Path) -> Iterator[tuple[int, bytes]]:
    """Where each row of a table of ours begins, and its bytes; the header first."""
    begun: list[bytes] = []
    at = 0
    quotes = 0
    with path.open("rb") as file:
        for line in file:
            begun.append(line)
            quotes += line.count(b'"')
            if quotes % 2 == 0:
                row = line if len(begun) == 1 else b"".join(begun)
                yield at, row
                at += len(row)
                begun, quotes = [], 0


def _marks(path: Path, cells: slice) -> tuple[Numbers, Numbers]:
    """The numbers in the ids with which rows begin, sorted, and for each a hash of the row, or of a part of it."""
    ids, hashes = array("Q"), array("Q")
    for number, (_, row) in enumerate(_rows(path)):
        if number:
            ids.append(int(row[2:14], 16))
            hashes.append(int.from_bytes(blake2b(row[cells], digest_size=8).digest()))
    found = np.array(ids, dtype=np.uint64)
    order = np.argsort(found)
    return found[order], np.array(hashes, dtype=np.uint64)[order]


def _differ(one: tuple[Numbers, Numbers], other: tuple[Numbers, Numbers]) -> Numbers:
    """Ids of the rows of one table that the other has not, or has otherwise."""
    (ids, marks), (others, their_marks) = one, other
    if not len(others):
        return ids
    place = np.minimum(np.searchsorted(others, ids), len(others) - 1)
    different: Numbers = ids[(others[place] != ids) | (their_marks[place] != marks)]
    return different


_LINK = slice(0, 29)
"""The report and its event, with which a row of reports.csv begins."""


def _own(path: Path, ids: frozenset[int], column: int) -> Iterator[bytes]:
    """The header, and the rows with one of the ids in a column that holds one."""
    for number, (_, row) in enumerate(_rows(path)):
        if not number or int(row[15 * column + 2 : 15 * column + 14] or b"0", 16) in ids:
            yield row


def touched(old: Path, new: Path) -> tuple[Snapshot, Snapshot]:
    """Two versions of a dataset of ours, but only the events that differ, or whose reports do: `changes` finds the same."""
    try:
        return _touched(old, new)
    except (OSError, ValueError, OverflowError, KeyError):  # a table is not as we wrote it
        return snapshot(old), snapshot(new)


def _touched(old: Path, new: Path) -> tuple[Snapshot, Snapshot]:
    tables = [(folder / "events.csv", folder / "reports.csv") for folder in (old, new)]
    (was, now), (linked, relinked) = (
        [_marks(folder[number], cells) for folder in tables] for number, cells in ((0, slice(None)), (1, _LINK))
    )
    events = {*_differ(was, now).tolist(), *_differ(now, was).tolist()}
    moved = frozenset((*_differ(linked, relinked).tolist(), *_differ(relinked, linked).tolist()))
    for _, reports in tables:
        events |= {int(row[17:29], 16) for row in islice(_own(reports, moved, 0), 1, None) if row[15:17] == b"e-"}
    chosen = frozenset(events)
    first, second = (
        Snapshot(
            {row["event_id"]: row for row in cells.parsed(_own(path, chosen, 0))},
            {row["report_id"]: row["event_id"] for row in cells.parsed(_own(told, chosen, 1))},
        )
        for path, told in tables
    )
    return first, second


def _links(old: Snapshot, new: Snapshot) -> tuple[dict[str, Counter[str]], dict[str, Counter[str]]]:
    """For each old event the new ones that hold its reports, with how many; and the other way round."""
    forth: dict[str, Counter[str]] = defaultdict(Counter)
    back: dict[str, Counter[str]] = defaultdict(Counter)
    pairs = [(before, new.reports[report]) for report, before in old.reports.items() if report in new.reports]
    if not old.reports or not new.reports:
        pairs = [(event, event) for event in old.events if event in new.events]
    for before, after in pairs:
        if before in old.events and after in new.events:
            forth[before][after] += 1
            back[after][before] += 1
    return forth, back


def _fields(before: Mapping[str, str], after: Mapping[str, str], event_id: str) -> Iterable[Change]:
    for name in FIELDS:
        was, now = before.get(name, ""), after.get(name, "")
        if was != now:
            yield Change(change="changed", event_id=event_id, field=name, old=was, new=now, event=after)


def _survivor(event: str, former: Counter[str]) -> str:
    """Of the events that one came from the one that it continues: of the same id, else with most of its reports."""
    return event if event in former else max(sorted(former), key=lambda one: former[one])


def changes(old: Snapshot, new: Snapshot) -> tuple[Change, ...]:
    """All changes, by kind in the order of `KINDS`, then by event."""
    forth, back = _links(old, new)
    found: list[Change] = []
    for event, row in new.events.items():
        former = back.get(event)
        if not former:
            found.append(Change(change="added", event_id=event, event=row))
            continue
        if len(former) > 1:
            found.append(Change(change="merged", event_id=event, former_ids=tuple(sorted(former)), event=row))
        elif event not in former and len(forth[next(iter(former))]) == 1:
            found.append(Change(change="renamed", event_id=event, former_ids=tuple(former), event=row))
        found.extend(_fields(old.events[_survivor(event, former)], row, event))
    for event, row in old.events.items():
        later = forth.get(event)
        if not later:
            found.append(Change(change="removed", event_id=event, event=row))
        elif len(later) > 1:
            parts = tuple(sorted(later))
            found.append(
                Change(change="split", event_id=event, former_ids=(event,), new=SEPARATOR.join(parts), event=row)
            )
    return tuple(
        sorted(found, key=lambda one: (KINDS.index(one.change), one.event_id, FIELDS.index(one.field or FIELDS[0])))
    )


def lines(found: Iterable[Change]) -> Iterable[tuple[str, ...]]:
    """Changes as the cells of changes.csv."""
    for one in found:
        shown = tuple(one.event.get(name, "") for name in COLUMNS[6:])
        yield (one.change, one.event_id, SEPARATOR.join(one.former_ids), one.field, one.old, one.new, *shown)


def write_changes(path: Path, found: Iterable[Change]) -> None:
    """Write changes.csv, whole or not at all."""
    cells.write(path, COLUMNS, lines(found))


def summary(found: Sequence[Change]) -> str:
    """How many events of each kind of change, in one line."""
    events = {kind: {one.event_id for one in found if one.change == kind} for kind in KINDS}
    return ", ".join(f"{len(ids)} {kind}" for kind, ids in events.items()) if found else "no difference"
