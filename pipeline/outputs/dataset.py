"""The folder of a dataset: all its files, written together or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
from collections.abc import Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline import ranges
from pipeline.errors import OutputError
from pipeline.outputs import codebook, package, tables
from pipeline.outputs.formats import DEFAULT, MAKERS, Source, known
from pipeline.schema import DOCUMENT_FIELDS, EVENT_FIELDS, EVIDENCE_FIELDS, ISSUE_FIELDS, REPORT_FIELDS, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Gazetteer
    from pipeline.schema import Document, Event, Issue, Report


FRESH = ".fresh-"
"""Before the name of a table of those rows that were not copied: only they have to be held against the schema."""


@contextmanager
def staging(folder: Path) -> Iterator[Path]:
    """A folder inside `folder` whose files move up when the block ends without an error, all of them or none.

    Raises
    ------
    OutputError
        The folder cannot be written, or the disk is full.
    """
    stage = folder / f".dateline.{os.getpid()}.part"
    shutil.rmtree(stage, ignore_errors=True)
    try:
        stage.mkdir(parents=True)
        yield stage
        for path in sorted(stage.iterdir()):
            path.replace(folder / path.name)
    except OSError as error:
        raise OutputError(f"{folder}: cannot be written ({error.strerror or error}); choose another folder") from error
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def evidence(report: Mapping[str, Any], text: str | None) -> Iterator[dict[str, Any]]:
    """The spans of a report with their words, from the document's text or, without it, from the report's evidence."""
    first, last = report["start"], report["end"]
    for span in report.get("spans", ()):
        start, end = span["start"], span["end"]
        if text is not None:
            words: str | None = text[start:end]
        elif first <= start and end <= last:
            words = report["evidence"][start - first : end - first]
        else:
            words = None
        row = {name: report.get(name) for name in ("event_id", "report_id", "document_id")}
        yield row | span | {"text": words}


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by first day, those without a date last; by id within a day."""
    return sorted(events, key=lambda event: (event.event_date or date.max, event.event_id))


@dataclass(frozen=True, slots=True)
class Kept:
    """What is kept of the tables from one time to the next.

    `folder` is where it stands, `code` tells the code that made them, and `mark` gives a hash of a document by its id.
    """

    folder: Path
    code: str
    mark: Callable[[str], bytes]


def _write_some(
    folder: Path, stage: Path, recipes: Mapping[str, tables.Recipe], records: Iterable[Any], kept: Kept | None
) -> list[tables.Table]:
    """Write tables of the same records, with the rows that are still right."""
    with ExitStack() as stack:
        targets = []
        for name, recipe in recipes.items():
            old, fresh = ranges.Former(), None
            if kept is not None:
                old = ranges.Former(folder / f"{name}.csv", kept.folder / f"rows-{name}", kept.code)
                fresh = stage / f"{FRESH}{name}.csv" if old.file else None
            stack.callback(old.close)
            targets.append(tables.Target(stage / f"{name}.csv", recipe, old, fresh))
        made = tables.write(targets, records)
    if kept is not None:
        for name, table in zip(recipes, made, strict=True):
            table.made.save(kept.folder / f"rows-{name}", stage / f"{name}.csv", kept.code)
    return made


def _evidence(documents: Mapping[str, Document], kept: Kept | None) -> tables.Recipe:
    """The rows of evidence.csv: words of the document's text, on which they depend too."""

    def rows_of(report: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
        document = documents.get(report["document_id"]) if "spans" in report else None
        return evidence(report, document.text if document else None)

    def besides(line: bytes) -> int:
        found = _DOCUMENT_ID.search(line)
        return int.from_bytes(kept.mark(json.loads(found[1]))) if kept and found else 0

    return tables.Recipe(EVIDENCE_FIELDS, rows_of, besides)


_DOCUMENT_ID = re.compile(rb'[{,]"document_id":("(?:[^"\\]|\\.)*")')


def _hashed(documents: Mapping[str, Document], every: Any) -> Iterator[dict[str, Any]]:
    """The rows of documents.csv by id, with a hash of each text; `every` is fed with all of them."""
    for name in sorted(documents):
        document = documents[name]
        sha256 = hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()
        every.update(sha256.encode())
        yield {**tables.values(document), "sha256": sha256}


def _write_tables(
    folder: Path, stage: Path, sources: Sources, documents: Mapping[str, Document], kept: Kept | None
) -> tuple[dict[str, tables.Table], str]:
    """Write the CSV tables; returns them by name, and a hash of all texts."""
    told = {"reports": tables.Recipe(REPORT_FIELDS), "evidence": _evidence(documents, kept)}
    every = hashlib.sha256()
    made = [
        *_write_some(folder, stage, {"events": tables.Recipe(EVENT_FIELDS)}, sources.events, kept),
        *_write_some(folder, stage, told, sources.reports, kept),
        *_write_some(folder, stage, {"issues": tables.Recipe(ISSUE_FIELDS)}, sources.issues, kept),
        *_write_some(folder, stage, {"documents": tables.Recipe(DOCUMENT_FIELDS)}, _hashed(documents, every), None),
    ]
    return dict(zip(("events", "reports", "evidence", "issues", "documents"), made, strict=True)), every.hexdigest()


def _validate(stage: Path) -> None:
    from pipeline.outputs import validate

    for name in TABLES:
        fresh = stage / f"{FRESH}{name}.csv"
        validate.table(fresh if fresh.is_file() else stage / f"{name}.csv", name)


def _partly(folder: Path, stage: Path, events: tables.Table, kept: Kept | None) -> ranges.Partly | None:
    if kept is None:
        return None
    fresh = stage / f"{FRESH}events.csv"
    return ranges.Partly(stage / "events.csv", fresh, events.anew, events.made.marks, folder, kept.folder, kept.code)


def _describe(stage: Path, attribution: tuple[str, ...], manifest: Callable[[package.Facts], dict[str, Any]]) -> None:
    """Write what describes the other files, the manifest last, as it lists all of them."""
    (stage / "codebook.md").write_bytes(codebook.text().encode())
    facts = package.facts(stage)
    (stage / "datapackage.json").write_bytes(package.text(package.datapackage(stage, facts, attribution)).encode())
    (stage / "manifest.json").write_bytes(package.text(manifest(facts)).encode())


def _remove_stale(folder: Path, stage: Path) -> None:
    """Remove files that the run before made and this one does not, unless somebody changed them since."""
    try:
        made = json.loads((folder / "manifest.json").read_bytes())["files"]
        for name, facts in made.items():
            path = folder / name
            stale = path.parent == folder and path.is_file() and not (stage / name).exists()
            if stale and package.digest(path) == facts["sha256"]:
                path.unlink()
    except (FileNotFoundError, ValueError, KeyError, TypeError, AttributeError):
        return


def write(
    folder: Path,
    events: Iterable[Event],
    reports: Iterable[Report],
    issues: Iterable[Issue],
    documents: Mapping[str, Document] | Iterable[Document] = (),
    *,
    formats: Iterable[str] = DEFAULT,
    provenance: package.Provenance | None = None,
    gazetteer: Gazetteer | None = None,
) -> dict[str, int]:
    """Write a dataset into a folder, whole or not at all.

    Parameters
    ----------
    folder
        Where the files go; made if missing. Files of the same names are replaced; files that an earlier run made and
        this one does not are removed, unless somebody changed them.
    events
        All events; they are written by date.
    reports, issues
        Written as they come, in their order; never all in memory.
    documents
        The documents by id, for the words of each value. A mapping may load them one by one.
    formats
        Which files to make; the CSV tables are always made. See `formats.MAKERS`.
    provenance
        For manifest.json: options, inputs, gazetteer, time.
    gazetteer
        Finds regional capitals for ACLED's format.

    Returns
    -------
    dict
        Table to its number of rows.

    Raises
    ------
    OptionError
        A format is unknown.
    SchemaError
        A table does not fit the schema; nothing is written.
    OutputError
        The folder cannot be written.
    """
    by_id = documents if isinstance(documents, Mapping) else {document.document_id: document for document in documents}
    sources = Sources(in_order(events), reports, issues)
    return write_lines(folder, sources, by_id, formats=formats, provenance=provenance, gazetteer=gazetteer)


@dataclass(frozen=True, slots=True)
class Sources:
    """What tables are made from: records, or the lines of JSON that hold them; events by day, those without one last, and id."""

    events: Iterable[Any]
    reports: Iterable[Any]
    issues: Iterable[Any]


def write_lines(
    folder: Path,
    sources: Sources,
    documents: Mapping[str, Document],
    *,
    formats: Iterable[str] = DEFAULT,
    provenance: package.Provenance | None = None,
    gazetteer: Gazetteer | None = None,
    kept: Kept | None = None,
) -> dict[str, int]:
    """Write a dataset as `write` does, from lines that are never all in memory.

    With `kept` the rows of the tables before are taken over where their line has not changed.
    """
    chosen = known(("csv", *formats))
    made = provenance or package.Provenance()
    with staging(folder) as stage:
        written, texts = _write_tables(folder, stage, sources, documents, kept)
        counts = {name: table.rows for name, table in written.items()}
        _validate(stage)
        source = Source(stage, made, gazetteer, _partly(folder, stage, written["events"], kept))
        for name in chosen:
            MAKERS[name](source, stage)
        for path in stage.glob(f"{FRESH}*"):
            path.unlink()
        _describe(stage, made.attribution, lambda facts: package.manifest(stage, facts, counts, chosen, made, texts))
        _remove_stale(folder, stage)
    return counts


def export(
    folder: Path,
    target: Path,
    formats: Iterable[str],
    *,
    provenance: package.Provenance | None = None,
    gazetteer: Gazetteer | None = None,
) -> tuple[str, ...]:
    """Make formats from the tables of a dataset that was made before, without coding again.

    Parameters
    ----------
    folder
        The dataset.
    target
        Where the files go; may be the same folder. The tables themselves are not written again.
    formats
        See `formats.MAKERS`.
    provenance
        Gives the time, where a format states one; by default that of the dataset.
    gazetteer
        Finds regional capitals for ACLED's format.

    Returns
    -------
    tuple
        Names of the files made.

    Raises
    ------
    OptionError
        A format is unknown.
    InputError
        A table is missing or a cell does not fit its column.
    OutputError
        The folder cannot be written.
    """
    source = Source(folder, provenance or package.of_dataset(folder), gazetteer)
    with staging(target) as stage:
        for name in known(formats):
            MAKERS[name](source, stage)
        made = tuple(sorted(path.name for path in stage.iterdir()))
    if target.resolve() == folder.resolve():
        package.enlist(folder, made)
    return made
