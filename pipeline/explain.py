"""`dateline explain FILE`: an article with what was read where, what came of it, and what was rejected and why.

Coloured marks on a terminal, labels in square brackets elsewhere. The numbers are those of the reports listed below the
text. Control characters of the text are shown as escapes, so that no article can steer a terminal.
"""

from __future__ import annotations

import os
import re
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline.schema import REPORT_FIELDS, SEPARATOR, Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from pipeline.schema import Issue, Place, Report

COLOURS = {
    "trigger": "red",
    "place": "green",
    "date": "yellow",
    "dead": "magenta",
    "hurt": "magenta",
    "speaker": "bright_magenta",
    "actor1": "cyan",
    "actor2": "blue",
    "weapon": "bright_yellow",
    "target": "bright_blue",
    "again": "red",
    "rejected": "bright_black",
}
"""Labels of marks with their colour on a terminal; toponyms in other roles than "event" bear the role's name."""
_LABELS = {
    "trigger": "trigger",
    "mention": "again",
    "location": "place",
    "event_date": "date",
    "fatalities": "dead",
    "injuries": "hurt",
    "actor1": "actor1",
    "actor2": "actor2",
    "weapon": "weapon",
    "target": "target",
    "claimed_by": "speaker",
    "denied_by": "denier",
    "unverified": "doubt",
}
_LISTED = tuple(
    field.name
    for field in REPORT_FIELDS
    if field.name not in {"report_id", "event_id", "document_id", "start", "end", "evidence", "sub_event_type", "rule"}
)
_HOSTILE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Mark:
    """A label for `text[start:end]`, with the numbers of the reports that it was read for."""

    start: int
    end: int
    label: str
    numbers: tuple[int, ...] = ()

    @property
    def shown(self) -> str:
        """The label with its numbers: "place 1,2"."""
        return f"{self.label} {','.join(map(str, self.numbers))}" if self.numbers else self.label


def harmless(text: str) -> str:
    r"""The text with control and direction characters as escapes (`\x1b`); line breaks and tabs stay."""
    return _HOSTILE.sub(lambda match: match.group().encode("unicode_escape").decode("ascii"), text)


def marks(reports: Sequence[Report], places: Iterable[Place], issues: Iterable[Issue]) -> list[Mark]:
    """Marks of an article in order, none within another: what reports rest on first, then other toponyms and rejections."""
    numbers: dict[tuple[int, int, str], list[int]] = {}
    for number, report in enumerate(reports, 1):
        for span in report.spans:
            numbers.setdefault((span.start, span.end, _LABELS.get(span.field, span.field)), []).append(number)
    found = [Mark(start, end, label, tuple(dict.fromkeys(of))) for (start, end, label), of in numbers.items()]
    order = {label: rank for rank, label in enumerate(COLOURS)}
    found.sort(key=lambda mark: (order.get(mark.label, len(order)), mark.start, mark.end))
    found += [
        Mark(issue.start, issue.end, "rejected")
        for issue in issues
        if issue.stage == "reports" and issue.start is not None and issue.end is not None
    ]
    found += [Mark(place.start, place.end, "place" if place.role == "event" else place.role) for place in places]
    kept: list[Mark] = []
    for mark in found:
        if all(mark.end <= other.start or other.end <= mark.start for other in kept):
            kept.append(mark)
    return sorted(kept, key=lambda mark: mark.start)


def marked(text: str, found: Iterable[Mark], *, colour: bool) -> str:
    """The text with its marks, harmless."""
    parts, at = [], 0
    for mark in found:
        words = harmless(text[mark.start : mark.end])
        parts.append(harmless(text[at : mark.start]))
        if colour:
            parts.append(
                click.style(words, fg=COLOURS.get(mark.label, "white"), bold=bool(mark.numbers), underline=True)
            )
            parts.append(click.style(",".join(map(str, mark.numbers)), dim=True) if mark.numbers else "")
        else:
            parts.append(f"[{mark.shown}: {words}]")
        at = mark.end
    return "".join(parts) + harmless(text[at:])


def _cell(value: object) -> str:
    if isinstance(value, tuple):
        return SEPARATOR.join(value)
    return str(value).lower() if isinstance(value, bool) else str(value)


def _report_lines(number: int, report: Report, text: str) -> Iterator[str]:
    """One report: its type and rule, then each value with the words that it was read from."""
    read: dict[str, list[str]] = {}
    for span in report.spans:
        words = " ".join(text[span.start : span.end].split())
        read.setdefault(span.field, []).append(f"“{words}”" + (f" ({span.rule})" if span.rule else ""))
    yield f"{number}  {report.sub_event_type}"
    yield f"     rule: {report.rule}; read from {', '.join(read.get('trigger', ()))}"
    for name in _LISTED:
        value = getattr(report, name)
        if value is None or value == ():
            continue
        words = "; ".join(read.get(name, ()))
        yield f"     {name}: {_cell(value)}" + (f"  from {words}" if words else "")


def lines(
    document: Document, places: Sequence[Place], reports: Sequence[Report], issues: Sequence[Issue], *, colour: bool
) -> Iterator[str]:
    """What is printed for one article.

    Parameters
    ----------
    document
        The article.
    places, reports
        What the stages made of it.
    issues
        What they saw and did not resolve or code.
    colour
        Whether marks are colours, else labels in brackets.
    """
    head = (document.title, document.source, document.published and document.published.isoformat())
    yield harmless(f"== {document.document_id}: " + " | ".join(part for part in head if part))
    if colour:
        yield " ".join(click.style(label, fg=fg, underline=True) for label, fg in COLOURS.items())
    yield ""
    yield marked(document.text, marks(reports, places, issues), colour=colour)
    yield ""
    yield f"-- {len(reports)} report(s)"
    for number, report in enumerate(reports, 1):
        yield from map(harmless, _report_lines(number, report, document.text))
    refused = [issue for issue in issues if issue.stage == "reports"]
    yield f"-- {len(refused)} seen and not coded"
    for issue in refused:
        yield harmless(f"   {issue.kind}: “{' '.join((issue.text or '').split())}”: {issue.reason}")
    unresolved = [issue for issue in issues if issue.stage == "places"]
    yield f"-- {len(unresolved)} name(s) left open"
    for issue in unresolved:
        candidates = f" ({'; '.join(issue.candidates)})" if issue.candidates else ""
        yield harmless(f"   {issue.kind}: “{issue.text}”: {issue.reason}{candidates}")
    yield ""


@click.command()
@click.argument("file", type=click.Path(path_type=Path, allow_dash=True))
@click.option("--gazetteer", type=click.Path(path_type=Path), help="The place index; by default the user's own.")
@click.option("--study-area", default="", help="Countries to prefer, as ISO codes: UA,RU.")
@click.option("--colour/--no-colour", default=None, help="Colours or labels; by default colours on a terminal.")
def explain(file: Path, gazetteer: Path | None, study_area: str, *, colour: bool | None) -> None:
    """Print the articles of FILE with what was read where, the reports, and what was rejected and why.

    Example: dateline explain data/raw/2022-04-15-kyiv-plant.txt
    """
    from pipeline import documents, places, reports, workflow
    from pipeline.workflow import stages

    area = tuple(part.strip().upper() for part in study_area.split(",") if part.strip())
    options = workflow.Options(source=file, gazetteer=gazetteer, say=lambda line: click.echo(line, err=True))
    if colour is None:
        colour = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    index = stages.open_gazetteer(options)
    faults = 0
    for record in documents.read(file):
        if not isinstance(record, Document):
            faults += record.kind in documents.FAULTS
            click.echo(harmless(f"{record.text}: {record.reason}"), err=True)
            continue
        found, open_ = places.find(record, index, area)
        coded, refused = reports.code(record, found)
        for line in lines(record, found, coded, (*open_, *refused), colour=colour):
            click.echo(line, color=colour)
    if faults:
        sys.exit(3)
