"""VIINA 2.0's de-duplicated events ("1pd"): one row for the same labels at the same place on the same day, Ukraine only.

As there, `date` is the day of the first report, not of the event. Labels are 1 or 0.
"""

from __future__ import annotations

import unicodedata
from itertools import groupby
from typing import TYPE_CHECKING, Any

from pipeline import __version__
from pipeline.outputs.cells import joined
from pipeline.outputs.exchange.basis import eligibility, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Basis, Told
    from pipeline.schema import Event

TYPES = (
    "t_mil", "t_loc", "t_san", "t_aad", "t_airstrike", "t_airalert", "t_armor", "t_arrest", "t_artillery", "t_control",
    "t_firefight", "t_ied", "t_raid", "t_occupy", "t_property", "t_cyber", "t_hospital", "t_milcas", "t_civcas",
)  # fmt: skip
ACTORS = ("a_rus", "a_ukr", "a_civ", "a_other")
COLUMNS = (
    "viina_version", "event_id_1pd", "date", "n_reports", "event_ids", "sources", "geonameid", "feature_code",
    "asciiname", "ADM1_NAME", "ADM1_CODE", "ADM2_NAME", "ADM2_CODE", "longitude", "latitude", "GEO_PRECISION",
    *TYPES, *ACTORS,
)  # fmt: skip
BY_SUB_EVENT_TYPE = {
    "Armed clash": ("t_firefight",),
    "Government regains territory": ("t_control",),
    "Non-state actor overtakes territory": ("t_control", "t_occupy"),
    "Air/drone strike": ("t_airstrike",),
    "Shelling/artillery/missile attack": ("t_artillery",),
    "Remote explosive/landmine/IED": ("t_ied",),
    "Suicide bomb": ("t_ied",),
    "Disrupted weapons use": ("t_aad",),
    "Arrests": ("t_arrest",),
    "Abduction/forced disappearance": ("t_arrest",),
    "Looting/property destruction": ("t_property",),
    "Non-violent transfer of territory": ("t_control",),
}
"""The labels that an ACLED sub-event type says for sure; `t_mil` goes with each but arrests and property."""
FEATURES = {"settlement": "PPL", "district": "PPLX", "municipality": "ADM2", "region": "ADM1"}
GEO_PRECISION = {"facility": "STREET", "municipality": "ADM2", "region": "ADM1"}
CIVIL = {"t_arrest", "t_property"}


def labels(event: Event) -> dict[str, int]:
    """VIINA's labels of what happened and who took part."""
    found = set(BY_SUB_EVENT_TYPE.get(event.sub_event_type, ()))
    if event.event_type in ("Battles", "Explosions/Remote violence") or (found and not found & CIVIL):
        found.add("t_mil")
    hurt = any((event.fatalities, event.fatalities_low, event.injuries, event.injuries_low))
    if hurt and "Civilians" in event.actor2_type:
        found.add("t_civcas")
    for side in (*event.actor1, *event.actor2):
        if side.startswith("Civilians"):
            found.add("a_civ")
        else:
            found.add("a_rus" if "Russia" in side else "a_ukr" if "Ukrain" in side else "a_other")
    return {name: int(name in found) for name in (*TYPES, *ACTORS)}


def _key(told: Told) -> tuple[str, ...]:
    """What one row is about: day, place, labels."""
    event = told.event
    place = str(event.geoname_id or f"{event.location} {event.latitude} {event.longitude}")
    return (str(event.event_date or ""), place, "".join(str(value) for value in labels(event).values()))


def _ascii(name: str | None) -> str:
    return unicodedata.normalize("NFKD", name or "").encode("ascii", "ignore").decode()


def row(same: list[Told]) -> dict[str, Any]:
    """One row for events of one day and place with the same labels."""
    event = same[0].event
    published = [document.published for told in same for document in told.documents if document.published]
    kind = event.location_type or ""
    reasons = ["" if event.iso3 == "UKR" else "not in Ukraine", "no coordinates" if event.latitude is None else ""]
    reasons += [] if published else ["no day of publication"]
    return {
        "viina_version": f"dateline {__version__}",
        "event_id_1pd": event.event_id,
        "date": min(published).strftime("%Y%m%d") if published else "",
        "n_reports": sum(told.reports for told in same),
        "event_ids": joined(told.event.event_id for told in same),
        "sources": joined(sorted({source for told in same for source in told.event.source})),
        "geonameid": event.geoname_id,
        "feature_code": FEATURES.get(kind, ""),
        "asciiname": _ascii(event.location),
        "ADM1_NAME": event.admin1,
        "ADM1_CODE": None,
        "ADM2_NAME": event.admin2,
        "ADM2_CODE": None,
        "longitude": event.longitude,
        "latitude": event.latitude,
        "GEO_PRECISION": GEO_PRECISION.get(kind, ""),
        **labels(event),
        "eligibility": eligibility(reasons),
    }


def rows(basis: Basis) -> Iterator[dict[str, Any]]:
    """Rows by day, place and labels."""
    ordered = sorted(basis.told(), key=lambda told: (_key(told), told.event.event_id))
    return (row(list(same)) for _, same in groupby(ordered, key=_key))


def write(basis: Basis, folder: Path) -> None:
    """Write viina-1pd.csv."""
    write_csv(folder / "viina-1pd.csv", COLUMNS, rows(basis))
