"""Other programs open a made-up dataset; each that is not installed is skipped (tests/clients/README.md)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest

from pipeline import corrections
from pipeline.schema import EVENT_TYPES
from tests.clients import sample

CLIENTS = Path(__file__).parent / "clients"
SYSTEM_PYTHON = "/usr/bin/python3"
EVENTS = 120


def run(*command: str, **environment: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def can(*command: str, **environment: str) -> bool:
    if not shutil.which(command[0]):
        return False
    return subprocess.run(command, capture_output=True, check=False, env={**os.environ, **environment}).returncode == 0


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sample")
    sample.main(path, EVENTS)
    return path


def test_points_moved_in_qgis_become_corrections(folder: Path, tmp_path: Path) -> None:
    if not can(SYSTEM_PYTHON, "-c", "import qgis.core", QT_QPA_PLATFORM="offscreen"):
        pytest.skip("QGIS is missing: apt-get install python3-qgis qgis-providers")
    copy = tmp_path / "edited.gpkg"
    shutil.copy(folder / "events.gpkg", copy)
    told = run(SYSTEM_PYTHON, str(CLIENTS / "qgis_edit.py"), str(copy), QT_QPA_PLATFORM="offscreen").split()
    rows, remarks = corrections.edits(copy, folder)
    moved, toll = told[told.index("moved") + 1], told[told.index("toll") + 1]
    assert [(row.id, row.field) for row in rows] == [(moved, "latitude"), (moved, "longitude"), (toll, "fatalities")]
    assert not remarks


def test_qgis_shows_style_days_and_time(folder: Path) -> None:
    if not can(SYSTEM_PYTHON, "-c", "import qgis.core", QT_QPA_PLATFORM="offscreen"):
        pytest.skip("QGIS is missing: apt-get install python3-qgis qgis-providers")
    printed = run(SYSTEM_PYTHON, str(CLIENTS / "qgis_client.py"), str(folder), QT_QPA_PLATFORM="offscreen")
    layers: dict[str, Any] = {row["layer"]: row for row in map(json.loads, printed.splitlines())}
    assert len(layers) == 7
    assert layers.pop("events.gpkg issues")["features"] == 59
    for name, found in layers.items():
        assert found["valid"], name
        assert found["styled"], name
        assert found["date"] == "date", name
        assert found["crs"] == "EPSG:4326", name
        assert found["temporal"], name
        assert found["wrong_months"] == {}, name
        assert found["categories"] == [*EVENT_TYPES, "Other"], name
    footprints = layers.pop("events.gpkg footprints")
    assert footprints["features"] == EVENTS - EVENTS // 17
    assert {found["features"] for found in layers.values()} == {EVENTS}
    assert {found["alias"] for found in layers.values()} == {"Event date"}
    for name, found in layers.items():
        assert "&lt;img src=x onerror=alert(1)&gt; &amp; co" in found["hostile_tips"][0], name
        assert "<img" not in found["hostile_tips"][0], name


@pytest.mark.parametrize("name", ["events.geojson", "events.gpkg", "events.csv"])
def test_gdal_reads_without_a_warning(folder: Path, name: str) -> None:
    if not shutil.which("ogrinfo"):
        pytest.skip("GDAL is missing: apt-get install gdal-bin")
    done = subprocess.run(["ogrinfo", "-ro", "-so", "-al", folder / name], capture_output=True, text=True, check=True)
    assert done.stderr == ""
    assert f"Feature Count: {EVENTS}" in done.stdout
    assert "event_date: Date" in done.stdout
    assert "Geometry: Point" in done.stdout


def test_the_geopackage_conforms(folder: Path) -> None:
    if not can(SYSTEM_PYTHON, "-c", "import osgeo_utils.samples.validate_gpkg"):
        pytest.skip("GDAL's Python tools are missing: apt-get install python3-gdal")
    printed = run(SYSTEM_PYTHON, "-m", "osgeo_utils.samples.validate_gpkg", str(folder / "events.gpkg"))
    assert "Exception" not in printed


def test_r_reads_without_a_warning(folder: Path) -> None:
    if not can("Rscript", "-e", "library(sf)"):
        pytest.skip("R's sf is missing: apt-get install r-cran-sf")
    assert f"events {EVENTS} rows" in run("Rscript", str(CLIENTS / "sf_client.R"), str(folder))


def test_duckdb_finds_the_types(folder: Path) -> None:
    if not find_spec("duckdb"):
        pytest.skip("DuckDB is missing: pip install duckdb")
    printed = run(sys.executable, str(CLIENTS / "duckdb_client.py"), str(folder))
    table, parquet, _ = map(json.loads, printed.splitlines())
    assert (table["rows"], table["dated"]) == (parquet["rows"], parquet["dated"]) == (EVENTS, EVENTS - EVENTS // 23)
    for found in (table, parquet):
        assert (found["types"]["event_date"], found["types"]["fatalities"]) == ("DATE", "BIGINT")
    assert parquet["types"]["actor1"] == "VARCHAR[]"


def test_a_linter_finds_the_geojson_right(folder: Path) -> None:
    modules = os.environ.get("NODE_PATH", str(CLIENTS / "node_modules"))
    if not shutil.which("node") or not (Path(modules) / "@placemarkio" / "check-geojson").exists():
        pytest.skip("the GeoJSON linter is missing: npm install @placemarkio/check-geojson")
    printed = run("node", str(CLIENTS / "geojson_client.mjs"), str(folder / "events.geojson"), NODE_PATH=modules)
    assert printed.startswith(f"{EVENTS} features, 0 issues")


def test_a_spreadsheet_runs_no_cell(folder: Path, tmp_path: Path) -> None:
    if not shutil.which("soffice"):
        pytest.skip("LibreOffice is missing: apt-get install libreoffice-calc-nogui")
    (tmp_path / "raw.csv").write_text("text\n=HYPERLINK(1)\n")
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    names = [str(folder / "events.csv"), str(tmp_path / "raw.csv")]
    run("soffice", profile, "--headless", "--convert-to", "fods", "--outdir", str(tmp_path), *names)
    assert "table:formula" in (tmp_path / "raw.fods").read_text(encoding="utf-8")
    sheet = (tmp_path / "events.fods").read_text(encoding="utf-8")
    assert "=HYPERLINK(1)" in sheet
    assert "table:formula" not in sheet
