"""The gate of benchmarks/quality.py: parts, floors, ceilings, and what happens without annotated articles."""

from __future__ import annotations

import tomllib
from typing import TYPE_CHECKING

import pytest

from benchmarks import quality

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize(("name", "number"), [("dev-007", 7), ("dev-410", 410), ("seed", 1)])
def test_number(name: str, number: int) -> None:
    assert quality.number(name) == number


def test_parts() -> None:
    found = quality.parts({f"dev-{n:03}": {"events": []} for n in (1, 5, 104, 110)})
    assert {part: sorted(documents) for part, documents in found.items()} == {
        "seen": ["dev-001", "dev-104"],
        "unseen": ["dev-005", "dev-110"],
        "0xx": ["dev-001", "dev-005"],
        "1xx": ["dev-104", "dev-110"],
    }


@pytest.mark.parametrize(
    ("measured", "lines"),
    [
        ({"match": 0.6, "eventless": 0.1}, 0),
        ({"match": 0.5, "eventless": 0.2}, 0),
        ({"match": 0.49, "eventless": 0.1}, 1),
        ({"match": 0.6, "eventless": 0.21}, 1),
        ({"match": 0.6}, 1),
    ],
)
def test_floors_and_ceilings(measured: dict[str, float], lines: int) -> None:
    assert len(quality.below({"seen": {"match": 0.5, "eventless": 0.2}}, {"seen": measured})) == lines


def test_pinned_floors_are_of_known_parts_and_figures() -> None:
    floors = tomllib.loads(quality.FLOORS.read_text(encoding="utf-8"))
    assert set(floors) == {"seen", "unseen", "seed"}
    for limits in floors.values():
        assert set(limits) == {*quality.SHOWN, "eventless", *quality.FIELDS}


def test_proposed_floors_lie_under_the_figures() -> None:
    figures = dict.fromkeys((*quality.SHOWN, "eventless", *quality.FIELDS), 0.5)
    measured = dict.fromkeys(("seen", "unseen", "seed"), figures)
    floors = tomllib.loads(quality.proposed(measured, {"seen": 99, "unseen": 9, "seed": 1}))
    assert floors["seen"]["match"] == 0.49
    assert floors["unseen"]["match"] == 0.45
    assert floors["seen"]["eventless"] == 0.51
    assert quality.below(floors, measured) == []


def test_without_articles_nothing_is_measured(tmp_path: Path) -> None:
    assert quality.shared_folder(tmp_path) is None
