"""Codes documents, each by itself: its toponyms, then its reports. What was coded before is not coded again.

documents.jsonl → shards of lines → **code_lines**, in any executor → store → places.jsonl, coded.jsonl, issues

A result is kept under a key of everything that it depends on: the document's record, the code and word tables, the
place index, the study area, and people's corrections of its places. The order of results is that of the documents, so
that the files are the same bytes whoever coded what, and when.
"""

from __future__ import annotations

import json
import re
import zlib
from collections import defaultdict, deque
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import cache
from hashlib import blake2b
from typing import IO, TYPE_CHECKING, Any

from pipeline import files
from pipeline.errors import DatelineError, GazetteerError, RunError
from pipeline.records import without_collection
from pipeline.schema import Document, Issue
from pipeline.workflow import versions
from pipeline.workflow.executors import executor
from pipeline.workflow.store import opened

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from pipeline.corrections import Correction
    from pipeline.gazetteer import Gazetteer
    from pipeline.schema import Place, Report
    from pipeline.workflow.store import Store

SHARD = 96_000
"""Bytes of documents in one shard."""
FEW = 2 * SHARD
"""Up to so many bytes are coded in this process: starting others would take longer."""
AHEAD = 3
"""Shards that wait for each that is worked on."""
CANDIDATES = 3
"""Candidates kept with a place: the one chosen and those that came next."""
FAILED = "coder_failed"
"""Kind of the issue of a document on which the coder broke down."""
_PARTS = ("places", "issues-places", "coded", "issues-reports")
"""Files that coding writes, in the order of the parts of a result."""
_CODE = ("places", "reports", "dates", "gazetteer", "corrections", "lexicons", "workflow/coding")
_FILE = re.compile(rb',"file":"(?:[^"\\]|\\.)*"')
"""The file of a document in its record: an article may move to another one."""
_BASE = ("files", "lexicon", "phrases", "quantities", "records", "schema", "text")


@dataclass(frozen=True, slots=True)
class Coder:
    """What documents are coded with; workers make it their own from these values."""

    version: str
    gazetteer: Path | None
    content: str
    study_area: tuple[str, ...] = ()
    corrections: tuple[Correction, ...] = ()


def version() -> str:
    """A hash of the code and the word tables that results depend on, and of Python's version."""
    return versions.code((*_BASE, *_CODE))


@cache
def _index(path: Path | None, content: str) -> Gazetteer:
    """The place index of this machine, built where it is missing; it has to be the one that the run uses."""
    from pipeline import gazetteer

    where = path or gazetteer.default_path()
    if not where.is_file():
        gazetteer.build(where, progress=False)
    index = gazetteer.open(where)
    if index.info().content != content:
        raise GazetteerError(f"{where}: differs from the place index of the run; copy that one to this worker")
    return index


def _code(document: Document, coder: Coder, index: Gazetteer) -> tuple[Sequence[Any], ...]:
    """Places, their issues, reports and theirs."""
    from pipeline import corrections, places, reports

    mentions, doubts = places.find(document, index, coder.study_area)
    mended, refused = corrections.places(mentions, document.document_id, coder.corrections, index.entry)
    found: tuple[Report, ...] = ()
    seen: tuple[Issue, ...] = ()
    if not document.duplicate_of:
        found, seen = reports.code(document, mended)
    return mended, [*corrections.open_issues(doubts, mended), *refused], found, seen


def _short(place: Place) -> dict[str, Any]:
    """A place with its best candidates only."""
    if len(place.candidates) > CANDIDATES:
        place = replace(place, candidates=place.candidates[:CANDIDATES])
    values: dict[str, Any] = files.to_json(place)
    return values


def _result(parts: tuple[Sequence[Any], ...]) -> bytes:
    """The parts, each record a line, joined by NUL; compressed as they come, for an article may name a million places."""
    packer = zlib.compressobj(1)
    packed = []
    for number, (name, records) in enumerate(zip(_PARTS, parts, strict=True)):
        packed.append(packer.compress(b"\0" if number else b""))
        for record in records:
            line = files.line(_short(record) if name == "places" else record)
            packed.append(packer.compress(line.encode("utf-8", "replace")))
    return b"".join((*packed, packer.flush()))


def code_lines(coder: Coder, lines: Sequence[bytes]) -> list[bytes]:
    """Code the documents of some lines of documents.jsonl: the work of one shard, in any process on any machine.

    Returns
    -------
    list of bytes
        For each document its places, their issues, its reports and theirs: JSON lines, joined by NUL, compressed.

    Raises
    ------
    RunError
        This machine has another version of the coder.
    GazetteerError
        This machine has another place index.
    """
    if coder.version != version():
        raise RunError("a worker has another version of this package; install the same one there")
    index = _index(coder.gazetteer, coder.content)
    with without_collection():
        return [_coded(line, coder, index) for line in lines]


def _coded(line: bytes, coder: Coder, index: Gazetteer) -> bytes:
    """The result of one document."""
    document = files.from_json(Document, json.loads(line))
    try:
        return _result(_code(document, coder, index))
    except DatelineError:
        raise
    except Exception as error:  # one document must not stop a run of a million
        return _result(((), (), (), (_failure(document, error),)))


def _failure(document: Document, error: Exception) -> Issue:
    reason = f"the coder failed on this document ({type(error).__name__}: {error}); it is not coded: please report it"
    return Issue(document_id=document.document_id, stage="reports", kind=FAILED, reason=reason)


class _Keys:
    """Keys of documents: what their results depend on."""

    def __init__(self, coder: Coder) -> None:
        rows: dict[str, list[Correction]] = defaultdict(list)
        for row in coder.corrections:
            rows[row.id].append(row)
        self._rows = {name: repr(found) for name, found in rows.items()}
        values = (coder.version, coder.content, coder.study_area, self._rows.pop("*", ""))
        self._start = blake2b(repr(values).encode("utf-8", "surrogatepass"), digest_size=16)

    def key(self, line: bytes) -> bytes:
        """The key of a document from its line of documents.jsonl."""
        digest = self._start.copy()
        digest.update(_FILE.sub(b"", line))
        if self._rows and (rows := self._rows.get(json.loads(line)["document_id"])):
            digest.update(rows.encode("utf-8", "surrogatepass"))
        return digest.digest()


@dataclass(frozen=True, slots=True)
class _Missing:
    key: bytes
    start: int
    size: int


def _scan(path: Path, store: Store, keys: _Keys) -> tuple[list[bytes], list[_Missing]]:
    """The key of every document, and where those stand that are not in the store."""
    every, missing, at = [], [], 0
    with path.open("rb") as lines:
        for line in lines:
            key = keys.key(line)
            every.append(key)
            if key not in store:
                missing.append(_Missing(key, at, len(line)))
            at += len(line)
    return every, missing


def _shards(path: Path, missing: Sequence[_Missing]) -> Iterator[tuple[list[bytes], list[bytes]]]:
    """Keys and lines of the documents to code, about `SHARD` bytes at a time."""
    keys: list[bytes] = []
    lines: list[bytes] = []
    size = 0
    with path.open("rb") as file:
        for each in missing:
            file.seek(each.start)
            keys.append(each.key)
            lines.append(file.read(each.size))
            size += each.size
            if size >= SHARD:
                yield keys, lines
                keys, lines, size = [], [], 0
    if keys:
        yield keys, lines


def _code_missing(
    path: Path, missing: Sequence[_Missing], store: Store, coder: Coder, workers: int, scheduler: str | None
) -> None:
    from tqdm import tqdm

    one = scheduler is None and sum(each.size for each in missing) <= FEW
    waiting: deque[tuple[list[bytes], Future[list[bytes]]]] = deque()
    with (
        executor(1 if one else workers, scheduler) as (pool, at_once),
        tqdm(total=len(missing), desc="coding", unit="", disable=None, mininterval=0.5) as shown,
    ):

        def take() -> None:
            keys, future = waiting.popleft()
            store.add(zip(keys, future.result(), strict=True))
            shown.update(len(keys))

        for keys, lines in _shards(path, missing):
            waiting.append((keys, pool.submit(code_lines, coder, lines)))
            if len(waiting) > AHEAD * at_once or at_once == 1:
                take()
        while waiting:
            take()


def _stamp(paths: Sequence[Path]) -> str:
    """What tells whether files are still as they were written."""
    stats = [path.stat() if path.is_file() else None for path in paths]
    return json.dumps([each and (each.st_size, each.st_mtime_ns) for each in stats])


@dataclass(slots=True)
class _Tally:
    """Rows and sizes of the files written so far, and how many documents the coder failed on."""

    rows: list[int]
    sizes: list[int]
    failed: int = 0

    def facts(self) -> str:
        return json.dumps([self.rows, self.sizes, self.failed])


def _write(store: Store, keys: Sequence[bytes], target: Callable[[str], Path]) -> tuple[dict[str, int], int]:
    """Write the files of the stages; returns the rows of each, and how many documents the coder failed on.

    What the files begin with stays where it is that of the same documents. A run that is killed in between leaves
    files that no stamp holds for: they are written anew.
    """
    paths = [target(name) for name in _PARTS]
    count, facts = store.alike(_stamp(paths), keys)
    tally = _Tally(*json.loads(facts)) if facts else _Tally([0] * len(_PARTS), [0] * len(_PARTS))
    store.begin(count)
    with ExitStack() as stack:
        if count:
            outs = [stack.enter_context(path.open("r+b", buffering=1 << 20)) for path in paths]
            for out, size in zip(outs, tally.sizes, strict=True):
                out.truncate(size)
                out.seek(size)
        else:
            outs = [stack.enter_context(stack.enter_context(files.replacing(path)).open("wb")) for path in paths]
        rows = _append(store, keys[count:], outs, tally)
    store.note(_stamp(paths), count, rows)
    return dict(zip(_PARTS, tally.rows, strict=True)), tally.failed


def _append(store: Store, keys: Sequence[bytes], outs: Sequence[IO[bytes]], tally: _Tally) -> list[tuple[bytes, str]]:
    rows = []
    for key in keys:
        parts = zlib.decompress(store.get(key)).split(b"\0")
        for number, (out, part) in enumerate(zip(outs, parts, strict=True)):
            out.write(part)
            tally.rows[number] += part.count(b"\n")
            tally.sizes[number] += len(part)
        tally.failed += f'"kind":"{FAILED}"'.encode() in parts[3]
        rows.append((key, tally.facts()))
    return rows


def run(
    documents: Path,
    stored: Path,
    target: Callable[[str], Path],
    coder: Coder,
    *,
    workers: int = 1,
    scheduler: str | None = None,
    fresh: bool = False,
) -> tuple[dict[str, int], int, int]:
    """Code the documents of a file of records.

    Parameters
    ----------
    documents
        The records, `documents.jsonl`.
    stored
        The store of what was coded before.
    target
        Name of a file of records to its path.
    coder
        What to code with.
    workers, scheduler
        How many processes, or the Dask cluster, to code in.
    fresh
        Forget what was coded before.

    Returns
    -------
    tuple
        Rows of each file written, documents coded now, and documents that the coder failed on.
    """
    with opened(stored, fresh=fresh) as store:
        keys, missing = _scan(documents, store, _Keys(coder))
        if missing:
            _code_missing(documents, missing, store, coder, workers, scheduler)
        counts, failed = _write(store, keys, target)
        store.keep(keys)
    return counts, len(missing), failed
