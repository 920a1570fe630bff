"""Articles from files: text, JSON, tables, web pages, archives and feeds become documents, one at a time.

folders    which files are articles, in which order; sources.csv
plain, objects, ...  one reader a kind of file: file → drafts
charsets   bytes → text; what a text may hold
records    draft → document, with the doubts about it
copies     the same text twice
"""

from __future__ import annotations

import dataclasses
import io
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import IO, TYPE_CHECKING, cast

from pipeline.documents import archives, feeds, folders, objects, pages, plain, tables
from pipeline.documents.copies import Seen
from pipeline.documents.drafts import FAULTS, FIELDS, FILE_LIMIT, Draft, Refused, issue
from pipeline.documents.folders import Item
from pipeline.documents.records import document
from pipeline.errors import OptionError
from pipeline.schema import Document, Issue

if TYPE_CHECKING:
    from collections.abc import Iterable

__all__ = ["FAULTS", "Seen", "read"]

STANDARD_INPUT = "-"
MOST_ISSUES = 20
"""Issues of one kind that the records of one file give one by one."""

Found = Iterator[Draft | Issue]
_READERS: dict[str, Callable[[Item], Found]] = {
    "plain": plain.read,
    "page": pages.read,
    "archive": archives.read,
    "feed": feeds.read,
}
_MAPPED: dict[str, Callable[[Item, Mapping[str, str]], Found]] = {
    "json": objects.read_whole,
    "lines": objects.read_lines,
    "csv": tables.read_csv,
    "parquet": tables.read_parquet,
}
"""Readers whose files name their own keys or columns."""


def read(
    path: Path | str | Iterable[Path | str],
    *,
    columns: Mapping[str, str] | None = None,
    standard_input: IO[bytes] | None = None,
    progress: Callable[[str], None] | None = None,
    seen: Seen | None = None,
) -> Iterator[Document | Issue]:
    """The documents of files and folders, in the order of their relative paths, and what could not be read.

    Parameters
    ----------
    path
        A file, a folder, `-` for standard input, or several of them.
    columns
        Field of ours to the name that the files (JSON keys, table columns) use for it: `{"text": "body"}`.
    standard_input
        The stream that `-` stands for; the process's own by default.
    progress
        Is called with the name of each file before it is read.
    seen
        What was read before: what comes again from the beginning is passed over.

    Yields
    ------
    Document or Issue
        Issues of stage "documents" name the file in `text` and say in `reason` what is wrong. Those of a kind in
        `FAULTS` mean that something is missing from the documents or doubtful in them.

    Raises
    ------
    OptionError
        `columns` names a field that documents do not have.
    """
    mapping = _checked(columns or {})
    count = 0
    with nullcontext(seen) if seen else Seen() as known:
        for found in _drafts(path, mapping, standard_input, progress):
            count += 1
            if not known.again(found):
                made = [found] if isinstance(found, Issue) else list(_documents(found, known))
                issues = sum(isinstance(each, Issue) for each in made)
                known.passed(len(made) - issues, issues)
                yield from made
    if not count:
        yield issue(
            "empty", _names(path), "holds no article; give files such as .txt, .jsonl, .csv or .html (docs/input.md)"
        )


def _checked(columns: Mapping[str, str]) -> Mapping[str, str]:
    for field in columns:
        if field not in FIELDS:
            raise OptionError(f"--columns {field}={columns[field]}: no field {field!r}; use {', '.join(FIELDS)}")
    return columns


def _documents(draft: Draft, seen: Seen) -> Iterator[Document | Issue]:
    try:
        made, doubts = document(draft)
    except Refused as error:
        yield issue(error.kind, draft.label, error.reason)
        return
    other = seen.label(made.document_id)
    if other is not None:
        reason = f"has the id {made.document_id!r} of {other}; not read: give one of them another id"
        yield issue("duplicate_id", draft.label, reason, made.document_id)
        return
    seen.add(made.document_id, draft.label)
    fingerprint, original = seen.original(made)
    yield from doubts
    if original:
        reason = f"is a copy of {original!r} ({seen.label(original)}); coded once, counted as one source"
        yield issue("duplicate", draft.label, reason, made.document_id, (original,))
    yield dataclasses.replace(made, fingerprint=fingerprint, duplicate_of=original)


def _drafts(
    path: Path | str | Iterable[Path | str],
    columns: Mapping[str, str],
    standard_input: IO[bytes] | None,
    progress: Callable[[str], None] | None,
) -> Found:
    for item in _items(path):
        if isinstance(item, Issue):
            yield item
        elif item.label == STANDARD_INPUT:
            yield from _guarded("standard input", _stream(standard_input or sys.stdin.buffer, columns))
        else:
            if progress:
                progress(item.label)
            yield from _guarded(item.label, _file(item, columns))


def _paths(path: Path | str | Iterable[Path | str]) -> list[Path]:
    several = [path] if isinstance(path, Path | str) else list(path)
    return sorted({Path(each) for each in several}, key=lambda each: (each.name, str(each)))


def _names(path: Path | str | Iterable[Path | str]) -> str:
    return ", ".join(folders.printable(each.name or str(each)) for each in _paths(path)[:5]) or "(nothing)"


def _items(path: Path | str | Iterable[Path | str]) -> Iterator[Item | Issue]:
    """Files of all paths; with several folders each name begins with its folder's."""
    paths = _paths(path)
    given: set[Path] = set()
    for each in paths:
        if str(each) == STANDARD_INPUT:
            yield Item(each, STANDARD_INPUT)
            continue
        prefix = f"{folders.printable(each.name)}/" if len(paths) > 1 and each.is_dir() else ""
        for item in folders.walk(each, prefix):
            if isinstance(item, Issue) or item.path not in given:
                yield item
            if isinstance(item, Item):
                given.add(item.path)


def _guarded(label: str, found: Found) -> Found:
    """What a reader finds, until it refuses the file."""
    try:
        yield from _few_issues(label, found)
    except Refused as error:
        yield issue(error.kind, label, error.reason)
    except OSError as error:
        yield issue("unreadable", label, f"cannot be read ({error.strerror or error})")


def _few_issues(label: str, found: Found) -> Found:
    """A file of a million bad lines gives a few lines, not a million."""
    counts: Counter[str] = Counter()
    for each in found:
        if isinstance(each, Issue):
            counts[each.kind] += 1
        if not isinstance(each, Issue) or counts[each.kind] <= MOST_ISSUES:
            yield each
    for kind, count in counts.items():
        if count > MOST_ISSUES:
            yield issue(kind, label, f"{count - MOST_ISSUES:,} more records of this file have the same trouble")


def _file(item: Item, columns: Mapping[str, str]) -> Found:
    before = item.path.stat()
    for found in _read(item, columns):
        if isinstance(found, Draft) and item.values:
            said = {key: value for key, value in item.values.items() if value and key in FIELDS and key != "text"}
            yield Draft(label=found.label, name=found.name, values={**found.values, **said}, encoding=found.encoding)
        else:
            yield found
    after = item.path.stat()
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        yield issue("changed", item.label, "changed while it was read; run again when it is complete")


def _read(item: Item, columns: Mapping[str, str]) -> Found:
    if item.kind in _MAPPED:
        return _MAPPED[item.kind](item, columns)
    return _READERS[item.kind](item)


def _stream(stream: IO[bytes], columns: Mapping[str, str]) -> Found:
    """Standard input: JSON lines if it begins with `{`, else one plain text."""
    buffered = stream if isinstance(stream, io.BufferedReader) else io.BufferedReader(cast("io.RawIOBase", stream))
    if buffered.peek(1).lstrip().startswith(b"{"):
        yield from objects.lines(buffered, columns, "standard input", "stdin")
    else:
        yield plain.draft(buffered.read(FILE_LIMIT), "standard input", "stdin")
