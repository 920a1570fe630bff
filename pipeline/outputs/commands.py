"""The commands `dateline check`, `dateline codebook` and `dateline export`."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from pipeline.outputs.formats import MAKERS

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.command("export")
@click.argument("dataset", type=click.Path(path_type=Path, exists=True), default=Path("data/processed"))
@click.option(
    "--format",
    "formats",
    type=click.Choice(list(MAKERS)),
    multiple=True,
    required=True,
    help="Format to make; may be given several times.",
)
@click.option("--out", type=FOLDER, help="Folder of the new files; by default that of the dataset.")
@click.option(
    "--gazetteer", type=click.Path(path_type=Path, exists=True), help="The place index, for the capitals in acled."
)
@click.pass_obj
def export(obj: object, dataset: Path, formats: tuple[str, ...], out: Path | None, gazetteer: Path | None) -> None:
    """Make other formats from a DATASET (its folder, or its events.csv) without coding again.

    Example: dateline export data/processed --format acled --format timemap --out exports
    """
    from pipeline import outputs

    folder = dataset if dataset.is_dir() else dataset.parent
    opener = obj.get("gazetteer") if isinstance(obj, dict) else None
    index = opener(gazetteer) if opener and "acled" in formats else None
    target = out or folder
    for name in outputs.export(folder, target, formats, gazetteer=index):
        click.echo(target / name)


@click.command("check")
@click.argument("dataset", type=click.Path(path_type=Path, exists=True), default=Path("data/processed"))
@click.option("--strict", is_flag=True, help="Fail on things to look at, too.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
def check(dataset: Path, strict: bool, as_json: bool) -> None:
    """Hold a DATASET against the schema and look for what cannot be right; exit code 1 where there is a problem.

    Example: dateline check data/processed
    """
    from pipeline.outputs import check as checking

    found = checking.folder(dataset if dataset.is_dir() else dataset.parent)
    click.echo(found.as_json() if as_json else found.text())
    notes = any(remark.level == "note" for remark in found.remarks)
    sys.exit(1 if found.problems or (strict and notes) else 0)


@click.command("codebook")
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("docs/codebook.md"), show_default=True
)
def codebook(out: Path) -> None:
    """Write the codebook: every column of every table, from the schema.

    Example: dateline codebook --out docs/codebook.md
    """
    from pipeline import files
    from pipeline.outputs import codebook as book

    files.write_text(out, book.text())
    click.echo(out)
