"""Whom "he", "the ministry" or a surname stands for among those who have been named.

The words are in speaker_words.csv and speaker_phrases.csv.
"""

from __future__ import annotations

import re

from pipeline.reports import parties, speakers
from pipeline.text import tail

_RECENT = 300
"""Speakers before a name among whom its fuller form is sought."""
_SUBJECT = 6
"""Words of a subject that "it" may stand for."""
_NAMES = (2, 3)
"""Words of a man's or woman's full name."""
_REACH = 700
"""Characters before "he" in which he is named."""
_SUBJECTIVE = {"him": "he", "her": "she", "them": "they"}
"""Pronouns after "according to" with those before a verb."""
_BEFORE_NAME = 12
"""Words before a name among which its fuller form is looked for."""


def _is_person(name: str) -> bool:
    return any(word.strip(".,").casefold().removesuffix("s") in speakers.words("person") for word in name.split())


def _is_single(name: str) -> bool:
    """Whether a speaker is somebody, and not several: an official, not "officials"."""
    return _is_person(name) and name.split()[-1].casefold() not in speakers.words("many")


def _is_one_person(name: str) -> bool:
    """Whether a speaker is one man or woman, whom neither "they" nor "it" can mean."""
    head = name.split(",")[0].split()[-1]
    body = speakers.knows(head) and head.casefold() not in speakers.words("person")
    return (
        not body
        and " of " not in name
        and any(w.strip(".,").casefold() in speakers.words("person") for w in name.split()[:4])
    )


def _full_name(name: str) -> bool:
    """Whether words are the name of a man or woman, not of a body: two or three, none of them a noun for those who speak."""
    parts = name.split()
    return len(parts) in _NAMES and all(p[0].isupper() and p.isalpha() and not speakers.knows(p) for p in parts)


def _named_before(text: str, at: int) -> str:
    """The last name that opens a sentence, for "he" of whom nobody has said what he is: "Daniel was at home."."""
    found = ""
    for match in speakers.phrase("opens_with_name").finditer(text, max(0, at - _REACH), at):
        name = match["name"].strip()
        known = any(speakers.knows(part) or parties.index().get(parties.key(part)) for part in name.split())
        if not known and speakers.words("pronoun").isdisjoint(name.casefold().split()):
            found = name
    return found


def _with_apposition(text: str, start: int, at: int) -> str:
    """The last name of the paragraph that opens a sentence and is explained: "But Ana Bilo, a council member, ..."."""
    found = list(speakers.phrase("explained").finditer(text, max(0, start - 1), at))
    return " ".join(found[-1]["name"].split()).strip(" ,") if found else ""


def introduced(text: str, name: str, at: int) -> str:
    """The fullest earlier naming of a surname: "armed forces spokesperson Brigadier General Samir Fathy"."""
    first = text.find(name, 0, at)
    first -= len(tail(text, 0, first, _BEFORE_NAME)) if first > 0 else 0
    match = re.search(rf"(?:[\w'’.-]+ ){{1,9}}{re.escape(name)}\b", text[first:at]) if first >= 0 else None
    if match is None:
        return name
    found = match.group().split()
    first = len(found) - 1
    while first > 0 and (
        found[first - 1][0].isupper()
        or speakers.knows(found[first - 1])
        or found[first - 1].casefold() in parties.modifiers()
    ):
        first -= 1
    while first < len(found) - 1 and found[first].casefold() in (
        speakers.words("determiner") | speakers.words("opener") | speakers.words("preposition")
    ):
        first += 1
    return " ".join(found[first:])


def _person_before(text: str, start: int, at: int) -> str:
    """The last person introduced in the paragraph: "a schoolteacher named Umm Yassin"."""
    found = ""
    for match in speakers.phrase("introduced").finditer(text, start, at):
        known = speakers.knows(match["noun"]) and match["noun"] not in speakers.words("time") | speakers.words("site")
        if match["noun"] in speakers.words("person") or (match["name"] and known):
            found = " ".join(match.group().split()).strip(" ,")
    return speakers.clean(found, 0, len(found))


def _party_before(text: str, start: int, at: int) -> str:
    """The subject of the sentence before in the paragraph, for "it said": "The army sent jets. It said that ..."."""
    *_, last = re.split(r"(?<=[.!?”\"])\s+", text[start:at].removesuffix("what ").strip()) or [""]
    finite = speakers.phrase("finite").search(last)
    first, end = speakers.trim(last, 0, finite.start() if finite else 0)
    piece = last[first:end]
    named = len(piece.split()) <= _SUBJECT and "," not in piece and speakers.starts(piece) and speakers.valid(piece)
    return speakers.clean(piece, 0, len(piece)) if named and speakers.knows(piece.split()[-1]) else ""


def _meant(pronoun: str, text: str, at: int, paragraph: int, before: list[str], here: list[str]) -> str:
    """The speaker whom a pronoun, or "the same", stands for; "we" and "I" are the outlet's own."""
    pronoun = _SUBJECTIVE.get(pronoun, pronoun)
    if pronoun in ("we", "i"):
        return ""
    if pronoun in ("he", "she"):
        person = next((earlier for earlier in reversed(here) if _is_single(earlier) or _full_name(earlier)), "")
        person = person or _person_before(text, paragraph, at)
        person = person or _with_apposition(text, paragraph, at)
        person = person or next((earlier for earlier in reversed(before[-3:]) if _is_single(earlier)), "")
        return person or (before[-1] if before else _named_before(text, at))
    if pronoun in ("they", "it"):
        party = "" if here else _party_before(text, paragraph, at)
        earlier = (
            name
            for name in reversed([*before[-1:], *here])
            if not _is_one_person(name) and not (pronoun == "it" and name.casefold() in speakers.words("filler"))
        )
        return party or next(earlier, "")
    return before[-1] if before else ""


def resolved(text: str, span: tuple[int, int], paragraph: int, before: list[str], here: list[str]) -> str:
    """The speaker's name; for a pronoun, an office with "the" or a surname the fuller name that stands before.

    Parameters
    ----------
    span
        The speaker's words.
    paragraph
        Where their paragraph begins.
    before, here
        Speakers named before in the document and in this paragraph, in order.
    """
    name = speakers.issued(speakers.clean(text, *span))
    parts = name.casefold().split()
    if (
        not parts
        or "same" in text[span[0] : span[1]].casefold().split()[:2]
        or (parts[0] in speakers.words("pronoun") and len(parts) == 1)
    ):
        return _meant(parts[0] if parts else "", text, span[0], paragraph, before, here)
    if len(parts) == 1 and parts[0] in speakers.words("issue") and before:
        return before[-1]
    definite = text[span[0] : span[1]].strip().casefold().startswith(("the ", "that ", "this "))
    capital = name[0].isupper()
    if len(parts) > 2 or not (definite or capital) or (capital and parts[-1] in parties.index()):
        return name
    if not capital and parts[-1] not in speakers.words("keeper"):
        return name
    pattern = re.compile(rf"\b{re.escape(parts[-1])}\b", re.IGNORECASE)
    for earlier in dict.fromkeys(reversed(before[-_RECENT:])):
        if len(earlier) > len(name) and pattern.search(earlier):
            return earlier
    return introduced(text, name, span[0]) if capital and len(parts) == 1 else name
