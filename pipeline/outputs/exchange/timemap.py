"""Bellingcat's timemap: events, sources and associations as one JSON object; every value is a text."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from pipeline.outputs.cells import clean
from pipeline.outputs.exchange.basis import eligibility

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis, Told
    from pipeline.schema import Document, Event

EVENT_KEYS = (
    "id", "civId", "description", "graphic", "date", "time", "time_precision", "location", "latitude", "longitude", "x",
    "y", "z", "type", "category", "category_full", "associations", "sources", "comments", "time_display", "shape", "colour",
)  # fmt: skip
SOURCE_KEYS = (
    "id", "title", "thumbnail", "paths", "type", "affil_s", "url", "description", "parent", "author", "date", "notes",
)  # fmt: skip
PRECISION = {1: "day", 2: "week", 3: "month"}


def _text(value: Any) -> str:
    return "" if value is None else clean(str(value))


def _description(told: Told) -> str:
    """What the first report says, or else what and where."""
    return told.evidence or " in ".join(part for part in (told.event.sub_event_type, told.event.location) if part)


def reasons(event: Event) -> list[str]:
    """Why timemap would not show the event."""
    return [
        "no day" if event.event_date is None else "",
        "no coordinates" if event.latitude is None or event.longitude is None else "",
    ]


def event_of(told: Told) -> dict[str, Any]:
    """One event; the day is month/day/year without leading zeros."""
    event = told.event
    day = event.event_date
    values: dict[str, Any] = {
        "id": event.event_id,
        "description": _description(told),
        "date": f"{day.month}/{day.day}/{day.year}" if day else "",
        "time_precision": PRECISION.get(event.time_precision or 0, ""),
        "location": event.location,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "type": event.event_type,
        "category": event.event_type,
        "category_full": event.sub_event_type,
        "comments": event.notes,
        "time_display": event.time_of_day,
    }
    entry: dict[str, Any] = {key: _text(values.get(key)) for key in EVENT_KEYS}
    entry["associations"] = [event.event_type]
    entry["sources"] = [document.document_id for document in told.documents] or list(event.document_ids)
    return entry | {"eligibility": eligibility(reasons(event))}


def source_of(document: Document) -> dict[str, Any]:
    """One article."""
    values = {
        "id": document.document_id,
        "title": document.title or document.document_id,
        "type": "Article",
        "affil_s": document.source,
        "url": document.url,
        "date": document.published,
    }
    entry: dict[str, Any] = {key: _text(values.get(key)) for key in SOURCE_KEYS}
    return entry | {"paths": [document.url] if document.url else []}


def write(basis: Basis, folder: Path) -> None:
    """Write timemap.json."""
    told = list(basis.told())
    types = dict.fromkeys(one.event.event_type for one in told)
    used = {document.document_id: document for one in told for document in one.documents}
    content = {
        "events": [event_of(one) for one in told],
        "sources": {name: source_of(used[name]) for name in sorted(used)},
        "associations": [
            {"id": name, "title": name, "desc": "", "mode": "FILTER", "filter_paths": [name]} for name in sorted(types)
        ],
    }
    text = json.dumps(content, ensure_ascii=False, indent=1)
    (folder / "timemap.json").write_bytes(text.encode() + b"\n")
