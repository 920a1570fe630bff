"""The command `dateline review`."""

from __future__ import annotations

from itertools import chain
from pathlib import Path

import click


@click.command("review")
@click.argument("folder", type=click.Path(path_type=Path, exists=True, file_okay=False), default=Path("data/processed"))
@click.option(
    "--out", type=click.Path(path_type=Path, dir_okay=False), default=Path("maps/review.html"), show_default=True
)
@click.option("--limit", type=click.IntRange(1), default=1000, show_default=True, help="Most articles in the page.")
@click.option("--title", default="Review", show_default=True, help="Shown at the top of the page.")
def review(folder: Path, out: Path, limit: int, title: str) -> None:
    """Write a page to check the dataset in FOLDER by: what was read where, what was rejected, and a form to correct it.

    Example: dateline review data/processed --out maps/review.html
    """
    from pipeline import files
    from pipeline.review.page import write
    from pipeline.schema import Document, Event, Issue, Report

    stages = folder / "stages"
    issues = chain.from_iterable(files.read_records(path, Issue) for path in sorted(stages.glob("issues*.jsonl")))
    shown, left = write(
        out,
        files.read_records(stages / "documents.jsonl", Document),
        files.read_records(stages / "reports.jsonl", Report),
        files.read_records(stages / "events.jsonl", Event),
        issues,
        title=title,
        limit=limit,
        merges=stages / "merges.jsonl",
    )
    click.echo(f"{out}: {shown} articles" + (f", {left} left out; raise --limit" if left else ""))
