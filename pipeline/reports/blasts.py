"""Blasts of which nobody says what they were: explosives that somebody laid, where an article tells of no shells or strikes.

News that a blast killed two men in a market, or was the work of rebels, means a bomb; that explosions were heard leaves it open.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.record import Coded

_ONE = frozenset({"explosion", "blast"})
_HARM = frozenset({"kill", "hurt", "died", "damage", "destroy"})
_OPEN = "Shelling/artillery/missile attack"
_LAID = "Remote explosive/landmine/IED"
_FROM_AFAR = frozenset({"air", "guns"})
_ARMED = frozenset({"group", "unidentified"})


def settle(coded: Sequence[Coded]) -> list[Coded]:
    """The events of an article, such blasts among them as bombs that were laid.

    Parameters
    ----------
    coded
        The events in the order of the text, each with its sides.
    """
    fired = any(one.draft.means & _FROM_AFAR or (one.sub_event_type == _OPEN and one.weapons) for one in coded)
    return [
        replace(one, sub_event_type=_LAID, rule=f"{one.rule}; blasts")
        if _laid(one) and (not fired or _by_group(one))
        else one
        for one in coded
    ]


def _laid(one: Coded) -> bool:
    """Whether all that is told is one blast, with harm to people or things or by a group, not by an army."""
    main = one.main
    if one.sub_event_type != _OPEN or main.frame != "explosion" or one.weapons:
        return False
    if main.sentence.tokens.words[main.last] not in _ONE or any(m.kind == "military" for m in one.both.actor1):
        return False
    return _by_group(one) or any(hit.frame in _HARM for core in one.draft.cores for hit in core.hits)


def _by_group(one: Coded) -> bool:
    """Whether an armed group that has no artillery to speak of did it."""
    shells = lexicon.words("artillery_states")
    return bool(one.both.actor1) and all(m.kind in _ARMED and m.name not in shells for m in one.both.actor1)
