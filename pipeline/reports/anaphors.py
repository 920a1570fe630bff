"""The earlier place that "the city", "there" or "the Afghan capital" means."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.phrases import Phrases

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.annotate import Article, Sentence
    from pipeline.schema import Place


@cache
def _anaphors() -> Phrases[str]:
    return Phrases((row["pattern"], row["kind"]) for row in lexicon.table("place_anaphors", ("pattern", "kind")))


@cache
def capitals() -> dict[str, str]:
    """Capital of each country by ISO 3166-1 alpha-3 code."""
    return {row["iso3"]: row["capital"] for row in lexicon.countries()}


@cache
def _nationalities() -> dict[str, str]:
    """ISO 3166-1 alpha-3 code of the country of each adjective of nationality, in small letters."""
    rows = lexicon.nationalities()
    return {word.casefold(): row["iso3"] for row in rows for word in lexicon.values(row["adjectives"])}


def capital(article: Article, sentence: Sentence, iso3: str | None) -> Place | None:
    """The capital that "Afghanistan's capital" or "the Afghan capital" means, where the article names it somewhere.

    `iso3` is the country of the article's events, for "the capital" alone.
    """
    words = sentence.tokens.words
    if "capital" not in words:
        return None
    at = words.index("capital")
    start = sentence.tokens.starts[at]
    countries = [p for p in article.places_in(sentence) if p.location_type == "country" and 0 < start - p.end <= 4]
    people = _nationalities().get(words[at - 1]) if at else None
    if countries:
        code = countries[-1].iso3
    elif people is not None or words[at - 1 : at] == ("the",):
        code = people or iso3
    else:
        return None
    name = capitals().get(code or "")
    found = [p for p in article.places if p.latitude is not None and p.iso3 == code and _is_capital(p, name)]
    found.sort(key=counted_from)
    return next((replace(p, role="event") for p in found), None)


def counted_from(place: Place) -> bool:
    """Whether a name only says from where a distance is counted: "30 km north of X"."""
    return place.qualifier[:1].isdigit()


def _is_capital(place: Place, name: str | None) -> bool:
    return name is not None and place.location_type == "settlement" and name in (place.name, place.text)


_MARK = 3
"""Characters before a place at the head of a text."""


def _dates(place: Place) -> bool:
    """Whether a place heads its article: a dateline, or a name in capitals at the head of the text."""
    return place.role == "dateline" or (place.start <= _MARK and place.text.isupper())


_EXISTS = frozenset("is are was were has have had will would may might".split())
"""Behind "there" these say that something was, not where: "there were reports"."""


def find(sentence: Sentence, first: int, last: int, earlier: Sequence[Place]) -> Place | None:
    """The earlier place that "the city", "the village", "there" in the clauses of those words means."""
    low, high = sentence.clause(first), sentence.clause(last)
    for match in _anaphors().find(sentence.tokens.words):
        if not low - 1 <= sentence.clause(match.first) <= high:
            continue
        behind = sentence.tokens.words[match.last + 1 : match.last + 2]
        if match.first == match.last and not _EXISTS.isdisjoint(behind):
            continue
        kinds = match.value.split("|")
        start = sentence.tokens.starts[match.first]
        if kinds == ["dateline"]:
            if earlier and not sentence.quoted(start) and _dates(earlier[0]):
                return earlier[0]
            continue
        for place in reversed([p for p in earlier if p.end <= start and not counted_from(p)]):
            if place.location_type in kinds or (kinds == ["any"] and place.location_type != "country"):
                return place
    return None
