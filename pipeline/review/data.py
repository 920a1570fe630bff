"""What the page needs of a dataset: an index of articles and events, and a block for each article."""

from __future__ import annotations

import json
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.schema import EVENT_FIELDS, REPORT_FIELDS, to_cell

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Mapping, Sequence
    from pathlib import Path

    from pipeline.schema import Document, Event, Issue, Report

KEYS = ("report_id", "event_id", "document_id", "start", "end", "evidence", "notes", "confidence", "status")
"""Columns that the page shows elsewhere than in a record's list."""
FIXED = (*KEYS[:6], "document_ids", "source_count", "corrected", "event_type", "disorder_type")
"""Columns that cannot be corrected."""
UNRESOLVED = "places"
"""Stage whose issues are about places."""
DIFFERENT = ("days:", "kinds:", "places:", "fatalities:", "injuries:", "actor1:", "status:")
"""How the notes on accounts that differ begin."""


@dataclass(frozen=True, slots=True)
class Content:
    """The index, and a block for each article in it."""

    index: dict[str, Any]
    articles: tuple[dict[str, Any], ...]


def joined(path: Path | None, wanted: Container[str]) -> dict[str, list[str]]:
    """Why each report wanted was joined to others, as lines to show, from the JSON lines that merging left."""
    found: dict[str, list[str]] = defaultdict(list)
    if path is not None and path.is_file():
        with path.open(encoding="utf-8") as lines:
            for line in map(json.loads, lines):
                why = ", ".join(f"{name} {value:g}" for name, value in line["parts"])
                for one, other in ((line["report_id"], line["other"]), (line["other"], line["report_id"])):
                    if one in wanted:
                        found[one].append(f"one event with {other}: {line['score']:g} = {why}")
    return found


def _report(report: Report, reasons: Sequence[str]) -> dict[str, Any]:
    values = [(f.name, to_cell(getattr(report, f.name))) for f in REPORT_FIELDS if f.name not in KEYS]
    return {
        "id": report.report_id,
        "event": report.event_id,
        "status": report.status,
        "confidence": report.confidence,
        "notes": report.notes,
        "joined": reasons,
        "start": report.start,
        "end": report.end,
        "values": [(name, value) for name, value in values if value],
        "spans": [(span.field, span.start, span.end) for span in report.spans],
    }


def _issue(issue: Issue) -> dict[str, Any]:
    return {
        "kind": issue.kind,
        "place": issue.stage == UNRESOLVED,
        "start": issue.start,
        "end": issue.end,
        "text": issue.text or "",
        "reason": issue.reason or "",
        "candidates": issue.candidates,
    }


def _article(
    document: Document, reports: Sequence[Report], issues: Sequence[Issue], reasons: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    return {
        "id": document.document_id,
        "title": document.title,
        "source": document.source,
        "published": to_cell(document.published),
        "url": document.url,
        "text": document.text,
        "reports": [_report(report, reasons.get(report.report_id, ())) for report in reports],
        "issues": [_issue(issue) for issue in issues],
    }


def _entry(document: Document, reports: Sequence[Report], issues: Sequence[Issue]) -> dict[str, Any]:
    unplaced = sum(report.latitude is None for report in reports)
    doubts = sum(issue.stage == UNRESOLVED for issue in issues)
    shown = (document.title, document.source, document.document_id, *(report.event_id for report in reports))
    return {
        "id": document.document_id,
        "title": document.title,
        "source": document.source,
        "published": to_cell(document.published),
        "unresolved": max(unplaced, doubts),
        "rejected": len(issues) - doubts,
        "words": " ".join(word.lower() for word in shown if word),
        "records": [(report.event_id, report.status, report.confidence) for report in reports],
    }


def _summary(event: Event) -> str:
    """The merged values that accounts differ about most."""
    parts = [to_cell(event.event_date), event.location or "", event.status]
    for name in ("fatalities", "injuries"):
        low, best, high = (to_cell(getattr(event, name + end)) for end in ("_low", "", "_high"))
        if low or best or high:
            parts.append(f"{name} {best or 'unknown'}" + (f" ({low}–{high})" if low or high else ""))
    return ", ".join(part for part in parts if part)


def _events(events: Iterable[Event], owners: dict[str, tuple[str, int]]) -> dict[str, Any]:
    """By id: accounts with the number of their article (-1: not in the page), sources, notes, what was corrected."""
    found = {}
    for event in events:
        accounts = [(report, owners[report][1]) for report in event.report_ids if report in owners]
        if accounts:
            found[event.event_id] = {
                "reports": accounts,
                "sources": event.source_count,
                "summary": _summary(event) if len(accounts) > 1 else "",
                "notes": event.notes if len(accounts) > 1 or event.corrected else None,
                "corrected": event.corrected,
                "differ": any(part.startswith(DIFFERENT) for part in (event.notes or "").split(" | ")),
            }
    return found


def _fields() -> dict[str, Any]:
    """Columns that can be corrected, with what holds for their values."""
    return {
        field.name: {
            "type": field.type,
            "enum": field.enum,
            "minimum": field.minimum,
            "maximum": field.maximum,
            "required": field.required,
        }
        for field in EVENT_FIELDS
        if field.name not in FIXED
    }


def content(
    documents: Iterable[Document],
    reports: Iterable[Report],
    events: Iterable[Event],
    issues: Iterable[Issue],
    *,
    limit: int,
    merges: Path | None = None,
    left: int = 0,
) -> Content:
    """What the page shows: up to `limit` articles, in their order; copies of another article are left out.

    `left` is the number of further articles, which are not among `documents`.
    """
    told: dict[str, list[Report]] = defaultdict(list)
    seen: dict[str, list[Issue]] = defaultdict(list)
    for report in reports:
        told[report.document_id].append(report)
    for issue in issues:
        seen[issue.document_id or ""].append(issue)
    reasons = joined(merges, {report.report_id for mine in told.values() for report in mine})
    entries: list[dict[str, Any]] = []
    articles: list[dict[str, Any]] = []
    owners: dict[str, tuple[str, int]] = {}
    for document in documents:
        if document.duplicate_of:
            continue
        if len(articles) >= limit:
            left += 1
            continue
        mine, doubts = told[document.document_id], seen[document.document_id]
        mine.sort(key=lambda report: (report.start, report.end, report.report_id))
        doubts.sort(key=lambda issue: (issue.start is None, issue.start or 0, issue.kind))
        owners |= {report.report_id: (document.document_id, len(articles)) for report in mine}
        entries.append(_entry(document, mine, doubts))
        articles.append(_article(document, mine, doubts, reasons))
    index = {"documents": entries, "events": _events(events, owners), "fields": _fields(), "left": left}
    return Content(index, tuple(articles))
