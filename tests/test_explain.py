"""`dateline explain`: what was read where, what was rejected, and that no text can steer a terminal."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from pipeline import explain
from pipeline.schema import Document, Issue
from pipeline.workflow import stages
from tests.coding import FRIDAY, LEAD, article, coded
from tests.gazetteers import Book

STORY = LEAD + (
    "Russian forces shelled [Orla] on Thursday, killing four people, the mayor said. "
    "The army will attack [Menta] next week."
)


def explained(marked: str, *, colour: bool = False, title: str | None = None) -> str:
    text, places = article(marked)
    reports, issues = coded(marked)
    document = Document(document_id="d", text=text, published=FRIDAY, source="Example News", title=title)
    return "\n".join(explain.lines(document, places, reports, issues, colour=colour))


@pytest.mark.parametrize(
    "line",
    [
        "== d: Example News | 2022-04-15",
        (
            "[actor1 1: Russian forces] [trigger 1: shelled] [place 1: Orla] [date 1: on Thursday], "
            "[dead 1: killing four people], [speaker 1: the mayor] said."
        ),
        "The army will [rejected: attack] [place: Menta] next week.",
        "1  Shelling/artillery/missile attack",
        "     event_date: 2022-04-14  from “on Thursday” (sentence: weekday)",
        "     fatalities: 4  from “killing four people” (toll)",
        "     claimed_by: mayor  from “the mayor” (claimed)",
        "-- 1 seen and not coded",
        "   modal: “attack”: attack: told as modal",
    ],
)
def test_what_is_printed(line: str) -> None:
    assert line in explained(STORY)


def test_colours_replace_the_labels() -> None:
    shown = explained(STORY, colour=True)
    assert "[trigger" not in shown
    assert "\x1b[31m" in shown
    assert "\x1b" not in explained(STORY)


def test_the_text_is_whole_without_its_labels() -> None:
    text, places = article(STORY)
    reports, issues = coded(STORY)
    found = explain.marks(reports, places, issues)
    assert all(a.end <= b.start for a, b in itertools.pairwise(found))
    shown = explain.marked(text, found, colour=False)
    for mark in found:
        shown = shown.replace(f"[{mark.shown}: {text[mark.start : mark.end]}]", text[mark.start : mark.end], 1)
    assert shown == text


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[2J", "\\x1b[2J"),
        ("\x07", "\\x07"),
        ("\u202eabc", "\\u202eabc"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\ud800"),
        ("a\tb\nc", "a\tb\nc"),
        ("Zaporizhzhia — “naïve”", "Zaporizhzhia — “naïve”"),
    ],
)
def test_hostile_text_is_escaped(hostile: str, shown: str) -> None:
    assert explain.harmless(hostile) == shown
    document = Document(document_id=f"d{hostile}", text=f"x{hostile}", title=hostile)
    issue = Issue(document_id="d", stage="places", kind="k", start=None, end=None, text=hostile, reason=hostile)
    printed = "\n".join(explain.lines(document, (), (), (issue,), colour=False))
    assert explain._HOSTILE.search(printed) is None


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> object:
    book = Book(Path(__file__).parent / "gold" / "places.csv")
    monkeypatch.setattr(stages, "open_gazetteer", lambda _: book)
    return lambda *arguments: CliRunner().invoke(explain.explain, [str(argument) for argument in arguments])


def test_command(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    path = tmp_path / "2022-04-15-note.txt"
    path.write_text(
        "Russian forces shelled Okhtyrka on Thursday, killing four people.\n\x1b]0;owned\x07", encoding="utf-8"
    )
    result: Result = run(path)
    assert result.exit_code == 0
    assert "[place 1: Okhtyrka]" in result.output
    assert "\x1b" not in result.output
    assert "latitude: 50.31" in result.output


def test_a_file_that_is_missing_ends_with_an_error(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    result: Result = run(tmp_path / "none.txt")
    assert result.exit_code == 3
    assert "none.txt" in result.output
