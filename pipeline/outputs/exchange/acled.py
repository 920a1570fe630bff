"""ACLED's 31 columns (since March 2023), file order of its export.

Points and precision follow ACLED's codebook: 1 the named place, 2 near it or a district, 3 a region, which stands at its
capital. Days: the first one, and the middle of the span where only the month is known. Deaths: the most conservative
figure, and 0 where no report gives one.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.outputs.cells import joined
from pipeline.outputs.exchange.basis import capital, country, eligibility, write_csv
from pipeline.schema import ACTOR_TYPES

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis, Gazetteer, Told
    from pipeline.schema import Event

COLUMNS = (
    "event_id_cnty", "event_date", "year", "time_precision", "disorder_type", "event_type", "sub_event_type", "actor1",
    "assoc_actor_1", "inter1", "actor2", "assoc_actor_2", "inter2", "interaction", "civilian_targeting", "iso", "region",
    "country", "admin1", "admin2", "admin3", "location", "latitude", "longitude", "geo_precision", "source",
    "source_scale", "notes", "fatalities", "tags", "timestamp",
)  # fmt: skip
INTER = {kind: "External/Other forces" if kind.startswith("External") else kind for kind in ACTOR_TYPES}
"""Our kinds of actor in ACLED's spelling, in the order of its codes 1 to 8."""
PRECISION = {"municipality": 2, "district": 2, "region": 3, "area": 3, "water": 3, "country": 3, "other": 3}
"""ACLED's geo_precision where the kind of place alone decides it."""


def day(event: Event) -> date | None:
    """The day that ACLED would give: the first, or the middle of the span where only the month is known."""
    if event.event_date is None or event.time_precision != 3:
        return event.event_date
    return event.event_date + ((event.event_date_end or event.event_date) - event.event_date) / 2


def point(event: Event, gazetteer: Gazetteer | None) -> tuple[str | None, float | None, float | None, str]:
    """Location, latitude and longitude that ACLED would give, and a remark on how they were found."""
    here = (event.location, event.latitude, event.longitude)
    if event.location_type == "municipality":
        return *here, "point is the district's, ACLED takes its capital"
    if event.location_type != "region":
        return *here, ""
    town = capital(event, gazetteer) if gazetteer else None
    if town:
        return town.name, town.latitude, town.longitude, "point is the region's capital"
    return *here, "point is the region's, ACLED takes its capital" + ("" if gazetteer else " (no gazetteer was given)")


def interaction(kinds: list[str]) -> str:
    """ACLED's interaction: the two kinds in the order of their codes, or the only one."""
    known = sorted((kind for kind in kinds if kind), key=list(INTER.values()).index)
    if len(known) == 1:
        return f"{known[0]} only"
    return "-".join(known)


def fatalities(event: Event) -> int:
    """The lowest figure given; 0 where none is."""
    figures = (event.fatalities_low, event.fatalities, event.fatalities_high)
    return min((figure for figure in figures if figure is not None), default=0)


def reasons(event: Event) -> list[str]:
    """Why ACLED would not take the event."""
    return [
        "no day" if event.event_date is None else "",
        "no coordinates" if event.latitude is None else "",
        "known to country level only" if event.location_type == "country" else "",
    ]


def row(told: Told, basis: Basis) -> dict[str, Any]:
    """One event in ACLED's columns."""
    event = told.event
    when = day(event)
    location, latitude, longitude, remark = point(event, basis.gazetteer)
    first, second = (INTER[kinds[0]] if kinds else "" for kinds in (event.actor1_type, event.actor2_type))
    return {
        "event_id_cnty": event.event_id,
        "event_date": when and when.isoformat(),
        "year": when and when.year,
        "time_precision": event.time_precision,
        "disorder_type": event.disorder_type,
        "event_type": event.event_type,
        "sub_event_type": event.sub_event_type,
        "actor1": joined(event.actor1[:1]),
        "assoc_actor_1": joined(event.actor1[1:]),
        "inter1": first,
        "actor2": joined(event.actor2[:1]),
        "assoc_actor_2": joined(event.actor2[1:]),
        "inter2": second,
        "interaction": interaction([first, second]),
        "civilian_targeting": "Civilian targeting" if event.civilian_targeting else "",
        "iso": country(event, "iso"),
        "region": country(event, "acled_region"),
        "country": event.country,
        "admin1": event.admin1,
        "admin2": event.admin2,
        "admin3": None,
        "location": location,
        "latitude": latitude,
        "longitude": longitude,
        "geo_precision": PRECISION.get(event.location_type or "", event.geo_precision),
        "source": joined(event.source),
        "source_scale": None,
        "notes": " ".join(part for part in (told.evidence, event.notes) if part),
        "fatalities": fatalities(event),
        "tags": None,
        "timestamp": int(basis.created.timestamp()) if basis.created else None,
        "eligibility": eligibility(reasons(event), remark),
    }


def write(basis: Basis, folder: Path) -> None:
    """Write acled.csv."""
    write_csv(folder / "acled.csv", COLUMNS, (row(told, basis) for told in basis.told()))
