"""Headlines and leads that tell in short what the text tells in full after them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.reports import actions, alike, drafts, families, placing
from pipeline.reports.annotate import LEAD
from pipeline.reports.drafts import Draft

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.annotate import Article
    from pipeline.reports.drafts import Core
    from pipeline.reports.hits import Support
    from pipeline.schema import Place

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
_WEEK = timedelta(days=7)
_NEXT = 4
"""Sentences after a lead among which the one event that it tells in short begins."""


def without_summaries(found: list[Draft], supports: Sequence[Support]) -> list[Draft]:
    """Drafts without those that only a lead tells where the text goes on with what happened.

    That is a lead of a region, or one that leaves open how an attack was made. One event takes what the lead says; of
    several the lead is the sum, unless it speaks of one attack in a town: that is the first of them. `supports` holds
    for each sentence what stands in it: a sum that the text does not split goes to the first as well.
    """
    kept = list(found)
    for draft in found:
        if draft.place is None or draft.family not in _VIOLENT:
            continue
        if any(core.sentence.number > LEAD for core in draft.cores):
            if _announced(draft, kept):
                kept.remove(draft)
            continue
        wide = placing.width(draft.place) >= placing.WIDTH["area"]
        if not wide and not _open(draft):
            continue
        told = [other for other in kept if other is not draft and _detail(other, draft)]
        told = [other for other in told if _plural(draft) or not drafts.anew(other.first)]
        one = len(told) == 1 or (not wide and not _plural(draft) and told and _soon(told[0], draft))
        if one or len(told) > 1:
            kept.remove(draft)
        if one or (told and _open(draft) and not _counted(told, supports)):
            _join(told[0], draft.cores)
    return [_without_sum(draft, kept) for draft in kept]


_ANNOUNCED = 8
"""Sentences after "the city saw three attacks" in which these are told."""


def _announced(draft: Draft, found: Sequence[Draft]) -> bool:
    """Whether a draft only counts attacks that are told one by one right after it: "The city saw three attacks"."""
    told = [
        other for other in found if other is not draft and _soon(other, draft, _ANNOUNCED) and _detail(other, draft)
    ]
    return all(_counts(core) for core in draft.cores) and len(told) > 1


def _counts(core: Core) -> bool:
    """Whether a core counts attacks that it does not tell one by one: "three attacks left ten people dead"."""
    return drafts.general(core) and any(actions.tallied(hit) for hit in core.hits)


def summed(core: Core, found: Sequence[Draft], supports: Sequence[Support]) -> bool:
    """Whether a lead that names no place below country level is told in full by drafts; the first of them takes it.

    Not where it speaks of several attacks of which each has a toll of its own.
    """
    place = core.site.members[0] if core.site is not None else None
    lead = Draft([core], place, core.when, core.family)
    told = [other for other in found if _detail(other, lead)]
    if told and (len(told) == 1 or not _plural(lead) or not _counted(told, supports)):
        _join(told[0], [core])
    return bool(told)


def _counted(found: Sequence[Draft], supports: Sequence[Support]) -> bool:
    """Whether the text counts the dead or hurt of any of these events."""
    return any(supports[core.sentence.number].tolls for draft in found for core in draft.cores)


def _join(draft: Draft, cores: Sequence[Core]) -> None:
    """Add what a lead tells to the draft that it means."""
    draft.cores += cores
    for core in cores:
        draft.dated(core.when)


def _open(draft: Draft) -> bool:
    return all(drafts.general(core) for core in draft.cores)


def _plural(draft: Draft) -> bool:
    """Whether a lead speaks of more than one attack: "a series of attacks", "air strikes"."""
    return any(
        hit.noun and hit.sentence.tokens.words[hit.last].endswith("s") for core in draft.cores for hit in core.hits
    )


def _soon(draft: Draft, lead: Draft, within: int = _NEXT) -> bool:
    return draft.first.sentence.number - lead.cores[-1].sentence.number <= within


def _without_sum(draft: Draft, found: Sequence[Draft]) -> Draft:
    """A draft without the lead or the count that it was joined to, where that sums up other drafts as well."""
    leads = [core for core in draft.cores if _sums(core) and (core.sentence.number <= LEAD or _counts(core))]
    rest = [core for core in draft.cores if core not in leads]
    if not leads or not any(core.own_place for core in rest):
        return draft
    lead = Draft(leads, leads[0].places[0], leads[0].when, draft.family)
    others = any(other is not draft and _detail(other, lead) for other in found)
    place = rest[0].places[0] if draft.place is lead.place and rest[0].places else draft.place
    return Draft(rest, place, draft.when, draft.family) if others else draft


def _sums(core: Core) -> bool:
    """Whether a core may sum up several events: of a region, or of attacks that it does not tell one by one."""
    wide = bool(core.places) and all(placing.width(place) >= placing.WIDTH["area"] for place in core.places)
    return wide or (bool(core.places) and _counts(core))


def _detail(draft: Draft, lead: Draft) -> bool:
    """Whether a draft told after the lead, in the lead's place and days, can be what it sums up."""
    last = max(core.sentence.number for core in lead.cores)
    if draft.first.sentence.number <= last or draft.place is None:
        return False
    alone = {draft.family, lead.family} <= _FOUGHT or (_open(lead) and draft.family in _VIOLENT)
    if draft.family != lead.family and not alone:
        return False
    if drafts.other_side(draft.best, lead) or not (alike.same_days(draft.when, lead.when) or _said(draft, lead)):
        return False
    return _inside(draft.place, lead.place)


def _said(draft: Draft, lead: Draft) -> bool:
    """Whether the day of a lead is only that of a statement, not a week after the event: "killed, Amnesty said on Thursday"."""
    one, other = lead.when.period, draft.when.period
    if lead.when.rule != "said" or one is None or other is None:
        return False
    return timedelta(0) <= one.first - other.last <= _WEEK


def within(place: Place | None, lead: Core) -> bool:
    """Whether a place may lie where a lead puts what it tells; one without a place leaves it open."""
    wide = lead.site.members[0] if lead.site is not None else None
    return place is not None and (wide is None or wide.location_type == "country" or _inside(place, wide))


def _inside(place: Place, wide: Place | None) -> bool:
    """Whether a place may lie in that of a lead; without one, or where it is open, the text is taken to speak of one."""
    if wide is not None and wide.location_type == "country":
        return place.iso3 in (None, wide.iso3)
    narrow = placing.width(place) < placing.WIDTH["area"]
    return narrow and (alike.same_place(place, wide) or place.latitude is None)


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
