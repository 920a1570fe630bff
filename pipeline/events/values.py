"""The values of an event from those of its accounts.

One value, one rule; an account's place columns stay together. Where accounts differ, `notes` says how.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.events.identity import DocumentLike, order
from pipeline.schema import SUB_EVENT_TYPES, Event, disorder_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

    from pipeline.schema import Report

T = TypeVar("T")

PLACE = (
    "location",
    "location_text",
    "location_type",
    "latitude",
    "longitude",
    "geo_precision",
    "uncertainty_km",
    "admin1",
    "admin2",
    "country",
    "iso3",
    "geoname_id",
    "geocoder",
)
"""Columns that come from one account together."""

REVISION = timedelta(days=3)
"""A toll published this long after the others is taken as their revision."""


@dataclass(frozen=True, slots=True)
class Toll:
    """Best, lowest and highest figure."""

    best: int | None
    low: int | None
    high: int | None


def _vote(values: Iterable[T | None]) -> T | None:
    """The value that most accounts give; of equals the first."""
    counted = Counter(value for value in values if value is not None)
    return counted.most_common(1)[0][0] if counted else None


def _union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Every value once, those of most accounts first, then in order."""
    counted = Counter(value for values in lists for value in dict.fromkeys(values))
    return tuple(value for value, _ in counted.most_common())


def _parties(reports: Sequence[Report], name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors of all accounts, and the kind of each where it is known for all."""
    kinds: dict[str, str] = {}
    for report in reports:
        actors, types = getattr(report, name), getattr(report, f"{name}_type")
        if len(actors) == len(types):
            for actor, kind in zip(actors, types, strict=True):
                kinds.setdefault(actor, kind)
    actors = _union(getattr(report, name) for report in reports)
    if all(actor in kinds for actor in actors):
        return actors, tuple(kinds[actor] for actor in actors)
    return actors, _union(getattr(report, f"{name}_type") for report in reports)


def best_place(reports: Sequence[Report]) -> Report:
    """The account that places the event most precisely; of equals the first."""

    def rank(report: Report) -> tuple[bool, int, float]:
        return (
            report.latitude is None,
            report.geo_precision or 4,
            float("inf") if report.uncertainty_km is None else report.uncertainty_km,
        )

    return min(reports, key=rank)


def best_time(reports: Sequence[Report]) -> Report:
    """The account whose days most accounts give, among those that know them best; of equals the first."""
    dated = [report for report in reports if report.event_date is not None]
    if not dated:
        return reports[0]
    precision = min(report.time_precision or 4 for report in dated)
    sure = [report for report in dated if (report.time_precision or 4) == precision]
    days = _vote((report.event_date, report.event_date_end) for report in sure)
    return next(report for report in sure if (report.event_date, report.event_date_end) == days)


def toll(reports: Sequence[Report], name: str, published: Callable[[Report], date | None]) -> Toll:
    """Deaths or injuries over all accounts.

    The best figure is that of the latest account, an outlet's own voice before a party's among those published within
    `REVISION` of it; the lowest and the highest are those of any account.
    """

    def value(report: Report, part: str) -> int | None:
        found: int | None = getattr(report, name + part)
        return found

    given = [report for report in reports if value(report, "") is not None]
    days = [day for report in given if (day := published(report)) is not None]
    if days:
        given = [report for report in given if (day := published(report)) and max(days) - day <= REVISION]
    voiced = [report for report in given if report.status == "reported"] or given
    best = value(voiced[-1], "") if voiced else None
    figures = [
        figure for report in reports for part in ("", "_low", "_high") if (figure := value(report, part)) is not None
    ]
    exact = len(set(figures)) == 1 and best is not None
    lows = [f for r in reports for part in ("", "_low") if (f := value(r, part)) is not None]
    highs = [f for r in reports for part in ("", "_high") if (f := value(r, part)) is not None]
    if exact and len(reports) == 1:
        return Toll(best, value(reports[0], "_low"), value(reports[0], "_high"))
    if len(reports) == 1:
        return Toll(best, value(reports[0], "_low"), value(reports[0], "_high"))
    low = min(lows) if lows and (len(set(lows)) > 1 or any(value(r, "_low") is not None for r in reports)) else None
    high = (
        max(highs) if highs and (len(set(highs)) > 1 or any(value(r, "_high") is not None for r in reports)) else None
    )
    return Toll(best, low, high)


def independent(reports: Sequence[Report], documents: Mapping[str, DocumentLike]) -> int:
    """Number of sources that do not copy each other: documents of one outlet or of one text count once."""
    groups: list[set[str]] = []
    for report in reports:
        document = documents.get(report.document_id)
        marks = {f"document {report.document_id}"} | {f"source {name.casefold()}" for name in report.source}
        if document:
            marks |= {f"document {document.duplicate_of}"} if document.duplicate_of else set()
            marks |= {f"text {document.fingerprint}"} if document.fingerprint else set()
            marks |= {f"source {document.source.casefold()}"} if document.source else set()
        touching = [group for group in groups if group & marks]
        groups = [group for group in groups if not group & marks]
        groups.append(marks.union(*touching))
    return len(groups)


def status(reports: Sequence[Report]) -> str:
    """Disputed where any account is or one's claim is another's denial, reported where an outlet says so itself."""
    if any(report.status == "disputed" or report.denied_by for report in reports):
        return "disputed"
    return "reported" if any(report.status == "reported" for report in reports) else "claimed"


def merged_event(identity: str, reports: Sequence[Report], documents: Mapping[str, DocumentLike]) -> Event:
    """The event that these accounts tell.

    Parameters
    ----------
    identity
        Its id.
    reports
        One or more accounts of it.
    documents
        Their documents by id.
    """
    told = sorted(reports, key=lambda report: order(report, documents))

    def published(report: Report) -> date | None:
        document = documents.get(report.document_id)
        return document.published if document else None

    place, time = best_place(told), best_time(told)
    sub_event_type = _vote(report.sub_event_type for report in told) or told[0].sub_event_type
    values: dict[str, Any] = {name: getattr(place, name) for name in PLACE}
    for name in ("fatalities", "injuries"):
        figures = toll(told, name, published)
        values |= {name: figures.best, f"{name}_low": figures.low, f"{name}_high": figures.high}
    for name in ("actor1", "actor2"):
        values[name], values[f"{name}_type"] = _parties(told, name)
    for name in ("weapon", "target", "time_of_day"):
        values[name] = _vote(getattr(report, name) for report in told)
    for name in ("claimed_by", "denied_by", "source"):
        values[name] = _union(getattr(report, name) for report in told)
    said = status(told) if len(told) > 1 else told[0].status
    sure = [report.confidence for report in told if report.confidence is not None]
    return Event(
        event_id=identity,
        event_date=time.event_date,
        event_date_end=time.event_date_end,
        time_precision=time.time_precision,
        disorder_type=disorder_type(sub_event_type),
        event_type=SUB_EVENT_TYPES[sub_event_type],
        sub_event_type=sub_event_type,
        civilian_targeting=_vote(report.civilian_targeting for report in told),
        status=said,
        unverified=True if said != "reported" and any(report.unverified for report in told) else told[0].unverified,
        source_count=max(1, independent(told, documents)),
        document_ids=tuple(dict.fromkeys(report.document_id for report in told)),
        confidence=max(sure) if sure else None,
        notes="; ".join(dict.fromkeys(report.notes for report in told if report.notes)) or None,
        report_ids=tuple(report.report_id for report in told),
        **values,
    )
