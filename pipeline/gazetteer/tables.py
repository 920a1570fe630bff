"""The curated table `data/raw/gazetteer.csv`: what the towns and regions lack."""

from __future__ import annotations

import csv
import math
import sysconfig
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.errors import InputError
from pipeline.gazetteer.sources import Entry, country_names
from pipeline.schema import LOCATION_TYPES

if TYPE_CHECKING:
    from collections.abc import Iterator

COLUMNS = (
    "name", "aliases", "latitude", "longitude", "location_type", "feature_code", "iso3", "admin1", "uncertainty_km",
    "source",
)  # fmt: skip
_PACKAGE = Path(__file__).parent.parent


def curated_path() -> Path:
    """The table in the checkout, or where an installed package has put it (the wheel's data files)."""
    checkout = _PACKAGE.parent / "data" / "raw" / "gazetteer.csv"
    return checkout if checkout.is_file() else Path(sysconfig.get_path("data")) / "share" / "dateline" / "gazetteer.csv"


LEXICONS = ("countries", "regions", "municipalities", "districts", "town_spellings", "town_countries")
"""The lexicon tables that go into an index."""


def shipped() -> tuple[Path, ...]:
    """All tables of ours that go into an index."""
    return (*(_PACKAGE / "lexicons" / f"{name}.csv" for name in LEXICONS), curated_path())


def curated(path: Path | None = None) -> Iterator[Entry]:
    """Entries of the curated table.

    Raises
    ------
    InputError
        A row is not usable; the message names file, line and value.
    """
    path = path or curated_path()
    names = {iso3: name for name, iso3 in country_names().values()}
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror}); install the package again") from error
    numbered = [(i, line) for i, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    records = list(csv.reader([line for _, line in numbered]))
    if not records or tuple(records[0]) != COLUMNS:
        raise InputError(f"{path}: the columns have to be {', '.join(COLUMNS)}")
    for (number, _), cells in zip(numbered[1:], records[1:], strict=True):
        where = f"{path}, line {number}"
        if len(cells) != len(COLUMNS):
            raise InputError(f"{where}: {len(cells)} cells instead of {len(COLUMNS)}: {cells!r}")
        yield _entry(dict(zip(COLUMNS, (cell.strip() for cell in cells), strict=True)), names, where)


def _entry(row: dict[str, str], names: dict[str, str], where: str) -> Entry:
    try:
        latitude, longitude, uncertainty = (float(row[c]) for c in ("latitude", "longitude", "uncertainty_km"))
    except ValueError as error:
        raise InputError(f"{where}: {error}") from error
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and uncertainty > 0 and math.isfinite(uncertainty)):
        raise InputError(f"{where}: {latitude}, {longitude}, {uncertainty} is no place on Earth with an extent")
    if row["location_type"] not in LOCATION_TYPES:
        raise InputError(f"{where}: location_type {row['location_type']!r}; allowed: {', '.join(LOCATION_TYPES)}")
    if row["iso3"] and row["iso3"] not in names:
        raise InputError(f"{where}: iso3 {row['iso3']!r} is not in lexicons/countries.csv")
    return Entry(
        name=row["name"], latitude=latitude, longitude=longitude, location_type=row["location_type"],
        feature_code=row["feature_code"], uncertainty_km=uncertainty, source=row["source"],
        aliases=lexicon.values(row["aliases"]), country=names.get(row["iso3"]), iso3=row["iso3"] or None,
        admin1=row["admin1"] or None,
    )  # fmt: skip
