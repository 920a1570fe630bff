"""The documents of a run, loaded one by one: a million articles are never in memory together."""

from __future__ import annotations

import json
import os
import re
from array import array
from collections import OrderedDict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from pipeline import files, ranges
from pipeline.errors import InputError
from pipeline.schema import Document, Event
from pipeline.workflow import lines

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

UNDATED = 2**31 - 1
"""Stands for the day of an event without one."""
KEPT = 64
"""Documents kept in memory."""


class Lines:
    """A file of records whose lines are found by the id with which they begin."""

    def __init__(self, path: Path, name: str) -> None:
        begins = re.compile(rb'\{"' + name.encode() + rb'":("(?:[^"\\]|\\.)*")')
        self._file = opened(path)
        self.offsets: dict[str, int] = {}
        self.marks: dict[str, bytes] = {}
        at = 0
        for number, line in enumerate(self._file, 1):
            match = begins.match(line)
            if match is None:
                raise InputError(f"{path}, line {number}: no record with a {name}; run the stages again")
            found = json.loads(match[1])
            self.offsets[found] = at
            self.marks[found] = blake2b(line, digest_size=8).digest()
            at += len(line)

    def values(self, record_id: str) -> dict[str, Any]:
        """The values of a record as they stand in the file."""
        self._file.seek(self.offsets[record_id])
        found: dict[str, Any] = json.loads(self._file.readline())
        return found

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def opened(path: Path) -> IO[bytes]:
    """A file of records that the stage before has written.

    Raises
    ------
    InputError
        It is missing.
    """
    try:
        return path.open("rb")
    except FileNotFoundError:
        raise InputError(f"{path} is missing; run the stage before") from None


class Documents(Mapping[str, Document]):
    """The documents of a file of records, by id; each is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._lines = Lines(path, "document_id")
        self._kept: OrderedDict[str, Document] = OrderedDict()

    def __getitem__(self, document_id: str) -> Document:
        if document_id in self._kept:
            self._kept.move_to_end(document_id)
            return self._kept[document_id]
        found = files.from_json(Document, self._lines.values(document_id))
        self._kept[document_id] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._lines.offsets)

    def __len__(self) -> int:
        return len(self._lines.offsets)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._lines.offsets

    def mark(self, document_id: str) -> bytes:
        """A hash of the line of a document; empty where there is none."""
        return self._lines.marks.get(document_id, b"")

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


def lines_of(*paths: Path) -> Iterator[bytes]:
    """The lines of files of records, one file after another."""
    for path in paths:
        with opened(path) as file:
            yield from file


_EVENT_NUMBER = slice(44, 56)
"""Where the number of its event stands in the line of a report."""
_EVENT_DAY = re.compile(rb',"event_date":"(\d{4}-\d\d-\d\d)"')


class Events(Collection[Event]):
    """The events, which stand by id in their file, by day; those without one last. Gone through as often as is asked."""

    def __init__(self, path: Path) -> None:
        self._path = path
        starts, days = array("q"), array("i")
        at = 0
        with opened(path) as file:
            for line in file:
                found = _EVENT_DAY.search(line)
                starts.append(at)
                days.append(files.day(found[1].decode()).toordinal() if found else UNDATED)
                at += len(line)
        starts.append(at)
        self._starts = starts
        self._order = np.argsort(np.array(days, dtype=np.int32), kind="stable")

    def __len__(self) -> int:
        return len(self._order)

    def __contains__(self, event: object) -> bool:
        return any(event == one for one in self)

    def __iter__(self) -> Iterator[Event]:
        return (files.from_json(Event, json.loads(line)) for line in self.lines())

    def lines(self) -> Iterator[bytes]:
        """The lines of the events."""
        with opened(self._path) as file:
            for place in self._order.tolist():
                start = self._starts[place]
                yield os.pread(file.fileno(), self._starts[place + 1] - start, start)


class Told(Mapping[str, Sequence[bytes]]):
    """The lines of the reports of each event, loaded when they are asked for, and hashes of them and of their documents."""

    def __init__(self, path: Path, papers: Mapping[str, Document]) -> None:
        self._file = opened(path)
        events, starts, marks = array("Q"), array("q"), array("Q")
        at, last, own = 0, b"", 0
        for line in self._file:
            document = lines.document_of(line) or b""
            if document != last:
                last = document
                own = ranges.mark(
                    repr(papers.get(files.parse(document) if document else "")).encode("utf-8", "replace")
                )
            events.append(int(line[_EVENT_NUMBER], 16))
            starts.append(at)
            marks.append(ranges.mark(line) ^ own)
            at += len(line)
        numbers = np.array(events, dtype=np.uint64)
        order = np.argsort(numbers, kind="stable")
        self._numbers, self._starts = numbers[order], np.array(starts, dtype=np.int64)[order]
        self._marks = np.array(marks, dtype=np.uint64)[order]

    def marks(self, events: Sequence[int]) -> bytes:
        """What tells the reports of some events, by the numbers of these, and their documents from any others."""
        wanted = np.array(events, dtype=np.uint64)
        first, stop = (np.searchsorted(self._numbers, wanted, side=side) for side in ("left", "right"))
        counts = stop - first
        places = np.repeat(stop - np.cumsum(counts), counts) + np.arange(counts.sum())
        return counts.tobytes() + self._marks[places].tobytes()

    def __getitem__(self, event_id: str) -> tuple[bytes, ...]:
        number = np.uint64(int(event_id[2:], 16))
        first, stop = (int(np.searchsorted(self._numbers, number, side=side)) for side in ("left", "right"))
        if first == stop:
            raise KeyError(event_id)
        found = []
        for start in self._starts[first:stop].tolist():
            self._file.seek(start)
            found.append(self._file.readline())
        return tuple(found)

    def __iter__(self) -> Iterator[str]:
        return (f"e-{number:012x}" for number in np.unique(self._numbers).tolist())

    def __len__(self) -> int:
        return len(np.unique(self._numbers))

    def close(self) -> None:
        """Close the file."""
        self._file.close()


def papers(path: Path) -> dict[str, Document]:
    """The documents without their texts, by id."""
    found = (files.from_json(Document, json.loads(line) | {"text": ""}) for line in lines_of(path))
    return {document.document_id: document for document in found}


@dataclass(frozen=True, slots=True)
class Facts:
    """What merging has to know of a document."""

    published: date | None
    source: str | None
    fingerprint: str | None
    duplicate_of: str | None


def facts(path: Path) -> dict[str, Facts]:
    """What merging has to know of each document, by id."""
    with opened(path) as file:
        return dict(_facts(json.loads(line)) for line in file)


def _facts(values: dict[str, Any]) -> tuple[str, Facts]:
    day = values.get("published")
    return values["document_id"], Facts(
        files.day(day) if day else None, values.get("source"), values.get("fingerprint"), values.get("duplicate_of")
    )
