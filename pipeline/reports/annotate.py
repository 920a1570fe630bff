"""An article as the coder sees it: sentences of tokens, clauses, and what other rooms have read in them."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import field
from functools import cache, lru_cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pipeline import lexicon, text
from pipeline.phrases import Match, Phrases
from pipeline.records import readonly

if TYPE_CHECKING:
    from pipeline.schema import Place

LEAD = 1
"""Number of the last sentence that may be the lead, the title being the first: it tells in short what follows in full."""
_TOKENS = re.compile(f"({text.TOKEN.pattern})")
_QUOTED = re.compile(r"“[^”]{3,}”?|\"[^\"]{3,}\"?")


@readonly(eq=False)
class Trigger:
    """A row of `lexicons/triggers.csv`; no two are the same."""

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


class Tokens(NamedTuple):
    """A sentence's tokens: the words in small letters, as written, and their offsets in the document."""

    words: tuple[str, ...]
    shown: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def at(self, offset: int) -> int:
        """Index of the token that holds or follows a character offset."""
        at = bisect_right(self.starts, offset) - 1
        return at if at > 0 else 0

    def span(self, start: int, end: int) -> tuple[int, int]:
        """First and last token of a character span."""
        first = self.at(start)
        last = bisect_left(self.starts, end) - 1
        return first, last if last > first else first


class Sentence(NamedTuple):
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


@readonly
class Article:
    """A document's text with its sentences and the toponyms that may be event places."""

    text: str
    sentences: tuple[Sentence, ...]
    places: tuple[Place, ...]
    _starts: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _by_sentence: dict[int, tuple[Place, ...]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        starts = tuple([sentence.start for sentence in self.sentences])
        object.__setattr__(self, "_starts", starts)
        found: dict[int, list[Place]] = {}
        for place in self.places:
            at = bisect_right(starts, place.start) - 1
            if at >= 0 and place.start < self.sentences[at].end:
                found.setdefault(self.sentences[at].number, []).append(place)
        object.__setattr__(self, "_by_sentence", {number: tuple(group) for number, group in found.items()})

    def sentence_at(self, offset: int) -> Sentence:
        """The sentence that holds or stands before an offset."""
        return self.sentences[max(0, bisect_right(self._starts, offset) - 1)]

    def places_in(self, sentence: Sentence) -> tuple[Place, ...]:
        """Toponyms of a sentence, in order."""
        return self._by_sentence.get(sentence.number, ())


plain = text.Kept(lambda word: word.lower().replace("’", "'")).__getitem__
"""A word in small letters, with straight apostrophes."""


def tokenize(document: str, start: int, end: int) -> Tokens:
    """Tokens of `document[start:end]`, possessive endings cut off."""
    pieces = _TOKENS.split(document[start:end])
    shown = pieces[1::2]
    edges = list(accumulate(map(len, pieces), initial=start))
    starts, ends = edges[1:-1:2], edges[2::2]
    words = list(map(plain, shown))
    if document.find("'", start, end) >= 0 or document.find("’", start, end) >= 0:
        owners = [at for at, word in enumerate(shown) if len(word) > 2 and word[-2] in "'’" and word[-1] in "sS"]
        for at in reversed(owners):
            word, last = shown[at], ends[at]
            shown[at : at + 1] = [word[:-2], word[-2:]]
            words[at : at + 1] = [plain(word[:-2]), "'s"]
            starts.insert(at + 1, last - 2)
            ends.insert(at, last - 2)
    return Tokens(tuple(words), tuple(shown), tuple(starts), tuple(ends))


_CLAUSE_MARKS = frozenset(";:—–()")


@cache
def _clause_words() -> frozenset[str]:
    return _CLAUSE_MARKS | lexicon.words("clause_openers")


def clause_breaks(words: tuple[str, ...]) -> tuple[int, ...]:
    """Token indices at which a new clause begins, from the words alone (`lexicons/clause_openers.csv`)."""
    telling = _clause_words()
    bare = lexicon.words("clause_openers_bare")
    found = []
    for i in [at for at, word in enumerate(words) if word in telling] if not telling.isdisjoint(words) else []:
        word = words[i]
        if word in _CLAUSE_MARKS:
            found.append(i + 1)
        elif i and (words[i - 1] == "," or word in bare):
            found.append(i)
    if words and words[0] in lexicon.words("clause_openers_first") and "," in words:
        found.append(words.index(",") + 1)
    return tuple(sorted(dict.fromkeys(found)))


def sentences(document: str) -> tuple[Sentence, ...]:
    """The sentences of an article, tokenised."""
    quotes = tuple(match.span() for match in _QUOTED.finditer(document))
    starts, ends = [start for start, _ in quotes], [end for _, end in quotes]
    found = []
    for number, sentence in enumerate(text.sentences(document)):
        tokens = tokenize(document, sentence.start, sentence.end)
        inside = quotes[bisect_right(ends, sentence.start) : bisect_left(starts, sentence.end)]
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
        if (found and match.first <= found[-1].last) or _to_do(words, match):
            continue
        found.append(match)
    return tuple(found)


def _to_do(words: tuple[str, ...], match: Match[str]) -> bool:
    """Whether a word is no weapon but what someone does: "prompting them to bomb bridges"."""
    return match.first == match.last and words[match.first - 1 : match.first] == ("to",) and words[match.last] in _DONE


_DONE = frozenset({"bomb", "mine", "rocket", "mortar", "torpedo", "gas"})
