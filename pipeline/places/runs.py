"""Runs of capitalised words of a text, and what stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.places.vocabulary import run_pattern, word_pattern

_POSSESSIVE = re.compile(r"['’ʼ`]s$")
_BEFORE = re.compile(r"[^\W\d_][\w'’-]*\.?|[^\w\s]|\d[\w.,]*")
_AFTER = re.compile(r"\s*([^\w\s]+)?\s*([^\W_][\w'’-]*)?(?:\s+([^\W_][\w'’-]*))?(?:\s+([^\W_][\w'’-]*))?")


@dataclass(slots=True)
class Word:
    """One word of a run; `possessive` where "'s" was cut from its end."""

    start: int
    end: int
    text: str
    possessive: bool = False
    taken: bool = False


@dataclass(slots=True)
class Run:
    """Capitalised words in a row, with up to three words (or marks) before and what follows."""

    words: list[Word]
    before: tuple[str, ...]
    mark: str
    after: tuple[str, ...]
    initial: bool


def runs(text: str) -> list[Run]:
    """All runs of a text, in order."""
    split = word_pattern().finditer
    found = []
    for match in run_pattern().finditer(text):
        start, end = match.span()
        words = []
        for piece in split(text, start, end):
            a, b = piece.span()
            word = piece.group()
            cut = _POSSESSIVE.search(word) if word[-1] == "s" and len(word) > 2 else None
            words.append(Word(a, b - 2, word[:-2], True) if cut else Word(a, b, word))
        before = tuple(_BEFORE.findall(text[max(0, start - 36) : start])[-3:])
        tail = _AFTER.match(text, end)
        groups = tail.groups() if tail else (None,) * 4
        if words[-1].text.endswith(".") and end < len(text) and False:
            pass
        found.append(Run(words, before, groups[0] or "", tuple(w for w in groups[1:] if w), _initial(text, start)))
    return found


def _initial(text: str, start: int) -> bool:
    """Whether a run begins a sentence, a paragraph or a quotation."""
    head = text[max(0, start - 3) : start]
    bare = head.rstrip(" \u00a0")
    return not bare or bare[-1] in '\n.!?:"“”‘«(—–-•*' or bare.endswith("--")
