"""Articles to documents.jsonl; what comes as it did before, from the beginning on, is taken over from the files.

`read.sqlite` holds what was read, in its order, with a stamp: the code and the word tables that read it, and the size
and time of the files that it gave. A run that was stopped in between leaves another stamp, and all is read anew.
"""

from __future__ import annotations

import json
import sqlite3
from contextlib import contextmanager
from itertools import chain, islice
from typing import TYPE_CHECKING

from pipeline import documents, files
from pipeline.errors import OutputError
from pipeline.schema import Document, Issue
from pipeline.workflow import store, texts, versions

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path

    from pipeline.workflow.options import Options

_CODE = ("documents", "lexicons", "files", "lexicon", "schema")


def _stamp(options: Options, paths: Iterable[Path]) -> str:
    """Empty where a file is missing."""
    try:
        stats = [path.stat() for path in paths]
    except FileNotFoundError:
        return ""
    columns = sorted(options.columns.items())
    return json.dumps([versions.code(_CODE), columns, [(each.st_size, each.st_mtime_ns) for each in stats]])


@contextmanager
def _seen(options: Options, stamp: str) -> Iterator[documents.Seen]:
    """What was read before; a file that is damaged is made anew."""
    path = options.stages / "read.sqlite"
    try:
        if options.fresh:
            store.forget(path)
        try:
            seen = documents.Seen(path, stamp)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            store.forget(path)
            seen = documents.Seen(path, stamp)
        with seen:
            yield seen
    except sqlite3.OperationalError as error:
        raise OutputError(f"{path}: cannot be written ({error}); free the disk or choose another folder") from error


def _first(path: Path, count: int) -> Iterator[bytes]:
    """The first lines of a file."""
    if count:
        with texts.opened(path) as file:
            yield from islice(file, count)


def run(options: Options, source: Path, shown: Callable[[Iterable[Document]], Iterable[Document]]) -> tuple[int, int]:
    """Write documents.jsonl and issues-documents.jsonl.

    Parameters
    ----------
    options
        The run.
    source
        Where the articles are.
    shown
        Shows how far the documents are.

    Returns
    -------
    tuple
        Number of documents, and of issues after which something is missing.
    """
    paths = (options.stage("documents"), options.issues("documents"))
    stamp = _stamp(options, paths)
    faults = 0

    def told(issue: Issue) -> Issue:
        nonlocal faults
        if issue.kind in documents.FAULTS:
            faults += 1
            options.say(f"{issue.text}: {issue.reason}")
        return issue

    with _seen(options, stamp) as seen:
        with files.replacing(paths[1]) as temporary, temporary.open("wb") as issues:
            found = documents.read(source, columns=options.columns or None, seen=seen)
            begun = list(islice(found, 1))
            for line in _first(paths[1], seen.kept[1]):
                told(files.from_json(Issue, files.parse(line)))
                issues.write(line)

            def read() -> Iterator[Document]:
                for record in chain(begun, found):
                    if isinstance(record, Issue):
                        issues.write(files.line(told(record)).encode())
                    else:
                        yield record

            fresh = (files.line(record).encode() for record in shown(read()))
            count = files.write_lines(paths[0], chain(_first(paths[0], seen.kept[0]), fresh))
        seen.keep(_stamp(options, paths))
    return count, faults
