"""Corrections of reports, of what is one event, and of events."""

from __future__ import annotations

import dataclasses
import hashlib
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pipeline.corrections import values
from pipeline.corrections.rows import Correction, issue, lost, refused
from pipeline.schema import SUB_EVENT_TYPES, Event, Issue, Report, disorder_type, to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.schema import Document

RANGES = (("fatalities_low", "fatalities", "fatalities_high"), ("injuries_low", "injuries", "injuries_high"))
NEEDED = ("document_id", "sub_event_type", "evidence")
"""What an added report cannot do without."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Pairs of report ids that people said to be, or not to be, one event."""

    together: tuple[tuple[str, str], ...]
    apart: tuple[tuple[str, str], ...]


def _by_id(corrections: Iterable[Correction], kind: str) -> dict[str, list[Correction]]:
    """`set` rows by the id that they correct, in the order in which they hold: by day, then by line."""
    found: dict[str, list[Correction]] = defaultdict(list)
    for row in sorted(corrections, key=lambda row: (row.when, row.line)):
        if row.action == "set" and row.id.startswith(kind):
            found[row.id].append(row)
    return found


def _changes(record: Report | Event, rows: Sequence[Correction], kind: str) -> tuple[dict[str, Any], list[Issue]]:
    """New values of a record by column, and issues of rows that were overridden or found another value."""
    last = {row.field: row for row in rows}
    issues = [
        issue(row, "overridden_correction", f"{last[row.field].shown} came later")
        for row in rows
        if last[row.field] is not row
    ]
    for row in last.values():
        now = to_cell(getattr(record, row.field))
        if row.was and now not in {row.was, row.value}:
            issues.append(
                issue(row, "changed_correction", f"it corrected {row.was!r}, but the text now gives {now!r}; applied")
            )
    new = {row.field: values.parse(values.fields(kind)[row.field], row.value) for row in last.values()}
    return new, issues


def _moved(record: Report | Event, new: Mapping[str, Any]) -> dict[str, Any]:
    """What follows from new coordinates: no number of GeoNames, and far from the old ones no region."""
    full: dict[str, Any] = {"geocoder": "correction", "geoname_id": None}
    point = (new.get("latitude", record.latitude), new.get("longitude", record.longitude))
    if values.far((record.latitude, record.longitude), point):
        full |= {name: None for name in ("admin1", "admin2", "country", "iso3") if getattr(record, name) is not None}
    return full


def _followed(record: Report | Event, new: Mapping[str, Any]) -> dict[str, Any]:
    """The new values with those that follow from them."""
    full = dict(new)
    if "sub_event_type" in new:
        full["event_type"] = SUB_EVENT_TYPES[new["sub_event_type"]]
        full["disorder_type"] = disorder_type(new["sub_event_type"])
    if "event_date" in new and "event_date_end" not in new and record.event_date_end in (None, record.event_date):
        full["event_date_end"] = new["event_date"]
    if {"latitude", "longitude"} & set(new):
        full = _moved(record, new) | full
    for low, best, high in RANGES:
        if new.get(best) is not None:
            for name, pick in ((low, min), (high, max)):
                old = getattr(record, name)
                if name not in new and old is not None and pick(old, new[best]) != old:
                    full[name] = new[best]
    return full


def contradiction(record: Report | Event) -> str:
    """What does not hold together in a record; empty if all does."""
    if record.event_date and record.event_date_end and record.event_date > record.event_date_end:
        return f"event_date {record.event_date} would be after event_date_end {record.event_date_end}; correct both"
    if record.event_date is None and record.event_date_end is not None:
        return "event_date_end would stand without event_date; correct both"
    if (record.latitude is None) != (record.longitude is None):
        return "latitude and longitude go together; correct both"
    for names in RANGES:
        given = [(name, getattr(record, name)) for name in names if getattr(record, name) is not None]
        if [figure for _, figure in given] != sorted(figure for _, figure in given):
            return "it would be " + ", ".join(f"{name} {figure}" for name, figure in given) + "; correct all of them"
    for name in ("actor1", "actor2"):
        types = getattr(record, f"{name}_type")
        if types and not getattr(record, name):
            return f"{name}_type would stand without {name}; correct both"
    return ""


def _corrected(
    record: Report | Event, rows: Sequence[Correction], kind: str
) -> tuple[dict[str, Any], tuple[str, ...], list[Issue]]:
    """New values, their columns in order, and issues; nothing is changed where the whole does not hold together."""
    new, issues = _changes(record, rows, kind)
    full = _followed(record, new)
    wrong = contradiction(dataclasses.replace(record, **full))
    if wrong:
        return {}, (), [*issues, *(refused(row, wrong) for row in rows)]
    names = tuple(name for name in values.fields(kind) if name in full)
    shown = "; ".join(f"{row.field} was {to_cell(getattr(record, row.field)) or 'empty'}" for row in rows)
    who = "; ".join(dict.fromkeys(row.signature for row in rows if row.signature))
    note = f"corrected: {shown}" + (f" ({who})" if who else "")
    if "notes" not in full:
        full["notes"] = f"{record.notes} | {note}" if record.notes else note
    return full, names, issues


def report_id(document_id: str, start: int, end: int, sub_event_type: str) -> str:
    """Id of an added report, from document, span and type."""
    key = "\x1f".join((document_id, str(start), str(end), sub_event_type))
    return "r-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _added(rows: Sequence[Correction], documents: Mapping[str, Document]) -> Report | Issue:
    """The report that `add` rows of one name describe."""
    given = {row.field: row for row in rows}
    missing = [name for name in NEEDED if not given.get(name) or not given[name].value]
    if missing:
        return refused(rows[0], f"an added report needs {', '.join(missing)} as well")
    columns = values.fields("r")
    new = {name: values.parse(columns[name], row.value) for name, row in given.items()}
    document = documents.get(new["document_id"])
    if document is None:
        return lost(rows[0], f"the document {new['document_id']!r}")
    start = document.text.find(new["evidence"])
    if start < 0:
        return lost(rows[0], f"the evidence {new['evidence'][:80]!r} in {document.document_id}")
    end = start + len(new["evidence"])
    kind = new["sub_event_type"]
    who = next((row.signature for row in rows if row.signature), "")
    base = Report(
        report_id=report_id(document.document_id, start, end, kind),
        document_id=document.document_id,
        event_type=SUB_EVENT_TYPES[kind],
        sub_event_type=kind,
        disorder_type=disorder_type(kind),
        status="reported",
        source=(document.source,) if document.source else (),
        rule="correction.add",
        notes=f"added ({who})" if who else "added",
        start=start,
        end=end,
        evidence=new["evidence"],
    )
    new.setdefault("event_date_end", new.get("event_date"))
    added = dataclasses.replace(base, **new)
    wrong = contradiction(added)
    return refused(rows[0], wrong) if wrong else added


def _dropped(correction: Correction, report: Report) -> Issue:
    return Issue(
        document_id=report.document_id,
        stage="corrections",
        kind="dropped",
        start=report.start,
        end=report.end,
        text=report.evidence,
        reason=f"dropped by a correction ({correction.signature or correction.shown})",
    )


def reports(
    coded: Iterable[Report], corrections: Sequence[Correction], documents: Mapping[str, Document]
) -> tuple[tuple[Report, ...], tuple[Issue, ...]]:
    """The reports with the corrections of reports applied: set, drop, add.

    Parameters
    ----------
    coded
        All reports, in any order; the order is kept, added ones come last.
    corrections
        All corrections; those of events, places and merging are passed over.
    documents
        Documents by id; only the text of those that added reports name is read.
    """
    issues: list[Issue] = []
    rows = _by_id(corrections, "r")
    drops = {row.id: row for row in corrections if row.action == "drop" and row.id.startswith("r")}
    done: list[Report] = []
    seen: set[str] = set()
    for report in coded:
        seen.add(report.report_id)
        if report.report_id in drops:
            issues.append(_dropped(drops[report.report_id], report))
            continue
        if report.report_id in rows:
            new, _, found = _corrected(report, rows[report.report_id], "r")
            issues += found
            report = dataclasses.replace(report, **new)  # noqa: PLW2901
        done.append(report)
    for label, group in _labels(corrections).items():
        added = _added(group, documents)
        if isinstance(added, Issue):
            issues.append(added)
        elif added.report_id in seen:
            issues.append(refused(group[0], f"{label} is the same as {added.report_id}; use set"))
        else:
            seen.add(added.report_id)
            done.append(added)
    for row in corrections:
        if row.action in {"set", "drop"} and row.id.startswith("r") and row.id not in seen:
            issues.append(lost(row, row.id))
    return tuple(done), tuple(issues)


def _labels(corrections: Iterable[Correction]) -> dict[str, list[Correction]]:
    found: dict[str, list[Correction]] = defaultdict(list)
    for row in corrections:
        if row.action == "add":
            found[row.id].append(row)
    return found


def decisions(corrections: Sequence[Correction], report_ids: Iterable[str]) -> tuple[Decisions, tuple[Issue, ...]]:
    """What people decided about merging, as pairs of report ids.

    An event's id is that of its first report, so that `e-…` stands for the report `r-…` also after other documents
    joined. A pair that is both merged and split stays apart.
    """
    known = set(report_ids)
    pairs: dict[str, dict[tuple[str, str], Correction]] = {"merge": {}, "split": {}}
    issues: list[Issue] = []
    for row in corrections:
        if row.action not in pairs:
            continue
        first, *others = (f"r-{one[2:]}" for one in (row.id, *row.ids))
        gone = [one for one in (first, *others) if one not in known]
        issues += [lost(row, one) for one in gone]
        if first in known:
            for other in others:
                if other in known and other != first:
                    pairs[row.action][min(first, other), max(first, other)] = row
    for pair in sorted(pairs["merge"].keys() & pairs["split"].keys()):
        row = pairs["merge"].pop(pair)
        issues.append(refused(row, f"{pairs['split'][pair].shown} says the opposite; the two stay apart"))
    return Decisions(tuple(sorted(pairs["merge"])), tuple(sorted(pairs["split"]))), tuple(issues)


def _touched(corrections: Iterable[Correction], owner: Mapping[str, str]) -> dict[str, list[str]]:
    """Columns that corrections of its reports have set, by event."""
    columns = values.fields("e")
    found: dict[str, list[str]] = defaultdict(list)
    for row in corrections:
        if row.action == "set" and row.id in owner and row.field in columns:
            found[owner[row.id]].append(row.field)
    return found


def events(
    merged: Sequence[Event], told: Sequence[Report], corrections: Sequence[Correction]
) -> tuple[tuple[Event, ...], tuple[Report, ...], tuple[Issue, ...]]:
    """Events and reports with the corrections of events applied: set, drop; `corrected` names the columns.

    Parameters
    ----------
    merged
        The events.
    told
        Their reports, with `event_id`.
    corrections
        All corrections; an event id stands for the event that its report is in now.
    """
    owner = {report.report_id: report.event_id for report in told if report.event_id}
    issues: list[Issue] = []
    rows: dict[str, list[Correction]] = defaultdict(list)
    drops: dict[str, Correction] = {}
    for row in sorted(corrections, key=lambda row: (row.when, row.line)):
        if row.action not in {"set", "drop"} or not row.id.startswith("e"):
            continue
        event = owner.get(f"r-{row.id[2:]}")
        if event is None:
            issues.append(lost(row, row.id))
        elif row.action == "drop":
            drops[event] = row
        else:
            rows[event].append(row)
    touched = _touched(corrections, owner)
    done = []
    for record in merged:
        if record.event_id not in drops:
            new, names, found = (
                _corrected(record, rows[record.event_id], "e") if rows.get(record.event_id) else ({}, (), [])
            )
            issues += found
            marks = tuple(name for name in values.fields("e") if name in {*names, *touched.get(record.event_id, ())})
            done.append(dataclasses.replace(record, **new, corrected=marks) if marks else record)
    issues += [_dropped(drops[report.event_id], report) for report in told if report.event_id in drops]
    return tuple(done), tuple(report for report in told if report.event_id not in drops), tuple(issues)
