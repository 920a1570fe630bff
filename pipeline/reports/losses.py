"""Which dead and injured belong to which event (docs/coding.md, 5 and 8)."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import casualties, sums
from pipeline.reports.alike import same_days, same_place
from pipeline.reports.annotate import LEAD

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence

    from pipeline.dates import Period
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.casualties import Toll
    from pipeline.reports.drafts import Core, Draft
    from pipeline.schema import Place

_LEADS = re.compile(
    r"(?:\s+(?:to|of|from) (?:their|his|her) (?:injuries|wounds))?\s*(?:in|at|near)(?:\s+[^,;.()]{0,40}\b(?:in|at|near|of))?(?:\s+the)?\s*"
)
"""Between a toll and its place: "in", "in a street in"."""
_BESIDE = 15
"""Characters over which a figure still belongs to the place before it."""
_REACH = 6
"""How many sentences after an event one of its paragraph may still tell its toll,"""
_NEXT = 3
"""and how many a sentence of the next paragraph."""
_HARMLESS = frozenset({"agreement", "group", "base", "measure", "transfer", "territory", "arrest", "intercept"})
"""Families of which few die: beside another one in a sentence the toll is the other's."""
_BESIDES = 30.0
"""Words that such a family stands back."""


def find(article: Article, active: Collection[int]) -> dict[int, tuple[Toll, ...]]:
    """Tolls by sentence, of those with triggers and the ones behind them; totals of a longer time are left out."""
    found = {}
    for sentence in article.sentences:
        if casualties.telling().isdisjoint(sentence.tokens.words):
            continue
        if not any(sentence.number - back in active for back in range(_REACH + 1)):
            continue
        tolls = tuple(
            toll for toll in casualties.find(article.text, sentence.start, sentence.end) if not toll.cumulative
        )
        if tolls:
            found[sentence.number] = tolls
    return found


_ARTICLE = re.compile(r"\s+(?:the|a|an|their|his|her|its)\s*\Z")


_REACTING = frozenset({"protest", "arrest"})
"""Families of what follows on deaths: "rallied against the killing of", "arrested over the murder of"."""
_DEED = re.compile(r"(?:killing|murder|assassination|death|deaths|execution|massacre)s? of\b", re.IGNORECASE)
_BRINGING = (" in", " to", " caused", " causing", " and", " left")
"""Words behind which the deaths come of the event: "ended in the death of a student"."""


def _referred(text: str, sentence: Sentence, toll: Toll, here: Sequence[tuple[Core, int]]) -> bool:
    """Whether deaths are only the reason of something else: "in protest against the killing of a student"."""
    before = " ".join(_ARTICLE.sub("", text[sentence.start : toll.start].lower()).split())
    reacting = all(core.family in _REACTING for core, _ in here)
    if reacting and _DEED.match(text, toll.start) and not before.endswith(_BRINGING):
        return True
    if any(toll.start <= hit.start < toll.end for core, _ in here for hit in core.hits):
        return False
    return any(f" {before}".endswith(f" {cue}") for cue in lexicon.words("reference_cues"))


def _gap(sentence: Sentence, toll: Toll, core: Core) -> float:
    at = sentence.tokens.at(toll.start)
    back = _BESIDES if core.family in _HARMLESS else 0.0
    forward = _AHEAD if sentence.tokens.words[at].endswith("ing") else 0.0
    near = (
        abs(at - hit.first)
        + 6.0 * abs(sentence.clause(at) - sentence.clause(hit.first))
        + (forward if hit.first > at else 0.0)
        for hit in core.hits
    )
    return min(near) + back


_AHEAD = 10.0
"""Words that an event stands away which is told only behind ", killing six": the participle belongs to what is before it."""


def _nearest_place(
    article: Article,
    sentence: Sentence,
    toll: Toll,
    drafts: Sequence[int],
    places: Mapping[int, Place],
    tolls: Sequence[Toll],
) -> int:
    """Of drafts that share a core (one verb, several places) the one whose place the toll stands next to.

    "Two in A and five in B" goes with what follows it, "in B, where five died" with what it follows; a lone figure after
    a list of places is their total and stands on the first (docs/coding.md, 5).
    """
    here = {n: places[n] for n in drafts if n in places and sentence.start <= places[n].start < sentence.end}
    led = [n for n, place in here.items() if _LEADS.fullmatch(_ahead(article, toll, place, tolls))]
    if led:
        return min(led, key=lambda n: here[n].start)
    start = toll.who[0] if toll.who and toll.rule == "elsewhere" else toll.start
    before = {n: _between(article, place, start, tolls) for n, place in here.items() if place.start < start}
    alone = sum(other.kind == toll.kind for other in tolls) == 1
    nearest = min(before, key=lambda n: (len(before[n]), n), default=min(drafts))
    listed = alone and len(before) > 1 and " where " not in before[nearest]
    return min(drafts) if listed or len(before.get(nearest, "")) > _BESIDE else nearest


def assign(
    article: Article,
    drafts: Sequence[Draft],
    tolls: Mapping[int, tuple[Toll, ...]],
    refused: frozenset[int] = frozenset(),
    days: Mapping[int, Period] | None = None,
) -> list[list[Toll]]:
    """The tolls of each draft, in the order of the text; each toll belongs to one event only.

    Sentences in `refused` tell something that is no event (a total, another year): their tolls belong to none. `days` are
    those that sentences name: what was told of an earlier day is not of an event.
    """
    cores: dict[int, list[tuple[Core, int]]] = defaultdict(list)
    for number, draft in enumerate(drafts):
        for core in draft.cores:
            cores[core.sentence.number].append((core, number))
    owned: list[list[Toll]] = [[] for _ in drafts]
    for sentence in article.sentences:
        for toll in tolls.get(sentence.number, ()):
            here = cores.get(sentence.number)
            if not here and sentence.number in refused:
                continue
            if here:
                for number in _owners(article, sentence, toll, here, drafts, tolls[sentence.number]):
                    owned[number].append(toll)
                continue
            before = _named(article, sentence, toll, drafts)
            if before is None:
                before = _told_last(article, sentence, toll, cores, refused, drafts, owned)
            if before is not None and not _earlier((days or {}).get(sentence.number), drafts[before]):
                owned[before].append(toll)
    _open(article, drafts, tolls, cores, refused, owned)
    return sums.without(article, drafts, owned)


def _open(
    article: Article,
    drafts: Sequence[Draft],
    tolls: Mapping[int, tuple[Toll, ...]],
    cores: Mapping[int, list[tuple[Core, int]]],
    refused: frozenset[int],
    owned: Sequence[list[Toll]],
) -> None:
    """Give what an article opens with to its first event, told right after: "Two leaders died in a raid. The raid was in B"."""
    first = min(cores, default=None)
    if first is None:
        return
    number, begins = cores[first][0][1], article.sentences[first]
    if drafts[number].family not in _HEIRS:
        return
    others = [toll.kind for n, tolls_ in enumerate(owned) if n != number for toll in tolls_ if toll.value]
    counted = {toll.kind for toll in owned[number] if toll.kind in others}
    for sentence in article.sentences[max(0, first - _SOON) : min(first, _OPENING)]:
        near = begins.paragraph - sentence.paragraph <= 1
        if not near or sentence.number in refused or _elsewhere(article, sentence, drafts[number]):
            continue
        if not sums.several(article, sentence):
            owned[number].extend(toll for toll in tolls.get(sentence.number, ()) if toll.kind not in counted)
    owned[number].sort(key=lambda toll: toll.start)


_OPENING = 5
"""Sentences with which an article opens,"""
_SOON = 2
"""and how many after one of them the event is told that it counts."""


def _earlier(day: Period | None, draft: Draft) -> bool:
    period = draft.when.period
    return day is not None and period is not None and day.last < period.first


def _told_last(
    article: Article,
    sentence: Sentence,
    toll: Toll,
    cores: Mapping[int, list[tuple[Core, int]]],
    refused: frozenset[int],
    drafts: Sequence[Draft],
    owned: Sequence[Sequence[Toll]],
) -> int | None:
    """The event told last before a toll, unless its sentence is about another place."""
    before = _before(article, sentence, cores, refused)
    if toll.rule in _WHOLE:
        before = _counted(article, sentence, drafts, owned, toll, before)
    if before is None or _elsewhere(article, sentence, drafts[before]):
        return None
    own = drafts[before].place
    if own is not None and _placed_elsewhere(article, sentence, toll, [own]):
        return None
    if _apart().search(article.text, sentence.start, sentence.end) or _SEPARATE.match(article.text, sentence.start):
        return None
    past = _YEAR.search(article.text, sentence.start, toll.start)
    period = drafts[before].when.period
    return None if past and period and int(past[1]) != period.first.year else before


_SEPARATE = re.compile(
    r"[\"“]?(?:Separately|Meanwhile|Elsewhere|In (?:a|an|two) (?:separate|other|unrelated)|In another)\b"
)


@cache
def _apart() -> re.Pattern[str]:
    """An attack that is not the one told before ("in an ambush", "other shelling"), or a time longer than an event's."""
    deeds = "|".join(map(re.escape, sorted(lexicon.words("deed_nouns"))))
    return re.compile(
        rf"\b(?:in|by|during|with|made|launched|mounted) (?:an?|two|three|several|different) (?:[\w-]+ ){{0,3}}(?:{deeds})\b"
        rf"|\b(?:another|other|separate|similar|earlier|previous) (?:[\w-]+ ){{0,2}}(?:{deeds})\b"
        r"|\b(?:over|during|within|in) (?:\w+ ){0,3}(?:days of|weeks?|months?|years?|hours of|(?:24|twenty-four) hours)\b"
        r"|\blast (?:month|year)\b|\bover the day\b",
        re.IGNORECASE,
    )


_YEAR = re.compile(r"\b[Ii]n (?:[A-Z][a-z]+ )?((?:19|20)\d\d)\b")
"""As in "In 2021 more than 300 inmates died", told behind a riot of another year."""


_WHOLE = frozenset({"toll", "revised"})


def _counted(
    article: Article,
    sentence: Sentence,
    drafts: Sequence[Draft],
    owned: Sequence[Sequence[Toll]],
    toll: Toll,
    before: int | None,
) -> int | None:
    """The event of the paragraph whose dead were counted last: "the number of dead" is theirs, not of what was told since."""
    found = [
        number
        for number, draft in enumerate(drafts)
        if draft.cores[-1].sentence.paragraph == sentence.paragraph
        and any(one.kind == toll.kind for one in owned[number])
    ]
    return max(found, key=lambda number: drafts[number].cores[-1].sentence.number, default=before)


def _owners(
    article: Article,
    sentence: Sentence,
    toll: Toll,
    here: Sequence[tuple[Core, int]],
    drafts: Sequence[Draft],
    tolls: Sequence[Toll],
) -> Sequence[int]:
    """The drafts told in a sentence that a toll of it is of: one; that nobody was hurt is said of all that share a verb."""
    if _referred(article.text, sentence, toll, here):
        return ()
    nearest = min(_gap(sentence, toll, core) for core, _ in here)
    sharing = [number for core, number in here if _gap(sentence, toll, core) == nearest]
    if toll.value == 0:
        return sharing
    places = {number: place for number in sharing if (place := drafts[number].place) is not None}
    other = _told_at(article, sentence, toll, drafts, tolls)
    if other is not None and not any(number == other for _, number in here):
        return (other,)
    if _placed_elsewhere(article, sentence, toll, list(places.values())):
        return ()
    each = _of_each(article, toll, places, tolls)
    if len(each) > 1:
        return each
    since = _COMPARED.search(article.text, sentence.start, toll.start)
    if since and not any(place.start > since.end() for place in places.values()):
        return ()
    sharing = [number for number in sharing if not _of_another_year(article, sentence, toll, drafts[number])]
    if not sharing or _before_it(article, sentence, toll, here, drafts):
        return ()
    return (_nearest_place(article, sentence, toll, sharing, places, tolls),)


_COMPARED = re.compile(
    r"\b(?:worst|deadliest|bloodiest|biggest|largest|heaviest|highest|most \w+|first)\b[^.;]{0,80}\bsince\b",
    re.IGNORECASE,
)
"""What is behind this is another event, which serves to compare: "the worst attack since a bomb that killed 100"."""


_IN_YEAR = re.compile(r"[^,;.]{0,60}?\b(?:in|of|since) (?:[A-Z][a-z]+ )?((?:19|20)\d\d)\b")


_OF_YEAR = re.compile(r"\b(?:the|in|of) ((?:19|20)\d\d)\b[^.;]*\b(?:which|where|when)\b")
"""As in "over the 2016 coup attempt, in which 250 died"."""
_LAST_YEAR = re.compile(r"[^,;.]{0,40}?\b(?:last year|years? (?:ago|earlier|before))\b")
_MONTH = 3
"""Precision of the days of an event that is told of a month or more."""


def _of_another_year(article: Article, sentence: Sentence, toll: Toll, draft: Draft) -> bool:
    """Whether a year follows that is not the event's: "in a region where insurgents killed 19 workers in 2018"."""
    period, main = draft.when.period, draft.cores[0].main
    if period is None or main.start >= toll.start:
        return False
    if _LAST_YEAR.match(article.text, toll.end) and period.precision < _MONTH:
        return True
    years = [
        _IN_YEAR.match(article.text, toll.end),
        _OF_YEAR.search(article.text, max(main.end, sentence.start), toll.start),
    ]
    return any(year is not None and int(year[1]) != period.first.year for year in years)


_EARLIER = re.compile(r"\b(?:hours?|days?|weeks?|months?|years?) after\b", re.IGNORECASE)


def _before_it(
    article: Article, sentence: Sentence, toll: Toll, here: Sequence[tuple[Core, int]], drafts: Sequence[Draft]
) -> bool:
    """Whether a clause tells what went before an event told outside of it: "hours after troops had killed nine, a missile hit"."""
    earlier = _EARLIER.search(article.text, sentence.start, toll.end)
    if earlier is None or re.search("[,;]", article.text[earlier.end() : toll.start]):
        return False
    until = next((at for at in range(toll.end, sentence.end) if article.text[at] in ",;"), sentence.end)
    told: dict[bool, set[int]] = {True: set(), False: set()}
    for core, number in here:
        for hit in core.hits:
            within = earlier.start() <= hit.start < until
            if not within or drafts[number].cores[0] is core:
                told[within].add(number)
    inside = [place for place in article.places_in(sentence) if earlier.end() <= place.start < until]
    return not inside and bool(told[False]) and told[True] <= told[False]


def _ahead(article: Article, toll: Toll, place: Place, tolls: Sequence[Toll]) -> str:
    """The words from a toll to a place behind it, without a toll that "and" joins to it: "killed two and wounded nine in B"."""
    beside = next((other for other in tolls if other.kind != toll.kind and other.start > toll.end), None)
    if beside is None or not _JOINED.fullmatch(article.text[toll.end : beside.start]):
        beside = toll
    return article.text[beside.end : place.start]


_JOINED = re.compile(r",?\s+(?:and\s+|with\s+)?")


def _between(article: Article, place: Place, start: int, tolls: Sequence[Toll]) -> str:
    """The words between a place and a toll without the tolls told there: "in B one was killed and three were wounded"."""
    text, at = "", place.end
    for other in sorted(tolls, key=lambda one: one.start):
        if at <= other.start and other.end <= start:
            text, at = text + article.text[at : other.start], other.end
    return text + article.text[at:start]


_EACH = re.compile(r"\beach\b")
_EACH_FOLLOWS = 6
"""Characters behind a number within which "each" still belongs to it."""


def _of_each(article: Article, toll: Toll, places: Mapping[int, Place], tolls: Sequence[Toll]) -> list[int]:
    """The drafts that share a number "each": those of the places behind it up to the next number, else before it."""
    if not _EACH.search(article.text, toll.start, toll.end + _EACH_FOLLOWS):
        return []
    counts = sorted(other.who[0] if other.who else other.start for other in tolls if other.kind == toll.kind)
    mine = toll.who[0] if toll.who else toll.start
    until = next((start for start in counts if start > mine), len(article.text))
    since = max((start for start in counts if start < mine), default=0)
    behind = [number for number, place in places.items() if mine < place.start < until]
    return behind or [number for number, place in places.items() if since < place.start < mine]


def _placed_elsewhere(article: Article, sentence: Sentence, toll: Toll, places: Sequence[Place]) -> bool:
    """Whether a place that is none of the events' follows the toll: "lost two soldiers near A, rockets hit B"."""
    for place in article.places_in(sentence):
        led = place.start >= toll.end and _LEADS.fullmatch(article.text[toll.end : place.start])
        if led and place.role == "event":
            return place.location_type != "country" and not any(same_place(place, own) for own in places)
    return False


def _told_at(
    article: Article, sentence: Sentence, toll: Toll, drafts: Sequence[Draft], tolls: Sequence[Toll]
) -> int | None:
    """The event told nearest whose own place the toll stands next to: "and wounded 37 in B" behind "after the blasts in A"."""
    for place in article.places_in(sentence):
        led = place.start >= toll.end and _LEADS.fullmatch(_ahead(article, toll, place, tolls))
        if led and place.role == "event":
            found = [
                (abs(core.sentence.number - sentence.number), number)
                for number, draft in enumerate(drafts)
                for core in draft.cores
                if draft.place is not None and draft.place.name == place.name and draft.family not in _HARMLESS
            ]
            return min(found)[1] if found else None
    return None


def _named(article: Article, sentence: Sentence, toll: Toll, drafts: Sequence[Draft]) -> int | None:
    """The event just told at a place that a sentence without an event of its own names before a toll: "In B no one was hurt"."""
    named = [p for p in article.places_in(sentence) if p.role == "event"]
    named = [p for p in named if p.start < toll.start] or named[:1]
    found = [
        number
        for number, draft in enumerate(drafts)
        if 0 < sentence.number - draft.cores[-1].sentence.number <= _NEXT
        and any(same_place(place, draft.place) for place in named[-1:])
    ]
    return found[-1] if found else None


def _elsewhere(article: Article, sentence: Sentence, draft: Draft) -> bool:
    """Whether a sentence without an event of its own is about another place than the event before."""
    if sentence.paragraph == draft.cores[-1].sentence.paragraph:
        return False
    named = [p for p in article.places_in(sentence) if p.role == "event"]
    return bool(named) and not any(same_place(place, draft.place) for place in named)


def _before(
    article: Article, sentence: Sentence, cores: Mapping[int, list[tuple[Core, int]]], refused: frozenset[int]
) -> int | None:
    """The event told last before a sentence that has none of its own, in its paragraph or in the one before."""
    for back in range(1, _REACH + 1):
        number = sentence.number - back
        if number in refused and article.sentences[number].paragraph == sentence.paragraph and number not in cores:
            return None
        here = cores.get(number)
        if here:
            apart = sentence.paragraph - article.sentences[number].paragraph
            return here[-1][1] if not apart or (apart == 1 and back <= _NEXT) else None
    return None


def inherit(drafts: Sequence[Draft], tolls: Sequence[list[Toll]], dropped: Sequence[bool]) -> dict[int, list[Toll]]:
    """Tolls of drafts that are no events after all, for the event told beside them.

    Only for those that have none of the kind of their own.
    """
    found: dict[int, list[Toll]] = {}
    for number, draft in enumerate(drafts):
        heir = _heir(drafts, dropped, draft) if dropped[number] and tolls[number] else None
        had = {toll.kind for toll in tolls[heir]} if heir is not None else set()
        if heir is None and dropped[number] and tolls[number]:
            heir = _opened(drafts, dropped, draft)
            had = {toll.kind for n, told in enumerate(tolls) if not dropped[n] and n != heir for toll in told}
        if heir is None:
            continue
        left = [toll for toll in tolls[number] if toll.kind not in had]
        if left:
            found[heir] = sorted([*found.get(heir, tolls[heir]), *left], key=lambda toll: toll.start)
    return found


def _opened(drafts: Sequence[Draft], dropped: Sequence[bool], draft: Draft) -> int | None:
    """The event told right after an opening without a day, which is no event itself, where it can be the same one."""
    first = draft.first.sentence.number
    if first > LEAD or draft.when.rule != "publication date":
        return None
    later = [
        (other.first.sentence.number, number)
        for number, other in enumerate(drafts)
        if not dropped[number] and other.first.sentence.number > first
    ]
    at, heir = min(later, default=(0, 0))
    near = 0 < at - first <= _SOON and drafts[heir].family in _HEIRS
    return heir if near and (draft.place is None or same_place(draft.place, drafts[heir].place)) else None


_HEIRS = frozenset({"attack", "battle", "remote", "riot", "protest", "territory", "abduct"})
"""Families whose events may take the dead of what is told beside them."""


def _heir(drafts: Sequence[Draft], dropped: Sequence[bool], draft: Draft) -> int | None:
    """The event told in the sentence of a draft, or in the one before it where it only says what befell people."""
    first, passive = draft.first.sentence, draft.first.main.passive
    beside: list[tuple[bool, int, int]] = []
    own = draft.best.own_place
    for number, other in enumerate(drafts):
        if own and draft.place is not None and other.place is not None and not same_place(draft.place, other.place):
            continue
        if dropped[number] or other.family not in _HEIRS or not same_days(draft.when, other.when):
            continue
        spots = [core.sentence for core in other.cores if core.sentence.paragraph == first.paragraph]
        beside += [
            (spot is first, spot.number, number)
            for spot in spots
            if spot is first or (first.number - spot.number == 1 and (passive or same_place(draft.place, other.place)))
        ]
    return max(beside)[2] if beside else None
