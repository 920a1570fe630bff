"""Writing events in all formats against geopandas' own writers of the same rows, in one run.

    python benchmarks/outputs.py [EVENTS] [--rounds N]

Prints CPU seconds (best of the rounds) and their ratio. geopandas gets its frame ready made and writes GeoJSON, GeoPackage,
GeoParquet and CSV with its defaults; Dateline starts from records and also validates, writes documents.csv, styles,
footprints, hashes, codebook, data package and manifest. A second line adds one report for each event, with its evidence.
Memory: the peak of two processes of their own, the second writing four times as many reports.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
import warnings
from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from pipeline import outputs
from pipeline.schema import EVENT_FIELDS, EVENT_TYPES, Event, Report
from tests import factories

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import geopandas


def events(count: int) -> list[Event]:
    """Events of all types at some 500 places over three years."""
    source = random.Random(3)  # noqa: S311
    places = [(round(source.uniform(-60, 70), 5), round(source.uniform(-170, 170), 5)) for _ in range(500)]
    made = []
    for number in range(count):
        kind = source.choice(list(EVENT_TYPES))
        latitude, longitude = source.choice(places)
        made.append(
            factories.event(
                number,
                event_type=kind,
                sub_event_type=source.choice(EVENT_TYPES[kind]),
                event_date=date(2022, 1, 1) + timedelta(days=source.randrange(1000)),
                latitude=latitude,
                longitude=longitude,
                uncertainty_km=source.choice((1.0, 5.0, 120.0)),
                fatalities=source.choice((None, 0, 3)),
                notes=f"note {number} " + "words of some length " * source.randrange(4),
            )
        )
    return made


def reports(count: int) -> Iterator[Report]:
    """One report for each event, made as they are taken."""
    base = factories.report(0)
    for number in range(count):
        yield replace(base, report_id=f"r-{number:012x}", event_id=f"e-{number:012x}", document_id=f"doc-{number}")


def frame(rows: Sequence[Event]) -> geopandas.GeoDataFrame:
    """The same rows as an analyst would hold them."""
    import geopandas
    import pandas

    columns = {
        field.name: [
            "; ".join(value) if isinstance(value := getattr(row, field.name), tuple) else value for row in rows
        ]
        for field in EVENT_FIELDS
    }
    points = geopandas.points_from_xy(columns["longitude"], columns["latitude"])
    return geopandas.GeoDataFrame(pandas.DataFrame(columns), geometry=points, crs="EPSG:4326")


def with_geopandas(rows: geopandas.GeoDataFrame, folder: Path) -> None:
    """Write the four formats with geopandas' defaults."""
    rows.to_file(folder / "x.geojson", driver="GeoJSON")
    rows.to_file(folder / "x.gpkg", driver="GPKG")
    rows.to_parquet(folder / "x.parquet")
    rows.drop(columns="geometry").to_csv(folder / "x.csv", index=False)


def with_dateline(rows: Sequence[Event], formats: Sequence[str], folder: Path) -> None:
    """Write our formats."""
    outputs.write(folder, rows, [], [], formats=formats)


def cpu(work: Callable[[Path], object], rounds: int) -> float:
    """CPU seconds of the best round."""
    best = float("inf")
    for _ in range(rounds):
        with tempfile.TemporaryDirectory() as folder:
            start = time.process_time()
            work(Path(folder))
            best = min(best, time.process_time() - start)
    return best


def peak_mb(count: int) -> float:
    """Peak memory of a process (Linux) that writes this many reports and few events."""
    code = (
        "import sys, tempfile; from pathlib import Path; sys.path[:0] = [sys.argv[2]]\n"
        "from benchmarks import outputs as bench; from pipeline import outputs\n"
        "with tempfile.TemporaryDirectory() as folder:\n"
        "    outputs.write(Path(folder), bench.events(10), (bench.replace(r, event_id=None) for r in "
        "bench.reports(int(sys.argv[1]))), [])\n"
        "print(next(line for line in open('/proc/self/status') if line.startswith('VmHWM')).split()[1])"
    )
    command = [sys.executable, "-c", code, str(count), str(Path(__file__).parents[1])]
    return int(subprocess.run(command, check=True, capture_output=True, text=True).stdout) / 1024


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("events", type=int, nargs="?", default=100_000)
    parser.add_argument("--rounds", type=int, default=2)
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    made = events(options.events)
    ready = frame(made)
    peer = cpu(lambda folder: with_geopandas(ready, folder), options.rounds)
    print(f"{options.events:,} events, CPU seconds: geopandas {peer:.2f}")
    for name in ("csv", "geojson", "gpkg", "parquet"):
        alone = cpu(partial(with_dateline, made, (name,)), 1)
        print(f"  csv and {name}: {alone:.2f}" if name != "csv" else f"  csv: {alone:.2f}")
    ours = cpu(partial(with_dateline, made, outputs.FORMATS), options.rounds)
    print(f"  all formats: {ours:.2f} = {ours / peer:.2f} x geopandas")
    told = cpu(lambda folder: outputs.write(folder, made, reports(options.events), []), 1)
    print(f"  with as many reports and their evidence: {told:.2f} = {told / peer:.2f} x geopandas")
    small, large = peak_mb(50_000), peak_mb(200_000)
    print(f"peak memory writing 50,000 reports {small:.0f} MB, 200,000 reports {large:.0f} MB")


if __name__ == "__main__":
    main()
