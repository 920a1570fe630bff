"""The same text twice: exact copies by a hash, syndicated ones by a sketch of their word sequences."""

from __future__ import annotations

import re
from array import array
from dataclasses import dataclass
from hashlib import blake2b
from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Iterable

    from pipeline.schema import Document

RESEMBLANCE = 0.7
"""Least share of common word sequences (Jaccard) of two syndicated copies."""
FACTS = 0.95
"""Least share of the names of the text with fewer that the other one has to hold."""
DAYS = 3
"""Most days between the publication of two copies."""
_SKETCH = 64
_KEYS = 4
_SEQUENCE = 4
_ENOUGH = 40
_WORD = re.compile(r"\w+")
_MASK = 0xFFFFFFFF


@dataclass(frozen=True, slots=True)
class _Sketch:
    """The smallest hashes of a text's word sequences and of its names (bottom-k sketches), and all of its numbers."""

    document_id: str
    day: int | None
    sequences: array[int]
    facts: array[int]
    numbers: frozenset[int]


class Copies:
    """The texts seen so far; says of each new one whose copy it is.

    Two texts with one normal form (letters and digits, small letters) are copies. So are two longer ones of nearly the
    same time that share most sequences of four words (`RESEMBLANCE`), if the shorter one has no names and numbers of
    its own (`FACTS`): a daily bulletin repeats its phrases, but not its places. Bottom-k sketches: Broder 1997.
    """

    def __init__(self) -> None:
        self._exact: dict[bytes, str] = {}
        self._sketches: list[_Sketch] = []
        self._by_key: dict[int, list[int]] = {}

    def original(self, document: Document) -> tuple[str, str | None]:
        """The fingerprint of a document's text, and the id of the first document with that text."""
        words = _WORD.findall(document.text)
        small = [word.casefold() for word in words]
        digest = blake2b(" ".join(small).encode("utf-8", "replace"), digest_size=8).digest()
        known = self._exact.get(digest)
        if known is None and len(words) >= _ENOUGH:
            known = self._near(_sketch(document, words, small))
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


def _sketch(document: Document, words: list[str], small: list[str]) -> _Sketch:
    hashes = [crc32(word.encode("utf-8", "replace")) for word in small]
    sequences = {
        ((a * 0x9E3779B1 ^ b) * 0x85EBCA6B ^ (c * 0xC2B2AE35 + d) * 0x27D4EB2F) >> 7 & _MASK
        for a, b, c, d in zip(hashes, hashes[1:], hashes[2:], hashes[3:], strict=False)
    }
    facts = {number for word, number in zip(words, hashes, strict=True) if word[0].isupper()}
    numbers = {number for word, number in zip(small, hashes, strict=True) if word[0].isdigit() or word in _numerals()}
    day = document.published.toordinal() if document.published else None
    return _Sketch(document.document_id, day, _smallest(sequences), _smallest(facts), frozenset(numbers))


def _smallest(hashes: Iterable[int]) -> array[int]:
    return array("L", sorted(hashes)[:_SKETCH])


def _alike(one: _Sketch, other: _Sketch) -> bool:
    if one.day is not None and other.day is not None and abs(one.day - other.day) > DAYS:
        return False
    common, either, _ = _overlap(one.sequences, other.sequences)
    if common < RESEMBLANCE * either:
        return False
    common, _, fewer = _overlap(one.facts, other.facts)
    return common >= FACTS * fewer and (one.numbers <= other.numbers or other.numbers <= one.numbers)


def _overlap(one: array[int], other: array[int]) -> tuple[int, int, int]:
    """Elements in both, in either, and in the smaller of two sets, as far as both sketches reach."""
    reach = min((sketch[-1] for sketch in (one, other) if len(sketch) == _SKETCH), default=1 << 40)
    first, second = ({each for each in sketch if each <= reach} for sketch in (one, other))
    return len(first & second), len(first | second), min(len(first), len(second))
