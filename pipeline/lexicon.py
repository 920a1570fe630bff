"""Loads and checks the word tables in `lexicons/`; nothing else reads them.

A table is a CSV file in UTF-8 whose first lines, beginning with `#`, say what it holds and where it comes from. One
row is one entry; several values in a cell are separated by `|`. A bad row is an error that names file and line.
"""

from __future__ import annotations

import csv
import re
from functools import cache
from importlib import resources
from itertools import groupby
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline.errors import LexiconError

if TYPE_CHECKING:
    from collections.abc import Mapping

VALUES = "|"
"""Separates several values in one cell."""


def parse(name: str, text: str, columns: tuple[str, ...]) -> tuple[Mapping[str, str], ...]:
    """Rows of a table's text as read-only mappings.

    Parameters
    ----------
    name
        The table's name, for messages.
    text
        Its content.
    columns
        The columns it has to have, in order.

    Raises
    ------
    LexiconError
        The header differs, a row has another number of cells, or its first cell is empty or stands there twice.
    """
    numbered = [(i, line) for i, line in enumerate(text.splitlines(), 1) if line.strip() and not line.startswith("#")]
    records = list(csv.reader([line for _, line in numbered]))
    if not records or tuple(records[0]) != columns:
        found = ", ".join(records[0]) if records else "nothing"
        raise LexiconError(f"lexicons/{name}.csv: columns are {found}; make them {', '.join(columns)}")
    rows: list[Mapping[str, str]] = []
    seen: set[tuple[str, ...]] = set()
    for (number, _), cells in zip(numbered[1:], records[1:], strict=True):
        where = f"lexicons/{name}.csv, line {number}"
        if len(cells) != len(columns):
            raise LexiconError(f"{where}: {len(cells)} cells instead of {len(columns)}: {cells!r}")
        if not cells[0].strip():
            raise LexiconError(f"{where}: the first cell is empty: {cells!r}")
        if tuple(cells) in seen:
            raise LexiconError(f"{where}: the row stands there twice: {cells!r}")
        seen.add(tuple(cells))
        rows.append(MappingProxyType(dict(zip(columns, (cell.strip() for cell in cells), strict=True))))
    return tuple(rows)


@cache
def table(name: str, columns: tuple[str, ...]) -> tuple[Mapping[str, str], ...]:
    """The rows of `lexicons/<name>.csv`; see `parse` for the checks."""
    path = resources.files("pipeline") / "lexicons" / f"{name}.csv"
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise LexiconError(f"lexicons/{name}.csv is missing; install the package again") from None
    return parse(name, text, columns)


def values(cell: str) -> tuple[str, ...]:
    """The values of a cell with several of them."""
    return tuple(part.strip() for part in cell.split(VALUES) if part.strip())


def countries() -> tuple[Mapping[str, str], ...]:
    """The rows of countries.csv."""
    columns = ("name", "iso3", "iso2", "aliases", "demonyms", "capital", "latitude", "longitude", "uncertainty_km")
    return table("countries", columns)


def regions() -> tuple[Mapping[str, str], ...]:
    """The rows of regions.csv: the first-level units of the world."""
    return table(
        "regions",
        (
            "name",
            "geonames",
            "iso3",
            "kind",
            "aliases",
            "main_town",
            "latitude",
            "longitude",
            "uncertainty_km",
            "population",
        ),
    )


def nationalities() -> tuple[Mapping[str, str], ...]:
    """The rows of nationalities.csv: what a country's people and seats are called."""
    return table("nationalities", ("iso3", "name", "adjectives", "people", "seats", "aliases"))


@cache
def cardinals() -> frozenset[str]:
    """The words of number_words.csv that count, without the ordinals."""
    rows = table("number_words", ("word", "class", "value"))
    return frozenset(row["word"] for row in rows if row["class"] != "ordinal")


@cache
def words(name: str) -> frozenset[str]:
    """The words of a table with the one column `word`."""
    return frozenset(row["word"] for row in table(name, ("word",)))


@cache
def within(name: str) -> re.Pattern[str]:
    """A search for the entries of a table with the one column `word` in words that one space each parts."""
    return re.compile(rf"(?<!\S)(?:{'|'.join(map(re.escape, sorted(words(name))))})(?!\S)")


@cache
def patterns(name: str, use: str) -> re.Pattern[str]:
    """The regular expressions of one use in a table with the columns `pattern` and `use`, joined in their order.

    Those in a row that begin with a word stand in one group, through which a search steps from word to word.

    Raises
    ------
    LexiconError
        The table has no row of that use, or an expression of it cannot be read.
    """
    found = [row["pattern"] for row in table(name, ("pattern", "use")) if row["use"] == use]
    if not found:
        raise LexiconError(f"lexicons/{name}.csv has no row of use {use!r}; add one")
    groups = (list(rows) for _, rows in groupby(found, key=lambda pattern: pattern.startswith(r"\b")))
    try:
        return re.compile("|".join(f"(?:{'|'.join(rows)})" for rows in groups))
    except re.error as error:
        raise LexiconError(f"lexicons/{name}.csv, use {use!r}: {error}; correct the pattern") from None
