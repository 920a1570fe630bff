"""The documents of a run, loaded one by one: a million articles are never in memory together."""

from __future__ import annotations

import json
import re
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import files
from pipeline.errors import InputError
from pipeline.schema import Document

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

KEPT = 64
"""Documents kept in memory."""
_ID = re.compile(rb'\{"document_id":("(?:[^"\\]|\\.)*")')


class Documents(Mapping[str, Document]):
    """The documents of a file of records, by id; each is read when it is asked for."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._kept: OrderedDict[str, Document] = OrderedDict()
        try:
            self._file = path.open("rb")
        except FileNotFoundError:
            raise InputError(f"{path} is missing; run the stage before") from None
        self._offsets: dict[str, int] = {}
        at = 0
        for number, line in enumerate(self._file, 1):
            match = _ID.match(line)
            if match is None:
                raise InputError(f"{path}, line {number}: not a Document record; run the stage `documents` again")
            self._offsets[json.loads(match[1])] = at
            at += len(line)

    def __getitem__(self, document_id: str) -> Document:
        if document_id in self._kept:
            self._kept.move_to_end(document_id)
            return self._kept[document_id]
        self._file.seek(self._offsets[document_id])
        found = files.from_json(Document, json.loads(self._file.readline()))
        self._kept[document_id] = found
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        return found

    def __iter__(self) -> Iterator[str]:
        return iter(self._offsets)

    def __len__(self) -> int:
        return len(self._offsets)

    def __contains__(self, document_id: object) -> bool:
        return document_id in self._offsets

    def close(self) -> None:
        """Close the file."""
        self._file.close()


@dataclass(frozen=True, slots=True)
class Facts:
    """What merging has to know of a document."""

    published: date | None
    source: str | None
    fingerprint: str | None
    duplicate_of: str | None


def facts(path: Path) -> dict[str, Facts]:
    """What merging has to know of each document, by id."""
    return {
        record.document_id: Facts(record.published, record.source, record.fingerprint, record.duplicate_of)
        for record in files.read_records(path, Document)
    }
