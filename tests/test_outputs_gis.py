"""GeoPackage, GeoParquet, QGIS style and the files beside the CSV."""

from __future__ import annotations

import json
import sqlite3
import warnings
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET

import geopandas
import pyarrow.parquet as pq
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from pyproj import Geod

from pipeline import outputs
from pipeline.outputs import columnar, geometry, parquet, reading, sidecars, style
from pipeline.schema import EVENT_FIELDS, EVENT_TYPES, Event
from tests.clients import sample
from tests.factories import NOWHERE, document, event, issue, report

if TYPE_CHECKING:
    from pathlib import Path

EVENTS = (
    event(1, notes="=1+1", actor1=("A", "B")),
    event(2, **NOWHERE),
    event(3, event_date=None, event_date_end=None, fatalities=0, notes='["a"]', unverified=True),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("dataset")
    outputs.write(path, EVENTS, [report(1), report(2, **NOWHERE)], [issue()], [document(1)])
    return path


def query(path: Path, statement: str) -> list[Any]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute(statement).fetchall()


def test_geopackage_has_its_layers_and_version(folder: Path) -> None:
    path = folder / "events.gpkg"
    contents = query(path, "SELECT table_name, data_type FROM gpkg_contents ORDER BY rowid")
    assert contents == [
        ("events", "features"),
        ("footprints", "features"),
        ("reports", "features"),
        ("issues", "attributes"),
        ("layer_styles", "attributes"),
    ]
    assert query(path, "PRAGMA user_version") == [(10300,)]
    assert query(path, "SELECT DISTINCT last_change FROM gpkg_contents") == [("1970-01-01T00:00:00.000Z",)]


@pytest.mark.parametrize("layer", ["events", "reports", "footprints"])
def test_days_are_date_columns(folder: Path, layer: str) -> None:
    columns = {row[1]: row[2] for row in query(folder / "events.gpkg", f"PRAGMA table_info({layer})")}
    assert columns["event_date"] == "DATE"
    assert columns.get("geo_precision", "INTEGER") == "INTEGER"


def test_geopackage_and_csv_say_the_same(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = geopandas.read_file(folder / "events.gpkg", layer="events", use_arrow=True)
    assert frame.crs.to_epsg() == 4326
    assert list(frame["event_id"]) == ["e-000000000001", "e-000000000002", "e-000000000003"]
    assert frame["notes"][0] == "=1+1"
    assert frame["actor1"][0] == "A; B"
    assert frame.geometry.isna().tolist() == [False, True, False]
    assert (frame.geometry[0].x, frame.geometry[0].y) == (33.4, 52.95)


def test_geoparquet_keeps_lists_days_and_unknowns(folder: Path) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        frame = geopandas.read_parquet(folder / "events.parquet")
    assert frame.crs.to_string() == "OGC:CRS84"
    assert frame.geometry.isna().tolist() == [False, True, False]
    rows = pq.read_table(folder / "events.parquet").to_pylist()
    assert rows[0]["actor1"] == ["A", "B"]
    assert rows[0]["event_date"] == date(2022, 4, 14)
    assert [row["fatalities"] for row in rows] == [None, None, 0]
    assert rows[2]["event_date"] is None
    assert rows[2]["unverified"] is True
    geo = json.loads(pq.read_schema(folder / "events.parquet").metadata[b"geo"])
    assert geo["columns"]["geometry"]["bbox"] == [33.4, 52.95, 33.4, 52.95]


def test_a_dataset_without_any_event_has_all_files(tmp_path: Path) -> None:
    outputs.write(tmp_path, [], [], [])
    assert json.loads((tmp_path / "events.geojson").read_bytes())["features"] == []
    assert len(geopandas.read_parquet(tmp_path / "events.parquet")) == 0
    assert len(geopandas.read_file(tmp_path / "events.gpkg", layer="footprints")) == 0


@pytest.mark.parametrize(
    ("longitude", "latitude", "radius", "parts"),
    [(33.4, 52.95, 120, 1), (179.9, -16.8, 40, 2), (-179.9, 65.0, 100, 2), (0, 89.9, 100, 1), (20, -89.5, 300, 1)],
)
def test_footprints_are_circles_on_the_ellipsoid(longitude: float, latitude: float, radius: float, parts: int) -> None:
    area = geometry.circle(longitude, latitude, radius)
    assert area.is_valid
    assert len(area.geoms) == parts
    west, south, east, north = area.bounds
    assert -180 <= west <= east <= 180
    assert -90 <= south <= north <= 90
    spread = abs(Geod(ellps="WGS84").geometry_area_perimeter(area)[0]) / (3.14159 * radius**2 * 1e6)
    if abs(latitude) < 89:
        assert spread == pytest.approx(1, abs=0.02)


@pytest.mark.parametrize("radius", [0, 20_000])
def test_no_footprint_without_a_sensible_radius(radius: float) -> None:
    assert geometry.circle(30, 50, radius) is None


def test_an_event_known_to_its_country_has_the_country_for_a_footprint(tmp_path: Path) -> None:
    outputs.write(tmp_path, [event(1, location_type="country", uncertainty_km=3000.0)], [], [], formats=("gpkg",))
    frame = geopandas.read_file(tmp_path / "events.gpkg", layer="footprints")
    assert frame.geometry[0].is_valid
    assert frame.geometry[0].contains(shapely.Point(37.6, 55.7))
    assert not frame.geometry[0].intersects(shapely.Point(30.5, 50.4))


def test_style_is_xml_with_every_type_and_an_other_class() -> None:
    root = ET.fromstring(style.events())
    values = [category.get("value") for category in root.iter("category")]
    assert values == [*EVENT_TYPES, ""]
    assert [alias.get("field") for alias in root.iter("alias")] == [field.name for field in EVENT_FIELDS]
    temporal = root.find("temporal")
    assert temporal is not None
    assert (temporal.get("enabled"), temporal.get("mode")) == ("1", "4")
    assert "replace(" in (root.findtext("mapTip") or "")
    assert len({*style.COLOURS.values(), style.OTHER}) == len(EVENT_TYPES) + 1
    assert set(style.COLOURS) == set(EVENT_TYPES)


def test_csvt_has_a_type_for_each_column() -> None:
    types = sidecars.csvt(EVENT_FIELDS).strip().split(",")
    assert len(types) == len(EVENT_FIELDS)
    names = [field.name for field in EVENT_FIELDS]
    assert types[names.index("longitude")] == '"CoordX"'
    assert types[names.index("event_date")] == '"Date"'


def test_all_formats_say_the_same(tmp_path: Path) -> None:
    sample.main(tmp_path, 60)
    names = [field.name for field in EVENT_FIELDS]
    plain = [
        {name: "; ".join(value) or None if isinstance(value := getattr(one, name), tuple) else value for name in names}
        for one in reading.records(tmp_path, Event)
    ]
    texts = [
        {name: value.isoformat() if isinstance(value, date) else value for name, value in row.items()} for row in plain
    ]
    features = json.loads((tmp_path / "events.geojson").read_bytes())["features"]
    assert [feature["properties"] for feature in features] == texts
    stored = query(tmp_path / "events.gpkg", f"SELECT {', '.join(names)} FROM events ORDER BY fid")
    assert [dict(zip(names, row, strict=True)) for row in stored] == texts
    rows = pq.read_table(tmp_path / "events.parquet", columns=names).to_pylist()
    joined = [{name: "; ".join(v) if isinstance(v, list) else v for name, v in row.items()} for row in rows]
    assert joined == plain


@settings(max_examples=60, deadline=None)
@given(st.floats(-180, 180), st.floats(-90, 90), st.sampled_from((0.5, 5.3, 48.0, 1000.0, 5000.0)))
def test_a_circle_that_needs_no_cut_is_the_one_that_is_cut(longitude: float, latitude: float, radius: float) -> None:
    ring = geometry._rings([longitude], [latitude], [radius])[0]
    cut = geometry._within_the_world(ring, latitude)
    area = geometry.circle(longitude, latitude, radius)
    assert area.normalize().equals_exact(cut.normalize(), 1e-9)


def test_layers_of_many_batches_are_those_of_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    told = [event(number, notes="x" * 200) for number in range(60)]
    made = {}
    for block in (1 << 22, 3000):
        monkeypatch.setattr(columnar, "BLOCK", block)
        monkeypatch.setattr(parquet, "ROWS", 1 << 16 if block > 3000 else 7)
        outputs.write(tmp_path / str(block), told, [], [])
        made[block] = tmp_path / str(block)
    one, many = made.values()
    assert (one / "events.geojson").read_bytes() == (many / "events.geojson").read_bytes()
    for layer in ("events", "footprints"):
        frames = [geopandas.read_file(path / "events.gpkg", layer=layer) for path in (one, many)]
        assert frames[0].equals(frames[1])
        assert len(frames[0]) == 60
    assert pq.read_table(one / "events.parquet") == pq.read_table(many / "events.parquet")
    assert pq.ParquetFile(many / "events.parquet").num_row_groups == 9
