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
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import TYPE_CHECKING, Any

import numpy

from pipeline.schema import EVENT_FIELDS, EVENT_TYPES, STATUSES, SUB_EVENT_TYPES, Document, Event, Report, to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
FIELDS = (*(field.name for field in EVENT_FIELDS), "report_ids")
Columns = dict[str, tuple[Any, ...]]
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
    "evidence",
)
DOCUMENT_DETAILS = ("document_id", "source", "title", "url")


@dataclass(frozen=True, slots=True)
class Block:
    """The data of a map: `columns` and each of `chunks` are base64 of deflated bytes; `count` events in all."""

    columns: str
    chunks: tuple[str, ...]
    count: int


def pack(data: bytes) -> str:
    """Bytes, deflated and base64-coded."""
    return base64.b64encode(zlib.compress(data, 5)).decode("ascii")


def to_text(value: Any) -> bytes:
    """A value as compact JSON in UTF-8; lone surrogates become question marks."""
    text = json.dumps(value, ensure_ascii=False, check_circular=False, separators=(",", ":"))
    return text.encode("utf-8", "replace")


def _scaled(values: Iterable[float | None], factor: float) -> array[int]:
    scaled = numpy.rint(numpy.array(list(values), dtype=float) * factor)
    column = array("i")
    column.frombytes(numpy.where(numpy.isnan(scaled), NONE, scaled).astype(numpy.int32).tobytes())
    return column


def _days(values: Iterable[date | None]) -> array[int]:
    return array("i", [NONE if value is None else value.toordinal() - EPOCH for value in values])


def _columns_of(events: Sequence[Event]) -> Columns:
    """The fields of events as columns: one walk over the records, which lie scattered in memory."""
    rows = zip(*map(attrgetter(*FIELDS), events), strict=True)
    return dict(zip(FIELDS, rows, strict=True)) if events else dict.fromkeys(FIELDS, ())


def _numbers(events: Columns) -> dict[str, array[int]]:
    """Columns of numbers: days since 1970, degrees times 1e7, metres, codes."""
    subs = {sub: number for number, sub in enumerate(SUBS)}
    statuses = {status: number for number, status in enumerate(STATUSES)}
    days = zip(events["event_date"], events["event_date_end"], strict=True)
    return {
        "day": _days(events["event_date"]),
        "last": _days(last or first for first, last in days),
        "latitude": _scaled(events["latitude"], 1e7),
        "longitude": _scaled(events["longitude"], 1e7),
        "uncertainty": _scaled(events["uncertainty_km"], 1000),
        "fatalities": _scaled(events["fatalities"], 1),
        "time_precision": array("B", [code or 0 for code in events["time_precision"]]),
        "geo_precision": array("B", [code or 0 for code in events["geo_precision"]]),
        "sub": array("B", [subs[sub] for sub in events["sub_event_type"]]),
        "status": array("B", [statuses[status] for status in events["status"]]),
    }


def _coded(texts: Iterable[str | None]) -> tuple[array[int], list[str]]:
    """Texts as numbers in order of first use, and what each number stands for; 0 is unknown."""
    numbers: dict[str | None, int] = {None: 0}
    column = array("I", [numbers.setdefault(text, len(numbers)) for text in texts])
    return column, [text or "" for text in numbers]


def _texts(events: Columns) -> tuple[dict[str, array[int]], dict[str, list[str]]]:
    """Columns of texts; lists as a column of counts and one of all their entries."""
    coded = {name: _coded(events[name]) for name in ("location", "location_text", "admin1", "country")}
    sides = zip(events["actor1"], events["actor2"], strict=True)
    coded["actors"] = _coded(chain.from_iterable(chain.from_iterable(sides)))
    coded["sources"] = _coded(chain.from_iterable(events["source"]))
    columns = {name: column for name, (column, _) in coded.items()}
    for name in ("actor1", "actor2", "source"):
        columns[f"{name}_count"] = array("I", map(len, events[name]))
    return columns, {name: strings for name, (_, strings) in coded.items()}


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    return values.tobytes()


def _columns(events: Columns) -> bytes:
    """Length of the head (4 bytes, little-endian), the head in JSON, then the columns, each from a multiple of 4."""
    numbers = _numbers(events)
    texts, strings = _texts(events)
    layout: list[tuple[str, str, int, int]] = []
    body = bytearray()
    for name, values in (numbers | texts).items():
        layout.append((name, values.typecode, len(body), len(values)))
        body += _bytes(values)
        body += b"\0" * (-len(body) % 4)
    head = to_text({"count": len(events["event_id"]), "layout": layout, "strings": strings})
    head += b" " * (-len(head) % 4)
    return len(head).to_bytes(4, "little") + head + bytes(body)


def _marks(report: Report) -> list[tuple[int, int, str]]:
    """Spans inside the evidence, counted from its first character."""
    start, end = report.start, report.end
    return [
        (span.start - start, span.end - start, span.field)
        for span in report.spans
        if start <= span.start < span.end <= end
    ]


def _short(column: Sequence[Any]) -> Sequence[Any]:
    """A column; of one value only, the value once."""
    return column[:1] if column and column.count(column[0]) == len(column) else column


def _table(records: Sequence[Any], names: Iterable[str]) -> list[Sequence[Any]]:
    return list(map(_short, zip(*map(attrgetter(*names), records), strict=True)))


def _chunk(
    events: Columns, first: int, told: Mapping[str, Sequence[Report]], documents: Mapping[str, Document]
) -> dict[str, Any]:
    part = slice(first, first + CHUNK)
    own = zip(events["event_id"][part], events["report_ids"][part], strict=True)
    accounts = [_in_order(told.get(event_id, ()), report_ids) for event_id, report_ids in own]
    reports = list(chain.from_iterable(accounts))
    numbers: dict[str, int] = {}
    owners = [numbers.setdefault(report.document_id, len(numbers)) for report in reports]
    papers = [documents.get(name) or Document(document_id=name, text="") for name in numbers]
    published = [to_cell(paper.published) or None for paper in papers]
    return {
        "events": [_short(events[name][part]) for name in DETAILS],
        "counts": list(map(len, accounts)),
        "accounts": [owners, list(map(_marks, reports)), *_table(reports, REPORT_DETAILS)],
        "documents": [*_table(papers, DOCUMENT_DETAILS), published],
    }


def _in_order(reports: Sequence[Report], report_ids: Sequence[str]) -> Sequence[Report]:
    """Reports in the event's own order where it has one, else by document and place in it."""
    if len(reports) < 2:
        return reports
    ranks = {report_id: rank for rank, report_id in enumerate(report_ids)}
    return sorted(
        reports, key=lambda report: (ranks.get(report.report_id, len(ranks)), report.document_id, report.start)
    )


def _by_event(events: Sequence[Event], reports: Iterable[Report]) -> dict[str, list[Report]]:
    """Reports by the id of their event."""
    told: dict[str, list[Report]] = {}
    homeless = []
    for report in reports:
        if report.event_id is None:
            homeless.append(report)
        else:
            told.setdefault(report.event_id, []).append(report)
    owners = {number: event.event_id for event in events for number in event.report_ids} if homeless else {}
    for report in homeless:
        if report.report_id in owners:
            told.setdefault(owners[report.report_id], []).append(report)
    return told


def order(events: Iterable[Event]) -> list[Event]:
    """Events by day and id, undated ones last."""
    return sorted(events, key=lambda event: (event.event_date or date.max, event.event_id))


def encode(events: Iterable[Event], reports: Iterable[Report], documents: Mapping[str, Document]) -> Block:
    """The block of a map, the same for any order of `events` and `reports`."""
    ordered = order(events)
    told = _by_event(ordered, reports)
    columns = _columns_of(ordered)
    texts = (to_text(_chunk(columns, first, told, documents)) for first in range(0, len(ordered), CHUNK))
    with ThreadPoolExecutor(2) as pool:  # zlib works beside Python
        chunks = tuple(pool.map(pack, texts))
    return Block(pack(_columns(columns)), chunks, len(ordered))


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
