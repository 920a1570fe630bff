"""The command `maps`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pipeline import files
from pipeline.schema import Document, Event, Report

if TYPE_CHECKING:
    from datetime import datetime


_DAY = click.DateTime(formats=["%Y-%m-%d"])
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.command("maps")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("data/processed"))
@click.option("--out", type=_FILE, default=Path("maps/events.html"), show_default=True, help="The page.")
@click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only such events (country=UKR, fatalities>=1).")
@click.option("--since", type=_DAY, help="First day.")
@click.option("--until", type=_DAY, help="Last day.")
@click.option("--title", default="Conflict events", show_default=True, help="Shown at the top of the page.")
@click.option("--language", default="en", show_default=True, help="Language of the labels: en, es, fr or uk.")
@click.option("--tiles", default="OpenStreetMap HOT", show_default=True, help="Street map that a reader can switch on.")
@click.option("--picture", type=_FILE, help="Also draw a still picture (.png, .pdf or .svg).")
@click.option("--cdn", is_flag=True, help="A small page that loads its library and tiles from the network.")
def maps(
    folder: Path,
    out: Path,
    where: tuple[str, ...],
    since: datetime | None,
    until: datetime | None,
    title: str,
    language: str,
    tiles: str,
    picture: Path | None,
    cdn: bool,
) -> None:
    """Write the map of the events in FOLDER, as `dateline run` left them, as one HTML page.

    Example: dateline maps --where country=UKR --since 2022-02-24 --title "Ukraine" --out maps/ukraine.html
    """
    from pipeline.maps import filter_events, write, write_picture

    stages = folder / "stages"
    events = list(files.read_records(stages / "events.jsonl", Event))
    chosen = filter_events(
        events, where=where, since=since.date() if since else None, until=until.date() if until else None
    )
    documents = {record.document_id: record for record in files.read_records(stages / "documents.jsonl", Document)}
    reports = files.read_records(stages / "reports.jsonl", Report)
    write(out, chosen, reports, documents, title=title, language=language, cdn=cdn, tiles=tiles)
    click.echo(f"{out}: {len(chosen)} of {len(events)} events")
    if picture:
        write_picture(picture, chosen, title=title)
        click.echo(f"{picture}: {sum(event.latitude is not None for event in chosen)} events")
