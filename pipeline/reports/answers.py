"""Which events a denial or a confirmation is about.

A denial means what it names: the event's place, its day, else what its own paragraph told last, else what the paragraphs
before told. "Such accounts" means all that its paragraph told; what is denied has to be an act of the conflict.
"""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.records import readonly
from pipeline.reports import actors, speakers, statements
from pipeline.reports.annotate import LEAD

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reports.claims import Attribution
    from pipeline.text import Sentence

_REACH = 4
"""An answer reaches back over so many sentences."""
_STORY = 8
"""One that speaks of the story or the accusation reaches back over so many."""
_NEXT = 2
"""A reason given for an act follows it so closely."""
_FAR = 12
"""One that names the event's place reaches back over so many."""
_CIVIL = frozenset(("civilians", "people", "protesters"))
"""Kinds of party that speak for no side."""
_STEM = 4
"""Letters in which a verb told again is known: "burned", "burning"."""
_ISO3 = 3
"""Letters of a country's code."""
_SHORT = 7
"""Words of an accusation that names nothing but the accused."""
_NAMED = 2
"""What an answer that names the event's place counts in `_fits`."""
_OWN_ACCOUNT = re.compile(r";|\b(?:and|but)\b[^.;]{0,30}\b(?:said|says|saying|insisted|accused|blamed|countered)\b")
_WEEKDAY = re.compile(r"\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b")


@readonly
class Draft:
    """What is known of an event before its status: where it is told, the gravest word first, who acts, where and when.

    `spans` are character spans of its triggers; `parties` the labels of its actors; `places` the names of its place;
    `days` the English names of its weekdays; `accused` the labels of those who act.
    """

    spans: tuple[tuple[int, int], ...]
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    days: frozenset[str] = frozenset()
    accused: tuple[str, ...] = ()


@readonly
class View:
    """The document as the rules need it: `tellings` are the sentences that tell each event, in order.

    `tellers` are the events that each sentence tells.
    """

    text: str
    sentences: Sequence[Sentence]
    attributions: Sequence[Attribution]
    drafts: Sequence[Draft]
    tellings: Sequence[Sequence[int]]
    tellers: Mapping[int, set[int]]
    speakers: Sequence[Sequence[Attribution]]
    iso3: str | None


def explicit(statement: Attribution) -> bool:
    """Whether the verb itself denies, so that what follows is what is denied; else it is the speaker's own account."""
    return statement.stance == "denies" and statements.denies(statement.verb)


@lru_cache(maxsize=1024)
def _camp(words: str, iso3: str | None) -> frozenset[str]:
    """The armed groups named in a speaker's words or a party's label, else its states and international forces."""
    found = actors.find(words, 0, len(words), actors.Context(iso3))
    groups = frozenset(m.name for m in found if m.kind in ("group", "external"))
    civil = found and all(m.kind in _CIVIL for m in found)
    return groups or (frozenset() if civil else _sides(words, iso3))


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


def _words(speaker: str) -> set[str]:
    return {word.removesuffix("'s").removesuffix("’s") for word in re.findall(r"[a-z'’]+", speaker.casefold())}


def _services(speaker: str) -> frozenset[str] | None:
    """Which of a state's services speaks, none for its officials at large; None for who does not speak for a state."""
    found = _words(speaker)
    if found & speakers.words("unrecognised"):
        return None
    services = frozenset(use for use in ("police", "army") if found & speakers.words(use))
    return services if services or found & speakers.words("state") else None


def army(one: str, two: str, iso3: str | None = None) -> bool:
    """Whether two speakers both speak for an army, and not for two."""
    if _services(one) != _services(two) or _services(one) != frozenset({"army"}):
        return False
    first, second = _camp(one, iso3), _camp(two, iso3)
    return not first or not second or bool(first & second)


def is_party(speaker: str, iso3: str | None) -> bool:
    """Whether a speaker is a side of the conflict: a state or one of its services, or an armed group."""
    found = actors.find(speaker, 0, len(speaker), actors.Context(iso3))
    if _services(speaker) is not None or _words(speaker) & speakers.words("unrecognised"):
        return True
    if speakers.phrase("mouthpiece").search(speaker):
        return True
    return any(m.kind in ("group", "military", "side", "state") for m in found)


def opposed(one: str, two: str, iso3: str | None, draft: Draft) -> bool:
    """Whether two speakers are sides that fight each other, two states or a state and a group, and one of them acts."""
    first, second = _camp(one, iso3), _camp(two, iso3)
    known = is_party(one, iso3) and is_party(two, iso3) and bool(first and second and not first & second)
    acting = frozenset[str]().union(*(_camp(label, iso3) for label in draft.accused))
    owns = not acting.isdisjoint(first) or not acting.isdisjoint(second)
    return known and owns and any(len(name) == _ISO3 and name.isupper() for name in first | second)


def owns(statement: Attribution, draft: Draft, text: str, iso3: str | None) -> bool:
    """Whether the side that acts in an event tells what it did itself: "The army said it had struck the camp"."""
    acting = frozenset[str]().union(*(_camp(label, iso3) for label in draft.accused))
    said = text[statement.scope_start : statement.scope_end].casefold()[:120]
    return (
        statement.stance in ("asserts", "confirms")
        and not acting.isdisjoint(_camp(statement.speaker, iso3))
        and statements.phrases("own_act").match(said) is not None
    )


def opponents(one: Attribution, two: Attribution, iso3: str | None) -> bool:
    """Whether two speakers named together are two sides: a state's and another's, not "the army and the police"."""
    if not is_party(one.speaker, iso3) or not is_party(two.speaker, iso3):
        return False
    first, second = _camp(one.speaker, iso3), _camp(two.speaker, iso3)
    apart = bool(first and second and not first & second)
    return apart or (_services(one.speaker) is None) != (_services(two.speaker) is None)


def other_side(answer: Attribution, claimant: Attribution, iso3: str | None) -> bool:
    """Whether two speakers are two sides: the officials of one state are not."""
    if answer.speaker == claimant.speaker:
        return False
    first, second = _services(answer.speaker), _services(claimant.speaker)
    if first is None or second is None or (first and second and not first & second):
        return True
    one, two = _camp(answer.speaker, iso3), _camp(claimant.speaker, iso3)
    return bool(one and two and not one & two)


def _fits(answer: Attribution, draft: Draft, view: View) -> int:
    """How well an answer suits an event: its place named, the speaker's side among the event's parties."""
    said = view.text[answer.scope_start : answer.scope_end]
    score = _NAMED if any(place and place in said for place in draft.places) else 0
    speaker = _sides(answer.speaker, view.iso3)
    return score + (1 if speaker and any(speaker & _sides(party, view.iso3) for party in draft.parties) else 0)


def _distance(answer: Attribution, number: int, view: View, *, named: bool, before: bool = False) -> int | None:
    """Sentences from the last telling of an event (`before` its own sentence) to an answer; None where it cannot mean it.

    An answer means what its own paragraph told before, else what the paragraphs before told; one that names the event's
    place reaches farther back.
    """
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:60]
    reach = _FAR if named else _STORY if statements.phrases("story").search(said) else _REACH
    reach = len(view.sentences) if len(view.drafts) == 1 and explicit(answer) else reach
    near = [told for told in view.tellings[number] if int(before) <= answer.sentence - told <= reach]
    if not near:
        return None
    last = max(near)
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
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:200].strip(" .,;)")
    if statements.phrases("general").search(said) and _habitual(answer, view.text):
        return True
    if statements.phrases("figures").search(said) and answer.scope_start >= answer.start:
        return True
    if explicit(answer) and statements.phrases("refusal").search(said):
        return True
    if not explicit(answer):
        return False
    beside = answer.verb.endswith(" by") and "," in view.text[answer.scope_start : answer.start]
    if answer.scope_start < answer.start and (beside or answer.verb in statements.forms()):
        return _elsewhere(answer, view)
    claim = statements.phrases("claimed").search(said)
    told = said[claim.end() :] if claim else said
    return len(told.split()) > 1 and statements.phrases("matter").search(told) is None


def _habitual(answer: Attribution, text: str) -> bool:
    """Whether a speaker says something at all times rather than in answer: "denies", "has repeatedly denied"."""
    between = text[answer.end : text.find(answer.verb, answer.end)].casefold().split()
    return answer.verb in speakers.words("habit") or not speakers.words("habit").isdisjoint(between)


def _elsewhere(answer: Attribution, view: View) -> bool:
    """Whether what a relative clause denies is neither an event told before it in its sentence nor one pointed back to.

    "The president accuses Ruria of arming the rebels, a charge that Ruria denies."
    """
    told = any(answer.scope_start <= start < answer.start for draft in view.drafts for start, _ in draft.spans)
    before = view.text[answer.scope_start : answer.start].casefold()
    return not told and statements.phrases("act").search(before) is None


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


def _concedes(answer: Attribution, view: View) -> bool:
    """Whether a denial comes first in its sentence: "While the army denies it, ...", "Despite denials by the army, ..."."""
    before = view.text[view.sentences[answer.sentence].start : answer.end].casefold()
    return explicit(answer) and statements.phrases("concession").search(before) is not None


def _disowned(answer: Attribution, view: View) -> list[int]:
    """For a denial of one's part in it that has nothing near: the first event of the text."""
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:120]
    if not explicit(answer) or statements.phrases("part").search(said) is None:
        return []
    return [
        number
        for number, tellings in enumerate(view.tellings)
        if min(tellings) <= LEAD and not _told_by(answer.speaker, number, view)
    ][:1]


def about(answer: Attribution, view: View) -> list[int]:
    """Numbers of the events that an answer is about: the nearest told before it, of those that suit it best."""
    if _pointless(answer, view):
        return []
    together = _together(answer, view)
    if together:
        return together
    near = [
        (score, number) for number in range(len(view.drafts)) if (score := _score(answer, number, view)) is not None
    ]
    if not near and explicit(answer) and answer.sentence <= LEAD:
        near = [(0.0, number) for number in _ahead(answer, view)]
    if not near:
        near = [(0.0, number) for number in _disowned(answer, view)]
    days = set(_WEEKDAY.findall(view.text[answer.scope_start : answer.scope_end]))
    same = [(score, number) for score, number in near if days & view.drafts[number].days]
    best = min(same or near, default=(0.0, 0))[0]
    return _with_kin([number for score, number in same or near if score == best], view)


def _score(answer: Attribution, number: int, view: View) -> float | None:
    """How far an answer stands from an event that it can be about, less what suits it; None where it cannot be."""
    draft = view.drafts[number]
    start = min(draft.spans)[0]
    fit = _fits(answer, draft, view)
    distance = _distance(answer, number, view, named=fit >= _NAMED)
    inside = answer.scope_start <= start < answer.scope_end
    if distance is None or _own_account(draft, answer, view) or _told_by(answer.speaker, number, view):
        return None
    if distance == 0 and start > answer.start and not inside and not _concedes(answer, view):
        return None
    if (distance > _NEXT and not explicit(answer) and _excuse(answer, view)) or _of_holding(answer, draft, view):
        return None
    if not explicit(answer) and not _answers_back(answer, number, view, inside=inside):
        return None
    return distance - 1.5 * fit if fit < _NAMED else -float(_FAR)


def _denial(answer: Attribution, view: View) -> bool:
    """Whether what a speaker says denies something."""
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:240]
    return statements.phrases("denial").search(said) is not None


def _excuse(answer: Attribution, view: View) -> bool:
    """Whether a speaker gives a reason for an act instead of denying it."""
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:240]
    return not _denial(answer, view) and statements.phrases("justification").search(said) is not None


def _of_holding(answer: Attribution, draft: Draft, view: View) -> bool:
    """Whether it is only denied that a place has fallen, and the event is no capture: "denied that Bor had fallen"."""
    said = view.text[answer.scope_start : answer.scope_end].casefold()[:120]
    holding = statements.phrases("holding").search(said)
    if holding is None or not (explicit(answer) or " not " in holding[0]) or statements.phrases("act").search(said):
        return False
    return not any(statements.phrases("taking").search(view.text[slice(*span)].casefold()) for span in draft.spans)


def _answers_back(answer: Attribution, number: int, view: View, *, inside: bool) -> bool:
    """Whether a speaker whose own account denies an event answers another side that tells it."""
    if inside and not reported(answer, min(view.drafts[number].spans)[0], view.text):
        return False
    excuse = _excuse(answer, view)
    if excuse and not view.speakers[number]:
        return False
    if (excuse or _denial(answer, view)) and not is_party(answer.speaker, view.iso3):
        return False
    return all(other_side(answer, a, view.iso3) for a in view.speakers[number][:1])


def _with_kin(numbers: Sequence[int], view: View) -> list[int]:
    """Events with those that the same sentence told first at the same place: men killed and women abducted."""
    keys = {(min(view.tellings[number]), view.drafts[number].places) for number in numbers}
    keys = {key for key in keys if key[1]}
    return [
        number
        for number, draft in enumerate(view.drafts)
        if number in numbers or (min(view.tellings[number]), draft.places) in keys
    ]


def counters(number: int, view: View) -> list[Attribution]:
    """Other accounts of an event by the side that is said to have done it: "The army said a rebel rocket fell short"."""
    draft = view.drafts[number]
    accused = frozenset[str]().union(*(_camp(label, view.iso3) for label in draft.accused))
    claimants = view.speakers[number][:1]
    if not accused or not all(_camp(a.speaker, view.iso3).isdisjoint(accused) for a in claimants):
        return []
    found: list[Attribution] = []
    for statement in view.attributions:
        said = view.text[statement.scope_start : statement.scope_end].casefold()[:240]
        named = _fits(statement, draft, view) >= _NAMED
        act = statements.phrases("matter" if named else "act").search(said)
        blames = statement.stance == "blames" and (len(said.split()) <= _SHORT or act is not None)
        if blames and not accused.isdisjoint(
            _camp(view.text[statement.scope_start : statement.scope_end][:60], view.iso3)
        ):
            continue
        told = [view.text[slice(*span)].casefold()[:_STEM] for span in draft.spans]
        other = statements.phrases("other_doer").match(said) is not None and any(stem in said for stem in told)
        if (
            not (blames or other or statements.phrases("counter").search(said))
            or statement.whole
            or statement.stance not in ("asserts", "blames")
        ):
            continue
        distance = _distance(statement, number, view, named=named, before=True)
        if distance and distance <= _REACH and not accused.isdisjoint(_camp(statement.speaker, view.iso3)):
            found.append(statement)
    return found[:1]


def joint(answer: Attribution, view: View) -> list[tuple[int, Attribution]]:
    """Each side's denial of what the other claims: the events told before with the denier that each of them has."""
    said = view.text[answer.scope_start : answer.scope_end].casefold()
    if answer.stance != "denies" or statements.phrases("joint").search(answer.speaker.casefold()) is None:
        return []
    if explicit(answer) and statements.phrases("matter").search(said) is None:
        return []
    told = [
        a
        for a in view.attributions
        if a.start < answer.start
        and answer.sentence - a.sentence <= _REACH
        and a.stance == "asserts"
        and a.speaker != answer.speaker
        and a.speaker.split()[-1].casefold() not in speakers.words("many") | speakers.words("person")
    ]
    found: list[tuple[int, Attribution]] = []
    for number, claimants in enumerate(view.speakers):
        near = any(0 <= answer.sentence - at <= _REACH for at in view.tellings[number])
        others = [a for a in told if claimants and other_side(a, claimants[0], view.iso3) and not a.whole]
        if near and others:
            found.append((number, dataclasses.replace(answer, speaker=others[-1].speaker)))
    return found


def confirmed(view: View) -> dict[int, list[Attribution]]:
    """Numbers of the events that somebody confirms who did not tell them: "police confirmed the attack"."""
    found: dict[int, list[Attribution]] = {}
    for statement in view.attributions:
        said = view.text[statement.scope_start : statement.scope_end]
        lower = said.casefold()[:80].strip(" .,;").removeprefix("that ")
        points = len(lower.split()) <= 1 or statements.phrases("reference").search(lower) is not None
        passive = statement.verb.casefold().split()[-1:] == ["by"]
        if statement.stance != "confirms" or (passive and not _camp(statement.speaker, view.iso3)):
            continue
        for number in about(statement, view):
            named = any(place and place in said for place in view.drafts[number].places)
            if (points or named) and all(other_side(statement, a, view.iso3) for a in view.speakers[number][:1]):
                found.setdefault(number, []).append(statement)
    return found
