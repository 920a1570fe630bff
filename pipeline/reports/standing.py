"""How an event stands in its document: reported, claimed or disputed, by whom, denied by whom, verified or not.

The rules are those of the coding manual (docs/coding.md): what the outlet tells in its own voice is reported; what only a party, an
official, an agency or witnesses say is claimed; what another denies or tells incompatibly is disputed.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from typing import TYPE_CHECKING

from pipeline.records import readonly
from pipeline.reports import answers, claims, speakers, statements
from pipeline.reports.answers import Draft, View, explicit

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.claims import Attribution
    from pipeline.text import Sentence

_STOPS = frozenset('.!?"”’)…:')
_BULLETS = frozenset("•*◽▫▪■●")
_SHORT = 12
"""Words of a short item."""
_MOST = 3
"""Claimants that are named at most."""
_FAR = 8
"""Sentences after it in which each of two sides may blame the other for an event, if no other is told between."""
_CLOSE = 2
"""Sentences after the telling of an event in which both sides may blame each other."""
_SIDES = 2
"""Sides that blame each other."""
_NEAR = 4
"""Sentences after "each side blamed the other" in which both speak."""


@readonly
class Standing:
    """Status of one event, with the spans of those who claim it, of those who deny it and of the words of doubt."""

    status: str = "reported"
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    unverified: bool | None = None
    spans: tuple[tuple[int, int], ...] = ()
    denials: tuple[tuple[int, int], ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()


def _told(
    text: str, sentences: Sequence[Sentence], draft: Draft, scopes: _Scopes, drafts: Sequence[Draft]
) -> tuple[int, ...]:
    """Where the event is told, outside of what somebody denies, and in sentences rather than in headings.

    First, where its status is read: the first telling, or the first that names the place, where the one before has no
    speaker and is no lead that tells this event alone. Then the others that name the place.
    """
    starts = sorted(start for start, _ in draft.spans)
    free = [start for start in starts if not any(a.scope_start <= start < a.scope_end for a in scopes.denied)]
    full = [start for start in free if not _heads(text, sentences[claims.at_sentence(sentences, start)])]
    around = [(start, sentences[claims.at_sentence(sentences, start)]) for start in full]
    named = [start for start, s in around if any(place and place in text[s.start : s.end] for place in draft.places)]
    first = (full or free or starts)[0]
    lead = claims.at_sentence(sentences, first) == 0 and not _sums_up(sentences, first, drafts)
    if named and not lead and not scopes.covering(first):
        first = named[0]
    return first, *(start for start in dict.fromkeys([(full or free or starts)[0], *named]) if start != first)


def _sums_up(sentences: Sequence[Sentence], at: int, drafts: Sequence[Draft]) -> bool:
    """Whether the sentence at an offset tells several events."""
    sentence = sentences[claims.at_sentence(sentences, at)]
    telling = (draft for draft in drafts if any(sentence.start <= start < sentence.end for start, _ in draft.spans))
    return sum(1 for _ in telling) > 1


def _heads(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is a headline or a short item of a list, which tell without saying who says so."""
    shown = text[sentence.start : sentence.end].rstrip()
    return shown[-1:] not in _STOPS or (shown[:1] in _BULLETS and len(shown.split()) <= _SHORT)


class _Scopes:
    """Statements by where what they tell begins: those around an offset are found without asking all of a long text."""

    def __init__(self, text: str, attributions: Sequence[Attribution]) -> None:
        self._text = text
        self._whole = [a for a in attributions if a.whole]
        self._narrow = sorted((a for a in attributions if not a.whole), key=lambda a: a.scope_start)
        self._starts = [a.scope_start for a in self._narrow]
        self.denied = [a for a in self._narrow if a.stance == "denies"]
        self._widest = max((a.scope_end - a.scope_start for a in self._narrow), default=0)

    def covering(self, at: int) -> list[Attribution]:
        """Statements that tell what stands at an offset, the narrowest first."""
        first, stop = bisect_left(self._starts, at - self._widest), bisect_right(self._starts, at)
        near = [*self._narrow[first:stop], *self._whole]
        found = [a for a in near if a.scope_start <= at < a.scope_end and not explicit(a)]
        found = [a for a in found if a.stance != "denies" or not answers.reported(a, at, self._text)]
        return sorted(found, key=lambda a: (a.whole, a.scope_end - a.scope_start, a.start))


def _unverified(text: str, sentences: Sequence[Sentence], told: int, *, claimed: bool) -> tuple[tuple[int, int], ...]:
    """Where the outlet says that it could not verify the report.

    In the event's paragraph or right after it; of an event that is claimed, also wherever it says so of all claims.
    """
    paragraph = sentences[told].paragraph
    for number, sentence in enumerate(sentences[told:]):
        near = sentence.paragraph <= paragraph + 1 and number < _FAR
        if not near and not claimed:
            break
        said = text[sentence.start : sentence.end].lower()
        found = claims.unverified(said)
        if found and (near or statements.phrases("doubted").search(said)):
            return ((sentence.start + found[0], min(sentence.start + found[1], sentence.end)),)
    return ()


def _claimants(told: int, telling: list[Attribution], denial: Attribution | None, view: View) -> list[Attribution]:
    """Who claims an event: the narrowest statement that tells it, or whoever speaks before the denial."""
    narrow = [a for a in telling if not a.whole]
    if narrow:
        return narrow[:1]
    if denial is None:
        return (_counting(told, view) or telling)[:1] if telling else []
    paragraph = view.sentences[told].paragraph
    before = [
        a
        for a in view.attributions
        if told <= a.sentence <= denial.sentence
        and a.stance != "denies"
        and a.speaker != denial.speaker
        and not a.whole
        and not statements.phrases("joint").search(a.speaker.casefold())
    ]
    blaming = [a for a in before if a.stance == "blames"]
    near = [a for a in before if view.sentences[a.sentence].paragraph == paragraph]
    return (blaming or near or (telling[:1] if telling else before))[-1:]


def _counting(told: int, view: View) -> list[Attribution]:
    """Who tells the toll in the sentence after the event's, before the source of the whole list: "Eight died, police said"."""
    following = told + 1
    if following >= len(view.sentences) or view.sentences[following].paragraph != view.sentences[told].paragraph:
        return []
    for statement in view.attributions:
        if statement.sentence == following and statement.stance == "asserts" and not statement.whole:
            said = view.text[statement.scope_start : statement.scope_end].casefold()
            who = set(re.findall(r"[a-z]+", statement.speaker.casefold()))
            if statements.phrases("toll").search(said[:120]) and not who & speakers.words("counter"):
                return [statement]
    return []


def judge(
    text: str,
    sentences: Sequence[Sentence],
    attributions: Sequence[Attribution],
    drafts: Sequence[Draft],
    iso3: str | None = None,
) -> tuple[Standing, ...]:
    """Status, claimants, deniers and verification of each event of a document, in the order of `drafts`.

    Parameters
    ----------
    text, sentences
        The document's text and sentences.
    attributions
        What `claims.find` read in it.
    drafts
        Its events.
    iso3
        The country of the document's events, for sides such as "the army".
    """
    scopes = _Scopes(text, attributions)
    where = [_told(text, sentences, draft, scopes, drafts) for draft in drafts]
    told = [claims.at_sentence(sentences, at) for at, *_ in where]
    tellings = [tuple(claims.at_sentence(sentences, start) for start, _ in draft.spans) for draft in drafts]
    tellers: defaultdict[int, set[int]] = defaultdict(set)
    for number, sentence in ((n, at) for n, row in enumerate(tellings) for at in row):
        tellers[sentence].add(number)
    lead = [scopes.covering(min(at)) for at in where]
    speakers = [scopes.covering(at) for at, *_ in where]
    more = [[a for at in others for a in scopes.covering(at)[:1] if not a.whole] for _, *others in where]
    view = View(text, sentences, attributions, drafts, tellings, tellers, lead, iso3)
    ends = [min([at + _FAR, *(other for other in told if other > at + _CLOSE)]) for at in told]
    denials: list[list[Attribution]] = [_accused(attributions, *span) for span in zip(told, ends, strict=True)]
    for statement in attributions:
        each = answers.joint(statement, view)
        for number, denial in each:
            denials[number].append(denial)
        if statement.stance == "denies" and not each:
            for number in answers.about(statement, view):
                denials[number].append(statement)
    denials = [found or answers.counters(number, view) for number, found in enumerate(denials)]
    for number, found in enumerate(denials):
        if {a.speaker for a in speakers[number][:1]} & {a.speaker for a in found}:
            speakers[number] = lead[number]
    sure = answers.confirmed(view)
    return tuple(
        _standing(number, told[number], (speakers[number], more[number]), denials[number], view, sure.get(number, ()))
        for number in range(len(drafts))
    )


def _both_sides(
    number: int, telling: list[Attribution], denials: list[Attribution], view: View
) -> tuple[list[Attribution], list[Attribution]]:
    """Where each side blames the other: the two sides of that sentence, else the first two who speak of it."""
    if denials:
        return telling, denials
    for at in sorted({near for told in view.tellings[number] for near in (told, *_next(number, told, view))}):
        sentence = view.sentences[at]
        if statements.phrases("mutual").search(view.text[sentence.start : sentence.end].casefold()) is None:
            continue
        after = [a for a in view.attributions if 0 <= a.sentence - at <= _NEAR and not a.whole]
        after = [a for a in after if not statements.phrases("joint").search(a.speaker.casefold())]
        pair = next((found for a in after if a.sentence == at and (found := _pair(a, view))), [])
        sides = pair or after
        others = [a for a in sides if sides and a.speaker != sides[0].speaker]
        if not others and not telling and (parties := _parties(number, at, view)):
            sides, others = parties, parties[1:]
        if pair and telling:
            return telling[:1], [a for a in pair if a.speaker != telling[0].speaker]
        return sides[:1], others[:1]
    return telling, denials


def _parties(number: int, at: int, view: View) -> list[Attribution]:
    """The two parties of an event as speakers, where a sentence says no more than that each blames the other."""
    joint = [a for a in view.attributions if a.sentence == at and not a.whole]
    names = tuple(dict.fromkeys(view.drafts[number].parties))
    return [dataclasses.replace(joint[0], speaker=name) for name in names] if joint and len(names) == _SIDES else []


def _next(number: int, told: int, view: View) -> tuple[int, ...]:
    """The sentences right after one that tells an event, up to the next event."""
    found: list[int] = []
    for at in range(told + 1, min(told + _CLOSE + 1, len(view.sentences))):
        if view.tellers.get(at, set()) - {number}:
            break
        found.append(at)
    return tuple(found)


def _pair(statement: Attribution, view: View) -> list[Attribution]:
    """The two sides that one statement names as its speakers: "the army and the rebels"."""
    one, joins, two = statement.speaker.partition(" and ")
    if not joins:
        return []
    first, second = (dataclasses.replace(statement, speaker=speakers.bare(name)) for name in (one, two))
    return [first, second] if answers.opponents(first, second, view.iso3) else []


def _accused(attributions: Sequence[Attribution], told: int, later: int) -> list[Attribution]:
    """The last of two different parties that blame another for an event, before the next is told: both sides do."""
    blaming = [a for a in attributions if a.stance == "blames" and told <= a.sentence < later]
    return blaming[-1:] if len({a.speaker for a in blaming}) > 1 else []


def _standing(
    number: int,
    told: int,
    tellings: tuple[list[Attribution], list[Attribution]],
    denials: list[Attribution],
    view: View,
    confirming: Sequence[Attribution],
) -> Standing:
    telling, more = tellings
    telling, denials = _both_sides(number, telling, denials, view)
    denial = denials[0] if denials else None
    claimants = _claimants(told, telling, denial, view)
    claimants += [a for a in more if claimants and a.speaker not in {d.speaker for d in denials}]
    doubts = _unverified(view.text, view.sentences, told, claimed=bool(claimants))
    unverified = bool(doubts) or None
    names = tuple(dict.fromkeys(a.speaker for a in claimants))[:_MOST]
    known = {name.casefold() for name in names}
    deniers = tuple(dict.fromkeys(a.speaker for a in denials if a.speaker.casefold() not in known))
    spans = tuple((a.start, a.end) for a in claimants if not a.whole)
    if deniers and not _conceded(denials, confirming, view):
        against = tuple((a.start, a.end) for a in denials if a.speaker in deniers and not a.whole)
        return Standing("disputed", names, deniers, unverified, spans, against, doubts)
    if not claimants or confirming or _confirmed(claimants[0], view, number, told) or _opposed(claimants, number, view):
        return Standing(unverified=unverified, doubts=doubts)
    return Standing("claimed", names, (), unverified, spans, doubts=doubts)


def _conceded(denials: Sequence[Attribution], confirming: Sequence[Attribution], view: View) -> bool:
    """Whether one of the deniers' own side confirms the event after all."""
    return any(
        a.sentence >= denial.sentence
        and a.speaker != denial.speaker
        and answers.is_party(a.speaker, view.iso3)
        and not answers.other_side(a, denial, view.iso3)
        for a in confirming
        for denial in denials
    )


def _opposed(claimants: Sequence[Attribution], number: int, view: View) -> bool:
    """Whether two sides of the conflict tell the event."""
    draft = view.drafts[number]
    telling = [a.speaker for a in claimants if a.stance != "blames"]
    return any(answers.opposed(speaker, telling[0], view.iso3, draft) for speaker in telling[1:])


def _confirmed(claimant: Attribution, view: View, number: int, told: int) -> bool:
    """Whether a speaker other than the claimant confirms, or a party says that it did it, before another event is told."""
    if statements.phrases("joint").search(claimant.speaker.casefold()) or _pair(claimant, view):
        return True
    reach = (told, *_next(number, told, view))
    near = [a for a in view.attributions if 0 <= a.sentence - told <= _CLOSE]
    if _owned_up(claimant, near, reach, number, view):
        return True
    if any(
        (a.stance == "responsibility" and a.sentence in reach and _owns_what_is_told(a, claimant, number, view))
        or (a.stance == "confirms" and answers.other_side(a, claimant, view.iso3))
        for a in near
    ):
        return True
    for at in reach:
        sentence = view.sentences[at]
        own = any(a.sentence == at and a.speaker == claimant.speaker for a in near)
        if not own and claims.owned(view.text[sentence.start : sentence.end].casefold()):
            return True
    return False


def _owned_up(
    claimant: Attribution, near: Sequence[Attribution], reach: Sequence[int], number: int, view: View
) -> bool:
    """Whether the side that acts admits the act that the claimant tells, or tells it itself after another has."""
    draft = view.drafts[number]
    admits = claimant.stance == "confirms" and answers.owns(claimant, draft, view.text, view.iso3)
    others = (a for a in near if a.sentence in reach and answers.other_side(a, claimant, view.iso3))
    return admits or any(answers.owns(a, draft, view.text, view.iso3) for a in others)


def _owns_what_is_told(statement: Attribution, claimant: Attribution, number: int, view: View) -> bool:
    """Whether a claim of responsibility is for an act that others tell, not the only telling of it."""
    first, last = statement.scope_start, statement.scope_end
    if statement.speaker != claimant.speaker or statements.phrases("owning").match(view.text[first:last].casefold()):
        return True
    return any(not first <= start < last for start, _ in view.drafts[number].spans)
