"""The command line: `dateline`, or `python -m pipeline`."""

from __future__ import annotations

import sys
from importlib import import_module
from typing import TYPE_CHECKING, Any

import click

from pipeline import __version__
from pipeline.errors import DatelineError

if TYPE_CHECKING:
    from pathlib import Path

_COMMANDS = {
    "run": ("commands:run", "Run the whole line on a folder or file of articles."),
    "documents": ("commands:documents", "Only read the articles into documents."),
    "places": ("commands:places", "Only resolve places and code reports."),
    "reports": ("commands:reports", "The same pass as places."),
    "events": ("commands:events", "Only join the reports that tell one event."),
    "outputs": ("commands:outputs", "Only write the tables."),
    "maps": ("commands:maps", "Write the map and the review page."),
    "review": ("review.commands:review", "Write the page to check a dataset by."),
    "corrections": ("corrections.commands:corrections", "Check the table of corrections, or make it from QGIS."),
    "explain": ("explain:explain", "Show what was read where in one article, and what was rejected."),
    "check": ("outputs.commands:check", "Look for what cannot be right in a dataset."),
    "export": ("outputs.commands:export", "Write the layouts of ACLED, UCDP GED, VIINA, timemap and CASE."),
    "diff": ("compare.commands:diff", "List what changed between two versions of a dataset."),
    "compare": ("compare.commands:compare", "Match our events with those of another dataset."),
    "gazetteer": ("gazetteer.commands:commands", "Build, extend and question the offline place index."),
    "codebook": ("outputs.commands:codebook", "Write the codebook of all tables."),
}
"""Where each command lives, and what the list of commands says of it: no room is imported before its command runs."""


class Commands(click.Group):
    """The commands, each imported when it is asked for, so that `--help` is there at once."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, those that run the line first."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name; `None` where there is none."""
        if cmd_name not in _COMMANDS:
            return None
        module, attribute = _COMMANDS[cmd_name][0].split(":")
        command: click.Command = getattr(import_module(f"pipeline.{module}"), attribute)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the commands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, summary) for name, (_, summary) in _COMMANDS.items()])


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dateline")
def commands() -> None:
    """Turn news articles into a dated, placed, sourced dataset of conflict events, and into maps.

    Example: dateline run data/raw
    """


def _open_gazetteer(path: Path | None) -> Any:
    """The place index for commands that can do without; `None` where none has been built."""
    from pipeline import gazetteer

    return gazetteer.open(path) if path or gazetteer.default_path().is_file() else None


def main() -> None:
    """Entry point: errors of our own end with one line and exit code 1."""
    try:
        commands(prog_name="dateline", obj={"gazetteer": _open_gazetteer})
    except DatelineError as error:
        click.echo(f"dateline: {error}", err=True)
        sys.exit(1)


if __name__ == "__main__":
    main()
