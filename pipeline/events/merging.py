"""Reports of one event, found and joined."""

from __future__ import annotations

import csv
import dataclasses
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.events.accounts import account
from pipeline.events.candidates import reach
from pipeline.events.identity import DocumentLike, event_id, order
from pipeline.events.sweep import Passing, Settled, Told, settled
from pipeline.events.values import merged_event
from pipeline.records import without_collection
from pipeline.schema import SEPARATOR, Issue, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from pipeline.events.clusters import Sentence
    from pipeline.events.sweep import Order
    from pipeline.schema import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why two reports are one event: the parts of their score, or a person's decision."""

    event_id: str
    report_id: str
    other: str
    score: float
    parts: tuple[tuple[str, float], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Events by id; their reports, by document and span, each with its `event_id`; why they were joined; what stayed open."""

    events: tuple[Event, ...]
    reports: tuple[Report, ...]
    reasons: tuple[Reason, ...] = ()
    issues: tuple[Issue, ...] = ()


COLUMNS = ("event_id", "report_id", "other_report_id", "score", "parts")
"""Columns of merges.csv."""


def write_reasons(path: Path, reasons: Iterable[Reason]) -> None:
    """Write merges.csv: one line for each pair of reports along which an event was joined, with the parts of its score."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    for one in reasons:
        named = SEPARATOR.join(f"{name} {value:g}" for name, value in one.parts)
        writer.writerow((one.event_id, one.report_id, one.other, f"{one.score:g}", named))
    files.write_text(path, lines.getvalue())


def _text_of(document_id: str, documents: Mapping[str, DocumentLike]) -> str:
    """What copies of one text have in common."""
    document = documents.get(document_id)
    if document is None:
        return f"document {document_id}"
    return document.fingerprint or f"document {document.duplicate_of or document_id}"


class Accounts:
    """Makes accounts of reports; equal documents, and copies of one text, get one number."""

    def __init__(self, documents: Mapping[str, DocumentLike]) -> None:
        """Know the documents."""
        self._documents = documents
        self._numbers: dict[str, int] = {}

    def told(self, report: Report, place: int = 0) -> Told:
        """A report as merging compares it; its first day has to be known."""
        numbers = self._numbers
        document = numbers.setdefault(report.document_id, len(numbers))
        text = numbers.setdefault(_text_of(report.document_id, self._documents), len(numbers))
        made = account(report, document, text)
        return Told(order(report, self._documents), report, place, made, _sentence(report))


def _sentence(report: Report) -> Sentence:
    known = (report.location, report.location_text, report.admin1, report.weapon, *report.actor1, *report.actor2)
    return report.evidence, tuple(word for word in known if word)


def events_of(
    found: Settled, documents: Mapping[str, DocumentLike]
) -> tuple[list[tuple[Event, list[Told]]], list[Reason]]:
    """The events of accounts that were settled together, with their accounts, and why these were joined."""
    told = found.told
    events = []
    identity: dict[int, str] = {}
    for members in found.grouped.groups:
        name = event_id(told[members[0]].report.report_id)
        identity.update(dict.fromkeys(members, name))
        own = [told[number] for number in members]
        events.append((merged_event(name, [one.report for one in own], documents), own))
    reasons = [
        Reason(
            event_id=identity[link.one],
            report_id=told[link.one].report.report_id,
            other=told[link.other].report.report_id,
            score=link.score,
            parts=link.parts,
        )
        for link in found.grouped.links
    ]
    return events, reasons


def open_issues(found: Settled) -> list[tuple[Order, Issue]]:
    """One issue for each account of an area that fits several events equally well, with its place in the order."""
    issues = []
    for area, rivals in found.grouped.open:
        report = found.told[area].report
        reason = f"the account names only {report.location}; it may tell any of {len(rivals)} events, so it stays one"
        candidates = tuple(event_id(found.told[rival].report.report_id) for rival in rivals)
        told = Issue(
            document_id=report.document_id,
            stage="events",
            kind="ambiguous_merge",
            start=report.start,
            end=report.end,
            text=report.evidence,
            reason=reason,
            candidates=candidates,
        )
        issues.append((found.told[area].order, told))
    return issues


_SLOTS = tuple(Report.__dict__[each.name] for each in dataclasses.fields(Report))


def linked(report: Report, identity: str) -> Report:
    """The report with its event's id; ten times faster than `dataclasses.replace`, which counts for each report."""
    if report.event_id == identity:
        return report
    made = object.__new__(Report)
    for slot in _SLOTS:
        slot.__set__(made, slot.__get__(report))
    Report.__dict__["event_id"].__set__(made, identity)
    return made


@without_collection()
def merge(
    reports: Iterable[Report],
    documents: Mapping[str, DocumentLike],
    *,
    together: Iterable[tuple[str, str]] = (),
    apart: Iterable[tuple[str, str]] = (),
) -> Merged:
    """Join the reports that tell one event.

    Parameters
    ----------
    reports
        Reports of any number of documents, in any order. One without a day is never joined.
    documents
        Their documents by id.
    together, apart
        Pairs of report ids of which people decided that they are, or are not, one event.

    Returns
    -------
    Merged
        The same events, ids and order whatever the order of `reports`.
    """
    told = list(reports)
    make = Accounts(documents).told
    dated = [make(report, place) for place, report in enumerate(told) if report.event_date is not None]
    by_place = {one.place: one for one in dated}
    passing = [Passing(one.place, *reach(one.account), one.report.report_id, one.place) for one in dated]
    passing.sort(key=lambda one: one.first)
    present = {one.report_id for one in passing}
    pairs = [(a, b) for a, b in together if a in present and b in present and a != b]
    events: list[Event] = []
    identity: dict[str, str] = {}
    reasons: list[Reason] = []
    issues: list[tuple[Order, Issue]] = []

    def alone(report: Report) -> None:
        events.append(merged_event(event_id(report.report_id), [report], documents))
        identity[report.report_id] = events[-1].event_id

    for report in told:
        if report.event_date is None:
            alone(report)
    for found in settled(passing, by_place.__getitem__, pairs, apart):
        if not found.told:
            alone(told[found.places[0]])
            continue
        made, why = events_of(found, documents)
        for event, members in made:
            events.append(event)
            identity.update(dict.fromkeys((one.report.report_id for one in members), event.event_id))
        reasons += why
        issues += open_issues(found)
    own = [linked(report, identity[report.report_id]) for report in told]
    return Merged(
        events=tuple(sorted(events, key=lambda event: event.event_id)),
        reports=tuple(sorted(own, key=lambda report: (report.document_id, report.start, report.end, report.report_id))),
        reasons=tuple(sorted(reasons, key=lambda reason: (reason.event_id, reason.report_id, reason.other))),
        issues=tuple(issue for _, issue in sorted(issues, key=lambda each: each[0])),
    )
