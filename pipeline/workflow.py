"""Composes the stages: each reads what the one before has written in `<out>/stages` and writes its own records there.

documents.jsonl → places.jsonl → coded.jsonl → events.jsonl and reports.jsonl → tables, map, review page

People's corrections (corrections.csv beside the articles) are applied after places, and before and after merging.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, groupby
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from pipeline import files
from pipeline.errors import InputError
from pipeline.schema import Document, Event, Issue, Place, Report

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from pipeline.corrections import Correction
    from pipeline.gazetteer import Gazetteer

T = TypeVar("T")
ORDER = ("documents", "places", "reports", "events", "outputs", "maps")
"""The stages, in the order in which they run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run is asked to do."""

    source: Path | None = None
    out: Path = Path("data/processed")
    maps: Path = Path("maps")
    gazetteer: Path | None = None
    study_area: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    formats: tuple[str, ...] = ()
    title: str = "Conflict events"
    say: Callable[[str], None] = print

    @property
    def corrections(self) -> Path | None:
        """The table of corrections beside the articles, where there is one."""
        path = self.source / "corrections.csv" if self.source is not None else None
        return path if path is not None and path.is_file() else None

    def stage(self, name: str) -> Path:
        """Where the records of a stage stand."""
        return self.out / "stages" / f"{name}.jsonl"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a stage did: rows written, and how many inputs could not be used."""

    counts: Mapping[str, int]
    faults: int = 0


def _issues(options: Options, stage: str) -> Path:
    return options.out / "stages" / f"issues-{stage}.jsonl"


def _progress(records: Iterable[T], label: str) -> Iterator[T]:
    from tqdm import tqdm

    yield from tqdm(records, desc=label, unit="", disable=None, mininterval=0.5)


def read_documents(options: Options) -> Outcome:
    """Read articles into documents; says each fault in one line."""
    from pipeline import documents

    if options.source is None:
        raise InputError("no folder of articles is given; name one: dateline run FOLDER")
    issues: list[Issue] = []

    def kept() -> Iterator[Document]:
        for record in documents.read(options.source or "", columns=options.columns or None):
            if isinstance(record, Issue):
                issues.append(record)
                if record.kind in documents.FAULTS:
                    options.say(f"{record.text}: {record.reason}")
            else:
                yield record

    count = files.write_records(options.stage("documents"), _progress(kept(), "documents"))
    files.write_records(_issues(options, "documents"), issues)
    faults = sum(issue.kind in documents.FAULTS for issue in issues)
    if not count:
        options.say(f"{options.source}: no article could be read")
        faults = max(faults, 1)
    return Outcome({"documents": count}, faults)


def open_gazetteer(options: Options) -> Gazetteer:
    """The place index, built first where there is none."""
    from pipeline import gazetteer

    path = options.gazetteer or gazetteer.default_path()
    if not path.is_file():
        options.say(f"building the place index {path} (once, under a minute)")
        gazetteer.build(path)
    return gazetteer.open(path)


def _corrections(options: Options) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """People's corrections, and an issue for each row that is not valid."""
    from pipeline import corrections

    return corrections.read(options.corrections) if options.corrections else ((), ())


def find_places(options: Options) -> Outcome:
    """Recognise and resolve the toponyms of every document; people's word on a name goes first."""
    from pipeline import corrections, places

    index = open_gazetteer(options)
    rows, _ = _corrections(options)
    entry = cache(index.entry)
    issues: list[Issue] = []

    def found() -> Iterator[Place]:
        for document in _progress(files.read_records(options.stage("documents"), Document), "places"):
            mentions, doubts = places.find(document, index, options.study_area)
            mended, refused = corrections.places(mentions, document.document_id, rows, entry)
            issues.extend(corrections.open_issues(doubts, mended))
            issues.extend(refused)
            yield from mended

    count = files.write_records(options.stage("places"), found())
    files.write_records(_issues(options, "places"), issues)
    return Outcome({"places": count})


def _by_document(path: Path) -> Iterator[tuple[str, tuple[Place, ...]]]:
    for document_id, group in groupby(files.read_records(path, Place), key=lambda place: place.document_id):
        yield document_id, tuple(group)


def code_reports(options: Options) -> Outcome:
    """Code every document with its places."""
    from pipeline import reports

    issues: list[Issue] = []

    def coded() -> Iterator[Report]:
        places = _by_document(options.stage("places"))
        current: tuple[str, tuple[Place, ...]] | None = next(places, None)
        for document in _progress(files.read_records(options.stage("documents"), Document), "reports"):
            mine: tuple[Place, ...] = ()
            if current is not None and current[0] == document.document_id:
                mine, current = current[1], next(places, None)
            if document.duplicate_of:
                continue
            found, doubts = reports.code(document, mine)
            issues.extend(doubts)
            yield from found

    count = files.write_records(options.stage("coded"), coded())
    files.write_records(_issues(options, "reports"), issues)
    return Outcome({"reports": count})


def _documents(options: Options) -> dict[str, Document]:
    return {record.document_id: record for record in files.read_records(options.stage("documents"), Document)}


def merge_events(options: Options) -> Outcome:
    """Join accounts of one event, as coded and as corrected by people; the reports get their event's id."""
    from pipeline import corrections, events

    documents = _documents(options)
    rows, issues = _corrections(options)
    told, first = corrections.reports(files.read_records(options.stage("coded"), Report), rows, documents)
    pairs, second = corrections.decisions(rows, (report.report_id for report in told))
    merged = events.merge(told, documents, together=pairs.together, apart=pairs.apart)
    done, kept, third = corrections.events(merged.events, merged.reports, rows)
    files.write_records(options.stage("reports"), kept)
    files.write_records(options.stage("merges"), merged.reasons)
    count = files.write_records(options.stage("events"), done)
    doubts = [*issues, *first, *second, *third]
    for issue in doubts:
        if issue.kind != "dropped":
            options.say(f"{options.corrections}, {issue.text}: {issue.reason}")
    files.write_records(_issues(options, "events"), [*doubts, *merged.issues])
    return Outcome({"events": count})


def _all_issues(options: Options) -> Iterator[Issue]:
    """What the stages have seen and not coded or not resolved."""
    paths = [_issues(options, name) for name in ORDER[:4]]
    return chain.from_iterable(files.read_records(path, Issue) for path in paths if path.is_file())


def write_outputs(options: Options) -> Outcome:
    """Write the tables, why accounts were joined, and what changed since the tables that were there."""
    from pipeline import compare, events, outputs

    former = compare.snapshot(options.out) if (options.out / "events.csv").is_file() else None

    index = open_gazetteer(options)
    info = index.info()
    asked = {"study_area": options.study_area, "columns": dict(options.columns)}
    counts = outputs.write(
        options.out,
        files.read_records(options.stage("events"), Event),
        files.read_records(options.stage("reports"), Report),
        _all_issues(options),
        _documents(options),
        formats=options.formats or outputs.FORMATS,
        provenance=outputs.Provenance(
            options=asked, gazetteer=f"version {info.version}, {info.places} places, content {info.content}"
        ),
        gazetteer=index,
    )
    changes = compare.changes(former, compare.snapshot(options.out)) if former else ()
    compare.write_changes(options.out / "changes.csv", changes)
    merges = options.stage("merges")
    events.write_reasons(
        options.out / "merges.csv", files.read_records(merges, events.Reason) if merges.is_file() else ()
    )
    return Outcome(counts)


def draw_maps(options: Options) -> Outcome:
    """Write the map, and the page to check the dataset by."""
    from pipeline import maps, review

    events = list(files.read_records(options.stage("events"), Event))
    reports = list(files.read_records(options.stage("reports"), Report))
    documents = _documents(options)
    maps.write(options.maps / "events.html", events, reports, documents, title=options.title)
    review.write(
        options.maps / "review.html",
        documents.values(),
        reports,
        events,
        _all_issues(options),
        title=options.title,
        merges=options.stage("merges"),
    )
    placed = sum(event.latitude is not None for event in events)
    return Outcome({"events on the map": placed, "without a place": len(events) - placed})


STAGES: Mapping[str, Callable[[Options], Outcome]] = {
    "documents": read_documents,
    "places": find_places,
    "reports": code_reports,
    "events": merge_events,
    "outputs": write_outputs,
    "maps": draw_maps,
}


def _missing(options: Options, stage: str) -> list[str]:
    """The stages before `stage` whose records are missing."""
    before = ORDER[: min(ORDER.index(stage), 4)]
    return [name for name in before if not options.stage("coded" if name == "reports" else name).is_file()]


def run_stage(options: Options, stage: str) -> Outcome:
    """Run one stage; those before it first, where they have not been run."""
    missing = _missing(options, stage)
    for name in missing:
        options.say(f"{name}: has not been run yet; running it first")
        _run(options, name)
    return _run(options, stage)


def _run(options: Options, stage: str) -> Outcome:
    outcome = STAGES[stage](options)
    options.say(f"{stage}: " + ", ".join(f"{count:,} {name}" for name, count in outcome.counts.items()))
    return outcome


def run(options: Options) -> Outcome:
    """Run the whole line."""
    counts: Counter[str] = Counter()
    faults = 0
    for stage in ORDER:
        outcome = _run(options, stage)
        counts.update(outcome.counts)
        faults += outcome.faults
    return Outcome(counts, faults)
