"""Persons among the capitalised words, so that they are not taken for places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pipeline.places.runs import Run
    from pipeline.places.seam import Gazetteer
    from pipeline.places.vocabulary import Vocabulary

_INITIAL = re.compile(r"(?:[A-Z]\.)+$|[A-Z]$")
_AGE = re.compile(r"\d{1,2}$")
PARTICLES = frozenset(
    ("al", "el", "bin", "ibn", "von", "van", "van der", "ter", "de", "del", "da", "dos", "du", "la", "le", "der")
)
_LONGEST = 5


def mark(runs: list[Run], gazetteer: Gazetteer, words: Vocabulary) -> frozenset[str]:
    """Mark the words of persons as taken; returns the family names seen."""
    surnames: set[str] = set()
    for run in runs:
        position = 0
        while position < len(run.words):
            stop = _person(run, position, gazetteer, words)
            if stop <= position:
                position += 1
                continue
            for word in run.words[position:stop]:
                word.taken = True
            surnames.add(run.words[stop - 1].text)
            position = stop
    return frozenset(surnames)


def _person(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary) -> int:
    """Where a person that begins at word `i` ends; `i` where none does."""
    word = run.words[i]
    bare = word.text.rstrip(".")
    titled = bare in words.cues["title"] or (i == 0 and _titled(run, words))
    if bare in words.cues["title"] and bare not in words.first_names:
        if i + 1 >= len(run.words) or run.words[i + 1].text in {"of", "of the", "and"}:
            return i
        if _known(run, i, 2, gazetteer):
            return i
        start = i + 1
        return _stretch(run, start, words, gazetteer, sure=True)
    if titled and not _place(run, i, gazetteer):
        return _stretch(run, i, words, gazetteer, sure=True)
    if i + 1 >= len(run.words) or word.possessive:
        return i
    follower = run.words[i + 1]
    if _INITIAL.match(word.text) and len(bare) == 1:
        if bare in "NSEW" and (follower.text.lower() not in words.surnames and gazetteer.longest(follower.text)):
            return i
        return _stretch(run, i, words, gazetteer)
    if bare not in words.first_names and not (len(run.words) > i + 2 and _INITIAL.match(follower.text)):
        return _spoken(run, i, gazetteer, words)
    if _known(run, i, 2, gazetteer) and follower.text not in words.surnames:
        return i
    return _stretch(run, i, words, gazetteer)


def _spoken(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary) -> int:
    """Two or three unknown words of which a verb of speech or an age tells that they are a person."""
    rest = run.words[i:]
    if (
        i
        or not 2 <= len(rest) <= 3
        or any(w.text.lower() in words.common or w.text in words.cues["function"] for w in rest)
    ):
        return i
    if any(w.text.rstrip(".") in words.cues["organisation"] or w.possessive for w in rest):
        return i
    spoke = run.after[:1] and run.after[0] in {"said", "says", "told", "who", "added", "whose"}
    aged = run.mark == "," and run.after[:1] and _AGE.match(run.after[0])
    if (spoke or aged) and not _known(run, i, len(rest), gazetteer):
        return len(run.words)
    return i


def _titled(run: Run, words: Vocabulary) -> bool:
    """Whether the word before the run is a title or a noun for a person's office."""
    if not run.before:
        return False
    last = run.before[-1]
    if last == "." and len(run.before) > 1:
        return run.before[-2] in words.cues["title"]
    return last.rstrip(".") in words.cues["title"] or last in words.cues["role noun"]


def _stretch(run: Run, i: int, words: Vocabulary, gazetteer: Gazetteer, *, sure: bool = False) -> int:
    """How far a person's name goes from word `i` on; `i` where the words after it are none."""
    stop = i
    while stop < len(run.words) and stop - i < _LONGEST:
        word = run.words[stop]
        bare = word.text.rstrip(".")
        lower = bare.lower()
        if word.text in PARTICLES and stop + 1 < len(run.words):
            stop += 1
            continue
        if word.text[0].islower() and "-" not in word.text:
            break
        if _INITIAL.match(word.text) and stop + 1 < len(run.words):
            stop += 1
            continue
        if bare in words.cues["function"] or bare in words.cues["weekday"] or bare in words.cues["month"]:
            break
        if stop > i and (bare in words.cues["organisation"] or bare in words.cues["media"] or lower in words.nouns):
            return i if not sure else stop
        if stop > i and bare in words.cues["title"] and bare not in words.first_names:
            break
        if (
            stop > i
            and lower in words.common
            and bare not in words.surnames
            and bare not in words.first_names
            and not sure
        ):
            return i if stop == i + 1 else stop
        stop += 1
        if word.possessive:
            break
    return stop if sure or stop - i >= 2 else i


def _known(run: Run, i: int, least: int, gazetteer: Gazetteer) -> bool:
    """Whether a gazetteer knows a name of at least so many words from word `i` on."""
    most = min(gazetteer.longest(run.words[i].text), len(run.words) - i)
    return any(gazetteer.lookup(name(run, i, i + size)) for size in range(most, least - 1, -1))


def _place(run: Run, i: int, gazetteer: Gazetteer) -> bool:
    """Whether word `i` alone is a country, a region or a large town."""
    found = gazetteer.lookup(run.words[i].text)
    return bool(found) and (found[0].population >= 500_000 or any(c.location_type == "country" for c in found))


def name(run: Run, first: int, stop: int) -> str:
    """The words of a run from `first` up to `stop` as one name."""
    words = run.words
    if stop - first == 1:
        return words[first].text
    parts = [
        word.text + ("'s" if word.possessive and k + first < stop - 1 else "")
        for k, word in enumerate(words[first:stop])
    ]
    return " ".join(parts)
