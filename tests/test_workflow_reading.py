"""What was read before is not read again, and nothing can tell from the records."""

from __future__ import annotations

import json
import os
import random
from typing import TYPE_CHECKING, Any

import pytest

from pipeline import documents, workflow
from pipeline.documents import records
from pipeline.workflow import store
from tests.test_documents_formats import TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from pipeline.documents.drafts import Draft

RECORDS = ("documents", "issues-documents")


def article(name: str, **values: Any) -> dict[str, Any]:
    chance = random.Random(name)
    words = " ".join(chance.sample(TEXT.split(), 40))
    return {"id": name, "published": "2022-04-15", "source": "Herald", "text": f"{words}. {name}"} | values


A, B, C, D = (article(name) for name in "abcd")
COPY = article("copy", text=A["text"])
EMPTY = article("empty", text="")
UNDATED = article("undated", published=None)


def read(folder: Path, articles: list[Any], **values: Any) -> tuple[dict[str, bytes], list[str]]:
    source = folder / "in"
    source.mkdir(exist_ok=True)
    (source / "a.jsonl").write_text("".join(json.dumps(each) + "\n" for each in articles), encoding="utf-8")
    said: list[str] = []
    options = workflow.Options(source=source, out=folder / "out", say=said.append, **values)
    workflow.run_stage(options, "documents")
    found = {name: (options.stages / f"{name}.jsonl").read_bytes() for name in RECORDS}
    return found, [line for line in said if not line.startswith(("documents:", str(folder)))]


VERSIONS = [
    ([A, B], [A, B, C]),
    ([A, EMPTY, B], [A, EMPTY, B, UNDATED, C]),
    ([A, B, COPY, C], [A, B, D, COPY, C]),
    ([A, B, COPY], [B, COPY]),
    ([A, B, C], [A, B]),
    ([A, B], [article("a", text="Another one."), B]),
    ([A, COPY], [A, A, COPY, EMPTY]),
    ([EMPTY, A], [EMPTY]),
    ([A, B, C], []),
    ([], [A]),
    ([A, B, C], [A, B, C]),
]


@pytest.mark.parametrize(("old", "new"), VERSIONS)
def test_the_records_are_those_of_reading_all(tmp_path: Path, old: list[Any], new: list[Any]) -> None:
    (tmp_path / "fresh").mkdir()
    expected = read(tmp_path / "fresh", new)
    for articles in (old, new, new):
        found = read(tmp_path, articles)
    assert found == expected
    assert read(tmp_path, old + new) == read(tmp_path / "fresh", old + new, fresh=True)


def test_what_comes_again_is_not_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    read(tmp_path, [A, B, UNDATED])
    made: list[str] = []

    def document(draft: Draft) -> Any:
        made.append(draft.name)
        return records.document(draft)

    monkeypatch.setattr(documents, "document", document)
    read(tmp_path, [A, B, UNDATED, C])
    assert made == ["a-4"]
    read(tmp_path, [A, B, UNDATED, C], columns={"source": "outlet"})
    assert len(made) == 5


@pytest.mark.parametrize("name", [*(f"{name}.jsonl" for name in RECORDS), "read.sqlite"])
@pytest.mark.parametrize("damage", ["touched", "cut", "gone"])
def test_files_that_somebody_touched_are_made_anew(tmp_path: Path, name: str, damage: str) -> None:
    expected = read(tmp_path, [A, B, UNDATED])
    path = tmp_path / "out" / "stages" / name
    if damage == "gone":
        path.unlink()
    elif damage == "cut":
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])
    else:
        os.utime(path, ns=(1, 1))
    assert read(tmp_path, [A, B, UNDATED]) == expected


def test_the_store_knows_what_was_written(tmp_path: Path) -> None:
    with store.opened(tmp_path / "s") as kept:
        assert kept.alike("one", [b"a"]) == (0, None)
        kept.begin(0)
        kept.note("one", 0, [(b"a", "1"), (b"b", "2"), (b"c", "3")])
        assert kept.alike("one", [b"a", b"b", b"x", b"c"]) == (2, "2")
        assert kept.alike("one", [b"a", b"b", b"c", b"d"]) == (3, "3")
        assert kept.alike("two", [b"a"]) == (0, None)
        kept.begin(2)
        assert kept.alike("one", [b"a"]) == (0, None)
        kept.note("two", 2, [(b"d", "4")])
        assert kept.alike("two", [b"a", b"b", b"d"]) == (3, "4")
