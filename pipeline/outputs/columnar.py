"""CSV tables of a dataset as typed Arrow columns, in batches: what every other format is made from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv as pa_csv

from pipeline.errors import InputError
from pipeline.files import ACTIVE
from pipeline.outputs.findings import Findings
from pipeline.schema import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence
    from pathlib import Path

    from pipeline.schema import Field, FieldType

BLOCK = 1 << 22
"""Bytes of a CSV file that are read at once; no row may be longer."""
TYPES: dict[FieldType, pa.DataType] = {
    "string": pa.string(),
    "list": pa.list_(pa.string()),
    "number": pa.float64(),
    "integer": pa.int64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}
SHAPES: dict[FieldType, tuple[str, str]] = {
    "number": (r"^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$", "a number"),
    "integer": (r"^-?[0-9]{1,18}$", "a whole number"),
    "boolean": (r"^(true|false)$", "true or false"),
}
"""How the cells of a type look, and what to call them."""
_GUARDED = "^'('*[" + ACTIVE.replace("\x7f-\x9f", "\\x7f-\\x{9f}").replace("\x00-\x1f", "\\x00-\\x1f") + "])"


def schema(fields: Sequence[Field]) -> pa.Schema:
    """Arrow schema of a table; each field carries its description and unit."""
    return pa.schema(
        pa.field(
            field.name,
            TYPES[field.type],
            metadata={"description": field.description} | ({"unit": field.unit} if field.unit else {}),
        )
        for field in fields
    )


def _days(text: pa.Array) -> pa.Array:
    """ISO days as dates; what is none becomes null. Each different text is read once."""
    encoded = text.dictionary_encode()
    days: list[date | None] = []
    for value in encoded.dictionary.to_pylist():
        try:
            days.append(date.fromisoformat(value) if len(value) == 10 else None)
        except ValueError:
            days.append(None)
    return pa.array(days, pa.date32()).take(encoded.indices)


def _typed(field: Field, cells: pa.Array) -> tuple[pa.Array, pa.Array | None]:
    """The values of a column of cells, and which cells are not of its type."""
    known = pc.if_else(pc.equal(cells, ""), pa.scalar(None, pa.string()), cells)
    if field.type in ("string", "list"):
        text = pc.replace_substring_regex(known, pattern=_GUARDED, replacement=r"\1")
        return (text if field.type == "string" else pc.split_pattern(text, SEPARATOR)), None
    if field.type == "date":
        values = _days(known)
        return values, pc.and_(pc.is_valid(known), pc.is_null(values))
    right = pc.match_substring_regex(known, SHAPES[field.type][0])
    fitting = pc.if_else(right, known, pa.scalar(None, pa.string()))
    return fitting.cast(TYPES[field.type]), pc.invert(right)


def batches(
    path: Path, fields: Sequence[Field], findings: Findings | None = None, only: Collection[str] = ()
) -> Iterator[pa.RecordBatch]:
    """Read a CSV table of a dataset.

    Parameters
    ----------
    path
        The file.
    fields
        The columns it has to have, in order.
    findings
        Collects cells that are not of their column's type, which are unknown in the batches. Without it they are an error.
    only
        The columns that are wanted; all by default.

    Raises
    ------
    InputError
        The file is missing, is not CSV in UTF-8, has other columns, or has a cell that does not fit its column.
    """
    collected = Findings() if findings is None else findings
    names = [field.name for field in fields]
    try:
        reader = pa_csv.open_csv(
            path,
            read_options=pa_csv.ReadOptions(block_size=BLOCK),
            parse_options=pa_csv.ParseOptions(newlines_in_values=True),
            convert_options=pa_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string())),
        )
        if reader.schema.names != names:
            raise InputError(f"{path}: columns are {', '.join(reader.schema.names)}; they should be {', '.join(names)}")
        yield from _read(reader, [field for field in fields if not only or field.name in only], collected)
    except FileNotFoundError:
        raise InputError(f"{path} is missing; give the folder of a dataset") from None
    except pa.ArrowInvalid as error:
        raise InputError(f"{path}: not a CSV table in UTF-8 ({error}); write it again") from error
    if findings is None and collected:
        raise InputError(f"{path}: {collected.lines()[0]}")


def _read(reader: Any, fields: Sequence[Field], findings: Findings) -> Iterator[pa.RecordBatch]:
    first = 1
    for raw in reader:
        values = []
        for field in fields:
            cells = raw.column(field.name)
            column, wrong = _typed(field, cells)
            values.append(column)
            if wrong is not None:
                what = "a day (YYYY-MM-DD)" if field.type == "date" else SHAPES[field.type][1]
                findings.add(field.name, f"is not {what}", wrong, cells, raw.column(0), first)
        first += raw.num_rows
        yield pa.record_batch(values, schema=schema(fields))


def read(path: Path, fields: Sequence[Field], findings: Findings | None = None) -> pa.Table:
    """All rows of a CSV table; see `batches`."""
    return pa.Table.from_batches(batches(path, fields, findings), schema=schema(fields)).combine_chunks()


def joined(table: pa.Table | pa.RecordBatch) -> pa.Table | pa.RecordBatch:
    """The same with several values of a cell as one text."""
    for index, field in enumerate(table.schema):
        if pa.types.is_list(field.type):
            text = pc.binary_join(table.column(index), SEPARATOR)
            table = table.set_column(index, pa.field(field.name, pa.string(), metadata=field.metadata), text)
    return table
