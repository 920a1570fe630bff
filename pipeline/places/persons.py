"""Persons among the capitalised words, so that they are not taken for places."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.places.names import head, known, trait

if TYPE_CHECKING:
    from pipeline.places.names import Name
    from pipeline.places.runs import Run, Word
    from pipeline.places.seam import Gazetteer
    from pipeline.places.vocabulary import Vocabulary

_AGE = re.compile(r"\d{1,2}$")
_LEADS = frozenset({"in", "at", "near", "of", "and", ","})
_LONGEST = 5
LARGE = 5.7
"""Logarithm of the population from which on a town's name after "spokesman" is still the town."""


TOWN = 4.3
"""Logarithm of the population from which on "Santa Ana" is rather the town than a person."""


def mark(runs: list[Run], gazetteer: Gazetteer, words: Vocabulary) -> frozenset[str]:
    """Mark the words of persons as taken; returns the family names seen."""
    surnames: set[str] = set()
    for run in runs:
        if len(run.words) == 1:
            word = run.words[0]
            if _titled(run, words) and not _important(run, gazetteer):
                word.taken = True
                surnames.add(word.text)
            continue
        if (run.village and run.previous.lower() in _LEADS) or _ground(run, words) or run.villages or _inside(run):
            continue
        position, count = 0, len(run.words)
        while position < count:
            mine = trait(run.words[position].text)
            if (
                position
                and not mine.person
                and (position + 2 >= count or not trait(run.words[position + 1].text).initial)
            ):
                position += 1
                continue
            stop = _person(run, position, gazetteer, words)
            if stop <= position:
                position += 1
                continue
            for word in run.words[position:stop]:
                word.taken = True
            surnames.add(_family(run.words[position:stop]))
            position = stop
    return frozenset(surnames)


_TRUSTING = frozenset(
    {"confidence", "trust", "faith", "interest", "interested", "belief", "believe", "believed", "trusted"}
)


def _inside(run: Run) -> bool:
    """Whether something is in or near what a run names, and no one trusts in it: "a church in Orla Ron", "near Orla Ron"."""
    own = not any(word.possessive for word in run.words)
    return own and run.previous in {"in", "near"} and run.last_but_one.lower() not in _TRUSTING


def _ground(run: Run, words: Vocabulary) -> bool:
    """Whether a noun behind a run tells that it names a piece of land or a post, and no person: "the Orla Khan area"."""
    if run.previous != "the" and words.prepositions.get(run.previous.lower()) != "strong":
        return False
    noun = words.nouns.get(run.after[0]) if run.after and not run.mark else None
    return noun is not None and noun.after and (noun.location_type in _LAND or run.after[0] in _POSTS)


_LAND = frozenset({"municipality", "district"})
_POSTS = frozenset(
    {"area", "areas", "hills", "valley", "checkpoint", "checkpost", "crossing", "junction", "bridge", "road", "highway"}
    | {"market", "bazaar", "mosque", "camp"}
)
_SUFFIXES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "IV"})


def _family(name: list[Word]) -> str:
    """The family name among a person's names: no "Jr." behind it."""
    kept = [word.text for word in name if word.text not in _SUFFIXES]
    return kept[-1] if kept else name[-1].text


def _person(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary) -> int:
    """Where a person that begins at word `i` ends; `i` where none does."""
    word = run.words[i]
    bare = word.text.rstrip(".")
    mine = trait(word.text)
    if mine.title:
        if i + 1 >= len(run.words) or run.words[i + 1].text in {"of", "and"} or _longer(run, i, 2, gazetteer):
            return i
        return _stretch(run, i + 1, words, sure=True)
    if i == 0 and _titled(run, words) and not _important(run, gazetteer):
        return _stretch(run, i, words, sure=True)
    if i + 1 >= len(run.words) or word.possessive:
        return i
    follower = run.words[i + 1].text
    if mine.initial and len(bare) == 1:
        if bare in "NSEW" and follower not in words.surnames and head(gazetteer, follower).longest:
            return i
        return _stretch(run, i, words)
    if not mine.person and not (len(run.words) > i + 2 and trait(follower).initial):
        return _spoken(run, i, gazetteer, words)
    longer = _longer(run, i, 2, gazetteer)
    place = longer is not None and not _goes_on(longer, run, i, words)
    if longer is not None and place and (follower not in words.surnames or _outweighs(longer, run, i, words)):
        return i
    return _stretch(run, i, words)


def _spoken(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary) -> int:
    """Two or three unknown words of which a verb of speech or an age tells that they are a person."""
    rest = run.words[i:]
    if i or not 2 <= len(rest) <= 3:
        return i
    for word in rest:
        mine = trait(word.text)
        if mine.common or mine.function or word.possessive or word.text.rstrip(".") in words.cues["organisation"]:
            return i
    after = run.after[:1]
    told = after and (after[0] in words.cues["person verb"] or (run.mark == "," and _AGE.match(after[0])))
    return len(run.words) if told and not _longer(run, i, len(rest), gazetteer) else i


def _titled(run: Run, words: Vocabulary) -> bool:
    """Whether the word before the run is a title or a noun for a person's office."""
    last = run.previous
    return last.rstrip(".") in words.cues["title"] or last in words.cues["role noun"]


def _stretch(run: Run, i: int, words: Vocabulary, *, sure: bool = False) -> int:
    """How far a person's name goes from word `i` on; `i` where the words after it are none."""
    stop = i
    while stop < len(run.words) and stop - i < _LONGEST:
        word = run.words[stop]
        more = stop + 1 < len(run.words)
        if (word.text in words.cues["particle"] or trait(word.text).initial) and more:
            stop += 1
            continue
        end = _ends(word, words, first=stop == i, sure=sure)
        if end:
            return stop if sure or (end == "here" and stop - i >= 2) else i
        stop += 1
        if word.possessive:
            break
    return stop if sure or stop - i >= 2 else i


def _ends(word: Word, words: Vocabulary, *, first: bool, sure: bool) -> str:
    """Whether a person's name ends before this word ("here"), or the words before were no person ("none")."""
    bare = word.text.rstrip(".")
    mine = trait(bare)
    if (word.text[0].islower() and "-" not in word.text) or mine.function:
        return "here"
    if bare in words.cues["weekday"] or bare in words.cues["month"]:
        return "here"
    if first:
        return ""
    if bare in words.cues["organisation"] or bare in words.cues["media"] or mine.lower in words.nouns:
        return "none"
    if bare in words.cues["title"] and bare not in words.first_names:
        return "here"
    if mine.common and not sure and bare not in words.surnames and bare not in words.first_names:
        return "here"
    return ""


def _longer(run: Run, i: int, least: int, gazetteer: Gazetteer) -> Name | None:
    """The longest name of at least so many words from word `i` on that a gazetteer knows."""
    most = min(head(gazetteer, run.words[i].text).longest, len(run.words) - i)
    found = (known(gazetteer, name(run, i, i + size)) for size in range(most, least - 1, -1))
    return next((entry for entry in found if entry is not None), None)


def _goes_on(entry: Name, run: Run, i: int, words: Vocabulary) -> bool:
    """Whether unknown capitalised words follow a name that could begin a person's ("Aung San" in "Aung San Suu Kyi")."""
    size = len(entry.query.split())
    if entry.population >= TOWN or i + size >= len(run.words) or run.words[i + size - 1].possessive:
        return False
    mine = trait(run.words[i + size].text)
    word = run.words[i + size].text
    plain = word[0].isupper() and not mine.never and not mine.common
    return plain and mine.lower not in words.nouns and word not in words.cues["organisation"]


def _outweighs(entry: Name, run: Run, i: int, words: Vocabulary) -> bool:
    """Whether a name of several words that could be a person's is rather the place: large, or after "in"."""
    led = i == 0 and words.prepositions.get(run.previous.lower()) == "strong"
    return led or entry.kind in {"country", "region", "area"} or entry.population >= TOWN


def _important(run: Run, gazetteer: Gazetteer) -> bool:
    """Whether the first word of a run is a country, a region or a large town."""
    found = head(gazetteer, run.words[0].text).entry
    return found is not None and (found.population >= LARGE or found.kind == "country")


def name(run: Run, first: int, stop: int) -> str:
    """The words of a run from `first` up to `stop` as one name."""
    words = run.words
    if stop - first == 1:
        return words[first].text
    last = words[stop - 1]
    return run.text[words[first].start : last.end]
