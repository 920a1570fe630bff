"""The folder of a dataset: all its files, written together or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.errors import OutputError
from pipeline.outputs import codebook, package, tables
from pipeline.outputs.formats import DEFAULT, MAKERS, Source, known
from pipeline.schema import DOCUMENT_FIELDS, EVENT_FIELDS, EVIDENCE_FIELDS, ISSUE_FIELDS, REPORT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Gazetteer
    from pipeline.schema import Document, Event, Issue, Report


@dataclass(frozen=True, slots=True)
class Evidence:
    """One row of evidence.csv: the words that one value was read from."""

    event_id: str | None
    report_id: str
    document_id: str
    field: str
    start: int
    end: int
    text: str | None
    rule: str


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


def evidence(report: Report, text: str | None) -> Iterator[Evidence]:
    """The spans of a report with their words, from the document's text or, without it, from the report's evidence."""
    for span in report.spans:
        if text is not None:
            words: str | None = text[span.start : span.end]
        elif report.start <= span.start and span.end <= report.end:
            words = report.evidence[span.start - report.start : span.end - report.start]
        else:
            words = None
        yield Evidence(
            report.event_id, report.report_id, report.document_id, span.field, span.start, span.end, words, span.rule
        )


def in_order(events: Iterable[Event]) -> list[Event]:
    """Events by first day, those without a date last; by id within a day."""
    return sorted(events, key=lambda event: (event.event_date or date.max, event.event_id))


def _write_reports(stage: Path, reports: Iterable[Report], documents: Mapping[str, Document]) -> tuple[int, int]:
    """Write reports.csv and evidence.csv in one pass; returns the numbers of rows."""
    with (
        tables.Table(stage / "reports.csv", REPORT_FIELDS) as table,
        tables.Table(stage / "evidence.csv", EVIDENCE_FIELDS) as shown,
    ):
        for batch in tables.batches(reports):
            table.add(batch)
            rows: list[Evidence] = []
            for report in batch:
                document = documents.get(report.document_id) if report.spans else None
                rows += evidence(report, document.text if document else None)
            shown.add(rows)
        return table.rows, shown.rows


def _write_documents(stage: Path, documents: Mapping[str, Document]) -> tuple[int, str]:
    """Write documents.csv by id, with a hash of each text; returns the number of rows and a hash of all texts."""
    every = hashlib.sha256()
    known, sha256 = DOCUMENT_FIELDS[:-1], DOCUMENT_FIELDS[-1]
    with tables.Table(stage / "documents.csv", (*known, sha256)) as table:
        for batch in tables.batches(documents[name] for name in sorted(documents)):
            hashes = [hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest() for document in batch]
            table.add_columns([*tables.columns(known, batch), hashes])
            every.update("".join(hashes).encode())
        return table.rows, every.hexdigest()


def _write_tables(
    stage: Path,
    events: Iterable[Event],
    reports: Iterable[Report],
    issues: Iterable[Issue],
    documents: Mapping[str, Document],
) -> tuple[dict[str, int], str]:
    """Write the CSV tables; returns their numbers of rows and a hash of all texts."""
    counts = {"events": tables.write(stage / "events.csv", EVENT_FIELDS, in_order(events))}
    counts["reports"], counts["evidence"] = _write_reports(stage, reports, documents)
    counts["issues"] = tables.write(stage / "issues.csv", ISSUE_FIELDS, issues)
    counts["documents"], texts = _write_documents(stage, documents)
    return counts, texts


def _describe(stage: Path, attribution: tuple[str, ...], manifest: Callable[[], dict[str, Any]]) -> None:
    """Write what describes the other files, the manifest last, as it lists all of them."""
    (stage / "codebook.md").write_bytes(codebook.text().encode())
    (stage / "datapackage.json").write_bytes(package.text(package.datapackage(stage, attribution)).encode())
    (stage / "manifest.json").write_bytes(package.text(manifest()).encode())


def _remove_stale(folder: Path, stage: Path) -> None:
    """Remove files that the run before made and this one does not, unless somebody changed them since."""
    try:
        made = json.loads((folder / "manifest.json").read_bytes())["files"]
        for name, facts in made.items():
            path = folder / name
            ours = path.parent == folder and path.is_file() and package.digest(path) == facts["sha256"]
            if ours and not (stage / name).exists():
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
    from pipeline.outputs import validate

    chosen = known(("csv", *formats))
    made = provenance or package.Provenance()
    by_id = documents if isinstance(documents, Mapping) else {document.document_id: document for document in documents}
    with staging(folder) as stage:
        counts, texts = _write_tables(stage, events, reports, issues, by_id)
        validate.folder(stage)
        source = Source(stage, made, gazetteer)
        for name in chosen:
            MAKERS[name](source, stage)
        _describe(stage, made.attribution, lambda: package.manifest(stage, counts, chosen, made, texts))
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
