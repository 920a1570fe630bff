"""The table `data/raw/corrections.csv`: one row a correction.

    action,id,field,value,was,reason,who,when

    set    event or report id   column        its new value (empty: unknown)
    merge  event or report id                 ids that are the same event
    split  event or report id                 report ids that are not the same event
    drop   event or report id
    add    a name of your own   column        its value; rows with one name make one report
    place  document id or *     name in text  GeoNames number, or "latitude, longitude"

`was` is the value corrected (may be empty), `when` an ISO day; several values in a cell are joined by "; ".
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.corrections import values
from pipeline.errors import InputError
from pipeline.schema import SEPARATOR, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

COLUMNS = ("action", "id", "field", "value", "was", "reason", "who", "when")
ACTIONS = ("set", "merge", "split", "drop", "add", "place")

_ID = re.compile(r"[er]-[0-9a-f]{12}")
_REPORT_ID = re.compile(r"r-[0-9a-f]{12}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """One row; `line` is its line in the file."""

    line: int
    action: str
    id: str
    field: str = ""
    value: str = ""
    was: str = ""
    reason: str = ""
    who: str = ""
    when: str = ""

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids in `value`."""
        return tuple(part.strip() for part in self.value.split(SEPARATOR.strip()) if part.strip())

    @property
    def shown(self) -> str:
        """The row for a message."""
        return " ".join(part for part in (f"line {self.line}:", self.action, self.id, self.field, self.value) if part)

    @property
    def signature(self) -> str:
        """Who corrected, when and why."""
        return ", ".join(part for part in (self.who, self.when, self.reason) if part)


def issue(correction: Correction, kind: str, reason: str, document_id: str | None = None) -> Issue:
    """What became of a correction that was not simply applied."""
    return Issue(document_id=document_id, stage="corrections", kind=kind, text=correction.shown, reason=reason)


def refused(correction: Correction, reason: str) -> Issue:
    """The correction is not valid."""
    return issue(correction, "refused_correction", reason)


def lost(correction: Correction, what: str) -> Issue:
    """The text that it corrects is gone."""
    return issue(
        correction, "lost_correction", f"{what} is not in this dataset: the text was removed, or is coded otherwise"
    )


def problem(correction: Correction) -> str:
    """What is wrong with a row by itself; empty if nothing."""
    if correction.action not in ACTIONS:
        return f"{correction.action!r} is no action; one of: {', '.join(ACTIONS)}"
    if not correction.id:
        return "the id is empty"
    if correction.when and not _DAY.fullmatch(correction.when[:10]):
        return f"{correction.when!r} is no day like 2022-04-14"
    if correction.action in {"set", "merge", "split", "drop"} and not _ID.fullmatch(correction.id):
        return f"{correction.id!r} is no event or report id; these look like e-0123456789ab and r-0123456789ab"
    check = {
        "set": _set_problem,
        "add": _add_problem,
        "merge": _ids_problem,
        "split": _ids_problem,
        "place": _place_problem,
    }
    return check[correction.action](correction) if correction.action in check else ""


def _set_problem(correction: Correction) -> str:
    columns = values.fields(correction.id[0])
    name = correction.field
    if name not in columns:
        return f"{name!r} is no column of {'events' if correction.id[0] == 'e' else 'reports'}"
    if name in values.FIXED:
        return f"{name} says what the record rests on and cannot be corrected"
    if name in values.DERIVED:
        return f"{name} follows from {values.DERIVED[name]}; correct that"
    return _value_problem(correction)


def _add_problem(correction: Correction) -> str:
    name = correction.field
    if name not in values.fields("r") or name in {"report_id", "event_id", "start", "end", *values.DERIVED}:
        return f"{name!r} cannot be given for an added report"
    return _value_problem(correction)


def _value_problem(correction: Correction) -> str:
    kind = correction.id[0] if correction.action == "set" else "r"
    try:
        values.parse(values.fields(kind)[correction.field], correction.value)
    except ValueError as error:
        return str(error)
    return ""


def _ids_problem(correction: Correction) -> str:
    pattern = _ID if correction.action == "merge" else _REPORT_ID
    wrong = [one for one in correction.ids if not pattern.fullmatch(one)]
    if wrong or not correction.ids:
        kind = "event or report ids" if correction.action == "merge" else "report ids like r-0123456789ab"
        return f"{correction.value!r} does not name {kind}"
    if {one[2:] for one in correction.ids} == {correction.id[2:]}:
        return f"{correction.id} is named with itself; name the others"
    return ""


def _place_problem(correction: Correction) -> str:
    if not correction.field:
        return "the name in the text is empty"
    try:
        place_value(correction.value)
    except ValueError as error:
        return str(error)
    return ""


def place_value(text: str) -> int | tuple[float, float]:
    """The GeoNames number, or latitude and longitude in decimal degrees, that a `place` row gives.

    Raises
    ------
    ValueError
        It is neither.
    """
    columns = values.fields("e")
    parts = [part.strip() for part in text.split(",")]
    if len(parts) == 2:
        latitude, longitude = (
            values.parse(columns[name], part) for name, part in zip(("latitude", "longitude"), parts, strict=True)
        )
        if latitude is not None and longitude is not None:
            return latitude, longitude
    if len(parts) == 1 and parts[0].isascii() and parts[0].isdigit() and int(parts[0]):
        return int(parts[0])
    raise ValueError(f"{text!r} is neither a GeoNames number nor 'latitude, longitude'")


def _records(path: Path) -> Iterator[Correction]:
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror or error})") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: is not UTF-8 (byte {error.start}); save it as UTF-8 CSV") from error
    reader = csv.reader(io.StringIO(text.replace("\0", ""), newline=""))
    header = [name.strip().lower() for name in next(reader, [])]
    missing = [name for name in ("action", "id", "field", "value") if name not in header]
    if missing:
        raise InputError(f"{path}: the column(s) {', '.join(missing)} are missing; the header is {','.join(COLUMNS)}")
    for cells in reader:
        if any(cell.strip() for cell in cells):
            row = {
                name: files.unguard(cell.strip()) for name, cell in zip(header, cells, strict=False) if name in COLUMNS
            }
            yield Correction(line=reader.line_num, **{"action": "", "id": "", **row})


def read(path: Path) -> tuple[tuple[Correction, ...], tuple[Issue, ...]]:
    """The valid rows of a corrections table, and an issue for each other one.

    Raises
    ------
    InputError
        The file cannot be read, or its header lacks a column.
    """
    good: list[Correction] = []
    issues: list[Issue] = []
    try:
        for correction in _records(path):
            reason = problem(correction)
            if reason:
                issues.append(refused(correction, reason))
            else:
                good.append(correction)
    except csv.Error as error:
        raise InputError(f"{path}: is no CSV file ({error})") from error
    return tuple(good), tuple(issues)


def write(path: Path, corrections: Iterable[Correction]) -> None:
    """Write a corrections table, whole or not at all."""
    files.write_text(path, to_csv(corrections))


def append(path: Path, old: str, corrections: Iterable[Correction]) -> None:
    """Write a table's former text with further rows in the order of its own header."""
    header = [name.strip().lower() for name in next(csv.reader(io.StringIO(old)), list(COLUMNS))]
    more = to_csv(corrections, header=False, columns=header)
    files.write_text(path, old.rstrip("\n") + "\n" + more)


def to_csv(corrections: Iterable[Correction], *, header: bool = True, columns: Iterable[str] = COLUMNS) -> str:
    """Corrections as the text of a table; cells that a spreadsheet would run get an apostrophe."""
    lines = io.StringIO(newline="")
    writer = csv.writer(lines, lineterminator="\n")
    if header:
        writer.writerow(COLUMNS)
    for correction in corrections:
        cells = [str(getattr(correction, name, "")) for name in columns]
        writer.writerow([files.guard(cell) for cell in cells])
    return lines.getvalue()
