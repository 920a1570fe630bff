"""The same text twice: exact copies by a hash, syndicated ones by a sketch of their word sequences."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.schema import Document

RESEMBLANCE = 0.7
"""Least share of common word sequences (Jaccard) of two syndicated copies."""
NAMES = 0.95
"""Least share of the names of the text with fewer that the other one has to hold."""
DAYS = 3
"""Most days between the publication of two copies."""
_SKETCH = 64
_KEYS = 4
_SEQUENCE = 4
_ENOUGH = 40
_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z]\w*")
_NUMBER = re.compile(r"\d\w*")


@dataclass(frozen=True, slots=True)
class _Sketch:
    """The smallest hashes of a text's word sequences and of its names (bottom-k sketches), and all of its numbers."""

    document_id: str
    day: int | None
    sequences: array[int]
    names: array[int]
    numbers: frozenset[int]


class Copies:
    """The texts seen so far; says of each new one whose copy it is.

    Two texts with one normal form (letters and digits, small letters) are copies. So are two longer ones of nearly the
    same time that share most sequences of four words (`RESEMBLANCE`), if the shorter one has no names and numbers of
    its own (`NAMES`): a daily bulletin repeats its phrases, but not its places. Bottom-k sketches: Broder 1997.
    """

    def __init__(self) -> None:
        self._exact: dict[bytes, str] = {}
        self._sketches: list[_Sketch] = []
        self._by_key: dict[int, list[int]] = {}

    def original(self, document: Document) -> tuple[str, str | None]:
        """The fingerprint of a document's text, and the id of the first document with that text."""
        words = _WORD.findall(document.text.casefold())
        digest = blake2b(" ".join(words).encode("utf-8", "replace"), digest_size=8).digest()
        known = self._exact.get(digest)
        if known is None and len(words) >= _ENOUGH:
            known = self._near(_sketch(document, words))
        self._exact.setdefault(digest, known or document.document_id)
        return digest.hex(), known

    def _near(self, sketch: _Sketch) -> str | None:
        numbers = sorted({number for key in sketch.sequences[:_KEYS] for number in self._by_key.get(key, ())})
        for number in numbers:
            if _alike(sketch, self._sketches[number]):
                return self._sketches[number].document_id
        for key in sketch.sequences[:_KEYS]:
            self._by_key.setdefault(key, []).append(len(self._sketches))
        self._sketches.append(sketch)
        return None


def _sketch(document: Document, words: list[str]) -> _Sketch:
    names = set(_NAME.findall(document.text))
    numbers = set(_NUMBER.findall(document.text)) | (set(words) & _numerals())
    return _Sketch(
        document_id=document.document_id,
        day=document.published.toordinal() if document.published else None,
        sequences=_sequences(_hashes(words)),
        names=array("L", sorted(_hashes(names))[:_SKETCH]),
        numbers=frozenset(_hashes(numbers)),
    )


def _hashes(words: Iterable[str]) -> list[int]:
    return [crc32(word.encode("utf-8", "replace")) for word in words]


def _sequences(hashes: list[int]) -> array[int]:
    """Smallest hashes of all runs of `_SEQUENCE` words."""
    import numpy as np

    words = np.array(hashes, dtype=np.uint64)
    runs = np.zeros(len(words) - _SEQUENCE + 1, dtype=np.uint64)
    for offset in range(_SEQUENCE):
        runs = runs * np.uint64(0x9E3779B97F4A7C15) + words[offset : offset + len(runs)]
    mixed = (runs ^ (runs >> np.uint64(29))) * np.uint64(0xBF58476D1CE4E5B9) >> np.uint64(32)
    return array("L", np.unique(mixed)[:_SKETCH].tolist())


@cache
def _numerals() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.table("number_words", ("word", "class", "value")))


def _alike(one: _Sketch, other: _Sketch) -> bool:
    if one.day is not None and other.day is not None and abs(one.day - other.day) > DAYS:
        return False
    common, either, _ = _overlap(one.sequences, other.sequences)
    if common < RESEMBLANCE * either:
        return False
    common, _, fewer = _overlap(one.names, other.names)
    return common >= NAMES * fewer and (one.numbers <= other.numbers or other.numbers <= one.numbers)


def _overlap(one: array[int], other: array[int]) -> tuple[int, int, int]:
    """Elements in both, in either, and in the smaller of two sets, as far as both sketches reach."""
    reach = min((sketch[-1] for sketch in (one, other) if len(sketch) == _SKETCH), default=1 << 40)
    first, second = ({each for each in sketch if each <= reach} for sketch in (one, other))
    return len(first & second), len(first | second), min(len(first), len(second))
