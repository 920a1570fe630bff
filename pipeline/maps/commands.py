"""The command `maps`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import files
from pipeline.schema import Document, Event, Report

if TYPE_CHECKING:
    from datetime import datetime


def _settings(function: click.decorators.FC) -> click.decorators.FC:
    day = click.DateTime(formats=["%Y-%m-%d"])
    for option in reversed(
        [
            click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only such events; may be repeated."),
            click.option("--since", type=day, help="First day."),
            click.option("--until", type=day, help="Last day."),
            click.option("--title", default="Conflict events", show_default=True, help="Shown at the top of the page."),
            click.option("--language", default="en", show_default=True, help="Language of the labels."),
            click.option("--cdn", is_flag=True, help="Small page that loads its library and tiles from the network."),
        ]
    ):
        function = option(function)
    return function


@click.command("maps")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("data/processed"))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("maps/events.html"), show_default=True
)
@_settings
def maps(
    folder: Path,
    out: Path,
    where: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    title: str,
    language: str,
    cdn: bool,
) -> None:
    """Write the map of the events in FOLDER as one HTML page."""
    from pipeline.maps import filter_events, write

    stages = folder / "stages"
    events = list(files.read_records(stages / "events.jsonl", Event))
    chosen = filter_events(
        events, where=where, since=since.date() if since else None, until=until.date() if until else None
    )
    documents = {record.document_id: record for record in files.read_records(stages / "documents.jsonl", Document)}
    reports = files.read_records(stages / "reports.jsonl", Report)
    write(out, chosen, reports, documents, title=title, language=language, cdn=cdn)
    click.echo(f"{out}: {len(chosen)} of {len(events)} events")
