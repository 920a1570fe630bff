"""What a toponym does in its text: place of an event, actor by metonymy, dateline, speaker's seat, origin, destination."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.places.vocabulary import Vocabulary, vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.schema import Candidate

_MARK = re.compile(r"-(?:-|(?<= -) )|[–—]|(?<=\) )_(?= )|(?<=\)):(?= )|(?<=[a-z] \d):(?= )|(?<=[a-z] \d\d):(?= )")
_MARKS = ("--", "–", "—", " - ", " _ ", ": ", ") ")
_HEAD = re.compile(r"(?P<place>[^\W\d_a-z][^\n()–—]{1,60}?)(?P<agency>[ ,]*\([^()\n]{2,40}\))?[ ]*$")
_CLOSED = re.compile(r"\)\s*$|[A-Z]{3}[\w., ]*$")
_OPENING = re.compile(r"(?:[^\W\d_a-z][\w'’.-]*(?:, | |$)){1,4}$")
"""A head of capitalised words: "Maputo", "Islamabad, Pakistan"."""
_TOLD = re.compile(r" ?[“\"‘']?[A-Z]")
_STAMPED = re.compile(
    r"^(?P<place>[^\W\d_a-z][\w ,.'’-]{1,40}?), [A-Z][a-z]{2,8}\.? \d{1,2} \([A-Za-z/ ]{2,20}\)(?= [A-Z])", re.M
)
"""As in "New Delhi, May 3 (PTI) Two men ...", at the head of a paragraph."""
_CALLED = r"[^\W\d_a-z][\w'’.-]+(?: [^\W\d_a-z][\w'’.-]+){0,2}"
_NAMED = re.compile(
    rf"^(?P<place>{_CALLED}(?:(?: ?/ ?|, ){_CALLED})?)"
    r"(?:, ?[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?| \([A-Z][\w ./-]{2,24}\))? ?:(?= [“\"‘']?[A-Z])",
    re.M,
)
"""As in "Colombo: Two men ...", "TYRE, Lebanon: ...", "SUKKUR / HYDERABAD: ...", "Srinagar, Sep 2: ...", in a text of some length where no other paragraph begins so: else it is news in brief."""
_TITLE = 240
"""Characters of titles before a first paragraph whose dateline is in small letters."""
REACH = 110
"""Longest dateline, in characters."""
TOWN = 100_000
"""Population from which on a name is that of the town, whatever is said to be of it."""
_SENTENCE_END = re.compile(r"[.!?][”\"]? +(?=[A-Z])")
_SMALL = re.compile(r"\b(?!of\b|the\b|and\b|de\b|al\b|el\b|in\b)[a-z]{2,}")


def _phrase(use: str) -> re.Pattern[str]:
    """Words around a name that tell its role (`lexicons/place_role_phrases.csv`)."""
    return lexicon.patterns("place_role_phrases", use)


def datelines(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of datelines: "KYIV (Reuters) -", "SLAVYANSK, Ukraine, May 31 (X) -", "GAZA CITY -- "."""
    named = list(_NAMED.finditer(text))
    alone = len(named) == 1 and named[0].start() < _TITLE < len(text)
    found = [named[0].span("place")] if alone else []
    if not any(mark in text for mark in _MARKS):
        return tuple(found)
    past = 0
    for mark in _MARK.finditer(text):
        stop = mark.start() - (mark.group() == "- ")
        if stop < past:
            continue
        past = mark.end()
        start = max(text.rfind("\n", max(0, stop - REACH), stop) + 1, stop - REACH)
        piece = text[start:stop]
        opens = _opens(text, start, stop, mark.end())
        if not opens and not _CLOSED.search(piece):
            continue
        ends = [end.end() for end in _SENTENCE_END.finditer(piece)]
        if ends:
            start += ends[-1]
        elif stop - start == REACH:
            continue
        head = _HEAD.match(text[start:stop])
        if head is None or _SMALL.search(head["place"]) or len(head["place"].split()) > 9:
            continue
        first = head["place"].split(",")[0].strip()
        if opens or head["agency"] or (first.isupper() and len(first) > 2):
            found.append((start, start + len(head["place"])))
    found += [stamped.span("place") for stamped in _STAMPED.finditer(text)]
    return tuple(sorted(set(found)))


def _opens(text: str, start: int, stop: int, end: int) -> bool:
    """Whether `text[start:stop]`, before a dash that ends at `end`, is a dateline in small letters: "Maputo — Troops"."""
    if stop >= _TITLE or text[start - 1 : start] not in {"", "\n"} or text[stop : stop + 1] not in "–—-_":
        return False
    return bool(_OPENING.match(text[start:stop].strip())) and bool(_TOLD.match(text, end))


_LABEL = re.compile(
    r"^(?:[^\w\n]|\d{1,2}(?:[.:h]\d\d)?(?: ?(?:am|pm|a\.m\.|p\.m\.|GMT))?[.)]?(?=\W)){0,6}(?:NEAR |IN )?"
    r"(?P<place>[A-Z][A-Z'’-]+(?: [A-Z'’-]+){0,3}?)(?::| \||[ ]?[-–—_]{1,2}) ",
    re.M,
)
"""A name in capitals at the head of an item, behind a bullet, a number or a time of day: "2. MOSUL - ", "16.33 LYON: "."""
_SPOKEN = re.compile(r"^(?:[A-Z][A-Z .'’-]+, [A-Z][\w .,'’-]+|Q|A|HOST|REPORTER|[A-Z][\w ]+ \([^()\n]+\)):", re.M)
"""Who speaks in a transcript: its labels are no places."""


def labels(text: str) -> tuple[tuple[int, int], ...]:
    """Spans of the places at the heads of the items of a list, where two or more items have one and none comes twice."""
    found = [match.span("place") for match in _LABEL.finditer(text)]
    names = [text[start:end] for start, end in found]
    if len(found) < 2 or len(set(names)) < len(names) or _SPOKEN.search(text):
        return ()
    return tuple(found)


def role(mention: Mention, best: Candidate | None, text: str, heads: Sequence[tuple[int, int]]) -> str:
    """The role of one mention.

    Parameters
    ----------
    mention
        The toponym.
    best
        What it most likely means.
    text
        The document's text.
    heads
        Its datelines.
    """
    if any(a <= mention.start < b for a, b in heads):
        return "dateline"
    words = vocabulary()
    if mention.suffix:
        return "actor" if mention.suffix.split("-")[-1] in words.cues["backed"] else "other"
    if {"media after", "sport after", "event noun after"} & set(mention.cues):
        return "other"
    if best is not None and best.location_type == "settlement" and _article(mention, text):
        return "other"
    governs = best is not None and (best.location_type == "country" or (best.name, best.iso3) in words.capitals)
    named = governs or any((c.name, c.iso3) in words.capitals for c in mention.candidates)
    if (named or best is None or mention.query in words.cues["seat"]) and _acts(mention, text, words):
        return "actor"
    if governs and best is not None and best.location_type == "settlement" and _rules(mention, text, words):
        return "actor"
    moved = _moved(mention, text)
    if moved:
        return moved
    if governs and mention.run.previous == "In" and _phrase("seated").match(text, mention.end):
        return "seat"
    if _kin(mention, words) or (mention.previous in _LED and _leads(mention, best, text)):
        return "other"
    return "other" if "organisation after" in mention.cues and not mention.noun else "event"


_COMPARING = frozenset({"than", "of", "as"})
_LED = frozenset({"of", "to"})


def _leads(mention: Mention, best: Candidate | None, text: str) -> bool:
    """Whether a name behind "the group of" is rather that of its leader than a place."""
    if best is not None and (best.location_type != "settlement" or best.population >= TOWN):
        return False
    return _phrase("led").search(text[max(0, mention.start - 24) : mention.start]) is not None


_PLACED = frozenset({"strong preposition", "medium preposition", "attack before", "possessive"})


def _kin(mention: Mention, words: Vocabulary) -> bool:
    """Whether a name is that of a people or a family: "rival Torvan clans"."""
    run = mention.run
    if mention.stop < len(run.words) or run.mark or mention.noun or not _PLACED.isdisjoint(mention.cues):
        return False
    return bool(run.after) and run.after[0] in words.cues["kin"]


def _article(mention: Mention, text: str) -> bool:
    """Whether a town's name with "the" and no noun behind it means a ship or another thing: "the Moskva had sunk"."""
    led = mention.first == 0 and mention.run.previous in {"the", "The"}
    return led and not mention.noun and bool(_phrase("thing").match(text, mention.end))


_TO = frozenset(("to", "for", "toward", "towards", "into", "the", "of"))
_WAY = frozenset(("toward", "towards"))
_AT = frozenset(("in", "from", "at", "to", "the"))
_LEADING = _TO | _AT | {"over", "above", "near", "inside", "around", "territory", "positions", "bases", "a", "an"}
_NO_PLACE = frozenset(
    ("in", "near", "inside", "outside", "across", "throughout", "of", "around", "to", "into", "over", "at")
)


def _rules(mention: Mention, text: str, words: Vocabulary) -> bool:
    """Whether a capital stands for those who rule there: "Moscow rushed in reserves", "groups close to Tehran"."""
    previous = mention.previous
    if _phrase("allied").search(text[max(0, mention.start - 24) : mention.start]):
        return True
    if text[mention.end : mention.end + 1] == "," and _phrase("aside").search(
        text[max(0, mention.start - 8) : mention.start]
    ):
        return True
    if previous.lower() in _NO_PLACE or mention.stop < len(mention.run.words) or "strong preposition" in mention.cues:
        return False
    joined = _phrase("joined").match(text, mention.end)
    return bool(_phrase("does").match(text, mention.end)) or (
        joined is not None and joined["verb"] in words.cues["speech strong"]
    )


@cache
def _travels() -> re.Pattern[str]:
    """As in "a bus with pilgrims from X": where they came from, not where it happened."""
    words = "|".join(sorted(vocabulary().cues["traveller"]))
    return re.compile(rf"\b(?:{words})\b[^.;:\n]{{0,50}}(?<!road )(?<!highway )(?<!route )\bfrom (?:the )?$")


def _moved(mention: Mention, text: str) -> str:
    """Origin of fire, destination or speaker's seat, by the words before the name."""
    previous = mention.previous
    compass = "compass" in mention.cues
    if _nursed(mention, text):
        return "destination"
    if previous in _COMPARING and _phrase("compared").search(text[max(0, mention.start - REACH) : mention.start]):
        return "other"
    if not compass and previous not in _LEADING:
        return ""
    before = text[max(0, mention.start - REACH) : mention.start]
    if "from" in before and (_phrase("fire").search(before) or _travels().search(before)):
        return "origin"
    posted = _phrase("posted").search(before) if "from" in before else None
    if posted and not _phrase("left").search(before[: posted.start()]):
        return "origin"
    if previous in _WAY:
        return "destination"
    if previous in _TO and _phrase("towards").search(before):
        return "destination"
    return "seat" if (compass or previous in _AT) and _phrase("seat").search(before) else ""


_HOSPITALS = frozenset(("hospital", "hospitals", "clinic", "infirmary", "medical center", "medical centre", "morgue"))


def _nursed(mention: Mention, text: str) -> bool:
    """Whether the wounded were brought there: a hospital, or the town of one."""
    before = text[max(0, mention.start - REACH) : mention.start].replace("\u00a0", " ")
    if mention.noun in _HOSPITALS or text[mention.start : mention.end].casefold().endswith("hospital"):
        return _phrase("cared").search(before) is not None
    return _phrase("ward").search(before) is not None


_BORDER = re.compile(r"\b(?:border|frontier|bordering|borders)(?: with| of| to)? (?:the )?$")


def foreign(mention: Mention, text: str) -> bool:
    """Whether a country or capital tells who acts or what is near, and not where it happened: "Moscow said", "the border with Iran"."""
    words = vocabulary()
    if not any(c.location_type == "country" or (c.name, c.iso3) in words.capitals for c in mention.candidates[:1]):
        return False
    return _acts(mention, text, words) or _BORDER.search(text[max(0, mention.start - 24) : mention.start]) is not None


def _acts(mention: Mention, text: str, words: Vocabulary) -> bool:
    """Whether a country or a capital stands for its government or army."""
    run = mention.run
    if mention.stop < len(run.words):
        following = [word.text.lower() for word in run.words[mention.stop : mention.stop + 4]]
        if following[0] == "and" and mention.stop == len(run.words) - 2 and "attack before" not in mention.cues:
            return run.mark == "" and run.after[:1] != () and run.after[0].lower() in words.cues["speech strong"]
        return run.words[mention.stop - 1].possessive and not words.cues["government"].isdisjoint(following)
    last = run.words[-1]
    if last.possessive:
        following = [word.lower() for word in run.after]
        following += [word.strip(".,;:").lower() for word in text[mention.end + 2 : mention.end + 50].split()[:4]]
        return any(word in words.cues["government"] for word in following[:4])
    previous = run.previous if mention.first == 0 else ""
    before = text[max(0, mention.start - REACH) : mention.start] if run.previous in words.cues["object lead"] else ""
    if before and _phrase("object").search(before) and "strong preposition" not in mention.cues:
        return True
    if previous in _NO_PLACE:
        return False
    if not run.after or run.mark not in {"", ","}:
        return False
    first = run.after[0].lower()
    if run.mark == "" and first in words.cues["speech strong"] | words.cues["press"]:
        return True
    if first in words.cues["auxiliary"] and len(run.after) > 1:
        second = run.after[1].lower()
        third = run.after[2].lower() if len(run.after) > 2 else ""
        return second in words.cues["speech strong"] or (
            second in words.cues["auxiliary"] and third in words.cues["speech strong"]
        )
    return first == "which" and any(w.lower() in words.cues["speech strong"] for w in run.after[1:])
