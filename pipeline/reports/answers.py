"""Which events a denial or a confirmation is about.

A denial means what it names: the event's place, its day, else what its own paragraph told last, else what the paragraphs
before told. "Such accounts" means all that its paragraph told; what is denied has to be an act of the conflict.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.records import readonly
from pipeline.reports import actors, speakers, statements

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.claims import Attribution
    from pipeline.text import Sentence

_REACH = 4
"""An answer reaches back over so many sentences."""
_STORY = 8
"""One that speaks of the story or the accusation reaches back over so many."""
_FAR = 12
"""One that names the event's place reaches back over so many."""
_LEAD = 1
"""The last sentence of the lead, where a denial may come before what it denies."""
_NAMED = 2
"""What an answer that names the event's place counts in `_fits`."""
_OWN_ACCOUNT = re.compile(r";|\b(?:and|but)\b[^.;]{0,30}\b(?:said|says|saying|insisted|accused|blamed|countered)\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


@readonly
class Draft:
    """What is known of an event before its status: where it is told, the gravest word first, who acts, where and when.

    `spans` are character spans of its triggers; `parties` the labels of its actors; `places` the names of its place;
    `days` the English names of its weekdays.
    """

    spans: tuple[tuple[int, int], ...]
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    days: frozenset[str] = frozenset()


@readonly
class View:
    """The document as the rules need it: `tellings` are the sentences that tell each event, in order."""

    text: str
    sentences: Sequence[Sentence]
    attributions: Sequence[Attribution]
    drafts: Sequence[Draft]
    tellings: Sequence[Sequence[int]]
    speakers: Sequence[Sequence[Attribution]]
    iso3: str | None


def explicit(statement: Attribution) -> bool:
    """Whether the verb itself denies, so that what follows is what is denied; else it is the speaker's own account."""
    return statement.stance == "denies" and statements.forms().get(statement.verb) == "denies"


@lru_cache(maxsize=1024)
def _sides(words: str, iso3: str | None) -> frozenset[str]:
    """Countries and groups named in a speaker's words or in a party's label."""
    found: set[str] = set()
    for mention in actors.find(words, 0, len(words), actors.Context(iso3)):
        if mention.kind in ("group", "external"):
            found.add(mention.name)
        elif mention.iso3 is not None:
            found.add(mention.iso3)
    country = actors.country_of(words)
    return frozenset(found | {country} if country else found)


def _services(speaker: str) -> frozenset[str] | None:
    """Which of a state's services speaks, none for its officials at large; None for who does not speak for a state."""
    found = set(re.findall(r"[a-z']+", speaker.casefold()))
    services = frozenset(use for use in ("police", "army") if found & speakers.words(use))
    return services if services or found & speakers.words("state") else None


def other_side(answer: Attribution, claimant: Attribution, iso3: str | None) -> bool:
    """Whether two speakers are two sides: the officials of one state are not."""
    if answer.speaker == claimant.speaker:
        return False
    first, second = _services(answer.speaker), _services(claimant.speaker)
    if first is None or second is None or (first and second and not first & second):
        return True
    one, two = _sides(answer.speaker, iso3), _sides(claimant.speaker, iso3)
    return bool(one and two and not one & two)


def _fits(answer: Attribution, draft: Draft, view: View) -> int:
    """How well an answer suits an event: its place named, the speaker's side among the event's parties."""
    said = view.text[answer.scope_start : answer.scope_end]
    score = _NAMED if any(place and place in said for place in draft.places) else 0
    speaker = _sides(answer.speaker, view.iso3)
    return score + (1 if speaker and any(speaker & _sides(party, view.iso3) for party in draft.parties) else 0)


def _distance(answer: Attribution, number: int, view: View, *, named: bool) -> int | None:
    """Sentences from the last telling of an event to an answer that can mean it; None where it cannot.

    An answer means what its own paragraph told before, else what the paragraphs before told; one that names the event's
    place reaches farther back.
    """
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:60]
    reach = _FAR if named else _STORY if statements.phrases("story").search(said) else _REACH
    before = [told for told in view.tellings[number] if 0 <= answer.sentence - told <= reach]
    if not before:
        return None
    last = max(before)
    paragraph = view.sentences[answer.sentence].paragraph
    if named or view.sentences[last].paragraph == paragraph:
        return answer.sentence - last
    own = [
        told
        for tellings in view.tellings
        for told in tellings
        if told < answer.sentence and view.sentences[told].paragraph == paragraph
    ]
    return None if own or _answers_another(answer, view) else answer.sentence - last


def _answers_another(answer: Attribution, view: View) -> bool:
    """Whether the paragraph has turned to something that is no event of the text before the answer comes."""
    paragraph = view.sentences[answer.sentence].paragraph
    first = answer.sentence
    while first and view.sentences[first - 1].paragraph == paragraph:
        first -= 1
    gap = view.text[view.sentences[first].start : view.sentences[answer.sentence].start].strip()
    return bool(gap) and statements.phrases("reference").search(gap.casefold()) is None


def reported(answer: Attribution, at: int, text: str) -> bool:
    """Whether a speaker tells an event only as what others claim: "reports that rebels took the town are lies"."""
    return statements.phrases("claimed").search(text[answer.scope_start : at].casefold()) is not None


def _own_account(draft: Draft, answer: Attribution, view: View) -> bool:
    """Whether all that tells an event is what the speaker tells instead of what he denies."""
    inside = [start for start, _ in draft.spans if answer.scope_start <= start < answer.scope_end]
    if len(inside) < len(draft.spans) or reported(answer, min(inside), view.text):
        return False
    return not explicit(answer) or _OWN_ACCOUNT.search(view.text[answer.scope_start : min(inside)]) is not None


def _pointless(answer: Attribution, view: View) -> bool:
    """Whether what a verb of denial denies is no act: "denied having any gold"."""
    if not explicit(answer):
        return False
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:200].strip(" .,;)")
    return len(said.split()) > 1 and statements.phrases("matter").search(said) is None


def _told_by(speaker: str, number: int, view: View) -> bool:
    """Whether the only one who tells an event is the one who answers."""
    names = [a.speaker for a in view.speakers[number]]
    return bool(names) and set(names) == {speaker}


def _together(answer: Attribution, view: View) -> list[int]:
    """The events of the paragraph, for "such accounts" and "both accusations"."""
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:60]
    if statements.phrases("plural").search(said) is None:
        return []
    paragraph = view.sentences[answer.sentence].paragraph
    return [
        number
        for number, tellings in enumerate(view.tellings)
        if any(told < answer.sentence and view.sentences[told].paragraph == paragraph for told in tellings)
        and not _told_by(answer.speaker, number, view)
    ]


def _ahead(answer: Attribution, view: View) -> list[int]:
    """For a denial in the lead: the first event that others tell after it."""
    later = [
        (min(tellings), number)
        for number, tellings in enumerate(view.tellings)
        if 0 < min(tellings) - answer.sentence <= _REACH and not _told_by(answer.speaker, number, view)
    ]
    return [number for told, number in later if told == min(later)[0]]


def about(answer: Attribution, view: View) -> list[int]:
    """Numbers of the events that an answer is about: the nearest told before it, of those that suit it best."""
    if _pointless(answer, view):
        return []
    together = _together(answer, view)
    if together:
        return together
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:240]
    denies = explicit(answer) or statements.phrases("denial").search(said) is not None
    excuse = not denies and statements.phrases("justification").search(said) is not None
    near: list[tuple[float, int]] = []
    for number, draft in enumerate(view.drafts):
        fit = _fits(answer, draft, view)
        distance = _distance(answer, number, view, named=fit >= _NAMED)
        inside = answer.scope_start <= min(draft.spans)[0] < answer.scope_end
        if distance is None or _own_account(draft, answer, view):
            continue
        if inside and not explicit(answer) and not reported(answer, min(draft.spans)[0], view.text):
            continue
        if distance == 0 and min(draft.spans)[0] > answer.start and not inside:
            continue
        if _told_by(answer.speaker, number, view) or (excuse and not view.speakers[number]):
            continue
        near.append((distance - 1.5 * fit if fit < _NAMED else -float(_FAR), number))
    if not near and explicit(answer) and answer.sentence <= _LEAD:
        near = [(0.0, number) for number in _ahead(answer, view)]
    days = set(_WEEKDAY.findall(view.text[answer.scope_start : answer.scope_end]))
    same = [(score, number) for score, number in near if days & view.drafts[number].days]
    best = min(same or near, default=(0.0, 0))[0]
    return _with_kin([number for score, number in same or near if score == best], view)


def _with_kin(numbers: Sequence[int], view: View) -> list[int]:
    """Events with those that the same sentence told first at the same place: men killed and women abducted."""
    keys = {(min(view.tellings[number]), view.drafts[number].places) for number in numbers}
    keys = {key for key in keys if key[1]}
    return [
        number
        for number, draft in enumerate(view.drafts)
        if number in numbers or (min(view.tellings[number]), draft.places) in keys
    ]


def confirmed(view: View) -> frozenset[int]:
    """Numbers of the events that somebody confirms who did not tell them: "police confirmed the attack"."""
    found: set[int] = set()
    for statement in view.attributions:
        said = (
            view.text[statement.scope_start : statement.scope_end].casefold()[:80].strip(" .,;").removeprefix("that ")
        )
        points = len(said.split()) <= 1 or statements.phrases("reference").search(said) is not None
        if statement.stance == "confirms" and points:
            found.update(
                number
                for number in about(statement, view)
                if all(other_side(statement, a, view.iso3) for a in view.speakers[number][:1])
            )
    return frozenset(found)
