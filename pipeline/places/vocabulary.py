"""The word tables of this stage as sets and dictionaries, read once."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun for a kind of place: its location type, ACLED precision and, where the kind bounds it, uncertainty in km."""

    location_type: str
    after: bool
    before: bool
    geo_precision: int
    uncertainty_km: float | None


@dataclass(frozen=True, slots=True)
class Qualifier:
    """Words that say how something lies to a place: precision and the km that they add to its uncertainty."""

    name: str
    geo_precision: int
    uncertainty_km: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All words that recognition, roles and precision ask for."""

    cues: Mapping[str, frozenset[str]]
    common: frozenset[str]
    first_names: frozenset[str]
    surnames: frozenset[str]
    nouns: Mapping[str, Noun]
    qualifiers: Mapping[str, Qualifier]
    compass: Mapping[str, tuple[int, int]]
    prepositions: Mapping[str, str]
    abbreviations: Mapping[str, tuple[str, str, bool]]
    country_cues: Mapping[str, str]
    adjectives: Mapping[str, str]
    domains: Mapping[str, str]
    capitals: frozenset[tuple[str, str]]
    weights: Mapping[str, float]
    capital_abbreviations: frozenset[str]


def _nouns() -> dict[str, Noun]:
    columns = ("noun", "location_type", "position", "geo_precision", "uncertainty_km")
    found: dict[str, Noun] = {}
    for row in lexicon.table("place_nouns", columns):
        sides = lexicon.values(row["position"])
        uncertainty = float(row["uncertainty_km"]) if row["uncertainty_km"] else None
        noun = Noun(row["location_type"], "after" in sides, "of" in sides, int(row["geo_precision"]), uncertainty)
        found.setdefault(row["noun"], noun)
    return found


def _qualifiers() -> dict[str, Qualifier]:
    columns = ("phrase", "qualifier", "geo_precision", "uncertainty_km")
    return {
        row["phrase"]: Qualifier(row["qualifier"], int(row["geo_precision"]), float(row["uncertainty_km"]))
        for row in lexicon.table("place_qualifiers", columns)
    }


def _adjectives() -> dict[str, str]:
    rows = lexicon.table("demonyms", ("word", "iso3"))
    return {row["word"]: row["iso3"] for row in rows}


def _domains() -> dict[str, str]:
    return {**{row["iso2"].lower(): row["iso3"] for row in _countries()}, "uk": "GBR"}


def _countries() -> tuple[Mapping[str, str], ...]:
    columns = ("name", "iso3", "iso2", "aliases", "demonyms", "capital", "latitude", "longitude", "uncertainty_km")
    return lexicon.table("countries", columns)


def _cues() -> dict[str, frozenset[str]]:
    found: dict[str, set[str]] = {}
    for row in lexicon.table("toponym_cues", ("word", "cue")):
        found.setdefault(row["cue"], set()).add(row["word"])
    return {cue: frozenset(words) for cue, words in found.items()}


@cache
def vocabulary() -> Vocabulary:
    """The tables, read at the first call."""
    abbreviations = lexicon.table("place_abbreviations", ("abbreviation", "name", "iso3", "use"))
    return Vocabulary(
        cues=_cues(),
        common=lexicon.words("common_words"),
        first_names=lexicon.words("first_names"),
        surnames=lexicon.words("surnames"),
        nouns=_nouns(),
        qualifiers=_qualifiers(),
        compass={
            row["word"]: (int(row["north"]), int(row["east"]))
            for row in lexicon.table("compass_words", ("word", "north", "east"))
        },
        prepositions={
            row["word"]: row["strength"] for row in lexicon.table("place_prepositions", ("word", "strength", "role"))
        },
        abbreviations={
            row["abbreviation"]: (row["name"], row["iso3"], row["use"] == "after comma") for row in abbreviations
        },
        country_cues={row["word"]: row["iso3"] for row in lexicon.table("country_cues", ("word", "iso3"))},
        adjectives=_adjectives(),
        domains=_domains(),
        capitals=frozenset((row["capital"], row["iso3"]) for row in _countries() if row["capital"]),
        weights={
            row["part"]: float(row["weight"]) for row in lexicon.table("place_weights", ("part", "weight", "meaning"))
        },
        capital_abbreviations=lexicon.words("abbreviations_open"),
    )


_UPPER = "A-Z" + "".join(letter for code in range(0xC0, 0x250) if (letter := chr(code)).isupper())


@cache
def run_pattern() -> re.Pattern[str]:
    """One run of capitalised words with what may join them: hyphens, initials, "of the", "de la", "al-"."""
    short = "|".join(
        sorted((re.escape(word) for word in vocabulary().capital_abbreviations if word.isalpha()), key=len)
    )
    article = r"(?:[aA]l|[eE]l|[uU]l|an|en|ar|er|as|es|ash|esh|at|et|ad|ed|az|ez|ath|eth)[-‑’']"
    word = (
        rf"(?:(?:{short}|Mt|Ft|Pt|Ste)\.(?=[ \u00a0][{_UPPER}])|(?:[A-Z]\.){{2,}}|[A-Z]\.(?=[ \u00a0]?[{_UPPER}])"
        rf"|(?:{article})?[{_UPPER}]\w*(?:[-‑'’ʼ`]\w+)*)"
    )
    joint = (
        r"(?:[ \u00a0](?:of the|of|de la|de los|de las|del|de|della|di|da|dos|das|do|du|des|la|le|les|el|al"
        r"|and|upon|bin|ibn|von|van der|van|ter|y|e)[ \u00a0]|[ \u00a0]|[ \u00a0]?&[ \u00a0]?)"
    )
    return re.compile(rf"(?<![\w@#]){word}(?:{joint}{word})*")


@cache
def word_pattern() -> re.Pattern[str]:
    """One word of a run, abbreviations with their stop."""
    return re.compile(r"(?:[A-Z]\.){2,}|[^\W\d_]+\.|[^\s&]+")
