"""Headlines and leads that tell in short what the text tells in full after them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports import alike, drafts, families, placing
from pipeline.reports.annotate import LEAD
from pipeline.reports.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.annotate import Article

_STOPS = frozenset('.!?"”’')
"""With one of these a sentence ends, a headline does not."""


def without_headlines(article: Article, found: list[Draft]) -> list[Draft]:
    """Drafts that only the headline tells go into the first one of the text that it can mean."""
    if not article.sentences or article.text[article.sentences[0].end - 1] in _STOPS:
        return found
    kept = [draft for draft in found if any(core.sentence.number for core in draft.cores)]
    for draft in found:
        if any(core.sentence.number for core in draft.cores):
            continue
        told = next((other for other in kept if _headline_of(draft, other)), None)
        if told is None:
            kept.insert(0, draft)
        else:
            told.cores += draft.cores
    return kept


_VIOLENT = frozenset({"attack", "battle", "remote"})
_FOUGHT = frozenset({"attack", "battle"})


def without_summaries(found: list[Draft]) -> list[Draft]:
    """Drafts without those that only a lead tells, of a region, where the text goes on with what happened in it.

    One event there takes what the lead says; of several the lead is the sum.
    """
    kept = list(found)
    for draft in found:
        if draft.place is None or placing.width(draft.place) < placing.WIDTH["area"]:
            continue
        if draft.family not in _VIOLENT or any(core.sentence.number > LEAD for core in draft.cores):
            continue
        told = [other for other in kept if _detail(other, draft)]
        if told:
            kept.remove(draft)
        if len(told) == 1:
            told[0].cores += draft.cores
    return [_without_sum(draft, kept) for draft in kept]


def _without_sum(draft: Draft, found: Sequence[Draft]) -> Draft:
    """A draft without the lead of its region that it was joined to, where that lead sums up other drafts as well."""
    wide = placing.WIDTH["area"]
    leads = [
        core
        for core in draft.cores
        if core.sentence.number <= LEAD and core.places and all(placing.width(place) >= wide for place in core.places)
    ]
    rest = [core for core in draft.cores if core not in leads]
    if not leads or not any(core.own_place for core in rest):
        return draft
    lead = Draft(leads, leads[0].places[0], leads[0].when, draft.family)
    others = any(other is not draft and _detail(other, lead) for other in found)
    return Draft(rest, draft.place, draft.when, draft.family) if others else draft


def _detail(draft: Draft, lead: Draft) -> bool:
    """Whether a draft told after the lead, in the lead's region and days, can be what it sums up."""
    if draft.first.sentence.number <= LEAD or draft.place is None:
        return False
    if draft.family != lead.family and not {draft.family, lead.family} <= _FOUGHT:
        return False
    if not alike.same_days(draft.when, lead.when) or placing.width(draft.place) >= placing.WIDTH["area"]:
        return False
    if drafts.other_side(draft.best, lead):
        return False
    return alike.same_place(draft.place, lead.place) or draft.place.latitude is None


def _headline_of(draft: Draft, other: Draft) -> bool:
    """Whether a headline can mean an event of the text: one kind, and no other place of the same kind."""
    if not families.allied(draft.family, other.family) or not alike.same_days(draft.when, other.when):
        return False
    if alike.same_place(draft.place, other.place):
        return True
    return draft.family == other.family and (
        draft.place is None
        or placing.width(draft.place) >= placing.WIDTH["area"]
        or other.place is None
        or other.place.latitude is None
    )
