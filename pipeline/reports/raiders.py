"""Who acts where neither an event's own words nor a claim say: those who do the same elsewhere in the document.

News in brief names the attackers once and then tells of one place after the other: "In Orla two people were killed".
"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from pipeline.reports import sides

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.record import Coded

_RAIDS = frozenset(("Attack", "Abduction/forced disappearance"))
_STRIKES = frozenset(("Air/drone strike",))
_WAVES = (
    (_RAIDS, frozenset(("group",))),
    (_STRIKES, frozenset(("military", "government", "state", "external", "weapon"))),
)
"""Types that one party is told to commit in one place after the other, and kinds of such parties."""
_DAYS = timedelta(days=7)
"""Days within which events are of one wave."""


def _far(one: Coded, other: Coded) -> bool:
    """Whether two events are known to be further apart than those of one wave."""
    a, b = one.draft.when.period, other.draft.when.period
    return bool(a and b and a.first and b.first and abs(a.first - b.first) > _DAYS)


def supply(one: Coded, coded: Sequence[Coded]) -> Coded:
    """An event with the only party that commits others of its kind in the document, where nobody is said to have acted.

    Parameters
    ----------
    one
        The event.
    coded
        All events of the document.
    """
    types, kinds = next((wave for wave in _WAVES if one.sub_event_type in wave[0]), (None, frozenset[str]()))
    if types is None or any(mention.name for mention in one.both.actor1):
        return one
    told = [other for other in coded if other is not one and other.sub_event_type in types and not _far(one, other)]
    authors = [mention for other in told for mention in other.both.actor1[:1] if mention.name]
    if len({mention.label for mention in authors}) != 1 or authors[0].kind not in kinds:
        return one
    if authors[0].label in {mention.label for mention in one.both.actor2}:
        return one
    return replace(one, both=sides.Sides((authors[0],), one.both.actor2))
