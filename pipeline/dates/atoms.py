"""Patterns over token classes (see `tokens.LETTERS`) and the readers that turn a match into a point of time."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.dates.records import Point

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.dates.records import Reference
    from pipeline.dates.tokens import Token

_OF_UNIT = r"(?:o?[LHhVX]u)?"
RULES: tuple[tuple[str, str], ...] = (
    ("iso", r"I"),
    ("numeric", r"Q"),
    ("range", r"d?[DR](?:oM)?(?:t|-|/|(?<=b[DR])&|(?<=bd[DR])&)d?[DR]o?M(?:,?o?Y)?"),
    ("range", r"Md?[DR](?:t|-|/|(?<=bM[DR])&)d?[DR](?![:\w])(?:,?Y)?"),
    ("date", r"D-M-Y"),
    ("date", r"d?[DR]o?M(?:,?o?Y)?" + _OF_UNIT),
    ("date", r"Md?[DR](?!-u)(?:,?Y|[LHV]u)?|M,dR"),
    ("month", r"d?E(?:o|-|od)?M(?:,?o?Y)?" + _OF_UNIT),
    ("month", r"M,?o?Y|(?<=[psUyfbB&FEo])M" + _OF_UNIT + r"|(?<=Mt)M" + _OF_UNIT + r"|[LHx]M|Mo?Lu"),
    ("month_of", r"d[LR]WoM(?:,?o?Y)?"),
    ("last_day", r"dLuod?(?:u|hu|Hu|Lu|M(?:,?Y)?)"),
    ("ordinal", r"dR(?![uSnK])(?:o[HhLdVX]u)?"),
    ("weekday", r"(?:[LHxhS]|hS|d[VXSxL]|d)?W(?:,?o?[LHx]u)?"),
    ("weekday", r"(?<=[p(])w|w(?=,?d?[DRM])"),
    ("day_word", r"du[BF]T|T"),
    ("this_part", r"H[n]|HEn|LLn|Ln|dnBL"),
    ("same_part", r"(?:hS?|d?S|d[VXx])n|dn[BF](?!T)"),
    ("ago", r"(?:E|d)?(?:ik?o?|k|[DN])?uA|[DN]nA"),
    ("past", r"dLk?[DN]?u|(?<=p)L[DN]?u(?=$|[^o])|LNu"),
    ("context_shift", r"(?:iko?|[kDNi]|d)?u[BF](?!T)"),
    ("context_unit", r"d[VXx]u|(?:hS?|d?S|dq)u|(?<=B)pdu|(?<=F)pdu"),
    ("before_last", r"duBL"),
    ("unit", r"d?Eodu(?![BF])|(?:E(?:o|-)?|dEo)?[LHx]u"),
    ("weekend", r"(?:[LHxh]|d[VXSL]|d)?K"),
    ("season", r"(?:E|dE|E-|dEo)?zo?d?Y"),
    ("year", r"(?:d?E(?:-|o)?)Y|(?<=[psUyfbo&])Y|(?<=Yt)Y|(?<=[di])Y$"),
    ("clock", r"C(?:[-t&][CD])?(?:pdn|pn)?|[DN]pd?n|cpdn|cpn"),
    ("part", r"(?:E-?)?n(?:-?u)?|Eu"),
    ("overnight", r"G"),
)
PATTERN = re.compile("|".join(f"(?P<r{i}>{pattern})" for i, (_, pattern) in enumerate(RULES)))


@dataclass(slots=True)
class Atom:
    """A match of one rule over tokens `i` to `j`, before it is joined with its neighbours."""

    i: int
    j: int
    rule: str
    first: Point | None = None
    last: Point | None = None
    relation: str = ""
    time_of_day: str | None = None


def letters(tokens: Sequence[Token]) -> dict[str, str]:
    """Letter to value of its first token."""
    found: dict[str, str] = {}
    for token in tokens:
        found.setdefault(token.letter, token.value)
    return found


def _integer(value: str | None) -> int | None:
    return int(value) if value else None


_YEAR_SHIFT = {"L": -1, "H": 0, "x": 1}


def _of_unit(tokens: Sequence[Token], point: Point) -> Point:
    """Apply "of last year", "of this month", "of that year" to a month or a day."""
    found = letters(tokens)
    unit = found.get("u")
    if unit not in {"month", "year"}:
        return point
    for letter, shift in _YEAR_SHIFT.items():
        if letter in found:
            return replace(point, unit=unit, shift=shift, reference="publication")
    return replace(point, unit=unit, shift=-1 if "V" in found else int("X" in found), reference="context")


def _date(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    point = Point(
        year=_integer(found.get("Y")),
        month=_integer(found.get("M")),
        day=_integer(found.get("D") or found.get("R")),
        stage=found.get("E", ""),
    )
    if point.year:
        return point
    if "u" in found:
        return _of_unit(tokens, point)
    which = "last" if "L" in found else "next" if "x" in found else ""
    return replace(point, reference="publication", which=which)


def _iso(tokens: Sequence[Token]) -> Point:
    year, month, day = (int(part) for part in re.split(r"[-/.]", tokens[0].value))
    return Point(year=year, month=month, day=day)


def _numeric(tokens: Sequence[Token]) -> Point | None:
    """As in `14/03/2023`, `14.03.2023`; `12/05/2023` may be either where both numbers can be months."""
    value = tokens[0].value
    one, two, year = (int(part) for part in re.split(r"[./-]", value))
    if two > 12 >= one and "." not in value:
        one, two = two, one
    elif one <= 12 and one != two and "." not in value:
        return Point(year=year, month=two, day=one, which="either", reference="publication")
    return Point(year=year, month=two, day=one)


def _last_day(tokens: Sequence[Token]) -> Point:
    """As in "the last day of the month", "the last day of March"."""
    found = letters(tokens[3:])
    if "M" in found:
        return replace(_date(tokens[3:]), stage="last day")
    shift = {"L": -1}.get(next((t.letter for t in tokens[4:] if t.letter in "LHhd"), ""), 0)
    reference: Reference = "publication" if {"L", "H"} & found.keys() else "context"
    return Point(unit=found.get("u", ""), shift=shift, whole=True, reference=reference, stage="last day")


def _ordinal(tokens: Sequence[Token]) -> Point:
    return _of_unit(tokens, Point(day=int(tokens[1].value), reference="publication"))


_WHICH = {"L": "last", "H": "this", "x": "next", "h": "same", "S": "same", "V": "previous", "X": "following"}


def _week_shift(tokens: Sequence[Token]) -> int:
    return next(_YEAR_SHIFT[token.letter] for token in reversed(tokens) if token.letter in _YEAR_SHIFT)


def _weekday(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    weekday = int(found.get("W") or found["w"])
    if "u" in found:
        return Point(weekday=weekday, unit="week", shift=_week_shift(tokens), reference="publication")
    which = next((_WHICH[t.letter] for t in tokens if t.letter in _WHICH), "")
    if which == "next" and tokens[0].letter == "d":
        which = "following"
    reference: Reference = "context" if which in {"same", "previous", "following"} else "publication"
    return Point(weekday=weekday, which=which, reference=reference)


def _day_word(tokens: Sequence[Token]) -> Point:
    shift = int(tokens[-1].value)
    if len(tokens) > 1:
        shift += 1 if tokens[2].letter == "F" else -1
    return Point(unit="day", shift=shift, reference="publication")


def _this_part(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    shift = -2 if "B" in found else -1 if "L" in found else 0
    return Point(unit="day", shift=shift, reference="publication")


def _same_part(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    shift = -1 if {"V", "B"} & found.keys() else 1 if {"X", "x", "F"} & found.keys() else 0
    return Point(unit="day", shift=shift, reference="context")


def _count(found: dict[str, str]) -> tuple[int, bool]:
    """How many units, and whether the words leave that open."""
    for letter in "DN":
        if letter in found:
            return int(float(found[letter])), False
    if "k" in found or not {"i", "d"} & found.keys():
        return 0, True
    return 1, False


def _ago(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    count, vague = _count(found)
    return Point(unit=found.get("u", "day"), shift=-count, vague=vague, reference="publication")


def _past(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    count, vague = _count(found)
    vague = "k" in found or found["L"] == "recent"
    return Point(unit=found["u"], shift=-(count or 1), vague=vague, reference="publication")


def _context_shift(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    count, vague = _count(found)
    sign = -1 if "B" in found else 1
    whole = tokens[0].letter == "d" and found["u"] != "day"
    which = "following" if vague and sign > 0 else ""
    return Point(unit=found["u"], shift=sign * count, vague=vague, whole=whole, reference="context", which=which)


def _context_unit(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    shift = -1 if "V" in found else 1 if {"X", "x"} & found.keys() else 0
    return Point(unit=found["u"], shift=shift, whole=True, reference="context")


def _unit(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    shift = next((_YEAR_SHIFT[t.letter] for t in tokens if t.letter in _YEAR_SHIFT), 0)
    return Point(unit=found["u"], shift=shift, whole=True, reference="publication", stage=found.get("E", ""))


def _before_last(tokens: Sequence[Token]) -> Point:
    return Point(unit=letters(tokens)["u"], shift=-2, whole=True, reference="publication")


def _month_of(tokens: Sequence[Token]) -> Point:
    """As in "the last Tuesday of March": read as the month."""
    return _date(tokens[4:])


def _weekend(tokens: Sequence[Token]) -> Point:
    which = next((_WHICH[t.letter] for t in tokens if t.letter in _WHICH), "")
    reference: Reference = "context" if which in {"same", "previous", "following"} else "publication"
    return Point(unit="weekend", which=which, reference=reference)


def _year(tokens: Sequence[Token]) -> Point:
    found = letters(tokens)
    return Point(year=int(found["Y"]), stage=found.get("E", ""))


def _overnight(_: Sequence[Token]) -> Point:
    return Point(unit="day", shift=0, reference="publication")


READERS: dict[str, Callable[[Sequence[Token]], Point | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "date": _date,
    "month": _date,
    "last_day": _last_day,
    "ordinal": _ordinal,
    "weekday": _weekday,
    "day_word": _day_word,
    "this_part": _this_part,
    "same_part": _same_part,
    "ago": _ago,
    "past": _past,
    "context_shift": _context_shift,
    "context_unit": _context_unit,
    "before_last": _before_last,
    "month_of": _month_of,
    "unit": _unit,
    "weekend": _weekend,
    "season": _year,
    "year": _year,
    "overnight": _overnight,
}


def range_of(tokens: Sequence[Token]) -> tuple[Point, Point]:
    """As in "3 to 5 May", "May 3-5, 2023", "between the 3rd and the 5th of May"."""
    whole = _date(tokens)
    days = [int(token.value) for token in tokens if token.letter in "DR"]
    return replace(whole, day=days[0]), replace(whole, day=days[1])


def clock_part(value: str, part: str | None = None) -> str | None:
    """Part of the day of a clock time; a part that the words name goes before."""
    if part:
        return part
    digits = re.match(r"(\d{1,2})", value if not re.match(r"\d{4}", value) else value[:2])
    if digits is None:
        return None
    hour = int(digits.group(1)) % 24
    low = value.lower()
    if "p" in low and "m" in low:
        hour = hour % 12 + 12
    elif "a" in low and "m" in low:
        hour %= 12
    bounds = ((5, "night"), (12, "morning"), (13, "midday"), (18, "afternoon"), (22, "evening"), (24, "night"))
    return next(name for bound, name in bounds if hour < bound)
