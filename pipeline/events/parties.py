"""Which side a party is on: names reduced to the words that tell states and groups apart."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache
from sys import intern
from types import MappingProxyType
from typing import TYPE_CHECKING

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

_WORD = re.compile(r"[^\W_]+")
_BRACKETS = re.compile(r"\([^()]*\)")


def plain(text: str) -> str:
    """Lower case, without accents."""
    if text.isascii():
        return text.lower()
    folded = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in folded if not unicodedata.combining(character))


def singular(word: str) -> str:
    """The word without a plural s."""
    return word[:-1] if len(word) > 3 and word.endswith("s") else word


@lru_cache(maxsize=65_536)
def words(text: str) -> frozenset[str]:
    """Words of a short text in lower case and without accents, plural s cut."""
    return frozenset([intern(singular(word)) for word in _WORD.findall(plain(text))])


@cache
def _generic() -> frozenset[str]:
    return frozenset(word for name in lexicon.words("generic_actors") for word in words(name))


@cache
def _states() -> Mapping[str, str]:
    """Single words that stand for a state (adjective, people, capital) to its ISO code."""
    found: dict[str, str] = {}
    for row in lexicon.nationalities():
        names = [row["name"]]
        for column in ("adjectives", "people", "seats", "aliases"):
            names += lexicon.values(row[column])
        for name in names:
            if len(words(name)) == 1:
                found.setdefault(min(words(name)), row["iso3"])
    return MappingProxyType(found)


@cache
def _institutions() -> Mapping[str, str]:
    """Names of state bodies to the ISO code of their state."""
    return MappingProxyType(
        {
            plain(alias): row["iso3"]
            for row in lexicon.table("institutions", ("aliases", "kind", "iso3"))
            if row["kind"] != "rebel" and row["iso3"]
            for alias in lexicon.values(row["aliases"])
        }
    )


@lru_cache(maxsize=65_536)
def side(name: str) -> frozenset[str]:
    """What tells the side of one party: the state's ISO code and the words of its own; empty for "gunmen".

    A country in brackets says where, not which side: "Civilians (Ukraine)" are on none.
    """
    bare = _BRACKETS.sub(" ", name)
    state = _institutions().get(plain(bare).strip())
    told = {_states().get(word, word) for word in words(bare) - _generic()}
    return frozenset(told | {state} if state else told)


@lru_cache(maxsize=65_536)
def sides(names: tuple[str, ...]) -> frozenset[str]:
    """What tells the sides of several parties."""
    return frozenset().union(*map(side, names))
