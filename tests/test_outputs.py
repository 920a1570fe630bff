"""The CSV tables and the GeoJSON file."""

from __future__ import annotations

import csv
import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import outputs
from pipeline.errors import OptionError, OutputError
from pipeline.outputs.cells import guard, plain, unguard
from pipeline.schema import EVENT_FIELDS, ISSUE_FIELDS, REPORT_FIELDS
from tests.factories import NOWHERE, document, event, issue, report

if TYPE_CHECKING:
    from pathlib import Path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    outputs.write(tmp_path, [event()], [report()], [issue()], [document()])
    return tmp_path


@pytest.mark.parametrize(
    ("table", "fields"), [("events", EVENT_FIELDS), ("reports", REPORT_FIELDS), ("issues", ISSUE_FIELDS)]
)
def test_header_is_the_schemas(folder: Path, table: str, fields: Any) -> None:
    assert list(rows_of(folder / f"{table}.csv")[0]) == [field.name for field in fields]


@pytest.mark.parametrize(
    ("values", "column", "cell"),
    [
        ({"fatalities": None}, "fatalities", ""),
        ({"fatalities": 0}, "fatalities", "0"),
        ({"geoname_id": 571473}, "geoname_id", "571473"),
        ({"unverified": False}, "unverified", "false"),
        ({"civilian_targeting": True}, "civilian_targeting", "true"),
        ({"latitude": -12.0, "longitude": -0.0}, "latitude", "-12.0"),
        ({"longitude": -0.0}, "longitude", "0.0"),
        ({"latitude": 52.123456789}, "latitude", "52.123457"),
        ({"event_date": date(1999, 1, 2)}, "event_date", "1999-01-02"),
        ({"actor1": ("A", "B")}, "actor1", "A; B"),
        ({"actor1": ("A; C", "B")}, "actor1", "A, C; B"),
        ({"weapon": "=HYPERLINK(1)"}, "weapon", "'=HYPERLINK(1)"),
        ({"weapon": "'s-Hertogenbosch"}, "weapon", "'s-Hertogenbosch"),
        ({"notes": 'a "b", c\r\nd'}, "notes", 'a "b", c\r\nd'),
        ({"notes": "a\x00b\ud800"}, "notes", "a\ufffdb\ufffd"),
    ],
)
def test_cells(tmp_path: Path, values: dict[str, Any], column: str, cell: str) -> None:
    outputs.write(tmp_path, [event(**values)], [], [])
    assert rows_of(tmp_path / "events.csv")[0][column] == cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "\x1b"])
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert guard(f"{start}1+1") == f"'{start}1+1"


@settings(max_examples=200)
@given(st.text(alphabet="'=+-@\t a;\n＝", max_size=8))
def test_guard_loses_nothing(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(tuple("=+-@\t\n＝"))


def test_a_number_that_is_none_is_unknown() -> None:
    assert plain("number", float("nan")) is None


def test_evidence_shows_the_words(folder: Path) -> None:
    rows = rows_of(folder / "evidence.csv")
    assert [(row["field"], row["text"]) for row in rows] == [
        ("weapon", "Missiles"),
        ("injuries", "Two people were hurt"),
    ]


def test_evidence_without_the_document_keeps_to_what_is_known(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event()], [report()], [])
    assert [row["text"] for row in rows_of(tmp_path / "evidence.csv")] == ["Missiles", ""]


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event(1), event(2, **NOWHERE), event(3, notes='["a"]')], [], [])
    collection = json.loads((tmp_path / "events.geojson").read_text(encoding="utf-8"))
    assert set(collection) == {"type", "features"}
    first, second, third = collection["features"]
    assert first["geometry"] == {"type": "Point", "coordinates": [33.4, 52.95]}
    assert second["geometry"] is None
    assert first["id"] == first["properties"]["event_id"] == "e-000000000001"
    assert list(first["properties"]) == [field.name for field in EVENT_FIELDS]
    assert first["properties"]["event_date"] == "2022-04-14"
    assert first["properties"]["fatalities"] is None
    assert third["properties"]["notes"] == '["a"]'


def test_the_same_bytes_in_any_order(tmp_path: Path) -> None:
    events = [event(number, event_date=date(2022, 4, 1 + number % 3)) for number in range(9)]
    for name, ordered in (("a", events), ("b", events[::-1])):
        outputs.write(tmp_path / name, ordered, [report()], [issue()], [document()])
    for path in sorted((tmp_path / "a").iterdir()):
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes(), path.name


def test_nothing_is_left_of_a_failed_run(folder: Path) -> None:
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def broken() -> Any:
        yield report(2)
        raise OSError(28, "No space left on device")

    with pytest.raises(OutputError, match="No space left"):
        outputs.write(folder, [event(2)], broken(), [])
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_unknown_format_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"'shapefile' is unknown; choose from .*geojson"):
        outputs.write(tmp_path, [], [], [], formats=("shapefile",))
