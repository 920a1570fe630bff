"""Whom an event harmed, as its dead and injured tell: "twelve civilians were killed" makes civilians its second side."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports.sides import Sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.casualties import Toll
    from pipeline.reports.record import Coded

_STATE = frozenset({"military", "police"})
_ARMED = frozenset({"group", "unidentified"})
_CIVIL = frozenset({"civilians", "people"})
_STRUCK = frozenset({"remote", "attack", "battle"})
"""Families of events that harm those whom the figures name."""


def settle(coded: Coded, tolls: Sequence[Toll], mentions: Sequence[ActorMention]) -> Coded:
    """An event with those whom its first figures count on the second side, where neither side has their kind.

    Parameters
    ----------
    coded
        The event.
    tolls
        Its dead and injured.
    mentions
        The parties that the article names.
    """
    if coded.draft.family not in _STRUCK or not tolls:
        return coded
    first, second = coded.both.actor1, coded.both.actor2
    toll = next((one for one in tolls if one.value and one.who and not one.part), None)
    if toll is None or toll.who is None:
        return coded
    start, end = toll.who
    hurt = [m for m in mentions if start <= m.start and m.end <= end and _can_be(m, first) and not _known(m, second)]
    if coded.draft.family == "battle" and second:
        hurt = [m for m in hurt if m.kind not in _CIVIL]
    return replace(coded, both=Sides(first, (*second, *hurt[:1]))) if hurt else coded


def _can_be(mention: ActorMention, first: Sequence[ActorMention]) -> bool:
    """Whether a party can be harmed by those who act: no state force by its own, no rebels by rebels."""
    if mention.kind in _CIVIL:
        return True
    if mention.kind in _STATE:
        return not any(m.kind in _STATE and m.iso3 == mention.iso3 for m in first)
    return mention.kind in _ARMED and bool(first) and all(m.kind in _STATE for m in first)


def _known(mention: ActorMention, second: Sequence[ActorMention]) -> bool:
    """Whether the second side has such a party."""
    return any(m.name == mention.name for m in second) or any(
        mention.kind in kinds and any(m.kind in kinds for m in second) for kinds in (_CIVIL, _STATE, _ARMED)
    )
