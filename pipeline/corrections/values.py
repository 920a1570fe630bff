"""Cells of a correction as typed values, checked against the schema."""

from __future__ import annotations

import math
import re
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.schema import EVENT_FIELDS, REPORT_FIELDS, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.schema import Field

FIXED = (
    "event_id",
    "report_id",
    "document_id",
    "document_ids",
    "source_count",
    "corrected",
    "start",
    "end",
    "evidence",
)
"""Columns that say what the record rests on: no correction can change them."""
DERIVED = {"event_type": "sub_event_type", "disorder_type": "sub_event_type"}
"""Columns that follow from another one."""

_BOOLEANS = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


def fields(kind: str) -> Mapping[str, Field]:
    """Columns of events ("e") or reports ("r") by name."""
    return {field.name: field for field in (EVENT_FIELDS if kind == "e" else REPORT_FIELDS)}


def parse(field: Field, text: str) -> Any:
    """The value that a cell means; an empty one means "unknown".

    Raises
    ------
    ValueError
        The value does not fit the column; the message quotes it and says what does.
    """
    text = text.strip()
    if not text:
        if field.required:
            raise ValueError(f"{field.name} cannot be empty")
        return () if field.type == "list" else None
    if field.type == "list":
        return tuple(_checked(field, part.strip()) for part in text.split(SEPARATOR.strip()) if part.strip())
    return _checked(field, _typed(field, text))


def _typed(field: Field, text: str) -> Any:
    try:
        if field.type == "integer":
            return int(text)
        if field.type == "number":
            return _finite(text)
        if field.type == "date":
            return date.fromisoformat(text)
        if field.type == "boolean":
            return _BOOLEANS[text.lower()]
    except (ValueError, KeyError):
        wanted = {"integer": "a whole number", "number": "a number", "date": "a day like 2022-04-14"}
        raise ValueError(
            f"{text!r} is no value for {field.name}; give {wanted.get(field.type, 'true or false')}"
        ) from None
    return text


def _finite(text: str) -> float:
    value = float(text)
    if value != value or value in (float("inf"), float("-inf")):
        raise ValueError(text)
    return value


def _checked(field: Field, value: Any) -> Any:
    if field.enum and value not in field.enum:
        raise ValueError(f"{value!r} is no value for {field.name}; one of: {', '.join(field.enum)}")
    if field.minimum is not None and value < field.minimum:
        raise ValueError(f"{value!r} is too small for {field.name}; at least {field.minimum:g}")
    if field.maximum is not None and value > field.maximum:
        raise ValueError(f"{value!r} is too large for {field.name}; at most {field.maximum:g}")
    if field.pattern and not re.fullmatch(field.pattern, str(value)):
        raise ValueError(f"{value!r} does not look like a {field.name}; it has the form {field.pattern}")
    return value


FAR_KM = 50.0
"""How far a point has to be moved for its region and country to be no longer known."""


def far(before: tuple[float | None, float | None], after: tuple[float | None, float | None]) -> bool:
    """Whether a point (latitude, longitude in degrees) was put on the map, taken off it, or moved `FAR_KM`."""
    (lat1, lon1), (lat2, lon2) = before, after
    if lat1 is None or lon1 is None or lat2 is None or lon2 is None:
        return True
    across = math.cos(math.radians((lat1 + lat2) / 2)) * (lon2 - lon1)
    return math.hypot(lat2 - lat1, across) * 111.2 > FAR_KM
