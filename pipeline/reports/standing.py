"""How an event stands in its document: reported, claimed or disputed, by whom, denied by whom, verified or not.

The rules are those of the coding manual (docs/coding.md): what the outlet tells in its own voice is reported; what only a party, an
official, an agency or witnesses say is claimed; what another denies or tells incompatibly is disputed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.reports import actors, claims

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.claims import Attribution
    from pipeline.text import Sentence

_REACH = 4
"""A denial reaches back over so many sentences."""
_FAR = 12
"""A denial that names the event's place reaches back over so many."""
_NAMED = 2
"""What a denial that names the event's place counts in `_fits`."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of an event before its status: where it is told, the first place first, who acts, where it happened.

    `spans` are character spans of its triggers; `parties` the labels of its actors; `places` the names of its place.
    """

    spans: tuple[tuple[int, int], ...]
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _View:
    """The document as the rules need it."""

    text: str
    sentences: Sequence[Sentence]
    attributions: Sequence[Attribution]
    iso3: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Status of one event, with the spans of those who claim it, of those who deny it and of the words of doubt."""

    status: str = "reported"
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    unverified: bool | None = None
    spans: tuple[tuple[int, int], ...] = ()
    denials: tuple[tuple[int, int], ...] = ()
    doubts: tuple[tuple[int, int], ...] = ()


def _explicit(statement: Attribution) -> bool:
    """Whether the verb itself denies, so that what follows is what is denied; else it is the speaker's own account."""
    return statement.stance == "denies" and claims.forms().get(statement.verb) == "denies"


def _told(draft: Draft, attributions: Sequence[Attribution]) -> int:
    """Where the event is told: at its first span that is not what somebody denies."""
    denied = [a for a in attributions if a.stance == "denies" and not a.whole]
    for start, _ in draft.spans:
        if not any(a.scope_start <= start < a.scope_end for a in denied):
            return start
    return draft.spans[0][0]


def _covering(at: int, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Statements that tell what stands at an offset, the narrowest first."""
    found = [a for a in attributions if a.scope_start <= at < a.scope_end and not _explicit(a)]
    return sorted(found, key=lambda a: (a.whole, a.scope_end - a.scope_start, a.start))


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


def _fits(denial: Attribution, draft: Draft, text: str, iso3: str | None) -> int:
    """How well a denial suits an event: its place named, the speaker's side among the event's parties."""
    said = text[denial.scope_start : denial.scope_end]
    score = _NAMED if any(place and place in said for place in draft.places) else 0
    speaker = _sides(denial.speaker, iso3)
    return score + (1 if speaker and any(speaker & _sides(party, iso3) for party in draft.parties) else 0)


def _distance(
    denial: Attribution, tellings: Sequence[int], busy: Sequence[int], sentences: Sequence[Sentence], *, named: bool
) -> int | None:
    """Sentences from the last telling of an event to a denial that can mean it; None where it cannot.

    A denial means what its own paragraph told before, else what the paragraphs before told; one that names the event's
    place reaches farther back.
    """
    before = [told for told in tellings if 0 <= denial.sentence - told <= (_FAR if named else _REACH)]
    if not before:
        return None
    paragraph = sentences[denial.sentence].paragraph
    last = max(before)
    own = [told for told in busy if told < denial.sentence and sentences[told].paragraph == paragraph]
    return denial.sentence - last if named or sentences[last].paragraph == paragraph or not own else None


def _denied(
    denial: Attribution,
    drafts: Sequence[Draft],
    told: Sequence[Sequence[int]],
    speakers: Sequence[list[Attribution]],
    view: _View,
) -> list[int]:
    """Numbers of the events that a denial is about: the nearest told before it, of those that suit it best."""
    near: list[tuple[float, int]] = []
    busy = [number for tellings in told for number in tellings]
    for number, draft in enumerate(drafts):
        fit = _fits(denial, draft, view.text, view.iso3)
        distance = _distance(denial, told[number], busy, view.sentences, named=fit >= _NAMED)
        inside = _inside(draft, denial)
        if distance is None or (inside and not _explicit(denial)):
            continue
        if distance == 0 and draft.spans[0][0] > denial.start and not inside:
            continue
        if any(a.speaker == denial.speaker for a in speakers[number][:1]):
            continue
        near.append((distance - 1.5 * fit if fit < _NAMED else -float(_FAR), number))
    best = min(near, default=(0.0, 0))[0]
    return [number for score, number in near if score == best]


def _inside(draft: Draft, statement: Attribution) -> bool:
    return statement.scope_start <= draft.spans[0][0] < statement.scope_end


def _unverified(text: str, sentences: Sequence[Sentence], told: int) -> tuple[tuple[int, int], ...]:
    """Where the outlet says in the event's paragraph, or right after it, that it could not verify the report."""
    paragraph = sentences[told].paragraph
    pattern = claims.phrases("unverified")
    for sentence in sentences[told : told + 8]:
        if sentence.paragraph > paragraph + 1:
            break
        found = pattern.search(text[sentence.start : sentence.end].lower())
        if found:
            return ((sentence.start + found.start(), min(sentence.start + found.end(), sentence.end)),)
    return ()


def _claimants(told: int, telling: list[Attribution], denial: Attribution | None, view: _View) -> list[Attribution]:
    """Who claims an event: the narrowest statement that tells it, or whoever speaks before the denial."""
    if telling:
        return telling[:1]
    if denial is None:
        return []
    paragraph = view.sentences[told].paragraph
    before = [
        a
        for a in view.attributions
        if told <= a.sentence <= denial.sentence
        and a.stance != "denies"
        and a.speaker != denial.speaker
        and not a.whole
    ]
    blaming = [a for a in before if a.stance == "blames"]
    near = [a for a in before if view.sentences[a.sentence].paragraph == paragraph]
    return (blaming or near or before)[-1:]


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
    view = _View(text, sentences, attributions, iso3)
    where = [_told(draft, attributions) for draft in drafts]
    told = [claims.at_sentence(sentences, at) for at in where]
    tellings = [tuple(claims.at_sentence(sentences, start) for start, _ in draft.spans) for draft in drafts]
    speakers = [_covering(at, attributions) for at in where]
    denials: list[list[Attribution]] = [_accused(attributions, at) for at in told]
    for statement in attributions:
        if statement.stance == "denies":
            for number in _denied(statement, drafts, tellings, speakers, view):
                denials[number].append(statement)
    return tuple(_standing(told[number], speakers[number], denials[number], view) for number in range(len(drafts)))


def _accused(attributions: Sequence[Attribution], told: int) -> list[Attribution]:
    """The last of two different parties that blame another for an event: both sides blame each other."""
    blaming = [a for a in attributions if a.stance == "blames" and 0 <= a.sentence - told <= 2]
    return blaming[-1:] if len({a.speaker for a in blaming}) > 1 else []


def _standing(told: int, telling: list[Attribution], denials: list[Attribution], view: _View) -> Standing:
    denial = denials[0] if denials else None
    claimants = _claimants(told, telling, denial, view)
    doubts = _unverified(view.text, view.sentences, told)
    unverified = bool(doubts) or None
    names = tuple(dict.fromkeys(a.speaker for a in claimants))
    deniers = tuple(dict.fromkeys(a.speaker for a in denials if a.speaker not in names))
    spans = tuple((a.start, a.end) for a in claimants if not a.whole)
    if deniers:
        against = tuple((a.start, a.end) for a in denials if a.speaker in deniers and not a.whole)
        return Standing("disputed", names, deniers, unverified, spans, against, doubts)
    if not claimants or _confirmed(claimants[0], view, told):
        return Standing(unverified=unverified, doubts=doubts)
    return Standing("claimed", names, (), unverified, spans, doubts=doubts)


def _confirmed(claimant: Attribution, view: _View, told: int) -> bool:
    """Whether a speaker other than the claimant confirms, or a party says that it did it."""
    near = [a for a in view.attributions if 0 <= a.sentence - told <= 2]
    if any(a.stance == "responsibility" or (a.stance == "confirms" and a.speaker != claimant.speaker) for a in near):
        return True
    for number in range(told, min(told + 3, len(view.sentences))):
        sentence = view.sentences[number]
        own = any(a.sentence == number and a.speaker == claimant.speaker for a in near)
        if not own and claims.owned(view.text[sentence.start : sentence.end].casefold()):
            return True
    return False
