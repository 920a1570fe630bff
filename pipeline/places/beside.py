"""What stands beside a name: prepositions, nouns for kinds of places, verbs, the rest of an institution's name."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline.places.names import known, trait
from pipeline.places.runs import before as word_before
from pipeline.places.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.places.mentions import Mention
    from pipeline.places.runs import Run
    from pipeline.places.seam import Gazetteer
    from pipeline.places.vocabulary import Noun, Vocabulary

_SMALL_WORDS = re.compile(r"((?: [a-z][a-z-]*){1,5})")
NOUN_WORDS = 3
"""Most words of a noun for a kind of place ("oil pumping station")."""
VILLAGES = frozenset({"village", "villages", "hamlet", "hamlets"})
"""Nouns that make a name before "of" one of what lies there: "the X village of Y"."""
MODIFIERS = 2
"""Most words between a name and the noun of a facility ("the Zhulyansky machine-building plant")."""


def read(mention: Mention, text: str, gazetteer: Gazetteer, words: Vocabulary) -> None:
    """Add the cues of the words before and after a mention; note a noun for its kind and where that ends."""
    cues = mention.cues
    before = _preceding(mention, words)
    lower = before.lower()
    strength = "medium" if _around(mention, words) else words.prepositions.get(lower)
    if before in words.cues["attack"] or _under_attack(mention, before, words):
        cues.append("attack before")
    elif strength:
        cues.append(f"{strength} preposition")
    elif lower == "the" and mention.entry is not None:
        cues.append("article")
    elif before[:1].isdigit():
        cues.append("number before")
    if "noun before" not in cues:
        noun_before(mention, words)
    if not mention.noun_end:
        noun_after(mention, text, gazetteer, words)
    if measured(mention, text):
        cues.append("distance after")
    _behind(mention, words)


def _under_attack(mention: Mention, before: str, words: Vocabulary) -> bool:
    """Whether a known name is what an attack is on: "raids on X", "dropped bombs on X"."""
    if before != "on" or mention.entry is None or mention.first:
        return False
    return mention.run.last_but_one in words.cues["attack noun"]


def _preceding(mention: Mention, words: Vocabulary) -> str:
    """The word before a mention, past a compass word; notes persons and names that stand there."""
    run, cues = mention.run, mention.cues
    if mention.first:
        previous = run.words[mention.first - 1]
        lower = previous.text.lower()
        if lower in words.prepositions:
            return lower
        if previous.taken:
            cues.append("person before")
        elif lower in words.compass:
            cues.append("compass")
        elif previous.text[0].isupper() and not previous.possessive and not trait(previous.text).function:
            cues.append("capital before")
        return ""
    if run.previous.lower() in words.compass:
        cues.append("compass")
        return run.last_but_one
    return run.previous


def noun_before(mention: Mention, words: Vocabulary) -> bool:
    """As in "village of X", "province of X": notes the noun."""
    run = mention.run
    if mention.first:
        previous = [w.text for w in run.words[max(0, mention.first - 2) : mention.first]]
        noun = previous[0].lower() if len(previous) == 2 and previous[1] == "of" else ""
        noun = previous[-1].rstrip(".").lower() if village_word(previous[-1], words) else noun
    elif run.previous == "of":
        noun = run.last_but_one
    elif run.previous == "," and run.mark.startswith((",", ".", "–", "-")):
        noun = run.last_but_one if run.last_but_one in words.cues["explained noun"] else ""
    else:
        noun = run.previous if run.previous in words.cues["apposed noun"] else ""
    kind = words.nouns.get(noun)
    if kind is None or not kind.before:
        return False
    mention.noun = "" if run.previous == "of" and _others(run, noun) else noun
    mention.cues.append("noun before")
    return True


def village_word(word: str, words: Vocabulary) -> bool:
    """Whether a word stands before the names of villages in the middle of a text: "Barangay", "Sitio"."""
    plain = word.rstrip(".").lower()
    return plain in words.cues["village unit"] and plain in words.cues["apposed noun"]


def _others(run: Run, noun: str) -> bool:
    """Whether the noun before "of" goes with a name before it: "Orla district of X"."""
    start = run.text.rfind(noun, 0, run.start)
    word = word_before(run.text, start)
    return word[:1].isupper() and word not in vocabulary().adjectives and not trait(word).function


_MEASURED = re.compile(
    r"(?: (?:village|town|hamlet|settlement|camp|base|post))?"
    r"(?:,| \(| [-–—]|,? (?:which |that )?(?:lies|is|stands|located|situated|lying)(?: located| situated)?)"
    r"(?: (?:a|an|the) (?:[a-z-]+ ){0,4}(?:village|town|hamlet|settlement|place|locality|community))?"
    r" ?(?:[a-z]+ ){0,2}\d[\d.,]*[ -]?(?:km|kms|kilomet(?:er|re)s?|miles?|mi)\b(?: \([^)\n]{1,30}\))?"
    r"(?: (?:to the|away|due|just))* (?:north|south|east|west)[a-z -]{0,12} (?:of|from) "
)


def measured(mention: Mention, text: str) -> int:
    """Where distance and direction from somewhere that follow a name end, else 0: "X, some 30 km north of Y"."""
    found = _MEASURED.match(text, mention.end)
    return found.end() if found is not None else 0


_CALLED = re.compile(r", (?:a|an|the|another) (?:[a-z-]+ ){0,4}(?:village|hamlet)\b")


def called_village(text: str, at: int) -> bool:
    """Whether the words behind a name call it a village: "X, a small village near Y"."""
    return _CALLED.match(text, at) is not None


def led(mention: Mention, words: Vocabulary) -> bool:
    """Whether an unknown name follows a word that mostly stands before places."""
    if mention.first:
        opener = mention.run.words[0].text
        return mention.first == 1 and words.prepositions.get(opener.lower()) in {"strong", "medium"}
    before = mention.run.previous
    return (
        words.prepositions.get(before) in {"strong", "medium"}
        or before in words.cues["attack"]
        or _around(mention, words)
    )


def _around(mention: Mention, words: Vocabulary) -> bool:
    """Whether a name follows words for what lies about a place: "the outskirts of X", "north of X"."""
    return not mention.first and mention.run.previous == "of" and mention.run.last_but_one in words.cues["surroundings"]


def noun_after(mention: Mention, text: str, gazetteer: Gazetteer, words: Vocabulary) -> bool:
    """As in "X region", "X District", "the X oil depot": notes the noun and where it ends."""
    if mention.suffix or mention.run.words[mention.stop - 1].possessive:
        return False
    following = _following(mention, text)
    if not following or _noun_words().isdisjoint([word for word, _ in following]):
        return False
    inside = mention.stop < len(mention.run.words)
    for skipped in range(min(MODIFIERS, len(following) - 1) + 1):
        if skipped and trait(following[skipped - 1][0].capitalize()).function:
            break
        for size in range(min(NOUN_WORDS, len(following) - skipped), 0, -1):
            noun = following[skipped][0] if size == 1 else " ".join(w for w, _ in following[skipped : skipped + size])
            kind = words.nouns.get(noun)
            if kind is not None and _fits(kind, skipped=skipped, inside=inside):
                mention.noun, mention.noun_end = noun, following[skipped + size - 1][1]
                _take(mention, kind, text, gazetteer, whole=not skipped)
                return True
    return False


def quarter_after(mention: Mention, text: str, words: Vocabulary) -> bool:
    """Whether the name of English words is a quarter's: "the Left Bank district"."""
    if mention.first or mention.run.previous != "the" or mention.stop - mention.first < 2:
        return False
    following = _following(mention, text)
    return bool(following) and following[0][0] in words.cues["quarter noun"]


@cache
def _noun_words() -> frozenset[str]:
    """The last words of all nouns for kinds of places."""
    return frozenset(noun.rsplit(" ", 1)[-1] for noun in vocabulary().nouns)


def _fits(kind: Noun, *, skipped: int, inside: bool) -> bool:
    if not kind.after or (skipped and kind.location_type != "facility"):
        return False
    return kind.location_type != "street" or not skipped


def _take(mention: Mention, kind: Noun, text: str, gazetteer: Gazetteer, *, whole: bool) -> None:
    """Note the noun as cue, and ask for the name with it: "Bryansk region" is another name than "Bryansk"."""
    small = kind.location_type == "facility" and mention.stop == len(mention.run.words)
    if small:
        cue = "facility word after"
    elif mention.noun in vocabulary().cues["installation"]:
        cue = "installation noun after"
    else:
        cue = f"{kind.location_type} noun after"
    mention.cues.append(cue)
    if kind.location_type == "street" and "joined" not in mention.cues:
        mention.entry = known(gazetteer, text[mention.start : mention.noun_end]) if whole else None
    elif kind.location_type not in {"settlement", "street"} and whole:
        phrase = text[mention.start : mention.noun_end]
        entry = known(gazetteer, phrase)
        if entry is not None:
            mention.query, mention.entry = phrase, entry


def _following(mention: Mention, text: str) -> list[tuple[str, int]]:
    """The words after a mention in small letters, with their ends: of its run, or small words behind the run."""
    run, stop = mention.run, mention.stop
    if stop < len(run.words):
        return [(w.text.lower(), w.end) for w in run.words[stop : stop + NOUN_WORDS + MODIFIERS]]
    if text[mention.end : mention.end + 1] != " ":
        return []
    match = _SMALL_WORDS.match(text, mention.end)
    if match is None:
        return []
    found, end = [], mention.end
    for word in match.group(1)[1:].split(" "):
        end += 1 + len(word)
        found.append((word, end))
    return found


def _behind(mention: Mention, words: Vocabulary) -> None:
    """The word after a mention."""
    run, cues = mention.run, mention.cues
    if mention.stop < len(run.words):
        _inside(mention, words)
    elif run.words[-1].possessive:
        cues.append("possessive")
    elif run.after and not run.mark:
        word = run.after[0]
        if word in words.cues["illness"]:
            cues.append("event noun after")
        elif word in words.cues["police"]:
            cues.append("town noun after")
        elif word in words.cues["speech strong"]:
            cues.append("speech after")
        elif word in words.cues["attacked"]:
            cues.append("verb after")


def _inside(mention: Mention, words: Vocabulary) -> None:
    """The next words of the same run: a person, or the rest of an institution's name."""
    following = mention.run.words[mention.stop]
    text, cues = following.text, words.cues
    if mention.run.words[mention.stop - 1].possessive or not text[0].isupper():
        return
    rest = [w.text for w in mention.run.words[mention.stop : mention.stop + 3]]
    if not cues["media"].isdisjoint(rest):
        mention.cues.append("media after")
    elif text in cues["sport"]:
        mention.cues.append("sport after")
    elif text in cues["event noun"]:
        mention.cues.append("event noun after")
    elif following.taken or text in cues["title"]:
        mention.cues.append("person after")
    elif text in cues["civic"]:
        mention.cues.append("civic after")
    elif not cues["organisation"].isdisjoint(rest) and not _centre(mention, rest):
        mention.cues.append("organisation after")
    elif not mention.noun_end and not trait(text).function and text not in cues["weekday"]:
        mention.cues.append("capital after")


def _centre(mention: Mention, rest: list[str]) -> bool:
    """Whether a name goes with "Centre" for the middle of a town: "in Tarn Centre"."""
    own = rest[0] in {"Centre", "Center"} and (len(rest) == 1 or rest[1] == "and")
    return own and "strong preposition" in mention.cues


_LISTED = re.compile(r"\s*(?:,|and|, and)\s*(?:the )?")


def share_nouns(mentions: Sequence[Mention], text: str) -> None:
    """A plural noun holds for every name of its list: "the Odesa, Kherson and Kharkiv regions"."""
    for number in range(len(mentions) - 1, 0, -1):
        mention, before = mentions[number], mentions[number - 1]
        if mention.noun.endswith("s") and not before.noun and _LISTED.fullmatch(text[before.end : mention.start]):
            before.noun = mention.noun
