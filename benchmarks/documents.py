"""Speed of reading articles, beside what the same bytes cost the libraries below.

JSON lines against `json.loads` and one tokenising pass of `re`; web pages against trafilatura alone; memory by number of articles.
"""

from __future__ import annotations

import json
import random
import re
import statistics
import tempfile
import time
import tracemalloc
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import documents
from pipeline.schema import Document

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
TOKEN = re.compile(r"\w+|[^\w\s]")
ROUNDS = 3


def texts(count: int) -> list[str]:
    """Articles made of the samples' sentences in another order: no two are copies."""
    chance = random.Random(0)  # noqa: S311 - the same articles in every run
    bodies = [path.read_text(encoding="utf-8").split("\n\n", 1)[1] for path in sorted(SAMPLES.glob("*.txt"))]
    paragraphs = [part for body in bodies for part in body.split("\n\n")]
    return ["\n\n".join(chance.sample(paragraphs, 8)) for _ in range(count)]


def median(function: Callable[[], object]) -> float:
    """Median CPU seconds of a few runs."""
    taken = []
    for _ in range(ROUNDS):
        begin = time.process_time()
        function()
        taken.append(time.process_time() - begin)
    return statistics.median(taken)


def read(path: Path) -> int:
    """How many documents a folder gives."""
    return sum(isinstance(each, Document) for each in documents.read(path))


def lines(folder: Path, count: int) -> Path:
    """A file of JSON lines with that many articles."""
    path = folder / f"{count}.jsonl"
    records = ({"id": str(n), "published": "2022-04-15", "text": text} for n, text in enumerate(texts(count)))
    path.write_text("".join(json.dumps(record) + "\n" for record in records), encoding="utf-8")
    return path


def pages(folder: Path, count: int) -> Path:
    """A folder with that many web pages."""
    target = folder / "pages"
    target.mkdir()
    for number, text in enumerate(texts(count)):
        body = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
        (target / f"{number}.html").write_text(
            f"<html><head><title>{number}</title></head><body><nav><a href=/>Home</a></nav><article>{body}</article></body></html>",
            encoding="utf-8",
        )
    return target


def main() -> None:
    """Print the table."""
    from trafilatura import bare_extraction

    with tempfile.TemporaryDirectory() as name:
        path = lines(Path(name), 1000)
        size = path.stat().st_size / 1e6
        ours = median(lambda: read(path))
        peer = median(lambda: [TOKEN.findall(json.loads(line)["text"]) for line in path.open(encoding="utf-8")])
        print(
            f"JSON lines: {size / ours:.1f} MB/s; json.loads + re tokens {size / peer:.1f} MB/s; ratio {ours / peer:.2f}"
        )
        target = pages(Path(name), 150)
        size = sum(each.stat().st_size for each in target.iterdir()) / 1e6
        ours = median(lambda: read(target))
        peer = median(lambda: [bare_extraction(each.read_bytes(), with_metadata=True) for each in target.iterdir()])
        print(f"web pages: {size / ours:.2f} MB/s; trafilatura alone {size / peer:.2f} MB/s; ratio {ours / peer:.2f}")
        for count in (1000, 4000):
            path = lines(Path(name), count)
            tracemalloc.start()
            read(path)
            print(
                f"memory of Python objects, {count} articles: {tracemalloc.get_traced_memory()[1] / 1e6:.1f} MB at most"
            )
            tracemalloc.stop()


if __name__ == "__main__":
    main()
