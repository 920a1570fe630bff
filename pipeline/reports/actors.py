"""Parties named in a sentence: state forces, armed groups, police, governments, protesters, civilians.

`find` reads every mention with a normalised name, as ACLED writes parties (without years), and the words of the text
that tell it from others. Names come from the tables that `parties` reads; unknown groups keep the text's own name.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports import parties
from pipeline.reports.parties import Entry
from pipeline.text import TOKEN

if TYPE_CHECKING:
    from pipeline.reports.annotate import Tokens
    from pipeline.reports.parties import Token

    _Spans = list[tuple[int, int]]

_SIDED = ("unit", "weapon", "site")
_FIGHTING = frozenset(("group", "unidentified", "unit", "weapon", "site", "rank", "military", "people", "enemy"))
_LABELS = {"civilians": "Civilians", "people": "Civilians", "protesters": "Protesters", "rioters": "Rioters",
           "external": "External Forces"}  # fmt: skip
_QUOTES = str.maketrans("", "", '"“”')


@dataclass(frozen=True, slots=True)
class Context:
    """What a document says about its parties outside of the sentence: `iso3` is the country of its events."""

    iso3: str | None = None
    enemy: str = ""
    enemy_iso3: str | None = None


@dataclass(frozen=True, slots=True)
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

    @property
    def label(self) -> str:
        """Name with the detail in brackets: "Civilians (Ukraine; farm worker)"."""
        if not self.detail:
            return self.name
        if self.name.endswith(")"):
            return f"{self.name[:-1]}; {self.detail})"
        return f"{self.name} ({self.detail})"


@dataclass(slots=True)
class _Hit:
    """Tokens `first:last` of the sentence that a table knows (entry), or that may stand inside a name (None)."""

    first: int
    last: int
    entry: Entry | None


def _scan(words: list[Token], iso3: str | None) -> list[_Hit]:
    found: list[_Hit] = []
    past = 0
    for at, token in enumerate(words):
        if at < past:
            continue
        if token.aliases:
            hit = parties.match(words, at, iso3)
            if hit is not None:
                found.append(_Hit(at, hit[0], hit[1]))
                past = hit[0]
                continue
        if token.modifies or (token.aliases and parties.modifies(token.key)):
            found.append(_Hit(at, at + 1, None))
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


def _runs(words: list[Token], hits: list[_Hit]) -> list[list[_Hit]]:
    """Hits that stand directly beside each other, with names between them filled in."""
    runs: list[list[_Hit]] = []
    for hit in hits:
        first = hit.first
        floor = runs[-1][-1].last if runs else 0
        while first > floor and _named(words, first - 1):
            first -= 1
        fill = [_Hit(i, i + 1, None) for i in range(first, hit.first)]
        ends_name = bool(runs) and _closes(words, runs[-1][-1])
        if runs and first == floor and not ends_name:
            runs[-1] += [*fill, hit]
        else:
            runs.append([*fill, hit])
    return runs


def _closes(words: list[Token], hit: _Hit) -> bool:
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
class _Phrase:
    """A noun phrase of a party: its tokens, its head and the parties that its modifiers name."""

    first: int
    last: int
    head: _Hit
    sides: list[Entry]
    hits: list[_Hit]
    own_name: bool = False


@dataclass(frozen=True, slots=True)
class _Party:
    """Name, type and kind of a party, with the words of the text that named it."""

    name: str
    type: str | None
    kind: str
    iso3: str | None = None
    words: str = ""


def _phrase(words: list[Token], run: list[_Hit]) -> _Phrase | None:
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
    if first and words[first - 1].text in "\"“”'‘" and not sides:
        first = _quoted(words, first)
        names = names or [head]
    return _Phrase(first, head.last, head, sides, known, bool(names))


def _quoted(words: list[Token], first: int) -> int:
    """Start of a quoted name directly before token `first`: the "Zaïre" self-defence group."""
    for at in range(first - 2, max(first - 6, -1), -1):
        if words[at].text in "\"“'‘":
            return at + 1 if words[at + 1].text[0].isupper() else first
    return first


def _attaches(words: list[Token], phrase: _Phrase, following: _Phrase) -> bool:
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
    link = words[phrase.last].key
    if other.category in ("country", "seat"):
        return link == "of" and entry.kind in ("military", "police", "government", "civilians", "unit")
    if other.category == "noun":
        return entry.kind in ("military", "unit", "weapon", "group") and bool(
            following.sides or following.own_name or other.kind == "military"
        )
    return link != "in" and other.category in ("group", "body")


def _plural(words: list[Token], hit: _Hit) -> bool:
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


def _noun_party(words: list[Token], phrase: _Phrase, core: str, context: Context) -> _Party:
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
    if kind == "enemy":
        return _Party(context.enemy or "Enemy", "State forces" if context.enemy else None, "enemy", context.enemy_iso3)
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
    return _Party(
        _general(head.label or _LABELS.get(kind, "Unidentified Armed Group"), iso3), head.type, kind, iso3, core
    )


def _entries(phrase: _Phrase) -> list[Entry]:
    return [hit.entry for hit in phrase.hits if hit.entry is not None]


def _detail(name: str, words: list[Token], phrase: _Phrase, core: str) -> str:
    """The text's own words that the name lacks: without quotes, demonyms and nouns that say nothing more."""
    drop = {
        token.key
        for hit in phrase.hits
        if hit.entry is not None and (hit.entry.category in ("nation", "country", "seat") or hit.entry.kind == "weapon")
        for token in words[hit.first : hit.last]
    }
    kept = [word for word in core.replace('"', "").split() if parties.key(word) not in drop]
    if (
        phrase.head.entry is not None
        and phrase.head.entry.kind == "military"
        and len(kept) == 1
        and parties.key(kept[0]) in parties.words("generic")
    ):
        kept = []
    while kept and kept[0].casefold() in parties.words("link"):
        kept = kept[1:]
    detail = " ".join(kept).strip("“”'‘’ ")
    lower = name.casefold()
    size = None if any(entry.category == "group" for entry in (*phrase.sides, *_entries(phrase))) else 5
    initials = "".join(word[0] for word in name.split() if word[0].isupper()).casefold()
    told = all(
        word == initials or word[:size] in lower or word in parties.words("empty")
        for word in map(parties.key, TOKEN.findall(detail))
    )
    return "" if told else detail


def _garbed(words: list[Token], phrase: _Phrase) -> _Phrase:
    """Men *in plain clothes*, men *wearing "DPR" insignia*: nobody knows whose, unless the words name a party."""
    head = phrase.head
    if (
        head.entry is None
        or words[head.last - 1].key not in parties.words("follower")
        or head.entry.kind != "civilians"
    ):
        return phrase
    if phrase.last >= len(words) or words[phrase.last].key not in parties.words("garb"):
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
    ):
        last += 1
    named = [
        hit.entry
        for hit in _scan(words[phrase.last : last], None)
        if hit.entry is not None and hit.entry.category in ("group", "body")
    ]
    told = any(word.key in parties.words("garb_noun") for word in words[phrase.last : last])
    if not told and not named:
        return phrase
    entry = Entry("noun", "", "unidentified", "Political militia", None, "Unidentified Armed Group")
    return dataclasses.replace(
        phrase, last=last, head=dataclasses.replace(head, entry=entry), sides=[*phrase.sides, *named]
    )


def _given(phrase: _Phrase, party: _Party) -> bool:
    """Whether the phrase itself names a country or a group."""
    return (
        bool(_from_sides(phrase.sides))
        or any(side.iso3 for side in phrase.sides)
        or (phrase.own_name and party.kind == "group")
    )


def _bracketed(words: list[Token], phrase: _Phrase) -> bool:
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


def _is_title(words: list[Token], phrase: _Phrase) -> bool:
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


def _mention(
    words: list[Token], spans: _Spans, phrase: _Phrase, attached: _Phrase | None, text: str, context: Context
) -> ActorMention | None:
    head = phrase.head.entry
    assert head is not None
    if head.category in ("nation", "people", "country", "seat"):
        return _nation(words, spans, phrase, text)
    if _is_title(words, phrase):
        return None
    last = phrase.last
    phrase = _garbed(words, phrase)
    last = max(last, phrase.last)
    if attached is not None and attached.head.entry is not None:
        sides = [*phrase.sides, *attached.sides, attached.head.entry]
        phrase = dataclasses.replace(phrase, sides=sides, own_name=phrase.own_name or attached.own_name)
        last = attached.last
    start, end = spans[phrase.first][0], spans[last - 1][1]
    core = " ".join(text[start:end].translate(_QUOTES).split())
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
    if first > 3:
        return False
    for token in words[last : last + 10]:
        if token.text in parties.words("dateline"):
            return True
        if token.text[0].islower():
            return False
    return False


def country_of(words: str) -> str | None:
    """The country that words name in any way: by itself, its people, its seat, a body or a group of its own."""
    tokens = [parties.token(word) for word in TOKEN.findall(words)]
    found = [hit.entry for hit in _scan(tokens, None) if hit.entry is not None and hit.entry.iso3]
    return found[0].iso3 if found else None


def _nation(words: list[Token], spans: _Spans, phrase: _Phrase, text: str) -> ActorMention | None:
    """A country, its seat or its people named without a noun that acts."""
    head = phrase.head.entry
    assert head is not None
    first = phrase.head.first
    start, end = spans[first][0], spans[phrase.head.last - 1][1]
    shown = text[start:end]
    previous = words[first - 1].key if first else ""
    if previous == "the" and first > 1 and head.category in ("country", "seat"):
        previous = words[first - 2].key
    if head.category == "people":
        name = _general("Civilians", head.iso3)
        return ActorMention(start, end, shown, name, "Civilians", "people", head.iso3, True, "")
    name = parties.branch("military", head.iso3)
    if head.category == "nation" or parties.possessive(words[phrase.head.last - 1].text):
        return ActorMention(start, end, shown, name, "State forces", "side", head.iso3)
    after = words[phrase.head.last].text if phrase.head.last < len(words) else ""
    if previous in parties.words("place") or _dateline(words, first, phrase.head.last) or (first < 2 and after == "("):
        return None
    return ActorMention(start, end, shown, name, "State forces", "state", head.iso3)


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
        spans = [found.span() for found in TOKEN.finditer(text, start, end)]
        words = [parties.token(text[first:last]) for first, last in spans]
    else:
        spans = list(zip(tokens.starts, tokens.ends, strict=True))
        words = list(map(parties.token, tokens.shown))
    if not any(token.aliases for token in words):
        return ()
    phrases = [phrase for run in _runs(words, _scan(words, context.iso3)) if (phrase := _phrase(words, run))]
    mentions: list[ActorMention] = []
    at = done = 0
    while at < len(phrases):
        phrase = phrases[at]
        attached = phrases[at + 1] if at + 1 < len(phrases) and _attaches(words, phrase, phrases[at + 1]) else None
        if _bracketed(words, phrase):
            at += 1
            continue
        if phrase.first < done:
            phrase = dataclasses.replace(phrase, first=done)
        mention = _mention(words, spans, phrase, attached, text, context)
        done = (attached or phrase).last
        at += 1 if attached is None else 2
        if mention is not None:
            mentions.append(mention)
    return tuple(mentions)
