"""Figures that count the dead of several events, whose own figures follow (docs/coding.md, 5)."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import chain, combinations
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import counts, placing
from pipeline.reports.alike import same_place
from pipeline.reports.annotate import LEAD

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Sequence

    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.casualties import Toll
    from pipeline.reports.drafts import Draft

_LATER = 60
"""Figures after one that may be its parts."""
_PARTS = 4
"""The most figures of which one in the lead may be the sum,"""
_SMALLEST = 5
"""Of figures below this any two may be the sum by chance."""
_FIGURES = 8
"""and how many figures after it are tried; more of them only where they follow each other."""


def without(article: Article, drafts: Sequence[Draft], owned: Sequence[list[Toll]]) -> list[list[Toll]]:
    """The tolls of each draft without the sums of several events.

    Parameters
    ----------
    article
        The article.
    drafts
        Its events.
    owned
        The tolls of each of them.

    Returns
    -------
    list
        What is left of the tolls, event by event.
    """
    told = {kind: _told(article, owned, kind) for kind in ("killed", "injured")}

    def sums_up(number: int, toll: Toll) -> bool:
        sentence = article.sentence_at(toll.start)
        if not toll.value:
            return False
        if several(article, sentence) and not _placed(article, drafts[number], sentence):
            return True
        if not (sentence.number <= LEAD or article.places_in(sentence)):
            return False
        ats, figures = told[toll.kind]
        first = bisect_right(ats, sentence.number)
        later = figures[first : first + _LATER]
        before = figures[: bisect_left(ats, sentence.number)] if sentence.number <= LEAD else []
        highest = not any((one.value or 0) > toll.value for _, one in before)
        if toll.value >= _SMALLEST and sentence.number <= LEAD and highest and _summed(number, toll, later):
            return True
        mine, others = ([one for n, one in later if (n == number) is own] for own in (True, False))
        if not others or _placed(article, drafts[number], sentence):
            return False
        return _wider(article, drafts[number], toll, mine) or (
            toll.value >= _SMALLEST and not mine and _others(toll, others)
        )

    return [
        _left(article, tolls, [toll for toll in tolls if sums_up(number, toll)]) for number, tolls in enumerate(owned)
    ]


def several(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence counts what several attacks did: "in two separate attacks", "over the past 24 hours".

    Parameters
    ----------
    article
        The article.
    sentence
        One of its sentences.
    """
    return bool(_many().search(article.text, sentence.start, sentence.end))


@cache
def _many() -> re.Pattern[str]:
    """Several attacks, or a time, that figures are counted over: "in two separate attacks", "over the past 24 hours"."""
    deeds = "|".join(
        sorted((re.escape(word) for word in lexicon.words("deed_nouns") if word.endswith("s")), key=len)[::-1]
    )
    several = (
        r"two|three|four|five|six|several|separate|different|various|multiple|a (?:series|string|wave|spate|number) of"
    )
    return re.compile(
        rf"(?<!\b[Tt]he )(?<!\b[Tt]hese )(?<!\b[Bb]oth )\b(?:{several}) (?:[a-z-]+ ){{0,3}}(?:{deeds}|bombs)\b"
        r"|\bin (?:different|various|several) (?:parts|areas|places|districts|towns)\b"
        r"|\b(?:all over|throughout|across) (?:the (?:country|region|province|city|capital)|[A-Z]\w+|oblasts|regions|provinces)\b"
        r"|\b(?:over|in|during|within) (?:the )?(?:(?:past|last) (?:day|week|two days|three days)|(?:past |last )?(?:24|48|twenty-four) hours)\b|\bover the weekend\b"
        r"|\b[Ii]n all,",
    )


def _told(article: Article, owned: Sequence[list[Toll]], kind: str) -> tuple[list[int], list[tuple[int, Toll]]]:
    """The figures of a kind in the order of the text, with the number of their draft; and before them their sentences."""
    found = [(n, toll) for n, tolls in enumerate(owned) for toll in tolls if toll.value and toll.kind == kind]
    found.sort(key=lambda each: each[1].start)
    return [article.sentence_at(toll.start).number for _, toll in found], found


def _left(article: Article, tolls: Sequence[Toll], dropped: Sequence[Toll]) -> list[Toll]:
    """Tolls without some, nor those of the other kind told beside these where the event has others."""
    gone = set(map(id, dropped))
    if not gone:
        return list(tolls)
    beside = {article.sentence_at(toll.start).number for toll in dropped}
    left = [(toll, article.sentence_at(toll.start).number in beside) for toll in tolls if id(toll) not in gone]
    kinds = {toll.kind for toll, near in left if not near}
    return [toll for toll, near in left if not near or toll.kind not in kinds]


def _summed(number: int, toll: Toll, later: Sequence[tuple[int, Toll]]) -> bool:
    """Whether a figure is the sum of some that follow: 23 killed, then "eight in A", "15 in B".

    One of them has to be of the draft that has the sum, another one of some other draft.
    """
    figures = [(n, one.value or 0) for n, one in later if not one.part]
    first = figures[:_FIGURES]
    some = (each for size in range(2, _PARTS + 1) for each in combinations(first, size))
    some = (each for each in some if sum(value for _, value in each) == toll.value)
    rows = (figures[i:j] for i, j in _rows([value for _, value in figures], toll.value or 0) if j - i > _PARTS)
    return any(_shared_by(number, {n for n, _ in each}) for each in chain(some, rows))


def _rows(figures: Sequence[int], total: int) -> Iterator[tuple[int, int]]:
    """Where figures above 0 that follow each other add up to a total."""
    start = reached = 0
    for stop, figure in enumerate(figures, 1):
        reached += figure
        while reached > total:
            reached -= figures[start]
            start += 1
        if reached == total:
            yield start, stop


def _shared_by(number: int, drafts: Collection[int]) -> bool:
    return number in drafts and len(drafts) > 1


def _placed(article: Article, draft: Draft, sentence: Sentence) -> bool:
    """Whether a sentence names the place of an event, not only a wider one."""
    own = draft.place
    return own is None or any(
        place.name == own.name or (same_place(place, own) and placing.width(place) <= placing.width(own))
        for place in article.places_in(sentence)
    )


def _wider(article: Article, draft: Draft, toll: Toll, later: Sequence[Toll]) -> bool:
    """Whether a figure is higher than one of the event that follows with its place."""
    return any(
        not one.part
        and not counts.more(article.text, one)
        and 0 < (one.value or 0) < (toll.value or 0)
        and _placed(article, draft, article.sentence_at(one.start))
        for one in later
    )


def _others(toll: Toll, later: Sequence[Toll]) -> bool:
    """Whether figures of other events that follow each other add up to one."""
    figures = [one.value or 0 for one in later if not one.part]
    return any(j - i > 1 for i, j in _rows(figures, toll.value or 0))
