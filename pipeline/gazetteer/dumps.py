"""Files of the user's that are added to the index: GeoNames country dumps, and any CSV with coordinates."""

from __future__ import annotations

import csv
import io
import zipfile
import zlib
from contextlib import contextmanager
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.errors import InputError
from pipeline.gazetteer.answers import answers, is_answers
from pipeline.gazetteer.sources import Entry, country_names, extent, names_of, region_names
from pipeline.schema import LOCATION_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path
    from typing import TextIO

DUMP_COLUMNS = 19
"""Columns of a GeoNames dump: geonameid, name, asciiname, alternatenames, latitude, longitude, feature class, feature
code, country code, cc2, admin1 to admin4 code, population, elevation, dem, timezone, modification date."""
REQUIRED = ("name", "latitude", "longitude")
CSV_UNCERTAINTY_KM = 5.0
"""Extent of a place in a CSV that does not give one."""
_BROKEN = (UnicodeDecodeError, zipfile.BadZipFile, zlib.error, OSError, EOFError, RuntimeError, csv.Error)
"""What reading a damaged or encrypted file may raise."""


def read(file: Path) -> Iterator[Entry]:
    """Entries of a file, told apart by its content: a GeoNames dump (plain or zipped), a CSV, or a service's answers.

    Raises
    ------
    InputError
        The file is missing, not UTF-8, neither kind, or a row has no usable coordinates.
    """
    if is_answers(file):
        return answers(file)
    with _whole(file):
        with _opened(file) as lines:
            first = lines.readline()
        header = [cell.strip().casefold() for cell in next(csv.reader([first.rstrip("\r\n")]), [])]
    if first.count("\t") == DUMP_COLUMNS - 1:
        return _entries(file, _dump(file))
    if missing := [column for column in REQUIRED if column not in header]:
        raise InputError(
            f"{file}: neither a GeoNames dump (19 columns, tabs) nor a CSV with the columns name, latitude, longitude:"
            f" {', '.join(missing)} is missing in {first.strip()[:80]!r}"
        )
    return _entries(file, _csv(file))


def _entries(file: Path, found: Iterator[Entry]) -> Iterator[Entry]:
    with _whole(file):
        yield from found


@contextmanager
def _whole(file: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise InputError(f"{file}: there is no such file") from None
    except _BROKEN as error:
        raise InputError(f"{file}: cannot be read ({error}); give a GeoNames dump or a CSV in UTF-8") from error


@contextmanager
def _opened(file: Path) -> Iterator[TextIO]:
    """The text of a file, or of the country table in a zip."""
    if file.suffix.casefold() != ".zip":
        with file.open(encoding="utf-8-sig", newline="") as lines:
            yield lines
        return
    with zipfile.ZipFile(file) as packed:
        inside = [n for n in packed.namelist() if n.endswith((".txt", ".csv")) and "readme" not in n.casefold()]
        if len(inside) != 1:
            raise InputError(f"{file}: holds {len(inside)} tables ({', '.join(inside[:5])}); unpack it and add one")
        with packed.open(inside[0]) as raw:
            yield io.TextIOWrapper(raw, encoding="utf-8-sig", newline="")


@cache
def feature_kinds() -> Mapping[str, tuple[str, float]]:
    """GeoNames feature class or code ("P", "P.PPLX") to location type and usual extent in km."""
    rows = lexicon.table("feature_codes", ("feature", "location_type", "uncertainty_km", "meaning"))
    return {row["feature"]: (row["location_type"], float(row["uncertainty_km"] or 0)) for row in rows}


def _kind(feature_class: str, feature_code: str) -> tuple[str, float] | None:
    kinds = feature_kinds()
    return kinds.get(f"{feature_class}.{feature_code}") or kinds.get(feature_class)


def _rows(file: Path) -> Iterator[tuple[int, list[str]]]:
    with _opened(file) as lines:
        for number, line in enumerate(lines, 1):
            cells = line.rstrip("\r\n").split("\t")
            if len(cells) != DUMP_COLUMNS:
                raise InputError(f"{file}, line {number}: {len(cells)} columns instead of {DUMP_COLUMNS}")
            yield number, cells


def _dump(file: Path) -> Iterator[Entry]:
    """Rows of a GeoNames dump; first- and second-level units name the `admin1` and `admin2` of the others."""
    admin1 = dict(region_names())
    admin2 = {}
    for _, cells in _rows(file):
        if cells[7] == "ADM1":
            admin1.setdefault(f"{cells[8]}.{cells[10]}", cells[1])
        elif cells[7] == "ADM2":
            admin2[f"{cells[8]}.{cells[10]}.{cells[11]}"] = cells[1]
    for number, cells in _rows(file):
        kind = _kind(cells[6], cells[7])
        if kind is None or _have_already(cells):
            continue
        try:
            yield _dump_entry(cells, kind, admin1, admin2)
        except ValueError as error:
            raise InputError(f"{file}, line {number}: {error}") from error


def _have_already(cells: list[str]) -> bool:
    """Countries and first-level units come from the lexicon tables, with their extent."""
    return cells[7].startswith("PCL") or (cells[7] == "ADM1" and f"{cells[8]}.{cells[10]}" in region_names())


def _dump_entry(
    cells: list[str], kind: tuple[str, float], admin1: Mapping[str, str], admin2: Mapping[str, str]
) -> Entry:
    country, iso3 = country_names().get(cells[8], (None, None))
    population = int(cells[14] or 0)
    latitude, longitude = _coordinates(cells[4], cells[5])
    name = cells[1].strip() or cells[2].strip()
    return Entry(
        name=name, latitude=latitude, longitude=longitude, location_type=kind[0], feature_code=cells[7],
        uncertainty_km=max(kind[1], extent(population)) if kind[0] == "settlement" else kind[1], source="geonames",
        aliases=names_of(name, (cells[2], *cells[3].split(","))), country=country, iso3=iso3,
        admin1=admin1.get(f"{cells[8]}.{cells[10]}"), admin2=admin2.get(f"{cells[8]}.{cells[10]}.{cells[11]}"),
        population=population, geoname_id=int(cells[0]),
    )  # fmt: skip


def _coordinates(latitude: str, longitude: str) -> tuple[float, float]:
    north, east = float(latitude), float(longitude)
    if not (abs(north) <= 90 and abs(east) <= 180):
        raise ValueError(f"{latitude!r}, {longitude!r} are no latitude and longitude in degrees")
    return north, east


def _csv(file: Path) -> Iterator[Entry]:
    """Rows of a CSV; besides the required columns it may have those of `data/raw/gazetteer.csv`, in any order."""
    iso3_names = {iso3: name for name, iso3 in country_names().values()}
    with _opened(file) as lines:
        reader = csv.DictReader(lines, restval="")
        reader.fieldnames = [name.strip().casefold() for name in reader.fieldnames or ()]
        for row in reader:
            try:
                yield _csv_entry(
                    {k: (v or "").strip() for k, v in row.items() if isinstance(v, str)}, iso3_names, file.name
                )
            except (ValueError, OverflowError) as error:
                raise InputError(f"{file}, line {reader.line_num}: {error}") from error


def _csv_entry(row: dict[str, str], iso3_names: Mapping[str, str], source: str) -> Entry:
    if not row["name"]:
        raise ValueError("the name is empty")
    latitude, longitude = _coordinates(row["latitude"], row["longitude"])
    kind = row.get("location_type") or "settlement"
    if kind not in LOCATION_TYPES:
        raise ValueError(f"location_type {kind!r}; allowed: {', '.join(LOCATION_TYPES)}")
    iso3 = row.get("iso3") or None
    return Entry(
        name=row["name"], latitude=latitude, longitude=longitude, location_type=kind,
        feature_code=row.get("feature_code", ""), uncertainty_km=float(row.get("uncertainty_km") or CSV_UNCERTAINTY_KM),
        source=row.get("source") or source, aliases=lexicon.values(row.get("aliases", "")),
        country=row.get("country") or iso3_names.get(iso3 or ""), iso3=iso3, admin1=row.get("admin1") or None,
        admin2=row.get("admin2") or None, population=int(float(row.get("population") or 0)),
    )  # fmt: skip
