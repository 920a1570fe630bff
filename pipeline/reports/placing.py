"""At which place or places a group of triggers happened: by the toponyms' roles, their nearness and coreference."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import distances, lexicon
from pipeline.records import readonly
from pipeline.reports import anaphors
from pipeline.reports.annotate import triggers

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.reports.annotate import Article, Sentence
    from pipeline.schema import Place

WIDTH = {
    "facility": 0,
    "district": 1,
    "settlement": 2,
    "municipality": 3,
    "other": 2,
    "area": 4,
    "water": 4,
    "region": 5,
    "country": 6,
}
"""Kinds of place from narrow to wide."""
_OF = re.compile(
    r"\s*(?:(?:port|coast|coastal|resort|border|seaside|lakeside|city|town|province|state|region|island)\s+)*of\s+(?:the\s+)?"
)
"""Between a name that only describes and the place itself: "the Red Sea port city of Hodeidah"."""
_DASHES = frozenset({"-", "–", "—", "--"})
_OFFICIALS = frozenset({"officials", "official", "authorities"})
_TOWN = 1000
"""Inhabitants from which on "X station" is that of the town X, and not a station of that name in the town told of before."""
_LARGE = 300_000
"""Inhabitants from which on a town has units of its own."""
_FAR_KM = 60.0
"""A part of a town farther than this from the town that the text speaks of is another one of its name."""
_BESIDE = 120
"""Characters within which "the X district" may be one of a town that the text names."""
_WIDE = 10.0
"""Words by which a region or area stands back behind a town."""
_SPOKEN = 8
"""Words between an office and the verb of speech that goes with it."""
_REFERENCE = 7
"""Words between a place and another that only says where it lies."""
LEAD = 5
"""Words before the first of two places among which "between" stands: "between the village of X and Y"."""
_FROM = re.compile(
    r"\d ?(?:km|kilomet(?:re|er)s?|miles?)\b\)?[^,.;()]{0,40}\b(?:of|from) "
    r"(?:the (?:[\w-]+ ){0,2}(?:capital|city|town),? (?:city )?(?:of )?)?\Z"
)
"""Before a place from which only a distance is counted."""
_HOME = re.compile(
    r"(?:\(\d{1,2}\),?|-year-olds?(?: [a-z]+){0,2},?|\b(?:aged?) \d{1,2},?|, \d{1,2},|\bnatives?|\b(?:originally|hail(?:ing|ed|s)))"
    r" (?:from|of) (?:the )?(?:[a-z]+ ){0,3}\Z"
)
"""Before the place that a victim comes from: "Ali Saad (17), from X, was killed in Y"."""
_OBJECT_LEADS = frozenset(
    {"the", "town", "city", "village", "towns", "cities", "villages", "of", "port", "capital", "district"}
)
"""Words between a verb and the place that is its object: "bombed X", "shelled the town of X"."""
_OBJECT = 5
"""Words between a trigger and the noun that it acts on."""
_LABEL = 8
"""Characters before a place at the head of a paragraph: a bullet, a time of day."""
_DATELINE = 14
"""Tokens of a dateline at the most."""
_COMPASS = r"(?:north-?east|north-?west|south-?east|south-?west|north|south|east|west)"
_LIST = re.compile(
    rf"(?:\s+(?:in|to) the (?:{_COMPASS}|cent(?:er|re)))?"
    r"\s*(?:[,;&]|or|as well as|to|,?\s*and(?:\s+[a-z]+){0,2}?(?:\s+(?:in|at|near|on|over|outside|around))?|both in"
    r"|,?\s*(?:and |as well as )?(?:in )?(?:(?:several |many |some )?other [a-z]+,? )?(?:including|among them|such as)(?:\s+(?:in|at))?)"
    rf"\s*(?:the\s+)?(?:{_COMPASS}ern\s+|central\s+)?",
    re.IGNORECASE,
)
"""Between two members of a list: "A in the north, B in the south and other towns, among them C"."""
_GAP = 60
"""Most characters between two members of a list."""
_LOCATIVE = frozenset(
    "in at near on over outside inside around into onto across through off along within towards above below beside "
    "against of between throughout from".split()
)


@readonly
class Site:
    """Places that stand together: `members` are where it happened, each with what contains it cut off."""

    members: tuple[Place, ...]
    first: int
    last: int
    locative: bool
    office: bool = False


def width(place: Place) -> int:
    """How wide a place is, by its kind."""
    return WIDTH.get(place.location_type or "other", 2)


def contains(wide: Place, narrow: Place) -> bool:
    """Whether `wide` is a larger unit that `narrow` lies in, as far as names tell."""
    if narrow.within and narrow.start != wide.start and narrow.within in (wide.name, wide.text):
        return wide.within not in (narrow.name, narrow.text)
    named_after = wide.within and wide.within in (narrow.name, narrow.text) and width(wide) == width(narrow) + 1
    if width(wide) <= width(narrow) or named_after:
        return False
    if narrow.within and (wide.name in narrow.within or narrow.within in (wide.name, wide.text)):
        return True
    if narrow.location_type == "water":
        return False
    if wide.location_type == "country":
        return narrow.iso3 is None or narrow.iso3 == wide.iso3
    if wide.location_type == "region":
        return narrow.admin1 is None or wide.admin1 is None or narrow.admin1 == wide.admin1
    apart = distance_km(wide, narrow)
    return apart is None or apart <= _FAR_KM + 2 * (wide.uncertainty_km or 0.0)


def narrower(one: Place | None, other: Place) -> Place:
    """The narrower of two places that mean the same; "Bryansk region" stays against a bare "Bryansk"."""
    if one is None or _township(other, one):
        return other
    if _township(one, other):
        return one
    if width(other) >= width(one) or one.name.casefold().startswith(other.name.casefold() + " "):
        return one
    return other


def _township(unit: Place, town: Place) -> bool:
    """Whether a unit is a part of a large town: "Yangon's Hlaingthaya township"."""
    if (unit.location_type, town.location_type) != ("municipality", "settlement") or (town.population or 0) < _LARGE:
        return False
    apart, extent = distance_km(unit, town), town.uncertainty_km or 0.0
    return apart is not None and apart <= extent and (unit.uncertainty_km or extent) < extent


@cache
def units() -> frozenset[str]:
    """Nouns for districts and the like, of units and of towns."""
    columns = ("noun", "location_type", "position", "geo_precision", "uncertainty_km")
    kinds = {"municipality", "district"}
    return frozenset(row["noun"] for row in lexicon.table("place_nouns", columns) if row["location_type"] in kinds)


def bare(place: Place) -> str:
    """The name without "district", "county" and the like, which its kind tells; not where ordinary words are left ("Left Bank district")."""
    words = place.name.split()
    size = next((n for n in (3, 2, 1) if n < len(words) and " ".join(words[-n:]).casefold() in units()), 0)
    rest = [word.casefold() for word in words[: len(words) - size]]
    ordinary = all(word in lexicon.words("common_words") or word in _compass() for word in rest)
    if place.location_type not in {"municipality", "district"} or ordinary:
        return place.name
    return " ".join(words[: len(words) - size])


@cache
def _compass() -> frozenset[str]:
    return frozenset(row["word"] for row in lexicon.table("compass_words", ("word", "north", "east")))


@cache
def _town_parts() -> dict[str, str]:
    return {row["word"]: row["kind"] for row in lexicon.table("town_parts", ("word", "kind"))}


def settled(place: Place, nearby: Iterable[Place]) -> Place:
    """A part of a town that the gazetteer lacks, or knows only far away, put at the town that the text speaks of.

    Parameters
    ----------
    place
        Where something happened.
    nearby
        Towns that the text names, the most telling first.

    Returns
    -------
    Place
        With the town's coordinates and extent as uncertainty, its own name kept; otherwise the place as it was.
    """
    kind = next((_town_parts()[word] for word in place.text.casefold().split() if word in _town_parts()), None)
    if kind is None:
        return place
    town = next((each for each in nearby if each.location_type == "settlement" and each.latitude is not None), None)
    if town is None or town is place:
        return place
    apart = distance_km(place, town)
    if place.latitude is not None and (place.within or _unit(place, town)):
        return place
    if place.latitude is not None and (apart is None or apart <= _FAR_KM or not _foreign(place, town)):
        return place
    if kind == "facility" and place.latitude is not None and (place.population or 0) >= _TOWN:
        return place
    return replace(
        place,
        location_type=kind,
        latitude=town.latitude,
        longitude=town.longitude,
        geo_precision=2 if kind == "district" else 1,
        uncertainty_km=town.uncertainty_km,
        admin1=town.admin1,
        admin2=town.admin2,
        country=town.country,
        iso3=town.iso3,
        geoname_id=None,
        geocoder=town.geocoder,
        within=town.name,
        reason=f"not in the gazetteer; put at {town.name}, the town that the text speaks of",
    )


def _unit(place: Place, town: Place) -> bool:
    """Whether a "district" is an administrative unit of the town's country, and not one of the town told of beside it."""
    unit = place.location_type == "municipality" and place.iso3 == town.iso3
    return unit and abs(place.start - town.start) > _BESIDE


def _foreign(place: Place, town: Place) -> bool:
    """Whether a part of a town was found in another country or region than the town."""
    return (place.iso3, place.admin1) != (town.iso3, town.admin1)


def distance_km(one: Place, other: Place) -> float | None:
    """Great-circle distance of two places in km, `None` where one has no coordinates."""
    if one.latitude is None or one.longitude is None or other.latitude is None or other.longitude is None:
        return None
    return distances.kilometres(one.latitude, one.longitude, other.latitude, other.longitude)


def _time_zone(article: Article, place: Place) -> bool:
    """Whether a name only says which clock is meant: "(Sanaa time)", "Moscow time"."""
    return article.text[place.end : place.end + 6].casefold().startswith(" time")


def _reference(text: str, before: Place, after: Place) -> bool:
    """Whether a place only says where the one before lies: "Jamundí, south of Cali", "X (57 km from Y)"."""
    gap = text[before.end : after.start]
    if not gap.lstrip().startswith((",", "(", "–", "-")):
        return False
    words = gap.casefold().replace(",", " ").replace("(", " ").split()
    most = 5 if width(before) <= width(after) else 1 if width(before) <= WIDTH["municipality"] else 0
    return len(words) <= _REFERENCE and any(word in lexicon.words("reference_words") for word in words[:most])


@cache
def _apposition() -> re.Pattern[str]:
    nouns = "|".join(sorted(lexicon.words("towns")))
    return re.compile(rf", (?:a|an|the) (?:[a-z-]+ ){{0,4}}(?:{nouns})\b[^,.;()]*")


def _explains(text: str, before: Place, after: Place) -> bool:
    """Whether a place stands in what explains the one before: "Orla, a town on the edge of Varna next to Menta, ..."."""
    return (
        width(before) <= WIDTH["municipality"] and _apposition().fullmatch(text[before.end : after.start]) is not None
    )


def sites(article: Article, sentence: Sentence) -> tuple[Site, ...]:
    """The event places of a sentence, grouped: "A, B and C in D region" is one site with three members."""
    places = [
        p
        for p in article.places_in(sentence)
        if p.role == "event" and not (_time_zone(article, p) or _headed(sentence, p) or _seat(sentence, p))
    ]
    groups: list[list[Place]] = []
    for place in places:
        if groups and (
            _reference(article.text, groups[-1][-1], place)
            or _explains(article.text, groups[-1][-1], place)
            or _FROM.search(article.text[max(0, place.start - 70) : place.start])
        ):
            continue
        if groups and _described(article.text, groups[-1][-1], place):
            groups[-1][-1] = place
            continue
        if groups and _belongs(article.text, groups[-1][-1], place):
            groups[-1].append(place)
        else:
            groups.append([place])
    found = [group for group in groups if not _HOME.search(article.text[max(0, group[0].start - 60) : group[0].start])]
    return tuple(_site(article, sentence, group) for group in found or groups)


def _described(text: str, before: Place, place: Place) -> bool:
    """Whether a name only describes the place behind it ("the Red Sea port of Hodeidah"), and is no part of it."""
    return (
        width(before) > width(place)
        and not contains(place, before)
        and _OF.fullmatch(text[before.end : place.start]) is not None
    )


def _belongs(text: str, before: Place, after: Place) -> bool:
    """Whether two neighbouring toponyms are a list or a place with what contains it."""
    gap = text[before.end : after.start]
    if len(gap) > _GAP or "." in gap:
        return False
    if _LIST.fullmatch(gap) or (before.within and before.within in (after.name, after.text)):
        return True
    words = gap.casefold().replace(",", " ").replace("(", " ").split()
    linking = lexicon.words("place_links")
    return (contains(after, before) or contains(before, after)) and all(word in linking for word in words)


def _headed(sentence: Sentence, place: Place) -> bool:
    """Whether a place stands in a dateline: names, dates and brackets up to a dash at the head of a paragraph."""
    tokens = sentence.tokens
    at = tokens.span(place.start, place.end)[1]
    for number, word in enumerate(tokens.words[:_DATELINE]):
        if word in _DASHES or (word in {":", "|"} and place.text.isupper()):
            return at < number
        small = tokens.shown[number][:1].islower()
        if small and word not in lexicon.words("dateline_words"):
            return False
    return False


def briefs(article: Article) -> dict[int, Place]:
    """Places at the head of paragraphs, where several paragraphs begin with one: news in brief ("LIMA: Two men ...")."""
    found: dict[int, Place] = {}
    for sentence in article.sentences:
        here = article.places_in(sentence)
        if sentence.paragraph not in found and here and _leads(article, sentence, here[0]):
            place = here[0]
            known = place.latitude is not None or place.text.isupper()
            if place.location_type != "country" and known and (_headed(sentence, place) or _alone(sentence, place)):
                found[sentence.paragraph] = place
    return found if len({place.name for place in found.values()}) > 1 else {}


def _leads(article: Article, sentence: Sentence, place: Place) -> bool:
    """Whether a place stands at the head of a paragraph, behind a bullet or a time of day at most."""
    before = article.sentences[sentence.number - 1] if sentence.number else None
    opens = before is None or before.paragraph != sentence.paragraph or _numbered(article, before)
    lead = article.text[sentence.start : place.start]
    return opens and len(lead) <= _LABEL and not any(mark.isalpha() for mark in lead)


def _numbered(article: Article, sentence: Sentence) -> bool:
    """Whether a sentence is no more than the number of an item: "2."."""
    return article.text[sentence.start : sentence.end].rstrip(".)").isdigit()


def _alone(sentence: Sentence, place: Place) -> bool:
    """Whether a sentence is no more than the name of a place: "• Orla."."""
    first, last = sentence.tokens.span(place.start, place.end)
    words = sentence.tokens.words
    return words[-1:] == (".",) and not any(word[:1].isalnum() for word in (*words[:first], *words[last + 1 :]))


_BASED = frozenset({"based", "headquartered", "seat"})
_SPEAKING = frozenset(
    "spokesman spokeswoman spokesperson head director official coordinator chief representative".split()
)
_OFFICE = 10
"""Words before "office in" among which its speaker stands."""


def _seat(sentence: Sentence, place: Place) -> bool:
    """Whether a name only says where a speaker sits: "the general staff in Kyiv", "a unit based in Kyiv"."""
    words = sentence.tokens.words
    at = sentence.tokens.at(place.start)
    if at < 2 or words[at - 1] not in {"in", "at"}:
        return False
    if words[at - 2] in _BASED or (words[at - 2] == "office" and _SPEAKING & set(words[max(0, at - _OFFICE) : at - 2])):
        return True
    if _acted_on(words, at - 2):
        return False
    seats = lexicon.words("seat_nouns")
    return words[at - 2] in seats or (words[at - 2] in _OFFICIALS and place.name in anaphors.capitals().values())


def _acted_on(words: tuple[str, ...], at: int) -> bool:
    """Whether a noun is the object of what happens: "stormed the parliament in", "shells fell near the embassy in"."""
    before = words[max(0, at - _OBJECT) : at]
    return "," not in before and any(True for _ in triggers().find(before))


def _site(article: Article, sentence: Sentence, group: list[Place]) -> Site:
    narrowest = min(width(place) for place in group)
    members = [p for p in group if not any(q is not p and contains(p, q) for q in group)]
    members = members or [p for p in group if width(p) == narrowest]
    if len(members) > 1 and _ranked(article.text, group):
        members = members[:1]
    ends = len(members) == 2 and members[0].qualifier == members[1].qualifier == "between"
    if ends or (
        len(members) == 2 and "between" in sentence.tokens.words[: sentence.tokens.at(members[0].start)][-LEAD:]
    ):
        members = members[:1]
    if len(members) == 2 and len(group) == 2 and _in_town(article.text, *members):
        members = members[:1]
    first = sentence.tokens.at(group[0].start)
    last = sentence.tokens.span(group[-1].start, group[-1].end)[1]
    before = sentence.tokens.words[max(0, first - 3) : first]
    locative = any(word in _LOCATIVE for word in before)
    return Site(tuple(members), first, last, locative, _office(sentence, first, last))


def _ranked(text: str, group: Sequence[Place]) -> bool:
    """Whether commas alone lead from a place to ever wider ones: "in Orla village, Menta district, Varna province"."""
    return all(_wider(a, b) and text[a.end : b.start].strip() == "," for a, b in pairwise(group))


def _wider(one: Place, other: Place) -> bool:
    """Whether a second place is of a larger kind: a province behind a district, a regency behind a district."""
    units = {place.text.split()[-1].casefold() for place in (one, other)}
    both = one.location_type == other.location_type == "municipality" and len(units) > 1
    return width(one) < width(other) or both


def _in_town(text: str, one: Place, other: Place) -> bool:
    """Whether a place that the gazetteer lacks stands before its town: "at Vard, Orla, a bomber ..."."""
    lacking = one.latitude is None and other.latitude is not None and width(one) <= width(other)
    return lacking and text[one.end : other.start] == ", "


def _office(sentence: Sentence, first: int, last: int) -> bool:
    """Whether a site only names the office of somebody who speaks: "the governor of the X region said"."""
    words, nouns = sentence.tokens.words, lexicon.words("office_nouns")
    if not any(
        word in lexicon.words("speech_verbs") or word == "according"
        for word in words[max(0, first - _SPOKEN) : last + _SPOKEN]
    ):
        return False
    if (
        words[first - 1 : first] == ("in",)
        and words[last + 1 : last + 2]
        and words[last + 1] in lexicon.words("speech_verbs")
    ):
        return True
    before = [word for word in words[max(0, first - 3) : first] if word != "the"]
    after = [word for word in words[last + 1 : last + 4] if word not in {"'s", "’s", "region"}]
    return (before[-1:] == ["of"] and any(word in nouns for word in before[-2:-1])) or any(
        w in nouns for w in after[:1]
    )


def distance(sentence: Sentence, first: int, last: int, site: Site) -> float:
    """How far a site stands from the words `first` to `last`; clause boundaries count as many words."""
    if site.first > last:
        gap, near = site.first - last, last
        far = site.first
        cost = float(gap)
    else:
        gap = first - site.last
        near, far = site.last, first
        cost = gap + 3.0
        if site.first <= 3:
            cost -= 2.5
    direct = site.first > last and _OBJECT_LEADS.issuperset(sentence.tokens.words[last + 1 : site.first])
    crossed = abs(sentence.clause(far) - sentence.clause(near))
    wide = min(width(member) for member in site.members) >= WIDTH["area"]
    led = 4.0 if direct else 3.0 if site.locative else 0.0
    return cost + 7.0 * crossed - led + (_WIDE if wide or site.office else 0.0)
