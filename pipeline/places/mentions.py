"""Toponyms in running text: which capitalised words are names of places, by an additive score of named cues."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.places import beside, persons
from pipeline.places.names import Name, alike, head, known, prepared, trait
from pipeline.places.persons import name
from pipeline.places.runs import Run, runs
from pipeline.places.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.places.seam import Gazetteer
    from pipeline.schema import Candidate

_ARTICLES = frozenset(("The", "New", "Old"))
_JOINTS = frozenset(("-", "–"))
_LISTS = frozenset((",", "and", "or", "&", ", and", ", or"))
_LIST_ENDS = re.compile(
    r"[,.;:)\n]|\Z| (?:and|or|in|on|near|where|as|with|after|before|during|while|when|which|to|from|by|between|since|at)\b"
)
"""What may stand behind an unknown name at the end of a list of places: no verb, whose subject it would be."""
_COLON = re.compile(
    r"\b(villages|towns|districts|communities|settlements|hamlets|localities|areas)\b[^.;:\n]{0,80}: ?$"
)
"""Before the first name of a list behind a colon."""
_COLON_REACH = 140
"""Characters before a colon in which the noun for the listed places stands."""
_LISTED_NAMES = re.compile(r"(?:, [A-Z][\w'’-]+(?: [A-Z][\w'’-]+){0,2})*,? and [A-Z]")
_SHARED_NOUN = re.compile(
    r"(?:, (?:[A-Z][\w'’-]+ ?){1,3}(?<! )){0,5},? and (?:the )?(?:[A-Z][\w'’-]+ ){1,3}(?:border )?([a-z][a-z-]+s)\b"
)
"""The rest of a list of names with the plural noun behind it."""
_NAMES = frozenset(("first name", "surname"))
"""Cues that say nothing behind "the village of"."""
_INNER = re.compile(r"-[A-Z]")
"""Within the rest of one name of several parts: "-i-Abad"."""
_LONG = 3
"""Words from which on a listed name outweighs a person within it: "San José del Guaviare"."""
SMALL = 5.0
"""Logarithm of the population up to which a town's name may be the beginning of an unlisted village's."""
_SPELLED = frozenset(("settlement", "municipality", "region"))
"""Kinds of nouns beside a name that no listed one begins with, by which it may be another spelling of a listed one."""
_PLACED = frozenset(("strong preposition", "noun before"))
"""Cues with which a name in another spelling is as likely a place as one that is in no gazetteer."""
SURE = 1.5
"""Score from which on a mention makes other mentions of the same name likely."""


@dataclass(slots=True)
class Mention:
    """A toponym as read: its span, what the gazetteer knows under it, the cues and their sum."""

    start: int
    end: int
    name: str
    query: str
    entry: Name | None
    run: Run
    first: int
    stop: int
    cues: list[str] = field(default_factory=list)
    score: float = 0.0
    noun: str = ""
    noun_end: int = 0
    suffix: str = ""
    heading: str = ""

    @property
    def previous(self) -> str:
        """The word or mark before it, in its run or before that."""
        return self.run.words[self.first - 1].text if self.first else self.run.previous

    @property
    def small(self) -> bool:
        """Whether the text calls it a village: "the village of X", "X, a farming village in Y"."""
        return self.noun in beside.VILLAGES or beside.called_village(self.run.text, self.end)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """The places that the name may mean."""
        return self.entry.candidates if self.entry is not None else ()


def find(
    text: str, gazetteer: Gazetteer, heads: Sequence[tuple[int, int]] = ()
) -> tuple[list[Mention], list[Run], list[str]]:
    """The toponyms of a text in order, all its runs of capitalised words, and the demonyms that stand alone.

    Parameters
    ----------
    text
        The document's text.
    gazetteer
        Source of places by name.
    heads
        Spans of its datelines.
    """
    words = vocabulary()
    read, demonyms = runs(text)
    surnames = persons.mark(read, gazetteer, words)
    proposed: list[Mention] = []
    for run in read:
        _propose(run, text, gazetteer, words, proposed)
    for mention in proposed:
        if heads and any(a <= mention.start < b for a, b in heads):
            mention.cues.append("dateline")
        _weigh(mention, surnames, text, gazetteer, words)
    _lists(proposed, text, words)
    sure = {mention.query for mention in proposed if mention.score >= SURE}
    for mention in proposed:
        if mention.score < SURE and mention.query in sure:
            mention.cues.append("repeated")
            mention.score += words.weights["repeated"]
    kept = _without_describers([mention for mention in proposed if mention.score > 0], text, words)
    for mention in kept:
        if mention.entry is None and (not mention.noun or words.nouns[mention.noun].location_type in _SPELLED):
            mention.entry = known(gazetteer, mention.query)
    return kept, read, demonyms


def _without_describers(read: list[Mention], text: str, words: Vocabulary) -> list[Mention]:
    """Names without those that only say what the place behind them is: "the Atlantic port of X", "the Orthodox enclave of X"."""
    following = (*read[1:], None) if read else ()
    return [
        mention
        for mention, after in zip(read, following, strict=True)
        if after is None
        or mention.noun not in words.cues["held by"]
        or mention.noun in beside.VILLAGES
        or not mention.noun_end
        or text[mention.noun_end : after.start] not in {" of ", " of the "}
    ]


def respell(read: Sequence[Mention], held: Mapping[int, int], gazetteer: Gazetteer) -> None:
    """Look for names that no gazetteer has under other romanisations; not for those that the text puts in a town.

    Parameters
    ----------
    read
        The toponyms of a document.
    held
        Number of a toponym to that of the one which the text names as holding it.
    gazetteer
        Source of places by name.
    """
    for number, mention in enumerate(read):
        outer = read[held[number]].entry if number in held else None
        if mention.entry is None and not mention.noun_end and (outer is None or outer.kind != "settlement"):
            mention.entry = alike(gazetteer, mention.query)


def _propose(run: Run, text: str, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> None:
    i, count = 0, len(run.words)
    if run.words[-1].text in words.cues["organisation"] and run.after[:1] == ("for",) and not run.mark:
        return
    while i < count:
        word = run.words[i]
        if word.taken or (not word.text[0].isupper() and "-" not in word.text) or _goes_with(run, i, found):
            i += 1
            continue
        stop = _unlisted(run, i, text, gazetteer, words, found) or _longest(run, i, gazetteer, words, found)
        if stop > i:
            i = stop
        elif "-" in word.text and _hyphenated(run, i, gazetteer, words, found):
            i += 1
        else:
            i = _unknown(run, i, text, gazetteer, words, found)


_AGAIN = 300
"""Names before one among which an unlisted one that is told again stands."""


def _unlisted(run: Run, i: int, text: str, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> int:
    """Read "Moe Tarr Lay" whole, though one of its words is a small place elsewhere; where it stops, or 0.

    Behind the first word of many villages' names ("Tel", "Kafr") however large the place is that is called so alone.
    """
    stop = _stretch(run, i, words)
    if not 2 <= stop - i <= 4 or known(gazetteer, name(run, i, stop)):
        return 0
    if run.words[i].text in words.cues["name start"]:
        return _unknown(run, i, text, gazetteer, words, found)
    if i and beside.village_word(run.words[i - 1].text, words):
        return _unknown(run, i, text, gazetteer, words, found)
    opens = not i or run.words[i - 1].text == "and"
    village = stop < len(run.words) and run.words[stop].text in {"Village", "Hamlet"}
    if not opens or (stop < len(run.words) and not village and run.words[stop].text != "and"):
        return 0
    if village or run.village or run.villages or _named_area(run, i, stop, gazetteer, words):
        return _unknown(run, i, text, gazetteer, words, found)
    again = name(run, i, stop)
    if any(mention.entry is None and mention.query == again for mention in found[-_AGAIN:]):
        first, last = run.words[i], run.words[stop - 1]
        found.append(Mention(first.start, last.end, again, again, None, run, i, stop))
        return stop
    if i or stop < len(run.words):
        return 0
    parts = (head(gazetteer, word.text).entry for word in run.words[i:stop])
    if any(entry is not None and entry.population > SMALL for entry in parts):
        return 0
    return _unknown(run, i, text, gazetteer, words, found)


def _named_area(run: Run, i: int, stop: int, gazetteer: Gazetteer, words: Vocabulary) -> bool:
    """Whether two words name a part of the land of which neither is a town of its own: "the Loy Tarn area"."""
    if i or stop != len(run.words) or run.previous != "the" or run.mark or not run.after:
        return False
    noun = words.nouns.get(run.after[0])
    land = noun is not None and noun.after and noun.location_type in {"area", "district", "settlement"}
    parts = (head(gazetteer, word.text).entry for word in run.words)
    return land and not any(entry is not None and entry.population > SMALL for entry in parts)


def _compound(word: str, words: Vocabulary) -> bool:
    """Whether a word only says whose the place behind it is: "Ruritanian-held"."""
    return word.rpartition("-")[2] in words.cues["backed"] | words.cues["based"]


def _longest(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> int:
    """Take the longest known name from word `i` on; returns where it stops, or `i`."""
    first = run.words[i]
    start = head(gazetteer, first.text)
    left = len(run.words) - i
    if left == 1 and run.text[run.end : run.end + 2].lstrip()[:1] == "$":
        return i
    most = min(start.longest, left)
    if start.trait.function and first.text not in _ARTICLES and (i or run.initial):
        most = min(most, 1)
    for size in range(most, 1, -1):
        last = run.words[i + size - 1]
        if (last.taken and size < _LONG) or (not last.text[0].isupper() and "-" not in last.text):
            continue
        query = name(run, i, i + size)
        if query in words.cues["outlet"] or query in words.abbreviations or query in words.adjectives:
            return _short(run, i, i + size, query, gazetteer, words, found)
        entry = known(gazetteer, query)
        if entry is not None:
            found.append(Mention(first.start, last.end, query, query, entry, run, i, i + size))
            return i + size
    if first.text in words.abbreviations and _short(run, i, i + 1, first.text, gazetteer, words, found) > i:
        return i + 1
    if start.trait.never:
        return i + 1 if start.trait.function else i
    if start.entry is not None:
        found.append(Mention(first.start, first.end, first.text, first.text, start.entry, run, i, i + 1))
        return i + 1
    return i


def _goes_with(run: Run, i: int, found: list[Mention]) -> bool:
    """Whether an ordinary word stands right behind a name whose part it is: "Tarn Centre"."""
    last = found[-1] if found else None
    if last is None or last.run is not run or last.stop != i or run.words[i - 1].possessive:
        return False
    return trait(run.words[i].text).common


def _short(
    run: Run, i: int, stop: int, query: str, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]
) -> int:
    """Take a listed abbreviation, pass over an outlet and a demonym; where it stops, or `i` where only a comma lets it hold."""
    if query in words.cues["outlet"] or query in words.adjectives:
        return stop
    full, iso3, only_after_comma = words.abbreviations[query]
    if only_after_comma and not _after_comma(run, i, found):
        return i
    entry = _abbreviated(full, iso3, gazetteer)
    first, last = run.words[i], run.words[stop - 1]
    found.append(Mention(first.start, last.end, query, full, entry, run, i, stop, ["abbreviation"]))
    return stop


def _abbreviated(query: str, iso3: str, gazetteer: Gazetteer) -> Name | None:
    """The places that an abbreviation stands for, of the country that the table gives."""
    entry = known(gazetteer, query)
    if entry is None or not iso3:
        return entry
    kept = tuple(c for c in entry.candidates if c.iso3 == iso3 and c.location_type == "region")
    return prepared(query, kept) if kept else entry


def _after_comma(run: Run, i: int, found: list[Mention]) -> bool:
    if i or not found or run.previous != ",":
        return False
    return 0 < run.words[0].start - found[-1].end <= 3


def _hyphenated(run: Run, i: int, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> bool:
    """Split "Tehran-backed" and "Kyiv-Zhytomyr"."""
    word = run.words[i]
    head, _, tail = word.text.partition("-")
    if (
        head == tail
        or (tail[:1].islower() and _INNER.search(tail))
        or (i and beside.village_word(run.words[i - 1].text, words))
    ):
        return False
    short = words.abbreviations.get(head)
    ordinary = len(head) > 2 and head not in words.adjectives and head.lower() not in words.common
    if not tail or not (ordinary or (short is not None and tail[0].islower())):
        return False
    query = short[0] if short else head
    entry = known(gazetteer, query)
    if entry is None:
        return False
    if tail[0].islower():
        found.append(Mention(word.start, word.start + len(head), head, query, entry, run, i, i + 1, suffix=tail))
        return True
    other = known(gazetteer, tail) if len(tail) > 2 else None
    if other is None or _only_alike(entry) or _only_alike(other):
        return False
    lead = run.words[i - 1].text if i else run.previous
    if lead.lower() in {"in", "at"} and not (run.after and run.after[0] in words.cues["way"]):
        return False
    found.append(Mention(word.start, word.start + len(head), head, query, entry, run, i, i + 1, ["joined"]))
    found.append(Mention(word.end - len(tail), word.end, tail, tail, other, run, i, i + 1, ["joined"]))
    return True


def _only_alike(entry: Name) -> bool:
    """Whether a name is known in other spellings alone, which says too little of half a word."""
    return all(c.match == "variant" for c in entry.candidates)


def _unknown(run: Run, i: int, text: str, gazetteer: Gazetteer, words: Vocabulary, found: list[Mention]) -> int:
    """A name that no gazetteer has: a mention only where a noun for a kind of place or a preposition stands by it."""
    stop = _stretch(run, i, words)
    if stop == i:
        return i + 1
    first, last = run.words[i], run.words[stop - 1]
    if last.possessive or (stop - i == 1 and trait(first.text).lower in words.nouns):
        return stop
    query = name(run, i, stop)
    mention = Mention(first.start, last.end, query, query, None, run, i, stop)
    if all(trait(w.text).common for w in run.words[i:stop]):
        if beside.quarter_after(mention, text, words) and beside.noun_after(mention, text, gazetteer, words):
            found.append(mention)
        return stop
    if (
        beside.noun_before(mention, words)
        or beside.noun_after(mention, text, gazetteer, words)
        or beside.led(mention, words)
        or beside.measured(mention, text)
        or _further(mention, text, found)
        or (stop - i > 1 and first.text in words.cues["landform"])
        or _shares(mention, text, words)
        or _counted_out(mention, text)
    ):
        found.append(mention)
    return stop


def _further(mention: Mention, text: str, found: Sequence[Mention]) -> bool:
    """Whether an unknown name goes on with a list of places: "in Orla, Besk and Tarn", "the villages of Orla and Besk"."""
    left = found[-1] if found else None
    if left is None or not 0 < mention.start - left.end <= 6:
        return False
    if text[left.end : mention.start].strip() not in _LISTS:
        return False
    mention.heading = left.heading or (left.noun if "noun before" in left.cues else "")
    return mention.heading.endswith("s") or _LIST_ENDS.match(text, mention.end) is not None


def _counted_out(mention: Mention, text: str) -> bool:
    """Whether an unknown name begins the list behind a colon: "four villages were attacked: Orla, Besk and Tarn"."""
    start = max(text.rfind("\n", 0, mention.start), mention.start - _COLON_REACH)
    ahead = _COLON.search(text, start, mention.start)
    if ahead is None or not _LISTED_NAMES.match(text, mention.end):
        return False
    mention.noun, mention.heading = "", ahead.group(1)
    mention.cues.append("noun before")
    return True


def _shares(mention: Mention, text: str, words: Vocabulary) -> bool:
    """Whether a noun for places stands behind the list that an unknown name is in: "the Orla, Besk and Tarn districts"."""
    shared = _SHARED_NOUN.match(text, mention.end)
    return shared is not None and shared.group(1) in words.nouns


def _capital(word: str) -> bool:
    """Whether a word has a capital, also behind an article ("al-Luweib")."""
    return word[0].isupper() or ("-" in word and not word.islower())


def _stretch(run: Run, i: int, words: Vocabulary) -> int:
    """Where the unknown words from `i` on end: at a person, a dull word, a noun for a kind of place, a genitive."""
    stop = i
    while stop < len(run.words):
        word = run.words[stop]
        mine = trait(word.text)
        if word.taken or not _capital(word.text) or mine.never or (stop > i and mine.lower in words.nouns):
            break
        if _compound(word.text, words):
            break
        stop += 1
        if word.possessive:
            break
    return stop


def _weigh(mention: Mention, surnames: frozenset[str], text: str, gazetteer: Gazetteer, words: Vocabulary) -> None:
    """Collect the cues of a mention and add their weights."""
    cues = mention.cues
    beside.read(mention, text, gazetteer, words)
    _prior(mention, words)
    if mention.stop - mention.first == 1 and mention.run.words[mention.first].text in surnames:
        cues.append("surname here")
    if mention.suffix:
        cues.append("backed" if mention.suffix.split("-")[-1] in words.cues["backed"] else "suffix")
    weights = words.weights
    score = weights["bias"]
    for cue in cues:
        score += weights[cue]
    if mention.entry is not None:
        score += weights["population"] * mention.entry.population
    mention.score = score


def _prior(mention: Mention, words: Vocabulary) -> None:
    """What is known of the name whatever stands beside it."""
    cues, entry = mention.cues, mention.entry
    if entry is None or (entry.kind == "variant" and not _PLACED.isdisjoint(cues)):
        cues.append("unknown")
    else:
        cues.append(entry.kind)
        if entry.alias and "abbreviation" not in cues:
            cues.append("alias")
    if mention.stop - mention.first > 1:
        cues.append("several words")
        inner = mention.run.words[mention.first : mention.stop]
        if all(trait(w.text).common or w.text[0].islower() for w in inner):
            cues.append("common words")
        return
    mine = trait(mention.run.words[mention.first].text)
    if "abbreviation" in cues:
        return
    if mine.common:
        initial = mention.first == 0 and mention.run.initial
        cues.append("common word initial" if initial else "common word")
    told = {"capitals"} if "dateline" in cues else _NAMES if "noun before" in cues else frozenset()
    cues += [cue for cue in mine.cues if cue not in told]


def _lists(mentions: list[Mention], text: str, words: Vocabulary) -> None:
    """Names joined by commas and "and" lend each other their certainty; "X, Y" where Y holds X most of all."""
    for left, right in itertools.pairwise(mentions):
        if right.start - left.end > 6:
            continue
        gap = text[left.end : right.start]
        if gap == ", " and not peers(left, right) and holds(right.candidates, left.candidates):
            _lend(left, "container after", words)
            _lend(right, "contains", words)
        elif gap.strip() in _LISTS or (gap in _JOINTS and "joined" in left.cues):
            if (left.score > 1 or "noun before" in left.cues or _between(left)) and right.score <= 1:
                _lend(right, "list", words)
            elif right.score > 1 >= left.score:
                _lend(left, "list", words)
    for left, right in reversed(list(itertools.pairwise(mentions))):
        if text[left.end : right.start].strip() in _LISTS and right.score > 1 >= left.score:
            _lend(left, "list", words)


def _between(mention: Mention) -> bool:
    """Whether a name is the first of two between which something lies."""
    return mention.previous.lower() == "between"


def _lend(mention: Mention, cue: str, words: Vocabulary) -> None:
    mention.cues.append(cue)
    mention.score += words.weights[cue]


def peers(left: Mention, right: Mention) -> bool:
    """Whether both names are above all first-level units, so that a comma between them makes a list."""
    return left.entry is not None and right.entry is not None and left.entry.kind == right.entry.kind == "region"


def holds(outer: Sequence[Candidate], inner: Sequence[Candidate]) -> bool:
    """Whether a candidate of the outer name is the country or region of one of the inner name's."""
    countries = {c.iso3 for c in outer if c.location_type == "country"}
    regions = {(c.iso3, c.admin1 or c.name) for c in outer if c.location_type == "region"}
    if not countries and not regions:
        return False
    return any(
        c.location_type != "country"
        and (c.iso3 in countries or (c.location_type != "region" and (c.iso3, c.admin1) in regions))
        for c in inner
    )
