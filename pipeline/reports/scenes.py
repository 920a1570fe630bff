"""Second actions at the scene of an event: what is told right after it happened there, on its day."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline.reports import alike
from pipeline.reports.drafts import Draft

if TYPE_CHECKING:
    from pipeline.reports.assembly import Assembly
    from pipeline.reports.drafts import Core
    from pipeline.schema import Place

_ELSEWHERE = frozenset({"agreement", "group", "measure", "base"})
"""Families of what is agreed, declared or ordered: not at the scene of the fighting that is told beside it."""


def second(state: Assembly, core: Core, place: Place) -> Draft:
    """A new draft at a place; what is told right after another event there goes on at its scene, on its day."""
    sentence = core.sentence
    if core.own_place or core.when.own or core.family in _ELSEWHERE or sentence.quoted(core.main.start):
        return Draft([core], place, core.when, core.family)
    scenes = [
        draft
        for draft in state.drafts
        if draft.best.own_place
        and draft.place is not None
        and alike.same_place(draft.place, place)
        and (
            draft.cores[-1].sentence.paragraph == sentence.paragraph
            or sentence.number - draft.cores[-1].sentence.number <= 1
        )
    ]
    if not scenes:
        return Draft([core], place, core.when, core.family)
    day = next((d.when for d in reversed(scenes) if d.when.expression is not None), None)
    when = replace(day, own=False, rule="scene") if day is not None and core.when.expression is None else core.when
    core = replace(core, on_scene=True, when=when)
    return Draft([core], place, when, core.family)
