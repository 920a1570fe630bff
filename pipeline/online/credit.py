"""Whom to name for places that services have given."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.online.server import COLUMNS

if TYPE_CHECKING:
    from collections.abc import Iterable

OWN = frozenset(("gazetteer", "correction"))
"""What stands in the column `geocoder` for places that no service has given."""


def attribution(geocoders: Iterable[str | None]) -> tuple[str, ...]:
    """The sources to name on maps and in publications, for the values of the column `geocoder`; each once."""
    known = {row["geocoder"]: row["attribution"] for row in lexicon.table("geocoders", COLUMNS)}
    names = sorted({name for name in geocoders if name} - OWN)
    return tuple(dict.fromkeys(known.get(name, f"Places by {name}; see its terms of use") for name in names))
