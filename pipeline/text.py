"""Sentences and tokens of an article, with exact character offsets. Pure: text in, spans out."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple, TypeVar

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")
TOKEN = re.compile(
    r"\d+(?:[.,:]\d+)*(?:st|nd|rd|th)?(?:-[A-Za-z]+)*"  # numbers, times, ordinals, 28-year-old
    r"|(?:[A-Za-z]\.){2,}"  # U.S., a.m.
    r"|[^\W\d_]+(?:['’ʼ`\-][^\W_]+)*"  # words, with inner apostrophes and hyphens
    r"|[^\w\s]|_"
)
"""One token: a number, an abbreviation with dots, a word, or one mark."""

_BREAK = re.compile(r"\n\s*\n|\n(?=\s*(?:[•*–—-]|\d{1,2}[.)])\s)|\n")
_STOP = re.compile(r"[.!?…]+[\"”’'»)\]]*\s+(?=[\"“‘'«(\[]*[^\W_]|[•*–—-])")
_INK = re.compile(r"\S")
_LAST_WORD = re.compile(r"([A-Za-z][A-Za-z.]*)\.$")
LONGEST = 2500
"""Characters after which a sentence is cut at a space, whatever its marks."""


def tail(text: str, start: int, end: int, words: int) -> str:
    """So many last words of `text[start:end]`, or all: what a pattern that ends there has to look at."""
    at = end
    for _ in range(words):
        at = text.rfind(" ", start, at)
        if at < 0:
            return text[start:end]
    return text[at:end]


def small(piece: str) -> str:
    """Words in small letters, each letter where it was."""
    lower = piece.lower()
    return lower if len(lower) == len(piece) else "".join(letter.lower()[:1] for letter in piece)


class Kept(dict[str, T]):
    """What a function says of words, each asked for once; all is forgotten where it becomes too much.

    For the words of whole texts: `map(kept.__getitem__, words)` costs no call for those that are known.
    """

    def __init__(self, function: Callable[[str], T], most: int = 1 << 16) -> None:
        super().__init__()
        self._function, self._most = function, most

    def __missing__(self, word: str) -> T:
        if len(self) >= self._most:
            self.clear()
        found = self[word] = self._function(word)
        return found


class Sentence(NamedTuple):
    """A sentence: `text[start:end]`, in the paragraph of that number."""

    start: int
    end: int
    paragraph: int


def _paragraphs(text: str) -> list[tuple[int, int]]:
    spans = []
    start = 0
    for match in _BREAK.finditer(text):
        spans.append((start, match.start()))
        start = match.end()
    spans.append((start, len(text)))
    return [(a, b) for a, b in (_trim(text, a, b) for a, b in spans) if a < b]


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    piece = text[start:end]
    lead = len(piece) - len(piece.lstrip())
    return start + lead, start + lead + len(piece.strip())


def _splits(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the stop that `match` found ends a sentence."""
    following = text[match.end() : match.end() + 40].lstrip("\"“‘'«([")
    if following[:1].islower():
        return False
    if not match.group().startswith("."):
        return True
    stop = match.start()
    word = _LAST_WORD.search(text, max(start, text.rfind(" ", start, stop) + 1), stop + 1)
    if word is None or match.group()[1:2] in {'"', "”", "’", "'"}:
        return True
    stem = word.group(1)
    if stem in lexicon.words("abbreviations_open") or (len(stem) == 1 and stem.isupper() and stem != "I"):
        return False
    if stem.casefold() in lexicon.words("abbreviations_closed") or "." in stem:
        return following.split(" ", 1)[0].strip(",") in lexicon.words("sentence_starters")
    return True


@lru_cache(maxsize=2)
def sentences(text: str) -> tuple[Sentence, ...]:
    """The sentences of a text, in order, without surrounding white space.

    A line break always ends one; a full stop does unless it belongs to an abbreviation or a small letter follows.
    """
    found = []
    for number, (start, end) in enumerate(_paragraphs(text)):
        first = start
        for match in _STOP.finditer(text, start, end):
            if _splits(text, first, match):
                found.append(Sentence(*_trim(text, first, match.end()), number))
                first = match.end()
        if first < end:
            found.append(Sentence(first, end, number))
    if all(sentence.end - sentence.start <= LONGEST for sentence in found):
        return tuple([sentence for sentence in found if sentence.start < sentence.end])
    return tuple(piece for sentence in found for piece in _pieces(text, sentence))


def _pieces(text: str, sentence: Sentence) -> list[Sentence]:
    """A sentence, or pieces of one that no writer ends: rules look at all pairs of what a sentence holds."""
    pieces = []
    start = sentence.start
    while sentence.end - start > LONGEST:
        space = text.rfind(" ", start + 1, start + LONGEST)
        stop = space if space > start else start + LONGEST
        pieces.append(Sentence(*_trim(text, start, stop), sentence.paragraph))
        ink = _INK.search(text, stop, sentence.end)
        start = ink.start() if ink else sentence.end
    pieces.append(Sentence(start, sentence.end, sentence.paragraph))
    return [piece for piece in pieces if piece.start < piece.end]
