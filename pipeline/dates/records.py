"""What the reader of time expressions returns."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

from pipeline.records import readonly

if TYPE_CHECKING:
    from datetime import date

Kind = Literal["absolute", "publication-relative", "context-relative"]
Reference = Literal["", "publication", "context"]


@readonly
class Point:
    """A day, week, month or year as the words give it, before any calendar is applied.

    `weekday` is 0 for Monday. `shift` counts `unit`s from the day of `reference`; `whole` says that the calendar unit is
    meant ("last week") and not the day so reckoned ("a week ago"). `which` is the word that chooses among weekdays or
    months ("last", "this", "next", "same", "previous", "following"), `stage` one of early, mid, late.
    """

    year: int | None = None
    month: int | None = None
    day: int | None = None
    weekday: int | None = None
    unit: str = ""
    shift: int | None = None
    whole: bool = False
    vague: bool = False
    reference: Reference = ""
    which: str = ""
    stage: str = ""


@readonly
class TimeExpression:
    """A time expression: `text[start:end]`.

    `relation` is what the words say about it: "" (at that time), since, until, by, before, after, about, past (a span
    that ends now). `last` is the other end of a range. `dependent` marks "two days after the attack", counted from an
    event that is named; `future` "next week", "tomorrow"; `stamp` a dateline or a line that only dates the article.
    """

    start: int
    end: int
    kind: Kind
    rule: str
    first: Point
    last: Point | None = None
    relation: str = ""
    time_of_day: str | None = None
    dependent: bool = False
    future: bool = False
    stamp: bool = False


@readonly
class Period:
    """Days from `first` to `last`; `precision` 1 the day is known, 2 within a week, 3 within a month (ACLED)."""

    first: date
    last: date
    precision: int = 1
    time_of_day: str | None = None
