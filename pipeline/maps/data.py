"""Events as the compact block that the page reads: typed columns for drawing and filtering, details in chunks.

Nothing here is HTML: the blocks are deflated (zlib, RFC 1950) and base64-coded, so that no text of theirs can be taken
for markup or script. The page inflates the columns when it opens and a chunk of details when somebody asks for it.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
import zlib
from array import array
from collections import Counter, deque
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, dataclass
from datetime import date
from itertools import chain
from typing import TYPE_CHECKING, Any, Protocol

import numpy

from pipeline import files
from pipeline.schema import EVENT_FIELDS, EVENT_TYPES, STATUSES, SUB_EVENT_TYPES, Document, Event, Report, to_cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from concurrent.futures import Future

CHUNK = 500
"""Events whose details are inflated together, on average."""
LARGEST = 2000
"""The most of them."""
WAITING = 8
"""Chunks that wait to be deflated."""
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
Values = Mapping[str, Any]
Column = Sequence[Any]
Columns = dict[str, Column]
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
    """The data of a map: `columns` and each of `chunks` are base64 of deflated bytes; `count` events in all.

    `starts` are the numbers of the first events of the chunks; `squares` tells how many events lie around each whole longitude and latitude.
    """

    columns: str
    chunks: tuple[str, ...]
    starts: tuple[int, ...]
    count: int
    squares: Mapping[tuple[int, int], int]


class Kept(Protocol):
    """What was made of chunks of events before, by all that it was made from."""

    def key(self, events: Sequence[bytes]) -> bytes:
        """What tells a chunk of events, given as lines, their reports and documents from any other."""

    def get(self, key: bytes) -> bytes | None:
        """What was put under the key."""

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it for the next time."""


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


def _days(values: Iterable[str | None]) -> array[int]:
    return array("i", [NONE if value is None else files.day(value).toordinal() - EPOCH for value in values])


def _defaults(cls: type[Event | Report | Document]) -> dict[str, Any]:
    """What is not among the JSON values of a record."""
    return {each.name: None if each.default is MISSING else each.default for each in dataclasses.fields(cls)}


_DEFAULTS = {cls: _defaults(cls) for cls in (Event, Report, Document)}


def _table(records: Sequence[Values], names: Sequence[str], cls: type[Event | Report | Document]) -> list[Column]:
    """The values of each field in turn."""
    defaults = _DEFAULTS[cls]
    rows = [[record.get(name, default) for record in records] for name, default in ((n, defaults[n]) for n in names)]
    return list(rows)


def _columns_of(events: Sequence[Values]) -> Columns:
    """The fields of events as columns."""
    return dict(zip(FIELDS, _table(events, FIELDS, Event), strict=True))


def _values(record: Any) -> Values:
    """A record, or the line of JSON that holds it, as JSON values by field; what is neither is taken for these already."""
    if isinstance(record, bytes):
        record = files.parse(record)
    found: Values = record if isinstance(record, dict) else files.to_json(record)
    return found


def _numbers(events: Columns) -> dict[str, array[int]]:
    """Columns of numbers: days since 1970, degrees times 1e7, metres, codes."""
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
        "sub": array("B", map(_SUBS.__getitem__, events["sub_event_type"])),
        "status": array("B", map(_STATUSES.__getitem__, events["status"])),
    }


_SUBS = {sub: number for number, sub in enumerate(SUBS)}
_STATUSES = {status: number for number, status in enumerate(STATUSES)}
_CODED = ("location", "location_text", "admin1", "country", "actors", "sources")
"""Columns of texts, which are numbers in order of first use; 0 is unknown."""


class _Growing:
    """The columns of the events that have passed."""

    def __init__(self) -> None:
        self.count = 0
        self.squares: Counter[tuple[int, int]] = Counter()
        self._columns: dict[str, array[int]] = {}
        self._known: dict[str, dict[str | None, int]] = {name: {None: 0} for name in _CODED}

    def add(self, events: Columns) -> None:
        self.count += len(events["latitude"])
        spots = zip(events["longitude"], events["latitude"], strict=True)
        self.squares.update((round(east), round(north)) for east, north in spots if None not in (east, north))
        for name, column in (_numbers(events) | self._texts(events)).items():
            self._columns.setdefault(name, array(column.typecode)).extend(column)

    def _coded(self, name: str, texts: Iterable[str | None]) -> array[int]:
        known = self._known[name]
        return array("I", [known.setdefault(text, len(known)) for text in texts])

    def _texts(self, events: Columns) -> dict[str, array[int]]:
        """Columns of texts; lists as a column of counts and one of all their entries."""
        sides = zip(events["actor1"], events["actor2"], strict=True)
        columns = {name: self._coded(name, events[name]) for name in _CODED[:4]}
        columns["actors"] = self._coded("actors", chain.from_iterable(chain.from_iterable(sides)))
        columns["sources"] = self._coded("sources", chain.from_iterable(events["source"]))
        for name in ("actor1", "actor2", "source"):
            columns[f"{name}_count"] = array("I", map(len, events[name]))
        return columns

    def packed(self) -> bytes:
        """Length of the head (4 bytes, little-endian), the head in JSON, then the columns, each from a multiple of 4."""
        layout: list[tuple[str, str, int, int]] = []
        body = bytearray()
        for name, values in self._columns.items():
            layout.append((name, values.typecode, len(body), len(values)))
            body += _bytes(values)
            body += b"\0" * (-len(body) % 4)
        strings = {name: [text or "" for text in known] for name, known in self._known.items()}
        head = to_text({"count": self.count, "layout": layout, "strings": strings})
        head += b" " * (-len(head) % 4)
        return len(head).to_bytes(4, "little") + head + bytes(body)


def _bytes(values: array[int]) -> bytes:
    if sys.byteorder == "big":
        values = array(values.typecode, values)
        values.byteswap()
    return values.tobytes()


def _marks(report: Values) -> list[tuple[int, int, str]]:
    """Spans inside the evidence, counted from its first character."""
    start, end = report["start"], report["end"]
    return [
        (span["start"] - start, span["end"] - start, span["field"])
        for span in report.get("spans", ())
        if start <= span["start"] < span["end"] <= end
    ]


def _short(column: Column) -> Column:
    """A column; of one value only, the value once."""
    return column[:1] if column and column.count(column[0]) == len(column) else column


def _chunk(events: Columns, told: Mapping[str, Sequence[Any]], documents: Mapping[str, Document]) -> dict[str, Any]:
    own = zip(events["event_id"], events["report_ids"], strict=True)
    accounts = [_in_order(list(map(_values, told.get(event_id, ()))), report_ids) for event_id, report_ids in own]
    reports = list(chain.from_iterable(accounts))
    numbers: dict[str, int] = {}
    owners = [numbers.setdefault(report["document_id"], len(numbers)) for report in reports]
    papers = [documents.get(name) or Document(document_id=name, text="") for name in numbers]
    published = [to_cell(paper.published) or None for paper in papers]
    return {
        "events": [_short(events[name]) for name in DETAILS],
        "counts": list(map(len, accounts)),
        "accounts": [owners, list(map(_marks, reports)), *map(_short, _table(reports, REPORT_DETAILS, Report))]
        if reports
        else [owners, []],
        "documents": [
            *([_short([getattr(paper, name) for paper in papers]) for name in DOCUMENT_DETAILS] if papers else ()),
            published,
        ],
    }


def _in_order(reports: Sequence[Values], report_ids: Sequence[str]) -> Sequence[Values]:
    """Reports in the event's own order where it has one, else by document and place in it."""
    if len(reports) < 2:
        return reports
    ranks = {report_id: rank for rank, report_id in enumerate(report_ids)}
    return sorted(
        reports,
        key=lambda report: (ranks.get(report["report_id"], len(ranks)), report["document_id"], report["start"]),
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
    return encode_ordered(ordered, _by_event(ordered, reports), documents)


def _id(event: Any) -> bytes:
    """The id of an event that is a record, JSON values, or their line."""
    if isinstance(event, bytes):
        return event[13 : event.index(b'"', 13)]
    text: str = event["event_id"] if isinstance(event, dict) else event.event_id
    return text.encode("utf-8", "replace")


def _batches(events: Iterable[Any]) -> Iterator[list[Any]]:
    """Events in chunks that end with certain ids, so that a further event changes one or two chunks and not all after it."""
    batch: list[Any] = []
    for event in events:
        batch.append(event)
        if zlib.crc32(_id(event)) % CHUNK == 0 or len(batch) == LARGEST:
            yield batch
            batch = []
    if batch:
        yield batch


def _pieces(
    events: Iterable[Any], told: Mapping[str, Sequence[Any]], documents: Mapping[str, Document], kept: Kept | None
) -> Iterator[tuple[Columns, str]]:
    """The fields for the columns, and the details, of each chunk."""
    waiting: deque[tuple[Columns, bytes, Future[str] | str]] = deque()

    def first() -> tuple[Columns, str]:
        shown, key, made = waiting.popleft()
        if isinstance(made, str):
            return shown, made
        if kept is not None:
            kept.put(key, zlib.compress(to_text(shown), 1) + made.result().encode())
        return shown, made.result()

    with ThreadPoolExecutor(2) as pool:  # zlib works beside Python
        for batch in _batches(events):
            key = b"" if kept is None else kept.key(batch)
            found = None if kept is None else kept.get(key)
            if found is None:
                own = _columns_of(list(map(_values, batch)))
                shown = {name: own[name] for name in sorted(COLUMNS)}
                waiting.append((shown, key, pool.submit(pack, to_text(_chunk(own, told, documents)))))
            else:
                inflated = zlib.decompressobj()
                shown = files.parse(inflated.decompress(found))
                waiting.append((shown, key, inflated.unused_data.decode()))
            if len(waiting) > WAITING:
                yield first()
        while waiting:
            yield first()


def encode_ordered(
    events: Iterable[Event] | Iterable[dict[str, Any]] | Iterable[bytes],
    told: Mapping[str, Sequence[Any]],
    documents: Mapping[str, Document],
    kept: Kept | None = None,
) -> Block:
    """The block of a map of events that come in their order and need not be in memory; `told` may load their reports.

    Events and reports may also be given as their JSON values by field, or as lines of JSON. With `kept`, for lines, a
    chunk that was made before is not made again.
    """
    columns, chunks, starts = _Growing(), [], []
    columns.add(_columns_of(()))
    for shown, chunk in _pieces(events, told, documents, kept):
        starts.append(columns.count)
        columns.add(shown)
        chunks.append(chunk)
    return Block(pack(columns.packed()), tuple(chunks), tuple(starts), columns.count, columns.squares)


def names() -> dict[str, Any]:
    """Vocabulary and names of the details, which the page needs to read the block."""
    return {
        "types": list(EVENT_TYPES),
        "subs": [(sub, list(EVENT_TYPES).index(SUB_EVENT_TYPES[sub])) for sub in SUBS],
        "statuses": list(STATUSES),
        "fields": [field.name for field in EVENT_FIELDS],
        "details": list(DETAILS),
        "account": ["document", "marks", *REPORT_DETAILS],
        "document": [*DOCUMENT_DETAILS, "published"],
    }
