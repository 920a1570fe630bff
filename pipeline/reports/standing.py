"""How an event stands in its document: reported, claimed or disputed, by whom, denied by whom, verified or not.

The rules are those of the coding manual: what the outlet tells in its own voice is reported; what only a party, an
official, an agency or witnesses say is claimed; what another denies or tells incompatibly is disputed.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.reports import actors, claims

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.claims import Attribution
    from pipeline.text import Sentence

_REACH = 4
"""A denial reaches back over so many sentences."""


@dataclass(frozen=True, slots=True)
class Draft:
    """What is known of an event before its status: where it is told, the first place first, who acts, where it happened.

    `spans` are character spans of its triggers; `parties` the labels of its actors; `places` the names of its place.
    """

    spans: tuple[tuple[int, int], ...]
    parties: tuple[str, ...] = ()
    places: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Status of one event, with the spans of the speakers' words."""

    status: str = "reported"
    claimed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    unverified: bool | None = None
    spans: tuple[tuple[int, int], ...] = ()


def _covering(draft: Draft, attributions: Sequence[Attribution]) -> list[Attribution]:
    """Statements that tell the event, the narrowest first."""
    at = draft.spans[0][0]
    found = [
        a for a in attributions if a.scope_start <= at < a.scope_end and a.stance not in ("denies", "cannot_verify")
    ]
    return sorted(found, key=lambda a: (a.whole, a.scope_end - a.scope_start, a.start))


def _sides(words: str, iso3: str | None) -> set[str]:
    """Countries and groups named in a speaker's words or in a party's label."""
    found: set[str] = set()
    for mention in actors.find(words, 0, len(words), actors.Context(iso3)):
        if mention.kind in ("group", "external"):
            found.add(mention.name)
        elif mention.iso3 is not None:
            found.add(mention.iso3)
    return found


def _fits(denial: Attribution, draft: Draft, text: str, iso3: str | None) -> int:
    """How well a denial suits an event: its place named, the speaker's side among the event's parties."""
    said = text[denial.scope_start : denial.scope_end]
    score = 2 if any(place and place in said for place in draft.places) else 0
    speaker = _sides(denial.speaker, iso3)
    return score + (1 if speaker and any(speaker & _sides(party, iso3) for party in draft.parties) else 0)


def _denied(
    denial: Attribution,
    drafts: Sequence[Draft],
    told: Sequence[int],
    speakers: Sequence[list[Attribution]],
    text: str,
    iso3: str | None,
) -> list[int]:
    """Numbers of the events that a denial is about: the nearest told before it, of those that suit it best."""
    near: list[tuple[int, int, int]] = []
    for number, draft in enumerate(drafts):
        distance = denial.sentence - told[number]
        if not 0 <= distance <= _REACH or (
            distance == 0 and draft.spans[0][0] > denial.start and not _inside(draft, denial)
        ):
            continue
        if any(a.speaker == denial.speaker for a in speakers[number][:1]):
            continue
        near.append((-_fits(denial, draft, text, iso3), distance, number))
    if not near:
        return []
    near.sort()
    best = near[0]
    return [number for fit, distance, number in near if distance == best[1] and fit == best[0]]


def _inside(draft: Draft, statement: Attribution) -> bool:
    return statement.scope_start <= draft.spans[0][0] < statement.scope_end


def _unverified(text: str, sentences: Sequence[Sentence], told: int) -> bool:
    """Whether the outlet says in the event's paragraph, or right after it, that it could not verify the report."""
    paragraph = sentences[told].paragraph
    pattern = claims.phrases("unverified")
    for sentence in sentences[told : told + 8]:
        if sentence.paragraph > paragraph + 1:
            break
        if pattern.search(text[sentence.start : sentence.end].casefold()):
            return True
    return False


def _claimants(
    number: int,
    speakers: Sequence[list[Attribution]],
    denial: Attribution | None,
    attributions: Sequence[Attribution],
    told: int,
) -> list[Attribution]:
    """Who claims an event: the narrowest statement that tells it, or the one before the denial."""
    if speakers[number]:
        return speakers[number][:1]
    if denial is None:
        return []
    before = [
        a
        for a in attributions
        if told <= a.sentence <= denial.sentence + 1
        and a.stance != "denies"
        and a.speaker != denial.speaker
        and not a.whole
    ]
    return before[:1]


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
    told = [claims.at_sentence(sentences, draft.spans[0][0]) for draft in drafts]
    speakers = [_covering(draft, attributions) for draft in drafts]
    denials: list[list[Attribution]] = [[] for _ in drafts]
    for statement in attributions:
        if statement.stance == "denies":
            for number in _denied(statement, drafts, told, speakers, text, iso3):
                denials[number].append(statement)
    for number, blaming in enumerate(_blames(attributions, told, speakers)):
        denials[number] += blaming
    return tuple(
        _standing(number, speakers, denials[number], attributions, told[number], text, sentences)
        for number in range(len(drafts))
    )


def _blames(
    attributions: Sequence[Attribution], told: Sequence[int], speakers: Sequence[list[Attribution]]
) -> list[list[Attribution]]:
    """For each event, a party that blames another although a third one tells it: both sides blame each other."""
    found: list[list[Attribution]] = []
    for number, sentence in enumerate(told):
        blaming = [a for a in attributions if a.stance == "blames" and 0 <= a.sentence - sentence <= 2]
        names = [a.speaker for a in speakers[number][:1]]
        others = [a for a in blaming if a.speaker not in names]
        mutual = len({a.speaker for a in blaming}) > 1
        found.append(others[-1:] if mutual else [])
    return found


def _standing(
    number: int,
    speakers: Sequence[list[Attribution]],
    denials: list[Attribution],
    attributions: Sequence[Attribution],
    told: int,
    text: str,
    sentences: Sequence[Sentence],
) -> Standing:
    denial = denials[0] if denials else None
    claimants = _claimants(number, speakers, denial, attributions, told)
    unverified = _unverified(text, sentences, told) or None
    if denial is not None:
        names = tuple(dict.fromkeys(a.speaker for a in claimants))
        deniers = tuple(dict.fromkeys(a.speaker for a in denials if a.speaker not in names))
        spans = tuple((a.start, a.end) for a in (*claimants, *denials))
        if deniers:
            return Standing("disputed", names, deniers, unverified, spans)
    if not claimants or _confirmed(claimants[0], attributions, told):
        return Standing(unverified=unverified)
    return Standing(
        "claimed",
        tuple(a.speaker for a in claimants),
        (),
        unverified,
        tuple((a.start, a.end) for a in claimants if not a.whole),
    )


def _confirmed(claimant: Attribution, attributions: Sequence[Attribution], told: int) -> bool:
    """Whether a speaker other than the claimant confirms, or the perpetrator claims responsibility."""
    return any(
        (a.stance == "responsibility" or (a.stance == "confirms" and a.speaker != claimant.speaker))
        and 0 <= a.sentence - told <= 2
        for a in attributions
    )
