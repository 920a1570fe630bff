"""Time a megabyte of text that is made to be slow: flat from size to size, or something is quadratic.

    python benchmarks/hostile.py [kB ...]

CPU seconds a megabyte for places and reports together, one column a size (10, 100 and 1,000 kB by default; the longest
text that is read has 5 million characters), each in a process of its own, and the memory of the last one.
"""

from __future__ import annotations

import resource
import sys
import time
from concurrent.futures import ProcessPoolExecutor
from datetime import date
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import gazetteer, places, reports
from pipeline.schema import Document

TEXTS = {
    "many names": "Kyiv, Idlib, Goma, Kharkiv, Bryansk, Aleppo and Mosul ",
    "many numbers": "17, 23, 3,000, twenty-five, two dozen, 15 April 2022, at least 9 ",
    "many quotes": "\u201cThey shelled\u201d, he said, \u201cthe town\u201d \u2014 \"no\" 'yes' ",
    "one sentence": "and soldiers shelled the town near the bridge while the army denied it ",
    "one word": "shelling",
    "news": "Missiles hit an oil depot in the Bryansk region late on Thursday, killing two people, the governor said.\n\n",
    "marks": "((((....,,,,;;;;----\u2014\u2014[[[[",
}
TOWNS = ("Kharkiv", "Kherson", "Odesa", "Lviv", "Poltava", "Sumy", "Uman", "Izium", "Mariupol", "Rivne")
NESTED = (("(the army \u201csaid ", "\u201d)"), ("[[", "]]"))
"""What opens and closes."""


def texts(size: int) -> dict[str, str]:
    """The texts, of about so many bytes each."""
    made = {name: piece * (size // len(piece.encode())) for name, piece in TEXTS.items()}
    for number, (opening, closing) in enumerate(NESTED, 1):
        depth = size // len((opening + closing).encode())
        made[f"deep nesting {number}"] = opening * depth + closing * depth
    made["many events"] = "".join(
        f"In {TOWNS[n % len(TOWNS)]} gunmen killed {7 + n * 37 % 91} people and wounded {3 + n % 17} on {1 + n % 28} March.\n\n"
        for n in range(size // 64)
    )
    return made


def seconds(text: str, index: gazetteer.Gazetteer) -> float:
    """CPU seconds for one document."""
    document = Document(document_id="d", text=text, published=date(2022, 4, 15))
    began = time.process_time()
    found, _ = places.find(document, index)
    reports.code(document, found)
    return time.process_time() - began


def measured(name: str, size: int) -> tuple[float, int]:
    """CPU seconds a megabyte for a text of so many kB, and the most memory of this process in MB."""
    index = gazetteer.open()
    seconds(TEXTS["news"], index)
    text = texts(size * 1000)[name]
    taken = seconds(text, index) / len(text.encode()) * 1e6
    return taken, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024


def main() -> None:
    """Measure and print."""
    sizes = [int(size) for size in sys.argv[1:]] or [10, 100, 1000]
    print("| text | " + " | ".join(f"{size} kB: s/MB" for size in sizes) + " | MB of memory |")
    with ProcessPoolExecutor(1, max_tasks_per_child=1) as pool:
        for name in texts(10_000):
            found = [pool.submit(measured, name, size).result() for size in sizes]
            print(f"| {name} | {' | '.join(f'{taken:.1f}' for taken, _ in found)} | {found[-1][1]} |", flush=True)


if __name__ == "__main__":
    main()
