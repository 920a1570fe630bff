"""Tokens of a sentence with one-letter classes, for the rules that read casualties."""

from __future__ import annotations

import re
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from pipeline import lexicon, quantities
from pipeline.text import Kept

if TYPE_CHECKING:
    from collections.abc import Sequence

LETTERS = {
    "article": "a",
    "another": "x",
    "possessive": "p",
    "determiner": "p",
    "particle": "N",
    "pronoun": "H",
    "be": "b",
    "auxiliary": "h",
    "filler": "j",
    "left": "j",
    "degree": "j",
    "former": "j",
    "revised": "n",
    "modal": "n",
    "deadly": "n",
    "age": "n",
    "number": "n",
    "extra": "e",
    "preposition": "i",
    "from": "i",
    "accompanying": "i",
    "to": "i",
    "intent": "n",
    "subordinate": "i",
    "boundary": "w",
    "doubt": "w",
    "speech": "y",
    "relative": "r",
    "part": "l",
    "conjunction": "&",
    "with": "&",
    "or": "|",
    "of": "o",
    "them": "m",
    "verb": "v",
    "causing": "v",
    "person": "P",
    "generic": "R",
    "people": "R",
    "pair": "C",
    "nobody": "0",
    "group": "G",
    "thing": "T",
    "care": "T",
    "service": "T",
}
"""Class in `count_words.csv` to letter. Casualty words have the letters of `TRIGGERS`; Q is a quantity, O "no", N a
capitalised word, S another in the plural, n any other, and marks are `, ( )` or `;` for whatever ends a clause."""
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
    "undergo": "Y",
    "wound": "W",
    "carried": "M",
}
PERSON_KINDS = frozenset(
    ("military", "police", "group", "unidentified", "external", "civilians", "protesters", "rioters", "people")
)
_ORDINALS = 12
"""The highest ordinal that stands for a person ("wounding a fifth")."""
_PLURAL = re.compile(r"[^s]s$")
_BEFORE_YEAR = frozenset(("N", "i", "w", "#", "p"))
_BY_LAST_WORD = frozenset(("civilians", "people", "protesters", "rioters", "unidentified"))
_NOT_PLURAL = ("us", "is", "ous")
_WORD = re.compile(r"['’]s\b|[^\W\d_]+(?:[-'’](?!s\b)[^\W_]+)*|\d+(?:[.,:]\d+)*(?:-[A-Za-z]+)*|\S")
_WORDS = re.compile(f"({_WORD.pattern})")
_PAIR = re.compile(r"\b(?:couple|pair)\Z", re.IGNORECASE)
_MARKS = {",": ",", "(": "(", ")": ")", "–": "–", "—": "–", "-": "–"}
_IGNORED = frozenset("\"“”'’‘«»*")


class Token(NamedTuple):
    """A token: class letter, offsets, the quantity, the trigger's kind and needs or the class of a word around numbers."""

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
    counting = [
        (row["class"], word.lower())
        for row in lexicon.table("count_words", ("words", "class"))
        for word in lexicon.values(row["words"])
    ]
    for kind, word in counting:
        known.setdefault(word, (LETTERS[kind], kind, ""))
    for word in (word for kind, word in counting if kind == "person"):
        known.setdefault(f"{word}s", ("R", "", ""))
    for row in lexicon.table("number_words", ("word", "class", "value")):
        if row["class"] == "ordinal" and 1 < int(row["value"]) <= _ORDINALS:
            known.setdefault(row["word"], ("n", "ordinal", ""))
    known = _names() | known
    for row in lexicon.table("actor_nouns", ("word", "kind", "label", "type")):
        for word in lexicon.values(row["word"]) if row["kind"] in PERSON_KINDS else ():
            if " " not in word or row["kind"] in _BY_LAST_WORD:
                last = word.lower().split()[-1]
                known.setdefault(last, ("R" if _PLURAL.search(last) else "P", "", ""))
    return known


def _names() -> dict[str, tuple[str, str, str]]:
    """Capitalised words that tell more than a name: days, and what one person of a country is called ("Afghan", not "French")."""
    people = {name for row in lexicon.nationalities() for name in lexicon.values(row["people"])}
    one = (name.lower().removesuffix("s") for name in people if name.endswith("s") and " " not in name)
    return dict.fromkeys(one, ("N", "national", "")) | dict.fromkeys(_DAYS, ("N", "time", ""))


@cache
def telling() -> frozenset[str]:
    """A word of every entry of casualty_words, its longest: a sentence without any of them tells of no casualties."""
    rows = lexicon.table("casualty_words", ("words", "class", "kind", "needs"))
    return frozenset(max(row["words"].split(), key=len) for row in rows)


def tokens(text: str, start: int, end: int) -> list[Token]:
    """Tokens of `text[start:end]`; quantities and words of several parts are one token each."""
    pieces = _WORDS.split(text[start:end])
    words = pieces[1::2]
    edges = list(accumulate(map(len, pieces), initial=start))
    starts, ends = edges[1:-1:2], edges[2::2]
    found: list[Token] = []
    past = start
    for i, (letter, kind, needs, longer, numeric) in enumerate(map(_entry, words)):
        first = starts[i]
        if first < past or (letter == ";" and i and words[i] == "." and _shortened(words[i - 1])):
            continue
        if numeric and quantities.begins(words[i], words[i + 1] if i + 1 < len(words) else ""):
            quantity = quantities.at(text, first, end)
            if quantity and not _PAIR.search(text, first, quantity.end):
                aged = _age(text, found, quantity)
                counted = _counted(text, quantity, found[-1].letter if found else "")
                found.append(Token("#", first, quantity.end) if aged else counted)
                past = _said_again(text, quantity)
                continue
        if longer and i + 1 < len(words) and words[i + 1].lower() in longer.second:
            token = _longest(text, first, ends[i + 1 : i + longer.most])
            if token:
                found.append(token)
                past = token.end
                continue
        if letter:
            name = kind == "service" and words[i][0].isupper() and bool(found) and found[-1].letter == "N"
            name |= letter == "a" and words[i] == "A" and text.startswith(".", ends[i])
            this = words[i] == "that" and bool(found) and found[-1].letter == "i"
            found.append(Token("N" if name else "p" if this else letter, first, ends[i], None, kind, needs))
    return found


def _shortened(word: str) -> bool:
    """Whether a stop behind a word ends no sentence: "U.S.", "Pvt."."""
    return (len(word) == 1 and word.isalpha()) or word in lexicon.words("abbreviations_open")


def _age(text: str, before: Sequence[Token], quantity: quantities.Quantity) -> bool:
    """Whether a number tells an age: "aged 42", "aged 5 and 8", "aged 5, 8 and 11", "two men, 38 and 61, were killed"."""
    if (
        len(before) > 1
        and before[-1].letter == ","
        and before[-2].letter in "PRN"
        and _AGES.match(text, quantity.start)
    ):
        return True
    if len(before) > 1 and before[-2].letter == "#" and before[-1].letter in "&," and _AGES.match(text, quantity.start):
        return True
    for token in reversed(before):
        if token.kind == "age":
            return True
        if token.letter not in "#&,":
            return False
        if token.letter != "#" and not _BARE.match(text, quantity.start):
            return False
    return False


_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Names behind "on" that are no places."""
_AGES = re.compile(r"[1-9]\d?(?:, [1-9]\d?)*(?:,? and [1-9]\d?)?(?=[,.;)]\s|$)")
"""Figures between commas: "38 and 61,"."""
_BARE = re.compile(r"\d+(?!\s+(?!and\b|to\b|respectively\b|(?:was|were|is|are)\b)[A-Za-z])")
_BRACKETS = re.compile(r"\s*\(\s*([\w-]{1,20}(?:\s[\w-]+)?)\s*\)")


def _said_again(text: str, quantity: quantities.Quantity) -> int:
    """End of a number with the same one in brackets: "twenty-eight (28) persons"."""
    again = _BRACKETS.match(text, quantity.end)
    same = again is not None and quantity.value is not None and quantities.number(again[1]) == quantity.value
    return again.end() if again and same else quantity.end


def _read(word: str) -> tuple[str, str, str, _Longer | None, bool]:
    """Letter ("" for marks that are skipped), kind, needs, the longer entries that it begins, "may be a number"."""
    lower = word.lower()
    letter, kind, needs = _known().get(lower, ("", "", ""))
    if not letter and word not in _IGNORED:
        letter = _other(word)
        kind = "colon" if word == ":" else "aged" if letter == "P" else kind
    return letter, kind, needs, _longer().get(lower), quantities.begins(word, "1")


_entry = Kept(_read).__getitem__


def _counted(text: str, quantity: quantities.Quantity, before: str) -> Token:
    """A quantity as a token; "#" where it is a year or the day of a month."""
    start, end = quantity.start, quantity.end
    if quantity.kind == "none":
        pronoun = _known().get(text[start:end].lower(), ("", "", ""))[0] == "0"
        return Token("O", start, end, quantity, needs="pronoun" if pronoun else "")
    value = quantity.value or 0
    year = 1900 <= value <= 2099 and end - start == 4 and before in _BEFORE_YEAR
    day = (
        value <= 31
        and end - start <= 2
        and bool(_months().match(text, end) or _months_before().search(text, max(0, start - 18), start))
    )
    return Token("#" if year or day else "Q", start, end, None if year or day else quantity)


def _names_of_months() -> str:
    rows = lexicon.table("time_words", ("word", "class", "value"))
    return "|".join(row["word"].title() for row in rows if row["class"] == "month")


@cache
def _months() -> re.Pattern[str]:
    return re.compile(rf"(?:st|nd|rd|th)?\s+(?:of\s+)?(?:{_names_of_months()})\b")


@cache
def _months_before() -> re.Pattern[str]:
    """A month with neither a day nor "in" before it: behind "on 4 December" a number counts something else."""
    return re.compile(rf"(?<!\d )(?<![Ii]n )\b(?:{_names_of_months()})\.?\s+\Z")


def _longest(text: str, first: int, ends: Sequence[int]) -> Token | None:
    """The longest entry of several words from `first` to one of the ends."""
    for end in reversed(ends):
        entry = _known().get(" ".join(text[first:end].lower().split()))
        if entry:
            return Token(entry[0], first, end, None, entry[1], entry[2])
    return None


class _Longer(NamedTuple):
    """Of the entries of several words that a word begins: the most words of one, and their second words."""

    most: int
    second: frozenset[str]


@cache
def _longer() -> dict[str, _Longer]:
    """First word of the entries of several words to what they have."""
    found: dict[str, list[list[str]]] = {}
    for words in _known():
        parts = _WORD.findall(words)
        if len(parts) > 1:
            found.setdefault(parts[0], []).append(parts)
    return {
        first: _Longer(max(map(len, group)), frozenset(parts[1] for parts in group)) for first, group in found.items()
    }


def _other(word: str) -> str:
    if word[0].isalpha():
        if word[0].isupper() or ("-" in word and word.rpartition("-")[2][:1].isupper()):
            return "N"
        if word.endswith("-year-old"):
            return "P"
        return "S" if len(word) > 3 and _PLURAL.search(word) and not word.endswith(_NOT_PLURAL) else "n"
    if word[0].isdigit():
        return "P" if word.endswith("-year-old") else "n" if "-" in word else "#"
    return "'" if len(word) == 2 else _MARKS.get(word, ";")
