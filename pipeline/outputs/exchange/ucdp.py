"""UCDP GED's 49 columns (version 23.1), file order.

Points follow its codebook: a unit's own point with `where_prec` 3 (second level) or 4 (first level), never its capital.
Only an event with a death, by organised actors, at a known place and day is eligible; the others are written for
completeness and say so. UCDP's own numbers of conflicts, dyads and actors are not known here and stay empty.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipeline.outputs.cells import joined
from pipeline.outputs.exchange.basis import countries, country, days, eligibility, write_csv

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis, Told
    from pipeline.schema import Document, Event

COLUMNS = (
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id", "conflict_new_id",
    "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name", "side_a_dset_id", "side_a_new_id", "side_a",
    "side_b_dset_id", "side_b_new_id", "side_b", "number_of_sources", "source_article", "source_office", "source_date",
    "source_headline", "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region", "event_clarity", "date_prec",
    "date_start", "date_end", "deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low",
    "gwnoa", "gwnob",
)  # fmt: skip
UNKNOWN_HERE = (
    "active_year", "code_status", "conflict_dset_id", "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id",
    "side_a_dset_id", "side_a_new_id", "side_b_dset_id", "side_b_new_id",
)  # fmt: skip
STATES = {"State forces", "External/other forces"}
ORGANISED = STATES | {"Rebel group", "Political militia", "Identity militia"}
UNARMED = {"Protests", "Riots", "Strategic developments"}
WHERE = {"municipality": 3, "region": 4, "area": 5, "country": 6, "water": 7, "other": 5}
"""where_prec where the kind of place alone decides it."""
REGIONS = ((200, "Americas"), (400, "Europe"), (630, "Africa"), (700, "Middle East"), (1000, "Asia"))
"""UCDP's regions by the number of the state, up to but not including the one given."""


def where_prec(event: Event) -> int | None:
    """1 the place itself, 2 within about 25 km of it, 3 second-level unit, 4 first-level, 5 larger, 6 country, 7 sea."""
    if event.location_type in WHERE:
        return WHERE[event.location_type]
    return None if event.geo_precision is None else (1, 2, 5)[event.geo_precision - 1]


def date_prec(event: Event) -> int | None:
    """1 the day, 2 two to six days, 3 a week, 4 a month, 5 a longer time."""
    length = days(event)
    if not length:
        return None
    if event.time_precision == 3:
        return 4 if length <= 31 else 5
    if length == 1:
        return 1 if event.time_precision == 1 else 3
    return 2 if length <= 6 else 3 if length == 7 else 4 if length <= 31 else 5


def type_of_violence(event: Event) -> int | None:
    """1 state-based, 2 non-state, 3 one-sided; unknown where the sides are."""
    if event.event_type == "Violence against civilians" or event.sub_event_type.startswith("Excessive force"):
        return 3
    kinds = {*event.actor1_type, *event.actor2_type} & ORGANISED
    if kinds & STATES:
        return 1
    return 2 if set(event.actor1_type) & ORGANISED and set(event.actor2_type) & ORGANISED else None


def deaths(event: Event) -> dict[str, int]:
    """Deaths by side, and the best, high and low figure; the sides are not told apart unless only civilians are hit."""
    given = [figure for figure in (event.fatalities_low, event.fatalities, event.fatalities_high) if figure is not None]
    best = event.fatalities if event.fatalities is not None else min(given, default=0)
    civilians = bool(event.actor2_type) and set(event.actor2_type) <= {"Civilians", "Protesters"}
    return {
        "deaths_a": 0,
        "deaths_b": 0,
        "deaths_civilians": best if civilians else 0,
        "deaths_unknown": 0 if civilians else best,
        "best": best,
        "high": max(given, default=0),
        "low": min(given, default=0),
    }


def grid_cell(latitude: float | None, longitude: float | None) -> int | None:
    """PRIO-GRID cell: half a degree by half a degree, 720 to a row, from the south-west corner."""
    if latitude is None or longitude is None:
        return None
    row, column = min(math.floor((latitude + 90) * 2), 359), min(math.floor((longitude + 180) * 2), 719)
    return row * 720 + column + 1


def state_number(actors: tuple[str, ...]) -> str:
    """Gleditsch and Ward's number of the state whose forces are named first; empty where none is."""
    for actor in actors:
        for state in countries().values():
            if state["gw"] and actor.endswith(f" of {state['name']}"):
                return state["gw"]
    return ""


def world_region(number: str) -> str:
    """UCDP's region of a state."""
    return next((name for limit, name in REGIONS if number and int(number) < limit), "")


def _moment(day: date | None) -> str:
    return f"{day.isoformat()} 00:00:00.000" if day else ""


def _article(document: Document) -> str:
    parts = (document.source, document.published and document.published.isoformat(), document.title)
    return ",".join(f'"{part}"' for part in parts if part)


def reasons(event: Event) -> list[str]:
    """Why UCDP GED would not take the event."""
    return [
        "no death reported" if not deaths(event)["best"] else "",
        "no day" if event.event_date is None else "",
        "no coordinates" if event.latitude is None else "",
        "no organised actor named" if not {*event.actor1_type, *event.actor2_type} & ORGANISED else "",
        "not armed force" if event.event_type in UNARMED and not event.sub_event_type.startswith("Excessive") else "",
    ]


def _sources(told: Told) -> dict[str, Any]:
    documents = told.documents
    return {
        "number_of_sources": told.event.source_count,
        "source_article": ";".join(map(_article, documents)),
        "source_office": ";".join(document.source or "" for document in documents),
        "source_date": ";".join(str(document.published or "") for document in documents),
        "source_headline": ";".join(document.title or "" for document in documents),
        "source_original": joined(told.event.claimed_by),
    }


def _place(event: Event) -> dict[str, Any]:
    state = country(event, "gw")
    located = event.latitude is not None and event.longitude is not None
    return {
        "where_prec": where_prec(event),
        "where_coordinates": event.location,
        "where_description": event.location_text,
        "adm_1": event.admin1,
        "adm_2": event.admin2,
        "latitude": event.latitude,
        "longitude": event.longitude,
        "geom_wkt": f"POINT ({event.longitude} {event.latitude})" if located else "",
        "priogrid_gid": grid_cell(event.latitude, event.longitude),
        "country": event.country,
        "country_id": state,
        "region": world_region(state),
    }


def row(told: Told) -> dict[str, Any]:
    """One event in UCDP GED's columns."""
    event = told.event
    sides = (joined(event.actor1), joined(event.actor2))
    return {
        **dict.fromkeys(UNKNOWN_HERE),
        "id": int(event.event_id[2:], 16),
        "relid": event.event_id,
        "year": event.event_date and event.event_date.year,
        "type_of_violence": type_of_violence(event),
        "dyad_name": " - ".join(sides) if all(sides) else "",
        "side_a": sides[0],
        "side_b": sides[1],
        **_sources(told),
        **_place(event),
        "event_clarity": 1 if date_prec(event) == 1 else 2,
        "date_prec": date_prec(event),
        "date_start": _moment(event.event_date),
        "date_end": _moment(event.event_date_end or event.event_date),
        **deaths(event),
        "gwnoa": state_number(event.actor1),
        "gwnob": state_number(event.actor2),
        "eligibility": eligibility(
            reasons(event),
            "point is the gazetteer's for the unit" if where_prec(event) in (3, 4) else "",
        ),
    }


def write(basis: Basis, folder: Path) -> None:
    """Write ucdp-ged.csv."""
    write_csv(folder / "ucdp-ged.csv", COLUMNS, map(row, basis.told()))
