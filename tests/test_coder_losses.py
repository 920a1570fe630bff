"""Whose dead and injured they are (docs/coding.md, 5)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.coding import told

if TYPE_CHECKING:
    from pipeline.schema import Report


def dead(report: Report) -> tuple[int | None, int | None, int | None]:
    return report.fatalities, report.fatalities_low, report.fatalities_high


@pytest.mark.parametrize(
    ("sentence", "fatalities", "injuries"),
    [
        ("Shells hit [Orla] on Thursday, killing four people and wounding nine.", 4, 9),
        ("Shells hit [Orla] on Thursday.", None, None),
        ("Shells hit [Orla] on Thursday; nobody was hurt.", 0, 0),
        ("Shells hit [Orla] on Thursday but there were no casualties.", 0, 0),
        ("A drone hit a bus in [Orla] on Thursday. Six passengers died.", 6, None),
        ("A drone hit a bus in [Orla] on Thursday.\n\nSix passengers died, doctors said.", 6, None),
        ("Three drones and two missiles hit [Orla] on Thursday.", None, None),
        ("A shell hit [Orla] on Thursday, killing a 34-year-old man.", 1, None),
        ("A mine killed a mother and her two children in [Orla] on Thursday.", 3, None),
        ("Shells hit [Orla] on Thursday, causing casualties.", None, None),
        ("Shells hit [Orla] on Thursday, killing four. More than 9,000 people have died since the war began.", 4, None),
        ("Gunmen abducted twelve pupils in [Orla] on Thursday.", None, None),
    ],
)
def test_numbers_of_one_event(sentence: str, fatalities: int | None, injuries: int | None) -> None:
    (report,) = told(sentence)
    assert (report.fatalities, report.injuries) == (fatalities, injuries)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("Shells killed at least four people in [Orla] on Thursday.", (4, 4, None)),
        ("Shells killed dozens of people in [Orla] on Thursday.", (None, 12, None)),
        ("Shells killed several people in [Orla] on Thursday.", (None, 3, None)),
        ("Shells killed hundreds of people in [Orla] on Thursday.", (None, 100, None)),
        ("Shells killed 17 people in [Orla] on Thursday.", (17, None, None)),
    ],
)
def test_ranges(sentence: str, expected: tuple[int | None, int | None, int | None]) -> None:
    (report,) = told(sentence)
    assert dead(report) == expected


def test_tolls_are_not_repeated_on_other_events() -> None:
    first, second = told(
        "A drone killed three people in [Orla] on Thursday. Rebels attacked a post in [Menta] on Thursday."
    )
    assert (first.fatalities, second.fatalities) == (3, None)


def test_each_place_keeps_its_own() -> None:
    first, second = told("Shells hit [Orla], where two people died, and [Menta], where five people died, on Thursday.")
    assert (first.location, first.fatalities) == ("Orla", 2)
    assert (second.location, second.fatalities) == ("Menta", 5)


def test_a_total_that_is_not_split_stands_on_one_event() -> None:
    reports = told("Shells hit [Orla] and [Menta] on Thursday, killing seven people.")
    assert [r.fatalities for r in reports] == [7, None]


def test_the_latest_toll_counts() -> None:
    (report,) = told(
        "A missile hit a market in [Orla] on Thursday, killing four people.\n\n"
        "The death toll from the strike on [Orla] later rose to nine, the mayor said."
    )
    assert report.fatalities == 9


def test_numbers_show_where_they_were_read() -> None:
    text = "Shells hit Orla on Thursday, killing four people and wounding nine."
    (report,) = told(text.replace("Orla", "[Orla]"))
    shown = {s.field: text[s.start - report.start : s.end - report.start] for s in report.spans}
    assert "four" in shown["fatalities"]
    assert "nine" in shown["injuries"]
