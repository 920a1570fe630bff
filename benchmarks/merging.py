"""Time and memory of merging against the number of reports, beside reading the same reports from a file.

    python benchmarks/merging.py [--most 300000] [--crowded]

The reports are simulated: three accounts an event on average, a day now and then wrong, a fifth of them naming only
the region. `--crowded` puts all of them on ten days in one region, the worst case. Recall and precision are those of
pairs of reports against the simulation; its events differ in place, day, kind and side only, so that they say how merging
holds out against crowding, not how good it is on news.
"""

from __future__ import annotations

import argparse
import math
import random
import resource
import sys
import tempfile
import time
import tracemalloc
from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import events, files
from pipeline.events.identity import report_id
from pipeline.schema import SUB_EVENT_TYPES, Document, Report

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

KINDS = ("Air/drone strike", "Shelling/artillery/missile attack", "Armed clash", "Attack", "Disrupted weapons use")
START = date(2022, 1, 1)


def simulated(count: int, *, crowded: bool = False) -> Iterator[tuple[Report, int]]:
    """Reports and the number of the event that each tells."""
    chance = random.Random(7)  # noqa: S311
    days, places = (10, 40) if crowded else (1000, 2000)
    spots = [(chance.uniform(46, 52), chance.uniform(24, 40)) for _ in range(places)]
    made = event = 0
    while made < count:
        event += 1
        place, day, kind = chance.randrange(places), chance.randrange(days), chance.choice(KINDS)
        actor, dead = chance.choice(("Russia", "Ukraine")), chance.choice((None, 0, 1, 2, 5, 17))
        for _ in range(min(chance.choice((1, 2, 3, 6)), count - made)):
            made += 1
            yield _report(chance, made, spots[place], place, day, kind, actor, dead), event


def _report(
    chance: random.Random,
    number: int,
    spot: tuple[float, float],
    place: int,
    day: int,
    kind: str,
    actor: str,
    dead: int | None,
) -> Report:
    region = chance.random() < 0.2
    told = START + timedelta(days=day + (chance.random() < 0.05))
    document = f"doc-{number:07d}"
    evidence = f"Forces of {actor} struck place{place} on day {day}, officials of unit {chance.randrange(999)} said."
    return Report(
        report_id=report_id(document, 0, len(evidence), kind),
        document_id=document,
        event_date=told,
        event_date_end=told,
        time_precision=1,
        event_type=SUB_EVENT_TYPES[kind],
        sub_event_type=kind,
        actor1=(f"Military Forces of {actor}",),
        location=f"region{place // 100}" if region else f"place{place}",
        location_type="region" if region else "settlement",
        latitude=round(spot[0]) if region else spot[0],
        longitude=round(spot[1]) if region else spot[1],
        geo_precision=3 if region else 1,
        uncertainty_km=150.0 if region else 3.0,
        geoname_id=100_000 + (place // 100 if region else 1000 + place),
        iso3="UKR",
        fatalities=dead,
        status="reported",
        source=(f"outlet {number % 97}",),
        start=0,
        end=len(evidence),
        evidence=evidence,
    )


def pairs(groups: Iterable[tuple[object, ...]]) -> int:
    """Pairs of reports that share all of these."""
    return sum(math.comb(size, 2) for size in Counter(groups).values())


def measure(count: int, *, crowded: bool) -> tuple[float, float, float, float]:
    """Seconds of merging, seconds of reading the same records; share of true pairs found, share of pairs that are true."""
    told = list(simulated(count, crowded=crowded))
    reports = [report for report, _ in told]
    documents = {r.document_id: Document(document_id=r.document_id, text="", published=r.event_date) for r in reports}
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "reports.jsonl"
        files.write_records(path, reports)
        begun = time.process_time()
        read = sum(1 for _ in files.read_records(path, Report))
        reading = time.process_time() - begun
    assert read == count
    begun = time.process_time()
    merged = events.merge(reports, documents)
    merging = time.process_time() - begun
    truth = {report.report_id: event for report, event in told}
    right = pairs((truth[report.report_id], report.event_id) for report in merged.reports)
    true, found = pairs((event,) for event in truth.values()), pairs((report.event_id,) for report in merged.reports)
    return merging, reading, right / true, right / found


def peak(count: int, *, crowded: bool) -> float:
    """Most memory that merging holds beyond its input, in MB."""
    reports = [report for report, _ in simulated(count, crowded=crowded)]
    tracemalloc.start()
    merged = events.merge(reports, {})
    most = tracemalloc.get_traced_memory()[1] / 1e6
    tracemalloc.stop()
    assert merged.events
    return most


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--most", type=int, default=300_000)
    parser.add_argument("--crowded", action="store_true")
    options = parser.parse_args()
    print(f"{'reports':>8} {'merge s':>8} {'per 1000':>9} {'read s':>7} {'ratio':>6} {'recall':>7} {'precision':>9}")
    count = options.most // 16
    while count <= options.most:
        merging, reading, recall, precision = measure(count, crowded=options.crowded)
        print(
            f"{count:8} {merging:8.2f} {merging / count * 1e3:9.4f} {reading:7.2f} {merging / reading:6.2f} {recall:7.3f} {precision:9.3f}"
        )
        count *= 4
    for count in (options.most // 64, options.most // 16):
        print(f"peak of {count} reports beyond the input: {peak(count, crowded=options.crowded):.0f} MB")
    print(f"whole process: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


if __name__ == "__main__":
    main()
