"""Reports joined to events, as coded and as corrected by people, without holding all of them.

coded.jsonl → its lines by day → events, settled as the days go by → events.jsonl by id, reports.jsonl by document

A pass over coded.jsonl notes where the line of each report stands and from which day on it may meet others. Only the
reports and events that corrections name are held; the others go from line to line.
"""

from __future__ import annotations

import os
from array import array
from contextlib import closing
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import pairwise
from typing import IO, TYPE_CHECKING, Any

import numpy as np

from pipeline import corrections, events, files
from pipeline.records import without_collection
from pipeline.schema import Issue, Report
from pipeline.workflow import lines, texts, versions
from pipeline.workflow.runs import Runs

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from pipeline.corrections import Correction
    from pipeline.schema import Document, Event
    from pipeline.workflow.options import Options

_CODE = ("events", "lexicons", "lexicon", "schema")
"""What the ties of accounts depend on besides these."""
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
    `marks` hashes of all that it rests on, `events` the numbers of their events; `corrected` holds the reports that
    differ from their line, `None` where they are dropped.
    """

    file: IO[bytes]
    starts: array[int] = field(default_factory=lambda: array("q"))
    days: array[int] = field(default_factory=lambda: array("i"))
    lasts: array[int] = field(default_factory=lambda: array("i"))
    marks: array[int] = field(default_factory=lambda: array("Q"))
    events: array[int] = field(default_factory=lambda: array("Q"))
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

    def add(self, document: str, days: tuple[int, int], mark: int) -> int:
        """A further report; its place."""
        self.days.append(days[0])
        self.lasts.append(days[1])
        self.marks.append(mark)
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
        place = found.add(name, days, _mark(line, key))
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
        place = told.add(report.document_id, UNKNOWN, 0)
        told.named[report.report_id] = place
        told.corrected[place] = report
    for place, corrected in told.corrected.items():
        told.days[place], told.lasts[place] = _days(corrected)
        told.marks[place] = _mark(files.line(corrected).encode(), b"corrected")
    return issues


@dataclass(slots=True)
class _Made:
    """What merging makes, as it comes; events that corrections may speak of are held, with the places of their reports."""

    events: Runs
    reasons: Runs
    held: list[tuple[Event, Sequence[int]]] = field(default_factory=list)
    issues: list[tuple[Any, Issue]] = field(default_factory=list)


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
        made.events.add(files.line(event).encode())


def _take_alone(told: _Reports, made: _Made, place: int, documents: Mapping[str, texts.Facts]) -> None:
    """Note the event of a single report: mostly its line tells it all."""
    line = None if place in told.corrected else told.line(place)
    if line is None or (told.named and lines.report_id(line) in told.named) or not (made_of := lines.alone(line)):
        report = told.report(place)
        if report is not None:
            _take(told, made, events.merged_event(events.event_id(report.report_id), [report], documents), [place])
        return
    told.events[place] = int(lines.report_id(line)[2:], 16)
    made.events.add(made_of)


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
        made.events.add(files.line(event).encode())
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


def _all_linked(told: _Reports) -> Iterator[bytes]:
    """The lines of all reports by document and place in it."""
    stops = [*(first for _, first in told.documents), len(told.days)]
    parts = sorted((document, *ends) for (document, _), ends in zip(told.documents, pairwise(stops), strict=True))
    number = 0
    while number < len(parts):
        document, own = parts[number][0], []
        while number < len(parts) and parts[number][0] == document:
            first, stop = parts[number][1:]
            coded = zip(range(first, stop), told.lines(first, stop), strict=True)
            own += [_linked(told, place, line) for place, line in coded if told.events[place] != NONE]
            number += 1
        yield from (line for _, line in sorted(own))


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
    path: Path = options.stage("coded")
    made = _Made(Runs(options.stages), Runs(options.stages))
    with texts.opened(path) as file, closing(texts.Documents(options.stage("documents"))) as whole:
        named = _named(rows, whole)
        told = _scan(file, named, facts)
        first = _correct(told, rows, whole)
        decided, second = _decisions(told, rows)
        code = versions.code(_CODE)
        ties = (events.load(options.stages / "ties", code), events.Ties())
        _join(told, made, facts, decided, ties)
        ties[1].save(options.stages / "ties", code)
        third = _finish(told, made, rows)
        files.write_lines(options.stage("reports"), _all_linked(told))
    files.write_lines(options.stage("merges"), made.reasons.sorted())
    count = files.write_lines(options.stage("events"), made.events.sorted())
    merged = [one for _, one in sorted(made.issues, key=lambda each: each[0])]
    return count, [*first, *second, *third], merged
