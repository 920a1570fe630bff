"""Values, as JSON has them, as the text of a CSV cell, and back.

Unknown is the empty cell, days are `YYYY-MM-DD`, booleans `true` and `false`, several values are joined by `"; "`.
Texts go through `files.guard`, so that no spreadsheet runs them; reading takes the apostrophe away again.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pipeline.files import guard
from pipeline.schema import SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from pipeline.schema import FieldType

DECIMALS = 6
"""Decimal places of every number; of a degree, a tenth of a metre."""


def clean(text: str) -> str:
    """The text as every file format can hold it: NUL and halves of surrogate pairs become U+FFFD, one for one."""
    if "\x00" in text:
        text = text.replace("\x00", "\ufffd")
    try:
        text.encode()
    except UnicodeEncodeError:
        return "".join("\ufffd" if "\ud800" <= letter <= "\udfff" else letter for letter in text)
    return text


def joined(values: Iterable[str]) -> str:
    """Several values as one text; a separator inside a value becomes a comma."""
    return SEPARATOR.join(clean(value).replace(SEPARATOR, ", ") for value in values)


def _string(value: Any) -> str:
    if value is None:
        return ""
    if value[:1].isalnum() and value.isascii() and "\x00" not in value:
        return str(value)
    return guard(clean(value))


def _list(value: Any) -> str:
    if not value:
        return ""
    return _string(value[0] if len(value) == 1 and SEPARATOR not in value[0] else joined(value))


def _number(value: Any) -> str:
    return "" if value is None or not math.isfinite(value) else repr(round(float(value), DECIMALS) + 0.0)


def _integer(value: Any) -> str:
    return "" if value is None else str(int(value))


def _boolean(value: Any) -> str:
    return "" if value is None else "true" if value else "false"


def _day(value: Any) -> str:
    return value or ""


WRITERS: dict[FieldType, Callable[[Any], str]] = {
    "string": _string,
    "list": _list,
    "number": _number,
    "integer": _integer,
    "boolean": _boolean,
    "date": _day,
}
"""For each type of field, what turns a value into its cell."""
