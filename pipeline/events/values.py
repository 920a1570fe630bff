"""The values of an event from those of its accounts.

One value, one rule; an account's place columns stay together. Where accounts differ, `notes` says how.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.events.identity import DocumentLike, order
from pipeline.events.parties import sides
from pipeline.schema import EVENT_FIELDS, GEOCODE_COLUMNS, SUB_EVENT_TYPES, Event, Report, disorder_type

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from datetime import date

T = TypeVar("T")

PLACE = ("location", "location_text", *GEOCODE_COLUMNS)
"""Columns that come from one account together."""

OWN_TO_EVENTS = ("event_id", "disorder_type", "confidence", "notes")
SHARED = tuple(field.name for field in EVENT_FIELDS if hasattr(Report, field.name) and field.name not in OWN_TO_EVENTS)
_SHARED = attrgetter(*SHARED)

_FIGURES = {name: attrgetter(f"{name}_low", name, f"{name}_high") for name in ("fatalities", "injuries")}
_PARTIES = {name: attrgetter(name, f"{name}_type") for name in ("actor1", "actor2")}
_NOTED = attrgetter(
    *("event_date", "event_date_end", "sub_event_type", "location", "actor1", "status"),
    *("fatalities_low", "fatalities", "fatalities_high", "injuries_low", "injuries", "injuries_high"),
)
"""Columns of which notes tell where accounts differ."""
_NONE = (None, None, None)

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
    given = [value for value in values if value is not None]
    if not given or given.count(given[0]) == len(given):
        return given[0] if given else None
    return Counter(given).most_common(1)[0][0]


def _union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    """Every value once, those of most accounts first, then in order."""
    given = [tuple(values) for values in lists if values]
    if not given or given.count(given[0]) == len(given):
        return given[0] if given else ()
    counted: dict[str, int] = {}
    for values in given:
        for value in dict.fromkeys(values):
            counted[value] = counted.get(value, 0) + 1
    return tuple(counted) if max(counted.values()) == 1 else tuple(sorted(counted, key=lambda value: -counted[value]))


def _parties(reports: Sequence[Report], name: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Actors of all accounts, and the kind of each where it is known for all."""
    kinds: dict[str, str] = {}
    told = list(map(_PARTIES[name], reports))
    if told.count(told[0]) == len(told) and len(told[0][0]) == len(told[0][1]) == len(set(told[0][0])):
        return told[0]
    for actors, types in told:
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


def _figures(report: Report, name: str) -> tuple[int | None, int | None, int | None]:
    figures: tuple[int | None, int | None, int | None] = _FIGURES[name](report)
    return figures


def toll(reports: Sequence[Report], name: str, published: Callable[[Report], date | None]) -> Toll:
    """Deaths or injuries over all accounts.

    The best figure is that of the latest account, an outlet's own voice before a party's among those published within
    `REVISION` of it. It stays empty where only the two sides give figures, and different ones. The lowest and the
    highest figure are those of any account.
    """
    telling = [report for report in reports if _figures(report, name) != _NONE]
    if not telling:
        return Toll(None, None, None)
    if len(telling) == 1:
        low, best, high = _figures(telling[0], name)
        return Toll(best, low, high)
    alike = _figures(telling[0], name)
    if alike[0] is None and alike[2] is None and all(_figures(report, name) == alike for report in telling):
        return Toll(alike[1], None, None)
    lows = [low if low is not None else best for low, best, _ in (_figures(report, name) for report in telling)]
    highs = [high if high is not None else best for _, best, high in (_figures(report, name) for report in telling)]
    given = {figure for report in telling for figure in _figures(report, name) if figure is not None}
    best = _best(telling, name, published)
    if given == {best}:
        return Toll(best, None, None)
    return Toll(
        best,
        min((figure for figure in lows if figure is not None), default=None),
        max((figure for figure in highs if figure is not None), default=None),
    )


def _best(reports: Sequence[Report], name: str, published: Callable[[Report], date | None]) -> int | None:
    given = [report for report in reports if getattr(report, name) is not None]
    days = [day for report in given if (day := published(report)) is not None]
    if days:
        given = [report for report in given if (day := published(report)) and max(days) - day <= REVISION]
    voiced = [report for report in given if report.status == "reported"]
    if not given or (not voiced and _against(given, name)):
        return None
    best: int = getattr((voiced or given)[-1], name)
    return best


def _against(reports: Sequence[Report], name: str) -> bool:
    """Whether both sides, and only they, give figures that differ."""
    if len({getattr(report, name) for report in reports}) < 2:
        return False
    ours = sides(_union(report.actor1 for report in reports))
    theirs = sides(_union(report.actor2 for report in reports)) - ours
    spoken = [sides(report.claimed_by) for report in reports]
    return all(said & (ours | theirs) for said in spoken) and _both(spoken, ours, theirs)


def _both(spoken: Sequence[frozenset[str]], ours: frozenset[str], theirs: frozenset[str]) -> bool:
    return any(said & ours for said in spoken) and any(said & theirs for said in spoken)


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


def status(reports: Sequence[Report], documents: Mapping[str, DocumentLike]) -> str:
    """Status over all accounts.

    reported: several independent outlets tell it as a fact, or one does and no account is disputed, or both sides say
    so · disputed: an account is, or what one party claims another denies and never confirms · claimed: else.
    """
    if len(reports) == 1:
        return reports[0].status
    own = [report for report in reports if report.status == "reported"]
    if len(own) == len(reports):
        return "reported"
    claimed, denied = _union(r.claimed_by for r in reports), _union(r.denied_by for r in reports)
    ours, theirs = (sides(_union(getattr(r, name) for r in reports)) for name in ("actor1", "actor2"))
    if len(own) > 1 and independent(own, documents) > 1:
        return "reported"
    confirmed = _both([sides((name,)) for name in claimed], ours - theirs, theirs - ours)
    if any(report.status == "disputed" for report in reports) or (denied and not own and not confirmed):
        return "disputed"
    return "reported" if own or confirmed else "claimed"


def _shown(value: object) -> str:
    return "; ".join(value) if isinstance(value, tuple) else str(value)


def disagreement(reports: Sequence[Report], title: str, value: Callable[[Report], object]) -> str:
    """What the accounts say where they differ: "fatalities: 17 (Post), 19 (Wire)"; else empty."""
    said = [value(report) for report in reports]
    if said.count(said[0]) == len(said):
        return ""
    told: dict[str, list[str]] = {}
    for report, one in zip(reports, said, strict=True):
        if one not in (None, ()):
            told.setdefault(_shown(one), []).append("; ".join(report.source) or report.document_id)
    if len(told) < 2:
        return ""
    return f"{title}: " + ", ".join(f"{one} ({', '.join(dict.fromkeys(who))})" for one, who in told.items())


def notes(reports: Sequence[Report]) -> str | None:
    """What the accounts note, and where they differ."""
    own = [report.notes for report in reports if report.notes]
    told = list(map(_NOTED, reports))
    if told.count(told[0]) == len(told):
        return " | ".join(dict.fromkeys(own)) or None
    differ = [
        disagreement(reports, "days", _days),
        disagreement(reports, "kinds", lambda report: report.sub_event_type),
        disagreement(reports, "places", lambda report: report.location),
        disagreement(reports, "fatalities", lambda report: _range(report, "fatalities")),
        disagreement(reports, "injuries", lambda report: _range(report, "injuries")),
        disagreement(reports, "actor1", lambda report: report.actor1),
        disagreement(reports, "status", lambda report: report.status),
    ]
    return " | ".join(dict.fromkeys([*own, *filter(None, differ)])) or None


def _days(report: Report) -> str | None:
    if report.event_date is None:
        return None
    last = report.event_date_end
    return f"{report.event_date}" if last in (None, report.event_date) else f"{report.event_date} to {last}"


def _range(report: Report, name: str) -> str | None:
    low, best, high = _figures(report, name)
    if low is None and high is None:
        return None if best is None else str(best)
    if best is None and high is None:
        return f"at least {low}"
    if low == best and high is None:
        return f"at least {best}"
    ends = f"{'' if low is None else low}-{'' if high is None else high}"
    return ends if best is None else f"{best} [{ends}]"


def _unverified(reports: Sequence[Report], said: str) -> bool | None:
    """True where an outlet could not verify it and the others do not tell it as a fact."""
    if len(reports) == 1:
        return reports[0].unverified
    if said != "reported" and any(report.unverified for report in reports):
        return True
    return _vote(report.unverified for report in reports if not report.unverified)


def _alone(identity: str, report: Report) -> Event:
    """The event of a single account: its values."""
    return Event(
        event_id=identity,
        **dict(zip(SHARED, _SHARED(report), strict=True)),
        disorder_type=disorder_type(report.sub_event_type),
        source_count=1,
        document_ids=(report.document_id,),
        confidence=report.confidence,
        notes=report.notes,
        report_ids=(report.report_id,),
    )


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
    if len(reports) == 1:
        return _alone(identity, reports[0])
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
    said = status(told, documents)
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
        unverified=_unverified(told, said),
        source_count=max(1, independent(told, documents)),
        document_ids=tuple(dict.fromkeys(report.document_id for report in told)),
        confidence=max(sure) if sure else None,
        notes=notes(told),
        report_ids=tuple(report.report_id for report in told),
        **values,
    )
