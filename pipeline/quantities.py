"""Numbers of a text, in words or digits, with the bounds that the words around them set. Pure.

As section 5 of the coding manual (docs/coding.md) has it, an exact or rough figure fills `value`; "at least 7" value 7 and low 7;
"as many as 8" value 8 and high 8; a range only low and high; a vague word ("dozens") only low; "no", "none" value 0.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from pipeline import lexicon
from pipeline.records import readonly

Kind = Literal["exact", "about", "low", "high", "below", "range", "vague", "none"]


@readonly
class Quantity:
    """A number: `text[start:end]` with its bounds; `kind` says how it was put."""

    start: int
    end: int
    value: int | None
    low: int | None
    high: int | None
    kind: Kind = "exact"


class _Tables(NamedTuple):
    numbers: dict[str, int]
    scales: dict[str, int]
    effects: dict[str, tuple[str, str]]
    pattern: re.Pattern[str]
    follow: dict[str, frozenset[str] | None]


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True))


@cache
def _tables() -> _Tables:
    rows = lexicon.table("number_words", ("word", "class", "value"))
    numbers = {row["word"]: int(row["value"]) for row in rows if row["class"] in {"unit", "ten"}}
    scales = {row["word"]: int(row["value"]) for row in rows if row["class"] == "scale"} | {"dozen": 12, "score": 20}
    units = _alternatives([row["word"] for row in rows if row["class"] == "unit"])
    tens = _alternatives([row["word"] for row in rows if row["class"] == "ten"])
    scale = _alternatives(list(scales))
    effects = {row["words"]: (row["effect"], row["value"]) for row in lexicon.table("quantity_words", COLUMNS)}
    by_effect: dict[str, list[str]] = {}
    for words, (effect, _) in effects.items():
        by_effect.setdefault(effect, []).append(words)
    small = rf"(?:(?:{tens})(?:[-\s](?:{units})\b)?|(?:{units})\b)"
    digits = r"\d{1,3}(?:[,\u00a0\u202f]\d{3}){1,3}(?!\d)|\d{1,10}(?!\d)(?:\.\d{1,3})?"
    number = rf"(?:(?:{digits}|{small}|a)\s+(?:{scale})\b(?:\s+(?:and\s+)?{small}(?:\s+(?:{scale})\b)?){{0,4}}|{digits}|{small})"
    fixed = _alternatives(by_effect["exact"] + by_effect["vague"] + by_effect["none"])
    before = _alternatives(
        by_effect["low"] + by_effect["high"] + by_effect["below"] + by_effect["about"] + by_effect["plain"]
    )
    after = _alternatives(by_effect["low_after"] + by_effect["about_after"])
    pattern = (
        rf"(?<![\w$€£#.:\-])(?:(?:between|from)\s+(?P<from>{number})\s+(?:and|to)\s+(?P<until>{number})"
        rf"|(?:(?P<before>{before})\s+)?(?:the\s+|another\s+|a\s+further\s+)?(?:(?P<one>{number})(?:\s+(?:to|or)\s+|\s*[-–]\s*(?=\d))(?P<two>{number})"
        rf"|(?P<vague_scale>several|a\s+few|few|a\s+couple(?:\s+of)?)\s+(?P<scaled>{scale})"
        rf"|(?P<fixed>{fixed})|(?P<single>{number})(?:\s+(?P<after>{after})\b|(?P<plus>\+))?))"
        r"(?![\w%]|-[A-Za-z]|[.,:]\d|\s?(?:per\s?cent|%))"
    )
    return _Tables(numbers, scales, effects, re.compile(pattern, re.IGNORECASE), _follow(numbers, scales, effects))


def _follow(
    numbers: dict[str, int], scales: dict[str, int], effects: dict[str, tuple[str, str]]
) -> dict[str, frozenset[str] | None]:
    """First word of a quantity to the words that may come second; `None` where it may stand alone."""
    second: dict[str, set[str]] = {"a": set(scales), "between": set(), "from": set()}
    alone = set(numbers)
    for words, (effect, _) in effects.items():
        parts = words.split()
        if effect.endswith("_after"):
            continue
        if len(parts) > 1:
            second.setdefault(parts[0], set()).add(parts[1])
        elif effect in {"vague", "none", "exact"}:
            alone.add(words.partition("-")[0])
        else:
            second.setdefault(words, set())
    for word in second:
        if word in {"between", "from"} or effects.get(word, ("", ""))[0] in {"low", "high", "below", "about", "plain"}:
            second[word] |= numbers.keys() | {"a", "the", "another", *(words.split()[0] for words in effects)}
    follow: dict[str, frozenset[str] | None] = {word: frozenset(words) for word, words in second.items()}
    return follow | dict.fromkeys(alone)


COLUMNS = ("words", "effect", "value")


@lru_cache(maxsize=1 << 12)
def number(words: str) -> int | None:
    """The number that words or digits say ("1,200", "twenty-one", "2.5 million", "two dozen"), or `None`."""
    tables = _tables()
    total, current = 0, 0.0
    seen = False
    for part in re.findall(r"\d[\d,.\u00a0\u202f]*|[a-z]+", words.lower()):
        if part[0].isdigit():
            current += float(re.sub(r"[,\u00a0\u202f]", "", part).rstrip("."))
        elif part in tables.numbers:
            current += tables.numbers[part]
        elif part == "hundred":
            current = (current or 1) * 100
        elif part in tables.scales:
            total += round((current or 1) * tables.scales[part])
            current = 0
        elif part == "a":
            current = 1
        elif part != "and":
            return None
        seen = True
    if not seen or (current != int(current) and not total):
        return None
    return total + round(current)


def find(text: str, start: int = 0, end: int | None = None) -> tuple[Quantity, ...]:
    """The quantities of `text[start:end]`, in order. Articles ("a man"), ordinals, ages and percentages are none."""
    end = len(text) if end is None else min(end, len(text))
    found: list[Quantity] = []
    done = 0
    words = list(_WORD.finditer(text, max(start, 0), end))
    for i, word in enumerate(words):
        following = words[i + 1].group() if i + 1 < len(words) else ""
        if word.start() >= done and begins(word.group(), following) and (quantity := at(text, word.start(), end)):
            found.append(quantity)
            done = quantity.end
    return tuple(found)


_WORD = re.compile(r"[A-Za-z]+|\d+")


def begins(word: str, following: str) -> bool:
    """Whether a quantity may begin with this word when the other one follows: a cheap sieve before `at`."""
    if word[0].isdigit():
        return True
    follow = _tables().follow.get(word.lower().partition("-")[0], _NEVER)
    if follow is None or follow is _NEVER:
        return follow is None
    return following[:1].isdigit() or following.lower().partition("-")[0] in follow


_NEVER: frozenset[str] = frozenset()


def at(text: str, position: int, end: int) -> Quantity | None:
    """The quantity that begins at `position`, or `None`."""
    match = _tables().pattern.match(text, position, end)
    return _quantity(match) if match else None


def _quantity(match: re.Match[str]) -> Quantity | None:
    start, end = match.span()
    low, high = match["from"] or match["one"], match["until"] or match["two"]
    if low and high:
        return _range(start, end, number(low), number(high))
    if match["fixed"]:
        return _fixed(match, start, end)
    if match["vague_scale"]:
        least = (2 if "couple" in match["vague_scale"].lower() else 3) * (number(match["scaled"]) or 1)
        return Quantity(start, end, None, least, None, "vague")
    value = number(match["single"])
    if value is None:
        return None
    before = " ".join((match["before"] or "").lower().split())
    after = " ".join((match["after"] or "").lower().split())
    effects = _tables().effects
    effect = effects[before][0] if before else effects[after][0].removesuffix("_after") if after else ""
    return _bounded(start, end, value, "low" if match["plus"] else effect)


def _bounded(start: int, end: int, value: int, effect: str) -> Quantity:
    if effect == "low":
        return Quantity(start, end, value, value, None, "low")
    if effect == "high":
        return Quantity(start, end, value, None, value, "high")
    if effect == "below":
        return Quantity(start, end, None, None, value, "below")
    return Quantity(start, end, value, None, None, "about" if effect == "about" else "exact")


def _range(start: int, end: int, low: int | None, high: int | None) -> Quantity | None:
    if low is None or high is None or low >= high:
        return None
    return Quantity(start, end, None, low, high, "range")


def _fixed(match: re.Match[str], start: int, end: int) -> Quantity:
    effect, amount = _tables().effects[" ".join(match["fixed"].lower().split())]
    if effect == "vague":
        return Quantity(start, end, None, int(amount), None, "vague")
    before = " ".join((match["before"] or "").lower().split())
    if effect == "exact" and before:
        return _bounded(start, end, int(amount), _tables().effects[before][0])
    return Quantity(start, end, int(amount), None, None, "none" if effect == "none" else "exact")
