"""GeoPackage 1.3 with layers events, footprints, reports and issues; days are DATE columns."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyogrio
import shapely

from pipeline.outputs import columnar, geometry, style
from pipeline.schema import EVENT_FIELDS, ISSUE_FIELDS, REPORT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

FOOTPRINT_COLUMNS = ("event_id", "event_date", "event_type", "location", "geo_precision", "uncertainty_km")
GEOMETRY = "geom"


@contextmanager
def _fixed_clock(moment: str) -> Iterator[None]:
    """Let GDAL write `moment` for the time of the last change, so that equal data give equal bytes."""
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": moment})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})


def _with(batch: Any, shapes: Any) -> Any:
    """The batch with several values joined and a geometry column (WKB) in front."""
    field = pa.field(GEOMETRY, pa.binary(), metadata={"ARROW:extension:name": "geoarrow.wkb"})
    return columnar.joined(batch).add_column(0, field, pa.array(shapely.to_wkb(shapes), pa.binary()))


def _append(path: Path, layer: str, batches: Iterable[Any], schema: pa.Schema, kind: str | None) -> None:
    pyogrio.write_arrow(
        pa.RecordBatchReader.from_batches(schema, batches),
        path,
        layer=layer,
        driver="GPKG",
        geometry_name=GEOMETRY if kind else None,
        geometry_type=kind,
        crs=geometry.CRS if kind else None,
        dataset_options={"VERSION": "1.3"},
        layer_options={"GEOMETRY_NAME": GEOMETRY} if kind else {"ASPATIAL_VARIANT": "GPKG_ATTRIBUTES"},
    )


def _layer(path: Path, layer: str, batches: Iterator[Any], empty: Any, kind: str) -> None:
    """Write a layer of points from batches; `empty` gives the columns."""
    schema = _with(empty, geometry.points(empty)).schema
    _append(path, layer, (_with(batch, geometry.points(batch)) for batch in batches), schema, kind)


def _footprint(batch: Any) -> Any:
    """The columns and areas of those rows of a batch whose area is known."""
    shapes = geometry.footprints(batch)
    drawn = pa.array([shape is not None for shape in shapes], pa.bool_())
    return _with(batch.select(FOOTPRINT_COLUMNS), shapes).filter(drawn)


def _footprints(path: Path, batches: Iterable[Any]) -> None:
    empty = columnar.schema(EVENT_FIELDS).empty_table().select(FOOTPRINT_COLUMNS)
    schema = _with(empty, geometry.points(columnar.schema(EVENT_FIELDS).empty_table())).schema
    _append(path, "footprints", map(_footprint, batches), schema, "MultiPolygon")


def _store_style(path: Path, layer: str, qml: str, moment: str) -> None:
    """Keep a layer's style in the file, as QGIS does: table `layer_styles`."""
    with closing(sqlite3.connect(path)) as connection, connection:
        connection.execute(
            "CREATE TABLE layer_styles (id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256),"
            " f_table_schema TEXT(256), f_table_name TEXT(256), f_geometry_column TEXT(256), styleName TEXT(30),"
            " styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT, owner TEXT(30), ui TEXT(30),"
            " update_time DATETIME)"
        )
        connection.execute(
            "INSERT INTO gpkg_contents (table_name, data_type, identifier, description, last_change, srs_id)"
            " VALUES ('layer_styles', 'attributes', 'layer_styles', '', ?, 0)",
            (moment,),
        )
        connection.execute(
            "INSERT INTO layer_styles VALUES (1, '', '', ?, ?, ?, ?, '', 1, '', '', '', ?)",
            (layer, GEOMETRY, layer, qml, moment),
        )


def write(path: Path, folder: Path, moment: str) -> None:
    """Write the file.

    Parameters
    ----------
    path
        The .gpkg; it must not exist.
    folder
        Where events.csv, reports.csv and issues.csv are; they are read in batches.
    moment
        Time of the last change that the file states, such as `1970-01-01T00:00:00.000Z`.
    """
    with _fixed_clock(moment):
        events = columnar.batches(folder / "events.csv", EVENT_FIELDS)
        _layer(path, "events", events, columnar.schema(EVENT_FIELDS).empty_table(), "Point")
        needed = {*FOOTPRINT_COLUMNS, *geometry.AREA}
        _footprints(path, columnar.batches(folder / "events.csv", EVENT_FIELDS, only=needed))
        reports = columnar.batches(folder / "reports.csv", REPORT_FIELDS)
        _layer(path, "reports", reports, columnar.schema(REPORT_FIELDS).empty_table(), "Point")
        issues = columnar.batches(folder / "issues.csv", ISSUE_FIELDS)
        empty = columnar.joined(columnar.schema(ISSUE_FIELDS).empty_table())
        _append(path, "issues", (columnar.joined(batch) for batch in issues), empty.schema, None)
    _store_style(path, "footprints", style.footprints(), moment)
