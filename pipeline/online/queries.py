"""Questions in the words of a geopy geocoder: structured where it can, limited to the document's countries."""

from __future__ import annotations

import inspect
import json
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from pipeline import lexicon

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.online.questions import Question

MOST = 40
"""Answers to ask for: homonyms are many, and the first is not the best."""


@dataclass(frozen=True, slots=True)
class Query:
    """What is handed to `geocode`: a text or a mapping, and options."""

    text: str | Mapping[str, str]
    options: Mapping[str, Any]
    region: str = ""

    @property
    def key(self) -> str:
        """The query as a text, for the cache."""
        return json.dumps([self.text, self.options], ensure_ascii=False, sort_keys=True)


def queries(geocoder: Any, question: Question) -> tuple[Query, ...]:
    """The queries of a question, in the order in which they are asked until one is answered with a place.

    The first is for the region that the text names, the second for the countries that the document speaks of.
    """
    found = []
    parameters = _parameters(type(geocoder))  # type: ignore[arg-type]
    if question.region:
        found.append(Query(_text(geocoder, question), _options(parameters, (question.country,)), question.region))
    found.append(Query(question.name, _options(parameters, question.countries)))
    return tuple(found)


@cache
def _parameters(geocoder: type) -> frozenset[str]:
    return frozenset(inspect.signature(geocoder.geocode).parameters)  # type: ignore[attr-defined]


def _text(geocoder: Any, question: Question) -> str | Mapping[str, str]:
    country = _names().get(question.country, ("", ""))[0]
    if hasattr(geocoder, "structured_query_params"):
        parts = {"city": question.name, "state": question.region, "country": country}
        return {key: part for key, part in parts.items() if part}
    return ", ".join(part for part in (question.name, question.region, country) if part)


def _options(parameters: frozenset[str], countries: tuple[str, ...]) -> dict[str, Any]:
    """The options that a geocoder has, of those that we want."""
    codes = [_names()[iso3][1] for iso3 in countries if iso3 in _names()]
    options: dict[str, Any] = {"exactly_one": False}
    wanted = {"limit": MOST, "addressdetails": True, "namedetails": True, "extratags": True, "language": "en"}
    options |= {name: value for name, value in wanted.items() if name in parameters}
    for name in ("country_codes", "countries"):
        if codes and name in parameters:
            options[name] = codes
            break
    else:
        if len(codes) == 1 and "country" in parameters:
            options["country"] = codes[0]
    return options


@cache
def _names() -> Mapping[str, tuple[str, str]]:
    """Alpha-3 code of a country to its name and alpha-2 code in small letters."""
    return {row["iso3"]: (row["name"], row["iso2"].lower()) for row in lexicon.countries()}
