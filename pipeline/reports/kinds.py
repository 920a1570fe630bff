"""The sub-event type of a draft, by the rows of `lexicons/types.csv`."""

from __future__ import annotations

from functools import cache, lru_cache

from pipeline import lexicon
from pipeline.errors import LexiconError
from pipeline.records import readonly
from pipeline.schema import SUB_EVENT_TYPES


@readonly
class _Row:
    frames: tuple[frozenset[str], ...]
    weapons: frozenset[str]
    actor1: frozenset[str]
    actor2: frozenset[str]
    sub_event_type: str
    name: str


def _cell(cell: str) -> frozenset[str]:
    return frozenset() if cell == "*" else frozenset(lexicon.values(cell))


@cache
def crowds() -> dict[str, str]:
    """Nouns for people who act as a crowd, with the kind of crowd."""
    return {row["word"]: row["kind"] for row in lexicon.table("crowd_nouns", ("word", "kind"))}


@cache
def _rows() -> tuple[_Row, ...]:
    found = []
    for number, row in enumerate(lexicon.table("types", ("frame", "weapon", "actor1", "actor2", "sub_event_type")), 1):
        if row["sub_event_type"] not in SUB_EVENT_TYPES:
            raise LexiconError(f"lexicons/types.csv: {row['sub_event_type']!r} is no sub-event type")
        frames = tuple(frozenset(part.split("+")) for part in lexicon.values(row["frame"]))
        weapons, actor1, actor2 = (_cell(row[name]) for name in ("weapon", "actor1", "actor2"))
        found.append(_Row(frames, weapons, actor1, actor2, row["sub_event_type"], f"types.{number}"))
    return tuple(found)


def _fits(wanted: frozenset[str], given: frozenset[str]) -> bool:
    refused = {value[1:] for value in wanted if value.startswith("!")}
    named = {value for value in wanted if not value.startswith("!")}
    return not refused & given and (not named or bool(named & (given or {"none"})))


@lru_cache(maxsize=4096)
def decide(
    frame: str, frames: frozenset[str], weapons: frozenset[str], actor1: frozenset[str], actor2: frozenset[str]
) -> tuple[str, str]:
    """The sub-event type of a frame and the row that decided.

    Parameters
    ----------
    frame
        The frame of the gravest trigger.
    frames
        All frames of the event.
    weapons
        Classes of the weapons in its clauses.
    actor1, actor2
        Kinds of the sides: state, police, armed, crowd, protesters, civilians, place.
    """
    for row in _rows():
        fits = _fits(row.weapons, weapons) and _fits(row.actor1, actor1) and _fits(row.actor2, actor2)
        if fits and any(wanted == {frame} or (len(wanted) > 1 and wanted <= frames) for wanted in row.frames):
            return row.sub_event_type, row.name
    raise LexiconError(f"lexicons/types.csv has no row for the frame {frame!r}; add one that ends with *,*,*")
