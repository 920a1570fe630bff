"""Speed and memory of whole runs on a generated corpus, beside peers in the same run.

    python benchmarks/scale.py [--articles 300] [--dask] [--whole] [--text FILE.jsonl]

Prints a table for docs/benchmarks.md. Speeds are MB of text a CPU second of one core, so that they hold on a busy
machine; elapsed times are given where several processes work. Peers: reading the text and cutting it into tokens with
`re` (the ceiling of any coder in Python), geotext and flashgeotext, which only find names of places.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from multiprocessing import get_context
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import corpus
from pipeline import documents, gazetteer, places, reports, workflow
from pipeline.records import without_collection
from pipeline.schema import Document

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).parent.parent
STAGES = ("documents", "reports", "events", "outputs", "maps")
TABLES = ("events.csv", "reports.csv", "evidence.csv", "issues.csv", "documents.csv")
ADDED = 10
PASSES = 3
_TOKEN = re.compile(r"\w+|[^\w\s]")


def cpu() -> float:
    """CPU seconds of this process and of those that it waited for."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def median(function: Callable[[], object]) -> float:
    """Middle of the CPU seconds of some passes, after one to warm up."""
    function()
    taken = []
    for _ in range(PASSES):
        began = time.process_time()
        function()
        taken.append(time.process_time() - began)
    return sorted(taken)[PASSES // 2]


def unseen(read: Sequence[Document], index: gazetteer.Gazetteer) -> float:
    """Seconds for places and reports of articles that come for the first time, as they do in a run.

    A part of them warms up; the middle speed of the others is taken for all.
    """
    parts = [read[part :: PASSES + 1] for part in range(PASSES + 1)]
    paces = []
    for part in parts:
        began = time.process_time()
        for document in part:
            reports.code(document, places.find(document, index)[0])
        paces.append((time.process_time() - began) / max(1, sum(len(document.text) for document in part)))
    return sorted(paces[1:])[PASSES // 2] * sum(len(document.text) for document in read)


def peers(path: Path) -> dict[str, Callable[[], object]]:
    """What finds places besides us, and the ceiling."""

    def read() -> list[str]:
        with path.open(encoding="utf-8") as lines:
            return [json.loads(line)["text"] for line in lines]

    def ceiling() -> int:
        return sum(len(_TOKEN.findall(text)) for text in read())

    texts = read()

    found: dict[str, Callable[[], object]] = {"read and cut into tokens with re": ceiling}
    try:
        from geotext import GeoText as Simple

        found["geotext (names of places only)"] = lambda: [Simple(text).cities for text in texts]
    except ImportError:
        print("geotext is not installed: left out")
    try:
        from flashgeotext.geotext import GeoText

        flash = GeoText()
        found["flashgeotext (names of places only)"] = lambda: [flash.extract(input_text=text) for text in texts]
    except ImportError:
        print("flashgeotext is not installed: left out")
    return found


@without_collection()
def speeds(path: Path) -> None:
    """Coding on one core beside the peers; no search for cycles, as in a run."""
    read = [record for record in documents.read(path) if isinstance(record, Document)]
    size = sum(len(document.text.encode()) for document in read) / 1e6
    index = gazetteer.open()
    fresh = unseen(read, index)
    named = [places.find(document, index)[0] for document in read]
    ours: dict[str, Callable[[], object]] = {
        "places": lambda: [places.find(document, index) for document in read],
        "reports": lambda: [reports.code(document, found) for document, found in zip(read, named, strict=True)],
    }
    taken = {name: median(function) for name, function in {**peers(path), **ours}.items()}
    taken["places and reports"] = taken["places"] + taken["reports"]
    taken["the same, articles never seen before"] = fresh
    ceiling = next(iter(taken.values()))
    told = sum(len(reports.code(document, found)[0]) for document, found in zip(read, named, strict=True))
    print(f"\n{path.name}: {len(read)} articles, {size:.2f} MB, {told} reports\n")
    print("| what | MB/s | articles/s | part of the ceiling |\n| --- | ---: | ---: | ---: |")
    for name, seconds in taken.items():
        print(f"| {name} | {size / seconds:.2f} | {len(read) / seconds:.0f} | 1/{seconds / ceiling:.1f} |")


def _measured(stage: str, values: dict[str, Any], answers: Any) -> None:
    options = workflow.Options(say=lambda _: None, **values)
    began, used = time.perf_counter(), cpu()
    outcome = workflow.run_stage(options, stage)
    own = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    worker = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    answers.put((time.perf_counter() - began, cpu() - used, max(own, worker) / 1024, dict(outcome.counts)))


def stage(name: str, **values: Any) -> tuple[float, float, float, dict[str, int]]:
    """Elapsed and CPU seconds, the largest process in MB, and rows, of a stage in a process of its own."""
    context = get_context("spawn")
    answers = context.Queue()
    process = context.Process(target=_measured, args=(name, values, answers))
    process.start()
    found: tuple[float, float, float, dict[str, int]] = answers.get()
    process.join()
    return found


def whole(path: Path, out: Path, title: str, **values: Any) -> float:
    """Run all stages and print a table; the elapsed seconds."""
    print(f"\n{title}\n\n| stage | elapsed s | CPU s | largest process MB | rows |\n| --- | ---: | ---: | ---: | --- |")
    total = 0.0
    for name in STAGES:
        elapsed, used, memory, rows = stage(name, source=path, out=out, maps=out / "maps", **values)
        total += elapsed
        print(f"| {name} | {elapsed:.1f} | {used:.1f} | {memory:.0f} | {rows} |", flush=True)
    print(f"| all | {total:.1f} | | | |")
    return total


def same(one: Path, other: Path) -> str:
    """Whether two datasets have the same bytes."""
    different = [name for name in TABLES if (one / name).read_bytes() != (other / name).read_bytes()]
    return f"DIFFERENT: {', '.join(different)}" if different else "the same bytes"


def shared(path: Path, folder: Path, *, dask: bool) -> None:
    """Coding by one process, by two, and by a Dask cluster of two."""
    taken = {}
    for workers in (1, 2):
        out = folder / f"workers-{workers}"
        stage("documents", source=path, out=out)
        taken[f"{workers} process(es)"] = stage("reports", source=path, out=out, workers=workers)[0]
    if dask:
        out = folder / "dask"
        stage("documents", source=path, out=out)
        with _cluster(folder) as address:
            taken["Dask, 2 workers"] = stage("reports", source=path, out=out, scheduler=address)[0]
    made = sorted(out for out in folder.iterdir() if (out / "stages").is_dir())
    for out in made:
        for name in ("events", "outputs"):
            stage(name, source=path, out=out, formats=("csv",))
    for out in made:
        print(f"\n{out.name}: {same(folder / 'workers-1', out)}")
    base = taken["1 process(es)"]
    print("\n| coded by | elapsed s | speed-up |\n| --- | ---: | ---: |")
    for name, seconds in taken.items():
        print(f"| {name} | {seconds:.1f} | {base / seconds:.2f} |")


class _cluster:  # noqa: N801 - a context manager
    """A Dask scheduler with two workers of one thread, as a user would start them."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "scheduler.json"
        self._processes: list[subprocess.Popen[bytes]] = []

    def _start(self, *words: str) -> None:
        command = [sys.executable, "-m", "distributed.cli." + words[0], *words[1:]]
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        log = subprocess.DEVNULL
        self._processes.append(subprocess.Popen(command, stdout=log, stderr=log, env=environment, cwd=ROOT))

    def __enter__(self) -> str:
        self._start(
            "dask_scheduler",
            "--host",
            "127.0.0.1",
            "--port",
            "0",
            "--no-dashboard",
            "--scheduler-file",
            str(self._file),
        )
        while not self._file.is_file():
            time.sleep(0.2)
        address: str = json.loads(self._file.read_text(encoding="utf-8"))["address"]
        for _ in range(2):
            self._start("dask_worker", address, "--nthreads", "1", "--no-dashboard", "--no-nanny")
        return address

    def __exit__(self, *_: object) -> None:
        for process in self._processes:
            process.terminate()
            process.wait()


def added(path: Path, out: Path, full: float) -> None:
    """Ten articles more, after a whole run."""
    more = path.with_name("more.jsonl")
    rows = [json.dumps({**article, "id": f"new-{article['id']}"}) for article in corpus.articles(ADDED, seed=2)]
    more.write_text(path.read_text(encoding="utf-8") + "\n".join(rows) + "\n", encoding="utf-8")
    again = whole(more, out, f"{ADDED} articles more, after that")
    print(f"\n{again / full:.1%} of the elapsed time of the whole run")


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=300)
    parser.add_argument("--text", type=Path, help="real articles (.jsonl with text) for the speeds, besides the corpus")
    parser.add_argument("--dask", action="store_true", help="also on a Dask cluster of two workers on this machine")
    parser.add_argument("--whole", action="store_true", help="also a whole run with all outputs, and ten articles more")
    parser.add_argument("--speeds", action="store_true", help="nothing but the speeds on one core")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="scale-") as name:
        folder = Path(name)
        path = folder / "corpus.jsonl"
        size = corpus.write(path, given.articles)
        print(f"{given.articles} articles, {size / 1e6:.1f} MB; {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}")
        sample = folder / "sample.jsonl"
        corpus.write(sample, min(given.articles, 200))
        for text in (sample, given.text) if given.text else (sample,):
            speeds(text)
        if not given.speeds:
            shared(path, folder, dask=given.dask)
        if given.whole:
            full = whole(path, folder / "whole", f"A whole run on {given.articles} articles")
            added(path, folder / "whole", full)


if __name__ == "__main__":
    main()
