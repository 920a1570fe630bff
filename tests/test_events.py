"""Merging accounts of one event."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import events
from pipeline.events import sweep
from pipeline.events.accounts import account
from pipeline.events.identity import report_id
from pipeline.events.likeness import THRESHOLD, parts
from pipeline.events.scoring import Scores
from pipeline.schema import SUB_EVENT_TYPES, Report


@dataclass(frozen=True)
class Doc:
    published: date | None = None
    source: str | None = None
    fingerprint: str | None = None
    duplicate_of: str | None = None


if TYPE_CHECKING:
    from pathlib import Path

Values = dict[str, Any]

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
        "source": (DOCUMENTS[document_id].source or "",) if document_id in DOCUMENTS else (),
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


# Two accounts of different documents: what differs from the default, and whether they are one event.
DRONES, GUNS, ATTACK = "Air/drone strike", "Shelling/artillery/missile attack", "Attack"
REGION: Values = {
    "location": "Niger State",
    "location_type": "region",
    "latitude": 9.6,
    "longitude": 6.0,
    "geo_precision": 3,
    "uncertainty_km": 150.0,
    "geoname_id": 2328925,
}
NEXT_VILLAGE: Values = {"location": "Pandogari", "latitude": 10.09, "longitude": 6.2, "geoname_id": 2324433}
FACILITY: Values = {"location": "Tegina market", "location_type": "facility", "latitude": 10.073, "geoname_id": None}
UNPLACED: Values = {
    "latitude": None,
    "longitude": None,
    "geoname_id": None,
    "geo_precision": None,
    "uncertainty_km": None,
}
NO_DAY: Values = {"event_date": None, "event_date_end": None, "time_precision": None}
NEXT_DAY: Values = {"event_date": date(2023, 3, 13), "event_date_end": date(2023, 3, 13)}
TWO_DAYS_ON: Values = {"event_date": date(2023, 3, 14), "event_date_end": date(2023, 3, 14)}
TWO_DAYS: Values = {"event_date": date(2023, 3, 11), "event_date_end": date(2023, 3, 12)}
ABOUT_LATER: Values = {"event_date": date(2023, 3, 15), "event_date_end": date(2023, 3, 15), "time_precision": 2}
MONTH: Values = {"event_date": date(2023, 3, 1), "event_date_end": date(2023, 3, 31), "time_precision": 3}
SIDES: Values = {"actor1": ("Military Forces of Chad",), "actor2": ("Boko Haram",)}
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
    ("the next day, one large toll", ATTACK, {"fatalities": 9}, ATTACK, {"fatalities": 9} | NEXT_DAY, True),
    (
        "the next day, one dead each",
        ATTACK,
        {"fatalities": 1} | SIDES,
        ATTACK,
        {"fatalities": 1} | SIDES | NEXT_DAY,
        False,
    ),
    ("about three days on", ATTACK, SIDES, ATTACK, SIDES | ABOUT_LATER, False),
    (
        "about three days on, near large tolls",
        ATTACK,
        {"fatalities": 17} | SIDES,
        ATTACK,
        {"fatalities": 15} | SIDES | ABOUT_LATER,
        True,
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
    (
        "town and region of one name",
        ATTACK,
        {"location": "Niger"},
        ATTACK,
        REGION | {"latitude": 10.071, "longitude": 6.191},
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
    (
        "facility, shorter name",
        ATTACK,
        FACILITY,
        ATTACK,
        FACILITY | {"location": "Tegina main market", "geoname_id": 5},
        True,
    ),
    ("two facilities", ATTACK, FACILITY, ATTACK, FACILITY | {"location": "Tegina school", "geoname_id": 5}, False),
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


# Two events that are told alike, day after day or side by side: what both accounts tell, and how the second differs.
PROTEST = "Peaceful protest"
ARMS: Values = {"weapon": "artillery"}
HOMES: Values = {"target": "residential buildings"}
NEAR_MISSES = [
    ("shelled again the next day", GUNS, SIDES | ARMS, NEXT_DAY),
    ("shelled again, one dead each", GUNS, SIDES | ARMS | {"fatalities": 1}, NEXT_DAY),
    ("shelled again, two hurt each", GUNS, SIDES | ARMS | {"injuries": 2}, NEXT_DAY),
    (
        "shelled again, one dead and then four",
        GUNS,
        SIDES | ARMS | HOMES | {"fatalities": 1},
        NEXT_DAY | {"fatalities": 4},
    ),
    ("shelled two days on, six dead each", GUNS, SIDES | ARMS | HOMES | {"fatalities": 6}, TWO_DAYS_ON),
    ("drones on the next village", DRONES, SIDES | {"weapon": "drones"}, NEXT_VILLAGE),
    ("drones on the next village, one dead each", DRONES, SIDES | {"weapon": "drones", "fatalities": 1}, NEXT_VILLAGE),
    ("two protests in one city", PROTEST, {"actor1": ("Teachers",)}, {"actor1": ("Farmers",)}),
    ("protests on two days", PROTEST, {"actor1": ("Teachers",)}, NEXT_DAY),
    ("protests in two towns", PROTEST, {"actor1": ("Teachers",)}, NEXT_VILLAGE),
    ("two attacks, tolls far apart", ATTACK, {"fatalities": 2, "uncertainty_km": 10.0}, {"fatalities": 30}),
    ("two facilities of one town", DRONES, SIDES | FACILITY, {"location": "Tegina depot"}),
    (
        "one toll in two regions",
        ATTACK,
        REGION | {"fatalities": 4},
        {"location": "Kebbi", "latitude": 14.0, "geoname_id": 9},
    ),
]


@pytest.mark.parametrize(("kind", "both", "other"), [c[1:] for c in NEAR_MISSES], ids=[c[0] for c in NEAR_MISSES])
def test_two_events_told_alike_stay_two(kind: str, both: Values, other: Values) -> None:
    merged = events.merge([report("a", kind, **both), report("b", kind, **both | other)], DOCUMENTS)
    assert len(merged.events) == 2, merged.reasons


@pytest.mark.parametrize(
    ("kind", "values", "other_kind", "others", "one"), [c[1:] for c in CASES], ids=[c[0] for c in CASES]
)
def test_pairs(kind: str, values: dict[str, Any], other_kind: str, others: dict[str, Any], one: bool) -> None:
    merged = events.merge([report("a", kind, **values), report("b", other_kind, **others)], DOCUMENTS)
    assert len(merged.events) == (1 if one else 2), merged.reasons
    assert len(merged.reasons) == (1 if one else 0)


@st.composite
def some_reports(draw: st.DrawFn) -> list[Report]:
    """Reports of few documents, days and places, so that many of them can be one event."""
    drawn = draw(
        st.lists(
            st.tuples(
                st.sampled_from("abcdef"),
                st.sampled_from([ATTACK, DRONES, GUNS]),
                st.sampled_from([{}, NEXT_DAY, TWO_DAYS, MONTH, TWO_DAYS_ON]),
                st.sampled_from([{}, REGION, NEXT_VILLAGE, FACILITY, UNPLACED]),
                st.sampled_from([{}, SIDES, {"actor1": ("Chad",)}]),
                st.sampled_from([None, 4, 9]),
            ),
            max_size=9,
        )
    )
    return [
        report(document, kind, start * 100, fatalities=dead, **{**day, **place, **side})
        for start, (document, kind, day, place, side, dead) in enumerate(drawn)
    ]


@settings(max_examples=60, deadline=None)
@given(some_reports(), st.randoms(use_true_random=False), st.integers(0, 9))
def test_order_and_batches_change_nothing(told: list[Report], chance: Any, cut: int) -> None:
    expected = events.merge(told, DOCUMENTS)
    shuffled = list(told)
    chance.shuffle(shuffled)
    assert events.merge(shuffled, DOCUMENTS) == expected
    first = events.merge(shuffled[:cut], DOCUMENTS)
    assert events.merge([*first.reports, *shuffled[cut:]], DOCUMENTS) == expected
    assert sorted(r for event in expected.events for r in event.report_ids) == sorted(r.report_id for r in told)
    assert {r.event_id for r in expected.reports} == {event.event_id for event in expected.events}


def test_a_later_document_keeps_the_id() -> None:
    before = events.merge([report("a", fatalities=17)], DOCUMENTS)
    after = events.merge([report("d", fatalities=23), report("a", fatalities=17)], DOCUMENTS)
    assert [event.event_id for event in after.events] == [event.event_id for event in before.events]
    assert (after.events[0].fatalities, after.events[0].fatalities_low, after.events[0].fatalities_high) == (23, 17, 23)
    assert after.events[0].notes == "fatalities: 17 (Post), 23 (Weekly)"


def test_an_account_of_the_region_that_fits_two_events_stays_alone() -> None:
    same = SIDES | {"fatalities": 4}
    told = [report("a", **same), report("a", start=50, **same | NEXT_VILLAGE), report("b", **same | REGION)]
    merged = events.merge(told, DOCUMENTS)
    assert len(merged.events) == 3
    (issue,) = merged.issues
    assert (issue.kind, len(issue.candidates)) == ("ambiguous_merge", 2)


def test_no_chain() -> None:
    """Each fits its neighbour, but the first and the last are three days apart."""
    days = [date(2023, 3, day) for day in (10, 11, 12, 13)]
    told = [
        report(name, event_date=day, event_date_end=day, fatalities=9, **SIDES)
        for name, day in zip("abcd", days, strict=True)
    ]
    merged = events.merge(told, DOCUMENTS)
    for event in merged.events:
        seen = [r.event_date for r in merged.reports if r.event_id == event.event_id and r.event_date]
        assert (max(seen) - min(seen)).days <= 1


@pytest.mark.parametrize(
    ("values", "others", "one"),
    [
        ({}, {}, True),
        ({"time_of_day": "morning"}, {"time_of_day": "evening"}, False),
        ({"target": "a school"}, {"target": "a market"}, False),
        ({"fatalities": 3}, {"fatalities": 5}, False),
        ({}, {"sub_event_type": "Abduction/forced disappearance"}, False),
        ({}, NEXT_DAY, False),
    ],
)
def test_one_document_tells_one_event_twice_only_where_nothing_differs(values: Any, others: Any, one: bool) -> None:
    merged = events.merge([report("a", **values), report("a", start=50, **others)], DOCUMENTS)
    assert len(merged.events) == (1 if one else 2)


def test_people_decide() -> None:
    one, two, other = report("a"), report("b"), report("c", **NEXT_VILLAGE)
    apart = events.merge([one, two], DOCUMENTS, apart=[(one.report_id, two.report_id)])
    assert len(apart.events) == 2
    joined = events.merge([one, other], DOCUMENTS, together=[(other.report_id, one.report_id)])
    assert len(joined.events) == 1
    assert joined.reasons[0].parts[0][0] != ""


CLAIM: Values = {
    "status": "claimed",
    "actor1": ("Military Forces of Ukraine",),
    "actor2": ("Military Forces of Russia",),
}
RUSSIA_SAYS: Values = CLAIM | {"claimed_by": ("Russian defence ministry",)}
UKRAINE_SAYS: Values = CLAIM | {"claimed_by": ("General Staff of the Armed Forces of Ukraine",)}
STATUSES = [
    ("one says, one denies", [RUSSIA_SAYS, CLAIM | {"denied_by": ("Ukraine",)}], "disputed"),
    ("both sides say", [RUSSIA_SAYS, UKRAINE_SAYS], "reported"),
    ("one side says twice", [RUSSIA_SAYS, RUSSIA_SAYS], "claimed"),
    ("one outlet itself", [RUSSIA_SAYS, {}], "reported"),
    ("one outlet itself, one account disputed", [CLAIM | {"status": "disputed"}, {}], "disputed"),
    ("two outlets themselves, one account disputed", [CLAIM | {"status": "disputed"}, {}, {}], "reported"),
]


@pytest.mark.parametrize(("accounts", "status"), [c[1:] for c in STATUSES], ids=[c[0] for c in STATUSES])
def test_status(accounts: list[dict[str, Any]], status: str) -> None:
    told = [report(name, **values) for name, values in zip("abc", accounts, strict=False)]
    (event,) = events.merge(told, DOCUMENTS).events
    assert event.status == status


TOLLS = [
    ("one account", [(None, 19, None)], (None, 19, None)),
    ("all agree", [(None, 19, None)] * 3, (None, 19, None)),
    ("the latest, and the range", [(None, 15, None), (None, 17, None), (19, 19, None)], (15, 19, 19)),
    ("only vague words", [(12, None, None), (None, None, 30)], (12, None, 30)),
    ("none said by one", [(None, None, None), (None, 4, None)], (None, 4, None)),
    ("nobody and somebody", [(None, 0, None), (None, 2, None)], (0, 2, 2)),
]


@pytest.mark.parametrize(("accounts", "expected"), [c[1:] for c in TOLLS], ids=[c[0] for c in TOLLS])
def test_tolls(accounts: list[tuple[int | None, ...]], expected: tuple[int | None, ...]) -> None:
    names = ("fatalities_low", "fatalities", "fatalities_high")
    told = [report(n, **Values(zip(names, figures, strict=True))) for n, figures in zip("abc", accounts, strict=False)]
    pairs = [(told[0].report_id, other.report_id) for other in told[1:]]
    (event,) = events.merge(told, DOCUMENTS, together=pairs).events
    assert (event.fatalities_low, event.fatalities, event.fatalities_high) == expected


def test_the_two_sides_figures_give_a_range_without_a_best_one() -> None:
    told = [report("a", fatalities=3, **RUSSIA_SAYS), report("b", fatalities=80, **UKRAINE_SAYS)]
    pairs = [(told[0].report_id, told[1].report_id)]
    (event,) = events.merge(told, DOCUMENTS, together=pairs).events
    assert (event.fatalities_low, event.fatalities, event.fatalities_high) == (3, None, 80)


def test_the_most_precise_place_and_the_day_of_most() -> None:
    told = [
        report("a", fatalities=4, **SIDES | REGION),
        report("b", fatalities=4, **SIDES),
        report("c", fatalities=4, **SIDES | TWO_DAYS),
    ]
    (event,) = events.merge(told, DOCUMENTS).events
    assert (event.location, event.geo_precision, event.geoname_id) == ("Tegina", 1, 2322813)
    assert event.event_date == date(2023, 3, 12)


@pytest.mark.parametrize(
    ("second", "count"),
    [
        (Doc(date(2023, 3, 14), "Other"), 2),
        (Doc(date(2023, 3, 14), "Post"), 1),
        (Doc(date(2023, 3, 14), "Other", fingerprint="f"), 1),
        (Doc(date(2023, 3, 14), "Other", duplicate_of="a"), 1),
    ],
    ids=["two outlets", "one outlet", "one text", "a copy"],
)
def test_independent_sources(second: Doc, count: int) -> None:
    documents = {"a": Doc(date(2023, 3, 13), "Post", fingerprint="f"), "b": second}
    (event,) = events.merge([report("a", source=()), report("b", source=())], documents).events
    assert event.source_count == count


def test_why_accounts_were_joined_is_written(tmp_path: Path) -> None:
    merged = events.merge([report("a"), report("b")], DOCUMENTS)
    events.write_reasons(tmp_path / "merges.csv", merged.reasons)
    lines = (tmp_path / "merges.csv").read_text(encoding="utf-8").splitlines()
    assert lines[0] == "event_id,report_id,other_report_id,score,parts"
    assert lines[1].endswith("6.5,kind 2; days 2; distance 2.5")


@settings(max_examples=40, deadline=None)
@given(some_reports())
def test_scores_of_many_pairs_are_those_of_each(told: list[Report]) -> None:
    dated = [one for one in told if one.event_date]
    accounts = [account(one, "abcdef".index(one.document_id), "abcdef".index(one.document_id) // 2) for one in dated]
    pairs = [(i, j) for i in range(len(accounts)) for j in range(len(accounts)) if i != j]
    ones, others = np.array(pairs, dtype=np.int64).reshape(-1, 2).T
    scores, i, j = Scores(accounts).reaching(-100.0, ones, others)
    found = dict(zip(zip(i.tolist(), j.tolist(), strict=True), scores.tolist(), strict=True))
    expected = {(one, other): parts(accounts[one], accounts[other]) for one, other in pairs}
    assert found == pytest.approx({pair: sum(told) for pair, told in expected.items() if told is not None})
    scores, i, j = Scores(accounts).reaching(THRESHOLD, ones, others)
    few = set(zip(i.tolist(), j.tolist(), strict=True))
    assert few == {pair for pair, score in found.items() if score >= THRESHOLD}


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(some_reports(), st.integers(1, 4))
def test_windows_of_days_change_nothing(monkeypatch: pytest.MonkeyPatch, told: list[Report], size: int) -> None:
    monkeypatch.setattr(sweep, "WINDOW", 20_000)
    whole = events.merge(told, DOCUMENTS)
    monkeypatch.setattr(sweep, "WINDOW", size)
    assert events.merge(told, DOCUMENTS) == whole
