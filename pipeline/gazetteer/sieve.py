"""A sieve of strings: tells at once of most that they are not in the index, so that they need no query.

One bit for each string, at the place that its checksum gives; a string whose bit is not set is surely absent. With sixteen
bits for each string some six of a hundred absent ones pass.
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zlib import crc32

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

KEY, VARIANT, WORD = "k", "v", "w"
"""First letter of what is kept: keys of names, variant keys, first words."""
_BITS = 16


def make(strings: Iterable[str], count: int) -> bytes:
    """A sieve of some strings, each with the letter of its kind before it."""
    size = 1 << max(10, (count * _BITS - 1).bit_length())
    bits = bytearray(size // 8)
    for string in strings:
        at = crc32(string.encode()) & (size - 1)
        bits[at >> 3] |= 1 << (at & 7)
    return bytes(bits)


def opened(bits: bytes) -> Callable[[str], bool]:
    """Whether a string may be in; false means that it is not."""
    if not bits:
        return lambda _: True
    mask = len(bits) * 8 - 1

    def may_hold(string: str) -> bool:
        at = crc32(string.encode()) & mask
        return bool(bits[at >> 3] & (1 << (at & 7)))

    return may_hold
