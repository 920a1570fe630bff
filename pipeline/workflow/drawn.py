"""Parts of the map that were made before: of the same lines of events and reports, and the same documents."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipeline.workflow import lines, store, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pipeline.schema import Document
    from pipeline.workflow.options import Options
    from pipeline.workflow.store import Store

_CODE = ("maps", "files", "schema")


class Parts:
    """Parts of the map, in a store."""

    def __init__(self, kept: Store, told: Mapping[str, Sequence[bytes]], papers: Mapping[str, Document]) -> None:
        self._store = kept
        self._told = told
        self._papers = {
            name: blake2b(repr(paper).encode("utf-8", "replace"), digest_size=8).digest()
            for name, paper in papers.items()
        }
        self._start = blake2b(versions.code(_CODE).encode(), digest_size=16)
        self.used: list[bytes] = []

    def key(self, events: Sequence[bytes]) -> bytes:
        """What the part of some events depends on."""
        digest = self._start.copy()
        for event in events:
            digest.update(event)
            for report in self._told.get(lines.event_id(event), ()):
                digest.update(report)
                digest.update(self._papers.get(lines.document_of(report) or "", b""))
        return digest.digest()

    def get(self, key: bytes) -> bytes | None:
        """What was put under the key."""
        self.used.append(key)
        return self._store.get(key) if key in self._store else None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it for the next time."""
        self._store.add([(key, value)])


@contextmanager
def kept(options: Options, told: Mapping[str, Sequence[bytes]], papers: Mapping[str, Document]) -> Iterator[Parts]:
    """What is kept of the map of all events; what was not asked for is forgotten at the end."""
    with store.opened(options.stages / "map.sqlite", fresh=options.fresh) as opened:
        parts = Parts(opened, told, papers)
        yield parts
        opened.keep(parts.used)
