"""The word tables behind actors: what a name, a demonym, a seat of government or a noun stands for.

One look-up for a token; the tables are in `lexicons/` (armed_groups, institutions, nationalities, actor_nouns,
actor_modifiers). Pure.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline import lexicon
from pipeline.records import readonly
from pipeline.text import TOKEN, Kept

if TYPE_CHECKING:
    from collections.abc import Mapping

_BRANCHES = {"military": "Military Forces of", "police": "Police Forces of", "government": "Government of"}
_LOCAL = "="
"""Before an alias that holds only in texts about a country of its group."""
_POSSESSIVE = ("'s", "’s", "ʼs")


@readonly
class Entry:
    """What a name or noun of the tables means.

    `category`: nation (adjective), people (noun), country, seat, group, body, noun. `kind` as in actor_nouns.csv.
    """

    category: str
    name: str
    kind: str
    type: str | None = None
    iso3: str | None = None
    label: str = ""
    countries: tuple[str, ...] = ()
    """Where a group acts; `iso3` is the first."""


class _Alias(NamedTuple):
    keys: tuple[str, ...]
    words: tuple[str, ...]
    entry: Entry
    local: bool = False
    """Whether it holds only in texts about a country of its entry."""


class Token(NamedTuple):
    """A word of a text as the tables see it, wherever it stands.

    `key` is its small-letter form without a possessive ending, `aliases` are those that it may be by itself, `longer`
    those that it may begin, by their second word.
    """

    text: str
    key: str
    aliases: tuple[_Alias, ...]
    longer: Mapping[str, tuple[_Alias, ...]]
    modifies: bool
    live: bool


def _key(word: str) -> str:
    """Small letters, straight apostrophes, no possessive ending."""
    for ending in _POSSESSIVE:
        if word.endswith(ending):
            word = word[: -len(ending)]
            break
    return word.casefold().replace("’", "'").replace("ʼ", "'")


key = Kept(_key).__getitem__
"""Small letters of a word, straight apostrophes, no possessive ending."""


def possessive(word: str) -> bool:
    """Whether a token ends in a possessive 's."""
    return word.endswith(_POSSESSIVE)


def _token(word: str) -> Token:
    lower = key(word)
    aliases = [alias for alias in index().get(lower, ()) if _written(alias.words[0], word)]
    longer: dict[str, tuple[_Alias, ...]] = {}
    for alias in aliases:
        if len(alias.keys) > 1:
            longer[alias.keys[1]] = (*longer.get(alias.keys[1], ()), alias)
    alone = tuple(alias for alias in aliases if len(alias.keys) == 1)
    modifying = modifies(lower)
    return Token(word, lower, alone, longer, modifying, modifying or bool(aliases))


token = Kept(_token).__getitem__
"""A word with what the tables hold for it."""


@cache
def countries() -> dict[str, str]:
    """ISO 3166-1 alpha-3 to the country's name as ACLED writes it."""
    return {row["iso3"]: row["name"] for row in lexicon.nationalities()}


def _words(use: str) -> frozenset[str]:
    rows = lexicon.table("actor_words", ("use", "words"))
    return next(frozenset(lexicon.values(row["words"])) for row in rows if row["use"] == use)


words = Kept(_words).__getitem__
"""The words of one use in actor_words.csv."""


def _modifies(word: str) -> bool:
    """Whether a word (small letters) may stand inside the name of a party: "armed", "US-backed", "pro-Russian"."""
    return word in modifiers() or (
        len(word) > 4 and (word.startswith(tuple(words("prefix"))) or word.endswith(tuple(words("compound"))))
    )


modifies = Kept(_modifies).__getitem__
"""Whether a word (small letters) may stand inside the name of a party."""


@cache
def modifiers() -> frozenset[str]:
    """Words that may stand inside the name of a party."""
    return lexicon.words("actor_modifiers")


def branch(kind: str, iso3: str | None) -> str:
    """A state's party: "Military Forces of Russia"; without a country "Military Forces"."""
    title = _BRANCHES.get(kind, "Military Forces of")
    return f"{title} {countries()[iso3]}" if iso3 in countries() else title.removesuffix(" of")


def _nations() -> list[tuple[str, Entry]]:
    found = []
    for row in lexicon.nationalities():
        iso3, name = row["iso3"], row["name"]
        forms = {
            "nation": lexicon.values(row["adjectives"]),
            "people": lexicon.values(row["people"]),
            "seat": lexicon.values(row["seats"]),
            "country": (name, *lexicon.values(row["aliases"])),
        }
        for category, words in forms.items():
            found += [(word, Entry(category, name, "state", "State forces", iso3)) for word in words]
    return found


def _bodies() -> list[tuple[str, Entry]]:
    types = {
        "rebel": "Rebel group",
        "militia": "Political militia",
        "external": "External/other forces",
    }
    found = []
    for row in lexicon.table("institutions", ("aliases", "kind", "iso3")):
        aliases, kind = lexicon.values(row["aliases"]), row["kind"]
        type_ = types.get(kind, "State forces")
        kind = "group" if kind in ("rebel", "militia") else kind
        iso3 = row["iso3"] or None
        for alias in aliases:
            name = alias if kind == "external" else aliases[0]
            found.append((alias, Entry("body", name, kind, type_, iso3, alias.removeprefix(_LOCAL))))
    return found


def _groups() -> list[tuple[str, Entry]]:
    found = []
    for row in lexicon.table("armed_groups", ("name", "aliases", "type", "countries")):
        kind = {"State forces": "military", "External/other forces": "external", "Civilians": "party"}.get(
            row["type"], "group"
        )
        places = lexicon.values(row["countries"])
        iso3 = places[0] if places else None
        found += [
            (alias, Entry("group", row["name"], kind, row["type"], iso3, alias.removeprefix(_LOCAL), places))
            for alias in lexicon.values(row["aliases"])
        ]
    return found


def _nouns() -> list[tuple[str, Entry]]:
    found = []
    for row in lexicon.table("actor_nouns", ("word", "kind", "label", "type")):
        entry = Entry("noun", "", row["kind"], row["type"] or None, None, row["label"])
        found += [(word, entry) for word in lexicon.values(row["word"])]
    return found


def _spellings(alias: str) -> tuple[str, ...]:
    if alias[:3].casefold() == "al-":
        return alias, f"al {alias[3:]}", f"Al {alias[3:]}"
    if alias[:3].casefold() == "al ":
        return alias, f"al-{alias[3:]}"
    return (alias,)


@cache
def index() -> dict[str, tuple[_Alias, ...]]:
    """First token of every alias to the aliases that begin with it, the longest first."""
    found: dict[str, list[_Alias]] = {}
    for alias, entry in (*_groups(), *_bodies(), *_nations(), *_nouns()):
        for spelling in _spellings(alias.removeprefix(_LOCAL)):
            words = tuple(TOKEN.findall(spelling))
            keys = tuple(key(word) for word in words)
            found.setdefault(keys[0], []).append(_Alias(keys, words, entry, alias.startswith(_LOCAL)))
    return {first: tuple(sorted(aliases, key=lambda a: -len(a.keys))) for first, aliases in found.items()}


def _written(word: str, text: str) -> bool:
    """Whether a word of a text is written as the alias wants it: short forms exactly, names with a capital."""
    if word.isupper() and len(word) <= 5 and word.isalpha():
        return text.startswith(word)
    return not word[0].isupper() or not text[0].islower()


def _continues(alias: _Alias, words: list[Token], at: int) -> bool:
    """Whether the words after the first of an alias follow in the text too."""
    size = len(alias.keys)
    if size == 1:
        return True
    if at + size > len(words):
        return False
    return all(
        words[at + i].key == alias.keys[i] and _written(alias.words[i], words[at + i].text) for i in range(1, size)
    )


def match(words: list[Token], at: int, iso3: str | None = None) -> tuple[int, Entry] | None:
    """The longest alias that begins at token `at`, as its end (exclusive) and entry.

    Where several parties bear the same name, the one of country `iso3` is taken, else the first of the tables.
    """
    token = words[at]
    longer = token.longer.get(words[at + 1].key, ()) if token.longer and at + 1 < len(words) else ()
    best: tuple[int, Entry] | None = None
    for alias in (*longer, *token.aliases):
        last = at + len(alias.keys)
        here = iso3 is not None and (alias.entry.iso3 == iso3 or iso3 in alias.entry.countries)
        if (alias.local and not here) or (best is not None and (last < best[0] or not here)):
            continue
        if _continues(alias, words, at):
            best = last, alias.entry
            if here or alias.entry.iso3 is None:
                return best
    return best
