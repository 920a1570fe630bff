"""What the exchange formats are made from: each event with its documents, and a gazetteer where one is at hand."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any, Protocol

from pipeline import lexicon
from pipeline.files import guard
from pipeline.outputs import reading
from pipeline.outputs.cells import clean
from pipeline.schema import Document, Event, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from datetime import datetime
    from pathlib import Path

    from pipeline.schema import Candidate

ELIGIBILITY = "eligibility"


class Gazetteer(Protocol):
    """A place index, as far as it is needed here."""

    def lookup(self, name: str) -> Sequence[Candidate]:
        """What a name may mean."""
        ...


@dataclass(frozen=True, slots=True)
class Told:
    """An event with the documents that tell it, by day of publication, and the words of its first report."""

    event: Event
    documents: tuple[Document, ...]
    evidence: str
    reports: int


@dataclass
class Basis:
    """A dataset's folder, read when it is first asked."""

    folder: Path
    gazetteer: Gazetteer | None = None
    created: datetime | None = None

    @cached_property
    def documents(self) -> dict[str, Document]:
        """Documents by id; empty where the dataset has no documents.csv."""
        if not (self.folder / "documents.csv").exists():
            return {}
        return {document.document_id: document for document in reading.records(self.folder, Document)}

    @cached_property
    def evidence(self) -> Mapping[str, tuple[str, int]]:
        """Event id to the words of its first report and the number of its reports."""
        found: dict[str, tuple[str, int]] = {}
        for report in reading.records(self.folder, Report):
            if report.event_id:
                words, count = found.get(report.event_id, (report.evidence, 0))
                found[report.event_id] = (words, count + 1)
        return found

    def told(self) -> Iterator[Told]:
        """The events in order."""
        for event in reading.records(self.folder, Event):
            known = [self.documents[name] for name in event.document_ids if name in self.documents]
            known.sort(key=lambda document: (str(document.published or "9"), document.document_id))
            words, count = self.evidence.get(event.event_id, ("", 0))
            yield Told(event, tuple(known), words, count)


@cache
def countries() -> Mapping[str, Mapping[str, str]]:
    """Country by ISO 3166-1 alpha-3; see the lexicon for the columns."""
    rows = lexicon.table("exchange_countries", ("iso3", "name", "iso", "gw", "acled_region"))
    return {row["iso3"]: row for row in rows}


def country(event: Event, column: str) -> str:
    """A column of the event's country; empty where it is not known."""
    row = countries().get(event.iso3 or "")
    return row[column] if row else ""


def eligibility(reasons: Iterable[str], *remarks: str) -> str:
    """The text of the last column."""
    found = [reason for reason in reasons if reason]
    verdict = f"not eligible: {', '.join(found)}" if found else "eligible"
    return "; ".join([verdict, *(remark for remark in remarks if remark)])


def capital(event: Event, gazetteer: Gazetteer) -> Candidate | None:
    """The town that a first-level region is named after: the largest one of the region's own name within it."""
    words = (event.admin1 or "").split()
    parts = [" ".join(words[i:j]) for i in range(len(words)) for j in range(len(words), i, -1)]
    for name in sorted(parts, key=len, reverse=True):
        towns = [
            town
            for town in gazetteer.lookup(name)
            if town.location_type == "settlement" and (town.iso3, town.admin1) == (event.iso3, event.admin1)
        ]
        if towns:
            return max(towns, key=lambda town: (town.population, town.name))
    return None


def days(event: Event) -> int:
    """Length of the event's span of days; 0 where the day is unknown."""
    if event.event_date is None:
        return 0
    return ((event.event_date_end or event.event_date) - event.event_date).days + 1


def _cell(value: Any) -> str:
    if value is None:
        return ""
    return guard(clean(value)) if isinstance(value, str) else str(value)


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Mapping[str, Any]]) -> None:
    """Write rows under exactly these columns and `eligibility`; texts are made safe for spreadsheets."""
    names = [*columns, ELIGIBILITY]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\r\n")
        writer.writerow(names)
        for row in rows:
            if set(row) != set(names):
                raise AssertionError(f"{path.name}: columns {sorted(set(row) ^ set(names))} do not match")
            writer.writerow([_cell(row[name]) for name in names])
