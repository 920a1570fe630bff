"""Second actions at the scene of an event: what is told right after it happened there, on its day."""

from __future__ import annotations

from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import actions, alike, annotate, drafts, leads
from pipeline.reports.drafts import Draft

if TYPE_CHECKING:
    from pipeline.reports.annotate import Sentence
    from pipeline.reports.assembly import Assembly
    from pipeline.reports.drafts import Core
    from pipeline.reports.hits import Hit
    from pipeline.schema import Place

_ELSEWHERE = frozenset({"agreement", "group", "measure", "base"})
"""Families of what is agreed, declared or ordered: not at the scene of the fighting that is told beside it."""


def of_crowd(state: Assembly, core: Core, draft: Draft) -> bool:
    """Whether an arrest of protesters, or tear gas, goes on with how a protest was put down or a riot went."""
    if draft.family == "riot" and core.main.frame == "disperse":
        return True
    kinds = {group.value for group in state.supports[core.sentence.number].groups}
    return core.family == "arrest" and draft.family == "attack" and bool(kinds & {"crowd", "protesters"})


_REACH = 3
"""Sentences behind strikes in which places may have come under the same attack."""


_OPEN = actions.GENERAL | {"hit", "damage", "destroy", "kill", "hurt", "died"}
"""Frames that leave open with what people or things were hit,"""
_BY_HAND = frozenset("shot gunned stabbed hacked beaten beheaded hanged slain slaughtered executed".split())
"""words that do not."""


def _open(core: Core) -> bool:
    """Whether a core leaves open with what it was done: "the village was attacked", "in A three people were killed"."""
    words = core.sentence.tokens.words
    if core.means or annotate.weapon_matches(core.sentence) or not _BY_HAND.isdisjoint(words):
        return False
    return all(hit.frame in _OPEN for hit in core.hits)


def _suffered(core: Core) -> bool:
    """Whether nobody is named who did it, nor forces in whose fight those killed may have fallen."""
    main = core.main
    if main.frame not in actions.GENERAL and core.kinds & _FORCES:
        return False
    passive = main.passive or main.frame in {"underattack", "died"}
    return passive and "by" not in core.sentence.tokens.words[main.last + 1 : main.last + 4]


_FORCES = frozenset({"armed", "state", "police"})
_SOON = 3
"""Sentences behind a lead in which another one says how it was done."""


def explains(state: Assembly, core: Core) -> bool:
    """Whether a core says with what the attack of the lead was made, before any place of it: "It was a drone attack"."""
    if state.drafts or not core.means or core.when.own or not state.pending:
        return False
    lead = state.pending[-1]
    near = core.sentence.number - lead.sentence.number <= _SOON
    apart = core.actors and lead.actors and not core.actors & lead.actors
    return near and not apart and drafts.general(lead)


def of_lead(state: Assembly) -> None:
    """Give the events that leave open how they were done the means of the strikes that the lead sums them up in."""
    told = [
        c for c in [*state.pending, *(c for d in state.drafts for c in d.cores)] if c.sentence.number <= annotate.LEAD
    ]
    told = [core for core in told if core.family == "remote" and len(core.means) == 1]
    if not told or len({core.means for core in told}) > 1:
        return
    lead = told[0]
    for draft in state.drafts:
        first = draft.first
        if first.sentence.number <= lead.sentence.number or draft.means or not all(_open(c) for c in draft.cores):
            continue
        if not alike.same_days(draft.when, lead.when) or not leads.within(draft.place, lead):
            continue
        same = bool(draft.actors & lead.actors) and not any("armed" in core.kinds for core in draft.cores)
        if same or (not draft.actors and _suffered(first)):
            draft.cores[0] = replace(first, means=lead.means, like=True)


def like(state: Assembly, core: Core) -> Core:
    """A core that leaves open how places came under attack, with the means of the strikes told right before it."""
    sentence = core.sentence
    if not _open(core) or not core.own_place:
        return core
    told = [draft for draft in state.drafts if draft.means or draft.family != "remote"]
    before = max(told, key=lambda draft: draft.cores[-1].sentence.number, default=None)
    if before is None or not _by_strikes(before) or not before.first.own_place:
        return core
    gap = sentence.number - before.cores[-1].sentence.number
    alone = all(_by_strikes(draft) for draft in state.drafts)
    near = gap == 1 or (gap <= _REACH and (alone or before.cores[-1].sentence.paragraph == sentence.paragraph))
    means = before.first.means or (before.means if "armed" not in core.kinds else frozenset())
    if not near or not alike.same_days(core.when, before.when) or len(means) != 1:
        return core
    if _suffered(core):
        return replace(core, means=means, like=True)
    same = bool(core.actors & before.actors) and "armed" not in core.kinds
    return replace(core, means=means, like=True) if same else core


_STRIKES = frozenset({"air", "guns"})


def _by_strikes(draft: Draft) -> bool:
    """Whether a draft is one of strikes, also where another sentence than its first says so."""
    return draft.family == "remote" or (draft.family == "attack" and bool(draft.means) and draft.means <= _STRIKES)


def siblings(state: Assembly, core: Core, target: Draft) -> None:
    """Give the other places of the sentence that told an attack the means that a later sentence tells of it.

    "Attacks set fires at A and B. The attacks were carried out with drones."
    """
    if len(core.means) != 1 or not core.means <= _STRIKES:
        return
    for draft in state.drafts:
        first = draft.first
        if draft is not target and first.hits == target.first.hits and not first.means:
            draft.cores[0] = replace(first, means=core.means, like=True)


_PARTS = frozenset({"end", "side", "part", "parts", "corner"})


def elsewhere(core: Core, place: Place) -> bool:
    """Whether a core names another country than a place lies in, or "the other end of" it: it happened somewhere else."""
    words = core.sentence.tokens.words[: core.main.first]
    if any(a in {"other", "another"} and b in _PARTS for a, b in pairwise(words)):
        return True
    named = core.site.members if core.site is not None else ()
    return bool(named) and all(p.location_type == "country" and p.iso3 not in {None, place.iso3} for p in named)


_BEHIND = 8
_BEFORE = 5
"""Words behind and before a noun among which the verb stands that goes with it."""


def tells(state: Assembly, hit: Hit) -> bool:
    """Whether a noun beside an event has a verb that says that it came about: "fighting raged", "carried out two strikes"."""
    if not around(state, hit.sentence):
        return False
    words, clause = hit.sentence.tokens.words, hit.sentence.clause(hit.first)
    before = [w for at, w in enumerate(words[: hit.first]) if at >= hit.first - _BEFORE]
    behind = [
        w
        for at, w in enumerate(words[hit.last + 1 : hit.last + 1 + _BEHIND], hit.last + 1)
        if hit.sentence.clause(at) == clause
    ]
    known = lexicon.table("telling_verbs", ("where", "word"))
    sides = {"before": f" {' '.join(before)} ", "behind": f" {' '.join(behind)} "}
    return any(f" {row['word']} " in sides[row["where"]] for row in known)


def around(state: Assembly, sentence: Sentence) -> list[Draft]:
    """The events with a place of their own that were told in a sentence's paragraph or right before it."""
    return [
        draft
        for draft in state.drafts
        if draft.best.own_place
        and (
            draft.cores[-1].sentence.paragraph == sentence.paragraph
            or sentence.number - draft.cores[-1].sentence.number <= 1
        )
    ]


def second(state: Assembly, core: Core, place: Place) -> Draft:
    """A new draft at a place; what is told right after another event there goes on at its scene, on its day."""
    sentence = core.sentence
    if core.own_place or core.when.own or core.family in _ELSEWHERE or sentence.quoted(core.main.start):
        return Draft([core], place, core.when, core.family)
    near = around(state, sentence)
    scenes = [draft for draft in near if draft.place is not None and alike.same_place(draft.place, place)]
    if not scenes:
        return Draft([core], place, core.when, core.family)
    day = next((d.when for d in reversed(scenes) if d.when.expression is not None), None)
    when = replace(day, own=False, rule="scene") if day is not None and core.when.expression is None else core.when
    core = replace(core, on_scene=True, when=when)
    return Draft([core], place, when, core.family)
