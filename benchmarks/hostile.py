"""Time a megabyte of text that is made to be slow: flat from size to size, or something is quadratic.

    python benchmarks/hostile.py [kB ...]

CPU seconds a megabyte for places and reports together, one column a size (10 and 100 kB by default).
"""

from __future__ import annotations

import sys
import time
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
    "news": "Missiles hit an oil depot in the Bryansk region late on Thursday, killing two people, the governor said.\n\n",
    "marks": "((((....,,,,;;;;----\u2014\u2014[[[[",
}


def seconds(text: str, index: gazetteer.Gazetteer) -> float:
    """CPU seconds for one document."""
    document = Document(document_id="d", text=text, published=date(2022, 4, 15))
    began = time.process_time()
    found, _ = places.find(document, index)
    reports.code(document, found)
    return time.process_time() - began


def main() -> None:
    """Measure and print."""
    sizes = [int(size) for size in sys.argv[1:]] or [10, 100]
    index = gazetteer.open()
    seconds(TEXTS["news"], index)
    print("| text | " + " | ".join(f"{size} kB: s/MB" for size in sizes) + " |")
    for name, piece in TEXTS.items():
        taken = []
        for size in sizes:
            text = piece * (size * 1000 // len(piece))
            taken.append(f"{seconds(text, index) / len(text.encode()) * 1e6:.1f}")
        print(f"| {name} | {' | '.join(taken)} |", flush=True)


if __name__ == "__main__":
    main()
