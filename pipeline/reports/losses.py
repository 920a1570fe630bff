"""Which dead and injured belong to which event, and what their number is (docs/coding.md, 5 and 8)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports import casualties

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.casualties import Toll
    from pipeline.reports.drafts import Core, Draft
    from pipeline.schema import Place

_IN = frozenset({"in", "at", "near", "in the"})
_BESIDE = 15
"""Characters over which a figure still belongs to the place before it."""
_REACH = 2
"""How many sentences after an event a sentence without one of its own may still tell its toll."""


@dataclass(frozen=True, slots=True)
class Count:
    """A number of people with the bounds that the text gives, and where it was read."""

    value: int | None = None
    low: int | None = None
    high: int | None = None
    spans: tuple[tuple[int, int], ...] = ()


def find(article: Article, active: Collection[int]) -> dict[int, tuple[Toll, ...]]:
    """Tolls by sentence, of those with triggers and the ones behind them; totals of a longer time are left out."""
    found = {}
    for sentence in article.sentences:
        if not any(sentence.number - back in active for back in range(_REACH + 1)):
            continue
        tolls = tuple(
            toll for toll in casualties.find(article.text, sentence.start, sentence.end) if not toll.cumulative
        )
        if tolls:
            found[sentence.number] = tolls
    return found


def _gap(sentence: Sentence, toll: Toll, core: Core) -> float:
    at = sentence.tokens.at(toll.start)
    return min(abs(at - hit.first) + 6.0 * abs(sentence.clause(at) - sentence.clause(hit.first)) for hit in core.hits)


def _nearest_place(
    article: Article, sentence: Sentence, toll: Toll, drafts: Sequence[int], places: Mapping[int, Place], *, alone: bool
) -> int:
    """Of drafts that share a core (one verb, several places) the one whose place the toll stands next to.

    "Two in A and five in B" goes with what follows it, "in B, where five died" with what it follows; a lone figure after
    a list of places is their total and stands on the first (docs/coding.md, 5).
    """
    here = {n: places[n] for n in drafts if n in places and sentence.start <= places[n].start < sentence.end}
    led = [n for n, place in here.items() if article.text[toll.end : place.start].strip() in _IN]
    if led:
        return led[0]
    before = {n: article.text[place.end : toll.start] for n, place in here.items() if place.start < toll.start}
    nearest = min(before, key=lambda n: (len(before[n]), n), default=min(drafts))
    listed = alone and len(before) > 1 and " where " not in before[nearest]
    return min(drafts) if listed or len(before.get(nearest, "")) > _BESIDE else nearest


def assign(
    article: Article,
    drafts: Sequence[Draft],
    tolls: Mapping[int, tuple[Toll, ...]],
    refused: frozenset[int] = frozenset(),
) -> list[list[Toll]]:
    """The tolls of each draft, in the order of the text; each toll belongs to one event only.

    Sentences in `refused` tell something that is no event (a total, another year): their tolls belong to none.
    """
    cores: dict[int, list[tuple[Core, int]]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for core in draft.cores:
            cores[core.sentence.number].append((core, number))
    owned: list[list[Toll]] = [[] for _ in drafts]
    places = {number: draft.place for number, draft in enumerate(drafts) if draft.place is not None}
    for sentence in article.sentences:
        for toll in tolls.get(sentence.number, ()):
            here = cores.get(sentence.number)
            if not here and sentence.number in refused:
                continue
            if here:
                nearest = min((_gap(sentence, toll, core) for core, _ in here))
                sharing = [number for core, number in here if _gap(sentence, toll, core) == nearest]
                alone = sum(other.kind == toll.kind for other in tolls[sentence.number]) == 1
                owned[_nearest_place(article, sentence, toll, sharing, places, alone=alone)].append(toll)
                continue
            before = _before(article, sentence, cores)
            if before is not None:
                owned[before].append(toll)
    return owned


def _before(article: Article, sentence: Sentence, cores: Mapping[int, list[tuple[Core, int]]]) -> int | None:
    """The event told last before a sentence that has none of its own."""
    for back in range(1, _REACH + 1):
        here = cores.get(sentence.number - back)
        if here:
            same = article.sentences[sentence.number - back].paragraph == sentence.paragraph
            return here[-1][1] if same or back == 1 else None
    return None


def count(article: Article, tolls: Sequence[Toll], kind: str) -> Count:
    """The number of one kind: figures of one sentence add up, a revised figure replaces, otherwise the first stands."""
    by_sentence: dict[int, list[Toll]] = defaultdict(list)
    starts = [sentence.start for sentence in article.sentences]
    for toll in tolls:
        if toll.kind == kind and not toll.part:
            number = sum(start <= toll.start for start in starts)
            by_sentence[number].append(toll)
    best = Count()
    for number in sorted(by_sentence):
        told = _sum(by_sentence[number])
        update = any(toll.update for toll in by_sentence[number])
        if (best.value is None and best.low is None) or update or (told.value is not None and best.value is None):
            best = Count(told.value, told.low, told.high, best.spans + told.spans)
    return best


def _sum(tolls: Sequence[Toll]) -> Count:
    """The figures of one sentence: different people add up, a total followed by its parts does not."""
    exact = [toll for toll in tolls if toll.value is not None]
    if not exact:
        toll = tolls[0]
        return Count(None, toll.low, toll.high, ((toll.start, toll.end),))
    spans = tuple((toll.start, toll.end) for toll in exact)
    values = [toll.value or 0 for toll in exact]
    total = sum(values)
    if len(values) > 1 and (values[0] >= sum(values[1:]) or any(toll.bare for toll in exact[1:])):
        total = values[0]
    if len(exact) == 1:
        return Count(total, exact[0].low, exact[0].high, spans)
    low = total if any(toll.low is not None for toll in exact) else None
    return Count(total, low, None, spans)
