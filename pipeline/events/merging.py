"""Reports of one event, found and joined."""

from __future__ import annotations

import csv
import dataclasses
import gc
import io
from contextlib import contextmanager
from dataclasses import dataclass
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.events.accounts import Account, account, numbers
from pipeline.events.clusters import Decisions, Grouped, Sentence, group
from pipeline.events.identity import DocumentLike, event_id, order
from pipeline.events.values import merged_event
from pipeline.schema import SEPARATOR, Issue, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

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


def _accounts(reports: Sequence[Report], documents: Mapping[str, DocumentLike]) -> list[Account]:
    texts = {name: _text_of(name, documents) for name in {report.document_id for report in reports}}
    document_numbers, text_numbers = numbers(sorted(texts)), numbers(sorted(texts.values()))
    return [
        account(report, document_numbers[report.document_id], text_numbers[texts[report.document_id]])
        for report in reports
    ]


def _sentence(report: Report) -> Sentence:
    known = (report.location, report.location_text, report.admin1, report.weapon, *report.actor1, *report.actor2)
    return report.evidence, tuple(word for word in known if word)


def _decisions(
    reports: Sequence[Report], together: Iterable[tuple[str, str]], apart: Iterable[tuple[str, str]]
) -> Decisions:
    """The pairs of report ids that are there, as numbers."""
    number = {report.report_id: place for place, report in enumerate(reports)}

    def known(pairs: Iterable[tuple[str, str]]) -> tuple[tuple[int, int], ...]:
        return tuple(sorted((number[a], number[b]) for a, b in pairs if a in number and b in number and a != b))

    return Decisions(known(together), known(apart))


def _open_issues(grouped: Grouped, reports: Sequence[Report]) -> tuple[Issue, ...]:
    """One issue for each account of an area that fits several events equally well."""
    found = []
    for area, rivals in grouped.open:
        report = reports[area]
        found.append(
            Issue(
                document_id=report.document_id,
                stage="events",
                kind="ambiguous_merge",
                start=report.start,
                end=report.end,
                text=report.evidence,
                reason=f"the account names only {report.location}; it may tell any of {len(rivals)} events, so it stays one",
                candidates=tuple(event_id(reports[rival].report_id) for rival in rivals),
            )
        )
    return tuple(found)


_NAMES = tuple(field.name for field in dataclasses.fields(Report))
_VALUES = attrgetter(*_NAMES)


def _linked(report: Report, identity: str) -> Report:
    """The report with its event's id; several times faster than `dataclasses.replace`, which counts for each report."""
    if report.event_id == identity:
        return report
    return Report(**{**dict(zip(_NAMES, _VALUES(report), strict=True)), "event_id": identity})


@contextmanager
def _without_collection() -> Iterator[None]:
    """No search for cycles among the millions of records, which have none: it would look at all of them again and again."""
    running = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if running:
            gc.enable()


@_without_collection()
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
    told = sorted(reports, key=lambda report: order(report, documents))
    dated = [report for report in told if report.event_date is not None]
    pairs = _decisions(dated, together, apart)
    grouped = group(_accounts(dated, documents), [_sentence(report) for report in dated], pairs)
    groups = [[dated[number] for number in numbers_] for numbers_ in grouped.groups]
    groups += [[report] for report in told if report.event_date is None]
    identity = {report.report_id: event_id(members[0].report_id) for members in groups for report in members}
    reasons = [
        Reason(
            event_id=identity[dated[link.one].report_id],
            report_id=dated[link.one].report_id,
            other=dated[link.other].report_id,
            score=link.score,
            parts=link.parts,
        )
        for link in grouped.links
    ]
    events = [merged_event(event_id(members[0].report_id), members, documents) for members in groups]
    linked = [_linked(report, identity[report.report_id]) for report in told]
    return Merged(
        events=tuple(sorted(events, key=lambda event: event.event_id)),
        reports=tuple(
            sorted(linked, key=lambda report: (report.document_id, report.start, report.end, report.report_id))
        ),
        reasons=tuple(sorted(reasons, key=lambda reason: (reason.event_id, reason.report_id, reason.other))),
        issues=_open_issues(grouped, dated),
    )
