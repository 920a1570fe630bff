"""Toponyms in running text: which capitalised words are names of places, by an additive score of named cues."""

from __future__ import annotations

import itertools
import math
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.places import persons
from pipeline.places.persons import name
from pipeline.places.runs import Run, Word, runs
from pipeline.places.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.seam import Gazetteer
    from pipeline.schema import Candidate

_NOUNS_AFTER = re.compile(r"((?: [a-z][a-z-]*){1,5})")
_OF = frozenset(("of", "of the"))
_ARTICLES = frozenset(("The", "New", "Old"))
_LISTS = frozenset((",", "and", "or", "&"))
NOUN_WORDS = 3
"""Most words of a noun for a kind of place ("oil pumping station")."""
MODIFIERS = 2
"""Most words between a name and the noun of a facility ("the Zhulyansky machine-building plant")."""


@dataclass(slots=True)
class Mention:
    """A toponym as read: its span, what the gazetteer knows under it, the cues and their sum."""

    start: int
    end: int
    name: str
    query: str
    candidates: tuple[Candidate, ...]
    run: Run
    first: int
    stop: int
    cues: list[str] = field(default_factory=list)
    score: float = 0.0
    noun: str = ""
    noun_end: int = 0
    country: str = ""
    suffix: str = ""


def find(text: str, gazetteer: Gazetteer, heads: Sequence[tuple[int, int]] = ()) -> tuple[list[Mention], list[Run]]:
    """The toponyms of a text, in order, and all runs of capitalised words; `heads` are its datelines."""
    words = vocabulary()
    read = runs(text)
    surnames = persons.mark(read, gazetteer, words)
    proposed: list[Mention] = []
    for run in read:
        _propose(run, text, gazetteer, words, proposed)
    for mention in proposed:
        if any(a <= mention.start < b for a, b in heads):
            mention.cues.append("dateline")
        _weigh(mention, surnames, text, gazetteer, words)
    _lists(proposed, text, words)
    sure = {mention.query for mention in proposed if mention.score >= 1.5}
    repeated = words.weights["repeated"]
    for mention in proposed:
        if mention.query in sure and mention.score < 1.5:
            mention.cues.append("repeated")
            mention.score += repeated
    return [mention for mention in proposed if mention.score > 0], read


def _propose(run: Run, text: str, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> None:
    i = 0
    while i < len(run.words):
        word = run.words[i]
        if word.taken or (word.text[0].islower() and "-" not in word.text):
            i += 1
            continue
        stop = _longest(run, i, gazetteer, words, found, text)
        if stop > i:
            i = stop
            continue
        if "-" in word.text and _hyphenated(run, i, gazetteer, words, found):
            i += 1
            continue
        i = _unknown(run, i, text, gazetteer, words, found)


def _longest(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention], text: str) -> int:
    """Take the longest known name from word `i` on; returns where it stops, or `i`."""
    first = run.words[i]
    most = min(gazetteer.longest(first.text), len(run.words) - i)
    if first.text in words.cues["function"] and first.text not in _ARTICLES:
        most = min(most, 1)
    if run.mark[:1] == "$" and i == len(run.words) - 1:
        return i
    for size in range(max(most, 1), 0, -1):
        last = run.words[i + size - 1]
        if last.taken or (last.text[0].islower() and "-" not in last.text):
            continue
        query = name(run, i, i + size)
        short = words.abbreviations.get(query)
        if short is not None and short[2] and not _after_comma(run, i, found):
            short = None
        if short is not None:
            candidates = tuple(c for c in gazetteer.lookup(short[0]) if not short[1] or c.iso3 == short[1])
            found.append(
                Mention(first.start, last.end, query, short[0], candidates, run, i, i + size, ["abbreviation"])
            )
            return i + size
        if size > most:
            continue
        if size == 1 and _dull(first, run, i, words):
            return i + 1 if first.text in words.cues["function"] else i
        candidates = gazetteer.lookup(query)
        if candidates:
            found.append(Mention(first.start, last.end, query, query, candidates, run, i, i + size))
            return i + size
    return i


def _after_comma(run: Run, i: int, found: list[Mention]) -> bool:
    if i or not run.before or run.before[-1] != "," or not found:
        return False
    return 0 < run.words[0].start - found[-1].end <= 3


def _dull(word: Word, run: Run, i: int, words: Vocabulary) -> bool:
    """Whether a word alone never is a place: function words, days, months, people, short acronyms."""
    text = word.text
    cues = words.cues
    if text in cues["function"] or text in cues["weekday"] or text in cues["month"] or text in words.adjectives:
        return True
    if text.lower() in words.compass and text.lower() != "central":
        return True
    if run.mark[:1] == "$" and word is run.words[-1]:
        return True
    if len(text) <= 1 or (text.endswith(".") and len(text) <= 5):
        return True
    return text.isupper() and len(text) <= 3


def _hyphenated(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> bool:
    """Split "Tehran-backed" and "Kyiv-Zhytomyr"."""
    word = run.words[i]
    head, _, tail = word.text.partition("-")
    if len(head) < 3 or not tail or head in words.adjectives or head.lower() in words.common:
        return False
    short = words.abbreviations.get(head)
    query = short[0] if short else head
    candidates = gazetteer.lookup(query)
    if not candidates:
        return False
    if tail[0].islower():
        found.append(Mention(word.start, word.start + len(head), head, query, candidates, run, i, i + 1, suffix=tail))
        return True
    others = gazetteer.lookup(tail)
    if not others:
        return False
    found.append(Mention(word.start, word.start + len(head), head, query, candidates, run, i, i + 1, ["joined"]))
    found.append(Mention(word.end - len(tail), word.end, tail, tail, others, run, i, i + 1, ["joined"]))
    return True


def _unknown(run: Run, i: int, text: str, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> int:
    """A name that no gazetteer has: a mention only where a noun for a kind of place stands beside it."""
    stop = i
    while stop < len(run.words):
        word = run.words[stop]
        lower = word.text.lower()
        if word.taken or word.text[0].islower() or _dull(word, run, stop, words) or (stop > i and lower in words.nouns):
            break
        stop += 1
        if word.possessive:
            break
    if stop == i:
        return i + 1
    first, last = run.words[i], run.words[stop - 1]
    if stop - i == 1 and first.text.lower() in words.nouns:
        return stop
    if last.possessive or all(w.text.lower() in words.common for w in run.words[i:stop]):
        return stop
    query = name(run, i, stop)
    mention = Mention(first.start, last.end, query, query, (), run, i, stop)
    if _noun_before(mention, words) or _noun_after(mention, text, gazetteer, words) or _led(mention, words):
        found.append(mention)
    return stop


def _noun_before(mention: Mention, words: Vocabulary) -> bool:
    """As in "village of X", "province of X"."""
    if mention.first:
        previous = [w.text for w in mention.run.words[max(0, mention.first - 2) : mention.first]]
        noun = previous[0].lower() if len(previous) == 2 and previous[1] in _OF else ""
    else:
        before = mention.run.before
        noun = before[-2] if len(before) > 1 and before[-1] == "of" else before[-1] if before else ""
        if before and before[-1] != "of" and noun not in _APPOSED:
            noun = ""
    kind = words.nouns.get(noun)
    if kind is None or not kind.before:
        return False
    mention.noun = noun
    mention.cues.append("noun before")
    return True


def _led(mention: Mention, words: Vocabulary) -> bool:
    """Whether an unknown name follows a word that mostly stands before places."""
    if mention.first or not mention.run.before or mention.run.initial:
        return False
    before = mention.run.before[-1]
    return words.prepositions.get(before) in {"strong", "medium"} or before in words.cues["attack"]


_APPOSED = frozenset(
    ("village", "town", "city", "hamlet", "settlement", "plant", "camp", "district", "neighbourhood", "neighborhood")
)


def _noun_after(mention: Mention, text: str, gazetteer: Gazetteer, words: Vocabulary) -> bool:
    """As in "X region", "X District", "the X oil depot": notes the noun and where it ends."""
    run, stop = mention.run, mention.stop
    if run.words[stop - 1].possessive or mention.suffix:
        return False
    following = _following(mention, text)
    for skipped in range(min(MODIFIERS, len(following) - 1) + 1):
        if skipped and following[skipped - 1][0] in _STOPS:
            break
        for size in range(min(NOUN_WORDS, len(following) - skipped), 0, -1):
            noun = " ".join(word for word, _ in following[skipped : skipped + size])
            kind = words.nouns.get(noun)
            if (
                kind is None
                or not kind.after
                or (skipped and kind.location_type != "facility")
                or (kind.location_type == "street" and (skipped or stop == len(run.words)))
            ):
                continue
            mention.noun, mention.noun_end = noun, following[skipped + size - 1][1]
            mention.cues.append(f"{kind.location_type} noun after")
            if kind.location_type == "street":
                mention.candidates = ()
            elif kind.location_type != "settlement" and not skipped:
                _whole(mention, text, gazetteer)
            return True
    return False


def _following(mention: Mention, text: str) -> list[tuple[str, int]]:
    """The words after a mention in small letters, with their ends: of its run, or small words behind the run."""
    run, stop = mention.run, mention.stop
    if stop < len(run.words):
        return [(w.text.lower(), w.end) for w in run.words[stop : stop + NOUN_WORDS + MODIFIERS]]
    match = _NOUNS_AFTER.match(text, mention.end)
    if match is None:
        return []
    found, end = [], mention.end
    for word in match.group(1).split(" ")[1:]:
        end += 1 + len(word)
        found.append((word, end))
    return found


def _whole(mention: Mention, text: str, gazetteer: Gazetteer) -> None:
    """Ask for the name with its noun; "Bryansk region" is another name than "Bryansk"."""
    phrase = text[mention.start : mention.noun_end]
    found = gazetteer.lookup(phrase)
    if found:
        mention.query, mention.candidates = phrase, found


_STOPS = frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "from",
        "by",
        "for",
        "with",
        "and",
        "or",
        "but",
        "that",
        "which",
        "who",
        "where",
        "when",
        "while",
        "as",
        "is",
        "was",
        "were",
        "are",
        "had",
        "has",
        "have",
        "been",
        "after",
        "before",
        "since",
        "until",
        "near",
        "between",
        "during",
        "over",
        "under",
        "into",
        "onto",
        "out",
        "off",
        "up",
        "down",
        "about",
        "against",
        "said",
        "says",
        "told",
    ]
)


def _kind(candidates: tuple[Candidate, ...]) -> str:
    """Cue for what the most important candidate is."""
    kinds = {c.location_type for c in candidates}
    if "country" in kinds:
        return "country"
    if candidates[0].match in {"variant", "fuzzy"}:
        return "variant"
    if "region" in kinds and any(c.location_type == "region" and c.match == "exact" for c in candidates):
        return "region"
    if kinds & {"area", "water"}:
        return "area"
    return "settlement"


def _weigh(mention: Mention, surnames: frozenset[str], text: str, gazetteer: Gazetteer, words: Vocabulary) -> None:
    """Collect the cues of a mention and add their weights."""
    cues = mention.cues
    _beside(mention, text, gazetteer, words)
    _prior(mention, words)
    single = mention.stop - mention.first == 1
    if single and mention.run.words[mention.first].text in surnames:
        cues.append("surname here")
    if mention.suffix:
        cues.append("backed" if mention.suffix.split("-")[-1] in words.cues["backed"] else "suffix")
    weights = words.weights
    mention.score = weights["bias"] + sum(weights[cue] for cue in cues)
    population = max((c.population for c in mention.candidates if c.match in {"exact", "service"}), default=0)
    if not population:
        population = max((c.population for c in mention.candidates), default=0) // 4
    mention.score += weights["population"] * math.log10(population + 1)


def _prior(mention: Mention, words: Vocabulary) -> None:
    """What is known of the name whatever stands beside it."""
    cues, word = mention.cues, mention.run.words[mention.first].text
    if mention.candidates:
        cues.append(_kind(mention.candidates))
        if all(c.match == "alias" for c in mention.candidates) and "abbreviation" not in cues:
            cues.append("alias")
    else:
        cues.append("unknown")
    if mention.stop - mention.first > 1:
        cues.append("several words")
        if all(
            w.text.lower() in words.common or w.text[0].islower()
            for w in mention.run.words[mention.first : mention.stop]
        ):
            cues.append("common words")
        return
    lower = word.lower()
    if lower in words.common:
        cues.append("common word initial" if mention.run.initial and mention.first == 0 else "common word")
    if word in words.first_names or lower.capitalize() in words.first_names:
        cues.append("first name")
    if word in words.surnames:
        cues.append("surname")
    if word.isupper() and len(word) <= 5 and not {"abbreviation", "dateline"} & set(cues):
        cues.append("capitals")


def _preceding(mention: Mention, words: Vocabulary) -> str:
    """The word before a mention, past a compass word; notes persons and names that stand there."""
    run, cues = mention.run, mention.cues
    before = run.before[-1] if run.before and mention.first == 0 else ""
    if mention.first:
        previous = run.words[mention.first - 1]
        lower = previous.text.lower()
        if lower in words.prepositions:
            before = lower
        elif previous.taken:
            cues.append("person before")
        elif lower in words.compass:
            cues.append("compass")
        elif previous.text[0].isupper() and not previous.possessive and previous.text not in words.cues["function"]:
            cues.append("capital before")
    elif before.lower() in words.compass:
        cues.append("compass")
        before = run.before[-2] if len(run.before) > 1 else ""
    return before


def _beside(mention: Mention, text: str, gazetteer: Gazetteer, words: Vocabulary) -> None:
    """What stands before and after."""
    cues = mention.cues
    before = _preceding(mention, words)
    strength = words.prepositions.get(before.lower())
    if before in words.cues["attack"]:
        cues.append("attack before")
    elif strength:
        cues.append(f"{strength} preposition")
    if before.lower() == "the" and mention.candidates:
        cues.append("article")
    elif before[:1].isdigit():
        cues.append("number before")
    if "noun before" not in cues:
        _noun_before(mention, words)
    if not mention.noun_end:
        _noun_after(mention, text, gazetteer, words)
    _behind(mention, words)


def _behind(mention: Mention, words: Vocabulary) -> None:
    """The word after a mention."""
    run, cues = mention.run, mention.cues
    if mention.stop < len(run.words):
        _inside(mention, words)
    elif run.words[-1].possessive:
        cues.append("possessive")
    elif run.after and not run.mark:
        if run.after[0] in words.cues["police"]:
            cues.append("town noun after")
        elif run.after[0] in words.cues["speech strong"]:
            cues.append("speech after")
        elif run.after[0] in words.cues["attacked"]:
            cues.append("verb after")


def _inside(mention: Mention, words: Vocabulary) -> None:
    """The next word of the same run."""
    following = mention.run.words[mention.stop]
    text, rest = following.text, mention.run.words[mention.stop : mention.stop + 3]
    if mention.run.words[mention.stop - 1].possessive or text[0].islower():
        return
    if any(w.text in words.cues["media"] for w in rest):
        mention.cues.append("media after")
    elif text in words.cues["sport"]:
        mention.cues.append("sport after")
    elif text in words.cues["event noun"]:
        mention.cues.append("event noun after")
    elif following.taken or text in words.cues["title"]:
        mention.cues.append("person after")
    elif text in words.cues["civic"]:
        mention.cues.append("civic after")
    elif any(w.text in words.cues["organisation"] or w.text in words.cues["police"] for w in rest):
        mention.cues.append("organisation after")
    elif not mention.noun_end and text not in words.cues["function"] and text not in words.cues["weekday"]:
        mention.cues.append("capital after")


def _lists(mentions: list[Mention], text: str, words: Vocabulary) -> None:
    """Names joined by commas and "and" lend each other their certainty; "X, Y" where Y holds X most of all."""
    for left, right in itertools.pairwise(mentions):
        gap = text[left.end : right.start]
        if len(gap) > 6:
            continue
        if gap == ", " and _holds(right, left):
            left.cues.append("container after")
            left.score += words.weights["container after"]
            right.cues.append("contains")
            right.score += words.weights["contains"]
            continue
        if gap.strip() in _LISTS or gap in {", and ", ", or "}:
            if left.score > 1 >= right.score:
                right.cues.append("list")
                right.score += words.weights["list"]
            elif right.score > 1 >= left.score:
                left.cues.append("list")
                left.score += words.weights["list"]


def _holds(outer: Mention, inner: Mention) -> bool:
    """Whether a candidate of the outer name is the country or region of one of the inner name's."""
    countries = {c.iso3 for c in outer.candidates if c.location_type == "country"}
    regions = {(c.iso3, c.admin1 or c.name) for c in outer.candidates if c.location_type == "region"}
    for c in inner.candidates:
        if c.location_type == "country":
            continue
        if c.iso3 in countries or (c.location_type != "region" and (c.iso3, c.admin1) in regions):
            return True
    return False
