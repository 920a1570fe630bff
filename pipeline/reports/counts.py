"""What the number of an event's dead or injured is, of the tolls that belong to it (docs/coding.md, 5 and 8)."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.records import readonly
from pipeline.reports import casualties, statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.casualties import Toll


_WHOLE = frozenset({"toll", "revised"})
"""Rules of tolls that are put for the whole event."""


@readonly
class Count:
    """A number of people with the bounds that the text gives, and where it was read."""

    value: int | None = None
    low: int | None = None
    high: int | None = None
    spans: tuple[tuple[int, int], ...] = ()


def count(article: Article, tolls: Sequence[Toll], kind: str) -> Count:
    """The number of one kind.

    Figures of one sentence add up, a revised figure replaces, people of the other side or "two more" add up as well. A figure
    that someone else gives sets the bounds; of those told again the first stands.
    """
    mine = [toll for toll in tolls if toll.kind == kind and not (kind == "injured" and _died(article, toll, tolls))]
    by_sentence: dict[tuple[int, int], list[Toll]] = defaultdict(list)
    for toll in [toll for toll in mine if not toll.part] or mine:
        sentence = article.sentence_at(toll.start)
        by_sentence[sentence.number, len(_TURN.findall(article.text, sentence.start, toll.start))].append(toll)
    best, parted = Count(), False
    known: list[Toll] = []
    for number, part in sorted(by_sentence):
        here = by_sentence[number, part]
        told = _sum(article, here)
        first = best.value is None and (best.low is None or (told.value or 0) >= best.low)
        if here[0].former and not first:
            continue
        if best.low and best.value is None and all(_witnessed(article, toll) for toll in here):
            continue
        stale = told.value is not None and any(toll.former for toll in known)
        if first or stale or any(toll.update for toll in here):
            best, known = replace(told, spans=best.spans + told.spans), here
        elif told.value and best.value is not None:
            if (
                not parted
                and _further(article, known, here, parted=False)
                and not _besides(article, known, here, tolls)
            ):
                best, known = _plus(best, told), known + here
            elif best.value == 1 and told.value > 1 and _WHOLE_EVENT.match(article.text, here[-1].end):
                best, known = replace(told, spans=best.spans + told.spans), here
            else:
                parted = parted or told.value < (best.value or 0)
                best = _rival(best, told, here, said=_attributed(article.sentences[number]))
    return best


def _besides(article: Article, known: Sequence[Toll], here: Sequence[Toll], tolls: Sequence[Toll]) -> bool:
    """Whether people are "others" only beside the dead, told again with them: "Five died. Another 17 were hurt"."""
    if here[0].kind != "injured" or not _MORE.search(article.text, here[0].start, here[0].end):
        return False
    number = article.sentence_at(here[0].start).number
    dead = [toll for toll in tolls if toll.kind == "killed" and known[-1].end < toll.start < here[0].start]
    near = [toll for toll in dead if number - article.sentence_at(toll.start).number <= 1]
    start, end = here[0].who or (here[0].start, here[0].end)
    named = {_nouns().get(word) for word in re.findall(r"[a-z]+", article.text[start:end].lower())}
    armed = bool(named & {"forces", "rebels"} - {_side(article, known[-1])})
    return bool(near) and not any(more(article.text, toll) for toll in near) and not (armed and known[-1].value)


_SEEN = re.compile(r"\b(?:saw|seen|counted)\b[^.;]{0,30}\Z")


def _witnessed(article: Article, toll: Toll) -> bool:
    """Whether a figure is only of the bodies that someone saw, where dozens are dead: "a reporter counted six bodies"."""
    start = article.sentence_at(toll.start).start
    return toll.rule in {"count", "of"} and bool(_SEEN.search(article.text[start : toll.start]))


_WHOLE_EVENT = re.compile(
    r"[^.;,]{0,20}? in (?:the|that|this) (?:\w+ )?(?:attack|attacks|blast|explosion|bombing|ambush|clash|clashes|raid|shooting|incident|assault|strike|violence|fighting)\b"
)
"""Behind a number this tells that it counts all dead of an event of which one was named before."""
_PRONOUN = re.compile(r"(?:he|she)", re.IGNORECASE)
_STILL = 2
"""Sentences after the wound within which "he died" is said of the same person."""


def _died(article: Article, hurt: Toll, tolls: Sequence[Toll]) -> bool:
    """Whether someone who was hurt is told to have died of it: "wounded a soldier who later died", "where he succumbed"."""
    if hurt.who is None:
        return False
    if any(
        dead.kind == "killed" and dead.who and dead.who[0] == hurt.who[0] and dead.who[1] > hurt.who[1]
        for dead in tolls
    ):
        return True
    if hurt.value != 1:
        return False
    told = article.sentence_at(hurt.start).number

    def back(dead: Toll) -> int:
        return article.sentence_at(dead.start).number - told if dead.start > hurt.start else -1

    name = article.text[slice(*hurt.who)]
    return any(
        dead.who is not None
        and dead.value == 1
        and (
            dead.who == hurt.who
            or (dead.rule == "name" and article.text[slice(*dead.who)] in name)
            or (0 <= back(dead) <= _STILL and _PRONOUN.fullmatch(article.text, *dead.who))
        )
        for dead in tolls
        if dead.kind == "killed"
    )


_TURN = re.compile(r";|, (?:but|while|whereas)\b")
"""Where a sentence turns to what another side says or suffered."""


def _attributed(sentence: Sentence) -> bool:
    """Whether a sentence tells what someone says."""
    return any(word in _speech() for word in sentence.tokens.words)


@cache
def _speech() -> frozenset[str]:
    return lexicon.words("speech_verbs") | statements.forms().keys()


def _plus(one: Count, other: Count) -> Count:
    low = (one.low or one.value or 0) + (other.low or other.value or 0) if one.low or other.low else None
    high = (one.high or one.value or 0) + (other.high or other.value or 0) if one.high or other.high else None
    return Count((one.value or 0) + (other.value or 0), low, high, one.spans + other.spans)


_FACTOR = 20
"""How many times a rival figure may exceed the first one; more is the toll of something larger."""


def _rival(best: Count, told: Count, tolls: Sequence[Toll], *, said: bool) -> Count:
    """Bounds from the figure of someone else: a higher one that is attributed, a lower one that is put for the whole."""
    value, other = best.value or 0, told.value or 0
    put = any(toll.rule == "toll" for toll in tolls)
    if 0 < value < other <= value * _FACTOR and (said or put):
        low = best.low if best.low is not None else value
        return Count(best.value, low, max(other, best.high or 0), best.spans + told.spans)
    if 0 < other < value and put:
        return Count(best.value, min(other, best.low or other), best.high or value, best.spans + told.spans)
    return best


_MORE = re.compile(
    r"\b(?:[Oo]thers?|[Aa]nother|[Mm]ore(?! than)|[Ff]urther|[Aa]dditional|second|third|fourth|fifth|sixth|seventh|eighth)\b"
)


_OF_HURT = re.compile(r"[\w-]+ of (?:the|those|its|his) (?:\w+ )?(?:wounded|injured)\b", re.IGNORECASE)
"""Some of those hurt who died as well."""


def more(text: str, toll: Toll) -> bool:
    """Whether a toll counts people on top of those told before: "two more", "a third"."""
    return bool(_MORE.search(text, toll.start, toll.end))


_LATER = re.compile(r"\s+(?:later|subsequently|afterwards|in hospital|at (?:a |the )?hospital)\b")


def _further(article: Article, known: Sequence[Toll], tolls: Sequence[Toll], *, parted: bool) -> bool:
    """Whether people come on top of those told before: "two more", or the other side's.

    Civilians besides fighters do where they are `parted` from them in one sentence; in another one they may be rivals.
    """
    text = article.text
    next_to = article.sentence_at(tolls[0].start).number - article.sentence_at(known[-1].start).number == 1
    if next_to and not parted and any(_OF_HURT.match(text, toll.start) for toll in tolls):
        return True
    again = sum(toll.value or 0 for toll in known) == sum(toll.value or 0 for toll in tolls)
    if any(_MORE.search(text, toll.start, toll.end) for toll in tolls):
        if again and len(tolls) > 1:
            return False
        before = {toll.value for toll in known}
        return not any(toll.value in before for toll in tolls)
    sides = {_side(article, toll) for toll in known if toll.value != 0}
    others = {_side(article, toll) for toll in tolls if toll.value != 0}
    if "" not in others and not others & sides and any(casualties.too(text, toll) for toll in tolls):
        return True
    both = sides | others
    apart = "" not in both and not sides & others and "rebels" in both
    return apart and (parted or ("forces" in both and not again))


_SIDES = {
    "military": "forces",
    "external": "forces",
    "police": "forces",
    "unit": "forces",
    "rank": "forces",
    "group": "rebels",
    "unidentified": "rebels",
    "civilians": "civilians",
    "protesters": "civilians",
}


@cache
def _nouns() -> dict[str, str]:
    """Nouns of lexicons/actor_nouns.csv to the side that they count for."""
    rows = lexicon.table("actor_nouns", ("word", "kind", "label", "type"))
    found: dict[str, str] = {}
    for row in rows:
        for word in lexicon.values(row["word"]) if row["kind"] in _SIDES else ():
            found.setdefault(word, _SIDES[row["kind"]])
    return found


_WORD = re.compile(r"\s+([a-z]+)")
_WHOM = re.compile(r"\bof (?:whom|them)\b")


def _side(article: Article, toll: Toll) -> str:
    """Whose people a toll counts, by its last noun for a party; a number alone goes with those counted before it.

    "" where no noun tells it: "35 rebels were killed and 25 more hurt" are all rebels, "two soldiers died and five people" not.
    """
    start, end = toll.who or (toll.start, toll.end)
    words = re.findall(r"[a-z]+", article.text[start:end].lower())
    found = next((_nouns()[word] for word in reversed(words) if word in _nouns()), "")
    if "and" in words and {"forces", "rebels"} <= {_nouns().get(word) for word in words}:
        return ""
    following = _WORD.match(article.text, max(end, toll.end))
    if not found and toll.bare and following is not None:
        found = _nouns().get(following[1], "")
    loose = toll.bare or toll.rule == "count" or _WHOM.search(article.text, start, end)
    if found or toll.rule == "after" or not (loose or _MORE.search(article.text, start, end)):
        return found
    before = re.findall(r"[a-z]+", article.text[article.sentence_at(toll.start).start : start].lower())
    return next((_nouns()[word] for word in reversed(before) if word in _nouns()), "")


def _sum(article: Article, tolls: Sequence[Toll]) -> Count:
    """The figures of one sentence: different people add up, a total followed by its parts does not."""
    exact = [toll for toll in tolls if toll.value is not None]
    exact = [toll for toll in exact if toll.update][:1] or exact
    if not exact:
        toll = tolls[0]
        return Count(None, toll.low, toll.high, ((toll.start, toll.end),))
    spans = tuple((toll.start, toll.end) for toll in exact)
    first, rest = exact[0], exact[1:]
    total = sum(toll.value or 0 for toll in exact)
    if rest and not _apart(article, first, rest):
        total = first.value or 0
    if len(exact) == 1:
        return Count(total, first.low, first.high, spans)
    low = total if any(toll.low is not None for toll in exact) else None
    return Count(total, low, None, spans)


def _apart(article: Article, first: Toll, rest: Sequence[Toll]) -> bool:
    """Whether the later figures of a sentence count other people than the first one."""
    if any(toll.rule in _WHOLE for toll in rest):
        return False
    if any(toll.rule in {"elsewhere", "with"} or _MORE.search(article.text, toll.start, toll.end) for toll in rest):
        return True
    if any(_LATER.match(article.text, toll.end) and not toll.part for toll in rest):
        return True
    if _further(article, (first,), rest, parted=True):
        return True
    return (first.value or 0) < sum(toll.value or 0 for toll in rest) and not any(toll.bare for toll in rest)
