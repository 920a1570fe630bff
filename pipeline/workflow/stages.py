"""The stages: each reads what the one before has written in `<out>/stages` and writes its own records there."""

from __future__ import annotations

import re
import shutil
from contextlib import ExitStack, closing
from typing import TYPE_CHECKING, TypeVar

from pipeline import files
from pipeline.errors import InputError
from pipeline.schema import Document, Event, Issue, Report
from pipeline.workflow import coding, drawn, lines, second, texts, versions
from pipeline.workflow.options import ORDER, Outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
    from pathlib import Path

    from pipeline.corrections import Correction
    from pipeline.gazetteer import Gazetteer
    from pipeline.workflow.options import Options

T = TypeVar("T")
REVIEWED = 1000
"""Articles in the review page."""
FORMER = ("events.csv", "reports.csv")
"""Tables from which changes.csv is made; kept aside until it is written."""


def _progress(records: Iterable[T], label: str) -> Iterator[T]:
    from tqdm import tqdm

    yield from tqdm(records, desc=label, unit="", disable=None, mininterval=0.5)


def read_documents(options: Options) -> Outcome:
    """Read articles into documents; says each fault in one line. What comes as it did before is not read again."""
    from pipeline.workflow import reading

    if options.source is None:
        raise InputError("no folder of articles is given; name one: dateline run FOLDER")
    count, faults = reading.run(options, options.source, lambda records: _progress(records, "documents"))
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


def code_documents(options: Options) -> Outcome:
    """Resolve the toponyms of every document and code its reports; people's word on a name goes first."""
    outcome = _code(options)
    if options.online is None:
        return outcome
    index = open_gazetteer(options)
    try:
        return second.opinion(options, options.online, outcome, index, _code)
    finally:
        index.close()


def _code(options: Options, store: str = "coded") -> Outcome:
    index = open_gazetteer(options)
    rows, _ = _corrections(options)
    coder = coding.Coder(
        version=coding.version(),
        gazetteer=options.gazetteer.absolute() if options.gazetteer else None,
        content=index.info().content,
        study_area=options.study_area,
        corrections=tuple(row for row in rows if row.action == "place"),
    )
    index.close()
    counts, now, failed = coding.run(
        options.stage("documents"),
        options.stages / f"{store}.sqlite",
        options.stage,
        coder,
        workers=options.workers,
        scheduler=options.scheduler,
        fresh=options.fresh,
    )
    if failed:
        options.say(f"{failed} document(s) could not be coded; see {options.issues('reports')}")
    return Outcome({"documents coded now": now, "places": counts["places"], "reports": counts["coded"]}, failed)


def merge_events(options: Options) -> Outcome:
    """Join accounts of one event, as coded and as corrected by people; the reports get their event's id."""
    from pipeline.workflow import merging

    rows, issues = _corrections(options)
    count, refused, open_ = merging.run(options, rows)
    doubts = [*issues, *refused]
    for issue in doubts:
        if issue.kind != "dropped":
            options.say(f"{options.corrections}, {issue.text}: {issue.reason}")
    files.write_records(options.issues("events"), [*doubts, *open_])
    return Outcome({"events": count})


def _issue_files(options: Options) -> list[Path]:
    """Where it stands what the stages have seen and not coded or not resolved."""
    return [path for name in ORDER[:4] if (path := options.issues(name)).is_file()]


def _former(options: Options) -> Path | None:
    """Where the tables are as they were before: set aside, maybe by a run that was killed before it could compare."""
    aside = options.stages / "former"
    if not aside.is_dir() and (options.out / FORMER[0]).is_file():
        with files.replacing(aside) as folder:
            folder.mkdir()
            for name in FORMER:
                if (options.out / name).is_file():
                    shutil.copyfile(options.out / name, folder / name)
    return aside if aside.is_dir() else None


def _forget_former(options: Options) -> None:
    aside = options.stages / "former"
    if aside.is_dir():
        for name in reversed(FORMER):
            (aside / name).unlink(missing_ok=True)
        aside.rmdir()


_GEOCODER = re.compile(rb',"geocoder":"((?:[^"\\]|\\.)*)"')


def _geocoders(told: Iterable[bytes]) -> set[str | None]:
    """What gave the places of events, from their lines."""
    return {found[1].decode() for line in told if (found := _GEOCODER.search(line))}


def write_outputs(options: Options) -> Outcome:
    """Write the tables, why accounts were joined, and what changed since the tables that were there."""
    from pipeline import compare, events, online, outputs

    former = _former(options)
    index = open_gazetteer(options)
    info = index.info()
    asked: dict[str, object] = {"study_area": options.study_area, "columns": dict(options.columns)}
    if options.online is not None:
        asked["geocoder"] = online.stated(options.online)
    documents = texts.Documents(options.stage("documents"))
    told = texts.Events(options.stage("events"))
    sources = outputs.Sources(
        told.lines(), texts.lines_of(options.stage("reports")), texts.lines_of(*_issue_files(options))
    )
    kept = outputs.Kept(options.stages, versions.code(("outputs", "schema", "files", "ranges")), documents.mark)
    counts = outputs.write_lines(
        options.out,
        sources,
        documents,
        kept=kept,
        formats=options.formats or outputs.FORMATS,
        provenance=outputs.Provenance(
            options=asked,
            gazetteer=f"version {info.version}, {info.places} places, content {info.content}",
            attribution=online.attribution(_geocoders(texts.lines_of(options.stage("events")))),
        ),
        gazetteer=index,
    )
    documents.close()
    changes = compare.changes(former, options.out) if former else ()
    compare.write_changes(options.out / "changes.csv", changes)
    _forget_former(options)
    merges = options.stage("merges")
    reasons = files.read_records(merges, events.Reason) if merges.is_file() else ()
    events.write_reasons(options.out / "merges.csv", reasons)
    return Outcome(counts)


def draw_maps(options: Options) -> Outcome:
    """Write the map, and the page to check the dataset by."""
    from pipeline import maps, online

    asked = options.selection
    every = texts.Events(options.stage("events"))
    chosen: Collection[Event] = every
    if asked.where or asked.since or asked.until:
        chosen = maps.filter_events(every, where=asked.where, since=asked.since, until=asked.until)
    papers = texts.papers(options.stage("documents"))
    with closing(texts.Told(options.stage("reports"), papers)) as told, ExitStack() as stack:
        maps.write(
            asked.page or options.maps / "events.html",
            chosen if chosen is not every else every.lines(),
            told,
            papers,
            title=options.title,
            language=asked.language,
            cdn=asked.cdn,
            tiles=asked.tiles,
            attribution=online.attribution(
                _geocoders(texts.lines_of(options.stage("events"))) if chosen is every else {e.geocoder for e in chosen}
            ),
            kept=stack.enter_context(drawn.kept(options, told)) if chosen is every else None,
        )
    if asked.picture is not None:
        maps.write_picture(asked.picture, tuple(chosen), title=options.title)
    _write_review(options)
    placed = sum(b',"latitude":' in line for line in texts.lines_of(options.stage("events")))
    if chosen is not every:
        placed = sum(event.latitude is not None for event in chosen)
    left = len(every) - len(chosen)
    return Outcome({"events on the map": placed, "without a place": len(chosen) - placed, "not asked for": left})


def _reviewed(options: Options) -> tuple[set[bytes], int]:
    """The ids, as JSON, of the articles of the review page, the first ones that are no copies; and how many more there are."""
    chosen: set[bytes] = set()
    left = 0
    with texts.opened(options.stage("documents")) as file:
        for line in file:
            if b',"duplicate_of":' not in line:
                if len(chosen) < REVIEWED:
                    chosen.add(lines.document_of(line) or b"")
                else:
                    left += 1
    return chosen, left


def _of(path: Path, cls: type[T], chosen: set[bytes]) -> Iterator[T]:
    """The records of some documents, and those of none."""
    with texts.opened(path) as file:
        for line in file:
            name = lines.document_of(line)
            if name is None or name in chosen:
                yield files.from_json(cls, files.parse(line))


def _write_review(options: Options) -> None:
    """The review page of the first articles; only their records are loaded."""
    from pipeline import review

    chosen, left = _reviewed(options)
    told = list(_of(options.stage("reports"), Report, chosen))
    known = {report.event_id for report in told}
    review.write(
        options.maps / "review.html",
        _of(options.stage("documents"), Document, chosen),
        told,
        _among(options.stage("events"), known),
        (issue for path in _issue_files(options) for issue in _of(path, Issue, chosen)),
        title=options.title,
        limit=REVIEWED,
        merges=options.stage("merges"),
        left=left,
    )


def _among(path: Path, known: set[str | None]) -> Iterator[Event]:
    with texts.opened(path) as file:
        for line in file:
            if lines.event_id(line) in known:
                yield files.from_json(Event, files.parse(line))


STAGES: Mapping[str, Callable[[Options], Outcome]] = {
    "documents": read_documents,
    "places": code_documents,
    "reports": code_documents,
    "events": merge_events,
    "outputs": write_outputs,
    "maps": draw_maps,
}
