"""Merging accounts of one event."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

import pytest

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


# Two accounts of different documents: what differs from the default, and whether they are one event.
DRONES, GUNS, ATTACK = "Air/drone strike", "Shelling/artillery/missile attack", "Attack"
REGION = {
    "location": "Niger State",
    "location_type": "region",
    "latitude": 9.6,
    "longitude": 6.0,
    "geo_precision": 3,
    "uncertainty_km": 150.0,
    "geoname_id": 2328925,
}
NEXT_VILLAGE = {"location": "Pandogari", "latitude": 10.09, "longitude": 6.2, "geoname_id": 2324433}
FACILITY = {"location": "Tegina market", "location_type": "facility", "latitude": 10.073, "geoname_id": None}
UNPLACED = {"latitude": None, "longitude": None, "geoname_id": None, "geo_precision": None, "uncertainty_km": None}
NO_DAY = {"event_date": None, "event_date_end": None, "time_precision": None}
NEXT_DAY = {"event_date": date(2023, 3, 13), "event_date_end": date(2023, 3, 13)}
TWO_DAYS_ON = {"event_date": date(2023, 3, 14), "event_date_end": date(2023, 3, 14)}
TWO_DAYS = {"event_date": date(2023, 3, 11), "event_date_end": date(2023, 3, 12)}
MONTH = {"event_date": date(2023, 3, 1), "event_date_end": date(2023, 3, 31), "time_precision": 3}
SIDES = {"actor1": ("Military Forces of Chad",), "actor2": ("Boko Haram",)}
CASES = [
    ("one village and day", ATTACK, {}, ATTACK, {}, True),
    ("the next day", ATTACK, {}, ATTACK, NEXT_DAY, False),
    (
        "the next day, all else agrees",
        ATTACK,
        {"fatalities": 9} | SIDES,
        ATTACK,
        {"fatalities": 9} | SIDES | NEXT_DAY,
        True,
    ),
    (
        "two days on, all else agrees",
        ATTACK,
        {"fatalities": 9} | SIDES,
        ATTACK,
        {"fatalities": 9} | SIDES | TWO_DAYS_ON,
        False,
    ),
    ("past 24 hours", ATTACK, {}, ATTACK, TWO_DAYS, True),
    ("some day of the month", ATTACK, {}, ATTACK, MONTH, False),
    ("some day of the month, one toll", ATTACK, {"fatalities": 9}, ATTACK, {"fatalities": 9} | MONTH, True),
    ("killed and abducted", ATTACK, {}, "Abduction/forced disappearance", {}, False),
    ("strike and interception", DRONES, {}, "Disrupted weapons use", {}, False),
    ("drones or shells", DRONES, {}, GUNS, {}, False),
    ("drones or shells, one side", DRONES, SIDES, GUNS, SIDES, True),
    ("village and region", ATTACK, {}, ATTACK, REGION, False),
    ("village and region, one side", ATTACK, SIDES, ATTACK, SIDES | REGION, False),
    (
        "village and region, one toll and side",
        ATTACK,
        {"fatalities": 4} | SIDES,
        ATTACK,
        {"fatalities": 4} | SIDES | REGION,
        True,
    ),
    (
        "village and region, other toll",
        ATTACK,
        {"fatalities": 4} | SIDES,
        ATTACK,
        {"fatalities": 40} | SIDES | REGION,
        False,
    ),
    ("region twice", ATTACK, REGION, ATTACK, REGION, True),
    (
        "region twice, other sides",
        ATTACK,
        REGION | {"actor1": ("Chad",)},
        ATTACK,
        REGION | {"actor1": ("Mali",)},
        False,
    ),
    ("next village", ATTACK, SIDES, ATTACK, SIDES | NEXT_VILLAGE, False),
    (
        "next village, one toll",
        ATTACK,
        SIDES | {"fatalities": 9},
        ATTACK,
        SIDES | NEXT_VILLAGE | {"fatalities": 9},
        True,
    ),
    ("facility in the village", ATTACK, {}, ATTACK, FACILITY, True),
    (
        "town, tolls far apart",
        ATTACK,
        {"uncertainty_km": 10.0, "fatalities": 2},
        ATTACK,
        {"uncertainty_km": 10.0, "fatalities": 40},
        False,
    ),
    ("near tolls", ATTACK, {"fatalities": 15}, ATTACK, {"fatalities": 19, "fatalities_low": 19}, True),
    ("no day", ATTACK, NO_DAY, ATTACK, NO_DAY, False),
    ("one unresolved name", ATTACK, UNPLACED, ATTACK, UNPLACED, True),
    ("one unresolved name, two countries", ATTACK, UNPLACED, ATTACK, UNPLACED | {"iso3": "TCD"}, False),
    ("no name at all", ATTACK, UNPLACED | {"location": None}, ATTACK, UNPLACED | {"location": None}, False),
    (
        "only civilians in common",
        ATTACK,
        {"actor2": ("Civilians (Nigeria)",)},
        ATTACK,
        {"actor2": ("Civilians (Chad)",)},
        True,
    ),
]


@pytest.mark.parametrize(
    ("kind", "values", "other_kind", "others", "one"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_pairs(kind: str, values: dict[str, Any], other_kind: str, others: dict[str, Any], one: bool) -> None:
    merged = events.merge([report("a", kind, **values), report("b", other_kind, **others)], DOCUMENTS)
    assert len(merged.events) == (1 if one else 2), merged.reasons
    assert len(merged.reasons) == (1 if one else 0)
