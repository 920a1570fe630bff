"""Find the time expressions of a text: a cheap gate, then patterns over the tokens around it, then joins."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.dates.atoms import PATTERN, READERS, RULES, Atom, clock_part, letters, range_of
from pipeline.dates.records import Point, TimeExpression
from pipeline.dates.tokens import GATE, Token, row

if TYPE_CHECKING:
    from pipeline.dates.records import Kind

_RELATIONS = {
    "s": "since",
    "U": "until",
    "y": "by",
    "f": "from",
    "b": "between",
    "a": "about",
}
_DAYS = {"iso", "numeric", "date", "last_day", "ordinal", "weekday", "day_word", "context_unit", "context_shift"}
_DAYS |= {"overnight", "ago", "range", "this_part", "same_part", "weekend"}
_SAME_DAY = Point(unit="day", shift=0, reference="context")


def find(text: str, start: int = 0, end: int | None = None) -> tuple[TimeExpression, ...]:
    """Time expressions of `text[start:end]`, in order, without overlaps.

    Durations, ages, frequencies ("for three weeks", "every day", "two-day", "Fridays") are not returned.

    Parameters
    ----------
    text
        Any text.
    start, end
        The part to look at; offsets of the result count from the beginning of `text`.
    """
    end = len(text) if end is None else min(end, len(text))
    done = start = max(start, 0)
    found: list[TimeExpression] = []
    for core in GATE.finditer(text, start, end):
        if core.start() < done:
            continue
        run = row(text, core.start(), done, end)
        if not run:
            continue
        read = _read(text, run)
        found.extend(read)
        done = max(run[-1].end if read else 0, core.end())
    return tuple(found)


def _read(text: str, run: list[Token]) -> list[TimeExpression]:
    classes = "".join(token.letter for token in run)
    atoms = [atom for i, j, rule in _matches(classes) if (atom := _atom(i, j, rule, run, classes))]
    joined = _join(atoms, classes)
    floors = [0, *(atom.j for atom in joined)]
    read = (_expression(text, atom, run, classes, floor) for atom, floor in zip(joined, floors, strict=False))
    return [expression for expression in read if expression is not None]


@lru_cache(maxsize=1 << 12)
def _matches(classes: str) -> tuple[tuple[int, int, str], ...]:
    """Where which rules match in a row of classes; few different rows stand in all articles."""
    return tuple((*match.span(), RULES[int((match.lastgroup or "r0")[1:])][0]) for match in PATTERN.finditer(classes))


def _atom(i: int, j: int, rule: str, run: list[Token], classes: str) -> Atom | None:
    part = run[i:j]
    found = letters(part)
    if rule == "clock":
        clock = found.get("C") or found.get("c") or found.get("D") or found.get("N") or ""
        return Atom(i, j, rule, time_of_day=clock_part(clock, found.get("n")))
    if rule == "part":
        if "u" in found and found["u"] != "hour":
            return None
        return Atom(i, j, rule, time_of_day=found.get("n", "night"))
    if rule == "range":
        first, last = range_of(part)
        return Atom(i, j, rule, first, last)
    if rule == "year" and i and classes[i - 1] == "p" and run[i - 1].value != "in":
        return None
    if rule == "date" and classes[i] == "M" and not found.keys() & {"Y", "R"} and i and run[i - 1].value == "in":
        j, rule, part = i + 1, "month", part[:1]
    point = READERS[rule](part)
    if point is None:
        return None
    time_of_day = found.get("n") or ("night" if rule == "overnight" else None)
    if rule == "this_part" and time_of_day == "night" and classes[max(0, i - 2) : i].endswith("F"):
        point = replace(point, shift=(point.shift or 0) + 1)
    return Atom(i, j, rule, point, relation="past" if rule == "past" else "", time_of_day=time_of_day)


_GAP_PART_DAY = re.compile(r"[,opdaBFyjZ()]*")
_GAP_CLOCKS = re.compile(r"Z*[(,/]?")
_GAP_DAY_PART = re.compile(r"[,(pdajBFyEb']*")
_GAP_DATE = re.compile(r"[,(d]*|,i")


def _join(atoms: list[Atom], classes: str) -> list[Atom]:
    """Join parts of the day with days, weekdays with dates, and the two ends of a range."""
    joined: list[Atom] = []
    for atom in atoms:
        if not joined or not _merge(joined[-1], atom, classes[joined[-1].j : atom.i], classes):
            joined.append(atom)
    return joined


def _merge(a: Atom, b: Atom, gap: str, classes: str) -> bool:
    """Extend `a` by `b` where the words between them join them."""
    if a.first is None and b.first is None:
        joined = _GAP_DAY_PART if a.rule == "part" else _GAP_CLOCKS
        lasting = a.rule == "clock" and gap in {"U", "t", "Ua", "Ut"}
        if lasting or (b.rule == "clock" and joined.fullmatch(gap)):
            a.j = b.j
            return True
        return False
    if a.first is None:
        if b.first and b.first.shift == -1 and b.rule == "this_part" and "F" in classes[max(0, a.i - 1) : a.i]:
            b.first = replace(b.first, shift=0)
        return _part_then_day(a, b, gap)
    if b.first is None:
        if a.rule in _DAYS and a.time_of_day in (None, b.time_of_day, "night") and _GAP_DAY_PART.fullmatch(gap):
            a.j, a.time_of_day = b.j, b.time_of_day or a.time_of_day
            return True
        return False
    if b.rule == "overnight" and a.rule in {"weekday", "date"} and not gap and a.time_of_day is None:
        a.j, a.time_of_day = b.j, "night"
        return True
    if a.rule == "overnight" and (_GAP_DATE.fullmatch(gap) or gap in {"p", "t", "f", "o", "b"}):
        a.j, a.first, a.rule = b.j, b.last or b.first, b.rule
        return True
    if _GAP_DATE.fullmatch(gap):
        return _same_day(a, b)
    return _range(a, b, gap, classes)


def _part_then_day(a: Atom, b: Atom, gap: str) -> bool:
    if b.rule not in _DAYS or not (
        _GAP_PART_DAY.fullmatch(gap) or (a.time_of_day == "night" and gap in {"f", "b", "pf", "t"})
    ):
        return False
    a.first, a.last, a.rule, a.j = b.first, b.last, b.rule, b.j
    a.relation = b.relation
    if a.time_of_day == "night" and a.last is not None:
        a.first, a.last = a.last, None
    a.time_of_day = a.time_of_day or b.time_of_day
    return True


def _same_day(a: Atom, b: Atom) -> bool:
    """As in "Tuesday 20 May", "yesterday, Sunday", "22 September, a Thursday"."""
    dates = {"date", "ordinal", "iso", "numeric"}
    if a.rule in {"weekday", "day_word"} and b.rule in dates | {"weekday", "range"} and a.rule != b.rule:
        if b.rule != "weekday":
            a.first, a.last, a.rule = b.first, b.last, "date" if b.rule == "ordinal" else b.rule
    elif a.rule in {"date", "ordinal"} and b.rule == "weekday" and a.first is not None and b.first is not None:
        a.first = replace(a.first, weekday=b.first.weekday)
    else:
        return False
    a.j, a.time_of_day = b.j, a.time_of_day or b.time_of_day
    return True


def _range(a: Atom, b: Atom, gap: str, classes: str) -> bool:
    """As in "Monday to Wednesday", "between May and July", "night of Thursday to Friday"."""
    before = classes[max(0, a.i - 2) : a.j]
    ends = (
        gap in {"t", "-", "td", "/"} or (gap in {"&", "&d"} and "b" in before) or (gap in {"U", "Ud"} and "f" in before)
    )
    alike = a.rule == b.rule or (a.rule in _DAYS and b.rule in _DAYS)
    if not ends or not alike or a.last is not None or a.first is None or b.first is None:
        return False
    a.j = b.j
    if a.time_of_day == "night" and a.rule in _DAYS and classes[a.i] in "nG":
        a.first = b.first
        return True
    first = a.first
    if b.first.year and first.month and not first.year:
        first = replace(first, year=b.first.year, reference="")
    a.first, a.last = first, b.first
    return True


def _prefix(atom: Atom, run: list[Token], classes: str, floor: int) -> tuple[int, str]:
    """First token from `floor` on of the words before an atom that belong to it, and the relation that they tell."""
    i, relation = atom.i, ""
    clock = classes[atom.i] in "nCcE" or classes[atom.i : atom.i + 2] in {"Dp", "Np"}
    while i > floor and classes[i - 1] in "pajsUyfbBFdE,":
        letter = classes[i - 1]
        if letter == "," or (
            letter == "d" and i == atom.i and atom.rule not in {"part", "clock", "month", "range", "date"}
        ):
            break
        told = run[i - 1].value if letter in "BF" else _RELATIONS.get(letter, "")
        relation = relation or ("" if clock and told in {"before", "after", "about"} else told)
        i -= 1
    while i < atom.i and classes[i] in "d,":
        i += 1
    return i, relation


def _expression(text: str, atom: Atom, run: list[Token], classes: str, floor: int) -> TimeExpression | None:
    i, relation = _prefix(atom, run, classes, floor)
    if "e" in classes[max(0, i - 1) : atom.i] or (atom.first is None and not _stands_alone(atom, i, classes)):
        return None
    bare = i == atom.i and classes[i] in "dR"
    if atom.rule == "ordinal" and (bare or not _ends_noun(text, run[atom.j - 1].end)):
        return None
    if atom.rule == "date" and _names(text, run[atom.j - 1].end):
        return None
    if relation == "by" and text[run[atom.j - 1].end :].startswith(("'s", "’s")):
        relation = ""
    first = atom.first or _SAME_DAY
    stage = classes[i : atom.i]
    time_of_day = atom.time_of_day
    if time_of_day is None and "E" in stage and atom.rule in _DAYS:
        time_of_day = {"early": "morning", "late": "evening"}.get(run[i + stage.index("E")].value)
    start, end = run[i].start, run[atom.j - 1].end
    return TimeExpression(
        start,
        end,
        _kind(first),
        atom.rule,
        first,
        atom.last,
        atom.relation or (relation if relation not in {"from", "between"} else ""),
        time_of_day,
        dependent=atom.rule == "context_shift" and _dependent(text, run[atom.j - 1], end),
        future=first.which == "next" or (first.reference == "publication" and (first.shift or 0) > 0),
        stamp=_stamp(text, start, end) if atom.rule in {"date", "iso", "numeric"} else False,
    )


def _stands_alone(atom: Atom, i: int, classes: str) -> bool:
    return (i < atom.i and any(letter in "paBFybfsU" for letter in classes[i : atom.i])) or classes[atom.i] == "C"


def _ends_noun(text: str, end: int) -> bool:
    """Whether what follows "the 20th" shows that no noun does ("the 20th brigade")."""
    following = re.match(r"\s+([a-z]+)", text[end : end + 24])
    return following is None or following.group(1) in lexicon.words("noun_enders")


def _names(text: str, end: int) -> bool:
    """Whether a noun makes a day the name of something: "the February 17 Brigade"."""
    following = re.match(r"[ -]([A-Za-z]+)", text[end : end + 24])
    return following is not None and following.group(1).lower() in lexicon.words("dated_names")


def _dependent(text: str, last: Token, end: int) -> bool:
    """Whether "two days after" goes on with what it is counted from."""
    return text[last.start : last.end].lower() in {"before", "after"} and bool(re.match(r"\s+\w", text[end : end + 3]))


def _kind(point: Point) -> Kind:
    if point.reference == "context":
        return "context-relative"
    return "publication-relative" if point.reference else "absolute"


_DATELINE = re.compile(r"[A-Z][\w'’ ./-]{1,40}(?:,\s*[A-Z][\w'’ .]{1,30})?[,:]?\s*\(?$")
_AFTER_DATELINE = re.compile(r"\s*(?:,?\s*\([^)\n]{1,40}\)|[:(—–|-])")
_HEAD = re.compile(r"[ T,]*\d{1,2}:\d\d\b|\s*\|")
"""After a day at the very head of a text: the hour, or a bar and the outlet."""
_DAY_FIRST = re.compile(r",?\s+[A-Z][\w'’.-]+(?:[ /][A-Z][\w'’.-]+){0,3}\s*[–—-]\s")
_WORDS = re.compile(r"[^\W\d_]+(?:[.'’][^\W\d_]+)*")
_LINE_WORDS = 8


def _stamp(text: str, start: int, end: int) -> bool:
    """Whether a date stands in a dateline, or alone on its line but for a byline's words."""
    first = text.rfind("\n", max(0, start - 120), start) + 1 or max(0, start - 120)
    before = text[first:start]
    entry = text[end - 4 : end].isdigit() and bool(text[: max(0, first - 1)].strip())
    if not entry and _DATELINE.fullmatch(before.strip() + " ") and _AFTER_DATELINE.match(text, end):
        return True
    if not before.strip() and (_DAY_FIRST.match(text, end) or (not text[:start].strip() and _HEAD.match(text, end))):
        return True
    last = text.find("\n", end, end + 120)
    if start - first > 100 or (last < 0 and len(text) - end > 120):
        return False
    rest = _WORDS.findall(before + " " + text[end : last if last >= 0 else len(text)])
    small = [word for word in rest if word[0].islower() and word not in lexicon.words("stamp_words")]
    return len(rest) <= _LINE_WORDS and not small
