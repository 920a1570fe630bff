"""An article as the coder sees it: sentences of tokens, clauses, and what other rooms have read in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline import lexicon, text
from pipeline.phrases import Match, Phrases

if TYPE_CHECKING:
    from pipeline.schema import Place

_QUOTED = re.compile(r"“[^”]{3,}”?|\"[^\"]{3,}\"?")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A row of `lexicons/triggers.csv`."""

    frame: str
    pos: str
    needs: frozenset[str]
    pattern: str


@cache
def triggers() -> Phrases[Trigger]:
    """The triggers, compiled."""
    columns = ("pattern", "frame", "pos", "needs")
    return Phrases(
        (row["pattern"], Trigger(row["frame"], row["pos"], frozenset(lexicon.values(row["needs"])), row["pattern"]))
        for row in lexicon.table("triggers", columns)
    )


@cache
def weapons() -> Phrases[str]:
    """Weapon words with their class."""
    return Phrases((row["pattern"], row["class"]) for row in lexicon.table("weapons", ("pattern", "class")))


@cache
def cues(table: str) -> Phrases[str]:
    """A table of cue phrases with their kind."""
    return Phrases((row["pattern"], row["kind"]) for row in lexicon.table(table, ("pattern", "kind")))


@dataclass(frozen=True, slots=True)
class Tokens:
    """A sentence's tokens: the words in small letters, as written, and their offsets in the document."""

    words: tuple[str, ...]
    shown: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def at(self, offset: int) -> int:
        """Index of the token that holds or follows a character offset."""
        return min(max(bisect_right(self.starts, offset) - 1, 0), max(len(self.starts) - 1, 0))

    def span(self, start: int, end: int) -> tuple[int, int]:
        """First and last token of a character span."""
        first = self.at(start)
        return first, max(first, bisect_left(self.starts, end) - 1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence with its tokens; `breaks` are the token indices at which a clause begins."""

    number: int
    paragraph: int
    start: int
    end: int
    tokens: Tokens
    breaks: tuple[int, ...]
    quotes: tuple[tuple[int, int], ...]

    def clause(self, token: int) -> int:
        """Number of the clause in which a token stands."""
        return bisect_right(self.breaks, token)

    def quoted(self, offset: int) -> bool:
        """Whether a character stands in quotation marks."""
        return any(start <= offset < end for start, end in self.quotes)


@dataclass(frozen=True, slots=True)
class Article:
    """A document's text with its sentences and the toponyms that may be event places."""

    text: str
    sentences: tuple[Sentence, ...]
    places: tuple[Place, ...]

    def places_in(self, sentence: Sentence) -> tuple[Place, ...]:
        """Toponyms of a sentence, in order."""
        start, end = sentence.start, sentence.end
        return tuple([place for place in self.places if start <= place.start < end])


def tokenize(document: str, start: int, end: int) -> Tokens:
    """Tokens of `document[start:end]`, possessive endings cut off."""
    words, shown, starts, ends = [], [], [], []
    if document.find("'", start, end) < 0 and document.find("’", start, end) < 0:
        matches = list(text.TOKEN.finditer(document, start, end))
        plain = tuple(match[0] for match in matches)
        lower = tuple(map(str.lower, plain))
        return Tokens(lower, plain, tuple(m.start() for m in matches), tuple(m.end() for m in matches))
    for match in text.TOKEN.finditer(document, start, end):
        word = match.group()
        first, last = match.span()
        if len(word) > 2 and word[-2] in "'’" and word[-1] in "sS":
            shown += [word[:-2], word[-2:]]
            words += [word[:-2].lower(), "'s"]
            starts += [first, last - 2]
            ends += [last - 2, last]
            continue
        shown.append(word)
        words.append(word.lower().replace("’", "'"))
        starts.append(first)
        ends.append(last)
    return Tokens(tuple(words), tuple(shown), tuple(starts), tuple(ends))


def clause_breaks(words: tuple[str, ...]) -> tuple[int, ...]:
    """Token indices at which a new clause begins, from the words alone (`lexicons/clause_cues.csv`)."""
    openers = lexicon.words("clause_openers")
    strong = {";", ":", "—", "–", "(", ")"}
    found = []
    for i, word in enumerate(words):
        if word in strong:
            found.append(i + 1)
        elif i and word in openers and (words[i - 1] == "," or word in lexicon.words("clause_openers_bare")):
            found.append(i)
    return tuple(dict.fromkeys(found))


def sentences(document: str) -> tuple[Sentence, ...]:
    """The sentences of an article, tokenised."""
    quotes = tuple(match.span() for match in _QUOTED.finditer(document))
    found = []
    for number, sentence in enumerate(text.sentences(document)):
        tokens = tokenize(document, sentence.start, sentence.end)
        inside = tuple(q for q in quotes if q[0] < sentence.end and q[1] > sentence.start)
        found.append(
            Sentence(
                number,
                sentence.paragraph,
                sentence.start,
                sentence.end,
                tokens,
                clause_breaks(tokens.words),
                inside,
            )
        )
    return tuple(found)


def weapon_matches(sentence: Sentence) -> tuple[Match[str], ...]:
    """Weapon phrases of a sentence, the longest of those that overlap."""
    return _weapons_in(sentence.tokens.words)


@lru_cache(maxsize=512)
def _weapons_in(words: tuple[str, ...]) -> tuple[Match[str], ...]:
    found: list[Match[str]] = []
    for match in sorted(weapons().find(words), key=lambda m: (m.first, -m.last)):
        if found and match.first <= found[-1].last:
            continue
        found.append(match)
    return tuple(found)
