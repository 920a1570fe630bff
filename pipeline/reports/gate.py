"""Articles in which no trigger can have what it needs: most news of other things ends here, before what costs the most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports import casualties, hits
from pipeline.reports.annotate import weapon_matches
from pipeline.reports.hits import Support

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.phrases import Match
    from pipeline.reports.annotate import Article, Trigger

_SOME = ((0, 0),)
"""Stands for tolls that have not been read yet."""


def idle(
    article: Article,
    triggers: Mapping[int, tuple[Match[Trigger], ...]],
    groups: Mapping[int, tuple[Match[str], ...]],
) -> bool:
    """Whether no trigger of an article can tell an event, whatever days and tolls stand beside it.

    `triggers` and `groups`, the kinds of party, are those of the sentences that have any of the former.
    """
    telling = casualties.telling()
    for number, found in triggers.items():
        sentence = article.sentences[number]
        spots = tuple(sentence.tokens.span(p.start, p.end) for p in article.places_in(sentence))
        tolls = () if telling.isdisjoint(sentence.tokens.words) else _SOME
        support = Support(weapon_matches(sentence), groups[number], tolls, spots, names=spots, triggers=found)
        if hits.possible(sentence, support):
            return False
    return True
