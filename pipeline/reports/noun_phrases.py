"""The noun phrases of a sentence that may name a party: a noun, name or nation of the tables with the words around it.

Tokens in, phrases out; what party a phrase names is told by `actors`.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports import parties
from pipeline.reports.parties import Entry

if TYPE_CHECKING:
    from pipeline.reports.parties import Token


@dataclass(slots=True)
class Hit:
    """Tokens `first:last` of the sentence that a table knows (entry), or that may stand inside a name (None)."""

    first: int
    last: int
    entry: Entry | None


def scan(words: list[Token], iso3: str | None) -> list[Hit]:
    """The tokens that the tables know, and those that may stand inside a name."""
    found: list[Hit] = []
    past = 0
    for at in [at for at, token in enumerate(words) if token.live]:
        if at < past:
            continue
        hit = parties.match(words, at, iso3)
        if hit is not None:
            found.append(Hit(at, hit[0], hit[1]))
            past = hit[0]
        elif words[at].modifies:
            found.append(Hit(at, at + 1, None))
    return found


def _named(words: list[Token], at: int) -> bool:
    """Whether token `at` is a capitalised word or an ordinal that may be part of a unit's or group's name."""
    token = words[at]
    if token.text.isupper() and len(token.text) > 5:
        return False
    if not token.text[0].isupper():
        return token.text[0].isdigit() and token.text[-2:] in ("st", "nd", "rd", "th")
    return (
        at > 0
        and token.key not in parties.words("determiner")
        and (words[at - 1].text not in '.!?"“' or token.text.isupper())
    )


def runs(words: list[Token], hits: list[Hit]) -> list[list[Hit]]:
    """Hits that stand directly beside each other, with names between them filled in."""
    runs: list[list[Hit]] = []
    for hit in hits:
        first = hit.first
        floor = runs[-1][-1].last if runs else 0
        while first > floor and _named(words, first - 1):
            first -= 1
        fill = [Hit(i, i + 1, None) for i in range(first, hit.first)]
        ends_name = bool(runs) and _closes(words, runs[-1][-1])
        if runs and first == floor and not ends_name:
            runs[-1] += [*fill, hit]
        else:
            runs.append([*fill, hit])
    return runs


def _closes(words: list[Token], hit: Hit) -> bool:
    """A plural noun or a bare name of people ends its noun phrase unless it is possessive."""
    if hit.entry is None or parties.possessive(words[hit.last - 1].text):
        return False
    word = words[hit.last - 1].key
    return hit.entry.category == "people" or (
        hit.entry.category == "noun"
        and hit.entry.kind != "weapon"
        and word.endswith("s")
        and word not in parties.words("open_noun")
    )


@dataclass(slots=True)
class Phrase:
    """A noun phrase of a party: its tokens, its head and the parties that its modifiers name."""

    first: int
    last: int
    head: Hit
    sides: list[Entry]
    hits: list[Hit]
    own_name: bool = False


_AT = frozenset({"in", "at", "near", "around"})
_MEN = frozenset({"group", "unidentified"})
"""Kinds of men before which a name behind "in" is a place without its comma: "In Orla militants shot ..."."""


def phrase(words: list[Token], run: list[Hit]) -> Phrase | None:
    """The noun phrase of a run of hits: its head is the last that the tables know."""
    known = [hit for hit in run if hit.entry is not None]
    if not known:
        return None
    head = known[-1]
    sides = [hit.entry for hit in known[:-1] if hit.entry is not None]
    before = [hit for hit in run if hit.first < head.first]
    first = before[0].first if before else head.first
    names = [
        hit
        for hit in before
        if hit.entry is None and not words[hit.first].text[0].islower() and not parties.modifies(words[hit.first].key)
    ]
    if names and first and words[first - 1].key in _AT and head.entry and head.entry.kind in _MEN:
        return Phrase(head.first, head.last, head, sides, known, bool(sides))
    if first and words[first - 1].text in "\"“”'‘" and not sides:
        first = _quoted(words, first)
        names = names or [head]
    return Phrase(first, head.last, head, sides, known, bool(names))


def _quoted(words: list[Token], first: int) -> int:
    """Start of a quoted name directly before token `first`: the "Zaïre" self-defence group."""
    for at in range(first - 2, max(first - 6, -1), -1):
        if words[at].text in "\"“'‘":
            return at + 1 if words[at + 1].text[0].isupper() else first
    return first


def attaches(words: list[Token], phrase: Phrase, following: Phrase) -> bool:
    """Whether a general noun goes on in the next phrase: fighters *of the Popular Mobilization*, gunmen *led by Hamas*."""
    entry, other = phrase.head.entry, following.head.entry
    assert entry is not None
    assert other is not None
    if (
        entry.category != "noun"
        or words[phrase.last].key not in parties.words("link_start")
        or following.first - phrase.last > 7
    ):
        return False
    if any(word.key not in parties.words("link") for word in words[phrase.last : following.first]):
        return False
    if describes(words, following):
        return False
    link = words[phrase.last].key
    if link == "of" and words[phrase.head.last - 1].key in parties.words("count_noun"):
        return other.category in ("noun", "group", "body")
    if other.category == "nation":
        return link == "of" and entry.kind in ("weapon", "unit", "military")
    if other.category in ("country", "seat"):
        return link == "of" and entry.kind in ("military", "police", "government", "civilians", "unit")
    if other.kind == "official":
        return False
    if other.category == "noun":
        return entry.kind in ("military", "unit", "weapon", "group") and bool(
            following.sides or following.own_name or other.kind == "military"
        )
    return link != "in" and other.category in ("group", "body")


def garbed(words: list[Token], phrase: Phrase) -> Phrase:
    """Men *in plain clothes*, men *wearing "DPR" insignia*: nobody knows whose, unless the words name a party."""
    head = phrase.head
    if head.entry is None or not (
        head.entry.kind == "unidentified"
        or (head.entry.kind == "civilians" and words[head.last - 1].key in parties.words("follower"))
    ):
        return phrase
    if phrase.last >= len(words) or words[phrase.last].key not in parties.words("garb"):
        return phrase
    guise = words[phrase.last].key in parties.words("guise") and words[phrase.last + 1 : phrase.last + 2]
    as_other = bool(guise) and words[phrase.last + 1].key == "as"
    if head.entry.kind == "unidentified" and not as_other:
        return phrase
    harmed = any(word.key in parties.words("harms") for word in words[max(0, phrase.first - 3) : phrase.first])
    if harmed and words[phrase.last].key == "with":
        return phrase
    last = phrase.last + 1
    stops = parties.words("garb_stop")
    while (
        last < len(words)
        and last < phrase.last + 6
        and (words[last].text[0].isalnum() or words[last].text in "'\"“”")
        and words[last].key not in stops
        and not (as_other and words[last].key.endswith("ed"))
    ):
        last += 1
    named = [
        hit.entry
        for hit in scan(words[phrase.last : last], None)
        if hit.entry is not None and hit.entry.category in ("group", "body")
    ]
    told = as_other or any(word.key in parties.words("garb_noun") for word in words[phrase.last : last])
    if not told and not named:
        return phrase
    entry = Entry("noun", "", "unidentified", "Political militia", None, "Unidentified Armed Group")
    return dataclasses.replace(
        phrase, last=last, head=dataclasses.replace(head, entry=entry), sides=[*phrase.sides, *named]
    )


def is_title(words: list[Token], phrase: Phrase) -> bool:
    """Whether a noun with a capital stands before a name: Colonel Vuk, Imam Sahib."""
    token, last = words[phrase.head.first], phrase.last
    if (
        phrase.head.entry is None
        or phrase.head.entry.category != "noun"
        or not token.text[0].isupper()
        or token.text.isupper()
    ):
        return False
    follows = last < len(words) and words[last].text[0].isupper() and not words[last].text.isupper()
    return follows and (phrase.head.first > 0 or phrase.head.entry.kind == "rank")


def bracketed(words: list[Token], phrase: Phrase) -> bool:
    """Whether a territory that bears a party's name stands in brackets behind a place: Torskoye (Donetsk People's Republic)."""
    head = phrase.head.entry
    if (
        head is None
        or head.category != "group"
        or phrase.first < 2
        or phrase.last >= len(words)
        or phrase.last - phrase.first < 2
    ):
        return False
    return (
        words[phrase.first - 1].text == "("
        and words[phrase.last].text == ")"
        and words[phrase.first - 2].text[0].isupper()
    )


def describes(words: list[Token], phrase: Phrase) -> bool:
    """Whether a noun only describes the next one, or is a name: military equipment, national flags, in Tank."""
    head = phrase.head
    if head.entry is None or head.entry.category != "noun" or head.last - head.first > 1:
        return False
    word = words[head.first]
    after = words[phrase.last].key if phrase.last < len(words) else ""
    if word.key in parties.words("adjective") and after in parties.words("described"):
        return True
    if word.key == "national":
        return not phrase.sides
    previous = words[phrase.first - 1].key if phrase.first else ""
    return (
        word.text[0].isupper()
        and not word.text.isupper()
        and head.entry.kind in ("weapon", "site")
        and phrase.first == head.first
        and previous in parties.words("place")
    )
