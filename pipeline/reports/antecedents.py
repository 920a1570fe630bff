"""Parties named again: "the militants", "its forces", "they", "the enemy", and "the army" of a side named before.

`resolve` takes the mentions of all sentences and gives them back with what the document says about them elsewhere.
"""

from __future__ import annotations

import dataclasses
import re
from collections import Counter
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.reports import actors, parties
from pipeline.text import tail

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Tokens

_PRONOUN = re.compile(r"([tT](?<!\w.)[hH][eE][yYmM]|[iI](?<!\w.)[tT]|[wW](?<!\w.)[eE])\b")
"""They, them, it, we; each branch begins with a plain character, so that a search skips all others."""
_OWNER = re.compile(r"\b(?:its|their|his|her|our)\s+(?:[\w-]+\s+){0,2}$")
_EXPLETIVE = re.compile(
    r"\s?(?:[’']s|\s*(?:is|was|will be|has been)) (?:the|an?|not|unclear|said|reported|believed|recalled|learnt|learned|"
    r"understood|expected|one|only|alleged|feared|thought|in|on|at|during|after|his|her|their|here|there|now)\b"
)
_PARTITIVE = re.compile(r"\b(?:among|of|including|between)\s+$", re.IGNORECASE)
_DID = re.compile(r"(?: [\w-]+){1,6} ")
"""Between a party and a "them" that cannot mean it: "soldiers repelled them", "soldiers of having killed them"."""
_SUFFERED = re.compile(
    r" (?:were|had been|have been)(?: \w+ly| later| then| all| both)? (?:killed|ambushed|attacked|shot|abducted|kidnapped|"
    r"seized|taken|beheaded|executed|wounded|injured|beaten|robbed|waylaid|stopped|hit|targeted|hacked|stabbed)\b"
)
"""After a "they" that means those who were harmed, whom the sentence before named last."""
_DEFINITE = re.compile(r"\b(?:the|these|those|this|that|same)\s+(?:\w+\s+)?$")
_FIGHTING = frozenset(("military", "police", "group", "external", "state", "government", "unidentified", "enemy"))
_MEANT = _FIGHTING | {"people"}
_HARMED = _MEANT | {"civilians", "official"}
_OBJECTS = _MEANT | {"civilians", "protesters", "rioters"}
"""Those whom "them" may mean behind a verb."""
_CROWD = frozenset({"protesters", "rioters"})
_FORCES = frozenset({"police", "military", "state", "government"})
_OWNED = frozenset(("military", "unit", "weapon", "group", "police", "site", "civilians"))
_SIDES = frozenset(("military", "group", "external", "state", "side", "weapon", "police", "government"))
_LEAD = 8
"""Words before a noun that say whose it is."""
_FAR = 4
"""Sentences over which "the group" or "they" reach back."""


def _given(mention: ActorMention) -> bool:
    return mention.given and bool(mention.name)


def _as(mention: ActorMention, other: ActorMention) -> ActorMention:
    """A mention that means another one's party; the soldiers of a government are its army."""
    if other.kind in ("government", "state") and mention.kind in ("military", "unit", "weapon") and other.iso3:
        other = dataclasses.replace(
            other, kind="military", name=parties.branch("military", other.iso3), type="State forces"
        )
    kind = (
        mention.kind
        if mention.kind in ("weapon", "site")
        else ("military" if other.kind in ("side", "weapon", "state") else other.kind)
    )
    return dataclasses.replace(
        mention,
        name=other.name,
        type=other.type,
        kind=kind,
        iso3=other.iso3,
        detail=other.detail if other.kind == "group" else "",
        given=True,
    )


class _Memory:
    """Parties named so far."""

    def __init__(self) -> None:
        self.seen: list[tuple[int, ActorMention]] = []

    def last(
        self, number: int, kinds: frozenset[str], far: int = _FAR, before: int | None = None, *, given: bool = True
    ) -> ActorMention | None:
        """The last party of some kinds, named at most `far` sentences before (and before an offset)."""
        for at, mention in reversed(self.seen):
            if number - at > far:
                return None
            if (
                mention.kind in kinds
                and mention.name
                and (mention.given or not given)
                and (before is None or mention.end <= before)
            ):
                return mention
        return None


_INVADERS = frozenset({"invaders", "invader"})
"""Words for the enemy that mean whoever came, where no state or group is at war."""
_UNKNOWN = "Unidentified Armed Group"


def _enemy(mentions: Sequence[Sequence[ActorMention]], own: str | None) -> ActorMention | None:
    """Whom a party calls the enemy: the state or group named most besides itself."""
    counts: Counter[str] = Counter()
    first: dict[str, ActorMention] = {}
    for sentence in mentions:
        for mention in sentence:
            if _given(mention) and mention.kind in _SIDES and mention.iso3 != own:
                name = mention.name if mention.kind == "group" else f"Military Forces of {mention.iso3}"
                counts[name] += 1
                first.setdefault(name, mention)
    return first[min(counts, key=lambda name: (-counts[name], name))] if counts else None


def _dominant(mentions: Sequence[Sequence[ActorMention]], own: str | None) -> str | None:
    """The country of nearly all armies that a document names by their country."""
    counts = Counter(m.iso3 for sentence in mentions for m in sentence if m.kind == "military" and m.given and m.iso3)
    if not counts:
        return None
    iso3, count = min(counts.items(), key=lambda item: (-item[1], item[0]))
    return iso3 if count >= 0.7 * counts.total() and (own not in counts or iso3 == own) else None


def _army(
    mention: ActorMention, memory: _Memory, number: int, dominant: str | None, issuer: str | None
) -> ActorMention:
    """Whose "soldiers": the issuer's, those named just before, else the document's only army, else the country's."""
    if issuer is not None:
        return dataclasses.replace(mention, name=parties.branch("military", issuer), iso3=issuer, given=True)
    if parties.key(mention.head) in parties.words("local"):
        return mention
    before = memory.last(number, frozenset(("military",)), 2)
    iso3 = before.iso3 if before is not None and before.name.startswith("Military") else dominant
    if iso3 is None or iso3 == mention.iso3:
        return mention
    return dataclasses.replace(mention, name=parties.branch("military", iso3), iso3=iso3)


def _owner(mention: ActorMention, memory: _Memory, number: int, start: int) -> ActorMention | None:
    """Whose "its forces" are: a party or office that its own sentence names before, else the last side named."""
    for at, other in reversed(memory.seen):
        if at != number or other.start < start:
            break
        acts = other.kind in _FIGHTING or (other.kind == "official" and other.iso3)
        if acts and other.name and other.end <= mention.start:
            return other if other.kind != "official" else dataclasses.replace(other, kind="state")
    return memory.last(number, _FIGHTING | {"side"}, 1, mention.start)


def _again(
    text: str, start: int, mention: ActorMention, memory: _Memory, number: int, groups: list[ActorMention]
) -> ActorMention:
    """A party named again by a noun."""
    before = tail(text, start, mention.start, _LEAD).lower()
    if mention.kind in _OWNED and _OWNER.search(before):
        follows = mention.kind != "civilians" or text[mention.start : mention.end].casefold() in parties.words(
            "follower"
        )
        owner = _owner(mention, memory, number, start) if follows else None
        return _as(mention, owner) if owner is not None else mention
    if mention.kind == "anaphor":
        meant = None if text[mention.end : mention.end + 4] == " of " else memory.last(number, frozenset(("group",)), 6)
        return _as(mention, meant) if meant is not None else mention
    if mention.kind not in ("group", "unidentified") or mention.given or not _DEFINITE.search(before):
        return mention
    if parties.key(mention.head).endswith(("groups", "factions", "militias", "gangs", "cartels")):
        return mention
    named = memory.last(number, frozenset(("group",)), 12 if mention.kind == "group" else _FAR)
    if named is None and mention.kind == "unidentified":
        return mention
    if named is None and len({group.name for group in groups}) == 1:
        named = groups[0]
    return _as(mention, named) if named is not None else mention


_APPOSED = re.compile(r"(?: \([^()\n]{1,40}\))?, (?:an?|the|its|their|another|one of the) (?:[\w'’-]+ ){0,6}")
"""Between a group and what it is said to be: "the ALN (ALN), the second largest rebel group in the valley, attacked"."""
_ASIDE_ENDS = re.compile(r"(?!,? (?:and|or) )[^,.;\n]{0,60}[,.]")


def _said_to_be(text: str, mention: ActorMention, before: Sequence[ActorMention], end: int) -> ActorMention | None:
    """The named group that a description behind a comma means."""
    if mention.kind != "group" or mention.plural or not before:
        return None
    other = before[-1]
    if len(before) > 1 and text[other.start - 1 : other.start] == "(" and text[other.end : other.end + 1] == ")":
        other = other if other.given else before[-2]
    if other.kind != "group" or not other.name:
        return None
    at = other.end + 1 if text[other.end : other.end + 1] == ")" else other.end
    apposed = _APPOSED.fullmatch(text, at, mention.start)
    return other if apposed and _ASIDE_ENDS.match(text, mention.end, end) else None


def quoted(text: str, start: int, at: int) -> bool:
    """Whether an offset stands in a quotation that its sentence or one before has opened."""
    before = text[text.rfind("\n", 0, start) + 1 : at]
    return before.count("“") > before.count("”") or before.count('"') % 2 == 1


def _several(mention: ActorMention) -> bool:
    """Whether a party is named as several men, whom "it" cannot mean: "soldiers", "60 fighters"; not "the forces"."""
    small = mention.head[:1].islower()
    return mention.plural and small and not mention.head.casefold().endswith(("forces", "services"))


def _pronouns(
    text: str, start: int, end: int, found: Sequence[ActorMention], memory: _Memory, number: int
) -> list[ActorMention]:
    """Mentions for "they", "it" and "we" that stand for a side named before."""
    extra = []
    for match in _PRONOUN.finditer(text, start, end):
        word = match[1].casefold()
        if word == "it" and _EXPLETIVE.match(text, match.end(), end):
            continue
        if (word == "we" and not quoted(text, start, match.start())) or (
            word == "them" and _PARTITIVE.search(tail(text, start, match.start(), _LEAD))
        ):
            continue
        here = [m for m in found if m.end <= match.start() and m.kind in _MEANT and m.name]
        if word == "it":
            here = [m for m in here if not _several(m)]
        if word == "them" and here and _DID.fullmatch(text, here[-1].end, match.start()):
            subject = here[-1]
            here = [m for m in found if m.end <= subject.start and m.kind in _OBJECTS and m.name != subject.name]
            crowd = memory.last(number - 1, _CROWD, 1, start, given=False)
            here = here or ([crowd] if crowd is not None and subject.kind in _FORCES else [])
        if word == "they" and not here and _SUFFERED.match(text, match.end(), end):
            other = memory.last(number - 1, _HARMED, 1, start, given=False)
        else:
            other = here[-1] if here else memory.last(number - 1, _MEANT, 1, start, given=False)
        if other is None or (word == "it" and other.plural and other.kind not in ("group", "military")):
            continue
        extra.append(dataclasses.replace(_as(other, other), start=match.start(), end=match.end(), head=match[1]))
    return extra


def resolve(
    text: str,
    spans: Sequence[tuple[int, int]],
    context: actors.Context,
    issuer: str = "",
    tokens: Sequence[Tokens | None] | None = None,
) -> tuple[tuple[ActorMention, ...], ...]:
    """Mentions of every sentence, with those that name a party again resolved to it.

    Parameters
    ----------
    text
        The document's text.
    spans
        Its sentences, in order.
    context
        The country of its events.
    issuer
        The party that issued the text, from `claims.issuer`; it tells who the enemy is.
    tokens
        For each sentence its tokens, as `actors.find` takes them.
    """
    rows = tokens if tokens is not None else [None] * len(spans)
    found = [actors.find(text, start, end, context, row) for (start, end), row in zip(spans, rows, strict=True)]
    own = actors.country_of(issuer) or context.iso3
    enemy = _enemy(found, own)
    dominant = _dominant(found, context.iso3)
    groups = [m for sentence in found for m in sentence if m.kind == "group" and m.given]
    memory = _Memory()
    resolved = []
    for number, ((start, end), mentions) in enumerate(zip(spans, found, strict=True)):
        here: list[ActorMention] = []
        for mention in mentions:
            new = mention
            if mention.kind == "enemy" and enemy is not None:
                new = _as(mention, enemy)
                if new.kind != "group" and enemy.iso3:
                    new = dataclasses.replace(new, name=parties.branch("military", enemy.iso3))
            elif mention.kind == "enemy" and mention.head.casefold() in _INVADERS:
                new = dataclasses.replace(mention, name=_UNKNOWN, type="Political militia", kind="unidentified")
            elif mention.kind == "military" and not mention.given:
                new = _army(mention, memory, number, dominant, own if issuer else None)
            named = _said_to_be(text, mention, here, end)
            if named is not None:
                new = _as(mention, named)
            elif new is mention:
                new = _again(text, start, mention, memory, number, groups)
            here.append(new)
            memory.seen.append((number, new))
        pronouns = _pronouns(text, start, end, here, memory, number)
        resolved.append(tuple(sorted([*here, *pronouns], key=attrgetter("start", "end")) if pronouns else here))
    return tuple(resolved)
