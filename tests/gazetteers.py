"""A small gazetteer in memory, from a table of places."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline.schema import Candidate

if TYPE_CHECKING:
    from pathlib import Path

_UNCERTAINTY = {"settlement": 3.0, "region": 100.0, "country": 500.0}


class Book:
    """Answers by exact name; "Sumy region" is "Sumy Oblast"."""

    def __init__(self, path: Path) -> None:
        lines = [line for line in path.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        self._entries: dict[str, list[Candidate]] = {}
        for row in csv.DictReader(lines):
            entry = Candidate(
                name=row["name"],
                latitude=float(row["latitude"]),
                longitude=float(row["longitude"]),
                location_type=row["location_type"],
                uncertainty_km=_UNCERTAINTY[row["location_type"]],
                country=row["country"],
                iso3=row["iso3"],
                admin1=row["admin1"] or None,
                population=int(row["population"]),
            )
            self._entries.setdefault(row["name"].casefold(), []).append(entry)

    def lookup(self, name: str) -> tuple[Candidate, ...]:
        wanted = name.casefold()
        found = self._entries.get(wanted) or self._entries.get(f"{wanted.removesuffix(' region')} oblast", [])
        return tuple(found)

    def alike(self, name: str) -> tuple[Candidate, ...]:
        return ()

    def longest(self, word: str) -> int:
        first = word.casefold()
        return max((len(name.split()) for name in self._entries if name.split()[0] == first), default=0)
