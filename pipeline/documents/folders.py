"""Which files of a folder are articles, in a fixed order, and what its sources.csv says of them."""

from __future__ import annotations

import csv
import gzip
import io
import os
import stat
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pipeline.documents.charsets import decode
from pipeline.documents.drafts import FILE_LIMIT, MEGABYTE, Refused, issue, one_line

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from pipeline.schema import Issue

SOURCES = "sources.csv"
DELIMITERS = ",\t;|"
"""What may part the cells of a table; the commonest in the first line does."""
ENDINGS = {
    ".txt": "plain",
    ".text": "plain",
    ".md": "plain",
    ".json": "json",
    ".jsonl": "lines",
    ".ndjson": "lines",
    ".html": "page",
    ".htm": "page",
    ".xhtml": "page",
    ".csv": "csv",
    ".tsv": "csv",
    ".parquet": "parquet",
    ".warc": "archive",
    ".rss": "feed",
    ".atom": "feed",
    ".xml": "feed",
}
"""Ending to the reader that takes it."""
_LISTED_KINDS = {"plain", "page"}
"""Kinds that carry one article a file: a sources.csv that lists files names all of them."""
_TABLES = {SOURCES, "gazetteer.csv", "corrections.csv"}
_PAPERS = {"readme", "license", "licence", "notice", "changelog", "codebook", "datapackage", "manifest"}
_QUIET = {".bmp", ".css", ".gif", ".ico", ".jpeg", ".jpg", ".js", ".map", ".mp3", ".mp4", ".png", ".svg"}
_QUIET |= {".ttf", ".webp", ".woff", ".woff2", ".py", ".sh", ".log", ".lock"}
_BOMB_RATIO = 200


@dataclass(frozen=True, slots=True)
class Item:
    """One file to read: `label` names it to the user, `values` is what a sources.csv says of it."""

    path: Path
    label: str
    values: Mapping[str, str] = field(default_factory=dict)

    @property
    def _inner(self) -> Path:
        return self.path.with_suffix("") if self.path.suffix.casefold() == ".gz" else self.path

    @property
    def kind(self) -> str:
        """The reader's name; empty where none reads this ending."""
        return ENDINGS.get(self._inner.suffix.casefold(), "")

    @property
    def stem(self) -> str:
        """The file's name without its ending."""
        return printable(self._inner.stem)


def printable(name: str) -> str:
    """A file's name as Unicode on one line, whatever bytes it has on disk."""
    return one_line(name.encode("utf-8", "surrogateescape").decode("utf-8", "replace"))


def is_document(path: Path) -> bool:
    """Whether a file of a folder is meant as an article: no table of ours, no README, nothing hidden, no picture."""
    name = path.name.casefold()
    return not (
        name.startswith((".", "~"))
        or name in _TABLES
        or name.split(".")[0] in _PAPERS
        or path.suffix.casefold() in _QUIET
    )


@dataclass(frozen=True, slots=True)
class _Root:
    """The folder given by the user, and what the names of its files begin with."""

    path: Path
    prefix: str

    def label(self, path: Path) -> str:
        return self.prefix + printable(path.relative_to(self.path).as_posix())

    def leaves(self, path: Path) -> bool:
        return path.is_symlink() and not path.resolve().is_relative_to(self.path)


def walk(root: Path, prefix: str = "") -> Iterator[Item | Issue]:
    """The articles' files of a folder and its sub-folders, sorted by relative path; or the one file given.

    A sources.csv that lists files makes its folder a closed collection: text files and sub-folders that it does not
    name are left out, with an issue each.
    """
    if root.is_dir():
        yield from _folder(_Root(root.resolve(), prefix), root.resolve(), {})
    elif root.exists():
        yield _file(root.resolve(), prefix + printable(root.name), {})
    else:
        yield issue("missing", printable(str(root)), "does not exist; check the path")


def _folder(root: _Root, folder: Path, inherited: Mapping[Path, Mapping[str, str]]) -> Iterator[Item | Issue]:
    try:
        entries = sorted(folder.iterdir(), key=lambda path: path.name)
    except OSError as error:
        yield issue("unreadable", root.label(folder), f"folder cannot be read ({error.strerror or error})")
        return
    listed = dict(inherited)
    if folder / SOURCES in entries:
        for found in _sources(folder, root.label(folder / SOURCES)):
            if isinstance(found, tuple):
                listed[found[0]] = found[1]
            else:
                yield found
    for path in entries:
        if not path.name.startswith("."):
            yield from _entry(root, path, listed)


def _entry(root: _Root, path: Path, listed: Mapping[Path, Mapping[str, str]]) -> Iterator[Item | Issue]:
    if root.leaves(path):
        yield issue("unreadable", root.label(path), "is a link that leaves the folder; copy the file here instead")
    elif not path.is_dir():
        if is_document(path):
            yield _file(path, root.label(path), listed)
    elif not path.is_symlink():
        if listed and not (path / SOURCES).exists() and not any(file.is_relative_to(path) for file in listed):
            yield issue("unlisted", root.label(path), f"folder is not named in {SOURCES}; not read")
        else:
            yield from _folder(root, path, listed)


def _file(path: Path, label: str, listed: Mapping[Path, Mapping[str, str]]) -> Item | Issue:
    item = Item(path, label, listed.get(path, {}))
    if not item.kind:
        ending = printable(path.suffix) or "(none)"
        return issue("unreadable", label, f"ending {ending} is not read; give it as .txt, .jsonl, .csv or .html")
    if listed and path not in listed and item.kind in _LISTED_KINDS:
        return issue("unlisted", label, f"is not listed in {SOURCES}; not read")
    return item


def _sources(folder: Path, label: str) -> Iterator[tuple[Path, Mapping[str, str]] | Issue]:
    """The rows of a sources.csv: path of the file, and what is said of it."""
    try:
        text, _ = decode(read_bytes(folder / SOURCES))
        first = (text.splitlines() or [""])[0]
        reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=max(DELIMITERS, key=first.count))
        if "file" not in (reader.fieldnames or ()):
            raise Refused("bad_record", f"has no column file; its first line is {one_line(first)!r}")
        for row in reader:
            named = (row.get("file") or "").strip()
            path = Path(os.path.normpath(folder / named))
            where = f"{label}, line {reader.line_num}"
            if not named:
                continue
            if not path.is_relative_to(folder):
                yield issue("bad_record", where, f"{one_line(named)!r} lies outside the folder; not read")
            elif not _is_file(path):
                yield issue("missing", where, f"file {one_line(named)!r} is listed, but does not exist")
            else:
                yield path, {key: value.strip() for key, value in row.items() if key and isinstance(value, str)}
    except Refused as error:
        yield issue(error.kind, label, error.reason)
    except (csv.Error, ValueError) as error:
        yield issue("unreadable", label, f"is not a CSV file ({error})")


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name that no file can have
        return False


def open_bytes(path: Path) -> IO[bytes]:
    """The file's bytes as a stream, unpacked where it ends in .gz.

    Raises
    ------
    Refused
        It is no plain file, cannot be opened, or unpacks to far more than a text would.
    """
    try:
        status = path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise Refused("unreadable", "is not a plain file")
        raw = path.open("rb")
    except OSError as error:
        raise Refused("unreadable", f"cannot be read ({error.strerror or error})") from error
    if path.suffix.casefold() != ".gz":
        return raw
    return cast("IO[bytes]", io.BufferedReader(_Unpacked(raw, _BOMB_RATIO * status.st_size + 10 * MEGABYTE)))


class _Unpacked(io.RawIOBase):
    """A gzip stream that stops a bomb: more bytes than `limit` are refused."""

    def __init__(self, raw: IO[bytes], limit: int) -> None:
        self._raw = raw
        self._stream = gzip.GzipFile(fileobj=raw)
        self._left = limit

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
        try:
            piece = self._stream.read(len(buffer))
        except (OSError, EOFError, ValueError, zlib.error) as error:
            raise Refused("unreadable", f"is not a whole gzip file ({error})") from error
        self._left -= len(piece)
        if self._left < 0:
            raise Refused("unreadable", f"unpacks to more than {_BOMB_RATIO} times its size; not read")
        buffer[: len(piece)] = piece
        return len(piece)

    def close(self) -> None:
        self._raw.close()
        super().close()


def read_bytes(path: Path, limit: int = FILE_LIMIT) -> bytes:
    """All bytes of a file.

    Raises
    ------
    Refused
        It cannot be read, or is larger than `limit`.
    """
    with open_bytes(path) as stream:
        try:
            data = stream.read(limit + 1)
        except OSError as error:
            raise Refused("unreadable", f"cannot be read ({error.strerror or error})") from error
    if len(data) > limit:
        raise Refused("unreadable", f"is larger than {limit // MEGABYTE} MB; split it, or give it as .jsonl")
    return data
