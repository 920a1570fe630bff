"""What is fuzzed: each target takes any bytes and fails only where the package breaks a promise.

Bytes are read as they come by the readers of files, and as UTF-8 (odd bytes replaced) by the readers of texts.
"""

from __future__ import annotations

import contextlib
import tempfile
from datetime import date
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline import corrections, dates, documents, gazetteer, places, quantities, reports
from pipeline import text as text_
from pipeline.compare import read as read_table
from pipeline.errors import DatelineError
from pipeline.gazetteer import dumps
from pipeline.schema import Document, Issue, Place
from tests.gazetteers import Book

if TYPE_CHECKING:
    from collections.abc import Callable

BOOK = Path(__file__).parent.parent / "gold" / "places.csv"
FILES = (
    *("a.txt", "a.md", "a.json", "a.jsonl", "a.csv", "a.tsv", "a.html", "a.xml", "a.rss", "a.warc", "a.parquet"),
    *("a.txt.gz", "a.jsonl.gz", "a.warc.gz", "sources.csv"),
)
"""One name for each reader of articles; sources.csv lies beside an article."""


@cache
def book() -> Book:
    """A small gazetteer that knows names of wars."""
    return Book(BOOK)


@cache
def _index() -> gazetteer.Gazetteer:
    path = gazetteer.default_path()
    if not path.is_file():
        gazetteer.build(path, progress=False)
    return gazetteer.open(path)


def _decoded(data: bytes) -> str:
    return data.decode("utf-8", "replace")


def date_grammar(data: bytes) -> None:
    """Time expressions stand where they say, and resolve to spans of days or not at all."""
    body = _decoded(data)
    for found in dates.find(body):
        assert 0 <= found.start < found.end <= len(body)
        resolved = dates.resolve(found, date(2022, 4, 15))
        if resolved is not None and resolved.first is not None and resolved.last is not None:
            assert resolved.first <= resolved.last


def number_reader(data: bytes) -> None:
    """Quantities stand where they say, and their bounds are in order."""
    body = _decoded(data)
    for found in quantities.find(body):
        assert 0 <= found.start < found.end <= len(body)
        bounds = [bound for bound in (found.low, found.value, found.high) if bound is not None]
        assert bounds == sorted(bounds)


def sentence_splitter(data: bytes) -> None:
    """Sentences stand in order, do not overlap and lose nothing but white space."""
    body = _decoded(data)
    at = 0
    for sentence in text_.sentences(body):
        assert at <= sentence.start < sentence.end <= len(body)
        assert not body[at : sentence.start].strip()
        at = sentence.end
    assert not body[at:].strip()


def place_lookup(data: bytes) -> None:
    """Any name gets an answer, and each candidate lies on Earth."""
    name = _decoded(data)
    for candidate in (*_index().lookup(name), *_index().similar(name[:60])):
        assert abs(candidate.latitude) <= 90
        assert abs(candidate.longitude) <= 180


def coder(data: bytes) -> None:
    """Places and reports stand where they say, and evidence is what stands there."""
    body = _decoded(data)
    document = Document(document_id="d", text=body, published=date(2022, 4, 15), source="Example News")
    found, _ = places.find(document, book())
    for place in found:
        assert body[place.start : place.end] == place.text
    told, issues = reports.code(document, found)
    for report in told:
        assert body[report.start : report.end] == report.evidence
        assert all(0 <= span.start <= span.end <= len(body) for span in report.spans)
    assert all(issue.reason for issue in issues)


def readers(data: bytes) -> None:
    """A file of any kind gives documents or issues; the first byte chooses the kind."""
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "z.txt").write_text("A market was shelled on Friday.", encoding="utf-8")
        (Path(folder) / FILES[data[0] % len(FILES) if data else 0]).write_bytes(data[1:])
        found = list(documents.read(folder))
        assert found
        assert all(isinstance(each, Document | Issue) for each in found)
        assert all(each.text.encode() for each in found if isinstance(each, Document))


def gazetteer_files(data: bytes) -> None:
    """A gazetteer file gives entries on Earth, or one clear error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / ("a.csv", "AA.txt", "AA.zip")[data[0] % 3 if data else 0]
        path.write_bytes(data[1:])
        with contextlib.suppress(DatelineError):
            for entry in dumps.read(path):
                assert abs(entry.latitude) <= 90
                assert abs(entry.longitude) <= 180


def corrections_files(data: bytes) -> None:
    """A table of corrections gives rows and reasons, or one clear error; places take any of them."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "corrections.csv"
        path.write_bytes(data)
        with contextlib.suppress(DatelineError):
            rows, issues = corrections.read(path)
            assert all(issue.reason for issue in issues)
            place = Place(document_id="a", start=0, end=4, text="Kyiv", name="Kyiv")
            corrections.places((place,), "a", rows, lambda _: None)


def foreign_tables(data: bytes) -> None:
    """A table to compare with is read, or refused with one clear error."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "events.csv"
        path.write_bytes(data)
        with contextlib.suppress(DatelineError):
            read_table(path)


TARGETS: dict[str, Callable[[bytes], None]] = {
    target.__name__: target
    for target in (
        date_grammar,
        number_reader,
        sentence_splitter,
        place_lookup,
        coder,
        readers,
        gazetteer_files,
        corrections_files,
        foreign_tables,
    )
}
"""Targets by name."""
