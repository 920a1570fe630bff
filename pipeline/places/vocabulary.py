"""The word tables of this stage as sets and dictionaries, read once."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.records import readonly

if TYPE_CHECKING:
    from collections.abc import Mapping


@readonly
class Noun:
    """A noun for a kind of place: its location type, ACLED precision and, where the kind bounds it, uncertainty in km."""

    location_type: str
    after: bool
    before: bool
    geo_precision: int
    uncertainty_km: float | None


@readonly
class Qualifier:
    """Words that say how something lies to a place: precision and the km that they add to its uncertainty."""

    name: str
    geo_precision: int
    uncertainty_km: float


@readonly
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
    outlets: Mapping[str, str]
    capitals: frozenset[tuple[str, str]]
    main_towns: frozenset[tuple[str, str]]
    weights: Mapping[str, float]
    open_abbreviations: frozenset[str]


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
    """Demonyms of countries and regions; names of places that also serve as adjectives ("UK", "New Zealand") stay out."""
    found = {row["word"]: row["iso3"] for row in lexicon.table("demonyms", ("word", "iso3"))}
    names = {name for row in lexicon.countries() for name in (row["name"], *lexicon.values(row["aliases"]))}
    for row in lexicon.nationalities():
        for word in (*lexicon.values(row["adjectives"]), *lexicon.values(row["people"])):
            if word not in names and not word.isupper():
                found[word] = row["iso3"]
    return found


def _domains() -> dict[str, str]:
    return {**{row["iso2"].lower(): row["iso3"] for row in lexicon.countries()}, "uk": "GBR"}


def _main_towns() -> frozenset[tuple[str, str]]:
    """Main town and name of each first-level unit that shares another name with it."""
    return frozenset((row["main_town"], row["name"]) for row in lexicon.regions() if row["main_town"])


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
        outlets={row["outlet"]: row["iso3"] for row in lexicon.table("outlets", ("outlet", "iso3"))},
        capitals=frozenset((row["capital"], row["iso3"]) for row in lexicon.countries() if row["capital"]),
        main_towns=_main_towns(),
        weights={
            row["part"]: float(row["weight"]) for row in lexicon.table("place_weights", ("part", "weight", "meaning"))
        },
        open_abbreviations=lexicon.words("abbreviations_open"),
    )
