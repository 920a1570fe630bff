"""Who says so: the statements of a text, what each of them covers, and how its speaker stands to it.

`find` reads the attributions of a document in order; `standing` draws the status of events from them. The words are in
the tables reporting_verbs, claim_phrases, speaker_words and issuers.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from functools import lru_cache
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline import lexicon, quantities
from pipeline.records import readonly
from pipeline.reports import actors, answers, pronouns, speakers, statements, voices

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.text import Sentence

_NAME_BEFORE = re.compile(r"(?:[A-Z][\w’'-]+ )+$")
_NAME_AFTER = re.compile(r"(?: (?:al-)?[A-Z][\w’'-]+)+")
"""Words of a name around the part of it that is known."""
_LABEL = re.compile(r"^([A-Z][A-Z’'-]{2,}(?: [A-Z][A-Z’'-]+)?): ", re.MULTILINE)
_QUOTE = re.compile(r"[\"“”]")
_OPENS = re.compile(r"\s*[\"“]")
_BULLET = re.compile(r"[-–—•*◽▫▪■●]|\d{1,2}[.)]\s")
_MARKS = (("″", '"'), ("‟", "“"), ("〝", '"'), ("〞", '"'), ("＂", '"'), ("``", '" '))
"""Marks that old pages have for quotation marks."""
_KEPT = 1 << 8
"""Sentences whose reading is kept: the events of an article ask for those around them again and again."""
_BETWEEN = 2
"""Sentences from one statement to the next where one stands between them."""
_GAP = 4
"""Sentences from one statement of a speaker to the next, between which all is told by him."""
_CLOSING = 16
"""Words of a speaker and a verb that close a sentence."""
_BODY = 2
"""Paragraphs after the first of a text that may have one source."""
_BEFORE = 25
"""Characters before a verb in which "nobody" undoes it."""
_HEAD = 3
"""Number of the last sentence that may introduce a round-up."""


@readonly
class Attribution:
    """A statement: `text[start:end]` names the speaker, `text[scope_start:scope_end]` is what he says.

    `stance`: asserts, denies, blames, confirms, responsibility. `speaker` is resolved: "he" and "the ministry" are the
    speaker named before. `whole` marks what holds for a document (or the rest of it): a party's own text, a round-up.
    """

    start: int
    end: int
    speaker: str
    stance: str
    scope_start: int
    scope_end: int
    verb: str
    sentence: int
    whole: bool = False


@lru_cache(maxsize=_KEPT)
def owned(lower: str) -> bool:
    """Whether words (small letters) say that a party owns an act; "no group has claimed responsibility" does not."""
    match = statements.phrases("responsibility").search(lower)
    return (
        match is not None
        and statements.phrases("negation").search(lower[max(0, match.start() - 45) : match.start()]) is None
    )


@lru_cache(maxsize=_KEPT)
def unverified(lower: str) -> tuple[int, int] | None:
    """Where words (small letters) say that the outlet could not verify a report."""
    match = statements.phrases("unverified").search(lower)
    return match.span() if match else None


@lru_cache(maxsize=2)
def issuer(source: str | None, title: str | None, text: str = "") -> str:
    """The party that issued the document in its own cause; empty for news and for reports of observers."""
    named = re.sub(r"\s*\(.*?\)", "", source or "")
    lower = named.casefold()
    neutral = lexicon.patterns("issuers", "neutral")
    if lexicon.patterns("issuers", "party").search(lower) and not neutral.search(lower):
        return named
    match = lexicon.patterns("issuers", "title").search((title or "").casefold())
    if match:
        return (title or "")[match.start(1) : match.end(1)]
    head = text[:700]
    if statements.phrases("release").search(head[:160].casefold()) and not neutral.search(lower):
        bodies = [
            m for m in actors.find(head, 0, len(head)) if m.kind in ("military", "police", "government", "external")
        ]
        return head[bodies[0].start : bodies[0].end] if bodies else ""
    return ""


def _scope(sentence: Sentence, statement: statements.Statement, following: int) -> tuple[int, int]:
    if statement.aside >= 0:
        return statement.aside, statement.speaker[1]
    first = sentence.start if statement.before else statement.verb[1]
    if statement.inner:
        first = max(first, statement.speaker[1])
    if statement.after:
        return first, max(first, following)
    last = statement.speaker[0] if statement.speaker[0] > first else statement.verb[0]
    return first, max(first, last)


def _before_it(
    text: str, sentences: Sequence[Sentence], number: int, statement: statements.Statement, scope: tuple[int, int]
) -> tuple[int, int]:
    """The scope with what was told before, where no more is said than who told it: "The mayor said this on the radio"."""
    said = text[scope[0] : scope[1]].casefold()
    if statement.stance not in ("asserts", "tells", "confirms"):
        return scope
    short = statement.after and not statement.before and statements.phrases("so_told").match(said)
    if not number or not (short or statements.phrases("so_told_by").match(said)):
        return scope
    opens = sentences[number - 1].paragraph != sentences[number].paragraph
    return _paragraph(sentences, number - 1 if opens else number), scope[1]


def _quotes(text: str) -> list[tuple[int, int]]:
    """Quotations, also over several sentences, and over paragraphs where each opens with the mark."""
    found: list[tuple[int, int]] = []
    goes_on = False
    for paragraph in re.finditer(r"[^\n]+", text):
        opened = -1
        before, goes_on = goes_on and _OPENS.match(paragraph.group()) is not None, False
        for match in _QUOTE.finditer(text, paragraph.start(), paragraph.end()):
            at = match.start()
            if opened < 0 and match.group() != "”":
                opened = at
            elif opened >= 0 and match.group() != "“":
                found.append((opened, at + 1))
                opened = -1
        if opened >= 0:
            found.append((opened, paragraph.end()))
            goes_on = True
        inside = [at for at, (start, _) in enumerate(found) if start >= paragraph.start()] if before else []
        if inside and inside[0]:
            found[inside[0] - 1] = (found[inside[0] - 1][0], found.pop(inside[0])[1])
    return found


def _quoted(scope: tuple[int, int], quotes: list[tuple[int, int]]) -> tuple[int, int]:
    """The scope widened to quotations that begin or go on outside of the sentence."""
    first, last = scope
    for start, end in quotes:
        if start < last and end > first:
            first, last = min(first, start), max(last, end)
    return first, last


def _stance(text: str, statement: statements.Statement, scope: tuple[int, int], found: list[Attribution]) -> str:
    """The verb's stance, or denial where what is said denies the claim before it."""
    if statement.stance == "blames" and statements.phrases("mishap").match(
        text[statement.verb[1] : scope[1]].casefold()
    ):
        return "denies"
    if statement.stance in ("denies", "blames") or statement.inner:
        return statement.stance
    said = text[scope[0] : scope[1]] if statement.before else text[statement.verb[0] : scope[1]]
    lower = said.casefold()
    before = text[max(0, statement.verb[0] - _BEFORE) : statement.verb[0]].casefold()
    if owned(lower[:120]) and statements.phrases("negation").search(before) is None:
        return "responsibility"
    if (
        statement.stance != "confirms"
        and found
        and (
            statements.phrases("denial").search(lower[:240]) or statements.phrases("justification").search(lower[:240])
        )
    ):
        return "denies"
    return "confirms" if statement.stance == "confirms" else "asserts"


def _counts(said: str) -> bool:
    """Whether a statement opens with a number of victims, which denies no event: "six men were hurt"."""
    return bool(quantities.find(said[:40])) and statements.phrases("toll").search(said.casefold()) is not None


def _blamed(text: str, number: int, statement: statements.Statement, found: Sequence[Attribution]) -> str:
    """Whom the sentence before accuses, if "it", "they" or "the group" denies: "Police blamed the Blues. They denied it."."""
    words = speakers.bare(text[slice(*statement.speaker)].strip()).casefold()
    if statement.stance != "denies" or words not in speakers.words("pronoun") | speakers.words("band"):
        return ""
    if not found or found[-1].stance != "blames" or number - found[-1].sentence > 1:
        return ""
    blamed = actors.find(text, found[-1].scope_start, found[-1].scope_end)
    if not blamed:
        return ""
    first = found[-1].scope_start
    before, after = _NAME_BEFORE.search(text[first : blamed[0].start]), _NAME_AFTER.match(text, blamed[0].end)
    return text[first + before.start() if before else blamed[0].start : after.end() if after else blamed[0].end].strip()


def _contrasts(text: str, earlier: statements.Statement, later: statements.Statement) -> bool:
    """Whether "but" sets one speaker's account against that of the one before in the sentence."""
    return re.search(r"\bbut (?:\w+ )?$", text[earlier.verb[1] : later.speaker[0]]) is not None


def find(
    text: str, sentences: Sequence[Sentence], source: str | None = None, title: str | None = None
) -> tuple[Attribution, ...]:
    """Attributions of a document, in the order of the text.

    Parameters
    ----------
    text
        The document's text.
    sentences
        Its sentences, from `pipeline.text`.
    source, title
        Outlet and headline; they tell a party's own statement from news.
    """
    for odd, mark in _MARKS:
        text = text.replace(odd, mark)
    found = _of_document(text, source, title)
    named = [attribution.speaker for attribution in found]
    here: list[str] = []
    own: set[int] = set()
    quotes = _quotes(text)
    for number, sentence in enumerate(sentences):
        if number and sentences[number - 1].paragraph != sentence.paragraph:
            here = []
        read = statements.read(text, sentence.start, sentence.end)
        for at, statement in enumerate(read):
            later = (s.speaker[0] for s in read[at + 1 :] if s.speaker[0] > statement.verb[1] and not s.inner)
            following = next(later, sentence.end)
            speaker = pronouns.resolved(text, statement.speaker, _paragraph(sentences, number), named, here)
            speaker = voices.party(speaker, text, statement.speaker[0], named)
            speaker = _blamed(text, number, statement, found) or speaker
            nobody = not speaker or speaker.split()[0].casefold() in speakers.words("nobody")
            if nobody or voices.of_the_outlet(speaker, source):
                own |= set() if nobody else {number}
                continue
            if not statement.inner:
                named.append(speaker)
                here.append(speaker)
            scope = _quoted(_scope(sentence, statement, following), quotes)
            scope = _before_it(text, sentences, number, statement, scope)
            verb = text[slice(*statement.verb)].strip()
            stance = _stance(text, statement, scope, found)
            if (
                stance == "asserts"
                and at
                and not statement.inner
                and _contrasts(text, read[at - 1], statement)
                and found[-1].speaker != speaker
                and found[-1].sentence == number
                and found[-1].stance != "denies"
                and not _counts(text[scope[0] : scope[1]])
            ):
                stance = "denies"
            found.append(Attribution(*statement.speaker, speaker, stance, *scope, verb, number))
            found += _list(text, sentences, number, found[-1])
        carried = [] if read else _carried(text, number, sentence, quotes, found)
        found += carried
        here += [statement.speaker for statement in carried]
    firsthand = _firsthand(found)
    return (*found, *_between(sentences, firsthand, own), *_sole(text, sentences, found, firsthand))


def _sole(
    text: str, sentences: Sequence[Sentence], found: Sequence[Attribution], firsthand: Sequence[Attribution]
) -> list[Attribution]:
    """The one source of a text that names it in its first paragraph and no other anywhere: it tells all.

    Not so "police sources" or "residents", who tell of one place each.
    """
    first = next((a for a in found if a.stance in ("asserts", "confirms")), None)
    lead, end = (sentences[0].paragraph, sentences[-1].paragraph) if sentences else (0, 0)
    if first is None or end - lead < _BODY or not _named(first.speaker):
        return []
    if sentences[first.sentence].paragraph != lead and first.scope_start > sentences[0].start:
        return []
    if any(a.whole or not speakers.same(a.speaker, first.speaker) for a in firsthand):
        return []
    return [dataclasses.replace(first, scope_start=0, scope_end=len(text), verb="", whole=True)]


def _between(sentences: Sequence[Sentence], firsthand: Sequence[Attribution], own: set[int]) -> list[Attribution]:
    """What stands between two statements of one speaker, or of one army: he tells it as well.

    In a paragraph; over paragraphs where nobody else has spoken before, as in the report of a briefing, and of one
    sentence between two that close with the speaker.
    """
    told = [a for a in firsthand if not a.whole and a.stance in ("asserts", "confirms", "blames")]
    covered = []
    for one, two in pairwise(told):
        if not _kin(one.speaker, two.speaker) or two.sentence - one.sentence < _BETWEEN:
            continue
        if not own.isdisjoint(range(one.sentence + 1, two.sentence)):
            continue
        near = sentences[one.sentence].paragraph == sentences[two.sentence].paragraph
        before = (a for a in firsthand if a.sentence <= two.sentence and not a.whole)
        alone = _named(one.speaker) and all(_kin(a.speaker, one.speaker) for a in before)
        again = two.sentence - one.sentence == _BETWEEN and _trails(one) and _named(one.speaker)
        if alone or again or (near and two.sentence - one.sentence <= _GAP):
            first, last = sentences[one.sentence].end, sentences[two.sentence].start
            covered.append(
                dataclasses.replace(one, stance="asserts", scope_start=first, scope_end=last, verb="", whole=True)
            )
    return covered


def _firsthand(found: Sequence[Attribution]) -> list[Attribution]:
    """The statements that do not only pass on another's: "The mayor said so, the agency reports"."""
    sentence: dict[int, list[Attribution]] = {}
    for statement in found:
        sentence.setdefault(statement.sentence, []).append(statement)
    return [
        statement
        for statement in found
        if not any(
            statement.scope_start <= a.start < a.end <= min(statement.scope_end, statement.start)
            and a.speaker != statement.speaker
            for a in sentence[statement.sentence]
        )
    ]


def _trails(statement: Attribution) -> bool:
    """Whether the speaker is named after what he says: "..., the army said"."""
    return statement.scope_start < statement.start and bool(statement.verb)


def _named(speaker: str) -> bool:
    """Whether a speaker is one, not "residents" or "police sources"."""
    return speaker.split()[-1].casefold() not in speakers.words("many")


def _kin(one: str, two: str) -> bool:
    """Whether two speakers are one, or speak for one army."""
    return speakers.same(one, two) or answers.army(one, two)


def _paragraph(sentences: Sequence[Sentence], number: int) -> int:
    """Where the paragraph of a sentence begins."""
    while number and sentences[number - 1].paragraph == sentences[number].paragraph:
        number -= 1
    return sentences[number].start


def _of_document(text: str, source: str | None, title: str | None) -> list[Attribution]:
    """What holds for the document: its issuer, or the person whom an outlet interviews under labels."""
    party = issuer(source, title, text)
    if party:
        return [Attribution(0, 0, party, "asserts", 0, len(text), "", 0, whole=True)]
    labels = list(_LABEL.finditer(text))
    names = {match[1] for match in labels}
    outlet = {name for name in names if name.casefold() in (source or "").casefold()}
    if len(names) != 2 or len(outlet) != 1:
        return []
    return [
        Attribution(
            *match.span(1), match[1].title(), "asserts", match.end(), _line_end(text, match.end()), "", 0, whole=True
        )
        for match in labels
        if match[1] not in outlet
    ]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _list(text: str, sentences: Sequence[Sentence], number: int, statement: Attribution) -> list[Attribution]:
    """The same speaker for the list or round-up that a statement introduces."""
    sentence = sentences[number]
    last = number
    if _BULLET.match(text, _paragraph(sentences, number)):
        return []
    opens = text[sentence.start : sentence.end].rstrip().endswith(":")
    while (
        last + 1 < len(sentences)
        and (opens or _BULLET.match(text, sentences[last + 1].start))
        and sentences[last + 1].paragraph != sentence.paragraph
    ):
        if (
            not _BULLET.match(text, sentences[last + 1].start)
            and sentences[last + 1].paragraph != sentences[last].paragraph
            and last > number
        ):
            break
        last += 1
        while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentences[last].paragraph:
            last += 1
    around = sentences[min(number + 1, len(sentences) - 1)].end if number <= _HEAD else sentence.start
    if statement.stance == "asserts" and statements.phrases("roundup").search(text[sentence.start : around].casefold()):
        last = len(sentences) - 1
    if last == number:
        return []
    return [
        dataclasses.replace(statement, scope_start=sentence.end, scope_end=sentences[last].end, verb="", whole=True)
    ]


def _carried(
    text: str, number: int, sentence: Sentence, quotes: list[tuple[int, int]], found: list[Attribution]
) -> list[Attribution]:
    """A quotation without a speaker of its own belongs to the one before it."""
    goes_on = statements.phrases("goes_on").match(text[sentence.start : sentence.end].casefold())
    if goes_on and found and _tells_before(text, found[-1], number, sentence):
        return [dataclasses.replace(found[-1], scope_start=sentence.start, scope_end=sentence.end, verb="", whole=True)]
    if text[sentence.start] not in '"“' or not found or found[-1].whole or number - found[-1].sentence > 2:
        return []
    last = found[-1]
    if last.scope_start <= sentence.start < last.scope_end:
        return []
    start, end = next(((a, b) for a, b in quotes if sentence.start <= a < sentence.end), (sentence.start, sentence.end))
    if statements.phrases("denial").search(text[start : min(end, sentence.end)].casefold()):
        return []
    return [dataclasses.replace(last, scope_start=start, scope_end=end, sentence=number, verb="", stance="asserts")]


def _tells_before(text: str, last: Attribution, number: int, sentence: Sentence) -> bool:
    """Whether the sentence before is what somebody tells, to its end, in the same paragraph."""
    if last.sentence != number - 1 or last.stance != "asserts" or last.whole or "\n" in text[last.end : sentence.start]:
        return False
    return len(text[last.scope_end : sentence.start].split()) <= _CLOSING


def at_sentence(sentences: Sequence[Sentence], offset: int) -> int:
    """Number of the sentence that holds an offset."""
    return max(0, bisect_right(sentences, offset, key=attrgetter("start")) - 1)
