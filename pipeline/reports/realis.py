"""Whether a trigger tells something that has happened: threats, plans, conditionals, negations and the like do not."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from pipeline import lexicon
from pipeline.phrases import forms
from pipeline.reports.annotate import Sentence, Trigger, cues

if TYPE_CHECKING:
    from pipeline.phrases import Match

CHARGE = "charge"
"""Kind of the cues behind which somebody is accused of something: the weakest, an event where its own day follows."""
ONGOING = "ongoing"
"""Kind of the cues with which fighting is only said to go on: an event where a day or the dead of it are told."""
_DETERMINERS = frozenset({"the", "a", "an", "its", "their", "his", "her", "our", "this", "that"})
_AFTER_PARTICIPLE = frozenset(
    {
        "by",
        "in",
        "at",
        "on",
        "and",
        "or",
        "with",
        "after",
        "during",
        "to",
        "from",
        "near",
        "when",
        "while",
        "as",
        "outside",
    }
)
_RECALLED = {("be", word) for word in ("recalled", "remembered", "noted", "seen")}
"""What follows a modal that is none: "it will be recalled that troops ..."."""
_MOVED = frozenset({"came", "went", "moved", "arrived"})
"""Of the implicatives those that a purpose follows where a place stands between: "came to the town to detain"."""
_PAST_BE = frozenset({"was", "were", "had"})
"""With these another verb begins that the modal does not govern: "men who were going to work were killed"."""
_RELATIVE = frozenset({"which", "that", "when", "where", "who", "whom"})
_FOILED = frozenset({"combat", "intercept"})
"""Frames of what is foiled by force: "foiled a drone attack", "foiled an assault by rebels"."""
_BECAUSE = frozenset({"for", "over"})
"""Words of a charge in front of what somebody is arrested for."""
_LATELY = frozenset((span, "of") for span in ("days", "hours", "nights", "weekend"))
"""Before violence that is news though it "has left" so many dead: "days of looting have left two dead"."""
_INSIDE = frozenset({"fear", "negated", "exercise", "history", "conditional", "memorial", ONGOING})
"""Kinds of cue that hold for a trigger that is one of their own words."""
_YOU = frozenset({"your", "yours"})


class Reach(NamedTuple):
    """How far a kind of cue holds: words to the trigger, also for one before it, for the whole sentence."""

    words: int
    behind: bool
    sentence: bool


@cache
def reaches() -> dict[str, Reach]:
    """The kinds of cue (`lexicons/realis_kinds.csv`)."""
    rows = lexicon.table("realis_kinds", ("kind", "words", "scope"))
    return {
        row["kind"]: Reach(int(row["words"]), row["scope"] in {"both", "sentence"}, row["scope"] == "sentence")
        for row in rows
    }


def sentence_cues(sentence: Sentence) -> tuple[Match[str], ...]:
    """Realis cues of a sentence."""
    found = cues("realis_cues").find(sentence.tokens.words)
    return tuple(
        cue
        for cue in found
        if not (cue.value == "modal" and _month(sentence, cue.first))
        and not (cue.value == "generic" and _newspaper(sentence, cue))
        and not (cue.value == "history" and sentence.tokens.words[max(0, cue.first - 2) : cue.first] in _LATELY)
    )


def _month(sentence: Sentence, at: int) -> bool:
    """Whether "May" is the month: with a capital behind other words, or beside a number."""
    words, shown = sentence.tokens.words, sentence.tokens.shown
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    return shown[at] == "May" and (at > 0 or any(word.isdigit() for word in beside))


def _newspaper(sentence: Sentence, cue: Match[str]) -> bool:
    """Whether "daily" opens a name: "the Daily Mail reported"."""
    shown = sentence.tokens.shown
    return shown[cue.first][0].isupper() and cue.last + 1 < len(shown) and shown[cue.last + 1][0].isupper()


def other_subject(sentence: Sentence) -> tuple[Match[str], ...]:
    """Phrases of a sentence in which trigger words mean something else."""
    return tuple(cues("other_subjects").find(sentence.tokens.words))


def _around(sentence: Sentence, cue: Match[str], trigger: Match[Trigger]) -> bool:
    """Whether a cue holds for a trigger inside it; what somebody is arrested for stands behind "for" and "over"."""
    if cue.value == CHARGE:
        return not _BECAUSE.isdisjoint(sentence.tokens.words[cue.first + 1 : trigger.first])
    told = cue.value == "negated" and cue.first == trigger.first and trigger.value.frame in _FOILED
    return not told and cue.value in _INSIDE


def _holds(sentence: Sentence, cue: Match[str], trigger: Match[Trigger]) -> bool:
    kind = cue.value
    if kind == "negated" and (trigger.value.frame == "unopposed" or not _subject(sentence, cue)):
        return False
    if kind == "negated" and sentence.tokens.words[cue.last + 1 : cue.last + 2] in (("fewer",), ("less",), ("only",)):
        return False
    if cue.first <= trigger.first <= cue.last:
        return _around(sentence, cue, trigger)
    distance = trigger.first - cue.last
    reach = reaches()[kind]
    if distance < 0 and reach.sentence:
        return kind != "long" or sentence.clause(cue.first) == sentence.clause(trigger.first)
    if distance < 0:
        behind = cue.first - trigger.last
        same = sentence.clause(cue.first) == sentence.clause(trigger.first)
        apart = _RELATIVE.intersection(sentence.tokens.words[trigger.last + 1 : cue.first])
        return reach.behind and 0 < behind <= reach.words and same and not apart
    if distance > reach.words:
        return False
    if kind == "modal":
        recalled = sentence.tokens.words[cue.last + 1 : cue.last + 3]
        because = sentence.tokens.words[cue.first] == "due" and recalled[:1] and recalled[0].endswith("ing")
        return not because and recalled not in _RECALLED and _modal_reaches(sentence, cue.last, trigger)
    crossed = sentence.clause(trigger.first) - sentence.clause(cue.last)
    between = sentence.tokens.words[cue.last + 1 : trigger.first]
    if reach.sentence:
        return True
    if kind in {"threat", "order", "conditional", "denied"}:
        said = kind != "denied" and not lexicon.words("speech_verbs").isdisjoint(between)
        return crossed <= 1 and not said and not {".", ";", ":"} & set(between)
    return _follows(kind, between, crossed)


def _follows(kind: str, between: tuple[str, ...], crossed: int) -> bool:
    """Whether a cue holds across what stands before the trigger: no clause, but for what tells of a massacre remembered."""
    if kind == "memorial" and _RELATIVE.intersection(_after_comma(between)):
        return crossed <= 1
    if kind == "kin":
        return crossed <= 1 and "," not in between
    return crossed == 0 and "," not in between


def _after_comma(words: tuple[str, ...]) -> tuple[str, ...]:
    """The two words behind the first comma: "the massacre, in which"."""
    return words[words.index(",") + 1 :][:2] if "," in words else ()


def _subject(sentence: Sentence, cue: Match[str]) -> bool:
    """Whether "no one", "none" stands for the subject; as an object ("hurting no one and burning") it negates nothing after."""
    words = sentence.tokens.words
    if words[cue.last] not in {"one", "nobody", "none"}:
        return True
    return words[cue.last + 1 : cue.last + 2] not in (("and",), (",",), (".",), ("but",), ("in",))


def _modal_reaches(sentence: Sentence, modal: int, trigger: Match[Trigger]) -> bool:
    """A modal governs the verb after it and, with that verb between, its object."""
    words = sentence.tokens.words
    between = words[modal + 1 : trigger.first]
    if sentence.clause(modal) != sentence.clause(trigger.first) or "," in between:
        return False
    if not _PAST_BE.isdisjoint(between):
        return False
    if "to" in between and trigger.value.pos == "verb":
        return True
    return trigger.value.pos != "verb" or len(between) <= 4


def _infinitive(sentence: Sentence, trigger: Match[Trigger]) -> bool:
    """`to` before the trigger, unless what stands before it says that it came to pass."""
    words = sentence.tokens.words
    first = trigger.first
    if trigger.value.pos == "noun" or first == 0 or words[first - 1] != "to" or trigger.value.frame == "protest":
        return False
    if words[first] not in forms("base"):
        return False
    before = words[max(0, first - 14) : first - 1]
    told = [at for at, word in enumerate(before) if word in lexicon.words("implicatives")]
    if told and before[told[-1]] in _MOVED and {"to", "into", "in"} & set(before[told[-1] + 1 :]):
        return True
    return not told


def _adjective(sentence: Sentence, trigger: Match[Trigger]) -> bool:
    """A participle between an article and a noun only describes: "the wrecked border post"."""
    words = sentence.tokens.words
    first, last = trigger.first, trigger.last
    if trigger.value.pos != "verb" or first == 0 or last + 1 >= len(words) or not words[first].endswith(("ed", "en")):
        return False
    described = words[last + 1].isalpha() and words[last + 1] not in _AFTER_PARTICIPLE
    before = words[first - 1]
    return described and (before in _DETERMINERS or before.isdigit() or before in _counts())


@cache
def _counts() -> frozenset[str]:
    """Words that count: "two kidnapped workers were freed"."""
    return lexicon.cardinals() | {"several", "some", "many"}


def _habitual(sentence: Sentence, trigger: Match[Trigger], text_end: str) -> bool:
    """The present tense of the third person in a full sentence tells a habit, except in headlines."""
    words = sentence.tokens.words
    word = words[trigger.first]
    if trigger.value.pos != "verb" or sentence.number == 0 or not text_end.rstrip("\"”’'").endswith("."):
        return False
    passive = word.endswith(("ed", "en", "t")) and bool(
        {"is", "are"} & set(words[max(0, trigger.first - 2) : trigger.first])
    )
    return word in forms("s") or passive


def _second_person(sentence: Sentence) -> bool:
    """A reporter who says "you" in his own words tells of a game, a film, a journey, not of an event."""
    tokens = sentence.tokens
    return not _YOU.isdisjoint(tokens.words) and any(
        word in _YOU and not sentence.quoted(start) for word, start in zip(tokens.words, tokens.starts, strict=True)
    )


def verdict(
    sentence: Sentence, trigger: Match[Trigger], found: tuple[Match[str], ...], text_end: str, *, dated: bool
) -> str | None:
    """Why the trigger tells no event that has happened, or `None`.

    `found` are the sentence's cues, `text_end` its last characters (for questions); `dated`: whether it says when, so
    that its present tense tells no habit.
    """
    if text_end.rstrip("\"”’'").endswith("?"):
        return "question"
    for cue in sorted(found, key=lambda cue: cue.value in {CHARGE, ONGOING}):
        if _holds(sentence, cue, trigger):
            return cue.value
    if _second_person(sentence):
        return "second person"
    if _infinitive(sentence, trigger):
        return "plan"
    if _adjective(sentence, trigger):
        return "background"
    return "generic" if not dated and _habitual(sentence, trigger, text_end) else None
