"""What stands in the sentences of an article besides their triggers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports.annotate import weapon_matches
from pipeline.reports.hits import Support

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.dates import TimeExpression
    from pipeline.phrases import Match
    from pipeline.reports.annotate import Article, Trigger
    from pipeline.reports.casualties import Toll

_NOTHING = Support((), (), (), ())


def read(
    article: Article,
    triggers: Mapping[int, tuple[Match[Trigger], ...]],
    groups: Mapping[int, tuple[Match[str], ...]],
    times: Mapping[int, tuple[TimeExpression, ...]],
    tolls: Mapping[int, tuple[Toll, ...]],
) -> tuple[Support, ...]:
    """What stands in each sentence that has triggers; `groups` are the kinds of party by sentence."""
    found = []
    for sentence in article.sentences:
        if sentence.number not in triggers:
            found.append(_NOTHING)
            continue
        days = tuple(sentence.tokens.span(t.start, t.end) for t in times.get(sentence.number, ()))
        spots = tuple(
            sentence.tokens.span(p.start, p.end)
            for p in article.places_in(sentence)
            if p.role == "event" and p.location_type != "country"
        )
        names = tuple(sentence.tokens.span(p.start, p.end) for p in article.places_in(sentence))
        tolls_ = tuple(sentence.tokens.span(t.start, t.end) for t in tolls.get(sentence.number, ()))
        weapons_ = weapon_matches(sentence)
        found.append(
            Support(weapons_, groups.get(sentence.number, ()), tolls_, spots, days, names, triggers[sentence.number])
        )
    return tuple(found)
