"""Events of ours and of others as one kind of row: ACLED, UCDP GED, VIINA, or another dateline dataset."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.compare import cells
from pipeline.errors import InputError
from pipeline.schema import EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

RADIUS = {"1": 5.0, "2": 25.0, "3": 150.0}
"""Uncertainty in km that goes with ACLED's `geo_precision`."""
UCDP_RADIUS = {"1": 5.0, "2": 25.0, "3": 60.0, "4": 150.0, "5": 250.0, "6": 500.0, "7": 300.0}
"""The same for UCDP's `where_prec` (GED codebook 23.1)."""
UCDP_PRECISION = {"1": "1", "2": "2", "3": "2", "4": "3", "5": "3", "6": "3", "7": "3"}
SLACK = {"1": 0, "2": 6, "3": 30}
"""Days by which a date of that `time_precision` may be off."""

_DAY = re.compile(r"(\d{4})-?(\d{2})-?(\d{2})")
_NAMED_DAY = re.compile(r"(\d{1,2})[ -]([A-Za-z]{3})[a-z]*[ -](\d{4})")
"""As in tables that ACLED's export tool makes."""
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One event of any dataset; `types` are the event types that it may have, none: not known."""

    id: str
    first: date | None
    last: date | None
    slack: int = 0
    types: tuple[str, ...] = ()
    label: str = ""
    place: str = ""
    latitude: float | None = None
    longitude: float | None = None
    radius: float = 5.0
    precision: str = ""
    fatalities: int | None = None


def _number(text: str | None) -> float | None:
    try:
        value = float(text or "")
    except ValueError:
        return None
    return value if math.isfinite(value) else None


def _count(text: str | None) -> int | None:
    value = _number(text)
    return None if value is None or value < 0 else int(value)


def _day(text: str | None) -> date | None:
    cell = (text or "").strip()
    try:
        if named := _NAMED_DAY.match(cell):
            return date(int(named[3]), _MONTHS.index(named[2].lower()) + 1, int(named[1]))
        found = _DAY.match(cell)
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None


def _point(row: Mapping[str, str]) -> tuple[float | None, float | None]:
    latitude, longitude = _number(row.get("latitude")), _number(row.get("longitude"))
    if latitude is None or longitude is None or not (-90 <= latitude <= 90 and -180 <= longitude <= 180):
        return None, None
    return latitude, longitude


def _types(name: str | None) -> tuple[str, ...]:
    return (name,) if name in EVENT_TYPES else ()


def _ours(row: Mapping[str, str]) -> Row:
    latitude, longitude = _point(row)
    precision = row.get("geo_precision", "")
    return Row(
        id=row["event_id"],
        first=_day(row.get("event_date")),
        last=_day(row.get("event_date_end")) or _day(row.get("event_date")),
        slack=SLACK.get(row.get("time_precision", ""), 0),
        types=_types(row.get("event_type")),
        label=row.get("sub_event_type", ""),
        place=row.get("location", "") or row.get("location_text", ""),
        latitude=latitude,
        longitude=longitude,
        radius=_number(row.get("uncertainty_km")) or RADIUS.get(precision, 150.0),
        precision=precision,
        fatalities=_count(row.get("fatalities")),
    )


def _acled(row: Mapping[str, str]) -> Row:
    latitude, longitude = _point(row)
    return Row(
        id=row["event_id_cnty"],
        first=_day(row.get("event_date")),
        last=_day(row.get("event_date")),
        slack=SLACK.get(row.get("time_precision", ""), 0),
        types=_types(row.get("event_type")),
        label=row.get("sub_event_type", ""),
        place=row.get("location", ""),
        latitude=latitude,
        longitude=longitude,
        radius=RADIUS.get(row.get("geo_precision", ""), 25.0),
        precision=row.get("geo_precision", ""),
        fatalities=_count(row.get("fatalities")),
    )


@cache
def _foreign(name: str) -> Mapping[str, tuple[str, ...]]:
    rows = lexicon.table("foreign_kinds", ("key", "format", "code", "types"))
    return MappingProxyType({row["code"]: lexicon.values(row["types"]) for row in rows if row["format"] == name})


def _ucdp(row: Mapping[str, str]) -> Row:
    latitude, longitude = _point(row)
    where = row.get("where_prec", "")
    return Row(
        id=row["id"],
        first=_day(row.get("date_start")),
        last=_day(row.get("date_end")),
        slack={"5": 180}.get(row.get("date_prec", ""), 0),
        types=_foreign("ucdp").get(row.get("type_of_violence", ""), ()),
        label=f"type_of_violence {row.get('type_of_violence', '')}",
        place=row.get("where_coordinates", ""),
        latitude=latitude,
        longitude=longitude,
        radius=UCDP_RADIUS.get(where, 25.0),
        precision=UCDP_PRECISION.get(where, ""),
        fatalities=_count(row.get("best")),
    )


def _viina(row: Mapping[str, str]) -> Row:
    latitude, longitude = _point(row)
    labels = [name for name, value in row.items() if name.startswith("t_") and (_number(value) or 0) >= 0.5]
    types = {kind for label in labels for kind in _foreign("viina").get(label, ())}
    region = row.get("GEO_PRECISION", "").upper().startswith("ADM")
    return Row(
        id=row["event_id_1pd"],
        first=_day(row.get("date")),
        last=_day(row.get("date")),
        slack=1,
        types=tuple(sorted(types)),
        label="; ".join(labels),
        place=row.get("asciiname", ""),
        latitude=latitude,
        longitude=longitude,
        radius=60.0 if region else 10.0,
        precision="3" if region else "1",
    )


READERS = {
    "acled": (("event_id_cnty", "event_date"), _acled),
    "ucdp-ged": (("type_of_violence", "date_start"), _ucdp),
    "viina-1pd": (("event_id_1pd", "date"), _viina),
    "dateline": (("event_id", "event_date", "sub_event_type"), _ours),
}
"""Formats by the columns that tell them."""


def read(path: Path) -> tuple[str, tuple[Row, ...]]:
    """The format of a table and its events.

    Parameters
    ----------
    path
        A CSV or TSV file of one of these formats, or the folder of a dateline dataset.

    Raises
    ------
    InputError
        It cannot be read, or is none of them.
    """
    file = path / "events.csv" if path.is_dir() else path
    found: list[Row] = []
    name = ""
    for number, row in enumerate(cells.rows(file), 1):
        if not name:
            name = _format(file, row)
        try:
            found.append(READERS[name][1](row))
        except KeyError as error:
            raise InputError(f"{file}, row {number} after the header: has no {error.args[0]}; is it cut off?") from None
    if not name:
        raise InputError(f"{file}: holds no events")
    return name, tuple(found)


def _format(path: Path, row: Mapping[str, str]) -> str:
    for name, (needed, _) in READERS.items():
        if all(column in row for column in needed):
            return name
    raise InputError(
        f"{path}: none of the known formats ({', '.join(READERS)}); its columns are {', '.join(list(row)[:12])}"
    )
