"""The command line: `dateline`, or `python -m pipeline`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from pipeline import __version__
from pipeline.errors import DatelineError
from pipeline.online.options import geocoder_options

FAULTY = 3
"""Exit code of a run that finished although some input could not be used."""
INCOMPLETE = 4
"""Exit code of a run in which a geocoding service did not answer for all names; the next run asks for the rest."""
STOPPED = 130
"""Exit code of a run that was stopped by Ctrl-C."""
_STAGE_HELP = {
    "documents": "Read the articles of SOURCE into documents.",
    "places": "Resolve the toponyms of the documents and code their reports, in one pass.",
    "reports": "Code the documents: one report for each account of an event; the same pass as `places`.",
    "events": "Join the reports that tell one event.",
    "outputs": "Write the tables, from what the stages before have written.",
}
_ELSEWHERE = {
    "check": "pipeline.outputs.commands:check",
    "codebook": "pipeline.outputs.commands:codebook",
    "compare": "pipeline.compare.commands:compare",
    "corrections": "pipeline.corrections.commands:corrections",
    "diff": "pipeline.compare.commands:diff",
    "explain": "pipeline.explain:explain",
    "export": "pipeline.outputs.commands:export",
    "gazetteer": "pipeline.gazetteer.commands:commands",
    "review": "pipeline.review.commands:review",
}
"""Commands that live in their rooms, loaded when they are asked for."""


class Commands(click.Group):
    """The commands; those of other rooms are imported on demand, so that `--help` stays fast."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, the stages in their order first."""
        return [*super().list_commands(ctx), *(name for name in _ELSEWHERE if _load(name) is not None)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """A command by name."""
        return super().get_command(ctx, cmd_name) or _load(cmd_name)


def _load(name: str) -> click.Command | None:
    if name not in _ELSEWHERE:
        return None
    module, attribute = _ELSEWHERE[name].split(":")
    try:
        command: click.Command = getattr(import_module(module), attribute)
    except (ModuleNotFoundError, AttributeError):
        return None
    return command


def _columns(_: click.Context, __: click.Parameter, value: str | None) -> dict[str, str]:
    if not value:
        return {}
    pairs = [part.partition("=") for part in value.split(",")]
    if any(not ours or not theirs for ours, _equals, theirs in pairs):
        raise click.BadParameter(f"{value!r} is not a list like text=body,published=date")
    return {ours.strip(): theirs.strip() for ours, _equals, theirs in pairs}


def _area(_: click.Context, __: click.Parameter, value: str | None) -> tuple[str, ...]:
    return tuple(part.strip().upper() for part in (value or "").split(",") if part.strip())


_FOLDER = click.Path(path_type=Path, file_okay=False)
_SHARED = (
    click.option("--out", type=_FOLDER, default=Path("data/processed"), show_default=True, help="Folder of the tables."),
    click.option("--maps", type=_FOLDER, default=Path("maps"), show_default=True, help="Folder of the map."),
    click.option("--columns", callback=_columns, help="Names of the columns in tables: text=body,published=date."),
    click.option("--gazetteer", type=click.Path(path_type=Path), help="The place index; by default the user's own."),
    click.option("--study-area", callback=_area, help="Countries to prefer, as ISO codes: UA,RU."),
    click.option("--corrections", "corrected", type=click.Path(path_type=Path, dir_okay=False),
                 help="People's corrections; by default corrections.csv in the folder SOURCE."),
    click.option("--workers", type=click.IntRange(1), help="Processes that code; by default the cores there are."),
    click.option("--scheduler", metavar="ADDRESS", help="Code on the Dask cluster of this scheduler: tcp://host:port."),
    click.option("--fresh", is_flag=True, help="Code every document again, also those that have not changed."),
)  # fmt: skip


def _options(function: Any) -> Any:
    """Options that the run and the single stages share."""
    for option in reversed(_SHARED):
        function = option(function)
    return geocoder_options(function)


def _execute(stage: str | None, source: Path | None, values: dict[str, Any]) -> None:
    from pipeline import workflow

    given = {name: value for name, value in values.items() if value is not None}
    options = workflow.Options(source=source, say=lambda line: click.echo(line, err=True), **given)
    try:
        outcome = workflow.run_stage(options, stage) if stage else workflow.run(options)
    except KeyboardInterrupt:
        click.echo("dateline: stopped; what was done is kept, run again to go on", err=True)
        sys.exit(STOPPED)
    if outcome.faults:
        click.echo(f"finished, but {outcome.faults} input(s) could not be used; see issues.csv", err=True)
    if outcome.unanswered:
        click.echo(f"incomplete: the geocoder did not answer for {outcome.unanswered} name(s); run again", err=True)
        sys.exit(INCOMPLETE)
    if outcome.faults:
        sys.exit(FAULTY)


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="dateline")
def commands() -> None:
    """Turn news articles into a dated, placed, sourced dataset of conflict events, and into maps.

    Example: dateline run data/raw
    """


@commands.command("run")
@click.argument("source", type=click.Path(path_type=Path), default=Path("data/raw"))
@_options
def run(source: Path, **values: Any) -> None:
    """Run the whole line on the articles in SOURCE (a folder, a file, or - for standard input).

    Example: dateline run my-articles --out my-data --maps my-maps
    """
    _execute(None, source, values)


def _stage_command(name: str, text: str) -> click.Command:
    @click.command(name, help=f"{text}\n\nExample: dateline {name} --out data/processed")
    @click.argument("source", type=click.Path(path_type=Path), default=Path("data/raw"))
    @_options
    def stage(source: Path, **values: Any) -> None:
        _execute(name, source, values)

    return stage


for _name, _text in _STAGE_HELP.items():
    commands.add_command(_stage_command(_name, _text))


def _map_command() -> click.Command:
    from pipeline.maps.commands import options

    @click.command("maps")
    @click.argument("source", type=click.Path(path_type=Path), default=Path("data/raw"))
    @_options
    @options
    def maps(source: Path, title: str, **values: Any) -> None:
        """Write the map and the review page, from what the stages before have written.

        Example: dateline maps --where country=UKR --since 2022-02-24 --title "Ukraine" --page maps/ukraine.html
        """
        from pipeline.workflow import Selection

        names = [name for name in Selection.__dataclass_fields__ if name in values]
        chosen = Selection(**{name: values.pop(name) for name in names})
        _execute("maps", source, {**values, "title": title, "selection": chosen})

    return maps


commands.add_command(_map_command())


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
