"""Small records for tests: each has what the schema requires, and whatever else is given."""

from __future__ import annotations

from datetime import date
from typing import Any

from pipeline.schema import Document, Event, Issue, Report, Span, disorder_type

TEXT = "Missiles hit an oil depot in Bryansk region late on Thursday, the governor said. Two people were hurt."


def _account(**values: Any) -> dict[str, Any]:
    account: dict[str, Any] = {
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Shelling/artillery/missile attack",
        "event_date": date(2022, 4, 14),
        "time_precision": 1,
        "actor1": ("Military Forces of Ukraine",),
        "actor1_type": ("External/other forces",),
        "weapon": "missiles",
        "target": "oil depot",
        "location": "Bryansk Oblast",
        "location_text": "Bryansk region",
        "location_type": "region",
        "latitude": 52.95,
        "longitude": 33.4,
        "geo_precision": 3,
        "uncertainty_km": 120.0,
        "admin1": "Bryansk Oblast",
        "country": "Russia",
        "iso3": "RUS",
        "geoname_id": 571473,
        "geocoder": "gazetteer",
        "injuries": 2,
        "status": "claimed",
        "claimed_by": ("Governor of Bryansk Oblast",),
        "source": ("Example News",),
    } | values
    account.setdefault("event_date_end", account["event_date"])
    account.setdefault("disorder_type", disorder_type(account["sub_event_type"]))
    return account


NOWHERE: dict[str, Any] = dict.fromkeys(
    ("latitude", "longitude", "geo_precision", "uncertainty_km", "admin1", "country", "iso3", "geoname_id", "geocoder")
)
"""Values of an account whose place was not found."""


def event(number: int = 1, **values: Any) -> Event:
    """An event; `number` makes its ids."""
    defaults: dict[str, Any] = {
        "event_id": f"e-{number:012x}",
        "source_count": 1,
        "document_ids": (f"doc-{number}",),
        "confidence": 0.9,
        "report_ids": (f"r-{number:012x}",),
    }
    return Event(**_account(**(defaults | values)))


def report(number: int = 1, **values: Any) -> Report:
    """A report of the first sentence of `TEXT`, of event `number`."""
    defaults: dict[str, Any] = {
        "report_id": f"r-{number:012x}",
        "event_id": f"e-{number:012x}",
        "document_id": f"doc-{number}",
        "confidence": 0.9,
        "time_text": "late on Thursday",
        "rule": "trigger.hit",
        "start": 0,
        "end": 80,
        "evidence": TEXT[:80],
        "spans": (Span(field="weapon", start=0, end=8, rule="subject"), Span(field="injuries", start=81, end=101)),
    }
    return Report(**_account(**(defaults | values)))


def issue(number: int = 1, **values: Any) -> Issue:
    """An issue of document `number`."""
    defaults: dict[str, Any] = {
        "document_id": f"doc-{number}",
        "stage": "places",
        "kind": "place not found",
        "start": 29,
        "end": 43,
        "text": "Bryansk region",
        "reason": "two candidates without a margin",
        "candidates": ("Bryansk Oblast", "Bryansk"),
    }
    return Issue(**(defaults | values))


def document(number: int = 1, **values: Any) -> Document:
    """A document with `TEXT`."""
    defaults: dict[str, Any] = {
        "document_id": f"doc-{number}",
        "text": TEXT,
        "published": date(2022, 4, 15),
        "source": "Example News",
        "title": "Oil depot hit",
        "url": f"https://news.example/{number}",
        "language": "en",
    }
    return Document(**(defaults | values))
