"""The command line's options for a geocoding service."""

from __future__ import annotations

from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.errors import OptionError

if TYPE_CHECKING:
    from collections.abc import Callable

_OPTIONS = (
    click.option(
        "--geocoder", metavar="NAME",
        help="Ask an online geocoder for places that the index lacks or leaves open: nominatim, photon, pelias, or any"
        " other of geopy's. Place names and their country and region are sent, nothing else.",
    ),
    click.option("--geocoder-url", default="", metavar="URL", help="Its address, if it is not the public one."),
    click.option("--user-agent", default="", help="Who asks, for the service's operators."),
    click.option("--email", default="", help="Your address, for the service's operators."),
    click.option("--geocoder-first", is_flag=True, help="Prefer its answers to the index's places."),
    click.option(
        "--geocoder-interval", type=float,
        help="Seconds between two requests; 1 by default, 0 on an address of this machine or a private network.",
    ),
    click.option(
        "--geocode-cache", type=click.Path(path_type=Path, dir_okay=False),
        help="File of the answers so far; in the user's cache folder by default.",
    ),
    click.option("--yes", is_flag=True, help="Ask a public server for as many names as there are."),
)  # fmt: skip
_NEEDS = ("geocoder_url", "user_agent", "email", "geocoder_first", "geocoder_interval", "geocode_cache")


def geocoder_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options to a command, which gets them as `online`: settings, or `None` where no service is asked for."""

    @wraps(function)
    def command(*args: Any, **values: Any) -> Any:
        return function(*args, online=_settings(values), **values)

    for option in reversed(_OPTIONS):
        command = option(command)
    return command


def _settings(values: dict[str, Any]) -> Any:
    """Take the options out of a command's values; what does not fit is said before any work is done."""
    from pipeline.online.server import Settings, connect

    given = {name: values.pop(name) for name in ("geocoder", *_NEEDS, "yes")}
    if not given["geocoder"]:
        if needless := [f"--{name.replace('_', '-')}" for name in _NEEDS if given[name] not in {"", False, None}]:
            raise OptionError(f"{', '.join(needless)}: name the service too, as in --geocoder nominatim")
        return None
    settings = Settings(
        geocoder=given["geocoder"], url=given["geocoder_url"], user_agent=given["user_agent"], email=given["email"],
        first=given["geocoder_first"], cache=given["geocode_cache"], yes=given["yes"],
        interval=given["geocoder_interval"],
    )  # fmt: skip
    connect(settings)
    return settings
