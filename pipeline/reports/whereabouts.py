"""Where the groups of triggers of a sentence happened: at a place beside them, at one told before, or nowhere that is named."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import actions, anaphors, hits, placing
from pipeline.reports.assembly import NAMED, REACH

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.reports.annotate import Sentence
    from pipeline.reports.assembly import Assembly
    from pipeline.reports.drafts import Core
    from pipeline.reports.hits import Hit
    from pipeline.schema import Place

_TOWARDS = re.compile(r"\btowards? (?:the (?:[a-z-]+ ){1,3}(?:of )?)?\Z")
_SENT = frozenset({"intercept", "remote"})
"""Families of what flies to a place."""
_BESIDE_KM = 40.0
"""Kilometres from what was told first within which lies the place that is told later."""
_HEADING = 12
"""A paragraph of no more words is a heading."""
_TOWNS = frozenset({"settlement", "district", "municipality", "facility"})
_CLAUSES = 2
"""Clauses between a trigger and a place that it shares with another one."""


def of(state: Assembly, group: Sequence[Hit], sites: Sequence[placing.Site]) -> tuple[tuple[Place, ...], str]:
    """The places of a group and how they were found."""
    site = actions.choose_site(group, sites)
    if site is not None and (site.office or all(anaphors.counted_from(p) for p in site.members)):
        again = _meant(state, group)
        if again is not None:
            return (again,), "anaphor"
    if site is not None and any(p.location_type != "country" for p in site.members):
        sentence = group[0].sentence
        brief = state.briefs.get(sentence.paragraph)
        if brief is not None and len(site.members) == 1 and placing.contains(site.members[0], brief):
            return (replace(brief, role="event"),), "sentence"
        return tuple(placing.settled(place, _towns(state, sentence, site)) for place in site.members), "sentence"
    sentence = group[0].sentence
    head = state.briefs.get(sentence.paragraph)
    if site is None and head is not None and sentence.start <= head.start < sentence.end:
        return (replace(head, role="event"),), "sentence"
    meant = anaphors.capital(state.article, sentence, state.iso3)
    meant = meant or _meant(state, group)
    if meant is not None:
        return (meant,), "anaphor"
    aimed = _aimed(state, group)
    if aimed is not None:
        return (aimed,), "sentence"
    return (), "country" if site is not None else ""


def happened(state: Assembly, sentence: Sentence) -> None:
    """Put the event told last where a sentence says that it was: "It happened near X in the Y district"."""
    last = max(state.drafts, key=lambda draft: draft.cores[-1].sentence.number, default=None)
    if last is None or last.place is None or sentence.number - last.cores[-1].sentence.number > REACH:
        return
    for site in placing.sites(state.article, sentence):
        if site.locative and len(site.members) == 1 and site.members[0].location_type != "country":
            place = placing.settled(site.members[0], _towns(state, sentence, site))
            apart = placing.distance_km(place, last.place)
            beside = apart is not None and apart <= _BESIDE_KM
            if placing.narrower(last.place, place) is place and (placing.contains(last.place, place) or beside):
                last.place = place
            return


def _towns(state: Assembly, sentence: Sentence, site: placing.Site) -> Iterator[Place]:
    """Towns that may hold a place: whose name it bears, then of its sentence, of the events before, of datelines."""
    at, name = site.members[0].start, site.members[0].text
    yield from (p for p in state.article.places if p.text != name and name.startswith(f"{p.text} "))
    here = [p for p in state.article.places_in(sentence) if p.role in {"event", "dateline"} and p not in site.members]
    here.sort(key=lambda p: abs(p.start - at))
    yield from here
    regions = {(p.iso3, p.admin1) for p in here if p.location_type == "region" and p.admin1}
    told = (draft.place for draft in reversed(state.drafts) if draft.place is not None)
    yield from (place for place in told if not regions or (place.iso3, place.admin1) in regions)
    if regions:
        return
    yield from (p for p in state.earlier if p.role == "dateline")


def _aimed(state: Assembly, group: Sequence[Hit]) -> Place | None:
    """The place that shells and missiles were sent to: "intercepted a missile fired towards X", "fired rockets towards X"."""
    told = {hits.frames()[hit.frame].family for hit in group}
    if not told & _SENT:
        return None
    sentence, first = group[0].sentence, group[0].start
    aimed = (
        p
        for p in state.article.places_in(sentence)
        if p.role == "destination"
        and p.latitude is not None
        and ("intercept" in told or _TOWARDS.search(state.article.text[first : max(first, p.start)]))
    )
    place = next(aimed, None)
    if place is None or place.location_type == "country":
        return None
    return replace(place, role="event", geo_precision=max(2, place.geo_precision or 2))


def _meant(state: Assembly, group: Sequence[Hit]) -> Place | None:
    """The place named before, in the text or in the same sentence, that "the city" or "there" beside a group means."""
    sentence = group[0].sentence
    here = [p for p in state.article.places_in(sentence) if p.role in NAMED]
    meant = anaphors.find(sentence, group[0].first, group[-1].last, [*state.earlier, *here])
    return replace(meant, role="event") if meant is not None else None


def inherited(state: Assembly, sentence: Sentence, *, dated: bool) -> Place | None:
    """The last place named before in the paragraph or in a heading over it, else that of the nearest draft before."""
    brief = state.briefs.get(sentence.paragraph)
    for number in range(sentence.number - 1, max(-1, sentence.number - 1 - REACH), -1):
        before = state.article.sentences[number]
        if brief is not None and before.paragraph != sentence.paragraph:
            break
        same = before.paragraph == sentence.paragraph
        heading = before.paragraph == sentence.paragraph - 1 and len(before.tokens.words) <= _HEADING
        if not same and not heading:
            found = _right_before(state, sentence, before) if dated else None
            if found is not None:
                return found
            break
        named = [p for site in placing.sites(state.article, before) for p in site.members]
        named = [p for p in named if p.location_type != "country"]
        if named:
            return named[0] if heading else named[-1]
    if brief is not None:
        return replace(brief, role="event")
    near = [d for d in state.drafts if d.place is not None and sentence.number - d.cores[-1].sentence.number <= REACH]
    last = max(reversed(near), key=lambda draft: draft.cores[-1].sentence.number, default=None)
    return last.place if last is not None else None


def _right_before(state: Assembly, sentence: Sentence, before: Sentence) -> Place | None:
    """The only town that the sentence before names, where each sentence stands as a paragraph of its own and no event is told in it."""
    numbers = (sentence.number, before.number, before.number - 1)
    paragraphs = {state.article.sentences[n].paragraph for n in numbers if n >= 0}
    if len(paragraphs) != len([n for n in numbers if n >= 0]):
        return None
    if any(draft.cores[-1].sentence is before for draft in state.drafts):
        return None
    named = [p for site in placing.sites(state.article, before) for p in site.members if p.location_type in _TOWNS]
    return named[0] if len(named) == 1 else None


def shared(group: Sequence[Hit], groups: Sequence[tuple[list[Hit], list[placing.Site]]]) -> list[placing.Site]:
    """The site of the sentence's other groups that a group without one shares: the nearest, within two clauses."""
    if actions.unnamed(group) or all(actions.definite(hit) for hit in group):
        return []
    sentence = group[0].sentence
    near = [
        site
        for _, sites in groups
        for site in sites
        if abs(sentence.clause(site.first) - sentence.clause(group[0].first)) <= _CLAUSES
    ]
    nearest = min(near, key=lambda s: min(placing.distance(sentence, h.first, h.last, s) for h in group), default=None)
    return [nearest] if nearest is not None else []


def other_town(core: Core) -> bool:
    """Whether it happened at a town that is not named: "attacked a base at a town near the border"."""
    words = core.sentence.tokens.words[core.main.last + 1 :]
    pairs = zip(words, words[1:], words[2:], (*words[3:], ""), strict=False)
    return any(
        a in {"in", "at", "near"} and b in {"a", "an", "another"} and lexicon.words("towns").intersection((c, d))
        for a, b, c, d in pairs
    )
