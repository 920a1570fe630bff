"""The folder of a dataset: all its files, written together or not at all."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, Any, cast

from pipeline.errors import OutputError
from pipeline.outputs import codebook, package, tables
from pipeline.outputs.formats import DEFAULT, MAKERS, Source, known
from pipeline.schema import DOCUMENT_FIELDS, EVENT_FIELDS, EVIDENCE_FIELDS, ISSUE_FIELDS, REPORT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.outputs.exchange.basis import Gazetteer
    from pipeline.schema import Document, Event, Issue, Report


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


def _write_reports(stage: Path, reports: Iterable[Any], documents: Mapping[str, Document]) -> tuple[int, int]:
    """Write reports.csv and evidence.csv in one pass; returns the numbers of rows."""
    with (
        tables.Table(stage / "reports.csv", REPORT_FIELDS) as table,
        tables.Table(stage / "evidence.csv", EVIDENCE_FIELDS) as shown,
    ):
        for report in map(tables.values, reports):
            table.add((report,))
            if "spans" in report:
                document = documents.get(report["document_id"])
                shown.add(evidence(report, document.text if document else None))
        return table.rows, shown.rows


def _write_documents(stage: Path, documents: Mapping[str, Document]) -> tuple[int, str]:
    """Write documents.csv by id, with a hash of each text; returns the number of rows and a hash of all texts."""
    every = hashlib.sha256()

    def hashed() -> Iterator[dict[str, Any]]:
        for name in sorted(documents):
            document = documents[name]
            sha256 = hashlib.sha256(document.text.encode("utf-8", "replace")).hexdigest()
            every.update(sha256.encode())
            yield {**tables.values(document), "sha256": sha256}

    rows = tables.write(stage / "documents.csv", DOCUMENT_FIELDS, hashed())
    return rows, every.hexdigest()


def _write_tables(
    stage: Path,
    events: Iterable[Any],
    reports: Iterable[Any],
    issues: Iterable[Any],
    documents: Mapping[str, Document],
) -> tuple[dict[str, int], str]:
    """Write the CSV tables; returns their numbers of rows and a hash of all texts."""
    counts = {"events": tables.write(stage / "events.csv", EVENT_FIELDS, events)}
    counts["reports"], counts["evidence"] = _write_reports(stage, reports, documents)
    counts["issues"] = tables.write(stage / "issues.csv", ISSUE_FIELDS, issues)
    counts["documents"], texts = _write_documents(stage, documents)
    return counts, texts


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
    events: Iterable[Event] | Iterable[dict[str, Any]],
    reports: Iterable[Report] | Iterable[dict[str, Any]],
    issues: Iterable[Issue] | Iterable[dict[str, Any]],
    documents: Mapping[str, Document] | Iterable[Document] = (),
    *,
    ordered: bool = False,
    formats: Iterable[str] = DEFAULT,
    provenance: package.Provenance | None = None,
    gazetteer: Gazetteer | None = None,
) -> dict[str, int]:
    """Write a dataset into a folder, whole or not at all. Records may also be given as their JSON values by field.

    Parameters
    ----------
    folder
        Where the files go; made if missing. Files of the same names are replaced; files that an earlier run made and
        this one does not are removed, unless somebody changed them.
    events
        All events; they are written by date. Those that come by date and id (`ordered`) are never all in memory.
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
        told = events if ordered else in_order(cast("Iterable[Event]", events))
        counts, texts = _write_tables(stage, told, reports, issues, by_id)
        validate.folder(stage)
        source = Source(stage, made, gazetteer)
        for name in chosen:
            MAKERS[name](source, stage)
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
