"""On which days an article tells its events: by the sentence, the paragraph, the round-up, the publication date."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import dates, lexicon
from pipeline.reports import annotate, hits, timing
from pipeline.reports.annotate import LEAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.dates import Period, TimeExpression
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.assembly import Assembly
    from pipeline.reports.drafts import Core
    from pipeline.reports.hits import Hit
    from pipeline.reports.timing import When

_REACH = 3
"""How many sentences back a day may be taken from."""
_DEICTIC = frozenset({"day_word", "overnight", "this_part", "past"})
"""Rules of expressions that count from the day on which somebody speaks."""
_QUOTED = 4
"""Sentences of one quotation behind which its speaker may be named."""
_MEDIUM = 5
"""Words behind a verb of speech within which its day stands: "wrote in a post on Telegram on Tuesday"."""
_WEEK = timedelta(days=6)
_HEAD = 2
"""Sentences at the head of a round-up, its title among them."""


_HEADINGS = 2
"""Lines of nothing but a day that make a text a list of days."""
_HEADED = frozenset({"weekday", "date"})


def _alone(sentence: Sentence, expression: TimeExpression) -> bool:
    """Whether a sentence is no more than a day."""
    at, to = sentence.tokens.span(expression.start, expression.end)
    words = sentence.tokens.words
    return not any(word.isalnum() for word in (*words[:at], *words[to + 1 :]))


def times_by_sentence(article: Article) -> dict[int, tuple[TimeExpression, ...]]:
    """Usable time expressions of each sentence, and the headings of a list by days."""
    found: dict[int, list[TimeExpression]] = defaultdict(list)
    headings: dict[int, list[TimeExpression]] = {}
    numbers = iter(article.sentences)
    sentence = next(numbers, None)
    for expression in dates.find(article.text):
        while sentence is not None and expression.start >= sentence.end:
            sentence = next(numbers, None)
        if sentence is None:
            break
        if timing.usable(expression):
            found[sentence.number].append(expression)
        elif expression.stamp and _alone(sentence, expression):
            headings[sentence.number] = [expression]
    if len(headings) >= _HEADINGS:
        found.update(headings)
    return {number: tuple(group) for number, group in found.items()}


def named_days(times: Mapping[int, Sequence[TimeExpression]], published: date | None) -> dict[int, Period]:
    """The days that sentences name, by their number: of the first expression that stands for itself."""
    found = {
        number: next((day for one in group if (day := dates.resolve(one, published, None)) is not None), None)
        for number, group in times.items()
    }
    return {number: day for number, day in found.items() if day is not None}


def days(state: Assembly, group: Sequence[Hit]) -> When:
    """The days of a group of hits: own sentence, paragraph, publication date."""
    sentence = group[0].sentence
    main = max(group, key=lambda hit: hits.frames()[hit.frame].rank)
    found = state.times.get(sentence.number, ())
    if any(expression.dependent for expression in found):
        main = _verb(group, main)
    main = _relative(group, main, found)
    ordered = timing.ordered(sentence, main.first, main.last, found, state.article.text, noun=main.noun)
    for expression in filter(timing.of_day, ordered):
        known = state.last_when
        if known is not None and known.expression is expression and expression.kind == "context-relative":
            return known
        told = timing.of_speech(sentence, expression) or timing.of_count(sentence, expression)
        told = told or (_within(sentence) and sentence.quoted(main.start) and not sentence.quoted(expression.start))
        rule = "said" if told else "sentence"
        since = _anchor(state, sentence, expression)
        when = timing.resolve(expression, _now(state, sentence, expression), since, rule, own=True)
        if when is not None:
            return (_before_said(state, sentence, when) if told else None) or when
    carried = _carried(state, sentence) or _heading(state, sentence)
    for expression in ordered:
        if carried is not None and expression.relation == "by":
            continue
        hour = expression.rule in {"clock", "context_shift"}
        summed = state.summary if hour or expression.time_of_day in _DAYTIME else None
        known = None if _long(carried) and state.story else carried
        anchor = known or summed or state.story or (state.last_when if hour else None)
        near = anchor.period if anchor else _near(state, sentence)
        if near is None and expression.rule == "context_shift" and (expression.first.shift or 0) < 0:
            near = timing.undated(state.published).period
        when = timing.resolve(expression, state.published, near, "sentence", own=True)
        if when is not None:
            return when
    known = carried or _alike(state, sentence) or state.summary or state.story
    return known or _lead_day(state, sentence) or timing.undated(state.published)


def _lead_day(state: Assembly, sentence: Sentence) -> When | None:
    """The only day that the head of an article names, but for those on which somebody spoke."""
    days = []
    for before in state.article.sentences[: min(LEAD + 1, sentence.number)]:
        for expression in state.times.get(before.number, ()):
            if expression.rule not in _NEWS or expression.relation or timing.of_speech(before, expression):
                continue
            when = timing.resolve(expression, state.published, None, "story", own=False)
            days += [when] if when is not None and when.period is not None else []
    return days[0] if days and all(when.period == days[0].period for when in days) else None


def _before_said(state: Assembly, sentence: Sentence, said: When) -> When | None:
    """The day of the news or of the paragraph, where in the same days a sentence only says when it was told of."""
    if state.last_when is not None and _within(sentence):
        return replace(state.last_when, rule="said")
    known = _carried(state, sentence) or state.story
    if known is None or known.period is None or said.period is None or known.expression is None:
        return None
    gap = (said.period.first - known.period.first).days
    single = known.period.first == known.period.last
    return replace(known, own=True, rule="said") if single and 0 < gap <= _SAID_AFTER else None


_OPENING = 5
"""Words at the head of a sentence, or of what is quoted in it, among which "during the attack" stands."""


def _within(sentence: Sentence) -> bool:
    """Whether a sentence goes on with what happened in the attack told before: "During the attack, the rebels ..."."""
    words = sentence.tokens.words[:_OPENING]
    if "during" not in words[:2]:
        return False
    at = words.index("during")
    later = annotate.triggers().find(words[at + 1 :])
    return words[at + 1 : at + 2] in (("the",), ("that",), ("this",)) and any(m.value.pos == "noun" for m in later)


def _long(when: When | None) -> bool:
    """Whether days are a span, of which an hour tells nothing: "attacks since January. At noon ..."."""
    return when is not None and when.period is not None and when.period.first != when.period.last


_SAID_AFTER = 2
"""Days within which what has happened is told of."""
_NEWS = frozenset({"weekday", "day_word"})
"""Rules of the expressions by which a lead says on which day its news happened."""


def story(state: Assembly, core: Core) -> When | None:
    """The day of the news, told by the first sentence with an event: "on Sunday", not a day on which someone spoke."""
    expression = core.when.expression
    if expression is None or core.when.rule != "sentence" or core.sentence.number > LEAD:
        return None
    period = core.when.period
    single = period is not None and period.first == period.last
    if not single or expression.rule not in _NEWS or expression.relation:
        return None
    return replace(core.when, own=False, rule="story")


def _near(state: Assembly, sentence: Sentence) -> Period | None:
    """The date told shortly before an hour in a text that tells no news of a day: "on 25 September ...", "at midnight"."""
    for number in range(sentence.number - 1, max(-1, sentence.number - 1 - _REACH), -1):
        before = state.article.sentences[number]
        for expression in reversed(state.times.get(number, ())):
            if expression.rule != "date" or expression.relation or timing.of_speech(before, expression):
                continue
            period = dates.resolve(expression, state.published, None)
            if period is not None and period.first == period.last:
                return period
    return None


def _verb(group: Sequence[Hit], main: Hit) -> Hit:
    """The verb that a noun goes with in its clause: "three soldiers died in clashes"."""
    if not main.noun:
        return main
    clause = main.sentence.clause(main.first)
    verbs = (
        hit for hit in group if not hit.noun and hit.last < main.first and main.sentence.clause(hit.first) == clause
    )
    return next(verbs, main)


_PRONOUNS = frozenset({"which", "that", "who"})
_CLAUSE = 8
"""Words behind the verb of a relative clause among which its day stands."""


def _relative(group: Sequence[Hit], main: Hit, found: Sequence[TimeExpression]) -> Hit:
    """The verb of a relative clause that says what a noun did and on which day: "the bomb that killed nine on Monday"."""
    words, tokens = main.sentence.tokens.words, main.sentence.tokens
    for hit in group if main.noun and "since" not in words else ():
        if hit.noun or hit.first <= main.last or not _PRONOUNS & set(words[max(main.last, hit.first - 3) : hit.first]):
            continue
        days = (tokens.at(expression.start) for expression in found if timing.of_day(expression))
        if any(hit.last < at <= hit.last + _CLAUSE and "," not in words[hit.last : at] for at in days):
            return hit
    return main


def _now(state: Assembly, sentence: Sentence, expression: TimeExpression) -> date | None:
    """The day from which "today" and "overnight" count: of the statement that tells it, else of publication."""
    if state.published is None or expression.kind != "publication-relative" or expression.rule not in _DEICTIC:
        return state.published
    for number in range(sentence.number, min(sentence.number + _QUOTED, len(state.article.sentences))):
        spoken = state.article.sentences[number]
        if spoken.paragraph != sentence.paragraph or (number > sentence.number and not spoken.quoted(spoken.start)):
            break
        for said in state.times.get(number, ()):
            if said.rule in {"weekday", "date"} and timing.of_speech(spoken, said, _MEDIUM):
                period = dates.resolve(said, state.published, None)
                if period is not None and timedelta(0) <= state.published - period.first <= _WEEK:
                    return period.first
    return state.published


def _alike(state: Assembly, sentence: Sentence) -> When | None:
    """The days told last before a sentence that goes on with "also": "Clashes were reported also in B"."""
    before = state.last_sentence
    if before is None or state.last_when is None or sentence.paragraph - before.paragraph > 1:
        return None
    words = sentence.tokens.words
    spoken = lexicon.words("speech_verbs")
    also = any(a == "also" and b not in spoken for a, b in pairwise(words))
    return replace(state.last_when, own=False, rule="paragraph") if also else None


_DAYTIME = frozenset({"midday", "afternoon", "evening"})
"""Parts of the day that a round-up of the past day, written in the morning, cannot tell of the day of its publication."""


_ROUND_UP = 3
"""Regions that the head of a round-up may name."""


def summary(state: Assembly) -> When | None:
    """The day that a round-up tells of, by its first words: "attacks across the country over the past day"."""
    for sentence in state.article.sentences[:_HEAD]:
        named = [p for p in state.article.places_in(sentence) if p.role == "event" and p.location_type != "country"]
        regions = [p for p in named if p.location_type == "region"]
        narrow = named if len(regions) < _ROUND_UP else [p for p in named if p not in regions]
        for expression in state.times.get(sentence.number, ()) if not narrow else ():
            when = timing.resolve(expression, state.published, None, "summary", own=False)
            if (
                expression.relation == "past"
                and when
                and when.period
                and (when.period.last - when.period.first).days <= 1
            ):
                return when
    return None


def _carried(state: Assembly, sentence: Sentence) -> When | None:
    """The days that the paragraph has told before a sentence."""
    carried = state.paragraph_when.get(sentence.paragraph)
    if carried is not None:
        return replace(carried, own=False, rule="paragraph")
    for number in range(sentence.number - 1, -1, -1):
        before = state.article.sentences[number]
        if before.paragraph != sentence.paragraph:
            break
        for expression in reversed(state.times.get(number, ())):
            if expression.relation == "by":
                continue
            anchor = _anchor(state, before, expression)
            when = timing.resolve(expression, state.published, anchor, "paragraph", own=False)
            if when is not None:
                return when
    return None


def headings(article: Article, times: Mapping[int, Sequence[TimeExpression]]) -> tuple[int, ...]:
    """The sentences that are days above what happened on them, in a list by days: "January 3" on a line of its own."""
    found = [
        number
        for number, told in sorted(times.items())
        if told[0].rule in _HEADED and _alone(article.sentences[number], told[0])
    ]
    return tuple(found) if len(found) >= _HEADINGS else ()


def _heading(state: Assembly, sentence: Sentence) -> When | None:
    """The day of the heading above a sentence."""
    above = bisect_left(state.headings, sentence.number)
    if not above:
        return None
    return timing.resolve(state.times[state.headings[above - 1]][0], state.published, None, "paragraph", own=False)


_SAYS = frozenset({"said", "says", "that", "added", "reported"})
_SUBJECT = 6
"""Words at the head of a sentence among which "The incident" and its verb stand."""


def happened(state: Assembly, sentence: Sentence) -> None:
    """Date the event told last by a sentence without one that says when it was: "The incident took place on Saturday"."""
    last = max(state.drafts, key=lambda draft: draft.cores[-1].sentence.number, default=None)
    if last is None or sentence.number - last.cores[-1].sentence.number > _HEAD:
        return
    for expression in filter(timing.of_day, state.times.get(sentence.number, ())):
        anchor = _anchor(state, sentence, expression)
        when = timing.resolve(expression, state.published, anchor, "sentence", own=True)
        if when is not None:
            last.dated(when)
            return


def says_when(words: tuple[str, ...]) -> bool:
    """Whether a sentence, or what somebody says in it, tells when something happened: "he said the raid took place"."""
    heads = [0, *(at + 1 for at, word in enumerate(words) if word in _SAYS)]
    for head in heads:
        opening = " ".join(words[head : head + _SUBJECT + 2])
        told = any(f" {cue} " in f" {opening} " for cue in lexicon.words("happening_cues"))
        if told and words[head : head + 1] in {("the",), ("this",), ("it",)}:
            return True
    return False


def _anchor(state: Assembly, sentence: Sentence, expression: TimeExpression) -> Period | None:
    """What "the next day" counts from: the day told last before it, of an event or in another sentence."""
    if expression.kind != "context-relative":
        return state.last_when.period if state.last_when else None
    since = state.last_sentence.number if state.last_sentence is not None else sentence.number - _REACH - 1
    for number in range(sentence.number, max(-1, since), -1):
        for before in reversed(state.times.get(number, ())):
            if before.start >= expression.start or before.kind == "context-relative" or before.relation:
                continue
            if number < sentence.number and timing.of_speech(state.article.sentences[number], before):
                continue
            period = dates.resolve(before, state.published, None)
            if period is not None and period.first == period.last:
                return period
    return state.last_when.period if state.last_when else None
