"""Families of frames: which one a group of hits is of, and which belong to one event."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports.annotate import weapon_matches
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


@cache
def signs() -> dict[tuple[str, str], frozenset[str]]:
    """What an action may have been done with, by kind and value of the sign (lexicons/means.csv)."""
    rows = lexicon.table("means", ("kind", "sign", "means"))
    return {(row["kind"], row["sign"]): frozenset(lexicon.values(row["means"])) for row in rows}


def means(group: Sequence[Hit], others: Sequence[int] = ()) -> frozenset[str]:
    """With what an action was done: by its triggers and the weapons of their clauses; empty where that stays open.

    Weapons nearer to one of the `others`, the places of other triggers in the sentence, are left to it.
    """
    found: set[str] = set()
    for hit in group:
        found |= signs().get(("frame", hit.frame), frozenset())
        words, clause = hit.sentence.tokens.words, hit.sentence.clause(hit.first)
        for weapon in weapon_matches(hit.sentence):
            near = abs(weapon.first - hit.first)
            if hit.sentence.clause(weapon.first) != clause or any(abs(weapon.first - at) < near for at in others):
                continue
            found |= signs().get(("word", words[weapon.first]), signs().get(("class", weapon.value), frozenset()))
    return frozenset(found)


def differ(one: frozenset[str], other: frozenset[str]) -> bool:
    """Whether two actions were done with different means."""
    return bool(one and other) and not one & other


_ARMED = frozenset({"remote", "battle", "attack"})
"""Families of which an action by other means is another event."""
_BESIDE = frozenset({"and", "as", "while", ";"})
"""Words between two verbs of which each tells an action."""


def by_other_means(group: Sequence[Hit], hit: Hit) -> bool:
    """Whether a verb tells what was done besides with other means: "fought in A while jets bombed it"."""
    before, sentence = group[-1], hit.sentence
    one, other = (frames()[each.frame].family for each in (before, hit))
    if hit.noun or not {one, other} <= _ARMED or (before.noun and one == "attack"):
        return False
    told, now = means(group, [hit.first]), means([hit], [each.first for each in group])
    if not differ(told, now):
        return False
    between = sentence.tokens.words[before.last + 1 : hit.first]
    joined = not before.noun and not _BESIDE.isdisjoint(between)
    return joined or sentence.clause(before.last) != sentence.clause(hit.first)
