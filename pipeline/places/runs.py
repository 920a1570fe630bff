"""Runs of capitalised words of a text, and what stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pipeline.places.vocabulary import vocabulary

_UPPER = "A-Z" + "".join(letter for code in range(0xC0, 0x250) if (letter := chr(code)).isupper())
_AFTER = re.compile(r"\s*([^\w\s]+)?\s*([^\W_][\w'’-]*)?(?:\s+([^\W_][\w'’-]*))?(?:\s+([^\W_][\w'’-]*))?")
_POSSESSIVES = frozenset(("'s", "’s", "ʼs", "`s"))
_OPENERS = '\n.!?:"“”‘«(—–-•*'
_VILLAGES = frozenset({"village", "villages", "hamlet", "barangay"})
_IN_LIST = re.compile(
    r"(?:, (?:[A-Z][\w'’-]+ ?){1,3}(?<! )){0,5},? and (?:the )?(?:[A-Z][\w'’-]+ ){1,3}(?:villages|hamlets)\b"
)
"""Behind the first names of "the Orla Besk, Tarn and Moe Lay villages"."""
_LOOK_BACK = 30
"""Longest word, in characters, that is read before a run."""


@dataclass(slots=True)
class Word:
    """One word of a run; `possessive` where "'s" was cut from its end, `taken` where it belongs to a person."""

    start: int
    end: int
    text: str
    possessive: bool = False
    taken: bool = False


class Run:
    """Capitalised words in a row; what stands behind them is read when asked for.

    `previous` is the word or mark before the run, with its stop where it has one ("Mr.").
    """

    __slots__ = ("_after", "_mark", "end", "previous", "start", "text", "words")

    def __init__(self, text: str, start: int, end: int, words: list[Word]) -> None:
        self.text, self.start, self.end, self.words = text, start, end, words
        self.previous = before(text, start)
        self._after: tuple[str, ...] | None = None
        self._mark = ""

    @property
    def last_but_one(self) -> str:
        """The word or mark before `previous`."""
        word = self.previous
        return before(self.text, self.text.rfind(word, 0, self.start)) if word else ""

    @property
    def after(self) -> tuple[str, ...]:
        """Up to three words behind the run."""
        if self._after is None:
            match = _AFTER.match(self.text, self.end)
            groups = match.groups() if match else (None,) * 4
            self._mark = groups[0] or ""
            self._after = tuple(word for word in groups[1:] if word)
        return self._after

    @property
    def mark(self) -> str:
        """The marks between the run and the words behind it."""
        return self._mark if self.after is not None else ""

    @property
    def village(self) -> bool:
        """Whether a noun beside the run tells that it is a village's name: "the village of Min Sein", "Min Sein, a village"."""
        after = self.after[0] if self.after and not self.mark else ""
        if self.mark == "," and self.after[:1] == ("a",) and not _VILLAGES.isdisjoint(self.after[1:3]):
            return True
        return after in _VILLAGES or (self.previous == "of" and self.last_but_one in _VILLAGES)

    @property
    def villages(self) -> bool:
        """Whether it is of a list of villages: "Orla Besk, Tarn and Moe Lay villages"."""
        return (self.after[:1] == ("villages",) and not self.mark) or _IN_LIST.match(self.text, self.end) is not None

    @property
    def initial(self) -> bool:
        """Whether the run begins a sentence, a paragraph or a quotation."""
        at = self.start - 1
        while at >= 0 and self.text[at] == " ":
            at -= 1
        return at < 0 or self.text[at] in _OPENERS


def before(text: str, at: int) -> str:
    """The word or mark that ends before `at`, within the line."""
    if at and text[at - 1] == " ":
        word = text[text.rfind(" ", 0, at - 1) + 1 : at - 1]
        if word.isalnum():
            return word
    parts = text[max(0, at - _LOOK_BACK) : at].rsplit(None, 1)
    if not parts:
        return ""
    word = parts[-1]
    last = word[-1]
    if last.isalnum():
        if text[at - 1] != " " and text[at - 1] == "\n":
            return ""
        return word if word[0].isalnum() else word.lstrip("\"“”‘’'«([—–-")
    if text[at - 1] == "\n":
        return ""
    return word.lstrip("\"“”‘’'«([—–-") if last == "." and len(word) <= 6 else last


@cache
def _pattern() -> re.Pattern[str]:
    """One run: words with capitals and what may join them (hyphens, initials, "of the", "de la", "al-").

    The first word begins with one character out of a set, so that the search skips all others.
    """
    further = r"(?:[-‑'’ʼ`]\w+)*"
    initials = r"(?:[A-Z][a-z]{1,2}\.|[A-Z]\b)?"
    article = r"(?:[aA]l|[eE]l|[uU]l|an|en|ar|er|as|es|ash|esh|at|et|ad|ed|az|ez|ath|eth)[-‑’']"
    word = rf"(?:(?:[A-Z]\.)+{initials}|(?:{article})?[{_UPPER}]\w*{further})"
    first = (
        rf"[{_UPPER}aeu](?<![\w@#].)(?:(?<=[A-Z])\.(?:[A-Z]\.)*{initials}|(?<=[{_UPPER}])\w*{further}"
        rf"|(?:(?<=[ae])(?:[lnrdz]|sh?|th?)|(?<=u)l)[-‑’'][{_UPPER}]\w*{further})"
    )
    joint = (
        r"(?: (?:of the|of|de la|de los|de las|del|de|della|di|da|dos|das|do|du|des|la|le|les|el|al"
        r"|and|sa|upon|bin|ibn|von|van der|van|ter|y|e) | | ?& ?)"
    )
    return re.compile(rf"{first}(?:{joint}{word})*")


@cache
def _dull() -> frozenset[str]:
    """Words that alone are no run worth reading: function words, days, months."""
    cues = vocabulary().cues
    return cues["function"] | cues["weekday"] | cues["month"]


@cache
def _dotted() -> frozenset[str]:
    """Words that a stop follows without ending the sentence."""
    words = vocabulary()
    places = {name[:-1] for name in words.abbreviations if name.endswith(".") and name[:-1].isalpha()}
    return words.open_abbreviations | places | {"Mt", "Ft", "Pt", "Ste", "Ave", "Rd", "Blvd", "Hwy", "Co"}


def runs(text: str) -> tuple[list[Run], list[str]]:
    """The runs of a text, in order, without lone function words; and the demonyms that stand alone."""
    text = text.replace("\u00a0", " ")
    dull, dotted, adjectives = _dull(), _dotted(), vocabulary().adjectives
    found: list[Run] = []
    demonyms: list[str] = []
    for match in _pattern().finditer(text):
        piece = match.group()
        if piece in dull:
            continue
        if piece in adjectives:
            demonyms.append(piece)
            continue
        start, end = match.span()
        words = _words(piece, start)
        last = words[-1]
        if text[end : end + 1] == "." and last.text in dotted:
            end += 1
            last.end, last.text = end, last.text + "."
        held = found[-1] if found else None
        if held is not None and held.end == start - 1 and text[held.end - 1] == "." and text[held.end] == " ":
            held.words += words
            held.end = end
        else:
            found.append(Run(text, start, end, words))
    return found, demonyms


def _words(piece: str, start: int) -> list[Word]:
    if " " not in piece:
        return [_word(piece, start)]
    words = []
    for part in piece.split(" "):
        words.append(_word(part, start))
        start += len(part) + 1
    return words


def _word(part: str, start: int) -> Word:
    if part[-2:] in _POSSESSIVES and len(part) > 2:
        return Word(start, start + len(part) - 2, part[:-2], possessive=True)
    return Word(start, start + len(part), part)
