"""The formats of other projects, and making any format from a dataset's folder."""

from __future__ import annotations

import csv
import json
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import outputs
from pipeline.errors import InputError
from pipeline.outputs import reading
from pipeline.outputs.exchange.acled import row as acled_row
from pipeline.outputs.exchange.basis import Basis, Told, capital, countries
from pipeline.outputs.exchange.ucdp import grid_cell, world_region
from pipeline.outputs.exchange.ucdp import row as ucdp_row
from pipeline.outputs.exchange.viina import labels
from pipeline.outputs.formats import EXCHANGE, MAKERS
from pipeline.schema import Candidate, Event, Issue, Report
from tests.factories import NOWHERE, document, event, issue, report

if TYPE_CHECKING:
    from pathlib import Path

ACLED = [
    "event_id_cnty",
    "event_date",
    "year",
    "time_precision",
    "disorder_type",
    "event_type",
    "sub_event_type",
    "actor1",
    "assoc_actor_1",
    "inter1",
    "actor2",
    "assoc_actor_2",
    "inter2",
    "interaction",
    "civilian_targeting",
    "iso",
    "region",
    "country",
    "admin1",
    "admin2",
    "admin3",
    "location",
    "latitude",
    "longitude",
    "geo_precision",
    "source",
    "source_scale",
    "notes",
    "fatalities",
    "tags",
    "timestamp",
]
UCDP = [
    "id",
    "relid",
    "year",
    "active_year",
    "code_status",
    "type_of_violence",
    "conflict_dset_id",
    "conflict_new_id",
    "conflict_name",
    "dyad_dset_id",
    "dyad_new_id",
    "dyad_name",
    "side_a_dset_id",
    "side_a_new_id",
    "side_a",
    "side_b_dset_id",
    "side_b_new_id",
    "side_b",
    "number_of_sources",
    "source_article",
    "source_office",
    "source_date",
    "source_headline",
    "source_original",
    "where_prec",
    "where_coordinates",
    "where_description",
    "adm_1",
    "adm_2",
    "latitude",
    "longitude",
    "geom_wkt",
    "priogrid_gid",
    "country",
    "country_id",
    "region",
    "event_clarity",
    "date_prec",
    "date_start",
    "date_end",
    "deaths_a",
    "deaths_b",
    "deaths_civilians",
    "deaths_unknown",
    "best",
    "high",
    "low",
    "gwnoa",
    "gwnob",
]
VIINA = [
    "viina_version",
    "event_id_1pd",
    "date",
    "n_reports",
    "event_ids",
    "sources",
    "geonameid",
    "feature_code",
    "asciiname",
    "ADM1_NAME",
    "ADM1_CODE",
    "ADM2_NAME",
    "ADM2_CODE",
    "longitude",
    "latitude",
    "GEO_PRECISION",
    "t_mil",
    "t_loc",
    "t_san",
    "t_aad",
    "t_airstrike",
    "t_airalert",
    "t_armor",
    "t_arrest",
    "t_artillery",
    "t_control",
    "t_firefight",
    "t_ied",
    "t_raid",
    "t_occupy",
    "t_property",
    "t_cyber",
    "t_hospital",
    "t_milcas",
    "t_civcas",
    "a_rus",
    "a_ukr",
    "a_civ",
    "a_other",
]
HEADERS = {"acled": ACLED, "ucdp-ged": UCDP, "viina-1pd": VIINA, "case": ["id", "City", "Region", "Country", "date"]}
TOWN: dict[str, Any] = {
    "location": "Spodaryushino",
    "location_type": "settlement",
    "latitude": 50.36,
    "longitude": 35.73,
    "geo_precision": 1,
    "uncertainty_km": 2.0,
    "admin1": "Belgorod Oblast",
}


class Towns:
    """A gazetteer of two towns called Bryansk."""

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        if name != "Bryansk":
            return ()
        common: dict[str, Any] = {"location_type": "settlement", "uncertainty_km": 15.0, "iso3": "RUS"}
        return (
            Candidate(name="Bryansk", latitude=57.0, longitude=50.0, admin1="Kirov Oblast", population=9, **common),
            Candidate(name="Bryansk", latitude=53.25, longitude=34.37, admin1="Bryansk Oblast", population=5, **common),
        )


def told(**values: Any) -> Told:
    return Told(event(**values), (document(1),), "words", 1)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset")
    events = [event(1), event(2, **TOWN, fatalities=3, notes="=1+1"), event(3, **NOWHERE, event_date=None)]
    reports = [report(1), report(2, **TOWN), report(3, **NOWHERE)]
    documents = [document(number) for number in (1, 2, 3)]
    outputs.write(path, events, reports, [issue()], documents, formats=("csv", "geojson", "gpkg", "parquet", *EXCHANGE))
    return path


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, strict=True))


@pytest.mark.parametrize("name", HEADERS)
def test_headers_are_the_originals(folder: Path, name: str) -> None:
    with (folder / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [*HEADERS[name], "eligibility"]


def test_numbers_of_columns() -> None:
    assert (len(ACLED), len(UCDP)) == (31, 49)


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"geo_precision": 3, "latitude": 53.25, "location": "Bryansk"}),
        (TOWN, {"geo_precision": 1, "latitude": 50.36, "location": "Spodaryushino", "eligibility": "eligible"}),
        (TOWN | {"geo_precision": 2}, {"geo_precision": 2}),
        ({"location_type": "municipality", "geo_precision": 2}, {"geo_precision": 2, "latitude": 52.95}),
        ({"location_type": "country"}, {"eligibility": "not eligible: known to country level only"}),
        (NOWHERE, {"latitude": None, "geo_precision": 3, "location": "Bryansk Oblast"}),
        (
            {"event_date": None},
            {"event_date": None, "eligibility": "not eligible: no day; point is the region's capital"},
        ),
        ({"event_date_end": date(2022, 4, 30), "time_precision": 3}, {"event_date": "2022-04-22", "year": 2022}),
        ({"event_date_end": date(2022, 4, 16), "time_precision": 2}, {"event_date": "2022-04-14"}),
        ({"fatalities": 7, "fatalities_low": 3}, {"fatalities": 3}),
        ({"fatalities": None}, {"fatalities": 0}),
        ({"iso3": "UKR"}, {"iso": "804", "region": "Europe"}),
        (
            {"actor1": ("A", "B"), "actor1_type": ("State forces", "Rebel group"), "actor2_type": ("Civilians",)},
            {"actor1": "A", "assoc_actor_1": "B", "inter1": "State forces", "interaction": "State forces-Civilians"},
        ),
        ({"actor1_type": ("External/other forces",)}, {"interaction": "External/Other forces only"}),
    ],
)
def test_acled(tmp_path: Path, values: dict[str, Any], expected: dict[str, Any]) -> None:
    row = acled_row(told(**values), Basis(tmp_path, Towns()))
    assert {name: row[name] for name in expected} == expected


def test_acled_without_a_gazetteer_says_whose_point_it_is(tmp_path: Path) -> None:
    row = acled_row(told(), Basis(tmp_path))
    assert (row["latitude"], row["geo_precision"]) == (52.95, 3)
    assert row["eligibility"] == "eligible; point is the region's, ACLED takes its capital (no gazetteer was given)"


def test_a_capital_lies_in_its_region() -> None:
    town = capital(event(), Towns())
    assert town
    assert town.latitude == 53.25
    assert capital(event(admin1="Kursk Oblast"), Towns()) is None


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({}, {"where_prec": 4, "latitude": 52.95, "best": 0, "country_id": "365", "region": "Europe", "date_prec": 1}),
        ({}, {"eligibility": "not eligible: no death reported; point is the gazetteer's for the unit"}),
        (TOWN | {"fatalities": 3}, {"where_prec": 1, "best": 3, "deaths_unknown": 3, "eligibility": "eligible"}),
        (TOWN | {"geo_precision": 2}, {"where_prec": 2}),
        ({"location_type": "municipality"}, {"where_prec": 3}),
        ({"location_type": "country"}, {"where_prec": 6}),
        ({"location_type": "water"}, {"where_prec": 7}),
        (NOWHERE | {"location_type": None}, {"where_prec": None, "geom_wkt": "", "priogrid_gid": None}),
        ({"fatalities_low": 2, "fatalities_high": 9}, {"best": 2, "low": 2, "high": 9}),
        ({"fatalities": 4, "actor2_type": ("Civilians",)}, {"deaths_civilians": 4, "deaths_unknown": 0, "best": 4}),
        ({"time_precision": 2}, {"date_prec": 3}),
        ({"time_precision": 2, "event_date_end": date(2022, 4, 16)}, {"date_prec": 2}),
        ({"time_precision": 3, "event_date_end": date(2022, 5, 13)}, {"date_prec": 4}),
        ({"time_precision": 3, "event_date_end": date(2022, 12, 31)}, {"date_prec": 5, "event_clarity": 2}),
        ({"event_date": None}, {"date_prec": None, "date_start": "", "year": None}),
        ({}, {"type_of_violence": 1, "gwnoa": "369", "gwnob": "", "date_start": "2022-04-14 00:00:00.000"}),
        ({"event_type": "Violence against civilians", "sub_event_type": "Attack"}, {"type_of_violence": 3}),
        ({"actor1_type": ("Rebel group",), "actor2_type": ("Political militia",)}, {"type_of_violence": 2}),
        ({"actor1_type": ("Rebel group",)}, {"type_of_violence": None}),
        ({}, {"id": 1, "relid": "e-000000000001", "source_article": '"Example News","2022-04-15","Oil depot hit"'}),
    ],
)
def test_ucdp(values: dict[str, Any], expected: dict[str, Any]) -> None:
    row = ucdp_row(told(**values))
    assert {name: row[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [(48.6, 38.1, 199877), (50.45, 30.52, 202022), (-90, -180, 1), (90, 180, 259200), (None, 3, None)],
)
def test_prio_grid(latitude: float | None, longitude: float | None, cell: int | None) -> None:
    assert grid_cell(latitude, longitude) == cell


@pytest.mark.parametrize(("number", "name"), [("365", "Europe"), ("651", "Middle East"), ("625", "Africa"), ("", "")])
def test_world_regions(number: str, name: str) -> None:
    assert world_region(number) == name


def test_viina_labels() -> None:
    found = labels(event(injuries=2, actor2=("Civilians (Russia)",), actor2_type=("Civilians",)))
    assert {name for name, value in found.items() if value} == {"t_mil", "t_artillery", "t_civcas", "a_ukr", "a_civ"}


def test_viina_has_one_row_a_day_and_place(tmp_path: Path) -> None:
    events = [event(1, iso3="UKR"), event(2, iso3="UKR"), event(3, iso3="UKR", event_date=date(2022, 4, 15))]
    reports = [report(1), report(2), report(3)]
    outputs.write(tmp_path, events, reports, [], [document(1), document(2)], formats=("viina-1pd",))
    rows = rows_of(tmp_path / "viina-1pd.csv")
    assert [row["event_ids"] for row in rows] == ["e-000000000001; e-000000000002", "e-000000000003"]
    assert [row["n_reports"] for row in rows] == ["2", "1"]
    assert [row["eligibility"] for row in rows] == ["eligible", "not eligible: no day of publication"]
    assert rows[0]["date"] == "20220415"


def test_timemap_holds_texts_only(folder: Path) -> None:
    content = json.loads((folder / "timemap.json").read_text(encoding="utf-8"))
    first = content["events"][0]
    assert (first["date"], first["latitude"], first["sources"]) == ("4/14/2022", "52.95", ["doc-1"])
    assert content["sources"]["doc-1"]["paths"] == ["https://news.example/1"]
    assert {one["id"] for one in content["associations"]} == {"Explosions/Remote violence"}
    lists = {"associations", "sources"}
    assert all(
        isinstance(value, str) for entry in content["events"] for key, value in entry.items() if key not in lists
    )
    assert content["events"][-1]["eligibility"] == "not eligible: no day, no coordinates"


def test_no_exchange_cell_begins_as_a_formula(folder: Path) -> None:
    row = acled_row(told(location="=cmd()", location_type="settlement"), Basis(folder))
    assert row["location"] == "=cmd()"
    for name in HEADERS:
        for line in rows_of(folder / f"{name}.csv"):
            assert not [cell for cell in line.values() if (cell and cell[0] in "=@\t\r") or cell[:2] in ("+1", "--")]


def test_every_format_can_be_made_again_from_the_folder(folder: Path, tmp_path: Path) -> None:
    made = outputs.export(folder, tmp_path, MAKERS)
    assert {"acled.csv", "events.gpkg", "events.parquet", "timemap.json"} <= set(made)
    for name in made:
        assert (tmp_path / name).read_bytes() == (folder / name).read_bytes(), name


def test_a_format_made_later_states_the_datasets_time(tmp_path: Path) -> None:
    made = outputs.Provenance(created=datetime(2024, 5, 1, tzinfo=UTC))
    outputs.write(tmp_path, [event()], [], [], formats=("gpkg", "acled"), provenance=made)
    outputs.export(tmp_path, tmp_path / "later", ["gpkg", "acled"])
    for name in ("events.gpkg", "acled.csv"):
        assert (tmp_path / "later" / name).read_bytes() == (tmp_path / name).read_bytes()
    assert rows_of(tmp_path / "acled.csv")[0]["timestamp"] == "1714521600"


def test_a_format_made_later_in_the_same_folder_goes_with_the_next_run(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event()], [], [], formats=())
    outputs.export(tmp_path, tmp_path, ["case"])
    listed = json.loads((tmp_path / "manifest.json").read_bytes())["files"]
    assert set(listed) == {path.name for path in tmp_path.iterdir()} - {"manifest.json"}
    outputs.write(tmp_path, [event(2)], [], [], formats=())
    assert not (tmp_path / "case.csv").exists()


def test_tables_come_back_as_the_records_they_were(folder: Path) -> None:
    first = next(reading.records(folder, Event))
    assert first == event(1, report_ids=())
    assert next(reading.records(folder, Report)) == report(1, spans=())
    assert next(reading.records(folder, Issue)) == issue()
    assert [one.notes for one in reading.records(folder, Event)][1] == "=1+1"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ((b"52.95", b"north"), r"events\.csv: latitude: north is not a number \(row 1, e-000000000001\)"),
        ((b"event_id,", b"id,"), r"events\.csv: columns are id, event_date"),
        ((b"Oblast", b"\xff\xfe"), r"events\.csv: not a CSV table in UTF-8"),
    ],
)
def test_a_broken_table_names_file_and_reason(
    folder: Path, tmp_path: Path, change: tuple[bytes, bytes], message: str
) -> None:
    (tmp_path / "events.csv").write_bytes((folder / "events.csv").read_bytes().replace(*change))
    with pytest.raises(InputError, match=message):
        outputs.export(tmp_path, tmp_path / "out", ["geojson"])
    assert not list((tmp_path / "out").iterdir())


def test_a_missing_table_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"events\.csv is missing"):
        outputs.export(tmp_path, tmp_path, ["acled"])


def test_countries_have_their_own_numbers() -> None:
    rows = countries().values()
    for column in ("name", "iso", "gw"):
        known = [row[column] for row in rows if row[column]]
        assert len(known) == len(set(known))
    assert (countries()["UKR"]["iso"], countries()["UKR"]["gw"]) == ("804", "369")
