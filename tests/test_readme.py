"""What the README and its neighbours say holds."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest
import yaml

import pipeline
from docs import tables
from pipeline.__main__ import commands

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_columns_in_the_readme_are_those_of_the_schema() -> None:
    assert tables.filled(README) == README, "run `make docs`"


def test_make_commands_of_the_readme_exist() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = set(re.findall(r"(?:^    |`)make ([a-z]+)", README, re.MULTILINE))
    assert {"run", "test"} <= named <= targets


def test_dateline_commands_and_options_of_the_readme_exist() -> None:
    context = click.Context(commands)
    known = {name: commands.get_command(context, name) for name in commands.list_commands(context)}
    named = set(re.findall(r"dateline ([a-z]+)", README.split("## Citing")[0].replace("activate dateline", "")))
    assert named <= set(known)
    options = {option for command in known.values() if command for each in command.params for option in each.opts}
    assert set(re.findall(r"(?<![-\w])(--[a-z][a-z-]+)", README)) - {"--help"} <= options


@pytest.mark.parametrize(
    "name", sorted(set(re.findall(r"\]\(((?!http)[^)#]+)\)|`(docs/[\w.]+|[A-Z]+\.md|[A-Z]+\.cff)`", README)))
)
def test_files_named_in_the_readme_exist(name: tuple[str, str]) -> None:
    assert (ROOT / (name[0] or name[1])).exists()


def test_endings_named_in_the_readme_are_those_that_are_read() -> None:
    from pipeline.documents.folders import ENDINGS

    table = README.split("| you have |")[1].split("Folders may mix")[0]
    named = set(re.findall(r"`(\.[a-z]+)`", table))
    assert named <= set(ENDINGS)
    assert set(ENDINGS) - named == {".text", ".ndjson", ".htm", ".xhtml"}


def test_citation_names_the_version() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text(encoding="utf-8"))
    assert citation["version"] == pipeline.__version__
    assert citation["license"] == "MIT"


def test_the_page_on_input_knows_every_kind_of_issue_and_every_ending() -> None:
    from pipeline.documents.drafts import FAULTS
    from pipeline.documents.folders import ENDINGS

    page = (ROOT / "docs/input.md").read_text(encoding="utf-8")
    listed = dict(re.findall(r"^\| `([a-z_]+)` \| (×?) ?\|", page, re.MULTILINE))
    raised: set[str] = set()
    for path in (ROOT / "pipeline/documents").glob("*.py"):
        raised |= set(re.findall(r"(?:issue|Refused)\(\s*\"([a-z_]+)\"", path.read_text(encoding="utf-8")))
    assert raised == set(listed)
    assert {kind for kind, cross in listed.items() if cross} == FAULTS
    assert set(re.findall(r"`(\.[a-z]+)`", page.split("## What is said")[0])) == set(ENDINGS) | {".gz"}
