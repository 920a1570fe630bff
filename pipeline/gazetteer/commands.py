"""The commands `dateline gazetteer ...`."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pipeline.schema import Candidate

PATH = click.option(
    "--gazetteer", "path", type=click.Path(path_type=Path), help="The index; in the user's cache folder by default."
)


@click.group("gazetteer")
def commands() -> None:
    """Build, extend and question the offline place index.

    Example: dateline gazetteer build
    """


@commands.command("build")
@PATH
def build_command(path: Path | None) -> None:
    """Build the index from the sources; takes less than a minute.

    Example: dateline gazetteer build
    """
    from pipeline.gazetteer import builder

    target = path or builder.default_path()
    info = builder.build(target)
    click.echo(f"{target}: {info.places:,} places under {info.names:,} names")


@commands.command("add")
@click.argument("file", type=click.Path(path_type=Path))
@PATH
def add_command(file: Path, path: Path | None) -> None:
    """Add a GeoNames country dump (UA.zip, UA.txt), a CSV with name, latitude, longitude, or a geocoder's answers.

    The answers are a run's stages/geocodes.jsonl, or a geocode cache.

    Example: dateline gazetteer add UA.zip
    """
    from pipeline.gazetteer import builder

    info = builder.add(path, file)
    name, count = info.sources[-1]
    click.echo(f"{name}: {count:,} places added; now {info.places:,} places under {info.names:,} names")


@commands.command("find")
@click.argument("name")
@PATH
@click.option("--fuzzy", is_flag=True, help="Where nothing is found, offer similar names.")
def find_command(name: str, path: Path | None, fuzzy: bool) -> None:
    """Show what a name may mean without any context, best first, and how each was found.

    Example: dateline gazetteer find "Bryansk region"
    """
    from pipeline.gazetteer import store

    index = store.open(path)
    found = index.lookup(name) or (index.similar(name) if fuzzy else ())
    if not found:
        raise click.ClickException(f"{name!r} is not in the index; try --fuzzy, or add a country dump")
    for candidate in found:
        click.echo(line(candidate))


@commands.command("info")
@PATH
def info_command(path: Path | None) -> None:
    """Show where the index lies, its version and what it was made of.

    Example: dateline gazetteer info
    """
    from pipeline.gazetteer import store

    index = store.open(path)
    info = index.info()
    click.echo(f"file       {index.path}\nversion    {info.version}\ncontent    {info.content}")
    click.echo(f"places     {info.places:,}\nnames      {info.names:,}")
    for name, count in info.sources:
        click.echo(f"source     {name}: {count:,} places")


def line(candidate: Candidate) -> str:
    """A candidate on one line."""
    within = ", ".join(dict.fromkeys(p for p in (candidate.admin2, candidate.admin1, candidate.country) if p))
    return (
        f"{candidate.name} ({within}): {candidate.location_type} {candidate.feature_code},"
        f" {candidate.latitude:.4f} {candidate.longitude:.4f} ±{candidate.uncertainty_km:g} km,"
        f" population {candidate.population:,}, {candidate.match}, {candidate.source}"
        + (f" {candidate.geoname_id}" if candidate.geoname_id else "")
    )
