"""Web pages, tables, feeds and archives; copies; languages; hostile input."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
from datetime import date
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline import documents
from pipeline.documents import days, folders, objects, pages, plain
from pipeline.documents.charsets import decode, normalise
from pipeline.documents.drafts import Refused
from pipeline.documents.languages import foreign
from pipeline.schema import Document, Issue
from tests.test_documents import ARTICLE, HEAD, folder, kinds, read

if TYPE_CHECKING:
    from pathlib import Path

SENTENCES = (
    "Two people were killed on Thursday when shells hit the market in Sloviansk, the mayor said.",
    "Rescue workers pulled a woman from the rubble of a shoe shop an hour later.",
    "The governor of the region asked people to stay away from open squares and from bus stops.",
    "It was the third time this month that the centre of the town had come under fire.",
    "Nobody has said where the shells were fired from, and both armies have guns within reach.",
    "The market will stay closed until Monday, when a crane is to clear the last of the stalls.",
    "Five windows of the school across the street were broken, but the children had gone home.",
)
TEXT = "\n\n".join(SENTENCES)
PARAGRAPHS = "".join(f"<p>{sentence}</p>" for sentence in SENTENCES)
RECORD = {"id": "a", "published": "2022-04-15", "source": "Herald", "title": "Market hit", "text": TEXT}


def page(head: str = "", body: str = PARAGRAPHS) -> str:
    return (
        f"<!doctype html><html lang=en><head><title>Market hit</title>{head}</head><body><nav><a href=/>Home</a>"
        f"<a href=/w>World</a></nav><article><h1>Market hit</h1>{body}</article><aside>Most read: cats</aside>"
        "<footer>Copyright 2020 Herald</footer></body></html>"
    )


META = '<meta property="article:published_time" content="2022-04-15T00:30:00+03:00">'
LINKED = (
    '<script type="application/ld+json">{"@graph": [{"@type": "NewsArticle", "datePublished": "2022-04-15"}]}</script>'
)


@pytest.mark.parametrize(
    ("head", "published"),
    [
        (META, "2022-04-15"),
        (LINKED, "2022-04-15"),
        ('<meta name="DC.date.issued" content="15 April 2022">', "2022-04-15"),
        ('<meta itemprop="datePublished" content="soon">' + META, "2022-04-15"),
        ('<script type="application/ld+json">{"@graph": [[[[</script>' + META, "2022-04-15"),
        ("", None),
    ],
)
def test_a_page_gives_its_article_and_its_date(tmp_path: Path, head: str, published: str | None) -> None:
    site = '<meta property="og:site_name" content="Valley Herald"><link rel=canonical href="https://herald.example/a">'
    (found,), _ = read(folder(tmp_path, {"a.html": page(site + head)}))
    assert found.published == (date.fromisoformat(published) if published else None)
    assert (found.document_id, found.source, found.title) == ("a", "Valley Herald", "Market hit")
    assert found.url == "https://herald.example/a"
    for sentence in SENTENCES:
        assert sentence in found.text
    for furniture in ("Home", "cats", "Copyright"):
        assert furniture not in found.text


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252", "iso-8859-2"])
def test_a_page_in_its_declared_encoding(tmp_path: Path, encoding: str) -> None:
    source = page(f"<meta charset={encoding}>" + META, PARAGRAPHS.replace("the mayor", "mayor Némethová"))
    (found,), issues = read(folder(tmp_path, {"a.html": source.encode(encoding)}))
    assert "mayor Némethová said" in found.text
    assert issues == []


@pytest.mark.parametrize(
    ("name", "delimiter", "header"),
    [("x.csv", ",", ""), ("x.csv", ";", ""), ("x.tsv", "\t", ""), ("x.csv", ",", "\ufeff")],
)
def test_a_table_of_articles(tmp_path: Path, name: str, delimiter: str, header: str) -> None:
    cells = io.StringIO()
    writer = csv.DictWriter(cells, ["id", "body", "published", "views"], delimiter=delimiter)
    writer.writeheader()
    writer.writerow({"id": "007", "body": TEXT, "published": "2022-04-15", "views": 3})
    writer.writerow({"id": "008", "body": "", "published": "2022-04-15", "views": 3})
    (found,), (issue,) = read(folder(tmp_path, {name: header + cells.getvalue()}), columns={"text": "body"})
    assert (found.document_id, found.text, found.published) == ("007", TEXT, date(2022, 4, 15))
    assert (issue.kind, issue.text) == ("empty", f"{name}, row 2")


def test_a_parquet_table_of_articles(tmp_path: Path) -> None:
    pyarrow = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    rows = [{"id": 7, "text": TEXT, "published": date(2022, 4, 15), "other": b"\x00"}]
    parquet.write_table(pyarrow.Table.from_pylist(rows), tmp_path / "x.parquet")
    (found,), issues = read(tmp_path)
    assert (found.document_id, found.text, found.published, issues) == ("7", TEXT, date(2022, 4, 15), [])


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("x.csv", "", "empty"),
        ("x.csv", "body,date\nx,y\n", "bad_record"),
        ("x.csv", "id,text\na,b,c\n", "bad_record"),
        ("x.csv", b"id,text\na," + bytes(range(1, 9)) * 20, "unreadable"),
        ("x.parquet", b"PAR1 not parquet", "unreadable"),
        ("x.html", "", "empty"),
        ("x.html", "<div>" * 100_000, "unreadable"),
        ("x.html", "<p>a" * 300_000, "unreadable"),
        ("x.html", "<html><body></body></html>", "empty"),
        ("x.rss", "<rss><channel></channel></rss>", "unreadable"),
        ("x.warc", b"not an archive", "unreadable"),
        ("x.warc", b"", "empty"),
        ("x.jsonl", json.dumps({"text": ARTICLE}).encode("utf-16"), "unreadable"),
    ],
)
def test_a_broken_file_of_each_kind_gives_one_line(tmp_path: Path, name: str, content: str | bytes, kind: str) -> None:
    found, issues = read(folder(tmp_path, {name: content, "sound.txt": HEAD + ARTICLE}))
    assert [each.document_id for each in found] == ["sound"]
    assert [each.kind for each in issues] == [kind]


FEED = f"""<?xml version="1.0"?><rss version="2.0"><channel><title>Valley Herald</title>
<item><title>Market &amp; school hit</title><link>https://herald.example/a</link><guid>herald-a</guid>
<pubDate>Fri, 15 Apr 2022 00:30:00 +0300</pubDate><description>&lt;p&gt;{SENTENCES[0]}&lt;/p&gt;&lt;p&gt;More.&lt;/p&gt;</description></item>
<item><title>Only a link</title><link>https://herald.example/b</link></item></channel></rss>"""


def test_a_feed(tmp_path: Path) -> None:
    pytest.importorskip("feedparser")
    (found,), issues = read(folder(tmp_path, {"x.rss": FEED}))
    assert (found.document_id, found.published, found.source) == ("herald-a", date(2022, 4, 15), "Valley Herald")
    assert (found.title, found.text) == ("Market & school hit", f"{SENTENCES[0]}\nMore.")
    assert kinds(issues) == [("empty", "x.rss, entry 2")]


def warc(*answers: tuple[str, bytes]) -> bytes:
    records = []
    for kind, body in answers:
        http = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
        head = (
            "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://herald.example/a\r\nWARC-Date: "
            "2024-01-01T00:00:00Z\r\nWARC-Record-ID: <urn:uuid:0>\r\nContent-Type: application/http; msgtype=response"
            f"\r\nContent-Length: {len(http)}\r\n\r\n"
        )
        records.append(head.encode() + http + b"\r\n\r\n")
    return b"".join(records)


@pytest.mark.parametrize("packed", [False, True])
def test_a_web_archive(tmp_path: Path, packed: bool) -> None:
    pytest.importorskip("fastwarc")
    data = warc(("text/css", b"a{}"), ("text/html; charset=utf-8", page(META).encode()), ("text/html", page().encode()))
    name = "x.warc.gz" if packed else "x.warc"
    found, issues = read(folder(tmp_path, {name: gzip.compress(data) if packed else data}))
    assert [(each.document_id, each.published, each.duplicate_of) for each in found] == [
        ("x-2", date(2022, 4, 15), None),
        ("x-3", None, "x-2"),
    ]
    assert found[0].url == "https://herald.example/a"
    assert [each.kind for each in issues] == ["no_date", "duplicate"]


TRIMMED = "\n\n".join(SENTENCES[:-1])
CORRECTED = TEXT.replace("Two people", "Seven people")
BULLETIN = TEXT.replace("Sloviansk", "Kramatorsk").replace("Thursday", "Friday").replace("Monday", "Tuesday")


@pytest.mark.parametrize(
    ("text", "published", "copy"),
    [
        (TEXT, "2022-04-15", True),
        (TEXT.upper(), "2022-04-16", True),
        (f"(Herald) - {TEXT}\n\nWritten in the newsroom.", "2022-04-15", True),
        (TRIMMED, "2022-04-16", True),
        (TEXT, "2022-06-15", True),
        (TRIMMED, "2022-06-15", False),
        (CORRECTED, "2022-04-15", False),
        (BULLETIN, "2022-04-16", False),
        (
            SENTENCES[0] + " " + "Elsewhere the front was calm and roads were open to all traffic. " * 8,
            "2022-04-15",
            False,
        ),
    ],
)
def test_copies_are_told_from_updates_and_bulletins(tmp_path: Path, text: str, published: str, copy: bool) -> None:
    lines = [RECORD, {**RECORD, "id": "b", "text": text, "published": published}]
    found, issues = read(folder(tmp_path, {"x.jsonl": "\n".join(json.dumps(line) for line in lines)}))
    assert found[1].duplicate_of == ("a" if copy else None)
    assert [each.kind for each in issues] == (["duplicate"] if copy else [])
    assert (found[0].fingerprint == found[1].fingerprint) == (text.casefold() == TEXT.casefold())


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (TEXT, None),
        ("Attaque à Goma.", None),
        (
            (
                "Au moins deux personnes ont été tuées jeudi lorsque des obus sont tombés sur le marché de la ville, selon le "
                "maire, qui a demandé aux habitants de ne pas sortir dans les rues du centre."
            ),
            "French",
        ),
        (
            (
                "Al menos dos personas murieron el jueves cuando los proyectiles cayeron en el mercado de la ciudad, según el "
                "alcalde, que pidió a los habitantes que no salgan a las calles del centro."
            ),
            "Spanish",
        ),
        ("Двое человек погибли в четверг при обстреле рынка в Славянске, сообщил мэр города. " * 3, "Latin letters"),
        ("قتل شخصان يوم الخميس عندما سقطت القذائف على السوق في وسط المدينة وفق رئيس البلدية " * 3, "Latin letters"),
        ("Lorem ipsum dolor sit amet consectetur adipiscing elit sed eiusmod tempor " * 4, "no language"),
        ("KYIV KHARKIV ODESA LVIV DNIPRO " * 10, "no language"),
    ],
)
def test_other_languages_are_named(text: str, words: str | None) -> None:
    found = foreign(text)
    assert (found is None) if words is None else (words in (found or ""))


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    root = folder(tmp_path / "in", {"a.txt": HEAD + ARTICLE, "sub/b.txt": HEAD + TEXT})
    folder(tmp_path, {"secret.txt": HEAD + "secret"})
    (root / "secret.txt").symlink_to(tmp_path / "secret.txt")
    (root / "loop").symlink_to(root)
    (root / "gone.txt").symlink_to(root / "nowhere.txt")
    found, issues = read(root)
    assert [each.document_id for each in found] == ["a", "b"]
    assert kinds(issues) == [("unreadable", "gone.txt"), ("unreadable", "secret.txt")]


def test_a_pipe_does_not_block(tmp_path: Path) -> None:
    os.mkfifo(folder(tmp_path, {"sound.txt": HEAD + ARTICLE}) / "a.txt")
    found, (issue,) = read(tmp_path)
    assert len(found) == 1
    assert issue.reason == "is not a plain file"


@pytest.mark.parametrize(("name", "limit"), [("a.txt", 2_000_000), ("a.jsonl", 2_000_000), ("a.html", 2_000_000)])
def test_what_is_too_large_is_named_and_passed_over(
    tmp_path: Path, name: str, limit: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plain, "FILE_LIMIT", limit)
    monkeypatch.setattr(objects, "LINE_LIMIT", limit)
    monkeypatch.setattr(pages, "PAGE_LIMIT", limit)
    content = b"x" * (limit + 10) + b"\n" + json.dumps(RECORD).encode()
    _, issues = read(folder(tmp_path, {name: content}))
    assert "2 MB" in (issues[0].reason or "")


@pytest.mark.parametrize("name", ["a.txt.gz", "a.jsonl.gz", "a.csv.gz"])
def test_a_gzip_bomb_is_stopped(tmp_path: Path, name: str) -> None:
    _, issues = read(folder(tmp_path, {name: gzip.compress(b"text\n" + b"a " * 15_000_000)}))
    assert "unpacks to more than" in (issues[-1].reason or "")


def test_packed_files_are_read(tmp_path: Path) -> None:
    (found,), issues = read(folder(tmp_path, {"a.txt.gz": gzip.compress((HEAD + ARTICLE).encode())}))
    assert (found.document_id, found.text, issues) == ("a", ARTICLE, [])


def test_a_file_that_changes_while_it_is_read_is_named(tmp_path: Path) -> None:
    path = folder(
        tmp_path, {"a.jsonl": "\n".join(json.dumps({**RECORD, "id": str(i), "text": f"{i}"}) for i in range(9))}
    )
    reader = documents.read(path)
    next(reader)
    with (path / "a.jsonl").open("a") as more:
        more.write("\n")
    last = list(reader)[-1]
    assert isinstance(last, Issue)
    assert last.kind == "changed"


def test_an_unreadable_folder_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root = folder(tmp_path, {"a.txt": HEAD + ARTICLE, "locked/b.txt": "x"})
    listing = type(root).iterdir

    def refuse(path: Path) -> object:
        if path.name == "locked":
            raise PermissionError(13, "Permission denied")
        return listing(path)

    monkeypatch.setattr(type(root), "iterdir", refuse)
    found, issues = read(root)
    assert len(found) == 1
    assert kinds(issues) == [("unreadable", "locked")]


@pytest.mark.parametrize("name", ["\u043a\u0438\u0457\u0432 \u2013 1.txt", "a\nb.txt", os.fsdecode(b"caf\xe9.txt")])
def test_odd_file_names(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(HEAD + ARTICLE, encoding="utf-8")
    (found,), issues = read(tmp_path)
    assert issues == []
    assert found.document_id.isprintable()
    assert (found.file or "").encode("utf-8")


def test_the_order_in_which_paths_are_given_does_not_matter(tmp_path: Path) -> None:
    folder(tmp_path, {"x/a.txt": HEAD + ARTICLE, "y/b.txt": HEAD + TEXT, "c.txt": HEAD + "Calm."})
    paths = [tmp_path / "y", tmp_path / "c.txt", tmp_path / "x"]
    found = list(documents.read(paths))
    assert found == list(documents.read(paths[::-1]))
    assert [each.file for each in found if isinstance(each, Document)] == ["c.txt", "x/a.txt", "y/b.txt"]


def test_a_file_given_twice_is_read_once(tmp_path: Path) -> None:
    folder(tmp_path, {"x/a.txt": HEAD + ARTICLE})
    found = list(documents.read([tmp_path / "x", tmp_path / "x" / "a.txt"]))
    assert len(found) == 1


def test_many_bad_lines_of_one_file_give_few_issues(tmp_path: Path) -> None:
    lines = ["not JSON"] * 500 + [json.dumps(RECORD)] + [json.dumps({"id": i}) for i in range(300)]
    found, issues = read(folder(tmp_path, {"x.jsonl": "\n".join(lines)}))
    assert len(found) == 1
    assert len(issues) == 2 * (documents.MOST_ISSUES + 1)
    assert [(each.kind, (each.reason or "")[:8]) for each in issues[-2:]] == [
        ("unreadable", "480 more"),
        ("bad_record", "280 more"),
    ]


def test_progress_is_told_each_file(tmp_path: Path) -> None:
    named: list[str] = []
    list(documents.read(folder(tmp_path, {"a.txt": HEAD + ARTICLE, "b/c.txt": HEAD + TEXT}), progress=named.append))
    assert named == ["a.txt", "b/c.txt"]


few = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
nasty = st.text(st.characters(codec=None, categories=["L", "N", "P", "Cc", "Cf", "Cs", "Z"]), max_size=80)


@few
@given(nasty)
def test_normal_text_stays_as_it_is(text: str) -> None:
    stored, _ = normalise(text)
    assert normalise(stored) == (stored, 0)
    assert stored.encode("utf-8").decode() == stored


@few
@given(st.binary(max_size=200))
def test_any_bytes_are_decoded_or_refused(data: bytes) -> None:
    try:
        text, encoding = decode(data)
    except Refused:
        return
    assert encoding
    assert normalise(text)[0].encode("utf-8") is not None


@few
@given(st.one_of(nasty, st.from_regex(r"[A-Z][a-z]{2,8}\.? \d{1,2}(st|th)?,? \d{4}", fullmatch=True), st.integers()))
def test_any_publication_date_is_a_day_or_none(value: object) -> None:
    found = days.parse(value)
    assert found is None or days.EARLIEST <= found <= days.LATEST


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | nasty,
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["id", "text", "published", "url"]), inner)
    ),
    max_leaves=8,
)


@few
@given(
    st.sampled_from(["txt", "md", "json", "jsonl", "csv", "tsv", "html", "rss", "warc", "parquet", "txt.gz"]), st.data()
)
def test_no_file_stops_the_rest(tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject) -> None:
    content = data.draw(st.one_of(st.binary(max_size=300), json_values.map(lambda value: json.dumps(value).encode())))
    root = folder(tmp_path_factory.mktemp("any"), {f"a.{ending}": content, "z.txt": HEAD + ARTICLE})
    found, issues = read(root)
    assert found[-1].document_id == "z"
    for each in issues:
        assert each.stage == "documents"
        assert (each.text or "").isprintable()
        assert (each.reason or "").isprintable()
    for made in found:
        assert made.text.encode("utf-8")
        assert made.document_id.isprintable()


def test_every_ending_has_a_reader() -> None:
    assert set(folders.ENDINGS.values()) == set(documents._READERS) | set(documents._MAPPED)
