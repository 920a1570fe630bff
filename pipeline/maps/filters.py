"""Choose events by column and by day."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from pipeline.errors import OptionError
from pipeline.schema import EVENT_FIELDS, Event, to_cell

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

_CONDITION = re.compile(r"\s*([A-Za-z0-9_]+)\s*(!=|>=|<=|=)\s*(.*?)\s*")
_FIELDS = {field.name: field for field in EVENT_FIELDS}


def _cells(event: Event, name: str) -> list[str]:
    value = getattr(event, name)
    cells = [str(part) for part in value] if isinstance(value, tuple) else [to_cell(value)]
    if name == "country" and event.iso3:
        cells.append(event.iso3)
    return [cell.casefold() for cell in cells if cell]


def _compared(condition: str, name: str, sign: str, wanted: str) -> Callable[[Event], bool]:
    kind = _FIELDS[name].type
    if kind not in ("integer", "number", "date"):
        raise OptionError(
            f"--where {condition!r}: {sign} needs a column of numbers or days; {name} holds {kind} values"
        )
    try:
        bound = date.fromisoformat(wanted) if kind == "date" else float(wanted)
    except ValueError:
        raise OptionError(f"--where {condition!r}: {wanted!r} is not a value of {name} ({kind})") from None

    def holds(event: Event) -> bool:
        value = getattr(event, name)
        return value is not None and bool(value >= bound if sign == ">=" else value <= bound)

    return holds


def _condition(condition: str) -> Callable[[Event], bool]:
    match = _CONDITION.fullmatch(condition)
    if match is None:
        raise OptionError(f"--where {condition!r}: write column=value, for instance country=UKR or fatalities>=1")
    name, sign, wanted = match.groups()
    if name not in _FIELDS:
        raise OptionError(f"--where {condition!r}: no column {name!r}; choose one of {', '.join(_FIELDS)}")
    if sign in (">=", "<="):
        return _compared(condition, name, sign, wanted)
    choices = {choice.strip().casefold() for choice in wanted.split("|")}

    def holds(event: Event) -> bool:
        cells = _cells(event, name)
        found = not choices.isdisjoint(cells) or (not cells and "" in choices)
        return found == (sign == "=")

    return holds


def filter_events(
    events: Iterable[Event], *, where: Sequence[str] = (), since: date | None = None, until: date | None = None
) -> tuple[Event, ...]:
    """Events that meet every condition and touch the days from `since` to `until` (both included).

    Parameters
    ----------
    where
        Conditions `column=value`, `column!=value`, `column>=value`, `column<=value`. Letters' case does not matter,
        `a|b` means either, in a list column one entry must fit, `column=` means empty, and `country` also takes the
        three-letter code.
    since, until
        First and last day; with either, events without a day are left out.

    Raises
    ------
    OptionError
        A condition cannot be read, names no column, or compares a column that has no order.
    """
    if since and until and until < since:
        raise OptionError(f"--until {until} is before --since {since}; swap them")
    tests = [_condition(condition) for condition in where]

    def in_time(event: Event) -> bool:
        if since is None and until is None:
            return True
        if event.event_date is None:
            return False
        last = event.event_date_end or event.event_date
        return (since is None or last >= since) and (until is None or event.event_date <= until)

    return tuple(event for event in events if in_time(event) and all(test(event) for test in tests))
