"""Tokens of a sentence with one-letter classes, for the rules that read casualties."""

from __future__ import annotations

import re
from functools import cache
from typing import NamedTuple

from pipeline import lexicon, quantities

LETTERS = {
    "article": "a",
    "possessive": "p",
    "pronoun": "H",
    "be": "b",
    "auxiliary": "h",
    "filler": "j",
    "extra": "e",
    "preposition": "i",
    "boundary": "w",
    "part": "l",
    "conjunction": "&",
    "or": "|",
    "of": "o",
    "them": "m",
    "verb": "v",
    "person": "P",
    "people": "R",
    "pair": "C",
    "group": "G",
    "thing": "T",
}
"""Class in `count_words.csv` to letter. Casualty words have the letters of `TRIGGERS`; Q is a quantity, O "no", N a
capitalised word, n any other, and marks are `, ( )` or `;` for whatever ends a clause."""
TRIGGERS = {
    "active": "A",
    "past": "K",
    "intransitive": "D",
    "adjective": "X",
    "body": "B",
    "noun": "F",
    "both": "Z",
    "toll": "t",
    "spared": "U",
}
PERSON_KINDS = frozenset(
    ("military", "police", "group", "unidentified", "external", "civilians", "protesters", "rioters", "people")
)
_NO_PERSON = frozenset(("T", "G", "i", "o", "p", "a", "w"))
_PLURAL = re.compile(r"[^s]s$")
_LONGEST = 5
"""Words in the longest entry."""
_WORD = re.compile(r"['’]s\b|[^\W\d_]+(?:[-'’](?!s\b)[^\W_]+)*|\d[\d.,:]*(?:-[A-Za-z]+)*|\S")
_PAIR = re.compile(r"\b(?:couple|pair)\Z", re.IGNORECASE)
_MARKS = {",": ",", "(": "(", ")": ")", "–": "–", "—": "–", "-": "–"}
_IGNORED = frozenset("\"“”'’‘«»*")


class Token(NamedTuple):
    """A token: class letter, offsets, and the quantity or the trigger's kind and needs."""

    letter: str
    start: int
    end: int
    quantity: quantities.Quantity | None = None
    kind: str = ""
    needs: str = ""


@cache
def _known() -> dict[str, tuple[str, str, str]]:
    """Words to letter, kind, needs. Casualty words go before counting words, these before nouns of actors."""
    known: dict[str, tuple[str, str, str]] = {}
    for row in lexicon.table("casualty_words", ("words", "class", "kind", "needs")):
        known[row["words"]] = (TRIGGERS[row["class"]], row["kind"], row["needs"])
    for row in lexicon.table("count_words", ("words", "class")):
        for word in lexicon.values(row["words"]):
            known.setdefault(word.lower(), (LETTERS[row["class"]], "", ""))
    for row in lexicon.table("actor_nouns", ("word", "kind", "label", "type")):
        if row["kind"] in PERSON_KINDS:
            for word in lexicon.values(row["word"]):
                last = word.lower().split()[-1]
                known.setdefault(last, ("R" if _PLURAL.search(last) else "P", "", ""))
    return known


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Tokens of `text[start:end]`; quantities and words of several parts are one token each."""
    counts = {
        found.start: found
        for found in quantities.find(text, start, end)
        if not _PAIR.search(text, found.start, found.end)
    }
    matches = list(_WORD.finditer(text, start, end))
    found: list[Token] = []
    i = 0
    while i < len(matches):
        first = matches[i].start()
        quantity = counts.get(first)
        if quantity:
            found.append(Token("O" if quantity.kind == "none" else "Q", first, quantity.end, quantity))
            while i < len(matches) and matches[i].start() < quantity.end:
                i += 1
            continue
        token, used = _longest(text, matches, i)
        if token:
            found.append(token)
        i += used
    return found


def _longest(text: str, matches: list[re.Match[str]], i: int) -> tuple[Token | None, int]:
    """The token at match `i`, the longest entry of the tables going first."""
    known = _known()
    first = matches[i].start()
    for used in range(min(_LONGEST, len(matches) - i), 0, -1):
        last = matches[i + used - 1].end()
        entry = known.get(" ".join(text[first:last].lower().split()))
        if entry:
            return Token(entry[0], first, last, kind=entry[1], needs=entry[2]), used
    word = matches[i].group()
    if word in _IGNORED:
        return None, 1
    return Token(_other(word), first, matches[i].end()), 1


def _other(word: str) -> str:
    if word[0].isalpha():
        if word[0].isupper():
            return "N"
        return "P" if word.endswith("-year-old") else "n"
    if word[0].isdigit():
        return "P" if word.endswith("-year-old") else "n" if "-" in word else "#"
    return "'" if len(word) == 2 else _MARKS.get(word, ";")
