"""The examples of docs/coder.md: rows that a researcher adds do what the page says, and nothing did it before."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline import lexicon
from pipeline.reports import hits

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "coder.md").read_text(encoding="utf-8")
ROW = re.compile(r"^`(pipeline/lexicons/\w+\.csv)`\n\n {4}(.+)$", re.MULTILINE)
RESULT = re.compile(r"^> (.+)\n\n`(\w+)`: (.+)$", re.MULTILINE)
CODE = """
import json, sys
from tests.coding import told
found = [[str(value) for value in (report.sub_event_type, "; ".join(report.actor1), report.location)]
         for sentence in json.loads(sys.argv[1]) for report in [*told(sentence), None][:1] if report]
print(json.dumps([dict(zip(("sub_event_type", "actor1", "location"), row)) for row in found]))
"""


def coded(folder: Path, sentences: list[str]) -> list[dict[str, str]]:
    """The first report of each sentence, by the package in a folder."""
    done = subprocess.run(
        [sys.executable, "-c", CODE, json.dumps(sentences)], cwd=folder, capture_output=True, text=True, check=True
    )
    found: list[dict[str, str]] = json.loads(done.stdout)
    return found


@pytest.fixture(scope="module")
def edited(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the package with the rows of the page."""
    folder = tmp_path_factory.mktemp("edited")
    shutil.copytree(ROOT / "pipeline", folder / "pipeline", ignore=shutil.ignore_patterns("assets", "__pycache__"))
    (folder / "tests").mkdir()
    for name in ("__init__.py", "coding.py"):
        shutil.copy(ROOT / "tests" / name, folder / "tests" / name)
    for table, row in ROW.findall(PAGE):
        with (folder / table).open("a", encoding="utf-8") as file:
            file.write(f"{row}\n")
    return folder


def test_added_rows_do_what_the_page_says(edited: Path) -> None:
    examples = RESULT.findall(PAGE)
    assert len(examples) == 3
    found = coded(edited, [sentence for sentence, _, _ in examples])
    assert [row[column] for row, (_, column, _) in zip(found, examples, strict=True)] == [e[2] for e in examples]


def test_nothing_did_so_before() -> None:
    from tests.coding import told

    for sentence, column, value in RESULT.findall(PAGE):
        before = [getattr(report, column) for report in told(sentence)]
        assert value not in ["; ".join(v) if isinstance(v, tuple) else v for v in before]


def test_modules_and_tables_of_the_page_exist() -> None:
    rows = re.findall(r"^\| \w+ \| (`[^|]+) \| [^|]+ \| (`[^|]+) \|$", PAGE.split("## Patterns")[0], re.MULTILINE)
    assert len(rows) == 11
    modules = {path.stem for path in (ROOT / "pipeline").rglob("*.py")} | {
        p.name for p in (ROOT / "pipeline").rglob("*")
    }
    tables = {path.stem for path in (ROOT / "pipeline" / "lexicons").glob("*.csv")}
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[0])} <= modules
    assert {name for row in rows for name in re.findall(r"`(\w+)`", row[1])} <= tables
    assert set(re.findall(r"kind of action it tells \(`(\w+)`", PAGE)) <= set(hits.frames())
    assert lexicon.words("place_links")
