"""Whether a text is English, by the share of its function words. Cheap, offline, deterministic."""

from __future__ import annotations

import re
from functools import cache

from pipeline import lexicon

ENGLISH = "English"
ENOUGH = 25
"""Fewer words than this tell no language."""

_WORD = re.compile(r"[^\W\d_]+")
_SAMPLE = 600
_LAST_LATIN = "\u024f"
_LEAST_SHARE = 0.1
_PLAIN_SHARE = 0.3


@cache
def _function_words() -> dict[str, frozenset[str]]:
    rows = lexicon.table("function_words", ("language", "words"))
    return {row["language"]: frozenset(lexicon.values(row["words"])) for row in rows}


def _share(words: list[str], language: str) -> float:
    known = _function_words()[language]
    return len([word for word in words if word in known]) / len(words)


def foreign(text: str) -> str | None:
    """What the text is in, if not in English; `None` for English, and where too few words tell.

    English has to have the largest share of function words (lexicons/function_words.csv), and more than a tenth of all
    words (in running English it is about two fifths).
    """
    middle = len(text) // 2
    words = _WORD.findall(text[:_SAMPLE].casefold()) + _WORD.findall(text[middle : middle + _SAMPLE].casefold())
    if len(words) < ENOUGH or _share(words, ENGLISH) > _PLAIN_SHARE:
        return None
    if sum(word[0] > _LAST_LATIN for word in words) > len(words) / 2:
        return "a language that is not written in Latin letters"
    shares = {name: _share(words, name) for name in _function_words()}
    best = max(shares, key=lambda name: (shares[name], name == ENGLISH))
    if best != ENGLISH:
        return best
    return (
        None if shares[ENGLISH] > _LEAST_SHARE else "no language that could be told (hardly any English function word)"
    )
