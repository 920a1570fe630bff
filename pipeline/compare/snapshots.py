"""A version of a dataset: its events and reports as numbers in the order of their ids, its rows read when asked for.

Of tables as we write them only these numbers are in memory; a table that somebody saved anew is held whole.
"""

from __future__ import annotations

import csv
import os
import re
from array import array
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, TYPE_CHECKING

import numpy as np

from pipeline import files
from pipeline.compare import cells
from pipeline.errors import InputError
from pipeline.schema import EVENT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    import numpy.typing as npt

    Numbers = npt.NDArray[np.uint64]

FIELDS = tuple(field.name for field in EVENT_FIELDS if field.name != "event_id")
_LINK = frozenset(("report_id", "event_id"))
"""Columns of reports.csv that tell which event a report is of."""
_EVENT = re.compile(rb"e-([0-9a-f]{12}),")
_REPORT = re.compile(rb"r-([0-9a-f]{12}),(?:e-([0-9a-f]{12}))?,")


@dataclass(frozen=True, slots=True)
class Version:
    """A version of a dataset.

    `events` are the numbers of its events, ascending; `marks` tell, for each, whether its row is that of another version.
    `reports` and `owners` are the numbers of reports and of their events. `rows` gives the cells of an event by column.
    """

    events: Numbers
    marks: Numbers
    reports: Numbers
    owners: Numbers
    rows: Mapping[int, Mapping[str, str]]


def _split(file: IO[bytes]) -> Iterator[bytes]:
    """The bytes of each row of a table of ours; the header first."""
    begun: list[bytes] = []
    quotes = 0
    for line in file:
        begun.append(line)
        quotes += line.count(b'"')
        if quotes % 2 == 0:
            yield line if len(begun) == 1 else b"".join(begun)
            begun, quotes = [], 0


def _numbers(found: array[int]) -> Numbers:
    return np.frombuffer(found, dtype=np.uint64) if found else np.zeros(0, np.uint64)


def _order(ids: Numbers) -> npt.NDArray[np.int64]:
    """Where the ids stand, ascending; of equal ones the last."""
    return len(ids) - 1 - np.unique(ids[::-1], return_index=True)[1]


def _mark(row: bytes, key: bytes) -> int:
    return int.from_bytes(blake2b(row, digest_size=8, key=key).digest())


class _Rows(Mapping[int, Mapping[str, str]]):
    """The rows of an events.csv of ours, each read from the file when it is asked for."""

    def __init__(self, file: IO[bytes]) -> None:
        """Note where each row stands.

        Raises
        ------
        ValueError
            It is not such a table.
        """
        self._file = file
        ids, marks, starts = array("Q"), array("Q"), array("Q", [0])
        told = _split(file)
        header = next(told, b"")
        self._columns = next(csv.reader([header.decode()]), [])
        key = blake2b(header, digest_size=16).digest()
        at = len(header)
        for row in told:
            found = _EVENT.match(row)
            if found is None:
                raise ValueError("a row begins with no id")
            ids.append(int(found[1], 16))
            marks.append(_mark(row, key))
            starts.append(at)
            at += len(row)
        starts.append(at)
        if self._columns[:1] != ["event_id"]:
            raise ValueError("no table of events")
        order = _order(_numbers(ids))
        self.events, self.marks = _numbers(ids)[order], _numbers(marks)[order]
        self._starts, self._ends = _numbers(starts)[1:-1][order], _numbers(starts)[2:][order]

    def __getitem__(self, number: int) -> Mapping[str, str]:
        place = int(np.searchsorted(self.events, np.uint64(number)))
        start = int(self._starts[place])
        row = os.pread(self._file.fileno(), int(self._ends[place]) - start, start).decode()
        return dict(zip(self._columns, map(files.unguard, next(csv.reader([row]))), strict=False))

    def __iter__(self) -> Iterator[int]:
        return iter(self.events.tolist())

    def __len__(self) -> int:
        return len(self.events)


def _linked(path: Path) -> tuple[Numbers, Numbers]:
    """Numbers of the reports of a reports.csv of ours and of their events; those without an event are left out."""
    reports, owners = array("Q"), array("Q")
    if path.is_file():
        with path.open("rb") as file:
            told = _split(file)
            next(told, None)
            for row in told:
                found = _REPORT.match(row)
                if found is None:
                    raise ValueError("a row begins with no id")
                if found[2]:
                    reports.append(int(found[1], 16))
                    owners.append(int(found[2], 16))
    order = _order(_numbers(reports))
    return _numbers(reports)[order], _numbers(owners)[order]


def _table(folder: Path) -> Path:
    path = folder if folder.is_file() else folder / "events.csv"
    if not path.is_file():
        raise InputError(f"{path} is missing; name the folder of a dataset")
    return path


def _whole(paths: Iterable[Path]) -> list[Version]:
    """Versions whose tables anybody may have saved, held whole; equal ids have equal numbers."""
    told = [_read(path) for path in paths]
    ids = [sorted({one for version in told for one in version[part]}) for part in (0, 1)]
    number, report_number = ({one: place for place, one in enumerate(every)} for every in ids)
    made = []
    for events, reports in told:
        rows = {number[one]: events[one] for one in sorted(events)}
        texts = ("\0".join(row.get(name, "") for name in FIELDS) for row in rows.values())
        known = {report_number[one]: number[event] for one, event in reports.items() if event in number}
        marks = array("Q", (_mark(text.encode("utf-8", "replace"), b"") for text in texts))
        made.append(
            Version(
                events=_numbers(array("Q", rows)),
                marks=_numbers(marks),
                reports=_numbers(array("Q", known)),
                owners=_numbers(array("Q", known.values())),
                rows=rows,
            )
        )
    return made


def _read(path: Path) -> tuple[dict[str, dict[str, str]], dict[str, str]]:
    """Rows of events by id, and the event of each report."""
    events = {row.get("event_id", ""): row for row in cells.rows(path)}
    if "" in events:
        raise InputError(f"{path}: a row has no event_id; is this a dataset's events.csv?")
    told = path.with_name("reports.csv")
    links = cells.rows(told, _LINK) if told.is_file() else ()
    reports = {row.get("report_id", ""): row.get("event_id", "") for row in links}
    return events, reports


@contextmanager
def opened(old: Path, new: Path, *, whole: bool = False) -> Iterator[tuple[Version, Version]]:
    """Two versions of a dataset.

    Parameters
    ----------
    old, new
        Their folders, with events.csv and, where it is there, reports.csv; or events.csv itself.
    whole
        Hold them in memory even if they are as we wrote them.

    Raises
    ------
    InputError
        There is no events.csv, or it has no event_id.
    """
    paths = (_table(old), _table(new))
    with paths[0].open("rb") as one, paths[1].open("rb") as other:
        try:
            if whole:
                raise ValueError
            first, second = (
                Version(rows.events, rows.marks, *_linked(path.with_name("reports.csv")), rows)
                for path, rows in zip(paths, map(_Rows, (one, other)), strict=True)
            )
        except ValueError:  # a table is not as we wrote it
            first, second = _whole(paths)
        yield first, second
