"""The commands `dateline corrections ...`."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import click


@click.group("corrections")
def corrections() -> None:
    """Make and check the table of researchers' corrections.

    Example: dateline corrections check data/raw/corrections.csv
    """


@corrections.command("from")
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "--dataset",
    type=click.Path(path_type=Path, file_okay=False),
    default=Path("data/processed"),
    show_default=True,
    help="The dataset that the layer was made from.",
)
@click.option("--to", type=click.Path(path_type=Path), help="Add the rows to this table; without it they are printed.")
@click.option("--who", default="", help="Who corrected; written into each row.")
@click.option("--reason", default="edited in a GIS", show_default=True, help="Why; written into each row.")
@click.option("--when", type=click.DateTime(["%Y-%m-%d"]), help="The day; today by default.")
@click.option("--layer", default="events", show_default=True, help="Name of the layer.")
def from_command(
    file: Path, dataset: Path, to: Path | None, who: str, reason: str, when: datetime | None, layer: str
) -> None:
    """Turn an edited copy of events.gpkg, with points moved or attributes changed, into correction rows.

    Example: dateline corrections from edited.gpkg --who "A. Researcher" --to data/raw/corrections.csv
    """
    from pipeline.corrections import edited, rows

    day: date = when.date() if when else datetime.now(UTC).date()
    found, remarks = edited.edits(file, dataset, who=who, reason=reason, when=day, layer=layer)
    for remark in remarks:
        click.echo(remark, err=True)
    if to is None:
        click.echo(rows.to_csv(found), nl=False)
        return
    kept = rows.read(to)[0] if to.exists() else ()
    old = to.read_text(encoding="utf-8-sig") if to.exists() else rows.to_csv(())
    known = {(row.action, row.id, row.field, row.value) for row in kept}
    new = [row for row in found if (row.action, row.id, row.field, row.value) not in known]
    rows.append(to, old, new)
    click.echo(f"{to}: {len(new)} row(s) added")


@corrections.command("check")
@click.argument("file", type=click.Path(path_type=Path), default=Path("data/raw/corrections.csv"))
def check_command(file: Path) -> None:
    """Say which rows of a corrections table are valid and what is wrong with the others.

    Example: dateline corrections check data/raw/corrections.csv
    """
    from pipeline.corrections import rows

    good, issues = rows.read(file)
    for issue in issues:
        click.echo(f"{issue.text}: {issue.reason}", err=True)
    click.echo(f"{file}: {len(good)} valid row(s), {len(issues)} refused")
    if issues:
        raise SystemExit(1)
