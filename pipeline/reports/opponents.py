"""The side against the one that acts, where the sentence does not name it.

`settle` gives both sides of an event: who stands against whom in its paragraph, else in its document; who brought down
whose weapon; who breaks up a demonstration. Nothing is taken from outside of the document.
"""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.records import readonly
from pipeline.reports import actors, authors, claims, kinds
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.text import Sentence

    Sides = tuple[tuple[ActorMention, ...], tuple[ActorMention, ...]]

_HELD = re.compile(r"\b([A-Z][\w’'-]+?)-(?:controlled|held|run)\b")
_MOST = 0.75
"""Share of all namings that the two sides of a war have where a document tells of no other."""
_CROWDS = frozenset(("people", "protesters", "rioters", "party"))
_FORCES = frozenset(("police", "military"))
"""Kinds of party that break up a demonstration."""
_AGAINST = frozenset({"Disrupted weapons use", "Non-violent transfer of territory"})
"""Types, beside battles, that have another side also where the sentence does not name it."""
_BROKEN_UP = frozenset({"Protest with intervention", "Excessive force against protesters"})
_UNREST = frozenset({"Protests", "Riots"})
_COMMUNAL = "Identity militia"
"""Communities of one country that fight each other bear one name."""


@readonly
class Scene:
    """What is known around an event: the document, its parties in order, where it is told, its country, who tells it."""

    text: str
    sentences: Sequence[Sentence]
    mentions: Sequence[ActorMention]
    at: int
    iso3: str | None
    claimants: Sequence[str] = ()


def target(scene: Scene, first: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """Whom an army strikes from afar: the only group that the sentence names."""
    if not first or any(m.kind not in ("military", "weapon", "side", "state") for m in first):
        return ()
    sentence = scene.sentences[claims.at_sentence(scene.sentences, scene.at)]
    here = [m for m in authors.within(scene.mentions, sentence.start, sentence.end) if m.kind == "group"]
    held = _HELD.search(scene.text, sentence.start, sentence.end)
    if not here and held is not None:
        here = [m for m in authors.named(held[1], actors.Context()) if m.kind == "group"]
    return tuple(here[:1]) if len({m.name for m in here}) == 1 else ()


def rivals(scene: Scene, first: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """The one who acts once more, where both sides are named as one: "rival militias", "men of two communities"."""
    known = [m for m in first if m.name]
    if len(known) != 1:
        return ()
    around = scene.text[max(0, known[0].start - 12) : known[0].end + 24]
    return tuple(known) if lexicon.patterns("role_phrases", "rivals").search(around.lower()) else ()


def opponent(scene: Scene, first: Sequence[ActorMention]) -> tuple[ActorMention, ...]:
    """The side against the one that acts: the only one of its paragraph, else the one that the document names most.

    A group that takes a place has its country's army against it, where the document tells of that army.
    """
    if not first:
        return ()
    names, countries = {m.name for m in first}, {m.iso3 for m in first if m.kind != "group"}
    others = [
        m
        for m in scene.mentions
        if m.kind in ("group", "military", "enemy", "police")
        and m.name
        and m.name not in names
        and (m.kind == "group" or m.iso3 not in countries)
        and not lexicon.patterns("role_phrases", "allied").search(scene.text[max(0, m.start - 40) : m.start].lower())
    ]
    paragraph = scene.sentences[claims.at_sentence(scene.sentences, scene.at)].paragraph
    here = [m for m in others if scene.sentences[claims.at_sentence(scene.sentences, m.start)].paragraph == paragraph]
    here = [m for m in here if m.kind != "police"] or here
    if len({m.name for m in here}) == 1 and (here[0].given or not any(m.given and m.kind == "group" for m in others)):
        return (here[0],)
    others = [m for m in others if m.kind != "police"] or others
    known = [m for m in others if m.given] or others
    counts = Counter(m.name for m in known)
    name, count = min(counts.items(), key=lambda item: (-item[1], item[0]), default=("", 0))
    if count >= 2 and count >= 0.6 * counts.total():
        return (next(m for m in known if m.name == name),)
    if all(m.kind == "group" for m in first):
        army = [
            m for m in others if m.kind in ("military", "police") and m.iso3 == scene.iso3 and scene.iso3 is not None
        ]
        return tuple(army[:1])
    return ()


def belligerents(scene: Scene) -> Sides:
    """The two sides of a battle that names none: those of its paragraph, else the two that the document tells of."""
    armed = [m for m in scene.mentions if m.kind in ("group", "military") and m.name]
    paragraph = scene.sentences[claims.at_sentence(scene.sentences, scene.at)].paragraph
    here = [m for m in armed if scene.sentences[claims.at_sentence(scene.sentences, m.start)].paragraph == paragraph]
    for found in (here, armed):
        counts = Counter(m.name for m in found)
        names = sorted(counts, key=lambda name: (-counts[name], name))[:2]
        enough = sum(counts[name] for name in names) >= _MOST * counts.total()
        if len(names) == 2 and enough and any(m.kind == "group" for m in found if m.name in names):
            one, two = (next(m for m in found if m.name == name) for name in names)
            return ((one,), (two,)) if one.start < two.start else ((two,), (one,))
    return (), ()


def disarmed(scene: Scene, first: Sequence[ActorMention], second: Sequence[ActorMention]) -> Sides:
    """Who brought down whose weapon: the weapon's side is acted upon, its opponent, who tells it, acts."""
    sides = {m.iso3 or m.name for m in second if m.kind == "weapon" and m.name}
    one = [m for m in first if m.name and m.kind not in ("civilians", "official")]
    one = [m for m in one if (m.iso3 or m.name) not in sides]
    if not one:
        teller = authors.speaking(scene.claimants, scene.iso3)
        one = [teller] if teller is not None and (teller.iso3 or teller.name) not in sides else []
    own = {m.iso3 or m.name for m in one}
    two = [m for m in second if m.name and m.kind not in ("civilians", "official") and (m.iso3 or m.name) not in own]
    if not two:
        other = authors.attacker(scene.mentions, scene.iso3)
        two = [other] if other is not None and (other.iso3 or other.name) not in own else []
    return tuple(one), tuple(two)


def forces(scene: Scene) -> tuple[ActorMention, ...]:
    """The police or soldiers that the paragraph names, for a demonstration that somebody breaks up."""
    paragraph = scene.sentences[claims.at_sentence(scene.sentences, scene.at)].paragraph
    here = [m for m in scene.mentions if m.kind in _FORCES and m.name]
    here = [m for m in here if scene.sentences[claims.at_sentence(scene.sentences, m.start)].paragraph == paragraph]
    return tuple(sorted(here, key=lambda m: abs(m.start - scene.at))[:1])


def crowd(scene: Scene) -> tuple[ActorMention, ...]:
    """Those of the sentence who may demonstrate, for unrest whose words name only the police."""
    sentence = scene.sentences[claims.at_sentence(scene.sentences, scene.at)]
    here = [m for m in scene.mentions if sentence.start <= m.start and m.end <= sentence.end and m.name]
    found = [m for m in here if m.kind in _CROWDS or m.head.casefold() in kinds.crowds()]
    return tuple(found[:1])


def _known(found: Sequence[ActorMention]) -> bool:
    return any(m.name for m in found)


def _own(
    sub_event_type: str, first: Sequence[ActorMention], second: Sequence[ActorMention]
) -> tuple[ActorMention, ...]:
    """The side acted upon without those who cannot be it: the acting side itself, the bomber of a suicide attack."""
    if SUB_EVENT_TYPES[sub_event_type] == "Battles":
        names, labels = {m.name for m in first}, {m.label for m in first}
        second = [m for m in second if m.name not in names or (m.type == _COMMUNAL and m.label not in labels)]
    if sub_event_type == "Government regains territory":
        second = [m for m in second if m.kind == "group" or m.iso3 not in {one.iso3 for one in first}]
    strangers = any(m.kind == "unidentified" for m in first) and SUB_EVENT_TYPES[sub_event_type] != "Battles"
    if sub_event_type == "Suicide bomb" or strangers:
        second = [m for m in second if m.kind != "unidentified"]
    return tuple(second)


def _unrest(
    scene: Scene, sub_event_type: str, first: tuple[ActorMention, ...], second: tuple[ActorMention, ...]
) -> Sides:
    """Both sides of a demonstration: those who break it up, and the crowd where only they are named."""
    if sub_event_type in _BROKEN_UP and not any(m.kind in _FORCES for m in (*first, *second)):
        second = (*second, *forces(scene))
    if all(m.kind in _FORCES for m in (*first, *second)):
        first = (*crowd(scene), *first)
    return first, second


def settle(
    scene: Scene, sub_event_type: str, first: tuple[ActorMention, ...], second: tuple[ActorMention, ...]
) -> Sides:
    """Both sides of an event, what its own words do not say taken from around it.

    Parameters
    ----------
    scene
        The document around the event.
    sub_event_type
        ACLED's sub-event type.
    first, second
        Who acts and who is acted upon by the words of the sentence, or by who owns the act.
    """
    event_type = SUB_EVENT_TYPES[sub_event_type]
    if sub_event_type == "Disrupted weapons use":
        first, second = disarmed(scene, first, second)
    if event_type in _UNREST:
        first, second = _unrest(scene, sub_event_type, first, second)
    if sub_event_type == "Suicide bomb" and any(m.kind in _FORCES for m in first):
        bombed = tuple(m for m in first if m.kind in _FORCES)
        first, second = tuple(m for m in first if m not in bombed), (*second, *bombed)
    if sub_event_type == "Suicide bomb" and not _known(first):
        first = tuple(m for m in second if m.kind == "unidentified")
    second = _own(sub_event_type, first, second)
    if not _known((*first, *second)) and sub_event_type == "Armed clash":
        first, second = belligerents(scene)
    if event_type == "Battles" or sub_event_type in _AGAINST:
        if not _known(first) and _known(second):
            first = opponent(scene, second)
        if not _known(second):
            second = rivals(scene, first) or opponent(scene, first)
    if not _known(second) and sub_event_type in authors.REMOTE:
        second = target(scene, first)
    return first, second
