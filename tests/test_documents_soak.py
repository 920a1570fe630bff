"""Files of every kind, broken at random for a minute: nothing but documents and clear lines come out."""

from __future__ import annotations

import gzip
import json
import random
import time
from typing import TYPE_CHECKING

import pytest

from pipeline.schema import Document
from tests.test_documents import ARTICLE, HEAD, folder, read
from tests.test_documents_formats import FEED, META, RECORD, TEXT, page, warc

if TYPE_CHECKING:
    from pathlib import Path

SECONDS = 60
SEEDS: dict[str, bytes] = {
    "a.txt": (HEAD + TEXT).encode(),
    "a.md": b"---\ntitle: x\ndate: 2022-01-01\n---\n\n" + TEXT.encode(),
    "a.json": json.dumps([RECORD, {**RECORD, "id": "b"}]).encode(),
    "a.jsonl": b"\n".join(json.dumps({**RECORD, "id": number}).encode() for number in range(3)),
    "a.csv": b'id,published,text\n1,2022-01-01,"a b\nc"\n2,x,"y ""z"""\n',
    "a.html": page(META).encode(),
    "a.rss": FEED.encode(),
    "a.warc": warc(("text/html", page(META).encode())),
    "a.txt.gz": gzip.compress((HEAD + TEXT).encode()),
    "sources.csv": b"file,id,published,source,title,url,language\nz.txt,z,2022-04-15,Herald,Market hit,,en\n",
}
PIECES = (
    *(
        b"\r",
        b"\n",
        b"\0",
        b'"',
        b",",
        b"<",
        b">",
        b"&",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\xed\xa0\x80",
        b"[",
        b"{",
        b"]",
        b"}",
    ),
    *(
        b"\\ud800",
        b"9" * 30,
        b"1e999",
        b"NaN",
        b";",
        b"\xe2\x80\xae",
        b"\xcc\x81" * 5,
        b"<![CDATA[",
        b"<!--",
        b"&#xD800;",
    ),
    *(b"charset=utf-7", b"charset=idna", b"charset=rot13", b"encoding='utf-16'", b"Content-Encoding: gzip\r\n"),
)


def broken(seed: bytes, chance: random.Random) -> bytes:
    data = bytearray(seed)
    for _ in range(chance.randint(1, 8)):
        at = chance.randrange(len(data) + 1)
        match chance.randrange(4):
            case 0:
                data[at : at + 1] = bytes([chance.randrange(256)])
            case 1:
                del data[at : at + chance.randint(1, 40)]
            case 2:
                data[at:at] = chance.choice(PIECES)
            case _:
                data[at:] = data[at:][::-1]
    return bytes(data)


@pytest.mark.soak
def test_broken_files_give_documents_and_clear_lines(tmp_path: Path) -> None:
    chance = random.Random(time.time_ns())
    end = time.monotonic() + SECONDS
    while time.monotonic() < end:
        name = chance.choice(list(SEEDS))
        content = broken(SEEDS[name], chance)
        found, issues = read(folder(tmp_path, {name: content, "z.txt": HEAD + ARTICLE}))
        assert any(isinstance(each, Document) and each.text == ARTICLE for each in found) or name == "sources.csv", (
            content
        )
        for made in found:
            fields = (made.document_id, made.text, made.title, made.source, made.url, made.language)
            assert "".join(each or "" for each in fields).encode("utf-8"), content
        for issue in issues:
            assert ((issue.text or "") + (issue.reason or "")).isprintable(), content
        (tmp_path / name).unlink()
