"""Who acts and who is acted upon, for one trigger in a sentence.

The order of words decides, as it does for a reader of English: the subject of an active verb acts, the subject of a
passive one is acted upon, "by" names who acts; a noun takes its agent before it ("Russian shelling", "the army's raid") or
after "by", its object after "of", "on", "against"; "between" and "with" name both sides.
"""

from __future__ import annotations

import dataclasses
import re
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.reports import forms, parties, statements
from pipeline.text import small, tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.forms import Form

_ARMED = frozenset(("military", "police", "group", "external", "state", "unidentified"))
_CUE = 90
"""Characters in which a preposition with its determiner stands before a noun."""
_LONG_LEAD = 12
"""Those that one for a longer lead ("carried out a series of") looks at."""
_FAR = 22.0
"""Cost from which on a mention is not the subject."""
_NAMED_AS_SPEAKER = re.compile(r"(?:\b[Aa]ccording to|[,\"”’] said|\bsays) (?:the |a |an |two |three |local )?$")
_VERB_AFTER = re.compile(r"(?:['’]s?)?(?:,? \w+){0,3}? ([a-z]+)\b")
_RELATIVE = re.compile(r"^,? (?:who|which|that)\s+(?:\w+\s+){0,3}$")
_OWN_CLAUSE = re.compile(r"\w,? and (?:the |a |an )?$")
"""Before a name that a verb in the past follows: "attacked the village and the army deployed helicopters"."""
_ACTED = re.compile(
    r" (?:had |has |have |later |then |also )?(?!(?:armed|masked|uniformed|wounded|injured)\b)[a-z]{2,}ed (?!by\b)"
)
_SPEAKS = ("asserts", "denies")


def _joined(text: str, mentions: Sequence[ActorMention], at: int, step: int) -> list[ActorMention]:
    """A mention with those that are co-ordinated with it, in reading order."""
    found = [mentions[at]]
    other = at + step
    while 0 <= other < len(mentions):
        first, last = (found[-1], mentions[other]) if step > 0 else (mentions[other], found[-1])
        if last.start - first.end > 40 or not forms.leads("joint", text[first.end : last.start]):
            break
        found.append(mentions[other])
        other += step
    return found if step > 0 else found[::-1]


def _preposed(text: str, start: int, mention: ActorMention) -> bool:
    """Whether a preposition governs a mention."""
    before = tail(text, max(start, mention.start - _CUE), mention.start, forms.LEAD)
    return forms.found("preposed", before) is not None


def _score(text: str, mention: ActorMention, start: int, trigger: int, *, acts: bool) -> float:
    """How far a mention before the trigger is from being its subject: small is near."""
    gap = text[mention.end : trigger]
    cost = len(gap) / 12 + 6 * len(forms.phrase("barrier").findall(small(gap)))
    if _preposed(text, start, mention) and not (_RELATIVE.match(gap) or (not acts and not gap.strip())):
        cost += 5
    if acts and mention.kind in ("civilians", "people"):
        cost += 1
    if acts and forms.found("owned_by", text[max(start, mention.start - _CUE) : mention.start]):
        cost += _FAR
    if mention.kind == "side" or forms.found("example", text[max(start, mention.start - _CUE) : mention.start]):
        cost += 8
    if mention.kind == "weapon":
        cost += 0 if mention.name else 4
    return cost


def _speaks(text: str, mention: ActorMention, end: int) -> bool:
    """Whether a mention is the speaker of a statement, not one who acts: "the police said", "according to the army"."""
    after = text[mention.end : mention.end + 2].strip()
    if (not after or not after[0].isalnum()) and _NAMED_AS_SPEAKER.search(
        text[max(0, mention.start - 30) : mention.start]
    ):
        return True
    words = text[mention.end : min(end, mention.end + 50)].split()[:3]
    stances = statements.forms()
    verb = next((at for at, word in enumerate(words) if stances.get(word.strip(",.")) in _SPEAKS), None)
    if verb is None or any(word.endswith((",", ";")) for word in words[:verb]):
        return False
    if {"was", "were", "been", "are", "is"} & set(words[:verb]):
        return False
    return _VERB_AFTER.match(text[mention.end : min(end, mention.end + 60)]) is not None


def _shared(text: str, start: int, trigger: int, mentions: Sequence[ActorMention]) -> list[int]:
    """For a second verb ("stopped a bus and took ten men"): the subject of the first, at the head of the clause."""
    lead = tail(text, start, trigger, forms.LEAD)
    link = forms.found("second_verb", lead)
    if link is None:
        return []
    barriers = list(forms.phrase("clause").finditer(small(text[start:trigger])))
    head = start + (barriers[-1].end() if barriers else 0)
    if barriers and barriers[-1].group() == "that":
        leader = _antecedent(text, start + barriers[-1].start(), head, mentions)
        if leader is not None:
            return [leader]
    found = [
        i
        for i, m in enumerate(mentions)
        if head <= m.start
        and m.end <= trigger
        and m.name
        and m.kind not in ("side", "site")
        and not forms.found("preposed", text[head : m.start])
    ][:1]
    if found and forms.found("finite", text[mentions[found[0]].end : trigger - len(lead) + link.start()]) is None:
        return []
    return found


def _antecedent(text: str, link: int, head: int, mentions: Sequence[ActorMention]) -> int | None:
    """The mention right before "that" where a verb follows: "a mob that dragged four men out and beat them"."""
    verb = forms.phrase("finite").match(small(text[head : head + _CUE].lstrip()))
    found = [i for i, m in enumerate(mentions) if m.name and m.end <= link and not text[m.end : link].strip(" ,")]
    return found[0] if verb is not None and found else None


def _before_verb(text: str, start: int, trigger: int, mentions: Sequence[ActorMention]) -> Sequence[ActorMention]:
    """For a participle ("..., killing two"): what stands before the verb of its clause, whose subject it shares."""
    if not re.search(r"(?:,|\band)\s+(?:\w+ly\s+|also\s+)?$", tail(text, start, trigger, forms.LEAD)):
        return mentions
    verbs = [start + match.start() for match in forms.phrase("finite").finditer(small(text[start:trigger]))]
    return [m for m in mentions if m.end <= verbs[-1]] if verbs else mentions


_CARRIED = re.compile(r"\b(?:with|carrying|wielding|using) (?:[\w-]+,? ){1,4}(?:and|or) (?:[\w-]+ ){0,2}$")
"""Before the last of several weapons that somebody carries: "men with axes and guns"."""


def _armless(text: str, start: int, trigger: int, mentions: Sequence[ActorMention]) -> bool:
    """Whether the subject right before the trigger is a weapon that nobody is named for: "a drone fired at"."""
    return any(
        m.kind == "weapon"
        and not m.name
        and m.end <= trigger
        and re.fullmatch(
            r"(?:\s+(?:has|have|had|was|were|again|also|then|later|reportedly|since))*\s*", text[m.end : trigger]
        )
        and not forms.found("preposed", text[max(start, m.start - _CUE) : m.start])
        and not _CARRIED.search(text[max(start, m.start - _CUE) : m.start])
        for m in mentions
    )


def _speakers(text: str, end: int, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """The mentions that speak, with those co-ordinated before them: "three residents and a medical worker said"."""
    found = [m for m in mentions if _speaks(text, m, end)]
    for later, m in zip(reversed(mentions[1:]), reversed(mentions[:-1]), strict=True):
        if later in found and m not in found and re.fullmatch(r",? and (?:\w+ ){0,2}", text[m.end : later.start]):
            found.append(m)
    return found


def _subject(
    text: str, start: int, trigger: int, mentions: Sequence[ActorMention], *, acts: bool
) -> list[ActorMention]:
    """The mention before the trigger that is most likely its subject, with those joined to it."""
    usable = [m for m in mentions if m.end <= trigger and m.kind != "side" and not (acts and m.kind == "site")]
    if _armless(text, start, trigger, mentions):
        return []
    speaking = _speakers(text, trigger, usable)
    quiet = [m for m in usable if m not in speaking]
    own = [m for m in speaking if acts and m.kind in ("state", "group", "military")]
    return _ranked(text, start, trigger, quiet, acts=acts) or _ranked(text, start, trigger, own, acts=acts)


def _ranked(text: str, start: int, trigger: int, usable: Sequence[ActorMention], *, acts: bool) -> list[ActorMention]:
    before = [i for i, m in enumerate(usable) if m.name]
    if not before:
        return []
    ranked = _shared(text, start, trigger, usable) or before
    cost, at = min((_score(text, usable[i], start, trigger, acts=acts), -i) for i in ranked)
    return [] if cost > _FAR else _joined(text, usable, -at, -1)


def _agent(
    text: str, trigger: int, end: int, mentions: Sequence[ActorMention], *, noun: bool = False
) -> list[ActorMention]:
    """Who stands after "by", behind the trigger and in its clause."""
    if "by" not in text[trigger:end].lower():
        return []
    for at, mention in enumerate(mentions):
        if mention.start < trigger or not mention.name:
            continue
        gap = text[trigger : mention.start]
        if len(gap) > 140 or forms.found("barrier", re.sub(r"\bas\b", "", gap)):
            return []
        if forms.found("by", gap):
            if noun and forms.found("agent_stop", re.sub(r"\bout by\b", "by", gap)):
                continue
            return _joined(text, mentions, at, 1)
    return []


def _object(
    text: str, trigger: int, mentions: Sequence[ActorMention], taken: Sequence[ActorMention]
) -> list[ActorMention]:
    """Who stands behind the trigger as what is acted upon."""
    speaking = _speakers(text, len(text), mentions)
    for at, mention in enumerate(mentions):
        if mention.start < trigger or mention in taken or not mention.name or mention in speaking:
            continue
        if mention.kind == "side" and not forms.leads("model", text[mention.end : mention.end + 16]):
            continue
        gap = text[trigger : mention.start]
        if len(gap) > 110 or forms.found("barrier", gap):
            return []
        if _OWN_CLAUSE.search(gap) and _ACTED.match(text[mention.end : mention.end + 24]):
            return []
        if not forms.found("by", gap):
            joined = _joined(text, mentions, at, 1)
            return [m for m in joined if m not in taken and m not in speaking]
    return []


def _modifier(text: str, trigger: int, mentions: Sequence[ActorMention]) -> list[ActorMention]:
    """Who stands inside the noun phrase of the trigger: "Russian missile strike", "the army's shelling"."""
    for at in range(len(mentions) - 1, -1, -1):
        mention = mentions[at]
        if mention.end > trigger or not mention.name:
            continue
        gap = text[mention.end : trigger]
        plain = re.fullmatch(r"(?:['’]s?)?(?:[\s-]+[\w'’-]+){0,3}\s*", gap)
        stopped = any(
            word in parties.words("place")
            or word in parties.words("determiner")
            or word in ("and", "was", "were", "had", "has", "is", "are")
            for word in gap.lower().split()
        )
        if plain and not stopped and mention.kind not in ("civilians",):
            return _joined(text, mentions, at, -1)
        return []
    return []


def _communal(mention: ActorMention) -> ActorMention:
    """Civilians who fight each other, farmers and herders, as ACLED names them."""
    name = mention.name.replace("Civilians", "Communal Militia")
    return dataclasses.replace(mention, name=name, type="Identity militia", kind="group")


_RIVALS = re.compile(
    r"^ (?:that broke out |which broke out )?between (?:(?:two|three|several|various) )?(?:(?:rival|opposing|warring|different|\w+ groups of|groups of|feuding) ?)+",
    re.IGNORECASE,
)
"""Before a party that fights one like itself: "between rival gangs", "between two groups of students"."""


_BETWEEN = re.compile(r"\s*(?:\w+ ){0,3}between\b")
_OF_STATE = frozenset(("military", "police", "government", "state"))


def _one_state(one: ActorMention, other: ActorMention) -> bool:
    """Whether two parties are of one state and so on one side: "two soldiers and a policeman were hurt in a clash"."""
    return {one.kind, other.kind} <= _OF_STATE and one.kind != other.kind and one.iso3 == other.iso3


def _both(
    text: str, trigger_start: int, trigger_end: int, start: int, mentions: Sequence[ActorMention]
) -> tuple[list[ActorMention], list[ActorMention]]:
    """The two sides of a fight or an agreement."""
    after = [m for m in mentions if m.start >= trigger_end and m.name and m.kind != "civilians"]
    after = [m for m in after if not _speaks(text, m, len(text))]
    between = [m for m in mentions if m.start >= trigger_end and m.name]
    if len(between) > 1 and not after:
        after = [_communal(m) for m in between]
    if len(between) > 1 and "party" in {m.kind for m in between[:2]} and _BETWEEN.match(text, trigger_end):
        return between[:1], between[1:2]
    if len(between) == 1 and _RIVALS.search(text[trigger_end : between[0].end]):
        return between, between
    if (
        after
        and re.search(
            r"\bbetween\s+(?:[\w-]+ ){0,4}$|\b(?:pit\w*|oppos\w+)\s+(?:[\w-]+ ){0,3}$",
            text[trigger_start : after[0].start],
        )
        and len(after) > 1
    ):
        return [after[0]], [after[1]]
    if forms.found("setting", text[start:trigger_start]):
        told = [m for m in mentions if start <= m.start and m.end <= trigger_start and m.name and m.kind in _ARMED]
        told = list({m.name: m for m in reversed(told)}.values())[::-1]
        if len(told) > 1 and not _one_state(told[0], told[1]):
            return told[:1], told[1:2]
    subject = _subject(text, start, trigger_start, mentions, acts=True)
    with_ = [
        m
        for m in after
        if re.search(r"\b(?:with|against|and|the|to|by)\s+(?:[\w-]+ ){0,4}$", text[trigger_end : m.start])
        and not forms.found("barrier", text[trigger_end : m.start])
    ]
    if len(subject) > 1:
        return ([], subject) if _one_state(subject[0], subject[1]) else (subject[:1], subject[1:])
    if with_ and subject and subject[0].kind in _ARMED and forms.found("fallen", text[subject[0].end : trigger_start]):
        return [m for m in with_[:1] if m not in subject], subject
    if subject or with_:
        return subject, [m for m in with_[:1] if m not in subject]
    return [], []


def roles(
    text: str,
    start: int,
    end: int,
    trigger_start: int,
    trigger_end: int,
    mentions: Sequence[ActorMention],
    form: Form = "",
) -> tuple[tuple[ActorMention, ...], tuple[ActorMention, ...]]:
    """Who acts and who is acted upon.

    Parameters
    ----------
    text
        The document's text; the sentence or clause is `text[start:end]`, the trigger `text[trigger_start:trigger_end]`.
    mentions
        The sentence's mentions, from `actors.find`.
    form
        What the trigger is: an active or passive verb, a noun, or "mutual" (clashes, truces); empty to have it deduced.
    """
    return _roles(text, start, end, trigger_start, trigger_end, tuple(mentions), form)


@lru_cache(maxsize=256)
def _roles(
    text: str,
    start: int,
    end: int,
    trigger_start: int,
    trigger_end: int,
    mentions: tuple[ActorMention, ...],
    form: Form,
) -> tuple[tuple[ActorMention, ...], tuple[ActorMention, ...]]:
    """The roles; a draft asks for those of one trigger several times."""
    form = form or forms.deduce(text, start, trigger_start, trigger_end, end)
    trigger = text[trigger_start:trigger_end].casefold()
    if form == "passive" and trigger.split()[0].endswith("ing"):
        form = "active"
    here = [
        m
        for m in mentions
        if start <= m.start
        and m.end <= end
        and not (m.start < trigger_end and m.end > trigger_start and m.kind != "weapon")
    ]
    inside = [m for m in mentions if m.start < trigger_end and m.end > trigger_start and m.name]
    outside = [m for m in here if m not in inside]
    if form == "mutual":
        first, second = _both(text, trigger_start, trigger_end, start, outside)
    elif form != "noun" and forms.found("handed", trigger):
        first = [m for m in inside if m.kind != "site"] or _object(text, trigger_end, outside, [])
        second = [m for m in _subject(text, start, trigger_start, outside, acts=False) if m not in first]
    elif form == "passive":
        named = [m for m in outside if trigger.endswith(" by") and 0 <= m.start - trigger_end <= _CUE // 4 and m.name]
        first = (
            named[:1]
            or [m for m in inside if forms.found("by", text[trigger_start : m.start])]
            or _agent(text, trigger_end, end, outside)
        )
        second = [m for m in _subject(text, start, trigger_start, outside, acts=False) if m not in first]
        if not second and trigger.endswith((" at", " on", " into", " upon", " toward", " towards")):
            second = _object(text, trigger_end, outside, first)
    elif form == "noun":
        first, second = _noun_roles(text, start, end, trigger_start, trigger_end, outside, inside)
    else:
        mains = _before_verb(text, start, trigger_start, outside) if trigger.endswith("ing") else outside
        suffered = not _BE.isdisjoint(trigger.split())
        armed = [] if suffered else [m for m in inside if m.kind == "weapon" and m.start <= trigger_start]
        first = armed or _subject(text, start, trigger_start, mains, acts=True)
        second = (not armed and inside) or _object(text, trigger_end, outside, first)
    return tuple(first), tuple(second)


_BE = frozenset({"is", "are", "was", "were", "be", "been", "being"})
"""Words by which a weapon in a phrase is what is shot down: "drones were destroyed"."""


def _around(
    text: str, start: int, trigger: int, mentions: Sequence[ActorMention]
) -> tuple[list[ActorMention], list[ActorMention]] | None:
    """Both sides of the verb that an act is the circumstance of: "troops killed six rebels in a raid"."""
    before = text[start:trigger]
    barriers = [m.end() for m in forms.phrase("clause").finditer(small(before))]
    head = start + (barriers[-1] if barriers else 0)
    told = [m for m in mentions if head <= m.start and m.end <= trigger and m.name and m.kind != "side"]
    told = list({m.name: m for m in reversed(told)}.values())[::-1]
    if len(told) < 2 or forms.found("preposed", text[head : told[0].start]):
        return None
    one, two = told[0], told[1]
    verb = forms.found("finite", text[one.end : two.start])
    if verb is None or " and " in text[one.end + verb.end() : two.start]:
        return None
    return ([two], [one]) if " by " in text[one.end : two.start] else ([one], [two])


_OPENS = re.compile(r"[\"“‘'\s]*(?:In|During)\s[^,]*$")
"""Before an act that is told at the head of a sentence as the circumstance of what its main clause tells."""


def _opening(
    text: str, start: int, trigger_start: int, trigger_end: int, mentions: Sequence[ActorMention]
) -> tuple[list[ActorMention], list[ActorMention]] | None:
    """Both sides where an act opens the sentence: "In the first raid on Orla on Tuesday, rebels killed two"."""
    if _OPENS.match(text[start:trigger_start]) is None:
        return None
    for at, mention in enumerate(mentions):
        gap = text[trigger_end : mention.start] if mention.start >= trigger_end else ""
        comma = gap.rfind(",")
        if comma < 0 or not mention.name or len(gap) - comma > _SUBJECT:
            continue
        joined = _joined(text, mentions, at, 1)
        verb = forms.found("finite", text[joined[-1].end : joined[-1].end + _VERB])
        if verb is None or mention.kind not in _ARMED or re.match(r"was|were|is|are", verb.group()):
            return None
        behind = [m for m in mentions if trigger_end <= m.start and m.end <= trigger_end + comma]
        return joined, _object(text, trigger_end, behind, joined)
    return None


_SUBJECT = 24
"""Characters between a comma and the subject of the main clause behind it,"""
_VERB = 40
"""and behind the subject within which its verb stands."""


def _reacts(text: str, mention: ActorMention, trigger: int) -> bool:
    """Whether a party before an act only looks into it or speaks of it: "police are investigating the attack"."""
    return forms.found("reaction", text[mention.end : trigger]) is not None


def _noun_roles(
    text: str,
    start: int,
    end: int,
    trigger_start: int,
    trigger_end: int,
    mentions: Sequence[ActorMention],
    inside: list[ActorMention],
) -> tuple[list[ActorMention], list[ActorMention]]:
    opening = None if inside else _opening(text, start, trigger_start, trigger_end, mentions)
    if opening is not None:
        return opening
    before = tail(text, start, trigger_start, _LONG_LEAD)
    first = inside or _modifier(text, trigger_start, mentions) or _agent(text, trigger_end, end, mentions, noun=True)
    under = forms.found("under", before)
    if under:
        rest = [m for m in mentions if m not in first]
        return first, _subject(text, start, trigger_start - len(before) + under.start(), rest, acts=False)
    if not first and forms.found("setting", before) and (sides := _around(text, start, trigger_start, mentions)):
        return sides
    if not first and forms.found("light", before):
        first = _subject(text, start, trigger_start, mentions, acts=True)
    second = _object(text, trigger_end, mentions, first)
    if not first:
        first = [
            m
            for m in _subject(text, start, trigger_start, mentions, acts=True)
            if m.kind not in ("civilians", "people") and m not in second and not _reacts(text, m, trigger_start)
        ]
    if not second:
        same = (
            ("side", "group", "unidentified") if any(m.kind in ("group", "unidentified") for m in first) else ("side",)
        )
        second = [
            m
            for m in _subject(text, start, trigger_start, mentions, acts=False)
            if m not in first and m.kind not in same and not _reacts(text, m, trigger_start)
        ]
    return first, second
