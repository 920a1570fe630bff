"""Rules that take a casualty word and what stands before or after it for a toll."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from pipeline.records import readonly
from pipeline.reports.casualties import clauses, shares, totals
from pipeline.reports.casualties.phrases import Phrase, joined, phrase, total
from pipeline.reports.casualties.words import Token, tokens

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Kind = Literal["killed", "injured"]


@readonly
class Toll:
    """A number of dead or injured: `text[start:end]`.

    `value`, `low`, `high` are as in docs/coding.md, section 5: an exact figure fills `value`, "at least 7" value and low, vague
    words only low. `who` is the phrase counted. `cumulative` marks a total ("since October", "brought the toll to"),
    `update` a revised figure ("rose to 12"), `former` one that was given first ("earlier reports spoke of 9"), `part` one that another toll includes ("three of whom later died"), `bare`
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
    former: bool = False


_FILLERS = frozenset("je")


def find(text: str, start: int = 0, end: int | None = None) -> tuple[Toll, ...]:
    """Tolls told in `text[start:end]`, a sentence or a part of one, in order.

    Numbers of units, drones, houses or animals, ages, and "casualties" without a zero are none.
    """
    end = len(text) if end is None else min(end, len(text))
    row = tokens(text, max(start, 0), end)
    found: dict[tuple[int, str], Toll] = {}
    for k in (k for k, token in enumerate(row) if token.letter in _READERS):
        for rule, kind, counted in _read(row, k):
            found.setdefault((row[counted.i].start, kind), _toll(text, row, row[k], rule, kind, counted))
    tolls = list(found.values())
    highest = max((toll.value or 0 for toll in tolls), default=0)
    since = totals.cumulative(text, start, end, highest) if tolls else end
    tolls = [replace(toll, cumulative=True) if toll.start >= since else toll for toll in tolls]
    tolls = [replace(toll, part=False) if toll.part and too(text, toll) else toll for toll in tolls]
    tolls = [replace(toll, former=True) if totals.former(text, start, toll.end) else toll for toll in tolls]
    return tuple(sorted(tolls, key=lambda toll: (toll.start, toll.end, toll.kind)))


def too(text: str, toll: Toll) -> bool:
    """Whether "also" or "too" sets those counted beside others: "the attackers were also killed"."""
    return bool(_TOO.search(text, toll.start, toll.end))


_TOO = re.compile(r"\b(?:also|too)\b")
"""With "also" it is of others that some died: "soldiers died in a fight with rebels, two of whom were also killed"."""


_OR_MORE = re.compile(r",? (?:at (?:the very )?least|at a minimum|or more)\b(?! \w+ (?:of them|were|was))")
"""Behind a number of people this makes it the lowest: "six people at least"."""


def _toll(text: str, row: Sequence[Token], token: Token, rule: str, kind: str, counted: Phrase) -> Toll:
    i = counted.i
    while i < counted.j - 1 and row[i].letter in _FILLERS:
        i += 1
    first, last = row[i].start, row[counted.j - 1].end
    least = counted.value is not None and counted.low is None and _OR_MORE.match(text, last)
    return Toll(
        "killed" if kind == "killed" else "injured",
        counted.value,
        counted.value if least else counted.low,
        counted.high,
        min(first, token.start),
        max(last, token.end),
        (first, last),
        rule,
        update=rule == "revised",
        part=(counted.part and rule != "after") or token.needs == "state",
        bare=counted.bare,
    )


def _read(row: Sequence[Token], k: int) -> Iterator[tuple[str, str, Phrase]]:
    """Rule, kind and phrase of each toll that the token at `k` tells."""
    token = row[k]
    reader = _READERS[token.letter]
    mixed = _mixed(row, k)
    if _unreal(row, k):
        return
    for rule, counted in reader(row, k):
        if (mixed and not counted.none) or not _suits(row, k, rule, counted):
            continue
        parts = shares.split(row, counted, k) if counted.value else []
        for kind in ("killed", "injured") if mixed else _kinds(token, counted, rule):
            if parts:
                yield from (("elsewhere", kind, part) for part in parts)
            else:
                yield rule, kind, counted


def _unreal(row: Sequence[Token], k: int) -> bool:
    """Whether a verb tells what is only possible or wanted: "could have killed 20", "threatened to kill", "the third to be killed"."""
    i = k - 1
    while i >= 0 and row[i].letter in "hbj":
        i -= 1
    if i < 0:
        return False
    if row[i].kind == "to" and i < k - 1 and row[i + 1].letter == "b":
        return True
    if any(token.kind == "doubt" for token in row[clauses.opening(row, k) : k]):
        return True
    wanted = row[i].kind == "to" and any(token.kind == "intent" for token in row[max(0, i - 3) : i])
    return wanted or (row[i].kind == "modal" and row[k].letter in "AKD")


def _suits(row: Sequence[Token], k: int, rule: str, counted: Phrase) -> bool:
    """Whether a phrase is what the word at `k` needs."""
    needs = row[k].needs
    if counted.none and any(token.kind == "degree" for token in row[counted.j : k]):
        return False
    if needs == "noun":
        return not counted.bare
    if needs == "person":
        return counted.person or counted.none
    if needs in {"number", "count"}:
        numbered = any(token.letter in "QO" for token in row[counted.i : counted.j])
        placed = needs == "count" or rule == "after" or clauses.auxiliary(row, k) == "b"
        return placed and numbered and (counted.person or counted.none)
    return True


def _mixed(row: Sequence[Token], k: int) -> bool:
    """Whether one number is said of dead and injured together ("20 killed or wounded")."""
    for near, far in ((k + 1, k + 2), (k - 1, k - 2)):
        if (
            0 <= far < len(row)
            and row[near].letter in "&|"
            and row[far].letter in "AKX"
            and row[far].kind != row[k].kind
            and not (far > k and far + 1 < len(row) and row[far + 1].letter == "Q" and clauses.auxiliary(row, k))
        ):
            return True
        if 0 <= far < len(row) and row[near].letter == "|" and row[far].letter == "v":
            return True
    return False


def _kinds(token: Token, counted: Phrase, rule: str) -> tuple[str, ...]:
    """A "no one was hurt" says that there were no dead either; "no one was injured" does not."""
    if token.kind == "both" or rule == "suffered" or (counted.none and token.needs == "harm" and rule != "count"):
        return ("killed", "injured")
    return (token.kind,)


def _listed(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "Killed: 3. Injured: 5", "Killed were three soldiers"."""
    heads = k == 0 or row[k - 1].letter in ";,–("
    if heads and k + 2 < len(row) and row[k + 1].letter in ";–" and row[k + 2].letter in "QO":
        counted = phrase(row, k + 2)
        if counted:
            yield "list", counted
    elif heads and k + 2 < len(row) and row[k].letter == "K" and row[k + 1].letter == "b":
        counted = phrase(row, k + 2)
        if counted and counted.noun:
            yield "list", total(joined(row, counted, len(row)))


def _object(row: Sequence[Token], k: int) -> Phrase | None:
    """The phrase that a verb governs."""
    i = k + 1
    if row[k].letter == "A" and i < len(row) and row[i].letter == "o":
        i += 1
    while i < len(row) and row[i].letter in _FILLERS:
        i += 1
    counted = phrase(row, i)
    if (
        counted is None
        and i < len(row)
        and row[i].letter == "x"
        and (i + 1 == len(row) or row[i + 1].letter in "i,;&w")
    ):
        return Phrase(i, i + 1, 1, None, None, noun=True, person=True)
    if counted is None:
        return None
    apart = shares.each(row, counted)
    return apart[0] if apart else total(joined(row, counted, len(row)))


def _active(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    counted = _object(row, k) or _them(row, k)
    if counted:
        yield "after", counted
        yield from shares.others(row, counted)


def _past(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "killed three" or "three were killed"."""
    if k and row[k - 1].letter in "apO":
        yield from _none_of(row, k)
        return
    listed = list(_listed(row, k))
    if listed:
        yield from listed
        return
    if _number_of(row, k):
        yield from totals.death_toll(row, k)
        return
    passive = clauses.auxiliary(row, k) == "b"
    counted = None if passive else _object(row, k) or _them(row, k)
    if counted and not (counted.bare and _subject_follows(row, counted.j)):
        yield "after", counted
        yield from shares.others(row, counted)
        return
    subjects = list(clauses.subject(row, k)) or list(clauses.subject_before(row, k))
    governs = not passive and k + 1 < len(row) and row[k + 1].letter in "NPRapH"
    if governs and not any(row[i].letter == "Q" for _, found in subjects for i in range(found.i, found.j)):
        return
    yield from subjects
    if passive and subjects and k + 1 < len(row):
        if row[k + 1].letter == "i":
            yield from shares.elsewhere(row, k + 1)
        yield from _beside(row, k + 1)


def _beside(row: Sequence[Token], j: int) -> Iterator[tuple[str, Phrase]]:
    """Who follows from token `j` on: "a guard was wounded along with two soldiers", "42 gunmen dead, as well as a policeman"."""
    at = j + 1 if j < len(row) and row[j].letter == "," else j
    beside = phrase(row, at + 1) if at + 1 < len(row) and row[at].kind == "with" else None
    if beside and beside.noun:
        yield "with", total(joined(row, beside, len(row)))


def _number_of(row: Sequence[Token], k: int) -> bool:
    """Whether a verb ends "the number of soldiers killed": its figure follows."""
    for i in range(k - 1, max(0, k - 6), -1):
        if row[i].letter == "o":
            return row[i - 1].kind == "number"
        if row[i].letter not in "PRNSne'":
            return False
    return False


def _subject_follows(row: Sequence[Token], j: int) -> bool:
    return j < len(row) and row[j].letter in "bhKX"


def _intransitive(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    if k and row[k - 1].letter == "i":
        return
    subjects = list(clauses.subject(row, k)) or list(clauses.subject_before(row, k))
    yield from subjects
    if subjects:
        yield from shares.elsewhere(row, k + 1)
    elif (first := clauses.opening(row, k)) + 1 < k and row[first].letter == "N" and row[first + 1].letter in "bh":
        yield "name", Phrase(first, first + 1, 1, None, None, noun=True, person=True)
    else:
        yield from _described(row, k)


def _described(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "an officer who was wounded in an attack in June died": who stands before the relative clause."""
    who = next((i for i in range(k - 1, clauses.opening(row, k), -1) if row[i].letter == "r"), 0)
    found = (phrase(row, i) for i in range(max(0, who - _DESCRIBED), who))
    counted = next((one for one in found if one and one.j == who and one.person and not one.part), None)
    if counted:
        yield "before", counted


_DESCRIBED = 6
"""Words of what stands before "who"."""


def _adjective(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "five dead", "was dead"; in "the dead" nothing is counted."""
    if k and row[k - 1].letter in "pO":
        yield from _noun(row, k)
        return
    listed = list(_listed(row, k))
    if listed:
        yield from listed
        return
    if row[k].kind == "killed" and (driven := _driven(row, k)):
        yield "deadly", driven
        return
    if row[k].needs != "deadly":
        subjects = list(clauses.subject(row, k))
        yield from subjects
        if subjects and k + 1 < len(row) and row[k + 1].letter == "i":
            yield from shares.elsewhere(row, k + 1)
        if subjects:
            yield from _beside(row, k + 1)


def _driven(row: Sequence[Token], k: int) -> Phrase | None:
    """What stands between a verb and "to death" or "dead": "beat its driver to death", "shot the head of the guard dead"."""
    for i in range(k - 1, max(-1, k - _DEADLY_REACH), -1):
        if row[i].kind == "deadly":
            counted = _object(row, i)
            return counted if counted and counted.j <= k and not counted.part else _them(row, i)
        if row[i].letter in ";wyrAKDvbh":
            return None
    return None


_DEADLY_REACH = 12


def _them(row: Sequence[Token], k: int) -> Phrase | None:
    """Who "them" is in "took two men and shot them dead": the last number of people before the verb."""
    if k + 1 >= len(row) or row[k + 1].letter != "m":
        return None
    for i in range(k - 1, -1, -1):
        if row[i].letter == "Q":
            counted = phrase(row, i)
            return counted if counted and counted.person and counted.j <= k else None
    return None


def _body(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "four bodies", "the bodies of six men", "his body was found", but not "strapped to his body"."""
    if k + 1 < len(row) and row[k + 1].letter == "o":
        counted = phrase(row, k + 2)
        if counted:
            yield "of", total(joined(row, counted, len(row)))
            return
    yield from ((rule, found) for rule, found in _counted_noun(row, k) if not found.none)
    worn = k > 1 and row[k - 2].letter == "i"
    if k and row[k - 1].letter == "p" and row[k].end - row[k].start == 4 and not worn:
        yield "body", Phrase(k - 1, k + 1, 1, None, None, noun=True, person=True)


def _counted_noun(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "12 deaths", "no injuries": a number before the noun itself, among at most three words."""
    for i in range(k - 1, max(-1, k - 4), -1):
        quantity = row[i].quantity
        if quantity and i > 1 and row[i - 1].letter == "o" and row[i - 2].letter == "P":
            return
        if quantity and (row[i].letter == "O" or all(token.letter != "F" for token in row[i + 1 : k])):
            yield "count", Phrase(i, k + 1, quantity.value, quantity.low, quantity.high, none=row[i].letter == "O")
            return
        listed = row[i].letter == "F" and row[i + 1].letter == "|"
        if row[i].letter not in "njeNPRT|KX" and row[i].kind != "causing" and not listed:
            return


def _noun(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "6 fatalities", "the death of a child", "no loss of life", "put the deaths at six"."""
    put = any(row[i].letter == "v" for i in range(max(0, k - 5), k)) and k + 1 < len(row) and row[k + 1].letter == "i"
    if put and not any(counted.none for _, counted in _counted_noun(row, k)):
        yield from totals.death_toll(row, k)
        return
    counted = list(_listed(row, k)) or list(_counted_noun(row, k))
    if not counted and row[k].kind == "injured":
        counted = list(_accompanied(row, k))
    if counted:
        yield from counted
        yield from shares.elsewhere(row, k + 1)
    elif k > 1 and row[k].kind == "killed" and row[k - 1].letter == "p" and row[k - 2].kind == "causing":
        yield "his", Phrase(k - 1, k + 1, 1, None, None, noun=True, person=True)
    elif k + 1 < len(row) and (row[k + 1].letter == "o" or (row[k].kind == "injured" and row[k + 1].kind == "to")):
        inner = phrase(row, k + 2)
        if inner and (row[k + 1].letter == "o" or inner.person):
            yield "of", total(joined(row, inner, len(row)))


def _none_of(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    yield from ((rule, counted) for rule, counted in _counted_noun(row, k) if counted.none)


def _spared(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    yield "spared", Phrase(k, k + 1, 0, None, None, noun=True, person=True, none=True)


def _accompanied(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """Who stands before "with fragment wounds"."""
    for i in range(k - 1, max(0, k - _WITH), -1):
        if row[i].kind == "accompanying":
            yield from clauses.subject(row, i)
            return
        if row[i].letter not in "nSe":
            return


_WITH = 5
"""Words before "wounds" among which "with" stands."""


def _wounds(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "ten men with fragment wounds", in the headline "Blast wounds five"; in "died of wounds" nothing is counted."""
    accompanied = list(_accompanied(row, k))
    yield from accompanied
    if accompanied:
        return
    if k + 1 < len(row) and row[k + 1].letter == "Q" and (k == 0 or row[k - 1].letter in ",;&TRN"):
        counted = _object(row, k)
        if counted:
            yield "after", counted


def _undergo(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "suffered leg injuries", "received shrapnel wounds"."""
    for i in range(k + 1, min(k + 7, len(row))):
        if _harm(row[i]):
            yield from clauses.subject(row, k)
            yield from _likewise(row, i + 1)
            return
        if row[i].letter in ",;wyrbhQO":
            break
    yield from (("suffered", counted) for _, counted in clauses.subject(row, k) if counted.none)


def _harm(token: Token) -> bool:
    return token.letter == "W" or (token.letter == "F" and token.kind == "injured")


def _likewise(row: Sequence[Token], j: int) -> Iterator[tuple[str, Phrase]]:
    """Who shares the verb: "a man suffered a concussion and a woman of 40 leg injuries"."""
    at = j + 1 if j + 1 < len(row) and row[j].letter == "," else j
    end = next((i for i in range(at + 1, len(row)) if row[i].letter in "TWF"), len(row))
    beside = phrase(row[:end], at + 1) if at + 1 < end and row[at].letter == "&" else None
    if beside is None or not beside.person:
        return
    for i in range(beside.j, min(beside.j + _OF_HARM, len(row))):
        if _harm(row[i]):
            yield "with", beside
            return
        if row[i].letter not in "naio#QPT":
            return


_OF_HARM = 6
"""Words between a person and the wounds that share a verb told before."""


def _carried(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "six were taken to a hospital", "40 were admitted there with injuries"."""
    for i in range(k + 1, min(k + _CARE, len(row))):
        if row[i].kind in {"care", "injured"}:
            yield from ((rule, found) for rule, found in clauses.subject(row, k) if row[found.j].letter != "B")
            return
        if row[i].letter in ",;wyrbhQO":
            return


_CARE = 8
"""Words behind "taken" among which the hospital stands."""

_READERS: dict[str, Callable[[Sequence[Token], int], Iterator[tuple[str, Phrase]]]] = {
    "A": _active,
    "K": _past,
    "D": _intransitive,
    "X": _adjective,
    "B": _body,
    "F": _noun,
    "Z": _none_of,
    "t": totals.death_toll,
    "U": _spared,
    "W": _wounds,
    "Y": _undergo,
    "M": _carried,
}
