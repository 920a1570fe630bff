"""Figures that count the dead of several events, whose own figures follow (docs/coding.md, 5)."""

from __future__ import annotations

from itertools import chain, combinations
from typing import TYPE_CHECKING

from pipeline.reports import counts, placing
from pipeline.reports.alike import same_place
from pipeline.reports.annotate import LEAD

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.casualties import Toll
    from pipeline.reports.drafts import Draft

_PARTS = 4
"""The most figures of which one in the lead may be the sum,"""
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
    told = [
        (article.sentence_at(toll.start).number, number, toll)
        for number, tolls in enumerate(owned)
        for toll in tolls
        if toll.value
    ]

    def sums_up(number: int, toll: Toll) -> bool:
        sentence = article.sentence_at(toll.start)
        if not toll.value or not (sentence.number <= LEAD or article.places_in(sentence)):
            return False
        alike = [(at, n, one) for at, n, one in told if one.kind == toll.kind]
        later = [(n, one) for at, n, one in alike if at > sentence.number]
        highest = not any(at < sentence.number and (one.value or 0) > toll.value for at, _, one in alike)
        if sentence.number <= LEAD and highest and _summed(number, toll, later):
            return True
        split = any(n != number for n, _ in later)
        mine = [one for n, one in later if n == number]
        return split and _wider(article, drafts[number], toll, mine)

    return [
        _left(article, tolls, [toll for toll in tolls if sums_up(number, toll)]) for number, tolls in enumerate(owned)
    ]


def _left(article: Article, tolls: Sequence[Toll], dropped: Sequence[Toll]) -> list[Toll]:
    """Tolls without some, nor those of the other kind told beside these where the event has others."""
    beside = {article.sentence_at(toll.start).number for toll in dropped}
    left = [toll for toll in tolls if toll not in dropped]
    apart = [toll for toll in left if article.sentence_at(toll.start).number not in beside]
    return [toll for toll in left if toll in apart or not any(one.kind == toll.kind for one in apart)]


def _summed(number: int, toll: Toll, later: Sequence[tuple[int, Toll]]) -> bool:
    """Whether a figure is the sum of some that follow: 23 killed, then "eight in A", "15 in B".

    One of them has to be of the draft that has the sum, another one of some other draft.
    """
    figures = [(n, one.value) for n, one in later if not one.part]
    some = chain(
        (each for size in range(2, _PARTS + 1) for each in combinations(figures[:_FIGURES], size)),
        (figures[i:j] for i, j in combinations(range(len(figures) + 1), 2) if j - i > _PARTS),
    )
    return any(
        sum(value or 0 for _, value in each) == toll.value and _shared_by(number, {n for n, _ in each}) for each in some
    )


def _shared_by(number: int, drafts: Collection[int]) -> bool:
    return number in drafts and len(drafts) > 1


def _wider(article: Article, draft: Draft, toll: Toll, later: Sequence[Toll]) -> bool:
    """Whether a figure told without the event's place is higher than one that follows with it."""

    def placed(sentence: Sentence) -> bool:
        own = draft.place
        return own is None or any(
            same_place(place, own) and placing.width(place) <= placing.width(own)
            for place in article.places_in(sentence)
        )

    return not placed(article.sentence_at(toll.start)) and any(
        not one.part
        and not counts.more(article.text, one)
        and 0 < (one.value or 0) < (toll.value or 0)
        and placed(article.sentence_at(one.start))
        for one in later
    )
