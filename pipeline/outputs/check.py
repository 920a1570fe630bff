"""A dataset's folder against the schema, its own manifest and the rules of `lint`."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pyarrow.compute as pc

from pipeline.errors import InputError
from pipeline.outputs import columnar, lint, validate
from pipeline.outputs.findings import Findings
from pipeline.outputs.lint import Level, Remark
from pipeline.outputs.package import FOREIGN_KEYS, KEYS, digest
from pipeline.schema import DOCUMENT_FIELDS, EVENT_FIELDS, EVIDENCE_FIELDS, REPORT_FIELDS, TABLES

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date
    from pathlib import Path

EXTRA = {"evidence", "documents"}
"""Tables without which a dataset may be passed on."""
READ = {
    "event_type": "trigger",
    "event_date": "event_date",
    "location": "location",
    "actor1": "actor1",
    "actor2": "actor2",
    "weapon": "weapon",
    "target": "target",
    "fatalities": "fatalities",
    "injuries": "injuries",
    "claimed_by": "claimed_by",
    "denied_by": "denied_by",
    "unverified": "unverified",
}
"""Column of a report to the name under which evidence.csv shows where it was read."""
LEVELS: dict[Level, str] = {"problem": "Problems", "note": "To look at", "share": "Shares"}


@dataclass(frozen=True, slots=True)
class Checked:
    """What a check found: rows of each table, and remarks."""

    folder: Path
    rows: dict[str, int]
    remarks: tuple[Remark, ...]

    @property
    def problems(self) -> int:
        """How many remarks are problems."""
        return sum(remark.level == "problem" for remark in self.remarks)

    def text(self) -> str:
        """The report to read."""
        counts = ", ".join(f"{count:,} {name}" for name, count in self.rows.items())
        lines = [f"{self.folder}: {counts}"]
        for level, title in LEVELS.items():
            found = [remark.text for remark in self.remarks if remark.level == level]
            if found:
                lines += ["", title, *(f"  - {text}" for text in found)]
        notes = sum(remark.level == "note" for remark in self.remarks)
        return "\n".join([*lines, "", f"{self.problems} problem(s), {notes} thing(s) to look at"])

    def as_json(self) -> str:
        """The same for machines."""
        remarks = [{"level": one.level, "rule": one.rule, "text": one.text} for one in self.remarks]
        return json.dumps(
            {"folder": str(self.folder), "rows": self.rows, "remarks": remarks}, ensure_ascii=False, indent=2
        )


def _column(folder: Path, table: str, name: str) -> Any:
    index = [field.name for field in TABLES[table]].index(name)
    return pc.drop_null(
        columnar.read(folder / f"{table}.csv", TABLES[table], Findings()).column(index)
    ).combine_chunks()


def _tables(folder: Path, rows: dict[str, int]) -> Iterator[Remark]:
    """Each table that is there against its fields."""
    for name, fields in TABLES.items():
        path = folder / f"{name}.csv"
        if not path.exists():
            level: Level = "note" if name in EXTRA else "problem"
            yield Remark(level, "missing", f"{name}.csv is missing")
            continue
        findings, rows[name] = validate.file(path, fields)
        for line in findings.lines():
            yield Remark("problem", "schema", f"{name}.csv, {line}")


def _keys(folder: Path, rows: dict[str, int]) -> Iterator[Remark]:
    """Ids that are there twice, and ids that lead nowhere."""
    for name, key in KEYS.items():
        if name in rows:
            counts = _column(folder, name, key).value_counts()
            twice = counts.filter(pc.greater(counts.field("counts"), 1)).field("values").to_pylist()
            yield from lint.listed("problem", "key", f"{name}.csv, {key} is there twice", twice)
    for name, keys in FOREIGN_KEYS.items():
        for key, target in keys:
            if name in rows and target in rows:
                used = _column(folder, name, key)
                known = _column(folder, target, KEYS[target])
                lost = pc.unique(used.filter(pc.invert(pc.is_in(used, value_set=known)))).to_pylist()
                yield from lint.listed("problem", "foreign-key", f"{name}.csv, {key} is not in {target}.csv", lost)


def _manifest(folder: Path) -> Iterator[Remark]:
    """Files that are not those of the run which wrote the manifest."""
    path = folder / "manifest.json"
    if not path.exists():
        return
    try:
        files = json.loads(path.read_bytes())["files"].items()
        expected = {str(name): str(facts["sha256"]) for name, facts in files}
    except (ValueError, KeyError, TypeError, AttributeError):
        yield Remark("problem", "manifest", "manifest.json cannot be read; write the dataset again")
        return
    inside = {name: folder / name for name in expected if (folder / name).parent == folder}
    gone = [name for name, file in inside.items() if not file.is_file()]
    changed = [name for name, file in inside.items() if file.is_file() and digest(file) != expected[name]]
    yield from lint.listed("problem", "gone", "files of the manifest that are missing", gone)
    yield from lint.listed("problem", "changed", "files that were changed since they were written", changed)


def _content(folder: Path, rows: dict[str, int]) -> Iterator[Remark]:
    """The rules of `lint` on what could be read."""
    ignored = Findings()
    events = columnar.read(folder / "events.csv", EVENT_FIELDS, ignored).to_pylist()
    yield from lint.remarks(events)
    if "documents" not in rows:
        return
    documents = columnar.read(folder / "documents.csv", DOCUMENT_FIELDS, ignored).to_pylist()
    published: dict[str, date] = {row["document_id"]: row["published"] for row in documents if row["published"]}
    yield from lint.after_publication(events, published, "event_id")
    if "reports" in rows:
        columns = ["report_id", "document_id", "event_date"]
        batches = columnar.batches(folder / "reports.csv", REPORT_FIELDS, ignored)
        reports = (row for batch in batches for row in batch.select(columns).to_pylist())
        yield from lint.after_publication(reports, published, "report_id")


def _coverage(folder: Path, rows: dict[str, int]) -> Iterator[Remark]:
    """How many values of the reports have their words in evidence.csv."""
    if not rows.get("reports") or "evidence" not in rows:
        return
    reports = columnar.read(folder / "reports.csv", REPORT_FIELDS, Findings()).select([*READ, "report_id"])
    evidence = columnar.read(folder / "evidence.csv", EVIDENCE_FIELDS, Findings()).select(["field", "report_id"])
    parts = []
    for column, shown in READ.items():
        ids = reports.filter(pc.is_valid(reports[column]))["report_id"]
        words = evidence.filter(pc.equal(evidence["field"], shown))["report_id"].combine_chunks()
        found = pc.sum(pc.is_in(ids, value_set=words)).as_py() or 0
        parts += [f"{column} {found} of {len(ids)}"] if len(ids) else []
    yield Remark("share", "evidence", f"values with their words in evidence.csv: {', '.join(parts)}")


def folder(path: Path) -> Checked:
    """Check the folder of a dataset.

    Raises
    ------
    InputError
        The folder has no events.csv, or a table is not CSV in UTF-8 with the columns of the schema.
    """
    if not (path / "events.csv").is_file():
        raise InputError(f"{path} has no events.csv; give the folder of a dataset")
    rows: dict[str, int] = {}
    tables = _tables(path, rows)
    remarks = [*tables, *_keys(path, rows), *_manifest(path), *_content(path, rows), *_coverage(path, rows)]
    return Checked(path, rows, tuple(remarks))
