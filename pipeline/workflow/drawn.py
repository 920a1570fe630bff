"""Parts of the map that were made before: of the same lines of events and reports, and the same documents."""

from __future__ import annotations

from contextlib import contextmanager
from hashlib import blake2b
from typing import TYPE_CHECKING

from pipeline.workflow import lines, store, versions

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.workflow.options import Options
    from pipeline.workflow.store import Store
    from pipeline.workflow.texts import Told

_CODE = ("maps", "files", "schema")


class Parts:
    """Parts of the map, in a store."""

    def __init__(self, kept: Store, told: Told) -> None:
        self._store = kept
        self._told = told
        self._start = blake2b(versions.code(_CODE).encode(), digest_size=16)
        self.used: list[bytes] = []

    def key(self, events: Sequence[bytes]) -> bytes:
        """What the part of some events depends on."""
        digest = self._start.copy()
        digest.update(b"".join(events))
        digest.update(self._told.marks([lines.event_number(event) for event in events]))
        return digest.digest()

    def get(self, key: bytes) -> bytes | None:
        """What was put under the key."""
        self.used.append(key)
        return self._store.get(key) if key in self._store else None

    def put(self, key: bytes, value: bytes) -> None:
        """Keep it for the next time."""
        self._store.add([(key, value)])


@contextmanager
def kept(options: Options, told: Told) -> Iterator[Parts]:
    """What is kept of the map of all events; what was not asked for is forgotten at the end."""
    with store.opened(options.stages / "map.sqlite", fresh=options.fresh) as opened:
        parts = Parts(opened, told)
        yield parts
        opened.keep(parts.used)
