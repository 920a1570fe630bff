"""How far two datasets agree: shares found each way, and how far matched events differ."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.compare.matching import Match
    from pipeline.compare.tables import Row

COLUMNS = (
    "group",
    "ours",
    "theirs",
    "matched",
    "ours_found",
    "theirs_found",
    "median_km",
    "within_5_km",
    "same_day",
    "tolls_compared",
    "same_toll",
    "deaths_ours",
    "deaths_theirs",
)
PAIR_COLUMNS = (
    "found",
    "our_id",
    "their_id",
    "days_apart",
    "distance_km",
    "our_day",
    "their_day",
    "our_kind",
    "their_kind",
    "our_place",
    "their_place",
    "our_fatalities",
    "their_fatalities",
    "latitude",
    "longitude",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Figures of one group of events; a share of nothing is `None`."""

    group: str
    ours: int
    theirs: int
    matched: int
    ours_found: float | None
    theirs_found: float | None
    median_km: float | None
    within_5_km: float | None
    same_day: float | None
    tolls_compared: int
    same_toll: float | None
    deaths_ours: int
    deaths_theirs: int


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 3) if whole else None


def figures(
    group: str,
    ours: Sequence[Row],
    theirs: Sequence[Row],
    pairs: Sequence[tuple[Row, Row, Match]],
    *,
    both: bool = True,
) -> Agreement:
    """Figures over some events of each side and their pairs; without `both` a group exists on our side only."""
    tolls = [(a.fatalities, b.fatalities) for a, b, _ in pairs if a.fatalities is not None and b.fatalities is not None]
    return Agreement(
        group=group,
        ours=len(ours),
        theirs=len(theirs),
        matched=len(pairs),
        ours_found=_share(len(pairs), len(ours)),
        theirs_found=_share(len(pairs), len(theirs)) if both else None,
        median_km=round(median(found.km for _, _, found in pairs), 1) if pairs else None,
        within_5_km=_share(sum(found.km <= 5 for _, _, found in pairs), len(pairs)),
        same_day=_share(sum(found.days == 0 for _, _, found in pairs), len(pairs)),
        tolls_compared=len(tolls),
        same_toll=_share(sum(a == b for a, b in tolls), len(tolls)),
        deaths_ours=sum(a for a, _ in tolls),
        deaths_theirs=sum(b for _, b in tolls),
    )


def _period(rows: Iterable[Row]) -> tuple[int, int] | None:
    days = [row.first.toordinal() for row in rows if row.first]
    return (min(days), max(days)) if days else None


def within(rows: Sequence[Row], period: tuple[int, int] | None) -> list[Row]:
    """Rows whose first day lies in a period."""
    if period is None:
        return []
    return [row for row in rows if row.first and period[0] <= row.first.toordinal() <= period[1]]


def table(ours: Sequence[Row], theirs: Sequence[Row], matches: Sequence[Match]) -> tuple[Agreement, ...]:
    """Figures over all, over the days that both cover, by event type and by precision of our place."""
    pairs = [(ours[found.ours], theirs[found.theirs], found) for found in matches]
    found = [figures("all", ours, theirs, pairs)]
    mine, other = _period(ours), _period(theirs)
    if mine and other:
        shared = max(mine[0], other[0]), min(mine[1], other[1])
        inside = {id(row) for row in within(ours, shared)}
        covered = [pair for pair in pairs if id(pair[0]) in inside]
        found.append(figures("days that both cover", within(ours, shared), within(theirs, shared), covered))
    for kind in sorted({kind for row in ours for kind in row.types}):
        one = [row for row in theirs if kind in row.types]
        both = all(len(row.types) == 1 for row in one)
        found.append(
            figures(
                kind,
                [row for row in ours if kind in row.types],
                one,
                [p for p in pairs if kind in p[0].types],
                both=both,
            )
        )
    for precision in sorted({row.precision for row in ours}):
        some = [row for row in ours if row.precision == precision]
        name = f"our geo_precision {precision or 'unknown'}"
        found.append(figures(name, some, [], [p for p in pairs if p[0].precision == precision], both=False))
    return tuple(found)


def cells(one: Agreement) -> tuple[str, ...]:
    """Figures as cells; an undefined share is empty."""
    return tuple("" if (value := getattr(one, name)) is None else str(value) for name in COLUMNS)


def text(found: Sequence[Agreement]) -> str:
    """The figures as a table for the terminal."""
    rows = [COLUMNS, *(cells(one) for one in found)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(COLUMNS))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if not number else cell.rjust(width)
            for number, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        for row in rows
    )


def pair_lines(ours: Sequence[Row], theirs: Sequence[Row], matches: Sequence[Match]) -> Iterable[tuple[str, ...]]:
    """One line for each pair and for each event that has none: both, only ours, only theirs."""
    for found in matches:
        yield _line("both", ours[found.ours], theirs[found.theirs], str(found.days), f"{found.km:.1f}")
    paired = {found.ours for found in matches}
    yield from (_line("only ours", row, None) for number, row in enumerate(ours) if number not in paired)
    paired = {found.theirs for found in matches}
    yield from (_line("only theirs", None, row) for number, row in enumerate(theirs) if number not in paired)


def _line(found: str, a: Row | None, b: Row | None, days: str = "", km: str = "") -> tuple[str, ...]:
    def both(name: str) -> tuple[str, str]:
        values = (getattr(a, name) if a else None, getattr(b, name) if b else None)
        return ("" if values[0] is None else str(values[0]), "" if values[1] is None else str(values[1]))

    shown = a or b
    point = [getattr(shown, name) for name in ("latitude", "longitude")]
    return (
        found,
        *both("id"),
        days,
        km,
        *both("first"),
        *both("label"),
        *both("place"),
        *both("fatalities"),
        *("" if value is None else str(value) for value in point),
    )
