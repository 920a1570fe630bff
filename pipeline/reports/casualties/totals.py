"""Totals: words that count over a longer time, and the figures that a toll is said to have reached."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports.casualties.phrases import Phrase, joined, phrase, total

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reports.casualties.words import Token


def cumulative(text: str, start: int, end: int, highest: int) -> int:
    """From where on a sentence counts the dead of a war, a year or since a day: its end where it does not.

    `highest` is its highest figure.
    """
    if highest >= _MANY and _PERFECT.search(text, start, end):
        return start
    if not _SUM_WORDS.search(text, start, end):
        return end
    brought = _BROUGHT.search(text, start, end)
    if brought and _LATER.search(text, start, end):
        brought = None
    if _SUMS.search(text, start, brought.start() if brought else end):
        return start
    return brought.start() if brought else end


_MANY = 1000
"""A figure that, told in the perfect tense, counts more than one event: "the clashes have killed more than 3,000"."""
_PERFECT = re.compile(r"\b(?:has|have)\b[^.;]{0,30}\b(?:killed|claimed|cost|left|died|perished|wounded|injured)\b")
_SUM_WORDS = re.compile(
    "since|Since|so far|to date|br(?:ought|ing)|Br(?:ought|ing)|war|conflict|insurgenc|rebellion|year"
)
_WAR = r"(?:war|conflict|insurgency|rebellion)"
_SUMS = re.compile(
    r"\b(?:have|has|had)\b[^.;]{0,80}\bsince\b(?!\s*[.,;'\"”])|\bsince\b[^.;]{0,160}\b(?:have|has|had)\b|so far this year|in all since|to date\b"
    r"|since the (?:start|beginning|outbreak|conflict|war|fighting|invasion|uprising)"
    rf"|\b{_WAR}\b[^.;]{{0,120}}\b(?:has|have|had)\b[^,.;]{{0,25}}\b(?:killed|claimed|cost|left|taken)\b"
    rf"|\b(?:has|have|had)\b[^.;]{{0,80}}\bin (?:the|this|a|its|their) (?:[\w-]+ ){{0,2}}{_WAR}\b"
    r"|\b(?:has|have|had|over|more than)\b[^.;]{0,80}\bthis year\b"
    r"|\b(?:years|months|decades?) of (?:war|conflict|fighting|violence|civil war)\b"
    r"|\b(?:in|over|during) (?:the )?(?:past |last |previous |these )?(?:[a-z]+|\d+)[ -]years?\b"
    rf"|\b(?:year|years|decades)-(?:old|long) {_WAR}\b",
    re.IGNORECASE,
)
_BROUGHT = re.compile(
    r"\b(?:bring|brought|brings|raising|taking|pushing)(?:ing)? (?:to (?:[\w,]+ ){1,4})?the\b(?! number of (?:injured|wounded))",
    re.IGNORECASE,
)
_LATER = re.compile(
    r"\b(?:wounds|injuries|succumbed|hospital|bod(?:y|ies)|rubble|debris|had died|(?:more|others?) (?:people |persons )?died)\b",
    re.IGNORECASE,
)
"""Deaths that come late: with one of these words a toll that is "brought to" a number is that of the event."""
_EARLY = re.compile(r"[Ee]arlier|[Pp]revious|[Oo]riginally|[Ii]nitial|[Ff]irst|[Pp]reliminary")
"""One of these stands in all that `_FORMER` finds."""
_SAY = r"(?:put|said|set|reported|spoke|spoken|announced|given|gave|stated|counted|confirmed|indicated|told)"
_FORMER = re.compile(
    rf"\b(?:earlier|previously|originally|initially|at first|first) (?:been )?{_SAY}\b"
    rf"|\b{_SAY} (?:earlier|initially|previously|at first)\b"
    r"|\b(?:earlier|previous|initial|first|preliminary) (?:reports?|estimates?|figures?|tolls?|counts?|accounts?|statements?|bulletins?)\b",
    re.IGNORECASE,
)


def former(text: str, start: int, toll: int) -> bool:
    """Whether the sentence from `start` says of a figure at `toll` that it was the first one: "earlier reports spoke of"."""
    return bool(_EARLY.search(text, start, toll) and _FORMER.search(text, start, toll))


_TOLL_REACH = 20


def death_toll(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "the death toll rose to 17", "put the toll at 30", "the toll, first put at 9, stands at 12"."""
    if k and row[k - 1].kind == "former":
        return
    yield from list(_put(row, k)) or _risen(row, k)


def _risen(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "the death toll from a bomb that ripped through a market has risen to 42": the verb comes behind a clause."""
    for i in range(k + 1, min(k + _RISEN_REACH, len(row) - 2)):
        if row[i].letter in ";t":
            return
        at = i + 2 if row[i + 1].kind == "to" else i + 1
        quantity = row[at].quantity if row[i].kind == "revised" else None
        if quantity and (at > i + 1 or quantity.kind == "range"):
            value = quantity.high if quantity.kind == "range" else quantity.value
            low = None if quantity.kind == "range" else quantity.low
            yield "revised", Phrase(at, at + 1, value, low, None, noun=True, person=True)
            return


_RISEN_REACH = 50


def _put(row: Sequence[Token], k: int) -> Iterator[tuple[str, Phrase]]:
    """As in "put the toll at 30": the figure stands near."""
    revised = row[k - 1].kind == "revised" or (k > 1 and row[k - 2].kind == "revised") if k else False
    former = False
    for i in range(k + 1, min(k + _TOLL_REACH, len(row))):
        token = row[i]
        revised |= token.kind == "revised"
        former |= token.kind == "former"
        if token.letter in ";wyrKD" or token.kind == "modal":
            return
        if token.letter == "," and former:
            former = False
        if token.letter != "Q" or not token.quantity or former or row[i - 1].letter not in "ionNvj" or _time(row, i):
            continue
        later = _revised(row, i)
        quantity = (later or token).quantity
        assert quantity is not None
        if quantity.kind == "range" and quantity.value is None:
            quantity = replace(quantity, value=quantity.high, low=None, high=None)
        counted = phrase(row, i) if later is None else None
        if counted and counted.noun and quantity.kind != "range":
            counted = total(joined(row, counted, len(row)))
        else:
            counted = Phrase(i, i + 1, quantity.value, quantity.low, quantity.high, noun=True, person=True)
        yield "revised" if revised else "toll", counted
        return


def _time(row: Sequence[Token], i: int) -> bool:
    """Whether a number counts years or days: "the number of dead in five years"."""
    return i + 1 < len(row) and row[i + 1].letter == "T"


def _revised(row: Sequence[Token], i: int) -> Token | None:
    """The second number of "from ten to sixteen"; in "to sixteen from ten" the first one stands."""
    if i + 2 < len(row) and row[i - 1].kind == "from" and row[i + 1].letter == "i" and row[i + 2].letter == "Q":
        return row[i + 2]
    return None
