"""Which party acts and which is acted upon, for the gravest trigger of a draft."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.phrases import Match
from pipeline.reports import actors, kinds

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.hits import Hit

GROUPS = {
    "military": "state",
    "unit": "state",
    "weapon": "state",
    "external": "state",
    "state": "state",
    "side": "state",
    "government": "state",
    "police": "police",
    "group": "armed",
    "unidentified": "armed",
    "enemy": "armed",
    "protesters": "protesters",
    "rioters": "crowd",
    "civilians": "civilians",
    "official": "civilians",
    "people": "civilians",
}
"""Kinds of party (lexicons/actor_nouns.csv) to the kinds that lexicons/types.csv knows."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Parties on both sides."""

    actor1: tuple[ActorMention, ...] = ()
    actor2: tuple[ActorMention, ...] = ()


def mentions(article: Article, iso3: str | None) -> dict[int, tuple[ActorMention, ...]]:
    """Parties named in each sentence; `iso3` is the country that "the army" belongs to."""
    context = actors.Context(iso3=iso3)
    return {
        sentence.number: actors.find(article.text, sentence.start, sentence.end, context)
        for sentence in article.sentences
    }


def group(mention: ActorMention) -> str:
    """The kind that lexicons/types.csv knows."""
    if mention.type == "Civilians" and mention.kind not in {"protesters", "rioters"}:
        return "civilians"
    return GROUPS.get(mention.kind, "armed")


def groups(sentence: Sentence, found: Sequence[ActorMention]) -> tuple[Match[str], ...]:
    """Kinds of party in a sentence as token spans."""
    spans = ((sentence.tokens.span(m.start, m.end), group(m)) for m in found)
    return tuple(Match(first, last, kind) for (first, last), kind in spans)


def roles(hit: Hit, found: Sequence[ActorMention]) -> Sides:
    """Who acts and who is acted upon in the clause of a hit."""
    sentence = hit.sentence
    words = sentence.tokens.words
    before: list[ActorMention] = []
    after: list[ActorMention] = []
    agents: list[ActorMention] = []
    clause = sentence.clause(hit.first)
    for mention in found:
        first, last = sentence.tokens.span(mention.start, mention.end)
        if abs(sentence.clause(first) - clause) > 1:
            continue
        lead = words[max(0, first - 3) : first]
        if "by" in lead and first > hit.first:
            agents.append(mention)
        elif last < hit.first:
            before.append(mention)
        elif first > hit.last:
            after.append(mention)
        else:
            before.append(mention)
    if hit.passive:
        return Sides(tuple(agents[:1]), tuple((before or after)[-1:]))
    if agents and hit.trigger.pos == "noun":
        return Sides(tuple(agents[:1]), tuple(after[:1] or before[-1:]))
    return Sides(tuple(before[-1:]), tuple(after[:1]))


def acting(hit: Hit, found: Sequence[ActorMention], text: str) -> frozenset[str]:
    """Kinds of the acting side, crowds told by their noun ("youths", "villagers")."""
    kinds_: set[str] = set()
    for mention in found:
        words = text[mention.start : mention.end].casefold().split()
        crowd = next((kinds.crowds()[word] for word in words if word in kinds.crowds()), None)
        kinds_.add({"mob": "crowd", "protesters": "protesters"}[crowd] if crowd else group(mention))
    return frozenset(kinds_)
