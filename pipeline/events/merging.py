"""Reports of one event, found and joined."""

from __future__ import annotations

import dataclasses
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.events.identity import DocumentLike, event_id, order
from pipeline.events.values import merged_event

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pipeline.schema import Event, Report


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """Events by id, and their reports, by document and span, each with its `event_id`."""

    events: tuple[Event, ...]
    reports: tuple[Report, ...]


def _key(report: Report) -> tuple[object, ...]:
    """What two reports have to share to tell one event; unique where kind, day or place is unknown."""
    place = report.geoname_id or (report.latitude and (report.location, report.latitude, report.longitude))
    if report.event_date is None or not place:
        return (report.report_id,)
    return (report.event_type, report.sub_event_type, report.event_date, place)


def merge(reports: Iterable[Report], documents: Mapping[str, DocumentLike]) -> Merged:
    """Join the reports that tell one event.

    Parameters
    ----------
    reports
        Reports of any number of documents, in any order.
    documents
        Their documents by id.

    Returns
    -------
    Merged
        The same events, ids and order whatever the order of `reports`.
    """
    groups: dict[tuple[object, ...], list[Report]] = defaultdict(list)
    for report in sorted(reports, key=lambda report: order(report, documents)):
        groups[_key(report)].append(report)
    events, told = [], []
    for group in groups.values():
        identity = event_id(group[0].report_id)
        members = [dataclasses.replace(report, event_id=identity) for report in group]
        events.append(merged_event(identity, members, documents))
        told.extend(members)
    return Merged(
        events=tuple(sorted(events, key=lambda event: event.event_id)),
        reports=tuple(
            sorted(told, key=lambda report: (report.document_id, report.start, report.end, report.report_id))
        ),
    )
