"""The tables of a dataset, its GeoJSON, and how its files come into the folder."""

from __future__ import annotations

import csv
import hashlib
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline import outputs
from pipeline.errors import OptionError, OutputError, SchemaError
from pipeline.files import guard, unguard
from pipeline.outputs import codebook, reading, tables
from pipeline.outputs.cells import joined
from pipeline.schema import EVENT_FIELDS, ISSUE_FIELDS, REPORT_FIELDS, TABLES, Event
from tests.factories import NOWHERE, document, event, issue, report


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    outputs.write(tmp_path, [event()], [report()], [issue()], [document()], formats=())
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
        ({"uncertainty_km": float("nan")}, "uncertainty_km", ""),
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
    outputs.write(tmp_path, [event(**values)], [], [], formats=())
    assert rows_of(tmp_path / "events.csv")[0][column] == cell


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "\x1b"])
def test_no_cell_begins_as_a_formula(start: str) -> None:
    assert guard(f"{start}1+1") == f"'{start}1+1"


@settings(max_examples=200)
@given(st.text(alphabet="'=+-@\t a;\n＝", max_size=8))
def test_guard_loses_nothing(text: str) -> None:
    assert unguard(guard(text)) == text
    assert not guard(text).startswith(tuple("=+-@\t\n＝"))
    assert guard("-12.5") == "-12.5"


TEXTS = st.text(alphabet=st.sampled_from("aЖ'\"=,;-@ \t\r\n\x00\x1b\u2028😀"), max_size=6)


@settings(max_examples=60, deadline=None)
@given(
    notes=TEXTS, words=st.lists(TEXTS, max_size=3), figure=st.none() | st.integers(0, 10**9), number=st.floats(0, 90)
)
def test_what_is_written_is_read_back(
    tmp_path_factory: pytest.TempPathFactory, notes: str, words: list[str], figure: int | None, number: float
) -> None:
    told = event(1, notes=notes, actor1=tuple(words), fatalities=figure, latitude=number)
    path = tmp_path_factory.mktemp("back") / "events.csv"
    tables.write([tables.Target(path, tables.Recipe(EVENT_FIELDS))], [told])
    back = next(reading.records(path.parent, Event))
    assert (back.notes or "") == notes.replace("\x00", "\ufffd")
    assert "; ".join(back.actor1) == joined(words)
    assert back.fatalities == figure
    assert back.latitude == pytest.approx(number, abs=1e-6)


def test_evidence_shows_the_words(folder: Path) -> None:
    rows = rows_of(folder / "evidence.csv")
    assert [(row["field"], row["text"]) for row in rows] == [
        ("weapon", "Missiles"),
        ("injuries", "Two people were hurt"),
    ]


def test_evidence_without_the_document_keeps_to_what_is_known(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event()], [report()], [], formats=())
    assert [row["text"] for row in rows_of(tmp_path / "evidence.csv")] == ["Missiles", ""]


def test_geojson_is_rfc_7946(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event(1), event(2, **NOWHERE), event(3, notes='["a"]')], [], [], formats=("geojson",))
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
        outputs.write(folder, [event(2)], broken(), [], formats=())
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before


def test_unknown_format_names_the_known(tmp_path: Path) -> None:
    with pytest.raises(OptionError, match=r"'shapefile' is unknown; choose from .*geojson"):
        outputs.write(tmp_path, [], [], [], formats=("shapefile",))


def test_files_of_an_earlier_run_go_unless_somebody_changed_them(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event()], [], [], formats=("geojson", "parquet"))
    (tmp_path / "events.parquet").write_bytes(b"mine now")
    outputs.write(tmp_path, [event()], [], [], formats=())
    assert not (tmp_path / "events.geojson").exists()
    assert (tmp_path / "events.parquet").read_bytes() == b"mine now"


def test_a_table_that_breaks_the_schema_is_not_written(tmp_path: Path) -> None:
    wrong = [event(1, latitude=95.2), event(2, iso3="ru"), event(3, latitude=95.2), event(4, status="rumoured")]
    with pytest.raises(SchemaError) as caught:
        outputs.write(tmp_path, wrong, [], [])
    assert caught.value.problems == (
        "latitude: 95.2 is above 90 (row 1, e-000000000001 and 1 more)",
        "iso3: ru does not fit the pattern [A-Z]{3} (row 2, e-000000000002)",
        "status: rumoured is not one of reported, claimed, disputed (row 4, e-000000000004)",
    )
    assert not list(tmp_path.iterdir())


def test_manifest_holds_what_is_needed_to_repeat_a_run(tmp_path: Path) -> None:
    made = outputs.Provenance(options={"area": "UA"}, inputs={"a.txt": "00"}, gazetteer="cities500 of 3.0.2")
    outputs.write(tmp_path, [event()], [report()], [issue()], [document()], formats=("geojson",), provenance=made)
    manifest = json.loads((tmp_path / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["counts"] == {"events": 1, "reports": 1, "evidence": 2, "issues": 1, "documents": 1}
    assert (manifest["options"], manifest["gazetteer"]) == (made.options, made.gazetteer)
    assert manifest["inputs"]["files"] == made.inputs
    assert len(manifest["inputs"]["texts_sha256"]) == 64
    assert "created" not in manifest
    assert rows_of(tmp_path / "documents.csv")[0]["sha256"] == hashlib.sha256(document().text.encode()).hexdigest()
    assert set(manifest["files"]) == {path.name for path in tmp_path.iterdir()} - {"manifest.json"}
    digest = hashlib.sha256((tmp_path / "events.csv").read_bytes()).hexdigest()
    assert manifest["files"]["events.csv"]["sha256"] == digest


def test_source_date_epoch_is_the_only_clock(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1650000000")
    outputs.write(tmp_path, [event()], [], [], formats=())
    assert json.loads((tmp_path / "manifest.json").read_bytes())["created"] == "2022-04-15T05:20:00+00:00"


def test_frictionless_accepts_the_data_package(tmp_path: Path) -> None:
    frictionless = pytest.importorskip("frictionless")
    texts = ("=1", "'=1", "a\r\nb", '"', "; ", "мова")
    events = [event(number, notes=text, **(NOWHERE if number % 2 else {})) for number, text in enumerate(texts, 1)]
    outputs.write(tmp_path, events, [report(number) for number in range(1, 7)], [issue()], [document()])
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid
    table = tmp_path / "events.csv"
    table.write_bytes(table.read_bytes().replace(b",claimed,", b",rumoured,"))
    assert not frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_the_codebook_in_docs_is_current() -> None:
    page = Path(__file__).parent.parent / "docs" / "codebook.md"
    assert page.read_text(encoding="utf-8") == codebook.text(), "run `python -m pipeline codebook`"


def test_the_codebooks_rule_undoes_the_guard() -> None:
    pattern = re.search(r"`(\^\S+)`", codebook.text())
    assert pattern
    for text in ("=1", "'=1", "''-", "＝", "'s", "-", "plain"):
        cell = guard(text)
        assert (cell[1:] if re.match(pattern[1], cell) else cell) == text


def test_every_column_is_in_the_codebook() -> None:
    text = codebook.text()
    for fields in TABLES.values():
        for field in fields:
            assert f"| `{field.name}` | {field.type}" in text
            assert field.description
