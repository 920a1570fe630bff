"""Mentions and senses as `Place` and `Issue` records: span, name, precision, uncertainty, what was chosen and why."""

from __future__ import annotations

import dataclasses
import itertools
import math
import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.places import choose
from pipeline.places.names import trait
from pipeline.places.vocabulary import Qualifier, vocabulary
from pipeline.records import readonly
from pipeline.schema import Candidate, Issue, Place

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.places.choose import Sense
    from pipeline.places.mentions import Mention

_KM = 111.195
"""Kilometres of a degree of latitude, on a sphere of 6371 km."""
_DISTANCE = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|fifteen|twenty|thirty)"
    r"(?: ?[-–] ?\d+)?[ -]?(?P<unit>kilomet(?:er|re)s?|kms?|miles?|nautical miles?|mi|met(?:er|re)s?|m)\b(?: \([^)]{1,30}\))?"
    r"(?: (?:to the|away|due|just))* (?P<way>(?:north|south)?[- ]?(?:east|west)?(?:north|south)?)(?P<off>off)? ?(?:of|from)?"
    r"(?: the)?(?: [A-Z][a-z]+)?(?:(?: [a-z-]+){1,3} of| (?:[a-z]+ )?capital,?)? $"
)
_NUMBERS = {
    "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "six": 6.0, "seven": 7.0, "eight": 8.0, "nine": 9.0,
    "ten": 10.0, "twelve": 12.0, "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0,
}  # fmt: skip
_PART = re.compile(
    r"['’]s (?:[a-z-]+ )?(?:outskirts|suburbs?|quarters?|edge|districts?|neighbou?rhoods?|countryside|periphery|wards?)\b"
)
_UNIT_KM = {"k": 1.0, "m": 1.609, "n": 1.852}
PRECISION = {"settlement": 1, "facility": 1, "district": 2, "municipality": 2}
"""ACLED geo_precision of a place of that type; all others are 3."""
_UNITS = frozenset(("region", "municipality"))
KEPT = 3
"""Most candidates kept in a record."""
APART = 6.0
"""Candidates that score so much less than the best are not kept."""
SMALL_KM = 20.0
"""Uncertainty up to which "off Cape X" lies as near to it as "near the town of X"."""
VILLAGE = 5000
"""Population below which a place is a village, of whose name there may be more than any gazetteer lists."""
PARENT_KM = 25.0
"""Uncertainty added where a name stands for a part of another place, or the place that holds it."""


@readonly
class Lie:
    """How an event lies to the place named: words, precision, km of uncertainty and the way from it (km north, east)."""

    words: str = ""
    geo_precision: int = 1
    uncertainty_km: float = 0.0
    north_km: float = 0.0
    east_km: float = 0.0
    share_north: float = 0.0
    share_east: float = 0.0


_AT = Lie()
_NEAR = frozenset(("near", "around", "north of", "south of", "east of", "west of", "north-east of", "north-west of"))
_DETERMINERS = frozenset(("the", "a", "an"))
_ATTRIBUTES = 4
"""Most words between an article and the noun for a kind of place: "the largely deserted Ruritanian border town of X"."""
_KINDS = frozenset(("the", "city", "town", "village", "both"))


@cache
def _last_words() -> frozenset[str]:
    """The words that end any phrase that `lie` reads."""
    words = vocabulary()
    ends = {phrase.rsplit(" ", 1)[-1] for phrase in words.qualifiers}
    return frozenset(ends | set(words.compass) | _KINDS | {"of", "from", "off", "capital"})


def lie(mention: Mention, text: str) -> Lie:
    """Read the words before a name: "near", "15 km north of", "on the outskirts of the city of", "eastern".

    A compass word before a noun tells where the place lies ("the northern city of X", "the eastern X region"), not in
    which part of it something happened, and is left out.
    """
    words = vocabulary()
    run = mention.run
    previous = run.words[mention.first - 1].text if mention.first else run.previous
    if text[mention.end : mention.end + 1] in {"'", "’"} and _PART.match(text, mention.end):
        return Lie("part of", 2, 5.0)
    if previous.lower() not in _last_words() and not (previous == "," and run.last_but_one == "capital"):
        return _AT
    head = text[max(0, mention.start - 70) : mention.start]
    head = head.rsplit("\n", 1)[-1].replace("\u00a0", " ")
    found = _DISTANCE.search(head)
    if found and (found["way"].strip() or found["off"] or previous.lower() == "from"):
        return _away(found)
    tokens, compass = _lead(head.split(), named=mention.noun_end > 0)
    north, east = words.compass.get(compass, (0, 0))
    for size in range(min(5, len(tokens)), 0, -1):
        qualifier: Qualifier | None = words.qualifiers.get(" ".join(tokens[-size:]).lower())
        if qualifier is not None:
            side = _side(tokens, size)
            if side:
                inner = vocabulary().compass[side]
                return Lie(side, 2, 0.0, share_north=inner[0], share_east=inner[1])
            name = f"{qualifier.name} {compass}".strip() if compass else qualifier.name
            return Lie(name, qualifier.geo_precision, qualifier.uncertainty_km, share_north=north, share_east=east)
    if compass:
        return Lie(compass, 2, 0.0, share_north=north, share_east=east)
    return _AT


def _side(tokens: list[str], size: int) -> str:
    """The compass word of "in the south of X", which lies in X and not to the south of it; "" of other words."""
    words = tokens[-size:]
    word = words[0].lower()
    inside = word in vocabulary().compass and [t.lower() for t in tokens[-size - 2 : -size]] == ["in", "the"]
    return word if inside and words[1:] == ["of"] else ""


def _lead(tokens: list[str], *, named: bool) -> tuple[list[str], str]:
    """The words before a name without articles and nouns for its kind; and a compass word that names a part of it."""
    compass = ""
    while tokens:
        lower = tokens[-1].lower()
        if lower in _KINDS or (lower == "of" and len(tokens) > 1 and _before(tokens[-2].lower())):
            named = named or lower != "the"
        elif lower in vocabulary().compass and tokens[-1][0].islower() and not compass:
            compass = "" if named else tokens[-1]
            named = True
        else:
            break
        tokens = tokens[:-1]
    if named:
        for size in range(1, _ATTRIBUTES + 1):
            if (
                len(tokens) > size
                and tokens[-size - 1].lower() in _DETERMINERS
                and all(map(_attribute, tokens[-size:]))
            ):
                return tokens[: -size - 1], compass
    return tokens, compass


def _attribute(word: str) -> bool:
    """Whether a word may describe a place: "the eastern Ruritanian border town of X"."""
    words = vocabulary()
    if word in words.prepositions or word in words.qualifiers:
        return False
    return word.isalpha() or word in words.adjectives


def _before(word: str) -> bool:
    """Whether a word is a noun for a kind of place as in "the town of"."""
    noun = vocabulary().nouns.get(word)
    return noun is not None and noun.before


def away(words: str) -> Lie | None:
    """How far and in which direction something lies, by words that end before a name: "a village 15 km north of "."""
    found = _DISTANCE.search(words)
    return _away(found) if found and found["way"].strip() else None


def _away(found: re.Match[str]) -> Lie:
    """As in "15 km north of": the way from the place in km, with a quarter of it as uncertainty."""
    number = _NUMBERS.get(found["number"]) or float(found["number"].replace(",", "."))
    unit = found["unit"]
    km = number / 1000 if unit in {"m", "meter", "meters", "metre", "metres"} else number * _UNIT_KM[unit[0]]
    way = found["way"].replace("-", "").replace(" ", "")
    north = ("north" in way) - ("south" in way)
    east = ("east" in way) - ("west" in way)
    length = math.hypot(north, east) or 1.0
    words = re.sub(
        r" (?:the )?(?:[A-Z][a-z]+ )?(?:(?:(?!north|south|east|west|off|from|of )[a-z-]+ ){1,3}of |(?:[a-z]+ )?capital,? )?$",
        "",
        found.group(),
    ).strip()
    stands = found["way"].strip() and not found["off"]
    return Lie(words, 2, max(3.0, km / 4) if stands else max(3.0, km), km * north / length, km * east / length)


def moved(latitude: float, longitude: float, north_km: float, east_km: float) -> tuple[float, float]:
    """A point moved by km to the north and east."""
    latitude2 = max(-90.0, min(90.0, latitude + north_km / _KM))
    longitude2 = longitude + east_km / (_KM * max(0.05, math.cos(math.radians(latitude))))
    return round(latitude2, 5), round((longitude2 + 180.0) % 360.0 - 180.0, 5)


def span(mention: Mention) -> tuple[int, int]:
    """The span of the whole name as read: with "region", "district", "oil depot", without "town" or "area"."""
    if mention.noun_end:
        kind = vocabulary().nouns[mention.noun]
        own = kind.location_type != "settlement" or mention.noun in vocabulary().cues["village unit"]
        if own and mention.noun not in {"area", "areas", "outskirts", "suburbs"}:
            return mention.start, mention.noun_end
    return mention.start, mention.end


def named(mention: Mention, piece: str) -> str:
    """The name of a place without the noun for a part of a town: "the Orla quarter" is Orla; "the Orla district" may be a unit around Orla."""
    noun = mention.noun
    if _plural(noun):
        first = piece[: -len(noun)].rstrip() if mention.noun_end and piece.casefold().endswith(" " + noun) else piece
        return f"{shown(first)} {noun[:-1]}"
    cues = vocabulary().cues
    village = noun in cues["village unit"] and vocabulary().nouns[noun].location_type == "settlement"
    if (
        not mention.noun_end
        or noun == "district"
        or not (village or noun in cues["quarter noun"])
        or not piece.casefold().endswith(" " + noun)
    ):
        return shown(piece)
    words = piece[: -len(noun)].split()
    if all(trait(word).common or word.casefold() in vocabulary().compass for word in words):
        return shown(piece)
    return shown(" ".join(words))


def _plural(noun: str) -> bool:
    """Whether a noun names several units at once: "the X and Y districts"."""
    return noun.endswith("s") and noun[:-1] in vocabulary().nouns and vocabulary().nouns[noun].location_type in _UNITS


def shown(text: str) -> str:
    """A name as the tables show it: the text's spelling, capitals of datelines and headlines reduced."""
    text = " ".join(text.split())
    if text.isupper() and len(text) > 3 and "." not in text:
        return "-".join(part.title() for part in text.split("-"))
    return text


def ranked(sense: Sense) -> tuple[tuple[Candidate, ...], float]:
    """Candidates with their score and its parts, best first, and the margin; a lone sure one stays as it is."""
    if not sense.focus and len(sense.entry.candidates) == 1:
        return sense.entry.candidates, math.inf
    order, margin = choose.ranking(sense)
    least = sense.scores[order[0]] - APART
    return tuple(_scored(sense, k) for k in order[:KEPT] if sense.scores[k] >= least), margin


def _scored(sense: Sense, place: int) -> Candidate:
    """A candidate with its score and the named parts of it; written out, as `dataclasses.replace` is slow."""
    k = sense.numbers[place]
    c = sense.entry.candidates[k]
    parts = dict(sense.entry.parts[k])
    if sense.extra is not None:
        parts.update(sense.extra[k])
    if sense.focus:
        focus = zip(("choose country focus", "choose region focus", "choose near"), sense.focus[place], strict=True)
        parts.update(focus)
    return Candidate(
        name=c.name, latitude=c.latitude, longitude=c.longitude, location_type=c.location_type,
        uncertainty_km=c.uncertainty_km, feature_code=c.feature_code, country=c.country, iso3=c.iso3, admin1=c.admin1,
        admin2=c.admin2, population=c.population, geoname_id=c.geoname_id, geocoder=c.geocoder, match=c.match,
        source=c.source, score=round(sense.scores[place], 3),
        parts=tuple((name[7:], round(value, 3)) for name, value in parts.items() if abs(value) >= 0.0005),
    )  # fmt: skip


_QUARTER = re.compile(
    r", (?:a|an|the|another) (?:[a-z-]+ ){0,3}?(?:suburb|neighbou?rhood|quarter|ward|borough|slum|commune)\b"
)
"""Behind a name that is a part of a town."""


def precision(best: Candidate, mention: Mention, how: Lie) -> tuple[str, int, float]:
    """Location type, ACLED precision and uncertainty in km of a mention that means `best`."""
    type_ = best.location_type
    code = PRECISION.get(type_, 3)
    uncertainty = best.uncertainty_km
    beside = mention.noun and (mention.noun_end or (type_ == "settlement" and _unit(mention)))
    noun = vocabulary().nouns[mention.noun] if beside else None
    quarter = type_ == "district" and noun is not None and noun.location_type == "municipality"
    if noun is not None and noun.location_type not in {type_, "settlement"} and type_ != "country" and not quarter:
        part = noun.location_type == "facility"
        kind = noun.location_type.replace("street", "facility")
        type_ = kind if mention.noun not in {"area", "areas", "outskirts", "suburbs"} else type_
        code = noun.geo_precision if part else max(code, noun.geo_precision, 2)
        if not part:
            uncertainty += {"region": 75.0, "area": 40.0, "water": 40.0, "municipality": 20.0}.get(type_, 5.0)
        else:
            uncertainty += noun.uncertainty_km or 0.0
    if how.words and code == 3 and type_ in {"area", "water"} and best.uncertainty_km <= SMALL_KM:
        code = 2
    if code < 3 and (type_ != "facility" or how.words in _NEAR):
        code = max(code, how.geo_precision)
    return type_, code, round(uncertainty + how.uncertainty_km, 1)


def _unit(mention: Mention) -> bool:
    """Whether a noun that stands before a name, or behind the list of which it is one, is one for units: "the district of X"."""
    noun = vocabulary().nouns[mention.noun]
    if noun.location_type == "region":
        return mention.noun not in {"state", "territory"}
    return noun.location_type == "municipality" and mention.noun not in vocabulary().cues["village unit"]


def _needed(found: tuple[Candidate, ...]) -> float:
    """The margin that a choice needs: none where there is no other, more between villages than between towns."""
    if len(found) < 2:
        return 1e-9
    weights = vocabulary().weights
    village = found[0].location_type == "settlement" and found[0].population < VILLAGE
    return weights["choose margin village"] if village else weights["choose margin"]


_SHOWN = frozenset(
    ("attack before", "noun before", "compass", "container after", "contains", "list", "dateline", "repeated")
)


def _doubtful(mention: Mention) -> bool:
    """Whether nothing beside a name shows that it is a place at all: "scouts for Izo"."""
    return not any(
        cue in _SHOWN or cue.endswith(("noun after", "word after", "strong preposition", "medium preposition"))
        for cue in mention.cues
    )


def record(
    document_id: str, text: str, mention: Mention, role: str, found: tuple[Candidate, ...], margin: float
) -> Place:
    """The record of a mention; with coordinates (WGS 84), precision and identity where the margin is enough.

    Parameters
    ----------
    document_id
        The document.
    text
        Its text.
    mention
        The toponym.
    role
        What it does in the text.
    found
        Its candidates, best first.
    margin
        By how much the best one leads; infinite where there is no other.
    """
    best = found[0] if found else None
    start, end = span(mention)
    if best is not None and best.location_type == "country" and mention.noun_end:
        start, end = mention.start, mention.end
    how = lie(mention, text)
    if role == "event" and best is not None and margin < 0 and _doubtful(mention):
        role = "other"
    piece = text[start:end]
    rounded = None if math.isinf(margin) else round(margin, 3)
    reason = "; ".join(mention.cues)
    if best is None or margin < _needed(found):
        return Place(
            document_id=document_id, start=start, end=end, text=piece, name=named(mention, piece), role=role,
            toponym=mention.query, qualifier=how.words, candidates=found, margin=rounded, reason=reason,
        )  # fmt: skip
    type_, code, uncertainty = precision(best, mention, how)
    if code == 1 and type_ == "settlement" and _QUARTER.match(text, end):
        code = 2
    latitude, longitude = best.latitude, best.longitude
    share = 0.4 * best.uncertainty_km
    north, east = how.north_km + share * how.share_north, how.east_km + share * how.share_east
    if north or east:
        latitude, longitude = moved(latitude, longitude, north, east)
    return Place(
        document_id=document_id, start=start, end=end, text=piece, name=named(mention, piece), role=role, location_type=type_,
        latitude=latitude, longitude=longitude, geo_precision=code, uncertainty_km=uncertainty, admin1=best.admin1,
        admin2=best.admin2, country=best.country, iso3=best.iso3, geoname_id=best.geoname_id, geocoder=best.geocoder,
        population=best.population, toponym=mention.query, qualifier=how.words, match=best.match, margin=rounded, reason=reason,
        candidates=found,
    )  # fmt: skip


def at_container(place: Place, outer: Place, mention: Mention) -> tuple[Place, Issue]:
    """A name without coordinates of its own, put at the place that holds it, with that place's precision."""
    noun = vocabulary().nouns.get(mention.noun)
    type_ = noun.location_type.replace("street", "facility") if noun else "settlement"
    inside = outer.location_type in {"settlement", "district"}
    quarter = type_ == "municipality" and mention.noun in vocabulary().cues["quarter noun"]
    if inside and (type_ == "area" or quarter):
        type_ = "district"
    code = (
        3
        if PRECISION.get(outer.location_type or "", 3) == 3
        else (noun.geo_precision if noun is not None and inside else 2)
    )
    uncertainty = (outer.uncertainty_km or 0.0) + (
        0.0 if code == 3 else 5.0 if type_ in {"facility", "district"} else PARENT_KM
    )
    reason = f"not in the gazetteer; placed at {outer.name}, which the text names as holding it"
    found = dataclasses.replace(
        outer,
        start=place.start,
        end=place.end,
        text=place.text,
        name=place.name,
        role=place.role,
        location_type=type_,
        geo_precision=code,
        uncertainty_km=round(uncertainty, 1),
        toponym=place.toponym,
        qualifier=place.qualifier,
        within=place.within or outer.name,
        geoname_id=None,
        population=0,
        margin=None,
        reason=reason,
        candidates=(),
    )
    return found, issue(found, "place_at_container", reason)


def issue(place: Place, kind: str, reason: str) -> Issue:
    """An issue about a place, with its candidates spelled out."""
    return Issue(
        document_id=place.document_id,
        stage="places",
        kind=kind,
        start=place.start,
        end=place.end,
        text=place.text,
        reason=reason,
        candidates=tuple(label(c) for c in place.candidates),
    )


def label(c: Candidate) -> str:
    """A candidate in one line: name, first-level unit, country, type, coordinates."""
    parts = [part for part in (c.name, c.admin1 if c.admin1 != c.name else None, c.country) if part]
    return f"{', '.join(parts)} ({c.location_type}, {c.latitude:.3f} {c.longitude:.3f})"


_JOINED = re.compile(r"(?: \([^()\n]{2,40}\))?(?:, | and |, and | or )(?:the )?(?:villages? of |towns? of )?")
_LISTED_KM = 10.0
"""Uncertainty added to a place near which, or near whose neighbours in a list, something happened."""
_SHARED = frozenset(("near", "around", "outside", "outskirts of", "countryside of"))


def further(read: Sequence[Mention], places: Sequence[Place], text: str) -> Mapping[int, Place]:
    """Places of a list of which the first says how it lies: "near X, Y and Z"; number of the record to the new one."""
    changed: dict[int, Place] = {}
    for i, right in enumerate(read[1:]):
        before, place = changed.get(i, places[i]), places[i + 1]
        if before.qualifier not in _SHARED or place.qualifier or (place.geo_precision or 1) > 1:
            continue
        if _JOINED.fullmatch(text, before.end, right.start) and place.within != before.name != place.name:
            near = dataclasses.replace(place, qualifier=before.qualifier)
            if place.uncertainty_km is not None:
                uncertainty = round(place.uncertainty_km + _LISTED_KM, 1)
                near = dataclasses.replace(near, geo_precision=2, uncertainty_km=uncertainty)
            changed[i + 1] = near
    return changed


_WAY = re.compile(
    r"\b(?:road|highway|route|track|railway|railroad|motorway|bus|train|minibus|convoy)s? (?:[a-z]+ing )?"
    r"(?:(?:that|which) (?:links|connects|joins|runs) )?(?:from )?(?:the (?:towns?|villages?|city|cities) of )?$"
)
"""Before the first of two places that a road joins: "the road from X to Y", "the highway linking X and Y"."""


_DASHES = frozenset(("-", "–"))
_ANDS = frozenset((" and ", " and the ", " and the town of "))
_TOS = frozenset((" to ", " with ", " to the town of ")) | _ANDS


def _joined(a: Place, b: Place, text: str) -> bool:
    """Whether something happened between two places: "between X and Y", "the road from X to Y", "the X-Y road"."""
    gap = text[a.end : b.start]
    way = gap in _TOS and _WAY.search(text[max(0, a.start - 60) : a.start]) is not None
    return way or gap in _DASHES or (a.qualifier == "between" and gap in _ANDS)


def between(places: Sequence[Place], text: str) -> Mapping[int, Place]:
    """Pairs "between X and Y", put halfway with half their distance as uncertainty; number of the record to the new one."""
    changed: dict[int, Place] = {}
    for i, (a, b) in enumerate(itertools.pairwise(places)):
        if a.role != "event" or b.role != "event" or None in (a.latitude, b.latitude) or (a.geo_precision or 3) > 2:
            continue
        if not _joined(a, b, text):
            continue
        assert a.latitude is not None
        assert b.latitude is not None
        assert a.longitude is not None
        assert b.longitude is not None
        north = (b.latitude - a.latitude) * _KM
        east = (b.longitude - a.longitude) * _KM * math.cos(math.radians(a.latitude))
        length = math.hypot(north, east)
        if length > 150:
            continue
        latitude, longitude = moved(a.latitude, a.longitude, north / 2, east / 2)
        for k, record in ((i, a), (i + 1, b)):
            changed[k] = dataclasses.replace(
                record,
                latitude=latitude,
                longitude=longitude,
                geo_precision=2,
                uncertainty_km=round(max(5.0, length / 2), 1),
                qualifier="between",
            )
        if b.location_type == "facility" and text[a.end : b.start] in _DASHES:
            whole = text[a.start : b.end]
            changed[i] = dataclasses.replace(changed[i], end=b.end, text=whole, name=whole, location_type="facility")
            changed[i + 1] = dataclasses.replace(changed[i + 1], role="other")
    return changed
