"""Drafts that turn out to tell one event once their types are known: one kind, one place, one day (docs/coding.md, 1)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.reports import actions, crowds, drafts, placing
from pipeline.reports.alike import same_days, same_place
from pipeline.schema import SUB_EVENT_TYPES

if TYPE_CHECKING:
    from collections.abc import Container, Sequence

    from pipeline.reports.drafts import Draft
    from pipeline.reports.record import Coded


_ONE = frozenset({"Explosions/Remote violence", "Battles", "Protests", "Riots"})
"""Event types of which one sentence tells one event at one place and day, whatever its parts (docs/coding.md, 8)."""

_VIOLENT = frozenset({"Attack", "Armed clash"})
"""Events that soldiers and gunmen come into a place for, and at which they loot."""
_LOOTED = "Looting/property destruction"
_ARRESTS = "Arrests"
_ARRESTED_AT = frozenset({"Battles", "Protests", "Riots", "Explosions/Remote violence"})
"""Event types with which it is told how many were arrested at them."""
_FIGHT = "Armed clash"
_OPEN = actions.GENERAL | {"hit"}
"""Frames of attacks that leave open how and on whom they were made."""
_OF_RIOT = frozenset({"Attack", "Abduction/forced disappearance", _LOOTED})
"""What a crowd does besides: told in the sentences of a riot, at its place and on its day, it is a part of it."""
_WAY_IN = "enter"
"""Frame of "drove into the town"."""


def fuse(coded: Sequence[Coded], briefs: Container[int] = ()) -> list[tuple[Draft, Coded | None]]:
    """The drafts, those of one event joined into the first of them; each of the paragraphs `briefs` tells its own.

    With a joined draft stands the part that gives its type, where that is not to be decided anew.
    """
    kept: list[Coded] = []
    found: list[tuple[Draft, Coded | None]] = []
    for one in coded:
        at = next((i for i, other in enumerate(kept) if _same(other, one, found[i][0], briefs)), None)
        if at is None:
            kept.append(one)
            found.append((one.draft, one))
            continue
        told, other = found[at][0], kept[at]
        place = placing.narrower(told.place, one.draft.place) if told.place and one.draft.place else told.place
        joined = drafts.Draft([*told.cores, *one.draft.cores], place, told.when, told.family)
        joined.dated(one.draft.when)
        settled = None
        whole = _whole(other, one) or _arrested_at(other, one)
        if whole is not None:
            kept[at] = settled = whole
            joined.family = whole.draft.family
        elif crowds.one(other, one):
            kept[at] = settled = crowds.leading(other, one)
        elif other.sub_event_type == one.sub_event_type and crowds.unrest(one):
            settled = other
        found[at] = (joined, settled)
    return found


def _leaves_open(one: Coded) -> bool:
    """Whether words for an attack leave open whom it hit: "the rebels struck near X at noon"."""
    return one.sub_event_type == "Attack" and one.main.frame in _OPEN and not one.both.actor2


def _whole(one: Coded, other: Coded) -> Coded | None:
    """Which of two events the other one is only a part of: the way in of an attack, the looting told with it."""
    for whole, part in ((one, other), (other, one)):
        riot = SUB_EVENT_TYPES[whole.sub_event_type] == "Riots"
        if whole.sub_event_type not in _VIOLENT and not riot:
            continue
        if _leaves_open(part) and whole.sub_event_type == _FIGHT:
            return whole
        if part.main.frame == _WAY_IN and part.sub_event_type not in _VIOLENT:
            return whole
        sentences = {core.sentence.number for core in whole.draft.cores}
        beside = all(core.sentence.number in sentences for core in part.draft.cores)
        if beside and part.sub_event_type in (_OF_RIOT if riot else {_LOOTED}):
            return whole
    return None


def _arrested_at(one: Coded, other: Coded) -> Coded | None:
    """Which of two events is the one at which the arrests were made that the other tells without a place of its own."""
    for whole, part in ((one, other), (other, one)):
        placeless = not any(core.own_place for core in part.draft.cores)
        if part.sub_event_type == _ARRESTS and placeless and SUB_EVENT_TYPES[whole.sub_event_type] in _ARRESTED_AT:
            return whole
    return None


def _same(one: Coded, other: Coded, told: Draft, briefs: Container[int]) -> bool:
    """Whether two drafts are of one kind, by no opposite sides, at one place on the same days."""
    here, there = (draft.first.sentence.paragraph for draft in (told, other.draft))
    if here != there and here in briefs and there in briefs:
        return False
    sentences = {core.sentence.number for core in told.cores}
    beside = any(core.sentence.number in sentences for core in other.draft.cores)
    kind = SUB_EVENT_TYPES[one.sub_event_type]
    alike = beside and kind in _ONE and kind == SUB_EVENT_TYPES[other.sub_event_type]
    arrests = _arrested_at(one, other) is not None
    crowd = crowds.one(one, other) or arrests
    part = _whole(one, other) is not None
    if (
        not (alike or crowd or part or one.sub_event_type == other.sub_event_type)
        or told.place is None
        or other.draft.place is None
    ):
        return False
    if not same_place(told.place, other.draft.place) or told.when.period is None:
        return False
    sides = told.actors, other.draft.actors
    if all(sides) and not sides[0] & sides[1] and not crowd:
        return False
    if (drafts.separate(other.draft.first) and not beside) or drafts.otherwise(other.draft.first, told):
        return False
    if drafts.anew(other.draft.first) and told.place.name != other.draft.place.name:
        return False
    if told.when.expression is None or other.draft.when.expression is None:
        return crowd or (
            (part or one.sub_event_type == other.sub_event_type) and same_days(told.when, other.draft.when)
        )
    days, others = told.when.period, other.draft.when.period
    return others is not None and (days.first, days.last) == (others.first, others.last)
