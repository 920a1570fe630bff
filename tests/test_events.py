"""Merging accounts of one event."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

from pipeline import events
from pipeline.events.identity import report_id
from pipeline.schema import SUB_EVENT_TYPES, Report


@dataclass(frozen=True)
class Doc:
    published: date | None = None
    source: str | None = None
    fingerprint: str | None = None
    duplicate_of: str | None = None


DOCUMENTS = {
    "a": Doc(date(2023, 3, 13), "Post"),
    "b": Doc(date(2023, 3, 14), "Wire"),
    "c": Doc(date(2023, 3, 15), "Police"),
    "d": Doc(date(2023, 3, 24), "Weekly"),
}


def report(document_id: str = "a", sub_event_type: str = "Attack", start: int = 0, **values: Any) -> Report:
    defaults: dict[str, Any] = {
        "event_date": date(2023, 3, 12),
        "event_date_end": date(2023, 3, 12),
        "time_precision": 1,
        "location": "Tegina",
        "location_type": "settlement",
        "latitude": 10.071,
        "longitude": 6.191,
        "geo_precision": 1,
        "uncertainty_km": 2.0,
        "geoname_id": 2322813,
        "iso3": "NGA",
        "status": "reported",
    }
    return Report(
        report_id=report_id(document_id, start, start + 10, sub_event_type),
        document_id=document_id,
        event_type=SUB_EVENT_TYPES[sub_event_type],
        sub_event_type=sub_event_type,
        start=start,
        end=start + 10,
        evidence="some words",
        **{**defaults, **values},
    )


def test_three_accounts_are_one_event_with_its_range() -> None:
    told = [report("a", fatalities=17), report("b", fatalities=19, fatalities_low=19), report("c", fatalities=15)]
    merged = events.merge(told, DOCUMENTS)
    (event,) = merged.events
    assert event.event_id == told[0].report_id.replace("r-", "e-")
    assert {r.event_id for r in merged.reports} == {event.event_id}
    assert (event.fatalities_low, event.fatalities_high) == (15, 19)
    assert event.source_count == 3


def test_order_of_input_changes_nothing() -> None:
    told = [
        report(name, kind, start)
        for name in "abcd"
        for kind in ("Attack", "Shelling/artillery/missile attack")
        for start in (0, 50)
    ]
    expected = events.merge(told, DOCUMENTS)
    for seed in range(5):
        assert events.merge(random.Random(seed).sample(told, len(told)), DOCUMENTS) == expected


def test_no_day_or_place_is_never_merged() -> None:
    told = [report(name, event_date=None, event_date_end=None) for name in "ab"]
    assert len(events.merge(told, DOCUMENTS).events) == 2
    told = [report(name, latitude=None, longitude=None, geoname_id=None) for name in "ab"]
    assert len(events.merge(told, DOCUMENTS).events) == 2
