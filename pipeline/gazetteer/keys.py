"""Names to keys under which they are found: an exact one, and one that forgives transliteration.

`key` removes what writers leave out (case, diacritics, apostrophes, soft signs, hyphens, stops, a leading "the").
`variant` folds further, so that spellings of one name by different systems meet: -iy/-yy/-y/-ii, kh/h, g/h, the Arabic
article, doubled letters, -ivka/-ovka/-evka. Two names with one key are written alike; two with one variant may well be.
`skeleton` leaves the consonants, for names of scripts that write no vowels: whoever romanises them guesses these
("Abo al-Dohor", "Abu az Zuhur"); `likeness` then tells how well two such names agree.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz import fuzz

_LETTERS = {
    "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ß": "ss", "ı": "i", "ə": "a", "ħ": "h",
    "ŋ": "n", "ŧ": "t", "ɓ": "b", "ɗ": "d", "ƙ": "k", "ǝ": "e", "ɛ": "e", "ɔ": "o",
}  # fmt: skip
_DROPPED = "'’‘ʼʻʿʾ`´′″ʹʺ\"“”«»\u200b\u200c\u200d\u00ad"
_SPACES = "-‐‑‒–—/_,;:()[]{}!?·•\u00a0\u202f&+*"
_TRANSLATION = str.maketrans({**_LETTERS, **dict.fromkeys(_DROPPED, ""), **dict.fromkeys(_SPACES, " ")})
_INITIALS = re.compile(r"(?<!\w)(?:[^\W\d_]\.)+[^\W\d_]?(?!\w)")

_ARTICLE = r"(?:al|el|ul|ol|an|en|ar|er|as|es|ash|esh|at|et|ad|ed|adh|edh|az|ez|ath)"
_ARTICLES = re.compile(rf"\b{_ARTICLE} (?=\w)")
_SHORT = {"st": "saint", "ste": "saint", "sta": "santa", "mt": "mount", "ft": "fort", "pt": "port"}
_FOLDS = (
    (re.compile(r"dzh|dj"), "j"),
    (re.compile(r"shch|sch|szcz|sz|ş"), "sh"),
    (re.compile(r"tch|cz|ç"), "ch"),
    (re.compile(r"tz|ts|zh|dh"), "z"),
    (re.compile(r"kh|gh|g"), "h"),
    (re.compile(r"ph|ff"), "f"),
    (re.compile(r"th"), "t"),
    (re.compile(r"ck|q|c(?=[aoukl]|\b)"), "k"),
    (re.compile(r"x"), "ks"),
    (re.compile(r"w"), "v"),
    (re.compile(r"ou|oo"), "u"),
    (re.compile(r"[yij]+"), "i"),
    (re.compile(r"(?:i?[aoe]|i)vka\b"), "vka"),
    (re.compile(r"[aoe]v([aoe])(?:i?[aeo])?\b"), "ovo"),
    (re.compile(r"(?:i?[aoe]|i)v(?=sk|\b)"), "iv"),
    (re.compile(r"i[aoeu]"), lambda m: m.group()[1]),
    (re.compile(r"ae|oe|ue"), lambda m: m.group()[0]),
    (re.compile(r"ei|ai"), "e"),
    (re.compile(r"(?<=[a-z])(?:ah|eh|e|a)\b"), "a"),
    (re.compile(r"(.)\1+"), r"\1"),
)


_VOWELS = re.compile(r"[aeiouv]+")
_CLASSES = str.maketrans("eioyjv", "aauaau")
LEAST = 4
"""Fewest consonants of a skeleton; with fewer too many names share it."""


@lru_cache(maxsize=1 << 16)
def key(name: str) -> str:
    """The key under which a name is stored and looked up.

    Small letters of any script without diacritics, apostrophes and soft signs; hyphens and marks are spaces; initials
    lose their stops ("U.S." and "US" are one); a leading "the" goes.
    """
    if not name.isascii():
        name = unicodedata.normalize("NFKD", name)
        name = "".join(letter for letter in name if not unicodedata.combining(letter))
    text = name.casefold().translate(_TRANSLATION)
    if "." in text:
        text = _INITIALS.sub(lambda found: found.group().replace(".", "") + " ", text).replace(".", " ")
    words = text.split()
    if len(words) > 1 and words[0] == "the":
        del words[0]
    return " ".join(words)


def variant(key_: str) -> str:
    """The key folded so that transliterations of one name meet; always the same for the same key.

    The result is no name; it only joins names, e.g. "kharkiv" and "kharkov", "raqqa" and "al raqqah".
    """
    if not key_.isascii():
        return key_
    text = " ".join(_SHORT.get(word, word) for word in _ARTICLES.sub("", key_).split())
    for pattern, replacement in _FOLDS:
        text = pattern.sub(replacement, text)
    return text.replace(" ", "")


def skeleton(key_: str) -> str:
    """The consonants of a key's variant; empty where they are too few to tell names apart."""
    if not key_.isascii():
        return ""
    bones = re.sub(r"(.)\1+", r"\1", _VOWELS.sub("", _consonants(key_)))
    return bones if len(bones) >= LEAST else ""


def _consonants(key_: str) -> str:
    """The variant of a key, with "ch" as French writers use it for "sh"."""
    return variant(key_).replace("ch", "sh")


def likeness(one: str, other: str) -> float:
    """How well two keys of one skeleton agree, 0 to 1, when front vowels count as one and back vowels as one."""
    first, second = (_consonants(each).translate(_CLASSES) for each in (one, other))
    return fuzz.ratio(first, second) / 100
