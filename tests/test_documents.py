"""Reading articles: every kind of file, in a fixed order, with one clear line for what cannot be read."""

from __future__ import annotations

import io
import json
from datetime import date
from typing import TYPE_CHECKING

import pytest

from pipeline import documents
from pipeline.documents import days
from pipeline.documents.charsets import decode, normalise
from pipeline.errors import OptionError
from pipeline.schema import Document, Issue

if TYPE_CHECKING:
    from pathlib import Path

ARTICLE = "Two people were killed when shells hit the market in Sloviansk on Thursday, the mayor said."


def folder(root: Path, files: dict[str, str | bytes]) -> Path:
    for name, content in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return root


def read(path: Path, **options: object) -> tuple[list[Document], list[Issue]]:
    found = list(documents.read(path, **options))  # type: ignore[arg-type]
    return [each for each in found if isinstance(each, Document)], [each for each in found if isinstance(each, Issue)]


def kinds(issues: list[Issue]) -> list[tuple[str, str | None]]:
    return [(each.kind, each.text) for each in issues]


HEAD = "published: 2022-04-15\nsource: Valley Herald\ntitle: Market hit\n\n"
RECORD = {"id": "a", "published": "2022-04-15", "source": "Valley Herald", "title": "Market hit", "text": ARTICLE}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.txt", HEAD + ARTICLE),
        ("a.md", HEAD + ARTICLE),
        ("a.txt", HEAD.replace("\n", "\r\n") + ARTICLE),
        ("a.txt", "\ufeff" + HEAD + ARTICLE),
        ("b.txt", "id: a\n" + HEAD + ARTICLE),
        ("a.txt", "Date: 15 April 2022\nOutlet: Valley Herald\nHeadline: 'Market hit'\nauthor: N. N.\n\n" + ARTICLE),
        ("a.md", f"---\ntitle: Market hit\ndate: 2022-04-15\nsource: Valley Herald\ntags: [a, b]\n---\n\n{ARTICLE}"),
        ("a.json", json.dumps({**RECORD, "events": [{"extra": 1}]})),
        ("a.json", json.dumps({key: value for key, value in RECORD.items() if key != "id"})),
        ("x.json", json.dumps([RECORD])),
        ("x.jsonl", json.dumps(RECORD) + "\n\n"),
    ],
)
def test_every_kind_gives_the_same_article(tmp_path: Path, name: str, content: str) -> None:
    (found,), issues = read(folder(tmp_path, {name: content}))
    assert issues == []
    assert (found.document_id, found.text, found.published) == ("a", ARTICLE, date(2022, 4, 15))
    assert (found.source, found.title, found.encoding) == ("Valley Herald", "Market hit", "utf-8")


@pytest.mark.parametrize(
    "text",
    [
        ARTICLE,
        "Kyiv: two killed in a strike\n\nThe mayor said so.",
        "Title: Market hit\nTwo people were killed.\n\nMore.",
        "---\n\nTwo people were killed.",
    ],
)
def test_a_text_without_a_head_is_kept_whole(tmp_path: Path, text: str) -> None:
    (found,), _ = read(folder(tmp_path, {"a.txt": text}))
    assert found.text == text


def test_order_and_names_of_documents_without_ids(tmp_path: Path) -> None:
    line = json.dumps({"text": ARTICLE, "published": "2022-04-15"})
    root = folder(tmp_path, {"b/x.txt": HEAD + ARTICLE, "a.txt": HEAD + "x", "c.jsonl": f"{line}\n{line}"})
    found, _ = read(root)
    assert [each.document_id for each in found] == ["a", "x", "c-1", "c-2"]
    assert [each.file for each in found] == ["a.txt", "b/x.txt", "c.jsonl, line 1", "c.jsonl, line 2"]


def test_two_documents_with_one_id_name_both_files(tmp_path: Path) -> None:
    found, (issue,) = read(folder(tmp_path, {"a.txt": HEAD + ARTICLE, "b.json": json.dumps({**RECORD, "id": "a"})}))
    assert [each.file for each in found] == ["a.txt"]
    assert (issue.kind, issue.text) == ("duplicate_id", "b.json")
    assert "a.txt" in (issue.reason or "")
    assert issue.kind in documents.FAULTS


SOURCES = "file,id,published,source,title,url,language\na.txt,one,2022-04-15,Herald,Market hit,,en\n"


@pytest.mark.parametrize(
    ("files", "ids", "expected"),
    [
        ({"a.txt": ARTICLE}, ["one"], []),
        ({"a.txt": ARTICLE, "README.md": "about"}, ["one"], []),
        ({"a.txt": ARTICLE, "b.txt": "more"}, ["one"], [("unlisted", "b.txt")]),
        ({"a.txt": ARTICLE, "gold/a.json": json.dumps(RECORD)}, ["one"], [("unlisted", "gold")]),
        ({"a.txt": ARTICLE, "z/b.txt": HEAD + "x", "z/sources.csv": SOURCES.replace("a.txt,one", "b.txt,b")}, ["one", "b"], []),
        ({"a.txt": ARTICLE, "b.json": json.dumps({**RECORD, "id": "b", "text": "Calm held in Izium."})}, ["one", "b"], []),
        ({}, [], [("missing", "sources.csv, line 2")]),
    ],
)  # fmt: skip
def test_a_sources_table_says_what_the_folder_holds(
    tmp_path: Path, files: dict[str, str], ids: list[str], expected: list[tuple[str, str]]
) -> None:
    found, issues = read(folder(tmp_path, {"sources.csv": SOURCES, **files}))
    assert [each.document_id for each in found] == ids
    assert kinds(issues) == expected


@pytest.mark.parametrize("table", [SOURCES, SOURCES.replace(",", ";"), "\ufeff" + SOURCES.replace("\n", "\r\n")])
def test_a_sources_table_as_spreadsheets_save_it(tmp_path: Path, table: str) -> None:
    (found,), issues = read(folder(tmp_path, {"sources.csv": table, "a.txt": ARTICLE}))
    assert (found.document_id, found.source, found.published, issues) == ("one", "Herald", date(2022, 4, 15), [])


@pytest.mark.parametrize(
    ("table", "kind"),
    [("name,id\na.txt,one\n", "bad_record"), ("", "bad_record"), (b"\x00\x01\x02" * 99, "unreadable")],
)
def test_a_broken_sources_table_gives_one_line_and_the_texts_are_read(
    tmp_path: Path, table: str | bytes, kind: str
) -> None:
    found, issues = read(folder(tmp_path, {"sources.csv": table, "a.txt": HEAD + ARTICLE}))
    assert len(found) == 1
    assert kinds(issues) == [(kind, "sources.csv")]


@pytest.mark.parametrize("name", ["../secret.txt", "/etc/hostname", "x/../../secret.txt"])
def test_a_sources_table_cannot_reach_out_of_its_folder(tmp_path: Path, name: str) -> None:
    folder(tmp_path, {"secret.txt": ARTICLE, "in/sources.csv": SOURCES.replace("a.txt", name)})
    found, (issue,) = read(tmp_path / "in")
    assert found == []
    assert "outside" in (issue.reason or "")


@pytest.mark.parametrize(
    ("name", "content", "kind", "words"),
    [
        ("a.txt", "", "empty", "no text"),
        ("a.txt", " \n\t\n", "empty", "no text"),
        ("a.txt", HEAD, "empty", "no text"),
        ("a.json", "", "empty", "is empty"),
        ("a.json", '{"text": "cut o', "unreadable", "not JSON"),
        ("a.json", "[" * 100_000, "unreadable", "nested too deeply"),
        ("a.json", '{"body": "x"}', "bad_record", "--columns text=KEY"),
        ("a.json", "3", "bad_record", "JSON int"),
        ("a.jsonl", '{"id": "a; b", "text": "x"}', "bad_record", "'a; b'"),
        ("a.txt", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "unreadable", "binary"),
        ("a.pdf", b"%PDF-1.7", "unreadable", ".pdf"),
        ("a.txt", "published: tomorrow\n\n" + ARTICLE, "bad_date", "'tomorrow'"),
        ("a.txt", ARTICLE, "no_date", "Thursday"),
        ("a.txt", HEAD + "Two\x00 were killed in Sloviansk on Thursday, the mayor said.", "characters", "U+FFFD"),
        ("a.txt", (HEAD + "Tensions rose in a café.").encode("cp1252"), "encoding", "cp1252"),
        ("a.txt", (HEAD + ARTICLE).encode("utf-16"), "encoding", "utf-16"),
        ("a.txt.gz", b"\x1f\x8b\x08not gzip", "unreadable", "gzip"),
    ],
)
def test_each_trouble_gives_one_clear_line_and_the_rest_is_read(
    tmp_path: Path, name: str, content: str | bytes, kind: str, words: str
) -> None:
    found, (issue,) = read(folder(tmp_path, {name: content, "sound.txt": HEAD + "Calm held in Izium."}))
    assert (issue.stage, issue.kind) == ("documents", kind)
    assert (issue.text or "").startswith(name)
    assert words in (issue.reason or "")
    assert "\n" not in (issue.reason or "")
    assert "sound" in {each.document_id for each in found}


@pytest.mark.parametrize("name", ["empty", "missing"])
def test_a_folder_with_nothing_in_it_says_so(tmp_path: Path, name: str) -> None:
    (tmp_path / "empty").mkdir()
    found, (issue,) = read(tmp_path / name)
    assert found == []
    assert issue.kind in documents.FAULTS


def test_columns_rename_and_unknown_fields_are_refused(tmp_path: Path) -> None:
    root = folder(tmp_path, {"a.jsonl": json.dumps({"body": ARTICLE, "date": "2022-04-15"})})
    (found,), issues = read(root, columns={"text": "body", "published": "date"})
    assert (found.text, found.published, issues) == (ARTICLE, date(2022, 4, 15), [])
    with pytest.raises(OptionError, match="body"):
        read(root, columns={"body": "text"})


@pytest.mark.parametrize(
    ("data", "name"), [(json.dumps(RECORD), "a"), (f"\n{json.dumps(RECORD)}\n", "a"), (HEAD + ARTICLE, "stdin")]
)
def test_standard_input_is_json_lines_or_one_text(data: str, name: str) -> None:
    (found,) = documents.read("-", standard_input=io.BytesIO(data.encode()))
    assert isinstance(found, Document)
    assert (found.document_id, found.text, found.published) == (name, ARTICLE, date(2022, 4, 15))


DAYS: list[tuple[object, str | None]] = [
    ("2022-04-15", "2022-04-15"),
    ("20220415", "2022-04-15"),
    ("2022-04-15T23:30:00Z", "2022-04-15"),
    ("2022-04-15T00:30:00+03:00", "2022-04-15"),
    ("2022-04-15 10:00:00.123456 UTC", "2022-04-15"),
    ("Fri, 15 Apr 2022 10:00:00 GMT", "2022-04-15"),
    ("15 Apr 2022 10:00 +0200", "2022-04-15"),
    ("15 April 2022", "2022-04-15"),
    ("April 15, 2022", "2022-04-15"),
    ("Apr. 15, 2022", "2022-04-15"),
    ("Sept. 3, 2021", "2021-09-03"),
    ("Friday, April 15th, 2022", "2022-04-15"),
    ("Friday 15 April 2022, 10.30 GMT", "2022-04-15"),
    ("15th of April 2022", "2022-04-15"),
    ("2022/04/15", "2022-04-15"),
    ("15.04.2022", "2022-04-15"),
    ("04.05.2022", "2022-05-04"),
    ("15/04/2022", "2022-04-15"),
    ("04/15/2022", "2022-04-15"),
    ("04/04/2022", "2022-04-04"),
    ("04/05/2022", None),
    ("2022-02-30", None),
    ("0001-01-01", None),
    ("yesterday", None),
    ("Thursday", None),
    ("April 2022", None),
    ("2022", None),
    ("", None),
    (None, None),
    (20220415, None),
]


@pytest.mark.parametrize(("value", "expected"), DAYS)
def test_publication_dates(value: object, expected: str | None) -> None:
    assert days.parse(value) == (date.fromisoformat(expected) if expected else None)


@pytest.mark.parametrize(
    ("raw", "expected", "replaced"),
    [
        ("plain", "plain", 0),
        ("a\r\nb\rc\u2028d", "a\nb\nc\nd", 0),
        ("Ky\u200biv \u202eand\u00adso", "Kyiv andso", 0),
        ("10\u00a0km", "10 km", 0),
        ("Cafe\u0301", "Café", 0),
        ("a\x00b\ud800", "a\ufffdb\ufffd", 2),
    ],
)
def test_text_is_put_into_one_form(raw: str, expected: str, replaced: int) -> None:
    assert normalise(raw) == (expected, replaced)
    assert normalise(expected) == (expected, 0)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1252"])
def test_encodings_are_told_apart(encoding: str) -> None:
    text = "The “café” in Tiraspol – hit on Thursday – stood empty, the mayor said."
    assert decode(text.encode(encoding))[0] == text


def test_a_listed_name_that_no_file_can_have(tmp_path: Path) -> None:
    folder(tmp_path, {"z.txt": HEAD + ARTICLE, "sources.csv": f"file,id\nz.txt,z\n{'n' * 3000}.txt,n\n"})
    found, issues = read(tmp_path)
    assert [each.document_id for each in found] == ["z"]
    assert kinds(issues) == [("missing", "sources.csv, line 3")]
