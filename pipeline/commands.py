"""The commands that run the line: `run`, one for each stage, and `maps`."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import click

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


@click.command("run")
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


documents, places, reports, events, outputs = (_stage_command(name, text) for name, text in _STAGE_HELP.items())


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


maps = _map_command()
