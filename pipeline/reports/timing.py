"""When a group of triggers happened: the governing time expression by clause, sentence and paragraph (docs/coding.md, 3)."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import dates, lexicon
from pipeline.phrases import forms
from pipeline.records import readonly

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.dates import Period, TimeExpression
    from pipeline.reports.annotate import Sentence


@readonly
class When:
    """Days of an event with the expression they were read from; `own` where it stands in the event's sentence."""

    period: Period | None
    expression: TimeExpression | None
    own: bool
    rule: str


def usable(expression: TimeExpression) -> bool:
    """Whether an expression can date an event that has happened."""
    return not (expression.future or expression.stamp or expression.relation == "until")


LONGEST = 45
"""Days that one event may last; what is told of a longer time is a total or a general statement."""


def too_long(when: When) -> bool:
    """Whether the words speak of a longer time than one event takes."""
    return when.period is not None and (when.period.last - when.period.first).days > LONGEST


_DAYS = 13
"""Days by which a month or a season is longer than what one event takes."""


def vague(when: When) -> bool:
    """Whether the words only name a month or the like."""
    return when.period is not None and (when.period.last - when.period.first).days > _DAYS


HISTORY_YEARS = 20
"""What happened longer before publication is history, not news (docs/coding.md, 1)."""


def history(when: When, published: date | None) -> bool:
    """Whether an event is older than docs/coding.md, 1 admits."""
    return when.period is not None and published is not None and published.year - when.period.last.year > HISTORY_YEARS


_FILED = timedelta(days=3)
"""Days before publication on which an article may have been filed."""


def stamp(article: str, ends: int, published: date | None) -> date | None:
    """The day from which an article counts: of its dateline or byline within the first characters, else of publication.

    A dateline that is some days older than the publication is none; one without a year needs a publication date.
    """
    for expression in dates.find(article, 0, ends):
        period = dates.resolve(expression, published, None) if expression.stamp else None
        if period is None or period.first != period.last:
            continue
        if published is None:
            return period.first
        line = article[article.rfind("\n", 0, expression.start) + 1 : expression.start]
        if line.strip() and timedelta(0) <= published - period.first <= _FILED:
            return period.first
    return published


_SAID = 14.0
"""Words by which the day of a statement stands back behind other days of the sentence."""


_DEATH = 40.0
"""Words by which the day of a death from older wounds does."""


MOST = frozenset({"worst", "deadliest", "bloodiest", "biggest", "largest", "heaviest", "highest", "first", "most"})
_COMPARED = 7
"""Words before "since" among which what it compares with stands: "the deadliest attack in the city since March"."""


def of_since(sentence: Sentence, last: int, expression: TimeExpression) -> bool:
    """Whether a day belongs to a clause with "since": "the heaviest strike since troops left at the end of March".

    `last` is the last word of the trigger.
    """
    at = sentence.tokens.at(expression.start)
    if expression.relation == "since" and MOST & set(sentence.tokens.words[max(0, at - _COMPARED) : at]):
        return True
    return expression.relation != "since" and "since" in sentence.tokens.words[last + 1 : max(last + 1, at - 1)]


_TOLD = 6
"""Words between a verb of speech and its day, where what was said follows: "told a reporter on Monday that"."""


def of_speech(sentence: Sentence, expression: TimeExpression, within: int = 2) -> bool:
    """Whether a day belongs to a statement, `within` so many words of its verb: "officials said Thursday"."""
    at, to = sentence.tokens.span(expression.start, expression.end)
    words = sentence.tokens.words
    behind = () if _LIVES.intersection(words[to + 1 : to + 6]) else words[to + 1 : to + 2]
    near = (*words[max(0, at - within) : at], *behind)
    if words[to + 1 : to + 2] == ("that",):
        near += words[max(0, at - _TOLD) : at]
    verbs = lexicon.words("speech_verbs")
    return not verbs.isdisjoint(near) or _of_medium(words, at, to) or _of_report(words, at, to)


_SPEAKER = 6
"""Words between a day at the head of a sentence and the verb of the one who speaks on it."""
_REPORTED = 7
"""Words behind that verb among which "had" shows that what is told was before."""


def _of_report(words: tuple[str, ...], at: int, to: int) -> bool:
    """Whether a day at the head is that of a report on what had been before: "On Monday the army said it had killed"."""
    behind = words[to + 1 : to + 1 + _SPEAKER]
    said = next((n for n, word in enumerate(behind) if word in lexicon.words("speech_verbs")), None)
    if at > 1 or not said or "," in behind[:said]:
        return False
    return "had" in words[to + 2 + said : to + 2 + said + _REPORTED]


_LIVES = frozenset({"life", "lives", "victims"})
"""With these "claimed" tells no statement: "the blast on Tuesday claimed nine lives"."""
_MEDIUM = 6
"""Words behind a verb of speech in which it says to whom or by what: "told the news agency by telephone on Sunday"."""
_BY = frozenset({"in", "on", "by", "via", "to", "through", "during", "at", "from"})
_SO_FAR = frozenset({"that", ",", ".", ";", "”", '"', "of", "how"})
"""What follows the day of a statement: what was said, or the end."""


def _of_medium(words: tuple[str, ...], at: int, to: int) -> bool:
    """Whether between a verb of speech and a day only its hearers or its medium stand: "said on state radio on Sunday"."""
    if not _SO_FAR.issuperset(words[to + 1 : to + 2]):
        return False
    for number in range(max(0, at - _MEDIUM), at - 1):
        between = words[number + 1 : at]
        said = words[number] in lexicon.words("speech_verbs")
        if not said or _SO_FAR.intersection(between) or forms("past").intersection(between):
            continue
        if between[0] in _BY or words[number] == "told":
            return True
    return False


_COUNTS = frozenset({"toll", "number", "count", "figure", "deaths", "fatalities", "casualties"})


def of_count(sentence: Sentence, expression: TimeExpression) -> bool:
    """Whether a day is that on which a count was told anew: "the toll of the attack rose on Friday to 32"."""
    at, to = sentence.tokens.span(expression.start, expression.end)
    words = sentence.tokens.words
    if not _COUNTS.intersection(words[:at]):
        return False
    return any(word in _revised() for word in (*words[max(0, at - _REACH) : at], *words[to + 1 : to + 2]))


def _of_update(sentence: Sentence, first: int, expression: TimeExpression) -> bool:
    """Whether a day stands behind the verb with which the toll of an event grows: "the toll of the raid has risen to 5 overnight".

    `first` is the first word of the trigger.
    """
    at = sentence.tokens.at(expression.start)
    words = sentence.tokens.words
    grown = (i for i in range(first, at - 1) if words[i] in _revised() and words[i + 1] in {"to", "by"})
    return any(_COUNTS.intersection(words[:first]) and "which" not in words[first:i] for i in grown)


@cache
def _revised() -> frozenset[str]:
    """Verbs with which a toll changes: "rose", "climbed"."""
    rows = lexicon.table("count_words", ("words", "class"))
    return frozenset(word for row in rows if row["class"] == "revised" for word in row["words"].split("|"))


_DIED = frozenset({"died", "dies", "dead", "succumbed", "die"})
WOUNDS = frozenset({"wound", "wounds", "injuries", "injury", "burns"})
_REACH = 4
"""Words between "died" and the day on which someone did."""


def of_death(sentence: Sentence, first: int, expression: TimeExpression) -> bool:
    """Whether a day is that of a death from older wounds: "died on Saturday of wounds from the shelling of 2 May"."""
    at, to = sentence.tokens.span(expression.start, expression.end)
    words = sentence.tokens.words
    behind = words[to + 1 : first] if to < first else words[to + 1 :]
    if not WOUNDS.intersection(behind):
        return False
    return bool(_DIED.intersection(words[max(0, at - _REACH) : at]) or (at <= 1 and _DIED.intersection(behind)))


_CLOCK = frozenset({"clock", "part"})
_HOURS = frozenset({"hour", "minute"})
_HEAD = 4
"""Words after "Tuesday's" among which the noun stands that it dates."""
_POINTING = frozenset({"the", "that", "this", "those", "these", "his", "her", "their", "its"})
_CAME = frozenset({"came", "comes", "coming", "followed", "happened", "occurred"})


_ASIDE = 2
"""Clauses by which an aside in commas keeps its days to itself, and a semicolon parts more than a comma."""
_OPENS = -10
"""Words by which a day at the head of a sentence, before a comma, goes before others: it governs the sentence."""
_LOOSE = 6.0
"""Words by which "a week ago" stands back behind a day."""
_BINDS = -12.0
"""Words by which it goes before the day of the clause that it counts from."""
_DEPENDENT = 4.0
"""Words by which "a day after the attack" stands back behind a day of its own."""
_RELATIVES = frozenset({"which", "who", "whose", "whom", "where"})


def asides(sentence: Sentence) -> list[tuple[int, int]]:
    """Relative clauses between commas, as first and last word: ", which was taken in March,"."""
    words = sentence.tokens.words
    commas = [i for i, word in enumerate(words) if word == ","]
    return [(a, b) for a, b in pairwise(commas) if words[a + 1] in _RELATIVES]


def elsewhere(
    sentence: Sentence, first: int, last: int, expression: TimeExpression, article: str, *, noun: bool
) -> bool:
    """Whether a time dates something else than the words `first` to `last`.

    "Tuesday's election" dates the election, "a day after talks failed" counts from what the text does not date.
    """
    at, to = sentence.tokens.span(expression.start, expression.end)
    if article[expression.end : expression.end + 2] in {"'s", "’s"}:
        return not to < first <= to + _HEAD
    words = sentence.tokens.words
    if expression.rule == "year" and _described(words, at, to):
        return not to < first <= to + _HEAD
    if words[max(0, at - 2) : at] == ("as", "of") or words[at : at + 2] == ("as", "of"):
        return True
    if _of_relative(words, last, at):
        return True
    if not expression.dependent:
        return False
    if to < first and "," not in words[to:first]:
        return noun and not _CAME & set(words[max(0, at - 2) : at])
    if last > at or to + 1 >= len(words):
        return False
    return words[to + 1] not in _POINTING or bool(_CAME & set(words[max(0, at - 2) : at]))


_ARTICLES = frozenset({"the", "a", "an", "that"})


def _described(words: tuple[str, ...], at: int, to: int) -> bool:
    """Whether a year only says which one a noun means: "the 2019 bombing", "a 2002 cease-fire"."""
    article = bool(_ARTICLES.intersection(words[max(0, at - 1) : at + 1]))
    return article and words[to + 1 : to + 2] != () and words[to + 1].isalpha()


_HAPPENING = frozenset(
    "came happened occurred took began started lasted followed continued is was should would".split()
)
"""Verbs with which ", which ..." goes on about what happened itself."""


def _of_relative(words: tuple[str, ...], last: int, at: int) -> bool:
    """Whether a time stands in a relative clause on something else: "seized the hill, which it had lost in March"."""
    for number in range(last + 2, at - 1):
        if words[number] in {"which", "who", "whose", "whom"} and words[number - 1] == ",":
            return "," not in words[number + 1 : at] and words[number + 1] not in _HAPPENING and number > last + 2
    return False


def turned(sentence: Sentence, first: int, expression: TimeExpression) -> TimeExpression:
    """As in "it came two days after the raid on X", seen from the raid: two days before."""
    to = sentence.tokens.span(expression.start, expression.end)[1]
    if expression.dependent and to < first and "," not in sentence.tokens.words[to:first]:
        return replace(expression, first=replace(expression.first, shift=-(expression.first.shift or 0)))
    return expression


def ordered(
    sentence: Sentence, first: int, last: int, found: Sequence[TimeExpression], article: str, *, noun: bool
) -> tuple[TimeExpression, ...]:
    """The expressions of a sentence that may date the words `first` to `last`, the one that governs them first.

    Same clause first, then the nearest; an hour without a day stands behind every day.
    """

    def cost(expression: TimeExpression) -> tuple[bool, float, int]:
        at, to = sentence.tokens.span(expression.start, expression.end)
        gap = at - last if at > last else max(0, first - to)
        middle = first if at < first else last
        crossed = abs(sentence.clause(at) - sentence.clause(middle))
        for start, end in aside:
            if start <= at <= end and not start <= first <= end:
                crossed += _ASIDE
            elif min(first, at) < start and end < max(first, at):
                crossed = max(0, crossed - _ASIDE)
        day = expression.rule in {"weekday", "date", "day_word"}
        if day and sentence.tokens.words[to + 1 : to + 2] == ("when",) and to < first:
            crossed = 0
        crossed += _ASIDE * sentence.tokens.words[min(first, at) : max(first, at)].count(";")
        lead = 0 if at > 3 else _OPENS if _opens(sentence, to, first) else -3
        loose = _LOOSE if expression.rule in {"ago", "past", "unit"} and expression.first.unit != "day" else 0.0
        told = _SAID if of_speech(sentence, expression) or of_count(sentence, expression) else 0.0
        told += _DEATH if of_death(sentence, first, expression) else 0.0
        span = gap + 6.0 * crossed + lead + told + loose + _bound(sentence, to, first, expression)
        return not of_day(expression), span, expression.start

    aside = asides(sentence)
    own = [
        e
        for e in found
        if not elsewhere(sentence, first, last, e, article, noun=noun and not _counted(sentence, e, found))
        and not of_since(sentence, last, e)
        and not _of_update(sentence, first, e)
    ]
    return tuple(turned(sentence, first, e) for e in sorted(own, key=cost))


def _counted(sentence: Sentence, expression: TimeExpression, found: Sequence[TimeExpression]) -> bool:
    """Whether a day stands before "a day after", from which it counts: "buried on Friday, a day after an air strike".

    Not so "wounds that he had received the day before in clashes".
    """
    to = sentence.tokens.span(expression.start, expression.end)[1]
    if "in" in sentence.tokens.words[to + 1 : to + 2]:
        return False
    return any(of_day(e) and not e.dependent and e.end <= expression.start for e in found)


def _bound(sentence: Sentence, to: int, first: int, expression: TimeExpression) -> float:
    """Words by which "a day after", which ends at word `to`, goes before other days for the verb that follows it."""
    if not expression.dependent:
        return 0.0
    return _BINDS if to < first and "," not in sentence.tokens.words[to:first] else _DEPENDENT


def _opens(sentence: Sentence, to: int, first: int) -> bool:
    """Whether a day, which ends at word `to`, stands before a comma and governs the trigger: no one speaks in between."""
    words = sentence.tokens.words
    return words[to + 1 : to + 2] == (",",) and not lexicon.words("speech_verbs").intersection(words[to + 2 : first])


def of_day(expression: TimeExpression) -> bool:
    """Whether an expression tells a day, not only its hour or by when something was over."""
    hours = expression.rule == "context_shift" and expression.first.unit in _HOURS
    return expression.rule not in _CLOCK and expression.relation != "by" and not hours


def resolve(
    expression: TimeExpression, published: date | None, anchor: Period | None, rule: str, *, own: bool
) -> When | None:
    """The days of an expression, or `None` where they cannot be told."""
    period = dates.resolve(expression, published, anchor)
    if period is None or (published is not None and period.first > published):
        return None
    return When(period, expression, own, rule)


def undated(published: date | None) -> When:
    """No expression governs: the publication date with precision 2, or nothing."""
    if published is None:
        return When(None, None, False, "no date")
    return When(dates.Period(published, published, 2), None, False, "publication date")
