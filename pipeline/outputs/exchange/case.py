"""The five columns in which the CASE shared tasks exchange events: one place and one day a row."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pipeline.outputs.exchange.basis import eligibility, write_csv

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis, Told

COLUMNS = ("id", "City", "Region", "Country", "date")
TOWNS = ("settlement", "district", "facility")


def row(told: Told) -> dict[str, Any]:
    """One event; the city is empty where only a region or country is known."""
    event = told.event
    return {
        "id": event.event_id,
        "City": event.location if event.location_type in TOWNS else None,
        "Region": event.admin1,
        "Country": event.country,
        "date": event.event_date and event.event_date.isoformat(),
        "eligibility": eligibility(
            [
                "no day" if event.event_date is None else "",
                "no town" if event.location_type not in TOWNS else "",
                "no country" if event.country is None else "",
            ]
        ),
    }


def write(basis: Basis, folder: Path) -> None:
    """Write case.csv."""
    write_csv(folder / "case.csv", COLUMNS, map(row, basis.told()))
