"""Cells of CSV tables: read as text, written so that no spreadsheet runs them."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

LARGEST = 50_000_000
"""Characters of the longest cell that is read."""


def rows(path: Path, only: frozenset[str] = frozenset()) -> Iterator[dict[str, str]]:
    """Rows of a CSV or TSV table by column; cells without the apostrophe that guards them.

    Parameters
    ----------
    only
        The columns that are wanted; all by default.

    Raises
    ------
    InputError
        The file cannot be read as such a table.
    """
    csv.field_size_limit(LARGEST)
    try:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            first = lines.readline()
            lines.seek(0)
            reader = csv.DictReader(lines, delimiter="\t" if first.count("\t") > first.count(",") else ",")
            names = [((name or "").strip().strip("\ufeff"), name) for name in reader.fieldnames or ()]
            wanted = [(shown, name) for shown, name in names if not only or shown in only]
            for row in reader:
                yield {shown: files.unguard(cell) for shown, name in wanted if isinstance(cell := row[name], str)}
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8 CSV") from error
    except (OSError, csv.Error) as error:
        raise InputError(f"{path}: cannot be read as a table ({error})") from error


def parsed(lines: Iterable[bytes]) -> Iterator[dict[str, str]]:
    """Rows of a table of ours by column, from their bytes; the header first."""
    csv.field_size_limit(LARGEST)
    reader = csv.DictReader(line.decode() for line in lines)
    for row in reader:
        yield {name: files.unguard(cell) for name, cell in row.items()}


def write(path: Path, columns: Sequence[str], lines: Iterable[Sequence[str]]) -> None:
    """Write a table, whole or not at all."""
    with files.replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as text:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(columns)
        writer.writerows([files.guard(cell) for cell in line] for line in lines)
