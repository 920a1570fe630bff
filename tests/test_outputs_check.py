"""`dateline check`, the rules behind it, and the commands of the outputs."""

from __future__ import annotations

import json
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest
from click.testing import CliRunner

from pipeline import outputs
from pipeline.errors import InputError
from pipeline.outputs import check as checking
from pipeline.outputs import codebook, commands, outlines
from tests.factories import NOWHERE, document, event, issue, report

if TYPE_CHECKING:
    from pathlib import Path

    from click.testing import Result

KYIV: dict[str, Any] = {
    "location": "Kyiv",
    "location_text": "Kyiv",
    "location_type": "settlement",
    "latitude": 50.45,
    "longitude": 30.52,
    "geo_precision": 1,
    "uncertainty_km": 15.0,
    "iso3": "UKR",
}


def dataset(folder: Path, *events: Any, reports: Any = None, documents: Any = None) -> Path:
    """A dataset of some events with a report and a document for each."""
    numbers = [int(one.event_id[2:], 16) for one in events]
    told = [report(number) for number in numbers] if reports is None else reports
    read = [document(number) for number in numbers] if documents is None else documents
    outputs.write(folder, events, told, [issue()], read, formats=())
    return folder


def found(folder: Path) -> dict[str, str]:
    """Rule to the text of its remark, shares left out."""
    return {one.rule: one.text for one in checking.folder(folder).remarks if one.level != "share"}


def test_a_good_dataset_has_no_remarks(tmp_path: Path) -> None:
    folder = dataset(tmp_path, event(1, **KYIV), event(2), event(3, **NOWHERE))
    checked = checking.folder(folder)
    assert found(folder) == {}
    assert checked.rows == {"events": 3, "reports": 3, "issues": 1, "evidence": 6, "documents": 3}
    assert "geo_precision: 1 1 (33%), 3 1 (33%), unknown 1 (33%)" in checked.text()


@pytest.mark.parametrize(
    ("values", "rule", "text"),
    [
        ({"latitude": 0.0, "longitude": 0.0, "iso3": None}, "null-island", "points at 0, 0: 1: e-000000000001"),
        (KYIV | {"latitude": 30.52, "longitude": 50.45}, "swapped", "look swapped: 1: e-000000000001 (Kyiv, UKR)"),
        (KYIV | {"latitude": 55.75, "longitude": 37.62}, "outside", "km away in RUS"),
        (KYIV | {"latitude": 45.0, "longitude": 31.5}, "offshore", "(Kyiv, UKR, 89 km away in the sea)"),
        (KYIV | {"latitude": 40.0, "longitude": -40.0}, "outside", "in the sea)"),
        ({"event_date": date(2022, 4, 16)}, "after-publication", "(2022-04-16, published 2022-04-15)"),
        (KYIV | {"location_text": "Hlevakha"}, "unnamed-capital", "(Hlevakha at Kyiv)"),
        (KYIV | {"location_type": "region"}, "coarse-as-exact", "(Kyiv, region, precision 1)"),
        (KYIV | {"uncertainty_km": 80.0}, "wide-as-exact", "(Kyiv, 80 km)"),
        (KYIV | {"geo_precision": 3}, "exact-as-coarse", "(Kyiv, settlement, 15 km)"),
        ({"event_date_end": date(2022, 4, 1)}, "schema", "events.csv, event_date: 2022-04-14 is after event_date_end"),
        ({"latitude": None}, "schema", "latitude: and longitude are known only together"),
        ({"sub_event_type": "Attack"}, "schema", "sub_event_type: Attack is not one of its event_type"),
        ({"fatalities": 3, "fatalities_low": 4}, "schema", "fatalities_low: 4 is above fatalities"),
    ],
)
def test_what_cannot_be_right_is_found(tmp_path: Path, values: dict[str, Any], rule: str, text: str) -> None:
    remarks = found(dataset(tmp_path, event(1, **values)))
    assert text in remarks[rule]


def test_how_many_values_show_their_words(tmp_path: Path) -> None:
    folder = dataset(tmp_path, event(1), event(2), reports=[report(1), report(2, spans=(), injuries=None)])
    texts = {one.rule: one.text for one in checking.folder(folder).remarks}
    assert "weapon 1 of 2, target 0 of 2, injuries 1 of 1" in texts["evidence"]


def test_an_exact_point_at_the_centre_of_its_country(tmp_path: Path) -> None:
    centre = outlines.centre("UKR")
    assert centre
    values = KYIV | {"location": "Nowhere", "longitude": centre[0], "latitude": centre[1]}
    assert "Nowhere, UKR" in found(dataset(tmp_path, event(1, **values)))["centroid"]


def test_pile_ups_and_duplicates(tmp_path: Path) -> None:
    events = [event(number, **KYIV) for number in range(1, 6)]
    events.append(event(6, **(KYIV | {"location": "Podil", "location_text": "Podil"})))
    remarks = found(dataset(tmp_path, *events))
    assert "Kyiv, Podil (50.45, 30.52): 6 of 6 events" in remarks["pile-up"]
    assert "Kyiv, Podil (50.45, 30.52): 6 events" in remarks["mixed-point"]
    assert "e-000000000001 = e-000000000002 = e-000000000003" in remarks["duplicate"]


def test_ids_are_single_and_lead_somewhere(tmp_path: Path) -> None:
    remarks = found(dataset(tmp_path, event(1), event(1), reports=[report(1), report(7)]))
    assert remarks["key"] == "events.csv, event_id is there twice: 1: e-000000000001"
    assert remarks["foreign-key"] == "reports.csv, event_id is not in events.csv: 1: e-000000000007"


def test_a_changed_or_missing_file_is_noticed(tmp_path: Path) -> None:
    folder = dataset(tmp_path, event(1))
    (folder / "events.prj").unlink()
    (folder / "events.qml").write_text("mine")
    remarks = found(folder)
    assert remarks["changed"].endswith("events.qml")
    assert remarks["gone"].endswith("events.prj")


@pytest.mark.parametrize("manifest", ["[]", "{", '{"files": {"../x": {"sha256": "0"}}}'])
def test_a_strange_manifest_does_no_harm(tmp_path: Path, manifest: str) -> None:
    folder = dataset(tmp_path, event(1))
    (folder / "manifest.json").write_text(manifest)
    assert set(found(folder)) <= {"manifest"}


def test_cells_of_another_type_are_problems_and_the_rest_is_checked(tmp_path: Path) -> None:
    folder = dataset(tmp_path, event(1, **KYIV), event(2, **(KYIV | {"latitude": 10.0})))
    table = folder / "events.csv"
    table.write_bytes(table.read_bytes().replace(b"50.45", b"north", 1))
    remarks = checking.folder(folder).remarks
    assert "events.csv, latitude: north is not a number (row 1, e-000000000001)" in [one.text for one in remarks]
    assert "outside" in {one.rule for one in remarks}


@pytest.mark.parametrize(
    ("iso3", "longitude", "latitude", "low", "high"),
    [
        ("UKR", 30.52, 50.45, 0, 0),
        ("UKR", 34.1, 44.95, 0, 0),
        ("RUS", 34.1, 44.95, 50, 300),
        ("SYR", 35.78, 33.1, 0, 10),
        ("PSE", 34.46, 31.5, 0, 3),
        ("XKX", 21.16, 42.66, 0, 0),
        ("SOM", 44.07, 9.56, 0, 0),
        ("SSD", 31.58, 4.85, 0, 0),
        ("FJI", -179.97, -16.8, 0, 20),
        ("UKR", 37.62, 55.75, 400, 480),
    ],
)
def test_outlines(iso3: str, longitude: float, latitude: float, low: float, high: float) -> None:
    distance = outlines.distance_km(iso3, longitude, latitude)
    assert distance is not None
    assert low <= distance <= high


def test_a_code_without_an_outline_is_not_judged() -> None:
    assert outlines.distance_km("ZZZ", 0, 0) is None
    assert outlines.centre("ZZZ") is None


def run(*arguments: str) -> Result:
    command = {"check": commands.check, "export": commands.export, "codebook": commands.codebook}[arguments[0]]
    return CliRunner().invoke(command, arguments[1:])


def test_check_command(tmp_path: Path) -> None:
    good = dataset(tmp_path / "good", event(1, **KYIV))
    noted = dataset(tmp_path / "noted", event(1, **KYIV), event(2, **KYIV))
    bad = dataset(tmp_path / "bad", event(1, **(KYIV | {"latitude": 0.0, "longitude": 0.0})))
    codes = [run("check", str(folder)).exit_code for folder in (good, noted, bad)]
    assert codes == [0, 0, 1]
    assert run("check", str(noted / "events.csv"), "--strict").exit_code == 1
    result = run("check", str(bad), "--json")
    assert {one["rule"] for one in json.loads(result.output)["remarks"]} >= {"null-island", "outside"}
    assert "2 problem(s)" in run("check", str(bad)).output


def test_check_needs_a_dataset(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"has no events\.csv"):
        checking.folder(tmp_path)


def test_export_command(tmp_path: Path) -> None:
    folder = dataset(tmp_path / "data", event(1))
    result = run(
        "export", str(folder / "events.csv"), "--format", "acled", "--format", "case", "--out", str(tmp_path / "x")
    )
    assert result.exit_code == 0
    assert sorted(path.name for path in (tmp_path / "x").iterdir()) == ["acled.csv", "case.csv"]
    assert run("export", str(folder), "--format", "shapefile").exit_code == 2


def test_codebook_command(tmp_path: Path) -> None:
    assert run("codebook", "--out", str(tmp_path / "book.md")).exit_code == 0
    assert (tmp_path / "book.md").read_text(encoding="utf-8") == codebook.text()


@pytest.mark.parametrize("command", [commands.check, commands.export, commands.codebook])
def test_each_command_shows_an_example(command: Any) -> None:
    assert "Example: dateline" in CliRunner().invoke(command, ["--help"]).output
