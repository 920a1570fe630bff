"""Parties named in a sentence: state forces, armed groups, police, governments, protesters, civilians.

`find` reads every mention with a normalised name, as ACLED writes parties (without years), and the words of the text
that tell it from others. Names come from the tables that `parties` reads; unknown groups keep the text's own name.
"""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.records import readonly
from pipeline.reports import noun_phrases, parties
from pipeline.text import TOKEN

if TYPE_CHECKING:
    from pipeline.reports.annotate import Tokens
    from pipeline.reports.noun_phrases import Hit, Phrase
    from pipeline.reports.parties import Entry, Token

    _Spans = list[tuple[int, int]]

_SIDED = ("unit", "weapon", "site")
_FIGHTING = frozenset(("group", "unidentified", "unit", "weapon", "site", "rank", "military", "people", "enemy"))
_LABELS = {"civilians": "Civilians", "people": "Civilians", "protesters": "Protesters", "rioters": "Rioters",
           "external": "External Forces"}  # fmt: skip
_OFFICES = frozenset(("government", "official"))
_OF = re.compile(r"\s+(?:of|for|at|from|with)\s+(?:(?:the|an?|his|her|their|its|[a-z]+)\s+){0,2}")
"""What stands between somebody and the office that he works for."""
_COUNTING = frozenset({"more", "other", "fellow", "main", "largest", "biggest"})
"""Words before a noun that do not tell which party it is: "more rebels"."""
_DATELINE = 6
"""Tokens, such as those of a date, that may stand before the seat in a dateline."""
_QUOTES = str.maketrans("", "", '"“”')


@readonly
class Context:
    """What a document says about its parties outside of the sentence: `iso3` is the country of its events."""

    iso3: str | None = None
    enemy: str = ""
    enemy_iso3: str | None = None


@readonly
class ActorMention:
    """A party named in `text[start:end]`.

    `name` is the normalised party, `detail` the text's own words where the name does not hold them, `kind` as in
    actor_nouns.csv or "state" (a country or its capital), "side" (a demonym or possessive without a noun that acts).
    """

    start: int
    end: int
    head: str
    name: str
    type: str | None
    kind: str
    iso3: str | None = None
    plural: bool = False
    detail: str = ""
    given: bool = True
    """Whether the words themselves tell the side; False where its country is that of the context."""

    def __hash__(self) -> int:
        return hash((self.start, self.end, self.name))

    @property
    def label(self) -> str:
        """Name with the detail in brackets: "Civilians (Ukraine; farm worker)"."""
        if not self.detail:
            return self.name
        if self.name.endswith(")"):
            return f"{self.name[:-1]}; {self.detail})"
        return f"{self.name} ({self.detail})"


@readonly
class _Party:
    """Name, type and kind of a party, with the words of the text that named it."""

    name: str
    type: str | None
    kind: str
    iso3: str | None = None
    words: str = ""


def _plural(words: list[Token], hit: Hit) -> bool:
    word = words[hit.last - 1].key
    return (
        word in parties.words("plural")
        or word.endswith("men")
        or (word.endswith("s") and not word.endswith(("ss", "us", "is", "ps")))
    )


def _country(sides: list[Entry], context: Context) -> str | None:
    for side in reversed(sides):
        if side.iso3 is not None and side.category in ("nation", "country", "seat", "body"):
            return side.iso3
    return context.iso3


def _from_sides(sides: list[Entry]) -> Entry | None:
    """The named group or body among the modifiers."""
    return next((side for side in reversed(sides) if side.category in ("group", "body")), None)


def _side_kind(sides: list[Entry]) -> str:
    """Kind that a unit or weapon takes from the words before it."""
    for side in reversed(sides):
        if side.category in ("group", "body", "noun") and side.kind not in _SIDED:
            return side.kind
    return "military"


def _general(label: str, iso3: str | None) -> str:
    country = parties.countries().get(iso3 or "")
    return f"{label} ({country})" if country else label


def _entry_party(entry: Entry, context: Context) -> _Party:
    """The party of a named group or body."""
    iso3 = entry.iso3 or (context.iso3 if entry.kind in ("military", "police", "government") else None)
    if entry.category == "body" and entry.kind in ("military", "police", "government"):
        return _Party(parties.branch(entry.kind, iso3), entry.type, entry.kind, iso3, entry.label)
    return _Party(entry.name, entry.type, entry.kind, iso3, entry.label)


def _enemy(sides: list[Entry], iso3: str | None, core: str, context: Context) -> _Party:
    """Whom a text calls the enemy or the occupier: of the country that it says, else of the context."""
    if any(side.iso3 for side in sides):
        return _Party(parties.branch("military", iso3), "State forces", "military", iso3, core)
    return _Party(context.enemy or "Enemy", "State forces" if context.enemy else None, "enemy", context.enemy_iso3)


def _noun_party(words: list[Token], phrase: Phrase, core: str, context: Context) -> _Party:
    """The party of a phrase whose head is a noun: of its named group, of its country, or its own words."""
    head, sides = phrase.head.entry, phrase.sides
    assert head is not None
    kind = _side_kind(sides) if head.kind in _SIDED else head.kind
    iso3 = _country(sides, context)
    word = words[phrase.head.last - 1].key
    named = _from_sides(sides)
    if named is not None and (head.kind in _FIGHTING or word in parties.words("follower")):
        found = _entry_party(named, context)
        return dataclasses.replace(found, iso3=found.iso3 or iso3)
    if kind == "anaphor":
        return _Party("", None, kind)
    if kind == "named" and word in parties.words("national_force") and any(side.iso3 for side in sides):
        return _Party(parties.branch("military", iso3), "State forces", "military", iso3, core)
    if kind == "named":
        own = phrase.own_name or phrase.head.last - phrase.head.first > 1
        return _Party(core if own else "", head.type, "group", iso3)
    if kind == "enemy":
        return _enemy(sides, iso3, core, context)
    if head.kind in _SIDED and all(side.category == "noun" and side.kind in _SIDED for side in sides):
        return _Party(core if phrase.own_name and head.kind == "unit" else "", None, head.kind)
    if kind in ("military", "police", "government", "official", "rank"):
        branch = {"official": "government", "rank": "military"}.get(kind, kind)
        return _Party(parties.branch(branch, iso3), "State forces", "military" if kind == "rank" else kind, iso3, core)
    if (
        word in parties.words("follower")
        and phrase.head.first > 0
        and parties.possessive(words[phrase.head.first - 1].text)
    ):
        return _Party(core, "Political militia", "group", iso3)
    if kind == "group" and phrase.own_name:
        return _Party(core, head.type, kind, iso3)
    owner = (
        next((side for side in reversed(sides) if side.kind == kind and side.label), head)
        if head.kind in _SIDED
        else head
    )
    label = owner.label or _LABELS.get(kind, "Unidentified Armed Group")
    return _Party(_general(label, iso3), owner.type, kind, iso3, core)


def _entries(phrase: Phrase) -> list[Entry]:
    return [hit.entry for hit in phrase.hits if hit.entry is not None]


def _detail(name: str, words: list[Token], phrase: Phrase, core: str) -> str:
    """The text's own words that the name lacks: without quotes, demonyms and nouns that say nothing more."""
    drop = frozenset(
        token.key
        for hit in phrase.hits
        if hit.entry is not None and (hit.entry.category in ("nation", "country", "seat") or hit.entry.kind == "weapon")
        for token in words[hit.first : hit.last]
    )
    soldiers = phrase.head.entry is not None and phrase.head.entry.kind == "military"
    group = any(entry.category == "group" for entry in (*phrase.sides, *_entries(phrase)))
    return _lacking(name, core, drop, soldiers=soldiers, size=None if group else 5)


@lru_cache(maxsize=1 << 12)
def _lacking(name: str, core: str, drop: frozenset[str], *, soldiers: bool, size: int | None) -> str:
    """The words of `core` without those to drop, where the name does not hold them or their first `size` letters."""
    kept = [word for word in core.replace('"', "").split() if parties.key(word) not in drop]
    if soldiers and len(kept) == 1 and parties.key(kept[0]) in parties.words("generic"):
        kept = []
    while kept and (kept[0].casefold() in parties.words("link") or kept[0].casefold() in _COUNTING):
        kept = kept[1:]
    detail = " ".join(kept).strip("“”'‘’ ")
    lower = name.casefold()
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).casefold()
    told = all(
        word == initials or word[:size] in lower or word in parties.words("empty")
        for word in map(parties.key, TOKEN.findall(detail))
    )
    return "" if told else detail


def _given(phrase: Phrase, party: _Party) -> bool:
    """Whether the phrase itself names a country or a group."""
    return (
        bool(_from_sides(phrase.sides))
        or any(side.iso3 for side in phrase.sides)
        or (phrase.own_name and party.kind == "group")
    )


def _mention(
    words: list[Token], spans: _Spans, phrase: Phrase, attached: Phrase | None, text: str, context: Context
) -> ActorMention | None:
    head = phrase.head.entry
    assert head is not None
    if head.category in ("nation", "people", "country", "seat"):
        return _nation(words, spans, phrase, text)
    if noun_phrases.is_title(words, phrase) or noun_phrases.describes(words, phrase):
        return None
    if attached is not None and words[phrase.head.last - 1].key in parties.words("count_noun"):
        return _mention(words, spans, attached, None, text, context)
    last = phrase.last
    phrase = noun_phrases.garbed(words, phrase)
    last = max(last, phrase.last)
    if attached is not None and attached.head.entry is not None:
        sides = [*phrase.sides, *attached.sides, attached.head.entry]
        phrase = dataclasses.replace(phrase, sides=sides, own_name=phrase.own_name or attached.own_name)
        last = attached.last
    start, end = spans[phrase.first][0], spans[last - 1][1]
    shown = start
    if attached is not None and attached.own_name and head.kind in ("group", "unidentified"):
        shown = spans[attached.first][0]
    core = " ".join(text[shown:end].translate(_QUOTES).split())
    noun = head.category == "noun"
    party = _noun_party(words, phrase, core, context) if noun else _entry_party(head, context)
    return ActorMention(
        start,
        end,
        text[spans[phrase.head.first][0] : spans[phrase.head.last - 1][1]],
        party.name,
        party.type,
        head.kind if head.kind in ("weapon", "site") else party.kind,
        party.iso3,
        _plural(words, phrase.head),
        _detail(party.name, words, phrase, party.words) if party.words else "",
        given=not noun or _given(phrase, party),
    )


def _dateline(words: list[Token], first: int, last: int) -> bool:
    """Whether a seat stands in a dateline: at the head, and only names, numbers and marks up to a dash."""
    if first > _DATELINE or any(token.text[0].islower() for token in words[:first]):
        return False
    for token in words[last : last + 10]:
        if token.text in parties.words("dateline"):
            return True
        if token.text[0].islower():
            return False
    return False


def _address(words: list[Token], first: int, after: str) -> bool:
    """Whether a country only says where the place before it lies: "from Orla, Ruria, at a ship"."""
    if first < 2 or words[first - 1].text != "," or after not in (",", ".", ")", ";"):
        return False
    before = words[first - 2]
    return before.text[0].isupper() and all(alias.entry.category == "seat" for alias in before.aliases)


_LISTS = frozenset({"and", "or", ","})
_ENDS = frozenset({",", ".", ";", ")", "were", "was", "and", "or", "who", "on", "in", "to", "after", "as", "when"})
"""What may follow a list of places that is no subject."""


def _listed(words: list[Token], first: int, after: str) -> bool:
    """Whether a country stands in a list behind a preposition of place: "labourers from Orla and Ruria were shot"."""
    at = first - 1
    if at < 2 or words[at].key not in _LISTS or after not in _ENDS:
        return False
    while at > 0 and (words[at].key in _LISTS or words[at].text[0].isupper()):
        at -= 1
    return at < first - 2 and words[at].key in parties.words("place")


def country_of(words: str) -> str | None:
    """The country that words name in any way: by itself, its people, its seat, a body or a group of its own."""
    tokens = [parties.token(word) for word in TOKEN.findall(words)]
    found = [hit.entry for hit in noun_phrases.scan(tokens, None) if hit.entry is not None and hit.entry.iso3]
    return found[0].iso3 if found else None


def _nation(words: list[Token], spans: _Spans, phrase: Phrase, text: str) -> ActorMention | None:
    """A country, its seat or its people named without a noun that acts."""
    head = phrase.head.entry
    assert head is not None
    first = phrase.head.first
    start, end = spans[first][0], spans[phrase.head.last - 1][1]
    shown = text[start:end]
    previous = words[first - 1].key if first else ""
    if previous in parties.words("part") and first > 1 and head.category in ("country", "seat"):
        previous = words[first - 2].key
    if head.category == "people" and previous == "armed":
        return ActorMention(
            start, end, shown, _general("Militants", head.iso3), "Rebel group", "group", head.iso3, True, ""
        )
    if head.category == "people":
        name = _general("Civilians", head.iso3)
        return ActorMention(start, end, shown, name, "Civilians", "people", head.iso3, True, "")
    name = parties.branch("military", head.iso3)
    if head.category == "nation" or parties.possessive(words[phrase.head.last - 1].text):
        return ActorMention(start, end, shown, name, "State forces", "side", head.iso3)
    after = words[phrase.head.last].text if phrase.head.last < len(words) else ""
    if previous in parties.words("place") or _dateline(words, first, phrase.head.last) or (first < 2 and after == "("):
        return None
    if words[first - 1].text == "(" and after == ")" and first:
        return None
    if _listed(words, first, after):
        return None
    if after == "time" or (after == ":" and first == 0 and shown.isupper()) or _address(words, first, after):
        return None
    return ActorMention(start, end, shown, name, "State forces", "state", head.iso3)


def _employs(text: str, first: ActorMention, second: ActorMention) -> bool:
    """Whether an office is named only as the one that somebody works for: "a driver for the health ministry"."""
    between = text[first.end : second.start]
    return first.kind == "civilians" and second.kind in _OFFICES and _OF.fullmatch(between) is not None


def find(
    text: str, start: int, end: int, context: Context | None = None, tokens: Tokens | None = None
) -> tuple[ActorMention, ...]:
    """Parties named in a sentence, in order.

    Parameters
    ----------
    text
        The document's text.
    start, end
        The sentence is `text[start:end]`.
    context
        The country of the document's events, from which "the army" and "police" take theirs.
    tokens
        The sentence's tokens, where they have been read before and no possessive ending was cut off.
    """
    context = context or Context()
    if tokens is None:
        matches = list(TOKEN.finditer(text, start, end))
        words = [parties.token(match.group()) for match in matches]
    else:
        words = list(map(parties.token, tokens.shown))
    hits = noun_phrases.scan(words, context.iso3)
    if not hits:
        return ()
    spans = list(zip(tokens.starts, tokens.ends, strict=True)) if tokens else [match.span() for match in matches]
    phrases = [phrase for run in noun_phrases.runs(words, hits) if (phrase := noun_phrases.phrase(words, run))]
    mentions: list[ActorMention] = []
    at = done = 0
    while at < len(phrases):
        phrase = phrases[at]
        attached = (
            phrases[at + 1] if at + 1 < len(phrases) and noun_phrases.attaches(words, phrase, phrases[at + 1]) else None
        )
        inside = bool(mentions) and spans[phrase.head.first][0] < mentions[-1].end
        if inside or noun_phrases.bracketed(words, phrase):
            at += 1
            continue
        if phrase.first < done:
            phrase = dataclasses.replace(phrase, first=done)
        mention = _mention(words, spans, phrase, attached, text, context)
        done = (attached or phrase).last
        at += 1 if attached is None else 2
        if mention is not None and not (mentions and _employs(text, mentions[-1], mention)):
            mentions.append(mention)
    return tuple(mentions)
