"""Families of frames: which one a group of hits is of, and which belong to one event."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports.hits import frames

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.phrases import Match
    from pipeline.reports.hits import Hit

_REMOTE = frozenset({"artillery", "drone", "air", "airbomb", "ied", "mine", "munition"})


def family(group: Sequence[Hit], weapons: Sequence[Match[str]]) -> str:
    """Family of the gravest hit; an attack, a death or a wound by a shell or a drone is remote violence."""
    main = max(group, key=lambda hit: (frames()[hit.frame].rank, -hit.first))
    name = frames()[main.frame].family
    if name == "attack":
        clauses = {main.sentence.clause(hit.first) for hit in group}
        near = {match.value for match in weapons if main.sentence.clause(match.first) in clauses}
        return "remote" if near & _REMOTE else name
    return name


@cache
def _pairs(kind: str) -> frozenset[tuple[str, str]]:
    rows = lexicon.table("family_pairs", ("family", "other", "kind"))
    return frozenset((row["family"], row["other"]) for row in rows if row["kind"] == kind)


def allied(one: str, other: str) -> bool:
    """Whether two families can be one incident when they stand in one clause."""
    pairs = _pairs("allied")
    return one == other or (one, other) in pairs or (other, one) in pairs


def attendant(family: str, told: str) -> bool:
    """Whether a family, told without a place of its own right after another, goes on telling that event."""
    return (family, told) in _pairs("attendant")
