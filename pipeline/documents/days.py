"""Publication dates as outlets write them. Pure: no clock, no locale."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

EARLIEST = date(1900, 1, 1)
LATEST = date(2199, 12, 31)

_ORDINAL = re.compile(r"\b(\d{1,2})(?:st|nd|rd|th)\b")
_CLOCK = re.compile(r"[,\s]*(?:at\s+)?\b\d{1,2}[:.]\d{2}\b.*$")
_FORMS = ("%d %B %Y", "%d %b %Y", "%B %d %Y", "%b %d %Y", "%Y %B %d", "%Y/%m/%d", "%Y.%m.%d")
_NUMERIC = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4})")
_WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def parse(value: object) -> date | None:
    """The day that a publication date names, in the time zone in which it is written; `None` where it is none.

    Understands ISO 8601, RFC 2822, "15 April 2022", "Apr. 15, 2022", "Friday, April 15th 2022, 10:30 GMT",
    "2022/04/15" and "15.04.2022". A form that two conventions read as two different days ("04/05/2022") is none.
    """
    if isinstance(value, datetime):
        return _plausible(value.date())
    if isinstance(value, date):
        return _plausible(value)
    if not isinstance(value, str) or len(value) > 100:
        return None
    text = " ".join(value.split())
    found = _iso(text) or _worded(text) or _numeric(text) or _mail(text)
    return _plausible(found) if found else None


def _plausible(day: date) -> date | None:
    return day if EARLIEST <= day <= LATEST else None


def _iso(text: str) -> date | None:
    try:
        return datetime.fromisoformat(text).date()
    except ValueError:
        pass
    head = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ,]|$)", text)
    try:
        return date.fromisoformat(head.group(1)) if head else None
    except ValueError:
        return None


def _worded(text: str) -> date | None:
    plain = _ORDINAL.sub(r"\1", _CLOCK.sub("", text))
    first = re.match(r"([A-Za-z]{3})[a-z]*\.?,?\s+", plain)
    if first and first.group(1).casefold() in _WEEKDAYS:
        plain = plain[first.end() :]
    plain = re.sub(r"\bSept\b", "Sep", " ".join(re.sub(r"[,.](?=\s|$)|\bof\b", " ", plain).split()))
    for form in _FORMS:
        try:
            return datetime.strptime(plain, form).date()  # noqa: DTZ007 - only the day is taken
        except ValueError:
            continue
    return None


def _numeric(text: str) -> date | None:
    match = _NUMERIC.match(text)
    if match is None:
        return None
    first, second, year = int(match.group(1)), int(match.group(3)), int(match.group(4))
    readings = {(first, second)} if match.group(2) == "." else {(first, second), (second, first)}
    days = set()
    for day, month in readings:
        try:
            days.add(date(year, month, day))
        except ValueError:
            continue
    return days.pop() if len(days) == 1 else None


def _mail(text: str) -> date | None:
    try:
        return parsedate_to_datetime(text).date()
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
