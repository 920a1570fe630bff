"""The coder: one document and its places in, reports and issues out.

annotate → parties, times, supports → drafts (assemble) → type and sides → tolls → status → reports
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline import lexicon, text
from pipeline.reports import (
    annotate,
    assemble,
    authors,
    beside,
    blasts,
    claims,
    crowds,
    dating,
    fusing,
    gate,
    harmed,
    hits,
    losses,
    nearby,
    opponents,
    placing,
    raiders,
    record,
    sides,
    standing,
    timing,
)
from pipeline.reports.answers import Draft as Told
from pipeline.reports.record import Reading

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.claims import Attribution
    from pipeline.reports.drafts import Draft
    from pipeline.reports.record import Coded
    from pipeline.reports.standing import Standing
    from pipeline.schema import Document, Issue, Place, Report

_AT = re.compile(r"(?<![\w-])(?:[Ii]n|[Aa]t|[Nn]ear|[Oo]utside|[Aa]round|[Aa]cross) (?:the )?\Z")
_NAMED_AFTER = frozenset({"group", "military", "weapon", "police", "unit"})
"""Kinds of party whose names hold toponyms."""
_HOLDERS = frozenset({"Rebel group", "External/other forces"})
"""Types of party whose bases bear names that look like toponyms: "the African Union base"."""
_WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_WEEK = 4
"""A span of fewer days has weekdays of its own."""
_CITY_KM = 25.0
"""Extent of a country that is a city."""
_STAMP_WITHIN = 300
"""Characters at the head of a text in which a full date may stand for a missing publication date."""


def _focus(places: Sequence[Place]) -> str | None:
    """The country in which most of a document's event places lie."""
    counts = Counter(place.iso3 for place in places if place.iso3 and place.role == "event")
    return min(counts, key=lambda iso3: (-counts[iso3], iso3)) if counts else None


def _real(article: Article, parties: Mapping[int, tuple[ActorMention, ...]]) -> tuple[Place, ...]:
    """The toponyms without those inside the name of a weapon or an armed group ("Grad rockets", "Islamic State").

    "In Nairobi police" names a place beside a party.
    """
    inside: set[int] = set()
    heads: set[int] = set()
    for sentence in article.sentences:
        here = article.places_in(sentence)
        if not here:
            continue
        tokens = sentence.tokens
        taken = [(tokens.starts[m.first], tokens.ends[m.last]) for m in annotate.weapon_matches(sentence)]
        taken += [
            (m.start, m.end)
            for m in parties.get(sentence.number, ())
            if m.kind in _NAMED_AFTER or (m.kind == "site" and m.type in _HOLDERS)
        ]
        inside.update(p.start for p in here if any(start <= p.start and p.end <= end for start, end in taken))
        heads.update(start for start, _ in taken)
    brands = lexicon.words("brands")
    return tuple(
        _city_state(p)
        for p in article.places
        if p.text.casefold() not in brands
        and (p.start not in inside or (p.start in heads and _AT.search(article.text[max(0, p.start - 13) : p.start])))
    )


def _city_state(place: Place) -> Place:
    """A country no larger than a city is a place like others: Hong Kong, Singapore."""
    small = place.location_type == "country" and (place.uncertainty_km or _CITY_KM) < _CITY_KM
    return replace(place, location_type="region") if small else place


_NO_EVENT = frozenset({"total", "history", "long", "generic", "other subject", "exercise"})


def _refused(article: Article, issues: Sequence[Issue]) -> frozenset[int]:
    """Numbers of the sentences that tell of totals, habits or other things, as far as issues say."""
    starts = [issue.start for issue in issues if issue.kind in _NO_EVENT and issue.start is not None]
    return frozenset(article.sentence_at(start).number for start in starts)


def _context(
    sentences: Sequence[Sentence], found: Sequence[Draft], parties: Mapping[int, tuple[ActorMention, ...]]
) -> frozenset[str]:
    """Frames that hold for a whole article: unrest, where it tells mostly of protests, riots and those who take part."""
    families = [draft.family for draft in {id(draft.first.hits[0]): draft for draft in found}.values()]
    told = sum(family in {"protest", "riot"} for family in families)
    named = Counter(mention.kind for mentions in parties.values() for mention in mentions)
    crowds = named["protesters"] + named["rioters"]
    unrest = lexicon.words("unrest_words")
    crowds += sum(len([word for word in sentence.tokens.words if word in unrest]) for sentence in sentences)
    armed = named["group"] + named["military"]
    restless = (told >= 2 and told * 3 >= len(families)) or (crowds >= (3 if armed else 2) and crowds > armed)
    return frozenset({"unrest"}) if restless else frozenset()


def _standing_draft(coded: Coded) -> Told:
    spans = [(coded.main.start, coded.main.end)]
    spans += [(hit.start, hit.end) for core in coded.draft.cores for hit in core.hits if hit is not coded.main]
    place = coded.draft.place
    labels = tuple(mention.label for mention in (*coded.both.actor1, *coded.both.actor2))
    period = coded.draft.when.period
    days = frozenset[str]()
    if period is not None and period.first and period.last and period.last - period.first < timedelta(days=_WEEK):
        span = (period.last - period.first).days
        first = period.first.weekday()
        days = frozenset([_WEEKDAYS[(first + n) % 7] for n in range(span + 1)])
    accused = tuple(mention.label for mention in coded.both.actor1 if mention.kind not in authors.HARMED)
    return Told(tuple(spans), labels, (place.text, place.name) if place else (), days, accused)


def _authored(
    body: str,
    plain: Sequence[text.Sentence],
    said: Sequence[Attribution],
    mentions: Sequence[ActorMention],
    coded: Coded,
    judged: Standing,
) -> Coded:
    """An event with whoever owns it or is blamed for it, where its own words name nobody."""
    place = coded.draft.place
    first = authors.supply(
        body,
        plain,
        said,
        mentions,
        coded.main.start,
        coded.sub_event_type,
        coded.both.actor1,
        judged.claimed_by,
        judged.denied_by,
        place.iso3 if place else None,
    )
    second = coded.both.actor2
    if not any(m.name for m in second):
        second = (*second, *(m for m in coded.both.actor1 if m.kind in authors.HARMED and m not in first))
    supplied = {m.name for m in first if m.kind == "group" and m not in coded.both.actor1}
    second = tuple(m for m in second if m.name not in supplied)
    if first and not any(m.name for m in second) and first[0] not in coded.both.actor1:
        second = tuple(m for m in coded.both.actor1 if m.name and m.name != first[0].name and m.kind != "unidentified")
    scene = opponents.Scene(body, plain, mentions, coded.main.start, place.iso3 if place else None, judged.claimed_by)
    first, second = opponents.settle(scene, coded.sub_event_type, first, second)
    return replace(coded, both=sides.Sides(first, second))


def _settled(reading: Reading, draft: Draft, settled: Coded | None) -> Coded:
    """A draft with its type and sides; of the parts that were joined in it, `settled` gives the type."""
    if settled is not None and settled.draft is draft:
        return settled
    anew = record.decide(reading, draft)
    return replace(anew, sub_event_type=settled.sub_event_type, rule=settled.rule) if settled else anew


def code(document: Document, places: tuple[Place, ...]) -> tuple[tuple[Report, ...], tuple[Issue, ...]]:
    """Code one document.

    Parameters
    ----------
    document
        The article.
    places
        Its toponyms, resolved or not, in the order of the text.

    Returns
    -------
    tuple
        The reports, in the order of the text, and what was seen and not coded.
    """
    sentences = annotate.sentences(document.text)
    triggers = {s.number: found for s in sentences if (found := hits.candidates(s))}
    if not triggers:
        return (), ()
    article = annotate.Article(document.text, sentences, places)
    iso3 = _focus(places)
    parties = sides.mentions(article, iso3, claims.issuer(document.source, document.title, document.text))
    article = replace(article, places=_real(article, parties))
    groups = {number: sides.groups(sentences[number], parties[number]) for number in triggers}
    if gate.idle(article, triggers, groups):
        return (), ()
    times = dating.times_by_sentence(article)
    published = timing.stamp(document.text, _STAMP_WITHIN, document.published)
    told = losses.find(article, triggers)
    supports = beside.read(article, triggers, groups, times, told)
    briefs = placing.briefs(article)
    drafts, issues = assemble.read(article, document.document_id, published, times, supports, parties, briefs, iso3)
    reading = Reading(article, document, supports, parties, _context(sentences, drafts, parties), iso3)
    for draft in drafts:
        draft.place = nearby.presumed(draft.place, places, document.text)
    apart = [record.decide(reading, draft) for draft in drafts]
    apart = crowds.victims(apart) if reading.context else apart
    coded = [_settled(reading, draft, settled) for draft, settled in fusing.fuse(apart, briefs)]
    drafts = [one.draft for one in coded]
    named = dating.named_days(times, published) if drafts else {}
    tolls = losses.assign(article, drafts, told, _refused(article, issues), named) if drafts else []
    plain = text.sentences(document.text) if drafts else ()
    said = claims.find(document.text, plain, document.source, document.title) if drafts else ()
    judged = standing.judge(document.text, plain, said, [_standing_draft(c) for c in coded], iso3)
    mentions = [mention for sentence in article.sentences for mention in parties[sentence.number]]
    coded = [_authored(document.text, plain, said, mentions, c, s) for c, s in zip(coded, judged, strict=True)]
    coded = blasts.settle([record.with_author(reading, c, s) for c, s in zip(coded, judged, strict=True)])
    reports = [record.build(reading, c, s, t) for c, s, t in zip(coded, judged, tolls, strict=True)]
    doubts = [record.doubtful(report) for report in reports]
    inherited = losses.inherit(drafts, tolls, [doubt is not None for doubt in doubts])
    for number, one in enumerate(coded):
        owned = inherited.get(number, tolls[number])
        settled = harmed.settle(raiders.supply(one, coded), owned, mentions)
        if number in inherited or settled is not one:
            reports[number] = record.build(reading, settled, judged[number], owned)
    sure = (report for report, doubt in zip(reports, doubts, strict=True) if doubt is None)
    return tuple(sure), (*issues, *(doubt for doubt in doubts if doubt is not None))
