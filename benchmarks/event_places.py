"""Where annotated events stand: the place of reports that are right in type and day, and the places among the mentions.

    python benchmarks/event_places.py [--events DIR] [--shared DIR] [--reports FILE] [--gazetteer FILE] [--quiet]

First: of the events for which a report overlaps the words that show them, with the same sub-event type and the day right,
the share whose place is right as well; `--reports` takes a `reports.csv` instead of coding the articles. Second: the share of
all events whose place is among the document's resolved mentions, and there in role `event`. An event counts where a place
lies within its tolerance; where the annotation has no coordinates, where a place has its name. Misses are listed (every
fifth article is kept out of sight).
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from geopy.distance import great_circle

from benchmarks import quality
from pipeline import gazetteer, places
from pipeline.schema import Document, Place

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

Row = dict[str, Any]
Case = tuple[Row, Row, list[Row]]
"""A document, one of its annotated events, the reports of that document that are right in span, type and day."""


def hits(event: Row, found: Iterable[Place]) -> list[Place]:
    """The mentions that give the event's place."""
    if event["latitude"] is None:
        wanted = event["location"].casefold()
        return [p for p in found if p.name.casefold() in wanted or wanted in p.name.casefold()]
    point = (event["latitude"], event["longitude"])
    return [
        p
        for p in found
        if p.latitude is not None and great_circle(point, (p.latitude, p.longitude)).km <= event["tolerance_km"]
    ]


def read_reports(file: Path) -> quality.Rows:
    """Reports of a `reports.csv` by document."""
    found: quality.Rows = {}
    with file.open(encoding="utf-8-sig", newline="") as lines:
        for row in csv.DictReader(lines):
            found.setdefault(row["document_id"], []).append(row)
    return found


def cases(documents: Sequence[Row], reports: quality.Rows, score: Any) -> Iterator[Case]:
    """The events whose place can be judged."""
    for document in documents:
        for event in document["events"]:
            if event.get("optional"):
                continue
            start = document["text"].find(event["evidence"])
            stop = start + len(event["evidence"])
            near = [
                row
                for row in reports.get(document["id"], [])
                if row["sub_event_type"] == event["sub_event_type"]
                and score.days_apart(event, row) == 0
                and int(row["start"]) < stop
                and int(row["end"]) > start
            ]
            if near:
                yield document, event, near


def of_reports(documents: Sequence[Row], reports: quality.Rows, score: Any, *, quiet: bool) -> None:
    """Count reports with the right place, and list the others."""
    total = right = 0
    for document, event, near in cases(documents, reports, score):
        total += 1
        good = any(score.same_place(event, row) for row in near)
        right += good
        if not good and not quiet and quality.number(document["id"]) % 5:
            print(f"{document['id']} {event['location']} ({event['latitude']} {event['longitude']},"
                  f" {event['tolerance_km']} km) | {event['evidence'][:160]!r}")  # fmt: skip
            for row in near:
                print(f"    {row['location']!r} ({row['latitude']} {row['longitude']}) precision {row['geo_precision']}"
                      f" {row['admin1']} {row['iso3']} | {row['evidence'][:220]!r}")  # fmt: skip
    print(f"{total} events with type and day right: place right {right / max(total, 1):.3f} ({right})")


def of_mentions(documents: Sequence[Row], index: gazetteer.Gazetteer, *, quiet: bool) -> None:
    """Count events whose place is mentioned, and list the others."""
    total = right = as_event = precise = 0
    for row in documents:
        document = Document(document_id=row["id"], text=row["text"], source=row.get("source"), title=row.get("title"))
        found, _ = places.find(document, index)
        for event in row["events"]:
            if event.get("optional"):
                continue
            total += 1
            good = hits(event, found)
            right += bool(good)
            eventful = [p for p in good if p.role == "event"]
            as_event += bool(eventful)
            precise += any(p.geo_precision == event["geo_precision"] for p in eventful)
            if not quiet and not eventful and quality.number(row["id"]) % 5:
                _miss(row, event, good, found)
    print(f"{total} events: place among the mentions {right / total:.3f}, in role event {as_event / total:.3f}, "
          f"with the right precision {precise / total:.3f}")  # fmt: skip


def main() -> None:
    """Count and list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path)
    parser.add_argument("--shared", type=Path)
    parser.add_argument("--reports", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    shared = quality.shared_folder(options.shared)
    if shared is None:
        print("no annotated articles beside the project: nothing to measure")
        return
    events = options.events or shared / "eval" / "events-dev"
    documents = [json.loads(file.read_text(encoding="utf-8")) for file in sorted(events.glob("*.json"))]
    reports = read_reports(options.reports) if options.reports else quality.coded(events, options.gazetteer)
    of_reports(documents, reports, quality.scorer(shared), quiet=options.quiet)
    of_mentions(documents, gazetteer.open(options.gazetteer), quiet=options.quiet)


def _miss(row: Row, event: Row, good: list[Place], found: Iterable[Place]) -> None:
    head = event["location"].split(",")[0].casefold()
    near = [
        f"{p.text!r} {p.role} {p.latitude} {p.longitude} {p.iso3} {p.admin1} m={p.margin}"
        for p in found
        if head in p.text.casefold() or p.name.casefold() in head
    ]
    roles = ", ".join(sorted({p.role for p in good}))
    print(f"{row['id']} {event['location']} ({event['latitude']} {event['longitude']}, {event['tolerance_km']} km)"
          f"{' only as ' + roles if good else ''}: {near[:3]} | {event['evidence'][:90]!r}")  # fmt: skip


if __name__ == "__main__":
    main()
