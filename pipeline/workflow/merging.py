"""Reports joined to events, as coded and as corrected by people, without holding all of them.

coded.jsonl → its lines by day → events, settled as the days go by → events.jsonl by id, reports.jsonl by document

A pass over coded.jsonl notes where the line of each report stands and from which day on it may meet others. Only the
reports and events that corrections name are held; the others go from line to line. Events of a single report, and the
reports of a document, are copied from the files that were written before where they rest on the same.
"""

from __future__ import annotations

import os
from array import array
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from pipeline import corrections, events, files, ranges
from pipeline.records import without_collection
from pipeline.schema import Issue, Report
from pipeline.workflow import lines, texts, versions
from pipeline.workflow.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from pipeline.corrections import Correction
    from pipeline.schema import Document, Event
    from pipeline.workflow.options import Options

    _Parts = tuple[Sequence[int], npt.NDArray[np.int64], Iterator[bytes]]
    """The marks of the parts of a file, their places in the former one, and those that have none."""

_CODE = ("events", "lexicons", "lexicon", "schema")
"""What the ties of accounts depend on besides these."""
_LINES = (*_CODE, "files", "records", "ranges", "corrections", "workflow/lines", "workflow/merging")
"""What the lines of events and reports do."""
UNDATED = -(2**31)
"""Stands for the day of a report without one."""
UNKNOWN = (UNDATED, UNDATED)
"""Stands for its days."""
NONE = 2**63
"""Stands for the event of a report that was dropped."""


@dataclass(slots=True)
class _Reports:
    """Reports by their place: in coded.jsonl, and after these the ones that people added.

    `starts` are the offsets of the lines, `days` and `lasts` the first and the last day on which a report may meet others,
    `marks` hashes of all that it rests on, `numbers` and `events` those in the ids of the reports and of their events;
    `corrected` holds the reports that differ from their line, `None` where they are dropped. `written` tells where in
    the former file of events the one stands that the report told alone, -1 where it is not there.
    """

    file: IO[bytes]
    starts: array[int] = field(default_factory=lambda: array("q"))
    days: array[int] = field(default_factory=lambda: array("i"))
    lasts: array[int] = field(default_factory=lambda: array("i"))
    marks: array[int] = field(default_factory=lambda: array("Q"))
    numbers: array[int] = field(default_factory=lambda: array("Q"))
    events: array[int] = field(default_factory=lambda: array("Q"))
    written: npt.NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    documents: list[tuple[str, int]] = field(default_factory=list)
    named: dict[str, int] = field(default_factory=dict)
    corrected: dict[int, Report | None] = field(default_factory=dict)

    def line(self, place: int) -> bytes:
        """The line of a report as it was coded."""
        start = self.starts[place]
        return os.pread(self.file.fileno(), self.starts[place + 1] - start, start)

    def lines(self, first: int, stop: int) -> list[bytes]:
        """The lines of reports that stand one behind the other, read at once; empty for those that people added."""
        last = min(stop, len(self.starts) - 1)
        found = [b"{}"] * (stop - first)
        if first < last:
            base = self.starts[first]
            read = os.pread(self.file.fileno(), self.starts[last] - base, base)
            edges = [start - base for start in self.starts[first : last + 1]]
            found[: last - first] = [read[start:end] for start, end in pairwise(edges)]
        return found

    def report(self, place: int) -> Report | None:
        """A report as corrected, without its spans; `None` where it is dropped."""
        return self.corrected[place] if place in self.corrected else _report(self.line(place))

    def add(self, document: str, days: tuple[int, int], mark: int, number: int) -> int:
        """A further report; its place."""
        self.days.append(days[0])
        self.lasts.append(days[1])
        self.marks.append(mark)
        self.numbers.append(number)
        self.events.append(NONE)
        place = len(self.days) - 1
        if not self.documents or self.documents[-1][0] != document:
            self.documents.append((document, place))
        return place


def _report(line: bytes) -> Report:
    return files.from_json(Report, files.parse(lines.without_spans(line)))


def _days(report: Report | None) -> tuple[int, int]:
    if report is None or report.event_date is None:
        return UNKNOWN
    last = report.event_date_end or report.event_date
    exact = (report.time_precision or 1) == 1
    return events.reached(report.event_date.toordinal(), last.toordinal(), exact=exact)


def _mark(line: bytes, document: bytes) -> int:
    return int.from_bytes(blake2b(line, digest_size=8, key=document).digest())


def _scan(file: IO[bytes], named: frozenset[str], documents: Mapping[str, texts.Facts]) -> _Reports:
    """Where the reports stand, and those that corrections name."""
    found = _Reports(file)
    at, last, name, key = 0, b"", "", b""
    for line in file:
        document = lines.document(line)
        if document != last:
            last, name = document, str(files.parse(document))
            key = blake2b(repr(documents.get(name)).encode("utf-8", "replace"), digest_size=8).digest()
        known = lines.days(line)
        days = UNKNOWN if known is None else events.reached(known[0], known[1], exact=known[2])
        place = found.add(name, days, _mark(line, key), lines.report_number(line))
        found.starts.append(at)
        at += len(line)
        if named and (report_id := lines.report_id(line)) in named:
            found.named[report_id] = place
    found.starts.append(at)
    return found


def _named(rows: Sequence[Correction], whole: Mapping[str, Document]) -> frozenset[str]:
    """Ids of the reports that corrections speak of; an event stands for its first report."""
    ids = {one for row in rows if row.action in {"set", "drop", "merge", "split"} for one in (row.id, *row.ids)}
    added, _ = corrections.reports((), [row for row in rows if row.action == "add"], whole)
    return frozenset({f"r-{one[2:]}" for one in ids} | {report.report_id for report in added})


def _correct(told: _Reports, rows: Sequence[Correction], whole: Mapping[str, Document]) -> tuple[Issue, ...]:
    """Apply the corrections of reports; returns what became of those that could not be."""
    before = [_report(told.line(place)) for place in sorted(told.named.values())]
    after, issues = corrections.reports(before, rows, whole)
    now = {report.report_id: report for report in after}
    for report in before:
        if now.get(report.report_id) is not report:
            told.corrected[told.named[report.report_id]] = now.get(report.report_id)
        now.pop(report.report_id, None)
    for report in now.values():
        place = told.add(report.document_id, UNKNOWN, 0, int(report.report_id[2:], 16))
        told.named[report.report_id] = place
        told.corrected[place] = report
    for place, corrected in told.corrected.items():
        told.days[place], told.lasts[place] = _days(corrected)
        told.marks[place] = _mark(files.line(corrected).encode(), b"corrected")
    return issues


@dataclass(slots=True)
class _Made:
    """What merging makes, as it comes; events that corrections may speak of are held, with the places of their reports.

    `numbers` and `marks` are those of the events made, `copied` the places of reports whose events were written before.
    """

    events: Runs
    reasons: Runs
    held: list[tuple[Event, Sequence[int]]] = field(default_factory=list)
    issues: list[tuple[Any, Issue]] = field(default_factory=list)
    numbers: array[int] = field(default_factory=lambda: array("Q"))
    marks: array[int] = field(default_factory=lambda: array("Q"))
    copied: array[int] = field(default_factory=lambda: array("q"))

    def add(self, line: bytes, number: int, mark: int = 0) -> None:
        """Take the line of an event; the mark is that of the report that tells it alone."""
        self.events.add(line)
        self.numbers.append(number)
        self.marks.append(mark)


def _dated(told: _Reports) -> Iterator[events.Passing]:
    """The accounts with a day, by the first day that they reach."""
    days = np.frombuffer(told.days, dtype=np.int32)
    order = np.argsort(days, kind="stable")
    names = {place: name for name, place in told.named.items()}
    for place in order[np.searchsorted(days[order], UNDATED, side="right") :].tolist():
        yield events.Passing(place, told.days[place], told.lasts[place], names.get(place, ""), told.marks[place])


def _undated(told: _Reports) -> Iterator[int]:
    for place, day in enumerate(told.days):
        if day == UNDATED and told.corrected.get(place, told) is not None:
            yield place


def _take(told: _Reports, made: _Made, event: Event, places: Sequence[int]) -> None:
    number = int(event.event_id[2:], 16)
    for place in places:
        told.events[place] = number
    if told.named and not set(told.named.values()).isdisjoint(places):
        made.held.append((event, places))
    else:
        made.add(files.line(event).encode(), number)


def _take_alone(told: _Reports, made: _Made, place: int, documents: Mapping[str, texts.Facts]) -> None:
    """Note the event of a single report: mostly it was written before, or the report's line tells it all."""
    if told.written[place] >= 0:
        told.events[place] = told.numbers[place]
        made.copied.append(place)
        return
    line = None if place in told.corrected else told.line(place)
    if line is None or (told.named and lines.report_id(line) in told.named) or not (made_of := lines.alone(line)):
        report = told.report(place)
        if report is not None:
            _take(told, made, events.merged_event(events.event_id(report.report_id), [report], documents), [place])
        return
    told.events[place] = told.numbers[place]
    made.add(made_of, told.numbers[place], told.marks[place])


def _join(
    told: _Reports,
    made: _Made,
    documents: Mapping[str, texts.Facts],
    decided: corrections.Decisions,
    ties: tuple[events.Ties, events.Ties],
) -> None:
    for place in _undated(told):
        _take_alone(told, made, place, documents)
    accounts = events.Accounts(documents)

    def load(place: int) -> events.Told:
        report = told.report(place)
        assert report is not None
        return accounts.told(report, place)

    passing = _dated(told)
    for found in events.settled(passing, load, decided.together, decided.apart, known=ties[0], kept=ties[1]):
        if not found.told:
            _take_alone(told, made, found.places[0], documents)
            continue
        joined, reasons = events.events_of(found, documents)
        for event, own in joined:
            _take(told, made, event, [one.place for one in own])
        for reason in reasons:
            made.reasons.add(files.line(reason).encode())
        made.issues += events.open_issues(found)


def _decisions(told: _Reports, rows: Sequence[Correction]) -> tuple[corrections.Decisions, tuple[Issue, ...]]:
    """What people decided about reports that have a day."""
    present = {one: place for one, place in told.named.items() if told.corrected.get(place, told) is not None}
    found, issues = corrections.decisions(rows, present)

    def dated(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
        return tuple(pair for pair in pairs if UNDATED not in {told.days[present[one]] for one in pair})

    return corrections.Decisions(dated(found.together), dated(found.apart)), issues


def _finish(told: _Reports, made: _Made, rows: Sequence[Correction]) -> tuple[Issue, ...]:
    """Apply the corrections of events to those that were held."""
    places = {}
    own = []
    for event, members in made.held:
        for place in members:
            report = told.report(place)
            if report is not None:
                own.append(events.linked(report, event.event_id))
                places[report.report_id] = place
    own.sort(key=lambda report: (report.document_id, report.start, report.end, report.report_id))
    held = sorted((event for event, _ in made.held), key=lambda event: event.event_id)
    done, kept, issues = corrections.events(held, own, rows)
    for event in done:
        made.add(files.line(event).encode(), int(event.event_id[2:], 16))
    for gone in places.keys() - {report.report_id for report in kept}:
        told.events[places[gone]] = NONE
    return issues


def _linked(told: _Reports, place: int, coded: bytes) -> tuple[tuple[int, int, str], bytes]:
    """Where in its document a report stands, and its line, as it was `coded`, with the id of its event."""
    event = f"e-{told.events[place]:012x}"
    report = told.corrected.get(place)
    if report is None:
        return (*lines.position(coded), lines.report_id(coded)), lines.with_event(coded, event.encode())
    values = files.to_json(events.linked(report, event))
    if "spans" not in values and (spans := files.parse(coded).get("spans")):
        values["spans"] = spans
    return (report.start, report.end, report.report_id), files.line(values).encode()


def _once(numbers: npt.NDArray[np.uint64]) -> npt.NDArray[np.bool_]:
    """Which of the numbers are there once."""
    _, where, counts = np.unique(numbers, return_inverse=True, return_counts=True)
    found: npt.NDArray[np.bool_] = counts[where] == 1
    return found


def _written(told: _Reports, former: ranges.Former) -> npt.NDArray[np.int64]:
    """Where the events stand that reports told alone; -1 where they are not there, or people named the report."""
    found = former.find(told.marks)
    found[list(told.named.values())] = -1
    return np.where(_once(np.array(told.numbers, dtype=np.uint64)), found, -1)


def _write(path: Path, index: Path, former: ranges.Former, parts: _Parts) -> int:
    """Write a file from the parts that it had before and those made now, and its index; returns the number of parts."""
    made = ranges.Made()
    marks, places, fresh = parts
    with files.replacing(path) as temporary, temporary.open("wb", buffering=1 << 20) as file:
        for data, sizes in ranges.pieces(former, places, fresh):
            file.write(data)
            for size in sizes:
                made.add(marks[len(made.marks)], size)
    made.save(index, path, versions.code(_LINES))
    return len(made.marks)


def _events(told: _Reports, made: _Made, former: ranges.Former) -> _Parts:
    """The events by id."""
    copied = np.array(made.copied, dtype=np.int64)
    numbers = np.concatenate([np.array(made.numbers, np.uint64), np.array(told.numbers, np.uint64)[copied]])
    marks = np.concatenate([np.array(made.marks, np.uint64), np.array(told.marks, np.uint64)[copied]])
    places = np.concatenate([np.full(len(made.numbers), -1), told.written[copied]])
    order = np.argsort(numbers, kind="stable")
    marks[~_once(numbers)] = 0
    return marks[order].tolist(), places[order], made.events.sorted()


@dataclass(slots=True)
class _Group:
    """The reports of a document: the stretches of places where they stand, and a mark of their lines; 0 for corrected ones."""

    stretches: list[tuple[int, int]]
    mark: int = 0


def _groups(told: _Reports) -> list[_Group]:
    """The reports by document."""
    stops = [*(first for _, first in told.documents), len(told.days)]
    parts = sorted((document, *ends) for (document, _), ends in zip(told.documents, pairwise(stops), strict=True))
    found: list[_Group] = []
    before = None
    marks, events_ = memoryview(told.marks), memoryview(told.events)
    digest = blake2b()
    for document, first, stop in parts:
        if document != before:
            before, digest = document, blake2b(document.encode("utf-8", "replace"), digest_size=8)
            found.append(_Group([]))
        group = found[-1]
        group.stretches.append((first, stop))
        digest.update(marks[first:stop])
        digest.update(events_[first:stop])
        group.mark = int.from_bytes(digest.digest())
    if told.corrected:
        for group in found:
            if any(place in told.corrected for ends in group.stretches for place in range(*ends)):
                group.mark = 0
    return found


def _lines(told: _Reports, group: _Group) -> bytes:
    """The lines of the reports of a document by their place in it."""
    own = []
    for first, stop in group.stretches:
        coded = zip(range(first, stop), told.lines(first, stop), strict=True)
        own += [_linked(told, place, line) for place, line in coded if told.events[place] != NONE]
    return b"".join(line for _, line in sorted(own))


def _linked_reports(told: _Reports, former: ranges.Former) -> _Parts:
    """The reports with their events, by document."""
    groups = _groups(told)
    marks = [group.mark for group in groups]
    places = np.where(np.array(marks, dtype=np.uint64) == 0, -1, former.find(marks))
    fresh = (_lines(told, group) for group, place in zip(groups, places.tolist(), strict=True) if place < 0)
    return marks, places, fresh


@without_collection()
def run(options: Options, rows: Sequence[Correction]) -> tuple[int, list[Issue], list[Issue]]:
    """Write events.jsonl, reports.jsonl and merges.jsonl.

    Parameters
    ----------
    options
        The run.
    rows
        People's corrections.

    Returns
    -------
    tuple
        Number of events, issues about corrections, and issues about merging.
    """
    facts = texts.facts(options.stage("documents"))
    made = _Made(Runs(options.stages), Runs(options.stages))
    with ExitStack() as stack:
        file = stack.enter_context(texts.opened(options.stage("coded")))
        whole = stack.enter_context(closing(texts.Documents(options.stage("documents")))) if rows else {}
        before = {name: stack.enter_context(closing(_former(options, name))) for name in ("events", "reports")}
        told = _scan(file, _named(rows, whole), facts)
        first = _correct(told, rows, whole)
        told.written = _written(told, before["events"])
        decided, second = _decisions(told, rows)
        code = versions.code(_CODE)
        ties = (events.load(options.stages / "ties", code), events.Ties())
        _join(told, made, facts, decided, ties)
        ties[1].save(options.stages / "ties", code)
        third = _finish(told, made, rows)
        reports = _linked_reports(told, before["reports"])
        _write(options.stage("reports"), options.stages / "parts-reports", before["reports"], reports)
        files.write_lines(options.stage("merges"), made.reasons.sorted())
        parts = _events(told, made, before["events"])
        count = _write(options.stage("events"), options.stages / "parts-events", before["events"], parts)
    merged = [one for _, one in sorted(made.issues, key=lambda each: each[0])]
    return count, [*first, *second, *third], merged


def _former(options: Options, name: str) -> ranges.Former:
    """What was written before; nothing where all is to be made afresh."""
    if options.fresh:
        return ranges.Former()
    return ranges.Former(options.stage(name), options.stages / f"parts-{name}", versions.code(_LINES))
