"""Figures of a lead that count the dead of several events, whose own figures follow (docs/coding.md, 5)."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING

from pipeline.reports import placing
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
"""and how many figures after it are tried."""


def without(article: Article, drafts: Sequence[Draft], owned: Sequence[list[Toll]]) -> list[list[Toll]]:
    """The tolls of each draft without the sums of a lead.

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
        lead = article.sentence_at(toll.start).number
        if not toll.value or lead > LEAD:
            return False
        alike = [(at, n, one) for at, n, one in told if one.kind == toll.kind]
        later = [(n, one) for at, n, one in alike if at > lead]
        if not any(at < lead and (one.value or 0) > toll.value for at, _, one in alike) and _summed(
            number, toll, later
        ):
            return True
        split = any(n != number for n, _ in later)
        mine = [one for n, one in later if n == number]
        return split and _wider(article, drafts[number], toll, mine)

    return [[toll for toll in tolls if not sums_up(number, toll)] for number, tolls in enumerate(owned)]


def _summed(number: int, toll: Toll, later: Sequence[tuple[int, Toll]]) -> bool:
    """Whether a figure is the sum of some that follow: 23 killed, then "eight in A", "15 in B".

    One of them has to be of the draft that has the sum, another one of some other draft.
    """
    figures = [(n, one.value) for n, one in later if not one.part][:_FIGURES]
    return any(
        sum(value or 0 for _, value in some) == toll.value and _shared_by(number, {n for n, _ in some})
        for size in range(2, _PARTS + 1)
        for some in combinations(figures, size)
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
        not one.part and 0 < (one.value or 0) < (toll.value or 0) and placed(article.sentence_at(one.start))
        for one in later
    )
