"""The commands `dateline diff` and `dateline compare`."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.compare.page import Item
    from pipeline.compare.versions import Change

CHANGE_COLOURS = {
    "added": "#1b9e77",
    "removed": "#6b6b6b",
    "merged": "#7570b3",
    "split": "#e7298a",
    "renamed": "#66a61e",
    "changed": "#e6ab02",
}
FOUND_COLOURS = {"both": "#1b9e77", "only ours": "#2c6fbb", "only theirs": "#d95f02"}

_PATH = click.Path(path_type=Path, exists=True)


def _point(latitude: str, longitude: str) -> tuple[float, float] | None:
    return (float(latitude), float(longitude)) if latitude and longitude else None


def _change_items(found: Sequence[Change]) -> list[Item]:
    from pipeline.compare import versions
    from pipeline.compare.page import Item

    groups = list(CHANGE_COLOURS)
    return [Item(groups.index(cells[0]), cells[:9], _point(cells[9], cells[10])) for cells in versions.lines(found)]


@click.command("diff")
@click.argument("old", type=_PATH)
@click.argument("new", type=_PATH)
@click.option("--table", type=click.Path(path_type=Path), help="Where to write the changes as CSV.")
@click.option("--map", "page", type=click.Path(path_type=Path), help="Where to write them as an HTML map.")
@click.option("--geojson", type=click.Path(path_type=Path), help="Where to write them as GeoJSON.")
def diff(old: Path, new: Path, table: Path | None, page: Path | None, geojson: Path | None) -> None:
    """List what changed between two versions of a dataset (folders, or their events.csv).

    Events are followed by their reports: added, removed, merged, split, renamed (the id changed), changed (each field).

    Example: dateline diff data/processed-2023 data/processed --table changes.csv --map maps/changes.html
    """
    from pipeline.compare import page as pages
    from pipeline.compare import versions

    counts: Counter[str] = Counter()
    changes = versions.counted(versions.changes(old, new), counts)
    if table and not (page or geojson):
        versions.write_changes(table, changes)
        click.echo(versions.summary(counts))
        return
    found = tuple(changes)
    groups = [pages.Group(name, colour) for name, colour in CHANGE_COLOURS.items()]
    columns = versions.COLUMNS[:9]
    summary = versions.summary(counts)
    if table:
        versions.write_changes(table, found)
    if page:
        pages.write(page, "What changed", summary, groups, columns, _change_items(found))
    if geojson:
        pages.write_geojson(geojson, groups, columns, _change_items(found))
    if not (table or page or geojson):
        for cells in versions.lines(found):
            click.echo("  ".join(cell for cell in cells[:6] if cell))
    click.echo(summary)


@click.command("compare")
@click.argument("other", type=_PATH)
@click.option("--dataset", type=_PATH, default=Path("data/processed"), show_default=True, help="Ours.")
@click.option("--days", type=click.IntRange(0, 31), default=1, show_default=True, help="Days that may lie between.")
@click.option("--km", type=click.FloatRange(0.1, 1000), default=25.0, show_default=True, help="Distance allowed.")
@click.option("--any-kind", is_flag=True, help="Match events of different types as well.")
@click.option("--table", type=click.Path(path_type=Path), help="Where to write the pairs, and what has none, as CSV.")
@click.option("--figures", type=click.Path(path_type=Path), help="Where to write the figures as CSV.")
@click.option("--map", "page", type=click.Path(path_type=Path), help="Where to write an HTML map.")
@click.option("--geojson", type=click.Path(path_type=Path), help="Where to write GeoJSON.")
def compare(
    other: Path,
    dataset: Path,
    days: int,
    km: float,
    any_kind: bool,
    table: Path | None,
    figures: Path | None,
    page: Path | None,
    geojson: Path | None,
) -> None:
    """Match our events with those of OTHER: an ACLED, UCDP GED or VIINA (1pd) table, or another dateline dataset.

    Uncertain places and dates stretch the limits by their own uncertainty.

    Example: dateline compare acled.csv --table pairs.csv --map maps/comparison.html
    """
    from pipeline.compare import agreement, cells, matching, tables
    from pipeline.compare import page as pages

    _, ours = tables.read(dataset)
    name, theirs = tables.read(other)
    found = matching.match(ours, theirs, matching.Limits(days=days, km=km, any_kind=any_kind))
    result = agreement.table(ours, theirs, found)
    lines = list(agreement.pair_lines(ours, theirs, found))
    if table:
        cells.write(table, agreement.PAIR_COLUMNS, lines)
    if figures:
        cells.write(figures, agreement.COLUMNS, [agreement.cells(one) for one in result])
    groups = [pages.Group(group, colour) for group, colour in FOUND_COLOURS.items()]
    names = list(FOUND_COLOURS)
    items = [pages.Item(names.index(line[0]), line[:13], _point(line[13], line[14])) for line in lines]
    summary = f"{len(found)} of {len(ours)} of ours and of {len(theirs)} of theirs ({name}) match"
    if page:
        pages.write(page, "Comparison", summary, groups, agreement.PAIR_COLUMNS[:13], items)
    if geojson:
        pages.write_geojson(geojson, groups, agreement.PAIR_COLUMNS[:13], items)
    click.echo(agreement.text(result))
    click.echo(summary)
