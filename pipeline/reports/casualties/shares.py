"""Figures that share one verb, each with a place of its own: "two men in one town, a woman and her son in another"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.casualties.phrases import Phrase, phrase, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reports.casualties.words import Token

_APART = 10
"""Tokens between two figures that share a verb."""


def split(row: Sequence[Token], counted: Phrase, k: int) -> list[Phrase]:
    """The numbers for each place behind a colon: "six were killed on Monday: four in one town and two in another"."""
    start = max(counted.j, k + 1)
    colon = next((i for i in range(start, min(start + _APART, len(row))) if row[i].kind == "colon"), None)
    if colon is None:
        return []
    parts: list[Phrase] = []
    i = colon + 1
    while i < len(row) and row[i].letter not in ";wyrAKDXvhb":
        found = phrase(row, i) if row[i].letter == "Q" else None
        if found and found.j < len(row) and row[found.j].letter == "i":
            parts.append(found)
        i = found.j if found else i + 1
    return parts if len(parts) > 1 and sum(part.value or 0 for part in parts) == counted.value else []


def each(row: Sequence[Token], first: Phrase) -> list[Phrase]:
    """Several phrases that each have a place of their own: "two men in one town, a woman and her son in another"."""
    found: list[Phrase] = []
    chain = [first]
    while True:
        last = chain[-1]
        if _placed(row, last):
            found.append(total(chain))
            following = _next_share(row, last.j + 2)
            chain = []
        else:
            following = _adjoining(row, last)
        if following is None:
            return found if len(found) > 1 and not chain else []
        chain.append(following)


def _placed(row: Sequence[Token], item: Phrase) -> bool:
    j = item.j + 1 if item.j < len(row) and row[item.j].letter == "e" else item.j
    if j + 1 < len(row) and row[j].letter == "i" and row[j + 1].kind == "time":
        j += 2
    return j + 1 < len(row) and row[j].letter == "i" and row[j + 1].letter in "Nap"


def _adjoining(row: Sequence[Token], item: Phrase) -> Phrase | None:
    found = phrase(row, item.j + 1) if item.j + 1 < len(row) and row[item.j].letter in "&," else None
    return found if found and found.noun and not found.part else None


def _next_share(row: Sequence[Token], j: int) -> Phrase | None:
    """The phrase after a place and a comma or "and", if it has a place as well."""
    for i in range(j, min(j + _APART, len(row) - 1)):
        if row[i].letter in "&,":
            k = i + 2 if row[i].letter == "," and row[i + 1].letter == "&" else i + 1
            found = phrase(row, k) if k < len(row) and row[k].letter != "N" else None
            if found and (found.noun or found.bare) and not found.part:
                return found
        elif row[i].letter in ";wyrlm(|AKDXbhv":
            return None
    return None


def others(row: Sequence[Token], counted: Phrase) -> Iterator[tuple[str, Phrase]]:
    """What shares the verb with a phrase, at other places."""
    apart = each(row, counted) or each(row, phrase(row, counted.i) or counted)
    if apart:
        yield from (("elsewhere", item) for item in apart[1:])
    else:
        yield from elsewhere(row, counted.j)


def elsewhere(row: Sequence[Token], j: int) -> Iterator[tuple[str, Phrase]]:
    """As in "killed three people in one town and two in another": numbers that share the verb."""
    last = j
    for i in range(j, min(j + 30, len(row))):
        if row[i].letter in ";wyrAKDXbhv" or i - last > _APART:
            return
        if row[i].letter == "Q" and row[i - 1].letter in "&," and i + 1 < len(row) and row[i + 1].letter == "i":
            quantity = row[i].quantity
            assert quantity is not None
            yield "elsewhere", Phrase(i, i + 1, quantity.value, quantity.low, quantity.high, bare=True)
            last = i
