"""The options of the command `maps`: which events are shown, and how."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from datetime import date, datetime


def _day(_: click.Context, __: click.Parameter, value: datetime | None) -> date | None:
    return value.date() if value else None


_DAY = click.DateTime(formats=["%Y-%m-%d"])
_FILE = click.Path(path_type=Path, dir_okay=False)
_OPTIONS = (
    click.option("--page", type=_FILE, help="The page, in place of events.html in the folder of the map."),
    click.option("--where", multiple=True, metavar="COLUMN=VALUE", help="Only such events (country=UKR, fatalities>=1)."),
    click.option("--since", type=_DAY, callback=_day, help="First day."),
    click.option("--until", type=_DAY, callback=_day, help="Last day."),
    click.option("--title", default="Conflict events", show_default=True, help="Shown at the top of the page."),
    click.option("--language", default="en", show_default=True, help="Language of the labels: en, es, fr or uk."),
    click.option("--tiles", default="OpenStreetMap HOT", show_default=True, help="Street map that a reader can switch on."),
    click.option("--picture", type=_FILE, help="Also draw a still picture (.png, .pdf or .svg)."),
    click.option("--cdn", is_flag=True, help="A small page that loads its library and tiles from the network."),
)  # fmt: skip


def options(function: click.decorators.FC) -> click.decorators.FC:
    """Give a command the options of `maps`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function
