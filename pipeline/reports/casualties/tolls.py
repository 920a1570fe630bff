"""Rules that take a casualty word and what stands before or after it for a toll."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from pipeline.reports.casualties.phrases import Phrase, joined, phrase, total
from pipeline.reports.casualties.words import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

Kind = Literal["killed", "injured"]


@dataclass(frozen=True, slots=True)
class Toll:
    """A number of dead or injured: `text[start:end]`.

    `value`, `low`, `high` are as in CODING section 5: an exact figure fills `value`, "at least 7" value and low, vague
    words only low. `who` is the phrase counted. `cumulative` marks a total ("since October", "brought the toll to"),
    `update` a revised figure ("rose to 12"), `part` one that another toll includes ("three of whom later died"), `bare`
    a number without a noun. `rule` names the pattern.
    """

    kind: Kind
    value: int | None
    low: int | None
    high: int | None
    start: int
    end: int
    who: tuple[int, int] | None = None
    rule: str = ""
    cumulative: bool = False
    update: bool = False
    part: bool = False
    bare: bool = False


_BACK = 32
"""Tokens before a verb among which its subject is looked for."""
_FILLERS = frozenset("je")


def find(text: str, start: int = 0, end: int | None = None) -> tuple[Toll, ...]:
    """Tolls told in `text[start:end]`, a sentence or a part of one, in order.

    Numbers of units, drones, houses or animals, ages, and "casualties" without a zero are none.
    """
    end = len(text) if end is None else min(end, len(text))
    if not _GATE.search(text, start, end):
        return ()
    row = tokens(text, max(start, 0), end)
    found: list[Toll] = []
    sums = _cumulative(text, start, end)
    for k, token in enumerate(row):
        for rule, kind, counted in _read(row, k):
            if any(counted.i < len(row) and row[counted.i].start == toll.start and toll.kind == kind for toll in found):
                continue
            found.append(_toll(row, token, rule, kind, counted, sums))
    return tuple(sorted(found, key=lambda toll: (toll.start, toll.end, toll.kind)))


_GATE = re.compile(
    r"kill|dead|die|dying|death|wound|injur|hurt|slain|slay|slew|murder|execut|massacr|assassin|martyr|behead|casualt|victim"
    r"|toll|lives|lost|life|bod(?:y|ies)|corpse|fatalit|perish|slaughter|lynch|shot|gunn|trampl|neutrali|eliminat|liquidat"
    r"|suffoc|succumb|fell|maim|hospital|treated|suffer|sustain|receiv|harmed|scathed|losing|losses|blown|passed|stab|beaten",
    re.IGNORECASE,
)


def _toll(row: Sequence[Token], token: Token, rule: str, kind: str, counted: Phrase, sums: bool) -> Toll:
    first, last = row[counted.i].start, row[counted.j - 1].end
    return Toll(
        "killed" if kind == "killed" else "injured",
        counted.value,
        counted.low,
        counted.high,
        min(first, token.start),
        max(last, token.end),
        (first, last),
        rule,
        cumulative=sums or rule == "toll_brought",
        update=rule in {"toll", "toll_brought"},
        part=counted.part,
        bare=counted.bare,
    )


def _cumulative(text: str, start: int, end: int) -> bool:
    return any(match for match in _SUMS.finditer(text, start, end))


_SUMS = re.compile(
    r"\b(?:have|has|had)\b[^.;]{0,60}\bsince\b|\bsince\b[^.;]{0,80}\b(?:have|has|had)\b|so far this year|in all since|to date\b"
    r"|since the (?:start|beginning|outbreak|conflict|war|fighting|invasion|uprising)|\b(?:bring|brought|brings)(?:ing)? the\b",
    re.IGNORECASE,
)


def _read(row: Sequence[Token], k: int) -> Iterator[tuple[str, str, Phrase]]:
    """Rule, kind and phrase of each toll that the token at `k` tells."""
    token = row[k]
    readers = {
        "A": _active,
        "K": _past,
        "D": _intransitive,
        "X": _adjective,
        "B": _body,
        "F": _noun,
        "Z": _none_of,
        "t": _death_toll,
        "U": _spared,
    }
    reader = readers.get(token.letter)
    if reader is None:
        return
    for rule, counted in reader(row, k):
        if token.needs == "person" and not counted.noun and not counted.none:
            continue
        for kind in _kinds(token, counted, rule):
            yield rule, kind, counted


def _kinds(token: Token, counted: Phrase, rule: str) -> tuple[str, ...]:
    """A "no one was hurt" says that there were no dead either; "no one was injured" does not."""
    if token.kind == "both":
        return ("killed", "injured")
    if (
        counted.none
        and token.kind == "injured"
        and rule in {"after", "before"}
        and token.needs == ""
        and token.end - token.start == 4
    ):
        return ("killed", "injured")
    return (token.kind,)


def _object(row: Sequence[Token], k: int) -> Phrase | None:
    """The phrase that a verb governs."""
    i = k + 1
    while i < len(row) and row[i].letter in _FILLERS:
        i += 1
    counted = phrase(row, i)
    if counted is None:
        return None
    return total(joined(row, counted, len(row)))


def _active(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    counted = _object(row, k)
    if counted and not counted.part:
        yield "after", counted


def _past(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "killed three" or "three were killed"."""
    passive = _auxiliary(row, k) == "b"
    counted = None if passive else _object(row, k)
    if counted and not (counted.bare and _subject_follows(row, counted.j)):
        yield "after", counted
        return
    yield from _subject(row, k)


def _subject_follows(row: Sequence[Token], j: int) -> bool:
    return j < len(row) and row[j].letter in "bhKX"


def _auxiliary(row: Sequence[Token], k: int) -> str:
    """Letter of the nearest auxiliary before the verb at `k`."""
    i = k - 1
    while i >= 0 and row[i].letter in "jen" and k - i < 4:
        i -= 1
    return row[i].letter if i >= 0 and row[i].letter in "bh" else ""


def _intransitive(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    if row[k].needs == "none":
        yield from ((rule, counted) for rule, counted in _subject(row, k) if counted.none)
        return
    yield from _subject(row, k)


def _adjective(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "five dead", "was dead"; in "the dead" nothing is counted."""
    if k and row[k - 1].letter == "p":
        return
    yield from _subject(row, k)


def _subject(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """What stands before the verb or adjective at `k` and is counted."""
    e = k
    while e and row[e - 1].letter in "bhje":
        e -= 1
    if e and row[e - 1].letter == "n" and k - e < 3 and e - 1 and row[e - 2].letter in "bh":
        e -= 1
        while e and row[e - 1].letter in "bhje":
            e -= 1
    if e < k and row[e].letter == "e":
        e += 1
    if e and row[e - 1].letter == "w":
        e -= 1
    counted = _last_phrase(row, max(0, e - _BACK), e)
    if counted:
        yield "before", counted


def _last_phrase(row: Sequence[Token], first: int, e: int) -> Phrase | None:
    """The counting phrase whose words reach to token `e`."""
    start = first
    for i in range(e - 1, first - 1, -1):
        if row[i].letter in ";wv" or (row[i].letter in "AKDXUt" and i < e - 1):
            start = i + 1
            break
    free: list[Phrase] = []
    i, depth, governed = start, 0, False
    while i < e:
        letter = row[i].letter
        if letter == "(":
            depth += 1
        elif letter == ")":
            depth = max(0, depth - 1)
        elif letter in "iol":
            governed = True
        elif letter in ",&;–|" and not (governed and letter == "&"):
            governed = False
        elif not depth and (counted := phrase(row, i)) and counted.j <= e:
            if not governed and not _governed_after(row, counted, e):
                free.append(counted)
            i = counted.j
            governed = False if counted.part else governed
            continue
        i += 1
    return _choose(row, free, e)


def _governed_after(row: Sequence[Token], counted: Phrase, e: int) -> bool:
    """As in "two women among them", "42," after a comma: no number of its own."""
    after = row[counted.j].letter if counted.j < e else ""
    before = row[counted.i - 1].letter if counted.i else ""
    return after == "l" or (counted.bare and before in {",", "(", "–"} and after in {",", ")", "–"})


def _choose(row: Sequence[Token], free: list[Phrase], e: int) -> Phrase | None:
    if not free:
        return None
    whole = [item for item in free if not item.part]
    if not whole:
        return free[-1]
    if e and row[e - 1].letter in ",–)" and len(whole) > 1:
        return whole[0] if not _joined_by_and(row, whole[0], whole[1]) else total(joined(row, whole[0], whole[1].j))
    chain = [whole[-1]]
    for item in reversed(whole[:-1]):
        if not item.noun or not _joined_by_and(row, item, chain[0]):
            break
        chain.insert(0, item)
    return total(chain)


def _joined_by_and(row: Sequence[Token], a: Phrase, b: Phrase) -> bool:
    """Whether nothing but "and", a comma in a list, or a phrase of place or company stands between two phrases."""
    between = "".join(row[i].letter for i in range(a.j, b.i))
    return bool(_AND.fullmatch(between)) and not any(letter in ";vAKDXbh" for letter in between)


_AND = re.compile(r"(?:[ioN][^,&;]*|,l[^;]*)?,?&|,")


def _body(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "four bodies", "the bodies of six men", "his body was found"."""
    if k + 1 < len(row) and row[k + 1].letter == "o":
        counted = phrase(row, k + 2)
        if counted:
            yield "of", total(joined(row, counted, len(row)))
            return
    yield from _counted_noun(row, k)
    if k and row[k - 1].letter == "p" and row[k - 1].end - row[k - 1].start == 3:
        yield "body", Phrase(k - 1, k + 1, 1, None, None, noun=True)


def _counted_noun(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "12 deaths", "no injuries": a number before the noun itself, among at most three words."""
    for i in range(k - 1, max(-1, k - 4), -1):
        quantity = row[i].quantity
        if quantity:
            yield "count", Phrase(i, k + 1, quantity.value, quantity.low, quantity.high, none=row[i].letter == "O")
            return
        if row[i].letter not in "njeN|KX":
            return


def _noun(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "6 fatalities", "the death of a child", "no loss of life"."""
    counted = list(_counted_noun(row, k))
    if counted:
        yield from counted
    elif k + 1 < len(row) and row[k + 1].letter == "o":
        inner = phrase(row, k + 2)
        if inner:
            yield "of", total(joined(row, inner, len(row)))


def _none_of(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    yield from ((rule, counted) for rule, counted in _counted_noun(row, k) if counted.none)


def _spared(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    yield "spared", Phrase(k, k + 1, 0, None, None, noun=True, none=True)


_TOLL_REACH = 12


def _death_toll(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "the death toll rose to 17", "brought the toll to 30", "a toll of 12"."""
    brought = any(row[i].letter == "v" for i in range(max(0, k - 3), k))
    for i in range(k + 1, min(k + _TOLL_REACH, len(row))):
        token = row[i]
        if token.letter == "Q" and token.quantity and row[i - 1].letter in "ionNvj":
            later = _revised(row, i)
            quantity = (later or token).quantity
            assert quantity is not None
            counted = Phrase(i, i + 1, quantity.value, quantity.low, quantity.high, noun=True)
            yield "toll_brought" if brought else "toll", counted
            return
        if token.letter in ";wKD":
            return


def _revised(row: Sequence[Token], i: int) -> Token | None:
    """The second number of "from ten to sixteen"."""
    if i + 2 < len(row) and row[i + 1].letter == "i" and row[i + 2].letter == "Q":
        return row[i + 2]
    return None
