"""The coder: one document and its places in, reports and issues out."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.reports import annotate, assemble, hits, kinds, sides, timing
from pipeline.reports.hits import frames
from pipeline.schema import SUB_EVENT_TYPES, Issue, Report, Span, disorder_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.drafts import Draft
    from pipeline.reports.hits import Hit, Support
    from pipeline.schema import Document, Place

_SHOT_DOWN = frozenset({"air", "drone", "artillery", "munition", "airbomb", "bomb", "mine"})
_PLACE_COLUMNS = (
    "latitude",
    "longitude",
    "geo_precision",
    "uncertainty_km",
    "admin1",
    "admin2",
    "country",
    "iso3",
    "geoname_id",
    "geocoder",
    "location_type",
)


def report_id(document_id: str, start: int, end: int, sub_event_type: str) -> str:
    """Stable id of an account: a hash of document, span and type."""
    key = "\x1f".join((document_id, str(start), str(end), sub_event_type))
    return "r-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _weapons(draft: Draft, supports: Sequence[Support]) -> list[tuple[int, int, str]]:
    """Weapon phrases in the clauses of a draft's first core, then of the others, as character spans with class."""
    found = []
    for core in draft.cores:
        sentence = core.sentence
        clauses = {sentence.clause(hit.first) for hit in core.hits}
        for match in supports[sentence.number].weapons:
            if sentence.clause(match.first) in clauses:
                tokens = sentence.tokens
                found.append((tokens.starts[match.first], tokens.ends[match.last], match.value))
    return found


def _weapon_classes(hit: Hit, weapons: list[tuple[int, int, str]], support: Support) -> frozenset[str]:
    """Classes of the weapons that decide the type; for what is shot down, of the thing shot down only."""
    if hits.frames()[hit.frame].family != "intercept":
        return frozenset(kind for _, _, kind in weapons)
    sentence = hit.sentence
    shot = [
        match.value
        for match in support.weapons
        if (match.first < hit.first if hit.passive else match.last > hit.first) and match.value in _SHOT_DOWN
    ]
    if shot and shot[0] == "air":
        return frozenset({"aircraft"})
    if not shot and any(kind == "aircraft" for kind in sentence_targets(sentence)):
        return frozenset({"aircraft"})
    return frozenset(shot[:1])


def sentence_targets(sentence: Sentence) -> list[str]:
    """Kinds of the things attacked that a sentence names."""
    return [match.value for match in hits.targets().find(sentence.tokens.words)]


def _report(
    article: Article,
    document: Document,
    draft: Draft,
    supports: Sequence[Support],
    parties: Mapping[int, tuple[ActorMention, ...]],
    context: frozenset[str],
) -> Report:
    hit = max((h for c in draft.cores for h in c.hits), key=lambda h: (frames()[h.frame].rank, -h.start))
    weapons = _weapons(draft, supports)
    both = sides.of_draft(article.text, hit, draft, parties)
    sub, rule = kinds.decide(
        hit.frame,
        frozenset(h.frame for core in draft.cores for h in core.hits) | context,
        _weapon_classes(hit, weapons, supports[hit.sentence.number]),
        sides.acting(hit, both.actor1, article.text),
        frozenset(sides.group(m) for m in both.actor2),
    )
    sentence = draft.first.sentence
    place = draft.place
    when = draft.when
    values = {name: getattr(place, name) for name in _PLACE_COLUMNS} if place else {}
    period = when.period
    return Report(
        report_id=report_id(document.document_id, sentence.start, sentence.end, sub + (place.name if place else "")),
        document_id=document.document_id,
        event_date=period.first if period else None,
        event_date_end=period.last if period else None,
        time_precision=period.precision if period else None,
        time_of_day=period.time_of_day if period else None,
        disorder_type=disorder_type(sub),
        event_type=SUB_EVENT_TYPES[sub],
        sub_event_type=sub,
        actor1=tuple(m.label for m in both.actor1),
        actor2=tuple(m.label for m in both.actor2),
        weapon=article.text[weapons[0][0] : weapons[0][1]] if weapons else None,
        location=place.name if place else None,
        location_text=place.text if place else None,
        status="reported",
        source=(document.source,) if document.source else (),
        time_text=article.text[when.expression.start : when.expression.end] if when.expression else None,
        rule=f"{hit.trigger.pattern} ({rule})",
        start=sentence.start,
        end=sentence.end,
        evidence=article.text[sentence.start : sentence.end],
        spans=(Span(field="event", start=hit.start, end=hit.end, rule=rule),),
        **values,
    )


def _focus(places: Sequence[Place]) -> str | None:
    """The country in which most of a document's event places lie."""
    counts = Counter(place.iso3 for place in places if place.iso3 and place.role == "event")
    return min(counts, key=lambda iso3: (-counts[iso3], iso3)) if counts else None


def _context(found: Sequence[Draft]) -> frozenset[str]:
    """Frames that hold for a whole article: unrest, where half of what it tells are protests and riots."""
    families = [draft.family for draft in found]
    unrest = sum(family in {"protest", "riot"} for family in families)
    return frozenset({"unrest"}) if unrest >= 2 and unrest * 3 >= len(families) else frozenset()


def code(document: Document, places: tuple[Place, ...]) -> tuple[tuple[Report, ...], tuple[Issue, ...]]:
    """Reports of a document, in text order, and what was seen and not coded."""
    article = annotate.Article(document.text, annotate.sentences(document.text), places)
    parties = sides.mentions(article, _focus(places))
    times = assemble.times_by_sentence(article)
    published = document.published or timing.stamp(document.text, 300)
    groups = {s.number: sides.groups(s, parties[s.number]) for s in article.sentences}
    supports = assemble.supports(article, groups, times)
    found, issues = assemble.read(article, document.document_id, published, times, supports)
    context = _context(found)
    coded = (_report(article, document, draft, supports, parties, context) for draft in found)
    return tuple(coded), tuple(issues)
