"""The parties of an event as its columns hold them: who acts and who is acted upon, given what kind of event it is.

ACLED's conventions: demonstrators are actor1 also where police strike them; a crowd that burns or lynches is Rioters;
the unarmed who are attacked are Civilians.
"""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

from pipeline.records import readonly
from pipeline.reports import parties
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention

_UNARMED = ("civilians", "people", "official", "protesters", "rioters", "party")
_LOCAL = ("police", "government", "civilians", "group", "unidentified")
"""Kinds of party that are of the country in which something happened, where no other is said."""
_FORCES = ("police", "military", "state", "side", "government", "external", "weapon", "group", "unidentified")


@readonly
class Party:
    """A name and ACLED's actor type."""

    name: str
    type: str | None


def _country(iso3: str | None) -> str:
    return f" ({parties.countries()[iso3]})" if iso3 in parties.countries() else ""


def _land(mention: ActorMention, iso3: str | None) -> str | None:
    """The country of a party without a name of its own: the one that the text gives it, else that of the place."""
    return mention.iso3 if mention.given else iso3 or mention.iso3


def _detailed(name: str, words: str) -> str:
    """A general name with the text's own words in its brackets."""
    return f"{name[:-1]}; {words})" if name.endswith(")") else f"{name} ({words})"


def _crowd(mention: ActorMention | None, title: str, iso3: str | None) -> Party:
    """Protesters or rioters, with the text's word for them."""
    if mention is None:
        return Party(title + _country(iso3), title)
    name = title + _country(_land(mention, iso3))
    words = mention.name if mention.kind in ("party", "group") else mention.detail or mention.head
    if words and words.casefold() not in name.casefold():
        name = _detailed(name, words)
    return Party(name, title)


def _plain(mention: ActorMention, *, acts: bool, armed: bool, iso3: str | None) -> Party:
    """A mention as it is; a people that fights is its army, police without a country that of the place."""
    local = mention.kind in _LOCAL or parties.key(mention.head) in parties.words("local")
    if local and not mention.given and iso3 in parties.countries() and mention.iso3 != iso3:
        mention = dataclasses.replace(mention, name=_at_home(mention, iso3), iso3=iso3)
    if acts and armed and mention.kind == "people" and mention.head[:1].isupper() and mention.iso3:
        return Party(parties.branch("military", mention.iso3), "State forces")
    return Party(mention.label, mention.type)


def _belongings(target: str) -> bool:
    return any(word in parties.words("belongings") for word in map(parties.key, target.split()))


def _at_home(mention: ActorMention, iso3: str | None) -> str:
    """The mention's name with another country."""
    old, new = parties.countries().get(mention.iso3 or ""), parties.countries()[iso3 or ""]
    if old is None:
        return (
            parties.branch(mention.kind, iso3)
            if mention.kind in ("military", "police", "government")
            else f"{mention.name} ({new})"
        )
    if mention.kind in ("group", "unidentified"):
        return mention.name.replace(f"({old}", f"({new}")
    return mention.name.replace(old, new)


def _anyone(iso3: str | None) -> Party:
    """Those who are harmed where nothing says who they were."""
    return Party("Civilians" + _country(iso3), "Civilians")


def _split(
    first: Sequence[ActorMention], second: Sequence[ActorMention]
) -> tuple[list[ActorMention], list[ActorMention]]:
    """Crowds and forces among all who take part in a demonstration."""
    every = [*first, *second]
    return [m for m in every if m.kind in _UNARMED and m.kind != "official"], [
        m for m in every if m.kind in _FORCES and m.name
    ]


def cast(
    sub_event_type: str,
    first: Sequence[ActorMention],
    second: Sequence[ActorMention],
    iso3: str | None,
    target: str = "",
    *,
    harmed: bool = False,
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    """Parties on both sides of an event; those who use excessive force act, in other protests the crowd does.

    Parameters
    ----------
    sub_event_type
        ACLED's sub-event type.
    first, second
        Who acts and who is acted upon by the words of the sentence, from `roles`.
    iso3
        The country in which it happened.
    target
        What was hit or burned, in the words of the text.
    harmed
        Whether people were killed or hurt: if nothing says who they were, they count as civilians.
    """
    event_type = SUB_EVENT_TYPES[sub_event_type]
    first, second = [m for m in first if m.name], [m for m in second if m.name]
    if event_type == "Protests":
        crowds, forces = _split(first, second)
        one = [_crowd(m, "Protesters", iso3) for m in crowds[:2]] or [_crowd(None, "Protesters", iso3)]
        keep = forces if sub_event_type != "Peaceful protest" else []
        two = _unique([_plain(m, acts=False, armed=False, iso3=iso3) for m in keep])
        return (two, _unique(one)) if sub_event_type == "Excessive force against protesters" else (_unique(one), two)
    if event_type == "Riots":
        crowds = [m for m in first if m.kind in (*_UNARMED, "unidentified")]
        if not crowds and any(m.kind in _FORCES for m in first):
            crowds = [m for m in second if m.kind in ("people", "protesters", "rioters", "party", "group")]
        rest = [m for m in (*first, *second) if m not in crowds]
        one = [_crowd(m, "Rioters", iso3) for m in crowds[:2]] or [_crowd(None, "Rioters", iso3)]
        two = _unique([_plain(m, acts=False, armed=False, iso3=iso3) for m in rest])
        struck = _belongings(target) or (harmed and sub_event_type == "Mob violence")
        return _unique(one), two or ((_anyone(iso3),) if struck else ())
    acting, acted_upon = _armed(event_type, sub_event_type, first, second, iso3)
    suffers = (
        (event_type == "Explosions/Remote violence" and (harmed or _belongings(target)))
        or event_type == "Violence against civilians"
        or (sub_event_type == "Looting/property destruction" and _belongings(target))
    )
    return acting, acted_upon or ((_anyone(iso3),) if suffers else ())


def _nobody(mention: ActorMention) -> bool:
    """Whether a mention says of an attacker only that he is a man: "two men", "boys with guns"."""
    return (
        mention.kind == "civilians"
        and mention.head.casefold() in parties.words("follower")
        and mention.head.casefold() != "people"
    )


def _office(mention: ActorMention) -> bool:
    """Whether a mention is an office that reports violence and commits none: "the administration"."""
    return mention.kind == "government" and parties.key(mention.head) in parties.words("office")


def _stranger(mention: ActorMention, iso3: str | None) -> Party:
    name = "Unidentified Armed Group" + _country(_land(mention, iso3))
    return Party(_detailed(name, mention.detail or mention.head), "Political militia")


def _armed(
    event_type: str, sub_event_type: str, first: list[ActorMention], second: list[ActorMention], iso3: str | None
) -> tuple[tuple[Party, ...], tuple[Party, ...]]:
    if not first and sub_event_type == "Arrests":
        first_party = Party(parties.branch("police", iso3), "State forces")
        return (first_party,), _unique([_plain(m, acts=False, armed=True, iso3=iso3) for m in second])
    violent = (
        event_type in ("Battles", "Explosions/Remote violence", "Violence against civilians")
        or sub_event_type == "Arrests"
    )
    if violent and sub_event_type != "Arrests":
        first = [m for m in first if not _office(m) and m.kind != "official"]
    unknown = [m for m in first if _nobody(m)] if violent and sub_event_type != "Arrests" else []
    harmless = [m for m in first if m.kind in ("civilians", "official") and m not in unknown]
    if violent and harmless and len(harmless) == len(first):
        forces = [m for m in second if m.kind in _FORCES]
        first, second = (
            (forces, [*harmless, *(m for m in second if m not in forces)]) if forces or not second else (first, second)
        )
    two = [_plain(m, acts=False, armed=violent, iso3=iso3) for m in second]
    one = [_stranger(m, iso3) if m in unknown else _plain(m, acts=True, armed=violent, iso3=iso3) for m in first]
    return _unique(one), _unique(two)


def _unique(found: Sequence[Party]) -> tuple[Party, ...]:
    return tuple(dict.fromkeys(party for party in found if party.name))
