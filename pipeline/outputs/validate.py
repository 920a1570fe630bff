"""Tables against the schema, a column at a time, with all problems at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.errors import SchemaError
from pipeline.outputs import columnar
from pipeline.outputs.findings import Findings
from pipeline.schema import EVENT_TYPES, TABLES

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.schema import Field


def _none(mask: Any) -> Any:
    return pc.fill_null(mask, fill_value=False)


def _any_value(column: pa.Array, test: Callable[[pa.Array], pa.Array]) -> pa.Array:
    """Rows of which a value fails the test; `column` may hold lists."""
    if not pa.types.is_list(column.type):
        return _none(test(column))
    bad = pc.filter(pc.list_parent_indices(column), _none(test(pc.list_flatten(column))))
    return pc.is_in(pa.array(range(len(column)), pa.int64()), value_set=bad.cast(pa.int64()))


def check_field(field: Field, column: pa.Array, ids: pa.Array, first_row: int, findings: Findings) -> None:
    """Add what one column breaks of its field's rules: required, range, allowed values, pattern."""

    def add(complaint: str, wrong: pa.Array) -> None:
        findings.add(field.name, complaint, wrong, column, ids, first_row)

    if field.required:
        add("is empty but required", pc.is_null(column))
    if field.minimum is not None:
        add(f"is below {field.minimum:g}", _none(pc.less(column, field.minimum)))
    if field.maximum is not None:
        add(f"is above {field.maximum:g}", _none(pc.greater(column, field.maximum)))
    if field.enum:
        allowed = pa.array(field.enum, pa.string())
        add(
            f"is not one of {', '.join(field.enum)}",
            _any_value(column, lambda part: pc.and_(pc.is_valid(part), pc.invert(pc.is_in(part, value_set=allowed)))),
        )
    if field.pattern:
        pattern = f"^(?:{field.pattern})$"
        add(
            f"does not fit the pattern {field.pattern}",
            _any_value(column, lambda part: pc.invert(pc.match_substring_regex(part, pattern))),
        )


def _ordered(low: str, high: str) -> Callable[[Any], pa.Array]:
    return lambda batch: pc.greater(batch.column(low), batch.column(high))


def _one_alone(a: str, b: str) -> Callable[[Any], pa.Array]:
    return lambda batch: pc.xor(pc.is_null(batch.column(a)), pc.is_null(batch.column(b)))


def _foreign_sub_event_type(batch: Any) -> pa.Array:
    pairs = pa.array([f"{event}|{sub}" for event, subs in EVENT_TYPES.items() for sub in subs])
    found = pc.binary_join_element_wise(batch.column("event_type"), batch.column("sub_event_type"), "|")
    return pc.invert(pc.is_in(found, value_set=pairs))


RULES: tuple[tuple[str, tuple[str, ...], str, Callable[[Any], pa.Array]], ...] = (
    ("event_date", ("event_date", "event_date_end"), "is after event_date_end", _ordered("event_date", "event_date_end")),
    ("event_date_end", ("event_date", "event_date_end"), "and event_date are known only together",
     _one_alone("event_date", "event_date_end")),
    ("latitude", ("latitude", "longitude"), "and longitude are known only together", _one_alone("latitude", "longitude")),
    ("sub_event_type", ("event_type", "sub_event_type"), "is not one of its event_type", _foreign_sub_event_type),
    ("fatalities_low", ("fatalities_low", "fatalities_high"), "is above fatalities_high",
     _ordered("fatalities_low", "fatalities_high")),
    ("fatalities_low", ("fatalities_low", "fatalities"), "is above fatalities", _ordered("fatalities_low", "fatalities")),
    ("fatalities", ("fatalities", "fatalities_high"), "is above fatalities_high",
     _ordered("fatalities", "fatalities_high")),
    ("injuries_low", ("injuries_low", "injuries_high"), "is above injuries_high",
     _ordered("injuries_low", "injuries_high")),
    ("injuries_low", ("injuries_low", "injuries"), "is above injuries", _ordered("injuries_low", "injuries")),
    ("injuries", ("injuries", "injuries_high"), "is above injuries_high", _ordered("injuries", "injuries_high")),
    ("start", ("start", "end"), "is after end", _ordered("start", "end")),
)  # fmt: skip
"""Rules between columns: the column named, those it needs, the complaint, and which rows break it."""


def check_rules(batch: pa.RecordBatch, first_row: int, findings: Findings) -> None:
    """Add what the rows of a batch break of the rules between columns."""
    for column, needed, complaint, broken in RULES:
        if set(needed) <= set(batch.schema.names):
            findings.add(column, complaint, _none(broken(batch)), batch.column(column), batch.column(0), first_row)


def file(path: Path, fields: Sequence[Field], *, rules: bool = True) -> tuple[Findings, int]:
    """What a CSV table breaks, and its number of rows.

    Parameters
    ----------
    path
        The table.
    fields
        Its columns.
    rules
        Check the rules between columns too.
    """
    findings, row = Findings(), 1
    for batch in columnar.batches(path, fields, findings):
        for field, column in zip(fields, batch.columns, strict=True):
            check_field(field, column, batch.column(0), row, findings)
        if rules:
            check_rules(batch, row, findings)
        row += batch.num_rows
    return findings, row - 1


def table(path: Path, name: str) -> None:
    """Hold a table against its fields.

    Raises
    ------
    SchemaError
        It does not fit; every kind of problem is listed.
    """
    findings, _ = file(path, TABLES[name], rules=False)
    if findings:
        raise SchemaError(f"{name}.csv", findings.lines())
