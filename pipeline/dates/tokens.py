"""Tokens near a word of time, each with a one-letter class, so that patterns can be written over classes."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from pipeline import lexicon

LETTERS = {
    "weekday": "W",
    "weekday_short": "w",
    "month": "M",
    "day_word": "T",
    "overnight": "G",
    "part": "n",
    "unit": "u",
    "weekend": "K",
    "season": "z",
    "ago": "A",
    "before": "B",
    "after": "F",
    "same": "S",
    "said": "q",
    "previous": "V",
    "following": "X",
    "next": "x",
    "last": "L",
    "this": "H",
    "that": "h",
    "stage": "E",
    "preposition": "p",
    "about": "a",
    "adverb": "j",
    "since": "s",
    "until": "U",
    "by": "y",
    "from": "f",
    "between": "b",
    "to": "t",
    "and": "&",
    "of": "o",
    "the": "d",
    "one": "i",
    "vague": "k",
    "every": "e",
    "zone": "Z",
}
"""Class in `time_words.csv` to letter. Further letters, for what is not a word: D day number, Y year, N other number,
R ordinal, C clock time, c clock time with a full stop, I ISO date, Q numeric date, and the marks `, - / ( )`."""

_CASED = {"M", "W", "w"}
_MARKS = {",": ",", "-": "-", "–": "-", "—": "-", "/": "/", "(": "(", ")": ")", "&": "&"}

TOKEN = re.compile(
    r"[^\S\n]*(?:(?P<word>[a-z][^\W\d_]*(?:['’]clock)?)"
    r"|(?P<abbreviation>(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Mon|Tues?|Wed|Thu(?:rs?)?|Fri|Sat|Sun)\.(?=,?\s))"
    r"|(?P<name>[^\W\d_]+)"
    r"|(?P<I>(?:19|20)\d\d(?P<bar>[-/.])[01]\d(?P=bar)[0-3]\d(?!\d))"
    r"|(?P<Q>\d{1,2}(?P<mark>[./-])\d{1,2}(?P=mark)(?:19|20)\d\d(?!\d))"
    r"|(?P<C>(?:[01]?\d|2[0-4])(?:[:.][0-5]\d)?\s?[aApP]\.?\s?[mM]\b\.?"
    r"|(?:[01]?\d|2[0-4]):[0-5]\d(?![\d:])(?:\s?(?:hrs|hours|h)\b)?"
    r"|(?:[01]\d|2[0-4])[0-5]\d\s?(?:hrs|hours|h|LT|GMT|UTC)\b)"
    r"|(?P<c>(?:[01]?\d|2[0-3])\.[0-5]\d(?![\d.]))"
    r"|(?P<R>\d{1,2}(?:st|nd|rd|th)\b)"
    r"|(?P<decade>\d{2,4}s\b)"
    r"|(?P<number>\d+(?:[.,]\d+)*)"
    r"|(?P<possessive>['’]s\b)"
    r"|(?P<other>\n|\S))"
)
_ABBREVIATION = re.compile(r"[A-Z][a-z]{2,4}\.|[\d:.]*[aApP]\.[mM]\.")
_SPLIT = re.compile(r"[-–—/]")
_JOINERS = ",-–—/()&"
LEFT, RIGHT = 60, 90
"""Characters that are looked at before and after a word that opens the gate."""

GATE = re.compile(
    r"ght(?<=[Nn]ight)|GHT(?<=NIGHT)|y(?<=[Dd]ay)|Y(?<=DAY)|year|Year|YEAR|ur(?<=[Hh]our)|UR(?<=HOUR)"
    r"|week|Week|WEEK|mont|Mont|MONT|wn(?<=[Dd]awn)|WN(?<=DAWN)|k(?<=[Dd]usk)|K(?<=DUSK)|noon|Noon|NOON"
    r"|date(?<=said date|same date|that date)|minut|Minut|morn|Morn|morr|Morr|MORN|MORR|vening|VENING|cade(?<=decade)|set(?<=[Ss]unset)|rise(?<=[Ss]unrise)"
    r"|Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec|JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC|"
    + "|".join(
        rf"{digit}(?:\d?(?::\d\d|st\b|nd\b|rd\b|th\b|(?:[:.]\d\d)?\s?[apAP]\.?[mM]\b|[./-]\d\d?[./-]\d\d)"
        + (rf"|(?<!\d{digit})[09]\d\d(?!\d))" if digit in "12" else ")")
        for digit in "0123456789"
    )
)
"""A cheap sieve: no time expression without one of these. Every branch begins with a plain character, so that the
search skips all others; the rarest letters of the words were chosen."""


class Token(NamedTuple):
    """One token: class letter ("." is any other), value from the table, offsets."""

    letter: str
    value: str
    start: int
    end: int


@cache
def _words() -> dict[str, tuple[str, str]]:
    known = {row["word"]: (LETTERS[row["class"]], row["value"]) for row in lexicon.table("time_words", COLUMNS)}
    tens: list[tuple[str, int]] = []
    units: list[tuple[str, int]] = []
    for row in lexicon.table("number_words", COLUMNS):
        if row["class"] == "ordinal":
            known.setdefault(row["word"], ("R", row["value"]))
        elif row["class"] != "scale":
            known.setdefault(row["word"], ("N", row["value"]))
            (tens if row["class"] == "ten" else units).append((row["word"], int(row["value"])))
    for ten, value in tens:
        known |= {f"{ten}-{unit}": ("N", str(value + more)) for unit, more in units if 0 < more < 10}
    return known


COLUMNS = ("word", "class", "value")


@lru_cache(maxsize=1 << 14)
def _classify(group: str, word: str) -> tuple[str, str]:
    """Letter and value of a token that the named group of `TOKEN` matched."""
    if group in {"word", "name", "abbreviation"}:
        letter, value = _words().get(word.rstrip(".").lower(), (".", ""))
        return (".", "") if letter in _CASED and not word[0].isupper() else (letter, value)
    if group == "number":
        if len(word) <= 2 and 1 <= int(word) <= 31:
            return "D", word
        if len(word) == 4 and word.isdigit() and word[:2] in {"19", "20"}:
            return "Y", word
        return ("N", word.replace(",", "")) if len(word) < 8 and word.count(".") < 2 else (".", "")
    if group == "R":
        return ("R", word[:-2]) if 1 <= int(word[:-2]) <= 31 else (".", "")
    if group == "other":
        return _MARKS.get(word, "."), ""
    if group == "decade":
        return ".", ""
    if group == "possessive":
        return "'", ""
    return group, word


def row(text: str, core: int, done: int, end: int) -> list[Token]:
    """The unbroken row of time words around the word at `core`, number words such as "twenty-four" joined.

    It reaches back no farther than `done`; the work is bounded by `LEFT` and `RIGHT` characters.
    """
    found: list[Token] = []
    for match in TOKEN.finditer(text, _left(text, core, done), min(end, core + RIGHT)):
        group = match.lastgroup
        if group is None:
            break
        word, first = match[group], match.start(group)
        letter, value = _classify(group, word)
        if letter == ".":
            if first >= core or first + len(word) > core:
                break
            found.clear()
            continue
        if letter in "NR" and len(found) > 1 and found[-1].letter == "-" and found[-2].letter == "N":
            joined = _words().get(text[found[-2].start : first + len(word)].lower())
            if joined:
                letter, value, first, word = *joined, found[-2].start, text[found[-2].start : match.end()]
                del found[-2:]
        found.append(Token(letter, value, first, first + len(word)))
    return found


def _left(text: str, core: int, done: int) -> int:
    """Beginning of the time words that go on to `core`, in its line; the word at `core` itself counts as one."""
    left = max(done, core - LEFT)
    piece = text[left:core]
    _, line_break, line = piece.rpartition("\n")
    words = line.split()
    if len(words) > 1 and left > done and not line_break and text[left - 1].isalnum():
        del words[0]
    position = core
    if words and not piece[-1].isspace():
        position -= len(words.pop())
    for word in reversed(words):
        if not _joins(word):
            break
        position = text.rfind(word, left, position)
    return position


@lru_cache(maxsize=1 << 14)
def _joins(word: str) -> bool:
    """Whether a word between spaces may belong to a time expression that goes on after it."""
    known = _words()
    bare = word.strip(_JOINERS).lower()
    if bare.endswith("."):
        return _ABBREVIATION.fullmatch(word) is not None
    return not bare or bare in known or bare[0].isdigit() or all(part in known for part in _SPLIT.split(bare))
