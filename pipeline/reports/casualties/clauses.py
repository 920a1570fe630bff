"""Who a verb or adjective of death or injury is said of: the phrase before it that its clause counts."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports.casualties.phrases import Phrase, phrase, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reports.casualties.words import Token

_BACK = 32
"""Tokens before a verb among which its subject is looked for."""


def auxiliary(row: Sequence[Token], k: int) -> str:
    """Letter of the nearest auxiliary before the verb at `k`."""
    i = k - 1
    while i >= 0 and row[i].letter in "jen" and k - i < 4:
        i -= 1
    return row[i].letter if i >= 0 and row[i].letter in "bh" else ""


def opening(row: Sequence[Token], k: int) -> int:
    """Where the clause of the verb at `k` begins, as far as marks tell."""
    return next((i + 1 for i in range(k - 1, -1, -1) if row[i].letter in ";,"), 0)


def _opening(row: Sequence[Token], i: int) -> Phrase | None:
    """Who opens the clause that goes on to token `i` and does something: "two men stepped on a mine and died"."""
    start = next((j + 1 for j in range(i - 1, -1, -1) if row[j].letter in ";wyr"), 0)
    if start < i and row[start].letter == "i":
        start = next((j + 1 for j in range(start, i) if row[j].letter == ","), start)
    found = phrase(row, start) if start < i else None
    acts = found and found.person and found.j < i and row[found.j].letter in "vnKA"
    return found if acts else None


def subject_before(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """The subject of the verb before in "was wounded and later died", "were ambushed near the river and killed"."""
    i = k - 1
    while i > 0 and row[i].letter in "jehb":
        i -= 1
    before = row[i].kind == "subordinate" and i < k - 1
    if i < 2 or not (row[i].letter == "&" or before):
        return
    if before or row[i - 1].letter != "K":
        first = _opening(row, i) if before or row[k].letter == "D" or auxiliary(row, k) == "b" else None
        if first:
            yield "before", first
            return
    if before:
        return
    if row[i - 1].letter == "K":
        yield from subject(row, i - 1)
        return
    for b in range(i - 1, max(0, i - _BACK), -1):
        hurt = row[b].letter == "K" and row[k].letter == "D" and auxiliary(row, b) == "b"
        if row[b].letter == "b" or hurt:
            yield from subject(row, b if hurt else b + 1)
            return
        if row[b].letter in ";wyrAKDXh" or (row[b].letter == "v" and row[b - 1].letter not in "bj"):
            return


def subject(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """What stands before the verb or adjective at `k` and is counted."""
    if row[k].letter == "X" and k and row[k - 1].letter == "'":
        row = [*row[: k - 1], row[k - 1]._replace(letter="b"), *row[k:]]
    e = k
    while e and row[e - 1].letter in "bhje":
        e -= 1
    if e and row[e - 1].letter == "n" and k - e < 3 and e - 1 and row[e - 2].letter in "bh":
        e -= 1
        while e and row[e - 1].letter in "bhje":
            e -= 1
    if e < k and row[e].letter == "e":
        e += 1
    if e and row[e - 1].letter in "wr":
        e -= 1
        governed = _numbered_before(row, e) if row[e].kind == "relative" else None
        if governed:
            yield "before", governed
            return
    adjacent = row[k].letter in "KX" and not any(row[i].letter == "b" for i in range(e, k))
    counted = _last_phrase(row, max(0, e - _BACK), _before_relative(row, e), adjacent)
    if counted is None and (before := _before_aside(row, e)) < e:
        counted = _last_phrase(row, max(0, before - _BACK), before, False)
    if counted and not (adjacent and _apart(row, counted.j, e)):
        yield "before", counted


def _numbered_before(row: Sequence[Token], e: int) -> Phrase | None:
    """The number of people right before a relative pronoun, whatever governs it: "a doctor spoke of 12 children who"."""
    found = (phrase(row, i) for i in range(e - 1, max(-1, e - _ASIDE), -1) if row[i].letter == "Q")
    return next((counted for counted in found if counted and counted.j == e and counted.noun), None)


def _apart(row: Sequence[Token], j: int, e: int) -> bool:
    """Whether "and" or a preposition parts "three people" from "dead"."""
    return j < e and (row[e - 1].letter in "io&" or any(row[i].letter in "&S" for i in range(j, e)))


def _before_relative(row: Sequence[Token], e: int) -> int:
    """The token before a relative clause in commas: "12 people, most of whom are civilians, were killed"."""
    if e and row[e - 1].letter == ",":
        for i in range(e - 2, max(0, e - 16), -1):
            if row[i].letter == ",":
                return i if any(token.letter in "mr" for token in row[i + 1 : i + 5]) else e
    return e


def _before_aside(row: Sequence[Token], e: int) -> int:
    """The token before who says it, or what someone is, in commas: "six people, police said, were killed"."""
    if e and row[e - 1].letter == ",":
        for i in range(e - 2, max(0, e - _ASIDE), -1):
            if row[i].letter == ",":
                return i
            if row[i].letter in ";AKDXvbh":
                return e
    return e


_ASIDE = 12
"""Words of what stands in commas between who died and the verb."""


def _last_phrase(row: Sequence[Token], first: int, e: int, adjacent: bool) -> Phrase | None:
    """The counting phrase whose words reach to token `e`.

    With `adjacent` ("five dead") one that ends at `e` counts, even after a preposition.
    """
    start, relative = _clause(row, first, e)
    free = _free(row, start, e, adjacent)
    if len(free) > 1 and free[0].i == start and start and row[start - 1].letter == "b":
        free = free[1:]
    found = _choose(row, free, e, adjacent)
    if found is None and relative:
        return _choose(row, _free(row, _clause(row, first, start - 1)[0], start - 1, False), start - 1, False)
    return found


def _clause(row: Sequence[Token], first: int, e: int) -> tuple[int, bool]:
    """Where the clause that goes on to token `e` begins, and whether a relative pronoun begins it."""
    for i in range(e - 1, first - 1, -1):
        letter = row[i].letter
        if letter in ";wyr" or (letter in "vbhAKDXUtY" and i < e - 1):
            relative = letter in "bhvK" and i > first and row[i - 1].letter == "r"
            return (i, True) if relative else (i + 1, letter == "r")
    return first, False


def _free(row: Sequence[Token], start: int, e: int, adjacent: bool) -> list[Phrase]:
    """Counting phrases between two tokens that no preposition, "of" or "including" governs."""
    free: list[Phrase] = []
    i, depth, governed, part = start, 0, start == 1 and row[0].letter == "y", False
    while i < e:
        letter = row[i].letter
        if letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
        elif letter == "l":
            part = True
        elif letter in ",–":
            part = governed = False
        elif letter in "io":
            governed = row[i].kind != "subordinate" or row[i + 1].letter not in "QH"
        elif not depth and (counted := phrase(row, i)) and counted.j <= e:
            numbered = any(token.letter == "Q" for token in row[i : counted.j])
            if (adjacent and counted.j == e and numbered and letter in "Qp") or (
                not governed and not part and not _governed_after(row, counted, e)
            ):
                free.append(counted)
            i, governed = counted.j, False
            continue
        elif letter not in "je":
            governed = False
        i += 1
    return free


def _governed_after(row: Sequence[Token], counted: Phrase, e: int) -> bool:
    """As in "two women among them", "42," after a comma: no number of its own."""
    j = counted.j
    while j < e and row[j].letter in "nNS" and j - counted.j < 3:
        j += 1
    while j + 1 < e and row[j].letter == "&" and (beside := phrase(row, j + 1)) and beside.noun:
        j = beside.j
    if j < e and row[j].letter == "l":
        return j + 1 >= len(row) or row[j + 1].letter not in "Qap"
    after = row[counted.j].letter if counted.j < len(row) else ""
    before = row[counted.i - 1].letter if counted.i else ""
    return counted.bare and before in {",", "(", "–"} and after in {",", ")", "–"}


def _choose(row: Sequence[Token], free: list[Phrase], e: int, adjacent: bool) -> Phrase | None:
    if not free:
        return None
    if free[-1].part and free[-1].j == e:
        return free[-1]
    whole = [item for item in free if not item.part]
    whole = [item for item in whole if item.noun or item.bare or _with_kin(row, item)] or whole
    if not whole:
        return free[-1]
    if e and row[e - 1].letter in ",–)" and len(whole) > 1 and not _joined_by_and(row, whole[0], whole[1], adjacent):
        return whole[0]
    whole = _with_names(row, whole)
    chain = [whole[-1]]
    for item in reversed(whole[:-1]):
        counted = item.noun or (len(chain) > 1 and _with_kin(row, item))
        if chain[0].none or not chain[-1].noun or not counted or not _joined_by_and(row, item, chain[0], adjacent):
            break
        chain.insert(0, item)
    return total(chain)


def _with_names(row: Sequence[Token], items: Sequence[Phrase]) -> list[Phrase]:
    """Phrases with the names behind them as one: "a teacher, Ali Saleh"."""
    named: list[Phrase] = []
    for item in items:
        if named and _apposed(row, named[-1], item):
            named[-1] = replace(named[-1], j=item.j)
        else:
            named.append(item)
    return named


def _apposed(row: Sequence[Token], a: Phrase, b: Phrase) -> bool:
    """Whether `b` says who `a` is: "Colonel Ali Saleh, an intelligence officer"."""
    first, second = row[a.i].letter, row[b.i].letter
    named = (row[a.j - 1].letter == "N" and second in "ap") or (first in "ap" and second in "PN")
    kin = row[b.i].kind == "possessive" or (row[a.i].kind == "possessive" and b.j == b.i + 1 and row[b.i].letter == "P")
    listed = kin and b.j < len(row) and row[b.j].letter in "&,"
    return a.value == b.value == 1 and named and not listed and b.i == a.j + 1 and row[a.j].letter == ","


def _with_kin(row: Sequence[Token], item: Phrase) -> bool:
    """Whether a name heads a list of those who belong to its bearer: "Ali Khan, his wife and two sons"."""
    behind = row[item.j : item.j + 2]
    return row[item.i].letter == "N" and len(behind) > 1 and behind[0].letter == "," and behind[1].kind == "possessive"


def _joined_by_and(row: Sequence[Token], a: Phrase, b: Phrase, adjacent: bool) -> bool:
    """Whether nothing but "and", a comma in a list, or a phrase of place or company stands between two phrases."""
    between = "".join(row[i].letter for i in range(a.j, b.i))
    return re.sub("^,(?:#|N+)", "", between) in {"&", ",", ",&"} if adjacent else bool(_AND.fullmatch(between))


_AND = re.compile(r"(?:,(?:#|N+))?(?:[ioN][^,&;vAKDXbhwyr]*|,l[^;vAKDXbhwyr]*)?,?&|,")
