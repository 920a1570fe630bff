"""Corrections of what a name means in a document: applied to its places, before anything is coded."""

from __future__ import annotations

import dataclasses
import unicodedata
from typing import TYPE_CHECKING, Any

from pipeline.corrections.rows import Correction, issue, lost, place_value
from pipeline.corrections.values import far

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.schema import Candidate, Issue, Place

PRECISION = {"settlement": 1, "facility": 1, "district": 2, "municipality": 2}
"""ACLED's `geo_precision` of each kind of place; all others are 3."""


def _key(name: str) -> str:
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _at(place: Place, value: tuple[float, float], who: str) -> Place:
    """The place at coordinates that a person gave; far from the old ones its region is no longer known."""
    moved = far((place.latitude, place.longitude), value)
    unknown: dict[str, Any] = dict.fromkeys(("admin1", "admin2", "country", "iso3")) if moved else {}
    return dataclasses.replace(
        place,
        **unknown,
        latitude=value[0],
        longitude=value[1],
        geo_precision=place.geo_precision or 1,
        uncertainty_km=place.uncertainty_km if place.latitude is not None else 5.0,
        geoname_id=None,
        geocoder="correction",
        match="correction",
        margin=None,
        reason=who,
    )


def _as(place: Place, entry: Candidate, who: str) -> Place:
    """The place as the gazetteer entry that a person named."""
    return dataclasses.replace(
        place,
        name=entry.name,
        location_type=entry.location_type,
        latitude=entry.latitude,
        longitude=entry.longitude,
        geo_precision=max(PRECISION.get(entry.location_type, 3), 2 if place.qualifier else 1),
        uncertainty_km=entry.uncertainty_km,
        admin1=entry.admin1,
        admin2=entry.admin2,
        country=entry.country,
        iso3=entry.iso3,
        geoname_id=entry.geoname_id,
        geocoder="correction",
        population=entry.population,
        match="correction",
        margin=None,
        reason=who,
    )


def places(
    found: Sequence[Place],
    document_id: str,
    corrections: Sequence[Correction],
    entry: Callable[[int], Candidate | None],
) -> tuple[tuple[Place, ...], tuple[Issue, ...]]:
    """The places of a document with its `place` rows applied.

    Parameters
    ----------
    found
        All toponyms of the document.
    document_id
        Its id; rows for `*` hold in every document.
    corrections
        All corrections; those of other kinds are passed over. A row for the document goes before one for `*`.
    entry
        The gazetteer's entry of a GeoNames number, or `None`.
    """
    rows = [c for c in corrections if c.action == "place" and c.id in {document_id, "*"}]
    rows.sort(key=lambda row: (row.id == "*", -row.line))
    issues: list[Issue] = []
    chosen = list(found)
    done: set[int] = set()
    for row in rows:
        value = place_value(row.value)
        named = entry(value) if isinstance(value, int) else None
        if isinstance(value, int) and named is None:
            issues.append(issue(row, "refused_correction", f"the gazetteer has no entry {value}", document_id))
            continue
        at = [i for i, place in enumerate(found) if _key(row.field) in {_key(place.text), _key(place.name)}]
        if not at and row.id != "*":
            issues.append(lost(row, f"the name {row.field!r} in {document_id}"))
        who = f"corrected: {row.signature}"
        for i in at:
            if i not in done:
                done.add(i)
                chosen[i] = _as(found[i], named, who) if named else _at(found[i], _pair(value), who)
    return tuple(chosen), tuple(issues)


def _pair(value: int | tuple[float, float]) -> tuple[float, float]:
    assert not isinstance(value, int)
    return value


def open_issues(issues: Sequence[Issue], found: Sequence[Place]) -> list[Issue]:
    """Issues of a document's places but those about names that a correction has settled."""
    settled = {(place.start, place.end) for place in found if place.match == "correction"}
    return [one for one in issues if (one.start, one.end) not in settled]
