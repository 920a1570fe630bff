"""How good the coder is on annotated articles, against the floors pinned in floors.toml; the exit code tells.

    python benchmarks/quality.py [--shared DIR] [--gazetteer FILE] [--propose]

Runs the line from documents to events on the annotated articles of `shared/eval/events-dev` and on the seed article.
Every fifth article (number in its name divisible by five) is kept out of sight while rules are built: figures are given for
the seen and the unseen part, and for each block of a hundred numbers, which shows how figures spread over articles. Floors
only move up, and on purpose: `--propose` prints what they could be. Without `shared` beside the project there is
nothing to measure and the script says so.
"""

from __future__ import annotations

import argparse
import importlib.util
import re
import sys
import tempfile
import tomllib
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parent.parent))

from pipeline import files, workflow
from pipeline.schema import REPORT_FIELDS, SEPARATOR, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

Figures = dict[str, float]
Documents = dict[str, dict[str, Any]]
Rows = dict[str, list[dict[str, str]]]

ROOT = Path(__file__).resolve().parent.parent
FLOORS = ROOT / "benchmarks" / "floors.toml"
SLACK, FEW = 0.01, 30
"""How far under the figures of a run `--propose` sets the floors: five times as far where there are few articles."""
CEILINGS = frozenset({"eventless"})
"""Figures that are better when lower."""
SHOWN = ("match", "strict", "precision", "recall")
FIELDS = ("sub_event_type", "exact_date", "fatalities", "injuries", "actor1", "status", "claimed_by", "denied_by")


def shared_folder(given: Path | None) -> Path | None:
    """The folder `shared` that was given, or lies beside the project or one level up."""
    places = [given] if given else [folder / "shared" for folder in (ROOT.parent, ROOT.parent.parent)]
    return next((folder for folder in places if (folder / "eval" / "score_events.py").is_file()), None)


def scorer(shared: Path) -> Any:
    """The scorer beside the annotated articles, as a module."""
    spec = importlib.util.spec_from_file_location("score_events", shared / "eval" / "score_events.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cell(value: Any) -> str:
    """A value as the tables hold it."""
    if value is None:
        return ""
    return SEPARATOR.join(value) if isinstance(value, tuple) else str(value)


def coded(source: Path, gazetteer: Path | None) -> Rows:
    """Reports of the articles in a folder by document, as rows."""
    found: Rows = defaultdict(list)
    with tempfile.TemporaryDirectory() as folder:
        options = workflow.Options(source=source, out=Path(folder), gazetteer=gazetteer, say=lambda _: None)
        workflow.run_stage(options, "events")
        for report in files.read_records(options.stage("reports"), Report):
            found[report.document_id].append({f.name: cell(getattr(report, f.name)) for f in REPORT_FIELDS})
    return found


def number(document_id: str) -> int:
    """The number in an article's name."""
    match = re.search(r"\d+", document_id)
    return int(match.group()) if match else 1


def figures(score: Callable[[Documents, Rows], Any], gold: Documents, rows: Rows) -> Figures:
    """The figures that floors are pinned for; `eventless` is events for each article without any."""
    result = score(gold, rows)
    empty = sum(not document["events"] for document in gold.values())
    found = {
        "match": result["match"]["f1"],
        "strict": result["strict"]["f1"],
        "precision": result["match"]["precision"],
        "recall": result["match"]["recall"],
        "eventless": result["events_in_eventless_documents"] / empty if empty else 0.0,
    }
    fields = result["fields"]
    return found | {name: fields[name]["accuracy"] for name in FIELDS if name in fields}


def parts(gold: Mapping[str, dict[str, Any]]) -> dict[str, Documents]:
    """The articles by part: seen, unseen, and each block of a hundred numbers."""
    found: dict[str, Documents] = {"seen": {}, "unseen": {}}
    for name, document in gold.items():
        found["seen" if number(name) % 5 else "unseen"][name] = document
        found.setdefault(f"{number(name) // 100}xx", {})[name] = document
    return found


def below(floors: Mapping[str, Mapping[str, float]], measured: Mapping[str, Figures]) -> list[str]:
    """One line for each figure that fell under its floor (or rose over its ceiling)."""
    wrong = []
    for part, limits in floors.items():
        for name, limit in limits.items():
            value = measured.get(part, {}).get(name)
            if value is None:
                wrong.append(f"{part} {name}: not measured, floor {limit:.3f}")
            elif value > limit if name in CEILINGS else value < limit:
                side = "over its ceiling" if name in CEILINGS else "under its floor"
                wrong.append(f"{part} {name}: {value:.3f} is {side} {limit:.3f}")
    return wrong


def proposed(measured: Mapping[str, Figures], sizes: Mapping[str, int]) -> str:
    """Floors a little under the figures of this run, as TOML."""
    lines = []
    for part in ("seen", "unseen", "seed"):
        lines.append(f"[{part}]")
        slack = SLACK if sizes[part] >= FEW else 5 * SLACK
        for name, value in measured[part].items():
            limit = value + slack if name in CEILINGS else max(0.0, value - slack)
            lines.append(f"{name} = {limit:.3f}")
        lines.append("")
    return "\n".join(lines)


def _table(measured: Mapping[str, Figures], names: Iterable[str], sizes: Mapping[str, int]) -> None:
    names = list(names)
    print("part     articles " + " ".join(f"{name[:10]:>10}" for name in names))
    for part, values in measured.items():
        cells = " ".join(f"{values[name]:10.3f}" if name in values else f"{'':>10}" for name in names)
        print(f"{part:8} {sizes[part]:8} {cells}")


def main() -> int:
    """Print the figures; 1 where one is under its floor."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, help="folder with eval/ and seed/")
    parser.add_argument("--gazetteer", type=Path, help="the place index; by default the user's own")
    parser.add_argument("--propose", action="store_true", help="print floors a little under these figures")
    options = parser.parse_args()
    shared = shared_folder(options.shared)
    if shared is None:
        print("quality: skipped, there is no folder `shared` with annotated articles beside the project")
        return 0
    rules = scorer(shared)
    articles, seed = shared / "eval" / "events-dev", shared / "seed" / "gold"
    gold, rows = rules.read_gold(articles), coded(articles, options.gazetteer)
    divided = parts(gold)
    measured = {part: figures(rules.score, documents, rows) for part, documents in sorted(divided.items())}
    sizes = {part: len(documents) for part, documents in divided.items()}
    divided_seed = rules.read_gold(seed)
    measured["seed"] = figures(rules.score, divided_seed, coded(seed, options.gazetteer))
    sizes["seed"] = len(divided_seed)
    _table(measured, (*SHOWN, "eventless"), sizes)
    _table(measured, FIELDS, sizes)
    if options.propose:
        print(proposed(measured, sizes))
    floors = tomllib.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.is_file() else {}
    wrong = below(floors, measured)
    print("\n".join(wrong) if wrong else f"every figure holds its floor ({sum(map(len, floors.values()))} floors)")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
