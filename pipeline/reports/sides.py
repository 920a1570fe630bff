"""Which party acts and which is acted upon, for the gravest trigger of a draft."""

from __future__ import annotations

import dataclasses
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.phrases import Match, forms
from pipeline.records import readonly
from pipeline.reports import actors, annotate, antecedents, hits, kinds
from pipeline.reports import roles as roles_

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.drafts import Draft
    from pipeline.reports.forms import Form
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


@readonly
class Sides:
    """Parties on both sides."""

    actor1: tuple[ActorMention, ...] = ()
    actor2: tuple[ActorMention, ...] = ()


def mentions(article: Article, iso3: str | None, issuer: str = "") -> dict[int, tuple[ActorMention, ...]]:
    """Parties named in each sentence; `iso3` is the country that "the army" belongs to, `issuer` whose text it is."""
    spans = [(sentence.start, sentence.end) for sentence in article.sentences]
    rows = [None if "'s" in sentence.tokens.words else sentence.tokens for sentence in article.sentences]
    found = antecedents.resolve(article.text, spans, actors.Context(iso3=iso3), issuer, rows)
    return {sentence.number: here for sentence, here in zip(article.sentences, found, strict=True)}


_FIRMS = frozenset({"Company"})
"""Nouns of units that with a capital are businesses: "a bus of the Sava Transport Company"."""


def group(mention: ActorMention) -> str:
    """The kind that lexicons/types.csv knows."""
    if mention.type == "Civilians" and mention.kind not in {"protesters", "rioters"}:
        return "civilians"
    if mention.kind == "unit" and mention.head in _FIRMS:
        return "civilians"
    return GROUPS.get(mention.kind, "armed")


def groups(sentence: Sentence, found: Sequence[ActorMention]) -> tuple[Match[str], ...]:
    """Kinds of party in a sentence as token spans."""
    spans = (
        (sentence.tokens.span(m.start, m.end), "government" if m.kind == "government" else group(m)) for m in found
    )
    return tuple(Match(first, last, kind) for (first, last), kind in spans)


MUTUAL = frozenset({"clash", "combat", "agreement"})
"""Frames in which both sides do the same."""


SUFFERED = frozenset({"underfire", "underattack", "died", "overmine"})
"""Frames whose grammatical subject is the one acted upon: "the patrol came under fire", "two soldiers died", "a
truck struck a mine"."""


DISARMING = frozenset({"intercept", "defuse"})
"""Frames in which the one who acts is the one attacked in what else is told of the weapon."""
_ARREST = "arrest"
_CROWD_ACTS = frozenset({"riot", "loot", "burn", "firebomb", "demolish"})
"""Frames of what a crowd does: those arrested for it are its own, not whom it attacks."""


def _acts(hit: Hit) -> bool:
    """Whether a phrase begins with a verb in the past: "drove the rebels out"."""
    word = hit.sentence.tokens.words[hit.first]
    return word in forms("past") or word in _TRIED


_TRIED = frozenset({"tried", "attempted"})


@lru_cache(maxsize=1024)
def _names_act(word: str) -> bool:
    """Whether a trigger that ends in a word is a noun: "Israeli air strikes"."""
    return any(match.value.pos == "noun" for match in annotate.triggers().find((word,)))


_OF_STATES = frozenset({"agreement", "battle", "intercept", "territory"})
"""Families in which a country named alone is the other side; elsewhere it is where somebody was hit: "warplanes hit Ruria"."""


def roles(text: str, hit: Hit, found: Sequence[ActorMention]) -> Sides:
    """Who acts and who is acted upon at a hit."""
    sentence = hit.sentence
    form: Form = ""
    if hit.frame in MUTUAL and hit.trigger.pos != "verb":
        form = "mutual"
    elif hit.trigger.pos == "noun":
        form = "noun"
    elif hit.passive:
        form = "passive"
    elif hit.trigger.pos == "phrase" and hit.last > hit.first and _acts(hit):
        form = "active"
    first, second = roles_.roles(text, sentence.start, sentence.end, hit.start, hit.end, found, form)
    if hits.frames()[hit.frame].family not in _OF_STATES:
        second = tuple(mention for mention in second if mention.kind != "state")
    if not (first or form) and hit.trigger.pos == "phrase" and _names_act(sentence.tokens.words[hit.last]):
        first = roles_.roles(text, sentence.start, sentence.end, hit.start, hit.end, found, "noun")[0]
    if hit.frame in SUFFERED and form in {"", "active"}:
        if not first:
            first = roles_.roles(text, sentence.start, sentence.end, hit.start, hit.end, found, "passive")[1]
        return Sides(() if hit.frame == "overmine" else second, first)
    armed = form in {"", "active"} and hit.frame in _SHOOTING and second and second[0].start >= hit.end
    return Sides(tuple(map(_gunman, first)) if armed else first, second)


_SHOOTING = frozenset({"shoot", "ambush"})
"""Frames of which whoever acts bears arms."""
_ANYBODY = frozenset({"people", "person", "persons", "man", "men", "individual", "individuals"})
"""Nouns that say of those who act no more than that they are people."""


def _gunman(mention: ActorMention) -> ActorMention:
    """Somebody who shoots: no civilian but an armed man of whom nobody knows more."""
    if mention.kind != "civilians" or mention.head.casefold() not in _ANYBODY:
        return mention
    name = mention.name.replace("Civilians", "Unidentified Armed Group")
    return dataclasses.replace(mention, name=name, type="Political militia", kind="unidentified")


def of_draft(text: str, main: Hit, draft: Draft, parties: Mapping[int, tuple[ActorMention, ...]]) -> Sides:
    """The sides of an event: at its gravest hit, what is missing there from its other hits in order."""
    others = [hit for core in draft.cores for hit in core.hits if hit is not main]
    if main.frame in DISARMING:
        others = [hit for hit in others if hit.frame == main.frame]
    elif main.frame in _CROWD_ACTS:
        others = [hit for hit in others if hit.frame != _ARREST]
    one: tuple[ActorMention, ...] = ()
    two: tuple[ActorMention, ...] = ()
    told: Iterable[Sides] = (roles(text, hit, parties.get(hit.sentence.number, ())) for hit in [main, *others])
    if any(" by " in text[max(0, hit.sentence.start - _BEFORE) : hit.sentence.end] for hit in others):
        told = sorted(told, key=lambda both: not any(_by(text, mention) for mention in both.actor1))
    for both in told:
        if both.actor1 and both.actor1 == both.actor2 and not (one or two):
            return both
        one = one or tuple(m for m in both.actor1 if m.label not in {other.label for other in two})
        two = two or tuple(m for m in both.actor2 if m.label not in {other.label for other in one})
        if one and two:
            break
    return Sides(one, two)


_MILITIAS = frozenset({"militia", "militias", "militiamen", "fighters", "gunmen"})
"""Words by which youths or villagers are an armed group: "youth militia"."""
_BEFORE = 16
"""Characters in which "by" stands before an agent."""


def _by(text: str, mention: ActorMention) -> bool:
    """Whether a party is named as the agent: "carried out by two Ukrainian helicopters"."""
    return " by " in text[max(0, mention.start - _BEFORE) : mention.start]


_ARMED = frozenset({"group", "military", "police", "unidentified"})
"""Kinds whose other words make no crowd of them: "youth militia", "armed residents"."""


def crowded(found: Sequence[ActorMention], text: str) -> frozenset[str]:
    """Kinds of a side, crowds told by their noun."""
    kinds_: set[str] = set()
    for mention in found:
        words = text[mention.start : mention.end].casefold().split()
        led = mention.kind in _ARMED and mention.head.casefold() not in kinds.crowds()
        armed = led or mention.type == "Identity militia" or not _MILITIAS.isdisjoint(words)
        crowd = None if armed else next((kinds.crowds()[word] for word in words if word in kinds.crowds()), None)
        kinds_.add({"mob": "crowd", "protesters": "protesters"}[crowd] if crowd else group(mention))
        if mention.kind == "party":
            kinds_.add("party")
    return frozenset(kinds_)


def acting(found: Sequence[ActorMention], text: str, iso3: str | None) -> frozenset[str]:
    """Kinds of the acting side, crowds told by their noun ("youths", "villagers").

    A state's forces are `own` as well where they act in their country, the one with code `iso3`, `foreign` elsewhere;
    those who fight for a group, not only armed men of whom nobody knows more, are `group` as well.
    """
    kinds_ = set(crowded(found, text))
    for mention in found:
        if mention.kind == "group":
            kinds_.add("group")
        if mention.iso3 and iso3 and group(mention) in {"state", "police"}:
            kinds_.add("own" if mention.iso3 == iso3 else "foreign")
    return frozenset(kinds_)
