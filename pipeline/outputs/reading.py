"""A dataset's tables back into records."""

from __future__ import annotations

from dataclasses import fields as fields_in
from typing import TYPE_CHECKING, Any, TypeVar

from pipeline.schema import TABLES, Document, Event, Issue, Report

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

T = TypeVar("T", Document, Event, Issue, Report)
NAMES: dict[type, str] = {Document: "documents", Event: "events", Issue: "issues", Report: "reports"}


def records(folder: Path, cls: type[T]) -> Iterator[T]:
    """The records of one kind in the folder of a dataset, in the order of their table.

    Documents come without their text, reports without their spans, events without the list of their reports: these are
    not in the tables.

    Raises
    ------
    InputError
        The table is missing or a cell does not fit its column.
    """
    from pipeline.outputs import columnar

    name = NAMES[cls]
    lists = {field.name for field in TABLES[name] if field.type == "list"}
    extra: dict[str, Any] = {"text": ""} if cls is Document else {}
    own = [field.name for field in fields_in(cls)]
    columns = [field.name for field in TABLES[name] if field.name in own]
    for batch in columnar.batches(folder / f"{name}.csv", TABLES[name]):
        for row in batch.select(columns).to_pylist():
            for column in lists:
                row[column] = tuple(row[column] or ())
            yield cls(**row, **extra)
