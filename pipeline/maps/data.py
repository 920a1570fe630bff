"""Events as the compact block that the page reads: typed columns for drawing and filtering, details in chunks.

Nothing here is HTML: the blocks are deflated (zlib, RFC 1950) and base64-coded, so that no text of theirs can be taken
for markup or script. The page inflates the columns when it opens and a chunk of details when somebody asks for it.
"""

from __future__ import annotations

import base64
import json
import sys
import zlib
from array import array
from dataclasses import dataclass
from datetime import date
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from pipeline.schema import EVENT_FIELDS, EVENT_TYPES, STATUSES, SUB_EVENT_TYPES, Document, Event, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

CHUNK = 500
"""Events whose details are inflated together."""
NONE = -(2**31)
"""Stands for an unknown value in a column of 32-bit integers."""
EPOCH = date(1970, 1, 1).toordinal()
SUBS = tuple(SUB_EVENT_TYPES)
COLUMNS = frozenset(
    [
        "event_date",
        "event_date_end",
        "time_precision",
        "event_type",
        "sub_event_type",
        "actor1",
        "actor2",
        "location",
        "location_text",
        "latitude",
        "longitude",
        "geo_precision",
        "uncertainty_km",
        "admin1",
        "country",
        "fatalities",
        "status",
        "source",
    ]
)
"""What the columns carry; every other column of the schema is a detail."""
DETAILS = tuple(field.name for field in EVENT_FIELDS if field.name not in COLUMNS)
REPORT_DETAILS = (
    "status",
    "claimed_by",
    "denied_by",
    "unverified",
    "fatalities",
    "fatalities_low",
    "fatalities_high",
    "injuries",
    "injuries_low",
    "injuries_high",
    "time_text",
    "location_text",
    "rule",
    "start",
    "evidence",
)
DOCUMENT_DETAILS = ("document_id", "source", "title", "url")


@dataclass(frozen=True, slots=True)
class Block:
    """The data of a map: `columns` and each of `chunks` are base64 of deflated bytes; `count` events in all."""

    columns: str
    chunks: tuple[str, ...]
    count: int


class _Strings:
    """Strings numbered in the order of their first use."""

    def __init__(self) -> None:
        self.numbers: dict[str | None, int] = {None: 0}

    def number(self, text: str | None) -> int:
        return self.numbers.setdefault(text, len(self.numbers))

    def listed(self) -> list[str]:
        return [text or "" for text in self.numbers]


def pack(data: bytes) -> str:
    """Bytes, deflated and base64-coded."""
    return base64.b64encode(zlib.compress(data, 6)).decode("ascii")


def to_text(value: Any) -> bytes:
    """A value as compact JSON in UTF-8; lone surrogates become U+FFFD."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _scaled(value: float | None, factor: float) -> int:
    return NONE if value is None else round(value * factor)


def _day(value: date | None) -> int:
    return NONE if value is None else value.toordinal() - EPOCH


def _numbers(events: Sequence[Event]) -> dict[str, array[int]]:
    sub_numbers = {sub: number for number, sub in enumerate(SUBS)}
    status_numbers = {status: number for number, status in enumerate(STATUSES)}
    columns: dict[str, tuple[str, Callable[[Event], int]]] = {
        "day": ("i", lambda event: _day(event.event_date)),
        "last": ("i", lambda event: _day(event.event_date_end or event.event_date)),
        "latitude": ("i", lambda event: _scaled(event.latitude, 1e7)),
        "longitude": ("i", lambda event: _scaled(event.longitude, 1e7)),
        "uncertainty": ("i", lambda event: _scaled(event.uncertainty_km, 1000)),
        "fatalities": ("i", lambda event: _scaled(event.fatalities, 1)),
        "time_precision": ("B", lambda event: event.time_precision or 0),
        "geo_precision": ("B", lambda event: event.geo_precision or 0),
        "sub": ("B", lambda event: sub_numbers[event.sub_event_type]),
        "status": ("B", lambda event: status_numbers[event.status]),
    }
    return {name: array(kind, map(read, events)) for name, (kind, read) in columns.items()}


def _texts(events: Sequence[Event]) -> tuple[dict[str, array[int]], dict[str, list[str]]]:
    columns: dict[str, array[int]] = {}
    strings: dict[str, list[str]] = {}
    for name in ("location", "location_text", "admin1", "country"):
        known = _Strings()
        columns[name] = array("I", map(known.number, map(attrgetter(name), events)))
        strings[name] = known.listed()
    for name, fields in (("actors", ("actor1", "actor2")), ("sources", ("source",))):
        known = _Strings()
        values = array("I")
        for field in fields:
            lists = list(map(attrgetter(field), events))
            columns[f"{field}_count"] = array("H", [min(len(texts), 65535) for texts in lists])
        for event in events:
            for field in fields:
                values.extend(map(known.number, getattr(event, field)[:65535]))
        columns[name] = values
        strings[name] = known.listed()
    return columns, strings


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    return values.tobytes()


def _columns(events: Sequence[Event]) -> bytes:
    """Length of the head (4 bytes, little-endian), the head in JSON, then the columns, each from a multiple of 4."""
    numbers = _numbers(events)
    texts, strings = _texts(events)
    layout: list[tuple[str, str, int, int]] = []
    body = bytearray()
    for name, values in (numbers | texts).items():
        layout.append((name, values.typecode, len(body), len(values)))
        body += _bytes(values)
        body += b"\0" * (-len(body) % 4)
    head = to_text({"count": len(events), "layout": layout, "strings": strings})
    head += b" " * (-len(head) % 4)
    return len(head).to_bytes(4, "little") + head + bytes(body)


def _marks(report: Report) -> list[tuple[int, int, str]]:
    """Spans inside the evidence, counted from its first character."""
    return [
        (span.start - report.start, span.end - report.start, span.field)
        for span in report.spans
        if report.start <= span.start < span.end <= report.end
    ]


def _chunk(
    events: Sequence[Event], reports: Mapping[str, Sequence[Report]], documents: Mapping[str, Document]
) -> dict[str, Any]:
    event_row, report_row = attrgetter(*DETAILS), attrgetter(*REPORT_DETAILS)
    numbers: dict[str, int] = {}
    accounts: list[list[Any]] = []
    for event in events:
        told = []
        for report in reports.get(event.event_id, ()):
            number = numbers.setdefault(report.document_id, len(numbers))
            told.append((number, _marks(report), *report_row(report)))
        accounts.append(told)
    known = [documents.get(name) or Document(document_id=name, text="") for name in numbers]
    return {
        "events": [event_row(event) for event in events],
        "accounts": accounts,
        "documents": [
            (*attrgetter(*DOCUMENT_DETAILS)(document), document.published and document.published.isoformat())
            for document in known
        ],
    }


def _by_event(events: Sequence[Event], reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Reports of each event, in the event's own order where it has one, else by document and place in it."""
    owners = {report_id: event.event_id for event in events for report_id in event.report_ids}
    ranks = {report_id: rank for event in events for rank, report_id in enumerate(event.report_ids)}
    wanted = {event.event_id for event in events}
    found: dict[str, list[Report]] = {}
    for report in reports:
        owner = report.event_id or owners.get(report.report_id)
        if owner in wanted:
            found.setdefault(owner, []).append(report)
    for told in found.values():
        told.sort(key=lambda report: (ranks.get(report.report_id, len(ranks)), report.document_id, report.start))
    return found


def order(events: Iterable[Event]) -> list[Event]:
    """Events by day and id, undated ones last."""
    return sorted(events, key=lambda event: (event.event_date or date.max, event.event_id))


def encode(events: Iterable[Event], reports: Iterable[Report], documents: Mapping[str, Document]) -> Block:
    """The block of a map, the same for any order of `events` and `reports`."""
    ordered = order(events)
    told = _by_event(ordered, reports)
    chunks = tuple(
        pack(to_text(_chunk(ordered[first : first + CHUNK], told, documents)))
        for first in range(0, len(ordered), CHUNK)
    )
    return Block(pack(_columns(ordered)), chunks, len(ordered))


def names() -> dict[str, Any]:
    """Vocabulary and names of the details, which the page needs to read the block."""
    return {
        "chunk": CHUNK,
        "types": list(EVENT_TYPES),
        "subs": [(sub, list(EVENT_TYPES).index(SUB_EVENT_TYPES[sub])) for sub in SUBS],
        "statuses": list(STATUSES),
        "fields": [field.name for field in EVENT_FIELDS],
        "details": list(DETAILS),
        "account": ["document", "marks", *REPORT_DETAILS],
        "document": [*DOCUMENT_DETAILS, "published"],
    }
