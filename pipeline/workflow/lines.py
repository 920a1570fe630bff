"""Records as the lines that hold them: what need not be understood is copied.

Keys are found by the comma and the quote before them: inside a JSON string that quote would have a backslash.
"""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

_SHARED = re.compile(rb'\{"report_id":"(r-[0-9a-f]{12})","document_id":("(?:[^"\\]|\\.)*"),(.*)', re.DOTALL)
_DOCUMENT = re.compile(rb',"document_id":("(?:[^"\\]|\\.)*")')
_ANY_DOCUMENT = re.compile(rb'\{(?:"report_id":"[^"]*",(?:"event_id":"[^"]*",)?)?"document_id":("(?:[^"\\]|\\.)*")')
_OWN = re.compile(rb',"(?:confidence|notes|time_text|rule|start)":')
"""The columns of a report that come after those that it shares with events."""
_OWN_END = re.compile(rb',"(?:time_text|rule|start)":')
_KEPT = re.compile(rb',"(confidence":[^,}]+|notes":"(?:[^"\\]|\\.)*")')
_SPANS = b',"spans":['
_REPORT_ID = slice(14, 28)
_REPORT_NUMBER = slice(16, 28)
_EVENT_NUMBER = slice(15, 27)
_START = re.compile(rb',"start":(\d+),"end":(\d+)')
_DAY = re.compile(rb',"event_date":"(\d{4}-\d\d-\d\d)"')
_LAST_DAY = re.compile(rb',"event_date_end":"(\d{4}-\d\d-\d\d)"')
_PRECISION = re.compile(rb',"time_precision":(\d)')


@lru_cache(maxsize=1 << 14)
def _ordinal(day: bytes) -> int:
    return date.fromisoformat(day.decode()).toordinal()


def report_id(line: bytes) -> str:
    """Id of the report in a line."""
    return line[_REPORT_ID].decode()


def report_number(line: bytes) -> int:
    """The number in the id of the report in a line."""
    return int(line[_REPORT_NUMBER], 16)


def days(line: bytes) -> tuple[int, int, bool] | None:
    """First and last day of a report, and whether they are known exactly; `None` where the first is not known."""
    found = _DAY.search(line)
    if found is None:
        return None
    last = _LAST_DAY.search(line, found.end())
    precision = _PRECISION.search(line, found.end())
    first = _ordinal(found[1])
    return first, _ordinal(last[1]) if last else first, precision is None or precision[1] == b"1"


def document(line: bytes) -> bytes:
    """The id of the document of a report, as JSON."""
    found = _DOCUMENT.match(line, 29)
    return found[1] if found else b'""'


def document_of(line: bytes) -> bytes | None:
    """The id, as JSON, of the document that a record is or is of; `None` for none."""
    found = _ANY_DOCUMENT.match(line)
    return found[1] if found else None


def event_id(line: bytes) -> str:
    """Id of the event in a line."""
    return line[13:27].decode()


def event_number(line: bytes) -> int:
    """The number in the id of the event in a line."""
    return int(line[_EVENT_NUMBER], 16)


def position(line: bytes) -> tuple[int, int]:
    """First and last character of a report's evidence."""
    found = _START.search(line)
    return (int(found[1]), int(found[2])) if found else (0, 0)


def without_spans(line: bytes) -> bytes:
    """The line of a report without its last key, the spans."""
    cut = line.rfind(_SPANS)
    return line if cut < 0 else line[:cut] + b"}\n"


def with_event(line: bytes, event_id: bytes) -> bytes:
    """The line of a report with the id of its event."""
    return b'%b,"event_id":"%b"%b' % (line[:29], event_id, line[29:])


def alone(line: bytes) -> bytes | None:
    """The line of the event that a report tells alone; `None` where the report does not look like one of the coder's."""
    found = _SHARED.match(line)
    own = _OWN.search(line)
    if found is None or own is None or b',"disorder_type":' not in line:
        return None
    report, document = found[1], found[2]
    shared = line[found.start(3) : own.start()]
    rest = _OWN_END.search(line, own.start())
    kept = b"".join(b',"' + one for one in _KEPT.findall(line, own.start(), rest.start() if rest else len(line)))
    return b'{"event_id":"e-%b",%b,"source_count":1,"document_ids":[%b]%b,"report_ids":["%b"]}\n' % (
        report[2:], shared, document, kept, report
    )  # fmt: skip
