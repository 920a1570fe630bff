"""What became of a crowd: deaths at protests, and the parts of one march, sit-in or riot that are told apart (docs/coding.md, 8)."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports.hits import frames
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.record import Coded

SHOT = "Excessive force against protesters"
_PEACEFUL = "Peaceful protest"
_UNREST = frozenset({"Protests", "Riots"})
_ROW = "crowds: killed where a crowd was fired on"
_KILLS = frozenset({"kill", "shoot", "fire", "massacre", "died"})
_FORCES = frozenset({"military", "police", "government", "state"})
"""Kinds of party that fire on crowds for the state."""
_FOUGHT = frozenset({"clash", "combat"})
"""Frames of a riot that leave open who used violence."""


def unrest(coded: Coded) -> bool:
    """Whether an event is one of a crowd."""
    return SUB_EVENT_TYPES[coded.sub_event_type] in _UNREST


def same_name(one: Coded, other: Coded) -> bool:
    """Whether two events have places of one name."""
    places = one.draft.place, other.draft.place
    return None not in places and len({place.name.casefold() for place in places if place is not None}) == 1


def _days(coded: Coded) -> tuple[object, object] | None:
    period = coded.draft.when.period
    return (period.first, period.last) if period is not None else None


def same_day(one: Coded, other: Coded) -> bool:
    """Whether two events are told of the same days."""
    return _days(one) is not None and _days(one) == _days(other)


def _killed(coded: Coded) -> bool:
    """Whether people are killed or shot, by the state's forces or by nobody named."""
    if coded.sub_event_type != "Attack" or not _KILLS & {hit.frame for core in coded.draft.cores for hit in core.hits}:
        return False
    return all(mention.kind in _FORCES for mention in coded.both.actor1) and not any(
        frames()[hit.frame].family == "battle" for core in coded.draft.cores for hit in core.hits
    )


def victims(coded: Sequence[Coded]) -> list[Coded]:
    """The events; people killed by nobody named, where and when a crowd was out or fired on, are its dead."""
    crowds = [one for one in coded if unrest(one)]
    shot = [one for one in crowds if one.sub_event_type == SHOT]

    def of_crowd(one: Coded) -> bool:
        near = any(same_name(one, other) and same_day(one, other) for other in crowds)
        return _killed(one) and (near or any(same_day(one, other) for other in shot))

    return [replace(one, sub_event_type=SHOT, rule=_ROW) if of_crowd(one) else one for one in coded]


def leading(told: Coded, again: Coded) -> Coded:
    """Which of two parts of one event gives its type: live fire before scuffles, then what a crowd did beyond marching."""
    if told.sub_event_type == _PEACEFUL:
        return again
    scuffle = told.main.frame in _FOUGHT or SUB_EVENT_TYPES[told.sub_event_type] == "Protests"
    violent = SUB_EVENT_TYPES[again.sub_event_type] == "Riots" and again.main.frame not in _FOUGHT
    return again if scuffle and told.sub_event_type != SHOT and (violent or again.sub_event_type == SHOT) else told


def one(told: Coded, again: Coded) -> bool:
    """Whether two events tell of one crowd: of one place and day, a peaceful march not after what it is said to have become."""
    if not (unrest(told) and unrest(again)) or told.sub_event_type == again.sub_event_type:
        return False
    return same_name(told, again) and same_day(told, again) and again.sub_event_type != _PEACEFUL
