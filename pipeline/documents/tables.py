"""Tables of articles: CSV, TSV and Parquet, one row an article, read in pieces."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

from pipeline.documents.charsets import decode
from pipeline.documents.drafts import FIELDS, MEGABYTE, Draft, Refused, issue, one_line, parsing
from pipeline.documents.folders import DELIMITERS, open_bytes
from pipeline.documents.objects import mapped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.documents.folders import Item
    from pipeline.schema import Issue

BLOCK = 32 * MEGABYTE
"""Bytes of a table read at a time; no row may be longer."""
COLUMN_LIMIT = 1000
_ROWS = 1000
_SAMPLE = 65_536


def read_csv(item: Item, columns: Mapping[str, str]) -> Iterator[Draft | Issue]:
    """The articles of a CSV or TSV file; the delimiter is the commonest of `, tab ; |` in the first line."""
    from pyarrow import csv as arrow

    first, encoding = _head(item)
    delimiter = max(DELIMITERS, key=first.count)
    skipped: list[Issue] = []

    def skip(row: Any) -> str:
        reason = f"has {row.actual_columns} cells instead of {row.expected_columns}: {one_line(row.text or '', 60)!r}"
        skipped.append(issue("bad_record", item.label, f"a row {reason}; not read"))
        return "skip"

    with open_bytes(item.path) as stream, parsing("a table"):
        batches = arrow.open_csv(
            stream,
            arrow.ReadOptions(use_threads=False, block_size=BLOCK, encoding=encoding),
            arrow.ParseOptions(delimiter=delimiter, newlines_in_values=True, invalid_row_handler=skip),
            arrow.ConvertOptions(check_utf8=True, strings_can_be_null=False, column_types=_all_text(first, delimiter)),
        )
        for found in _rows(batches, item, columns, encoding):
            while skipped:
                yield skipped.pop(0)
            yield found
    yield from skipped


def _head(item: Item) -> tuple[str, str]:
    """First line of a table, and its encoding as told from its beginning."""
    with open_bytes(item.path) as stream:
        sample = stream.read(_SAMPLE)
    whole = sample[: sample.rfind(b"\n") + 1] if len(sample) == _SAMPLE and b"\n" in sample else sample
    if not whole.strip():
        raise Refused("empty", "is empty; nothing to read")
    text, encoding = decode(whole)
    return (text.lstrip("\ufeff").splitlines() or [""])[0], encoding


def _all_text(first: str, delimiter: str) -> dict[str, Any]:
    """Every column as text: an id 007 or a date must not become a number."""
    import pyarrow

    names = next(csv.reader([first], delimiter=delimiter), [])
    if len(names) > COLUMN_LIMIT:
        raise Refused("unreadable", f"has {len(names):,} columns, as no table of articles does; not read")
    return dict.fromkeys(names, pyarrow.string())


def read_parquet(item: Item, columns: Mapping[str, str]) -> Iterator[Draft | Issue]:
    """The articles of a Parquet file."""
    from pyarrow import parquet

    with parsing("a Parquet table"), parquet.ParquetFile(item.path) as table:
        wanted = [name for name in table.schema_arrow.names if name in _wanted(columns)]
        mapped(dict.fromkeys(table.schema_arrow.names, ""), columns)
        yield from _rows(table.iter_batches(_ROWS, columns=wanted), item, columns, None)


def _wanted(columns: Mapping[str, str]) -> set[str]:
    return {columns.get(field, field) for field in FIELDS}


def _rows(batches: Any, item: Item, columns: Mapping[str, str], encoding: str | None) -> Iterator[Draft | Issue]:
    number = 0
    for batch in batches:
        if not number:
            mapped(dict.fromkeys(batch.schema.names, ""), columns)
        for row in batch.to_pylist():
            number += 1
            label = f"{item.label}, row {number}"
            values = {key: value for key, value in row.items() if value not in (None, "")}
            try:
                yield Draft(
                    label=label, name=f"{item.stem}-{number}", values=mapped(values, columns), encoding=encoding
                )
            except Refused:
                yield issue("empty", label, f"row has no text in {columns.get('text', 'text')!r}")
