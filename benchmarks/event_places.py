"""Share of annotated events whose place is among the document's resolved mentions; lists the misses.

    python benchmarks/event_places.py [--events DIR] [--gazetteer FILE] [--quiet]

An event counts where some mention lies within its tolerance; where the annotation has no coordinates, where a mention
has its name. A mention in another role than `event` is noted: a coder would not look at it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from geopy.distance import great_circle

from pipeline import gazetteer, places
from pipeline.schema import Document, Place

if TYPE_CHECKING:
    from collections.abc import Iterable

SHARED = Path(__file__).parent.parent.parent / "shared" / "eval"


def hits(event: dict[str, Any], found: Iterable[Place]) -> list[Place]:
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


def main() -> None:
    """Count and list."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--events", type=Path, default=SHARED / "events-dev")
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--quiet", action="store_true")
    options = parser.parse_args()
    index = gazetteer.open(options.gazetteer)
    total = right = as_event = precise = 0
    for file in sorted(options.events.glob("*.json")):
        row = json.loads(file.read_text(encoding="utf-8"))
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
            if not options.quiet and not eventful:
                _miss(row, event, good, found)
    print(f"{total} events: place among the mentions {right / total:.3f}, in role event {as_event / total:.3f}, "
          f"with the right precision {precise / total:.3f}")  # fmt: skip


def _miss(row: dict[str, Any], event: dict[str, Any], good: list[Place], found: Iterable[Place]) -> None:
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
