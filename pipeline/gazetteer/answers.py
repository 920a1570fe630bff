"""A geocoding service's answers as entries: the records of a run, or a cache of them."""

from __future__ import annotations

import json
import sqlite3
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.errors import InputError
from pipeline.gazetteer.sources import Entry
from pipeline.schema import Geocode

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_SQLITE = b"SQLite format 3\0"


def is_answers(file: Path) -> bool:
    """Whether a file holds a service's answers: JSON lines, or an SQLite file."""
    if file.suffix == ".jsonl":
        return file.is_file()
    try:
        with file.open("rb") as start:
            return start.read(len(_SQLITE)) == _SQLITE
    except OSError:
        return False


def answers(file: Path) -> Iterator[Entry]:
    """The places that a service knows, each under the name that it was asked for.

    Raises
    ------
    InputError
        The file holds something else.
    """
    geocodes = files.read_records(file, Geocode) if file.suffix == ".jsonl" else _cached(file)
    for geocode in geocodes:
        for c in geocode.candidates:
            yield Entry(
                name=c.name, latitude=c.latitude, longitude=c.longitude, location_type=c.location_type,
                feature_code=c.feature_code, uncertainty_km=c.uncertainty_km, source=c.source, country=c.country,
                iso3=c.iso3, admin1=c.admin1, admin2=c.admin2, population=c.population, geoname_id=c.geoname_id,
                asked=geocode.asked, first=geocode.first,
            )  # fmt: skip


def _cached(file: Path) -> Iterator[Geocode]:
    """The records of a geocode cache, by name."""
    connection = sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)
    try:
        for (record,) in connection.execute("SELECT record FROM answers ORDER BY name, server, query"):
            yield files.from_json(Geocode, json.loads(record))
    except (sqlite3.DatabaseError, ValueError, TypeError, KeyError) as error:
        raise InputError(f"{file}: this is no geocode cache ({error})") from error
    finally:
        connection.close()
