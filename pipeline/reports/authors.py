"""Whose an act is when its own sentence does not say: who owns it, who is blamed, or the one side that attacks there.

Nothing is guessed beyond what the document says: a claim of responsibility or an accusation right after the event, the
speaker who tells his own deed, or the only attacker whom the document names in that country.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline.reports import actors, claims, parties, speakers, statements
from pipeline.reports.annotate import LEAD

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.claims import Attribution
    from pipeline.text import Sentence

_PARTIES = frozenset(("group", "military", "state", "external", "police", "government", "side", "weapon"))
_ATTACKING = frozenset(("military", "side", "weapon", "group", "state"))
REMOTE = frozenset(("Shelling/artillery/missile attack", "Air/drone strike"))
"""Types in which those who strike stay unseen."""
_HIDDEN = frozenset(("Remote explosive/landmine/IED", "Suicide bomb", "Grenade"))
HARMED = frozenset(("civilians",))
"""Kinds of party that fire and bomb nobody."""
_SERVICES = frozenset(("police", "military"))
"""Whom hidden bombs strike rather than serve."""
_OWNED = re.compile(
    r"\b(?:sent|planted|buried|laid|placed|left|set|launched|staged|carried out|fired) by\b|\b(?:had |have |has )?(?:planted|buried|laid|set off|detonated|triggered|blew up)\b"
)
_BY = 60
"""Characters after "the attacks were carried out by" in which the doer is named."""
_NEAR = 2
"""Sentences after the event in which somebody may own it or be blamed."""


def within(mentions: Sequence[ActorMention], start: int, end: int) -> list[ActorMention]:
    """The parties that act in a stretch of text."""
    return [m for m in mentions if start <= m.start and m.end <= end and m.name and m.kind in _PARTIES]


def _reaches(sentences: Sequence[Sentence], told: int, other: int) -> bool:
    """Whether a sentence belongs to the event's paragraph or opens the next one."""
    if not 0 <= other - told <= _NEAR:
        return False
    paragraph = sentences[told].paragraph
    return sentences[other].paragraph == paragraph or (
        sentences[other].paragraph == paragraph + 1 and sentences[other - 1].paragraph == paragraph
    )


def named(speaker: str, context: actors.Context) -> list[ActorMention]:
    """The parties that a speaker's words name."""
    found = actors.find(speaker, 0, len(speaker), context)
    return [m for m in found if m.name and m.kind in _PARTIES]


def _accused(
    text: str,
    sentences: Sequence[Sentence],
    told: int,
    attributions: Sequence[Attribution],
    mentions: Sequence[ActorMention],
) -> ActorMention | None:
    """Who owns the event or is blamed for it right after it is told."""
    for statement in attributions:
        if not _reaches(sentences, told, statement.sentence):
            continue
        if statement.stance == "responsibility":
            own = within(mentions, statement.start, statement.end) or named(statement.speaker, actors.Context())
            if own:
                return own[0]
        if statement.stance == "blames":
            blamed = within(mentions, statement.scope_start, statement.scope_end)
            if blamed:
                return blamed[0]
    nearby = (n for n in range(told, min(told + _NEAR + 1, len(sentences))) if _reaches(sentences, told, n))
    found = next((group for n in nearby if (group := _doer(text, sentences[n], mentions))), None)
    return found or (_owning(text, sentences, mentions) if told <= LEAD else None)


def _doer(text: str, sentence: Sentence, mentions: Sequence[ActorMention]) -> ActorMention | None:
    """Who is said to have done "the attack", or the group that owns it, in a sentence near the event."""
    piece = text[sentence.start : sentence.end].casefold()
    done = statements.phrases("done_by").search(piece)
    by = within(mentions, sentence.start + done.end(), sentence.start + done.end() + _BY) if done else []
    charged = statements.phrases("charged").search(piece) if not by else None
    if charged:
        at = sentence.start + charged.start()
        by = [m for m in within(mentions, max(sentence.start, at - _BY), at) if m.kind == "group"][-1:]
    if not by and claims.owned(piece):
        by = [m for m in within(mentions, sentence.start, sentence.end) if m.kind == "group"]
    return by[0] if by else None


def _owning(text: str, sentences: Sequence[Sentence], mentions: Sequence[ActorMention]) -> ActorMention | None:
    """The group that anywhere in the text owns "the attack", which is the one that the lead tells."""
    for sentence in sentences:
        piece = text[sentence.start : sentence.end].casefold()
        if claims.owned(piece) and statements.phrases("lead_act").search(piece):
            groups = [m for m in within(mentions, sentence.start, sentence.end) if m.kind == "group"]
            return groups[0] if groups else None
    return None


def attacker(mentions: Sequence[ActorMention], iso3: str | None) -> ActorMention | None:
    """The one side from outside that a document names as attacking in a country, with its weapons or forces."""
    foreign = [m for m in mentions if m.given and m.name and m.kind in _ATTACKING and m.iso3 and m.iso3 != iso3]
    armed = Counter(m.iso3 for m in foreign if m.kind in ("weapon", "military"))
    every = Counter(m.iso3 for m in foreign)
    if not armed:
        return None
    side, count = min(armed.items(), key=lambda item: (-item[1], str(item[0])))
    if count < 0.75 * armed.total() or every[side] < 2 or every[side] < 0.6 * every.total():
        return None
    return next(m for m in foreign if m.iso3 == side and m.kind in ("weapon", "military"))


def _concluded(
    text: str, mentions: Sequence[ActorMention], deniers: Sequence[str], iso3: str | None
) -> ActorMention | None:
    """The one side that attacks in a country; where both sides are said to blame each other, only one that denies it."""
    found = attacker(mentions, iso3)
    if found is None or statements.phrases("mutual").search(text.casefold()) is None:
        return found
    return found if any(actors.country_of(name) == found.iso3 for name in deniers) else None


def _flying(text: str, sentence: Sentence, mentions: Sequence[ActorMention], iso3: str | None) -> ActorMention | None:
    """The country's own army, where aircraft strike and the document tells of that army: only states fly them."""
    words = text[sentence.start : sentence.end].casefold().split()
    if not any(word.strip(".,;") in parties.words("airborne") for word in words):
        return None
    return next((m for m in mentions if m.kind == "military" and m.iso3 == iso3 and iso3 is not None), None)


def speaking(claimants: Sequence[str], iso3: str | None) -> ActorMention | None:
    """The state whose official tells its own defence."""
    for speaker in claimants:
        for mention in actors.find(speaker, 0, len(speaker), actors.Context(iso3)):
            if mention.kind == "external":
                return mention
            if mention.kind in ("military", "government", "official", "state", "side") and mention.iso3:
                return dataclasses.replace(
                    mention,
                    name=parties.branch("military", mention.iso3),
                    type="State forces",
                    kind="military",
                    detail="",
                )
    return None


def _disowning(
    text: str, attributions: Sequence[Attribution], deniers: Sequence[str], iso3: str | None
) -> ActorMention | None:
    """The side that denies its own part in an event, or an act of its own: it is the one that others accuse."""
    for statement in attributions:
        said = text[statement.scope_start : statement.scope_end].casefold()[:120]
        own = statements.phrases("part").search(said) or statements.phrases("own_act").match(said)
        if statement.stance == "denies" and statement.speaker in deniers and own and statement.verb:
            groups = [m for m in named(statement.speaker, actors.Context(iso3)) if m.kind in ("group", "external")]
            unrecognised = set(statement.speaker.casefold().split()) & speakers.words("unrecognised")
            return groups[0] if groups else None if unrecognised else speaking((statement.speaker,), iso3)
    return None


def _owner(text: str, sentence: Sentence, mentions: Sequence[ActorMention], at: int) -> ActorMention | None:
    """The group that claims responsibility for the act in its own sentence: "X claimed responsibility for the attack"."""
    told = statements.phrases("claimed_act").search(text[sentence.start : sentence.end].casefold())
    inside = within(mentions, sentence.start + told.start(), sentence.start + told.end() + _BY) if told else []
    claiming = [m for m in inside if m.kind == "group"]
    if claiming:
        return claiming[0]
    said = text[sentence.start : at].casefold()
    claim = statements.phrases("responsibility").search(said)
    if claim is None or not claims.owned(said):
        return None
    before = [m for m in within(mentions, sentence.start, sentence.start + claim.start()) if m.kind == "group"]
    return next((m for m in reversed(before) if m.given), before[-1]) if before else None


def supply(
    text: str,
    sentences: Sequence[Sentence],
    attributions: Sequence[Attribution],
    mentions: Sequence[ActorMention],
    at: int,
    sub_event_type: str,
    first: Sequence[ActorMention],
    claimants: Sequence[str],
    deniers: Sequence[str],
    iso3: str | None,
) -> tuple[ActorMention, ...]:
    """Who acts, where the words at the trigger do not say.

    Parameters
    ----------
    text, sentences, attributions
        The document, its sentences and statements.
    mentions
        All its parties, in the order of the text.
    at
        Where the event is told.
    sub_event_type, first, claimants, deniers, iso3
        What is known of it: type, who acts by the words of the sentence, who claims and who denies it, the country of
        its place.
    """
    owner = _owner(text, sentences[claims.at_sentence(sentences, at)], mentions, at)
    if owner is not None:
        return (owner,)
    first = [m for m in first if m.name and not (sub_event_type in REMOTE | _HIDDEN and m.kind in HARMED)]
    known = [m for m in first if m.kind != "unidentified"]
    hit = sub_event_type in _HIDDEN and all(m.kind in _SERVICES for m in known)
    if known and not hit:
        return tuple(first)
    if hit:
        first = [m for m in first if m.kind == "unidentified"]
    told = claims.at_sentence(sentences, at)
    found = _accused(text, sentences, told, attributions, mentions)
    if first and found is not None and found.kind != "group":
        return tuple(first)
    if found is None and not first and sub_event_type in _HIDDEN:
        sentence = sentences[told]
        groups = [m for m in within(mentions, sentence.start, sentence.end) if m.kind == "group"]
        owned = _OWNED.search(text[sentence.start : sentence.end])
        found = groups[0] if len({m.name for m in groups}) == 1 and owned else None
    if found is None and not first and sub_event_type in REMOTE:
        found = _concluded(text, mentions, deniers, iso3) or (
            _flying(text, sentences[told], mentions, iso3) if sub_event_type == "Air/drone strike" else None
        )
    if found is None and not first and deniers:
        found = _disowning(text, attributions, deniers, iso3)
    if found is None:
        return tuple(first)
    return (dataclasses.replace(found, kind="military") if found.kind in ("side", "weapon", "state") else found,)
