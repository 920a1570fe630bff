"""Speed of reading time expressions, quantities and casualties, as ratios to a plain search for words in the same run.

Run it with `python -m benchmarks.times_and_counts [FILE ...]`; without files it reads the sample articles.
"""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import dates, quantities
from pipeline.reports import casualties
from pipeline.text import sentences

if TYPE_CHECKING:
    from collections.abc import Callable

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
LEAST = 300_000
"""Characters; shorter texts are repeated."""


def seconds(work: Callable[[], object]) -> float:
    """Least processor time of three runs, after one to warm up."""
    work()
    taken = []
    for _ in range(3):
        begin = time.process_time()
        work()
        taken.append(time.process_time() - begin)
    return min(taken)


def main(paths: list[str]) -> None:
    """Print MB/s and the ratio to the word search, one line a reader."""
    files = [Path(path) for path in paths] or sorted(SAMPLES.glob("*.txt"))
    text = "\n\n".join(path.read_text(encoding="utf-8") for path in files)
    text *= 1 + LEAST // len(text)
    spans = sentences(text)
    word = re.compile(r"\w+")
    readers: dict[str, Callable[[], object]] = {
        "words (peer)": lambda: word.findall(text),
        "dates.find": lambda: dates.find(text),
        "quantities.find": lambda: quantities.find(text),
        "casualties.find": lambda: [casualties.find(text, span.start, span.end) for span in spans],
    }
    peer = 0.0
    for name, work in readers.items():
        taken = seconds(work)
        peer = peer or taken
        print(f"{name:16} {len(text) / 1e6 / taken:6.1f} MB/s {taken / peer:6.1f} x the peer's time")


if __name__ == "__main__":
    main(sys.argv[1:])
