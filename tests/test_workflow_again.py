"""A second run: rows that are still right are copied, maps are drawn beside the tables, and nothing can tell."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from pipeline import files, ranges, workflow
from pipeline.errors import OptionError, SchemaError
from pipeline.outputs import tables
from pipeline.ranges import Former, mark
from pipeline.schema import EVENT_FIELDS
from pipeline.workflow import beside, coding, texts
from tests.test_workflow import TABLES, articles, asked, run, write

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["articles"]
FILES = (*TABLES, "changes.csv", "datapackage.json", "events.geojson", "manifest.json")


def made(folder: Path) -> dict[str, bytes]:
    return {name: (folder / "out" / name).read_bytes() for name in FILES if name != "changes.csv"}


@pytest.fixture
def rows(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of tables to which rows were added one by one."""
    found: list[str] = []
    add = tables.Table.add

    def noted(self: tables.Table, records: Any, mark: int = 0) -> None:
        found.append(self.fields[0].name)
        add(self, records, mark)

    monkeypatch.setattr(tables.Table, "add", noted)
    return found


def test_rows_that_are_still_right_are_copied(articles: list[dict[str, Any]], tmp_path: Path, rows: list[str]) -> None:
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles[:-2]), formats=("geojson",))
    run(options)
    whole = rows.count("report_id") + rows.count("event_id")
    rows.clear()
    write(tmp_path / "a.jsonl", articles)
    run(options)
    assert 0 < rows.count("report_id") + rows.count("event_id") < whole / 2
    (tmp_path / "fresh").mkdir()
    run(asked(tmp_path / "fresh", write(tmp_path / "fresh" / "a.jsonl", articles), formats=("geojson",)))
    assert made(tmp_path) == made(tmp_path / "fresh")
    rows.clear()
    run(options, "outputs")
    assert rows.count("event_id") == 0
    os.utime(tmp_path / "out" / "events.csv", ns=(1, 1))
    run(options, "outputs")
    assert rows.count("event_id") > 0
    assert made(tmp_path) == made(tmp_path / "fresh")


def test_a_changed_text_changes_its_evidence(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    """The reports may be the same line for line where the words of a span outside their sentence are not."""
    other = [{**one, "text": one["text"].replace("Russia", "Rwanda").replace("two", "ten")} for one in articles]
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles))
    for each in (articles, other):
        write(tmp_path / "a.jsonl", each)
        run(options)
    (tmp_path / "fresh").mkdir()
    fresh = asked(tmp_path / "fresh", write(tmp_path / "fresh" / "a.jsonl", other))
    run(fresh)
    assert [(tmp_path / "out" / name).read_bytes() for name in TABLES] == [
        (fresh.out / name).read_bytes() for name in TABLES
    ]


def drawn(folder: Path, articles: list[dict[str, Any]]) -> bytes:
    """The map of some articles, made in a folder that may hold another one."""
    folder.mkdir(exist_ok=True)
    run(asked(folder, write(folder / "a.jsonl", articles)), "documents", "reports", "events", "maps")
    return (folder / "maps" / "events.html").read_bytes()


def test_a_map_is_the_same_over_another_one(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    """Events and reports may be the same line for line where the page names their articles otherwise."""
    other = [{**one, "url": f"https://example.org/{number}"} for number, one in enumerate(articles)]
    found = [drawn(tmp_path / "again", each) for each in (articles[:-2], articles, other, articles)]
    assert found[1:] == [drawn(tmp_path / "one", articles), drawn(tmp_path / "two", other), found[1]]
    assert len(set(found)) == 3


def test_rows_of_several_lines_and_of_none(tmp_path: Path) -> None:
    """Lines that make no row or two, moved, doubled, taken away and changed."""
    recipe = tables.Recipe(
        EVENT_FIELDS, lambda record: [{"event_id": record["n"], "notes": "a\n\nb"}] * record["times"]
    )
    lines = [b'{"n":"%d","times":%d}' % (number, number % 3) for number in range(40)]
    orders = [lines, lines[10:30], lines[::-1], lines[5:9] + lines[5:9], [*lines, b'{"n":"new","times":2}'], []]
    for number, order in enumerate(orders):
        old = tmp_path / f"{number - 1}.csv"
        former = Former(old, tmp_path / f"{number - 1}", "code")
        assert (former.file is None) == (number == 0)
        fresh = tmp_path / "fresh.csv"
        (table,) = tables.write([tables.Target(tmp_path / f"{number}.csv", recipe, former, fresh)], order)
        table.made.save(tmp_path / f"{number}", tmp_path / f"{number}.csv", "code")
        former.close()
        (plain,) = tables.write([tables.Target(tmp_path / "plain.csv", recipe)], order)
        assert (tmp_path / f"{number}.csv").read_bytes() == (tmp_path / "plain.csv").read_bytes()
        assert table.rows == plain.rows
        copied = [mark(line) in {mark(each) for each in orders[number - 1]} for line in order] if number else []
        if copied and all(copied):
            assert fresh.read_bytes().count(b"\n") == 1
    assert Former(tmp_path / "0.csv", tmp_path / "0", "other code").file is None


def test_maps_are_drawn_beside_the_tables(
    articles: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pages = []
    for least in (10**9, 0):
        monkeypatch.setattr(beside, "LEAST", least)
        said: list[str] = []
        folder = tmp_path / str(least)
        folder.mkdir()
        source = write(folder / "a.jsonl", articles)
        outcome = workflow.run(asked(folder, source, workers=2, formats=("geojson",), say=said.append))
        pages.append([(folder / "maps" / name).read_bytes() for name in ("events.html", "review.html")])
        pages[-1] += [*made(folder).values(), str(dict(outcome.counts)).encode(), "\n".join(said).encode()]
    assert [len(page) for page in pages[0]] == [len(page) for page in pages[1]]
    assert pages[0] == pages[1]


def test_what_goes_wrong_beside_is_said(
    articles: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(beside, "LEAST", 0)
    chosen = workflow.Selection(language="xx")
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles[:3]), workers=2, selection=chosen)
    with pytest.raises(OptionError, match="xx"):
        workflow.run(options)


def test_fresh_rows_are_held_against_the_schema(articles: list[dict[str, Any]], tmp_path: Path) -> None:
    options = asked(tmp_path, write(tmp_path / "a.jsonl", articles))
    run(options)
    former = made_tables(tmp_path)
    path = options.stage("events")
    path.write_bytes(path.read_bytes().replace(b'"status":"reported"', b'"status":"rumoured"', 1))
    with pytest.raises(SchemaError, match="rumoured"):
        run(options, "outputs")
    assert made_tables(tmp_path) == former


def made_tables(folder: Path) -> list[bytes]:
    return [(folder / "out" / name).read_bytes() for name in TABLES]


def pages(folder: Path) -> dict[str, bytes]:
    """The files of a dataset with its pages, but for the list of changes."""
    found = {path.name: path.read_bytes() for path in (folder / "out").iterdir() if path.is_file()}
    found |= {path.name: path.read_bytes() for path in (folder / "maps").iterdir()}
    return {name: data for name, data in found.items() if name != "changes.csv"}


CORRECTED = """action,id,field,value
set,{0},target,a bridge
drop,{1},,
merge,{2},,{3}
set,e-{4},notes,seen
"""


def test_the_same_bytes_however_the_articles_came(
    articles: list[dict[str, Any]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """More of them, one at the beginning, fewer, others, people's corrections, theirs taken back, another coder."""
    every = ("documents", "reports", "events", "outputs", "maps")
    again = tmp_path / "again"
    again.mkdir()
    source, table = again / "a.jsonl", again / "corrections.csv"
    early = {**articles[0], "document_id": "0", "text": "Shells hit a market in Kyiv on Friday, killing two."}
    other = {**articles[2], "source": "Another Outlet", "text": articles[2]["text"].replace(".", "!", 1)}
    steps: list[tuple[list[dict[str, Any]], bool, str]] = [
        (articles[:-2], False, "one"),
        (articles, False, "one"),
        ([early, *articles], False, "one"),
        ([*articles[:2], other, *articles[3:-1]], False, "one"),
        (articles, True, "one"),
        (articles, False, "one"),
        ([early, *articles[4:]], False, "another"),
    ]
    for number, (own, corrected, version) in enumerate(steps):
        monkeypatch.setattr(coding, "version", lambda version=version: version)
        if corrected:
            ids = [files.parse(line)["report_id"] for line in texts.lines_of(asked(again, source).stage("reports"))]
            table.write_text(CORRECTED.format(*ids[:4], ids[4][2:]), encoding="utf-8")
        chosen = {"formats": ("geojson", "parquet"), "corrected": table if corrected else None}
        run(asked(again, write(source, own), **chosen), *every)
        fresh = tmp_path / str(number)
        fresh.mkdir()
        run(asked(fresh, write(fresh / "a.jsonl", own), **chosen), *every)
        assert pages(again) == pages(fresh), number


def test_features_of_a_file_that_lacks_others_than_the_table_are_made_anew(
    articles: list[dict[str, Any]], tmp_path: Path
) -> None:
    """GeoJSON asked for now and then: its former file is older than the tables."""
    source = tmp_path / "a.jsonl"
    for own, formats in ((articles[:-3], ("geojson",)), (articles[:-1], ("csv",)), (articles, ("geojson",))):
        run(asked(tmp_path, write(source, own), formats=formats))
    (tmp_path / "fresh").mkdir()
    run(asked(tmp_path / "fresh", write(tmp_path / "fresh" / "a.jsonl", articles), formats=("geojson",)))
    assert made(tmp_path) == made(tmp_path / "fresh")
    assert len(files.parse((tmp_path / "out" / "events.geojson").read_bytes())["features"]) > 1


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([], []),
        ([-1, -1], [(0, 1), (1, 2)]),
        ([-1, 0, 1], [(0, 1), (1, 3)]),
        ([0, 1, 3, -1, 4, 2], [(0, 2), (2, 3), (3, 4), (4, 5), (5, 6)]),
    ],
)
def test_what_stands_together_is_copied_together(places: list[int], expected: list[tuple[int, int]]) -> None:
    assert list(ranges.stretches(np.array(places, dtype=np.int64))) == expected
