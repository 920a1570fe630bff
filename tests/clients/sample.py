"""Write a made-up dataset for the client checks: `python tests/clients/sample.py FOLDER [EVENTS]`.

Events of all types on three continents over two years, some without a place or a day, with hostile and non-Latin text.
"""

from __future__ import annotations

import random
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[2]))

from pipeline import outputs
from pipeline.schema import EVENT_TYPES, Event, Report
from tests import factories

PLACES = (
    ("Kyiv", "settlement", 50.45, 30.52, 1, 15.0, "Kyiv", "Ukraine", "UKR"),
    ("Bryansk Oblast", "region", 52.95, 33.4, 3, 130.0, "Bryansk Oblast", "Russia", "RUS"),
    ("Bakhmut", "settlement", 48.595, 38.0, 1, 5.0, "Donetsk Oblast", "Ukraine", "UKR"),
    ("El Fasher", "settlement", 13.628, 25.349, 2, 12.0, "North Darfur", "Sudan", "SDN"),
    ("Rafah", "settlement", 31.287, 34.259, 1, 6.0, "Gaza Strip", "Palestine", "PSE"),
    ("Taveuni", "area", -16.85, 179.97, 3, 90.0, "Northern", "Fiji", "FJI"),
    ("Mandalay Region", "region", 21.0, 95.8, 3, 150.0, "Mandalay Region", "Myanmar", "MMR"),
)
TEXTS = (
    None,
    "=HYPERLINK(1)",
    '"quoted", with a comma',
    "Удар по нефтебазе",
    "<script>alert(1)</script>",
    "line one\nline two",
    '["a","b"]',
    "'- said",
)
HOSTILE = "<img src=x onerror=alert(1)> & co"
KEYS = (
    "location",
    "location_type",
    "latitude",
    "longitude",
    "geo_precision",
    "uncertainty_km",
    "admin1",
    "country",
    "iso3",
)


def event(number: int, source: random.Random) -> Event:
    """One event of the made-up dataset."""
    kind = source.choice(list(EVENT_TYPES))
    day = date(2022, 2, 1) + timedelta(days=source.randrange(700))
    deaths = source.choice((None, 0, 1, 3, 12, 60))
    values: dict[str, Any] = dict(zip(KEYS, source.choice(PLACES), strict=True))
    if number % 17 == 0:
        values |= factories.NOWHERE
    else:
        values["location_text"] = values["location"]
        if number % 31 == 0:
            values["location"] = HOSTILE
        values["latitude"] = round(values["latitude"] + source.gauss(0, 0.03), 5)
        values["longitude"] = round(values["longitude"] + source.uniform(-0.02, 0.02), 5)
    return factories.event(
        number,
        event_type=kind,
        sub_event_type=source.choice(EVENT_TYPES[kind]),
        event_date=None if number % 23 == 0 else day,
        event_date_end=None if number % 23 == 0 else day + timedelta(days=5 * (number % 7 == 0)),
        time_precision=None if number % 23 == 0 else 1,
        fatalities=deaths,
        fatalities_low=deaths,
        civilian_targeting=source.choice((True, False, None)),
        notes=TEXTS[number % len(TEXTS)],
        **values,
    )


def report(told: Event) -> Report:
    """The one report of an event."""
    shared = {
        field: getattr(told, field) for field in (*KEYS, "event_type", "sub_event_type", "event_date", "fatalities")
    }
    return factories.report(int(told.event_id[2:], 16), **shared)


def main(folder: Path, count: int = 400) -> None:
    """Write the dataset into a folder."""
    source = random.Random(7)
    events = [event(number, source) for number in range(1, count + 1)]
    documents = [
        factories.document(number, published=(told.event_date or date(2024, 1, 5)) + timedelta(days=1))
        for number, told in enumerate(events, 1)
    ]
    issues = (factories.issue(number) for number in range(1, 60))
    outputs.write(folder, events, map(report, events), issues, documents)


if __name__ == "__main__":
    main(Path(sys.argv[1]), *map(int, sys.argv[2:]))
