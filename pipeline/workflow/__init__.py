"""Composes the stages; nothing else calls more than one of them.

documents.jsonl → places.jsonl and coded.jsonl → events.jsonl and reports.jsonl → tables, map, review page

options    what is asked, where records stand      lock       one run at a time on a folder
stages     the stages                              texts      documents, loaded one by one
coding     documents coded in shards               store      what was coded before
executors  this process, other processes, a cluster   second     a geocoding service asked for open names
drawn      parts of the map that were made before

People's corrections are applied after places, and before and after merging. A run that was stopped at any moment is
taken up by the next one, which ends with the same bytes.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.workflow import beside
from pipeline.workflow.lock import locked
from pipeline.workflow.options import NEEDS, ORDER, RECORDS, Options, Outcome, Selection
from pipeline.workflow.stages import STAGES, code_documents, merge_events, read_documents

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

__all__ = [
    "ORDER",
    "STAGES",
    "Options",
    "Outcome",
    "Selection",
    "code_documents",
    "merge_events",
    "read_documents",
    "run",
    "run_stage",
]
_LINE = ("documents", "reports", "events", "outputs", "maps")
"""The stages of a whole run."""
_KEEPING = _LINE[:3]
"""Stages whose records others read."""


def _marker(options: Options) -> Path:
    """Names the first stage whose records are older than those of the stages before it, or were never finished."""
    return options.stages / "next"


def _outdated(options: Options, stage: str) -> list[str]:
    """The stages before `stage` that have to run first."""
    before = list(_LINE[: min(_LINE.index("reports" if stage == "places" else stage), len(_KEEPING))])
    marker = _marker(options)
    first = marker.read_text(encoding="utf-8").strip() if marker.is_file() else ""
    for number, name in enumerate(before):
        needed = (record for record in RECORDS[name] if record in NEEDS[stage])
        if name == first or not all(options.stage(record).is_file() for record in needed):
            return before[number:]
    return []


def run_stage(options: Options, stage: str) -> Outcome:
    """Run one stage; those before it first, where they have not been run, were stopped, or are out of date.

    Raises
    ------
    RunError
        Another run is at work in the folder.
    """
    with locked(options.out):
        for name in _outdated(options, stage):
            options.say(f"{name}: has not been run yet, or not since its records changed; running it first")
            _run(options, name)
        return _run(options, stage)


def _run(options: Options, stage: str, work: Callable[[], Outcome] | None = None) -> Outcome:
    kept = "reports" if stage == "places" else stage
    if kept in _KEEPING:
        files.write_text(_marker(options), kept)
    outcome = work() if work else STAGES[stage](options)
    if kept in _KEEPING:
        files.write_text(_marker(options), _LINE[_LINE.index(kept) + 1])
    options.say(f"{stage}: " + ", ".join(f"{count:,} {name}" for name, count in outcome.counts.items()))
    return outcome


def _stages(options: Options) -> Iterator[Outcome]:
    """The whole line; of a large dataset the maps are drawn in another process while the tables are written."""
    for stage in _KEEPING:
        yield _run(options, stage)
    if not beside.worth(options):
        yield _run(options, "outputs")
        yield _run(options, "maps")
        return
    with beside.running("maps", options) as drawn:
        yield _run(options, "outputs")
        yield _run(options, "maps", drawn)


def run(options: Options) -> Outcome:
    """Run the whole line.

    Raises
    ------
    RunError
        Another run is at work in the folder, or a worker died.
    """
    counts: Counter[str] = Counter()
    faults = unanswered = 0
    with locked(options.out):
        for outcome in _stages(options):
            counts.update(outcome.counts)
            faults += outcome.faults
            unanswered += outcome.unanswered
    return Outcome(counts, faults, unanswered)
