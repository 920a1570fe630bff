"""Noun phrases that count people: "at least 14 people", "a mother and her two daughters", "the driver"."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.records import readonly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.casualties.words import Token

_NOUNS = frozenset("PRCNS")
_PERSONS = frozenset("PRCN")
_LEADS = frozenset(";,(wyr–")
_NAMING = "oPRCTGNnSQ'"
"""What goes on with a noun phrase: "a third" is a person where none of it follows."""
_ENDS = ";,wyr&|iobhKXD()l"
"""What follows "a Palestinian" where it is a person."""
_MODIFIERS = 7
"""Words that may stand between a number and its noun."""
_PLACED = "iNnSapTjeo"
"""What may stand between a subject and its verb: "a suicide bomber in Tarmiyah blew up a vehicle"."""
_REACH = 14
"""Tokens that may stand between two phrases joined by "and"."""


@readonly
class Phrase:
    """Tokens `i` to `j` count people: `value`, `low`, `high` as in quantities.

    `noun` tells that a noun stands there, `person` that it is one for people, `generic` that it says no more ("people",
    "others", a number alone); `bare` marks a number without a noun, `part` one of several before named ("two of them"),
    `none` "no one", "no soldier".
    """

    i: int
    j: int
    value: int | None
    low: int | None
    high: int | None
    noun: bool = False
    person: bool = False
    generic: bool = False
    bare: bool = False
    part: bool = False
    none: bool = False


def phrase(tokens: Sequence[Token], i: int) -> Phrase | None:
    """The counting phrase that begins at token `i`, without what is joined to it."""
    first = i
    while i < len(tokens) and tokens[i].letter in "je" and i - first < 2:
        i += 1
    if i >= len(tokens):
        return None
    letter = tokens[i].letter
    if letter in "QO":
        found = _numbered(tokens, i)
    elif letter in "apx":
        found = _determined(tokens, i) or (_another(tokens, i) if letter == "x" else None)
    elif letter == "H":
        found = Phrase(i, i + 1, 1, None, None, noun=True, person=True)
    elif letter in "PNC":
        found = _named(tokens, i) or (_headed(tokens, i, i + 1) if tokens[i].kind == "aged" else None)
    elif letter in "nR":
        found = _titled(tokens, i)
    else:
        return None
    return replace(found, i=first) if found else None


def _numbered(tokens: Sequence[Token], i: int) -> Phrase | None:
    """As in "three", "at least 14 people", "two of its soldiers", "no one"."""
    quantity = tokens[i].quantity
    assert quantity is not None
    bounds = (quantity.value, quantity.low, quantity.high)
    none = tokens[i].letter == "O"
    pronoun = tokens[i].needs == "pronoun"
    j = i + 1
    if j + 1 < len(tokens) and tokens[j].letter == "o":
        if tokens[j + 1].letter in "m":
            return Phrase(i, j + 2, *bounds, noun=True, person=True, part=True, none=none)
        known = none and tokens[j + 1].letter == "p" and j + 2 < len(tokens) and tokens[j + 2].letter == "Q"
        inner = _head(tokens, j + 3 if known else j + 1)
        if inner[1] == "T" and tokens[j + 1].letter not in "Np":
            return None
        return Phrase(i, inner[0], *bounds, noun=inner[1] in _NOUNS, person=inner[1] in _PERSONS, none=none)
    end, head = _head(tokens, j)
    if head == "T" or (none and not pronoun and head not in {"P", "R", "C"}):
        return None
    if head == "C" and quantity.value and not none:
        bounds = (quantity.value * 2, None, None)
    generic = not head or any(token.kind == "generic" for token in tokens[j:end])
    return Phrase(
        i, end, *bounds, noun=head in _NOUNS, person=head in _PERSONS, generic=generic, bare=not head, none=none
    )


def _head(tokens: Sequence[Token], j: int) -> tuple[int, str]:
    """End of the noun after modifiers from token `j`, and its class; `j` itself and "" where there is none."""
    end, head = j, ""
    for k in range(j, min(j + _MODIFIERS, len(tokens))):
        letter = tokens[k].letter
        if letter in "PRCTG":
            if head in {"P", "R", "C"} and letter == "G":
                break
            end, head = k + 1, "T" if letter == "G" else letter
        elif letter in "nNSeap'" or (letter == "j" and not head):
            if head in {"P", "R", "C"}:
                break
            if letter == "e" and k == j:
                end = k + 1
            elif letter in "NS" and head != "T":
                end, head = k + 1, letter
        elif letter in "()" and "".join(token.letter for token in tokens[max(j, k - 2) : k + 3]).find("(N)") >= 0:
            continue
        else:
            break
    return end, head


def _determined(tokens: Sequence[Token], i: int) -> Phrase | None:
    """As in "a woman", "his 12-year-old son", "a couple", "a family of five", "her two daughters", "both the brothers"."""
    j = i + 1
    while j < len(tokens) and tokens[j].letter in "je":
        j += 1
    if j < len(tokens) and tokens[j].letter == "Q":
        inner = _numbered(tokens, j)
        return replace(inner, i=i) if inner else None
    if (
        j < len(tokens)
        and tokens[j].kind == "ordinal"
        and not (j + 1 < len(tokens) and tokens[j + 1].letter in _NAMING)
    ):
        return Phrase(i, j + 1, 1, None, None, noun=True, person=True)
    return _headed(tokens, i, j)


def _headed(tokens: Sequence[Token], i: int, j: int) -> Phrase | None:
    """The noun for people after the words from token `j` on: "police officer", "family of five"."""
    for k in range(j, min(j + _MODIFIERS, len(tokens))):
        letter = tokens[k].letter
        if letter in "GC" and "".join(token.letter for token in tokens[k + 1 : k + 3]) == "oQ":
            inner = _numbered(tokens, k + 2)
            return replace(inner, i=i, noun=True, person=True) if inner else None
        if letter == "G":
            return None
        if letter == "C":
            return Phrase(i, k + 1, 2, None, None, noun=True, person=True)
        if letter == "P":
            return _single(tokens, i, k)
        if letter == "R" and k + 1 < len(tokens) and tokens[k + 1].letter == "P":
            continue
        if letter == "N" and tokens[k].kind == "national" and (k + 1 == len(tokens) or tokens[k + 1].letter in _ENDS):
            return Phrase(i, k + 1, 1, None, None, noun=True, person=True)
        if letter not in "nNSTje'":
            return None
    return None


def _another(tokens: Sequence[Token], i: int) -> Phrase | None:
    """As in "one was killed and another wounded": one more of the same."""
    after = tokens[i + 1].letter if i + 1 < len(tokens) else ""
    return Phrase(i, i + 1, 1, None, None, noun=True, person=True) if after and after in "KXbhjo" else None


def _single(tokens: Sequence[Token], i: int, k: int) -> Phrase | None:
    """One person, with the words after the noun that belong to it: "an army commander Ali Hassan"."""
    while k + 1 < len(tokens) and tokens[k + 1].letter in "PN":
        k += 1
    if k + 1 < len(tokens) and tokens[k + 1].letter in "RT'":
        if tokens[k + 1].letter == "'":
            return _determined(tokens, k + 1)
        return None
    return Phrase(i, k + 1, 1, None, None, noun=True, person=True)


def _named(tokens: Sequence[Token], i: int) -> Phrase | None:
    """As in "councillor Bheki Ngidi", "Hezbollah commander Fuad Shukr", "driver"."""
    k, person, names = i, False, 0
    while k < len(tokens) and tokens[k].letter in "PN" and k - i < 8:
        person |= tokens[k].letter == "P"
        names += tokens[k].letter == "N"
        k += 1
    if k < len(tokens) and tokens[k].letter in "RT'CG":
        return None
    if tokens[i].letter == "C":
        return None
    if names < 2 and not (person and (names or i == 0 or tokens[i - 1].letter in _LEADS)):
        return None
    return Phrase(i, k, 1, None, None, noun=person, person=person)


def _titled(tokens: Sequence[Token], i: int) -> Phrase | None:
    """As in "tribal elder Malik Noor", "police sub inspector Anil Rai": a name behind what its bearer is."""
    k = i
    while k < len(tokens) and tokens[k].letter in "nNR" and k - i < _TITLE:
        k += 1
    name = k + 1 if k < len(tokens) and tokens[k].letter == "P" else len(tokens)
    j = name
    while j < len(tokens) and tokens[j].letter == "N":
        j += 1
    if j == name or (j < len(tokens) and tokens[j].letter in "RT'CG"):
        return None
    return Phrase(i, j, 1, None, None, noun=True, person=True)


_TITLE = 4
"""Words before the one for a person."""


def joined(tokens: Sequence[Token], first: Phrase, end: int) -> tuple[Phrase, ...]:
    """`first` and the phrases joined to it by commas and "and", up to token `end`."""
    chain = [first]
    while True:
        following = _following(tokens, chain[-1], end)
        if following is None:
            break
        chain.append(following)
    last = chain[-1].j
    told = len(chain) > 1 and last < end and tokens[last].letter == "l" and not phrase(tokens, last + 1)
    return (first,) if told else tuple(chain)


def _usable(tokens: Sequence[Token], k: int, end: int) -> Phrase | None:
    """The phrase at `k` behind "and", if it counts people and no verb takes it for its own subject."""
    found = phrase(tokens, k) if k < end and tokens[k].kind != "left" else None
    usable = found and found.noun and not found.part and not found.none
    return found if usable and found and not _subject(tokens, found.j) else None


def _following(tokens: Sequence[Token], before: Phrase, end: int) -> Phrase | None:
    """The phrase that "and" joins to one, if no verb takes it for its own subject."""
    depth, skip, dashed = 0, False, False
    for k in range(before.j, min(before.j + _REACH, end)):
        letter = tokens[k].letter
        if letter in "()":
            depth += 1 if letter == "(" else -1
        elif letter == "–":
            skip = dashed = not skip
        elif depth > 0 or (skip and (dashed or letter not in ",;rwyAKDX")):
            continue
        elif letter == "l":
            skip = True
        elif letter == ",":
            skip = False
            following = phrase(tokens, k + 1) if k + 1 < end else None
            if following and (following.part or _listed(tokens, following, end)):
                return None if following.part else following
        elif letter == "&":
            return _usable(tokens, k + 1, end)
        elif letter in ";rwyAKDXvhbO":
            return None
    return None


def _listed(tokens: Sequence[Token], item: Phrase, end: int) -> bool:
    """Whether an item after a comma stands in a list that "and" ends."""
    if not item.noun or item.j >= end:
        return False
    after = tokens[item.j].letter
    following = phrase(tokens, item.j + 1) if after in "&," else None
    if following is None or not following.noun:
        return False
    if after == ",":
        return not following.part and _listed(tokens, following, end)
    return not _subject(tokens, following.j)


def _subject(tokens: Sequence[Token], j: int) -> bool:
    """Whether a verb at `j` takes the phrase before it for its subject."""
    k = j
    while k < len(tokens) and tokens[k].letter in "ej":
        k += 1
    if k < len(tokens) and tokens[k].letter in "bhKDXUvyY":
        return True
    aside = 0
    while k < min(len(tokens), j + _REACH) and (tokens[k].letter in _PLACED or (tokens[k].letter == "," and aside < 2)):
        aside += tokens[k].letter == ","
        k += 1
    if aside == 1:
        return False
    verb = j < k < len(tokens) and tokens[j].letter == "i" and tokens[k].letter in "bhv"
    return verb and not (k + 1 < len(tokens) and tokens[k + 1].letter == "i")


def total(chain: Sequence[Phrase]) -> Phrase:
    """One phrase for all of a chain, the numbers added."""
    first = chain[0]
    if len(chain) == 1:
        return first
    values = [item.value for item in chain]
    if first.generic and len(chain) > 2 and first.value == sum(value or 0 for value in values[1:]):
        return first
    lows = [item.low if item.low is not None else item.value for item in chain]
    highs = [item.high if item.high is not None else item.value for item in chain]
    value = sum(v for v in values if v is not None) if all(v is not None for v in values) else None
    bounded = any(item.low is not None for item in chain)
    low = sum(v for v in lows if v is not None) if bounded else None
    high = sum(v for v in highs if v is not None) if any(item.high is not None for item in chain) else None
    return replace(first, j=chain[-1].j, value=value, low=low, high=high, noun=True, person=True, bare=False)
