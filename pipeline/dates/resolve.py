"""From the words of a time expression to days of the calendar, as section 3 of the coding manual (docs/coding.md) has it."""

from __future__ import annotations

from calendar import monthrange
from datetime import date, timedelta
from typing import TYPE_CHECKING

from pipeline.dates.records import Period

if TYPE_CHECKING:
    from pipeline.dates.records import Point, TimeExpression

_STAGES = {"early": (1, 10), "start": (1, 10), "mid": (11, 20), "late": (21, 31), "end": (21, 31)}
_MONTH_STAGES = {"early": (1, 4), "start": (1, 4), "mid": (5, 8), "late": (9, 12), "end": (9, 12)}
_HOURS = {"hour", "minute"}
_WEEKS = {"week": 7, "fortnight": 14}
_GRACE = timedelta(days=1)
"""A year-less date that lies one day ahead is still this year's: clocks and time zones differ."""


def resolve(expression: TimeExpression, published: date | None, anchor: Period | None = None) -> Period | None:
    """The days that an expression means, or `None` where that is not known.

    Parameters
    ----------
    expression
        As found by `find`.
    published
        Day of publication; without it publication-relative expressions stay unresolved.
    anchor
        What the clause before was about: context-relative expressions count from it. A part of the day on its own
        ("at dawn") without an anchor is taken for the day of publication.
    """
    try:
        period = _resolve(expression, published, anchor)
    except (OverflowError, ValueError):
        return None
    if period is None or period.last < period.first:
        return None
    return period


def _resolve(expression: TimeExpression, published: date | None, anchor: Period | None) -> Period | None:
    if expression.rule in {"part", "clock"} and anchor is None and published:
        anchor = Period(published, published)
    first = _point(expression.first, published, anchor)
    if first is None:
        return None
    last, precision = first.last, first.precision
    if expression.relation == "past" and published:
        last, precision = published, _past_precision(expression.first)
    elif expression.last is not None:
        end = _point(expression.last, published, Period(first.first, first.last))
        if end is None:
            return None
        if end.last < first.first:
            first = _earlier(expression.first, first)
        last, precision = end.last, max(first.precision, end.precision)
    elif expression.relation == "since" and published and published >= first.first:
        last = published
    elif precision == 1 and _loose(expression):
        precision = 2
    return Period(first.first, last, precision, expression.time_of_day)


def _loose(expression: TimeExpression) -> bool:
    dated = expression.rule in {"date", "weekday", "ordinal"}
    return dated and not expression.time_of_day and expression.relation in {"about", "by"}


def _past_precision(point: Point) -> int:
    if point.vague:
        return 2 if point.unit == "day" else 3
    return {"week": 2, "fortnight": 2, "month": 3, "year": 3, "decade": 3}.get(point.unit, 1)


def _earlier(point: Point, period: Period) -> Period:
    """The first end of a range that runs over New Year ("from 28 December to 3 January") or over a week's end."""
    if point.weekday is not None:
        return Period(period.first - timedelta(7), period.last - timedelta(7), period.precision)
    if point.month and not point.year:
        return Period(_year_back(period.first), _year_back(period.last), period.precision)
    return period


def _year_back(day: date) -> date:
    return day.replace(year=day.year - 1, day=min(day.day, monthrange(day.year - 1, day.month)[1]))


def _point(point: Point, published: date | None, anchor: Period | None) -> Period | None:
    base = anchor.first if point.reference == "context" and anchor else published
    if point.reference == "context" and anchor is None:
        return None
    if point.reference == "publication" and published is None:
        return None
    if point.month or point.day:
        return _calendar(point, base, anchor, published)
    if point.year:
        return _months(point.year, point.stage)
    if base is None:
        return None
    if point.unit == "weekend":
        return _weekend(point, base)
    if point.weekday is not None:
        return _day(_weekday(point, base, anchor, published))
    return _shifted(point, base)


def _day(day: date, precision: int = 1) -> Period:
    return Period(day, day, precision)


def _month(year: int, month: int, stage: str) -> Period:
    length = monthrange(year, month)[1]
    if stage == "last day":
        return _day(date(year, month, length))
    first, last = _STAGES.get(stage, (1, 31))
    return Period(date(year, month, first), date(year, month, min(last, length)), 3)


def _months(year: int, stage: str = "") -> Period:
    first, last = _MONTH_STAGES.get(stage, (1, 12))
    return Period(date(year, first, 1), date(year, last, monthrange(year, last)[1]), 3)


def _calendar(point: Point, base: date | None, anchor: Period | None, published: date | None) -> Period | None:
    """Days and months by name, the year filled in from the base, into the past."""
    year, month = point.year, point.month
    if month is None:
        return _day_of_month(point, base, anchor, published)
    if point.which == "either":
        return _either(point, published)
    if year is None:
        if base is None:
            return None
        year = base.year + point.shift if point.shift is not None else _past_year(point, month, base)
    if point.day is None:
        return _month(year, month, point.stage)
    return _day(date(year, month, point.day))


def _either(point: Point, published: date | None) -> Period | None:
    """A numeric date that can be read in two ways: the reading before publication, where the other one lies after it."""
    if published is None or not (point.year and point.month and point.day):
        return None
    readings = (date(point.year, point.month, point.day), date(point.year, point.day, point.month))
    past = [day for day in readings if day <= published + _GRACE]
    return _day(past[0]) if len(past) == 1 else None


def _past_year(point: Point, month: int, base: date) -> int:
    """The year that puts a month or a day into the past of the base (into its future where the words say so)."""
    if point.which == "next":
        return base.year + (month <= base.month)
    if point.day is not None:
        latest = base + _GRACE
        years = [y for y in range(latest.year, latest.year - 9, -1) if point.day <= monthrange(y, month)[1]]
        return next((y for y in years if date(y, month, point.day) <= latest), latest.year)
    return base.year - (month > base.month or (point.which == "last" and month == base.month))


def _day_of_month(point: Point, base: date | None, anchor: Period | None, published: date | None) -> Period | None:
    """As in "on the 20th": the month of the clause before where that fits, else the last 20th before publication."""
    assert point.day is not None
    if base is None:
        return None
    if point.shift is not None and point.unit == "month":
        year, month = divmod(base.year * 12 + base.month - 1 + point.shift, 12)
        return _day(date(year, month + 1, point.day))
    starts = [anchor.first] if anchor else []
    starts += [published] if published else []
    for start in starts:
        for back in range(3):
            year, month = divmod(start.year * 12 + start.month - 1 - back, 12)
            if point.day > monthrange(year, month + 1)[1]:
                continue
            day = date(year, month + 1, point.day)
            past = published is None or day <= published
            if past and point.weekday in (None, day.weekday()):
                return _day(day)
            if start is not published:
                break
    return None


def _weekend(point: Point, base: date) -> Period:
    if point.which == "next" or point.which == "following":
        saturday = base + timedelta((5 - base.weekday()) % 7 or 7)
    else:
        back = (base.weekday() - 5) % 7
        if point.which in {"last", "previous"} and back < 2:
            back += 7
        saturday = base - timedelta(back)
    return Period(saturday, saturday + timedelta(1), 2)


def _weekday(point: Point, base: date, anchor: Period | None, published: date | None) -> date:
    assert point.weekday is not None
    if point.unit == "week":
        monday = base - timedelta(base.weekday()) + timedelta(7 * (point.shift or 0))
        return monday + timedelta(point.weekday)
    back = (base.weekday() - point.weekday) % 7
    if point.which in {"last", "previous"}:
        return base - timedelta(back or 7)
    if point.which in {"next", "following"}:
        return base + timedelta((point.weekday - base.weekday()) % 7 or 7)
    if point.which == "same" and anchor:
        inside = [anchor.first + timedelta(i) for i in range(min((anchor.last - anchor.first).days, 6) + 1)]
        return next((day for day in inside if day.weekday() == point.weekday), base - timedelta(back))
    return base - timedelta(back)


def _shifted(point: Point, base: date) -> Period | None:
    """A number of units from the base, or the whole unit there."""
    shift, unit = point.shift or 0, point.unit
    if unit in _HOURS:
        days = (abs(shift) // 24 if unit == "hour" else 0) * (1 if shift > 0 else -1)
        return _day(base + timedelta(days))
    if point.vague:
        return _vague(point, base)
    if unit == "day":
        return _day(base + timedelta(shift))
    if unit in _WEEKS:
        day = base + timedelta(_WEEKS[unit] * shift)
        if point.whole:
            monday = day - timedelta(day.weekday())
            return Period(monday, monday + timedelta(6), 2)
        return _day(day, 1 if point.reference == "context" else 2)
    if unit == "month":
        year, month = divmod(base.year * 12 + base.month - 1 + shift, 12)
        return _month(year, month + 1, point.stage)
    if unit == "year" and shift == -1 and not point.whole:
        return _day(_year_back(base), 3)
    if unit in {"year", "decade"}:
        return _months(base.year + shift * (10 if unit == "decade" else 1), point.stage)
    return None


def _vague(point: Point, base: date) -> Period | None:
    """As in "days ago", "a few weeks later": two to six units, given as a span; longer units stay open."""
    if point.unit not in {"day", "week"}:
        return None
    length = 7 if point.unit == "week" else 1
    near, far = timedelta(2 * length), timedelta(6 * length)
    later = point.reference == "context" and point.which == "following"
    precision = 2 if length == 1 else 3
    return Period(base + near, base + far, precision) if later else Period(base - far, base - near, precision)
