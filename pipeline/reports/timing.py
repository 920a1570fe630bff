"""When a group of triggers happened: the governing time expression by clause, sentence and paragraph (docs/coding.md, 3)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline import dates, lexicon

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from pipeline.dates import Period, TimeExpression
    from pipeline.reports.annotate import Sentence


@dataclass(frozen=True, slots=True)
class When:
    """Days of an event with the expression they were read from; `own` where it stands in the event's sentence."""

    period: Period | None
    expression: TimeExpression | None
    own: bool
    rule: str


def usable(expression: TimeExpression) -> bool:
    """Whether an expression can date an event that has happened."""
    return not (expression.future or expression.stamp or expression.relation in {"until", "by"})


LONGEST = 45
"""Days that one event may last; what is told of a longer time is a total or a general statement."""


def too_long(when: When) -> bool:
    """Whether the words speak of a longer time than one event takes."""
    return when.period is not None and (when.period.last - when.period.first).days > LONGEST


HISTORY_YEARS = 20
"""What happened longer before publication is history, not news (docs/coding.md, 1)."""


def history(when: When, published: date | None) -> bool:
    """Whether an event is older than docs/coding.md, 1 admits."""
    return when.period is not None and published is not None and published.year - when.period.last.year > HISTORY_YEARS


def stamp(article: str, ends: int) -> date | None:
    """The full date of a dateline or byline within the first characters, for a document without a publication date."""
    for expression in dates.find(article, 0, ends):
        period = dates.resolve(expression, None, None) if expression.stamp else None
        if period is not None and period.first == period.last:
            return period.first
    return None


_SAID = 14.0
"""Words by which the day of a statement stands back behind other days of the sentence."""


def of_since(sentence: Sentence, last: int, expression: TimeExpression) -> bool:
    """Whether a day belongs to a clause with "since": "the heaviest strike since troops left at the end of March".

    `last` is the last word of the trigger.
    """
    at = sentence.tokens.at(expression.start)
    return expression.relation != "since" and "since" in sentence.tokens.words[last + 1 : max(last + 1, at - 1)]


def of_speech(sentence: Sentence, expression: TimeExpression) -> bool:
    """Whether a day belongs to a statement: "officials said Thursday"."""
    at = sentence.tokens.at(expression.start)
    return any(word in lexicon.words("speech_verbs") for word in sentence.tokens.words[max(0, at - 2) : at])


def nearest(sentence: Sentence, first: int, last: int, found: Sequence[TimeExpression]) -> TimeExpression | None:
    """The expression that governs the words `first` to `last`: same clause first, then the nearest."""

    def cost(expression: TimeExpression) -> tuple[float, int]:
        at, to = sentence.tokens.span(expression.start, expression.end)
        gap = at - last if at > last else max(0, first - to)
        middle = first if at < first else last
        crossed = abs(sentence.clause(at) - sentence.clause(middle))
        lead = 0 if at > 3 else -3
        told = _SAID if of_speech(sentence, expression) else 0.0
        return gap + 6.0 * crossed + lead + told + (4.0 if expression.dependent else 0.0), expression.start

    return min(found, key=cost, default=None)


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
