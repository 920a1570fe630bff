"""Weapons and targets of an event: which decide its type, and the phrases to show."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import actions, families, hits

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.phrases import Match
    from pipeline.reports.actors import ActorMention
    from pipeline.reports.drafts import Draft
    from pipeline.reports.hits import Hit, Support

_SHOT_DOWN = frozenset({"air", "drone", "artillery", "munition", "airbomb", "bomb", "mine", "ied", "explosive"})

_AIRBORNE = frozenset({"air", "drone"})
_FIRES = frozenset({"fire", "shoot"})
_FIRED_AT = 4
"""Words between "fired on" and what it is fired on."""
_AIR_FORCES = frozenset({("air", "force"), ("air", "forces"), ("air", "force's")})
_BETWEEN = frozenset(
    "has had have also again then later twice carried out conducted launched made two three four five".split()
)


def weapons(draft: Draft, supports: Sequence[Support]) -> tuple[tuple[int, int, str], ...]:
    """Weapon phrases in the clauses of a draft's hits, else in its first sentence, as character spans with their class."""
    found = []
    for core in draft.cores:
        sentence = core.sentence
        clauses = {sentence.clause(hit.first) for hit in core.hits}
        for match in supports[sentence.number].weapons:
            if match.value != "sent" and sentence.clause(match.first) in clauses and not _fired_on(core.hits, match):
                tokens = sentence.tokens
                found.append((tokens.starts[match.first], tokens.ends[match.last], match.value))
    if not found:
        sentence = draft.first.sentence
        starts, ends = sentence.tokens.starts, sentence.tokens.ends
        found = [
            (starts[m.first], ends[m.last], m.value)
            for m in supports[sentence.number].weapons
            if m.value != "sent" and not _fired_on(draft.first.hits, m) and not _of_another(draft.first.hits, m)
        ]
    return tuple(dict.fromkeys(found))


def _of_another(told: Sequence[Hit], match: Match[str]) -> bool:
    """Whether a weapon stands in what is told beside the hits: "a bomb hurt two, while gunmen attacked a post"."""
    near = min(told, key=lambda hit: abs(hit.first - match.first))
    return actions.contrasted(near.sentence, *sorted((near.first, match.first)))


def _fired_on(told: Sequence[Hit], match: Match[str]) -> bool:
    """Whether an aircraft is not what was used but what was fired on: "fired on a helicopter"."""
    return match.value in _AIRBORNE and any(
        hit.frame in _FIRES and not hit.passive and 0 < match.first - hit.last <= _FIRED_AT for hit in told
    )


def classes(main: Hit, found: Sequence[tuple[int, int, str]], support: Support) -> frozenset[str]:
    """Classes of the weapons that decide the type; for what is shot down, of the thing shot down only.

    Parameters
    ----------
    main
        The gravest hit of the event.
    found
        The event's weapons.
    support
        What stands in the sentence of `main`.
    """
    if hits.frames()[main.frame].family != "intercept":
        return frozenset(kind for _, _, kind in found) or _flown(main)
    shot = [
        match.value
        for match in support.weapons
        if (match.first < main.first if main.passive else match.last > main.first) and match.value in _SHOT_DOWN
    ]
    named = {match.value for match in hits.targets_in(main.sentence.tokens.words)}
    if shot[:1] == ["air"] or (not shot and "aircraft" in named):
        return frozenset({"aircraft"})
    return frozenset(shot[:1])


def _flown(main: Hit) -> frozenset[str]:
    """What an air force attacks with that attacks with nothing else: ``air``."""
    words, family = main.sentence.tokens.words, hits.frames()[main.frame].family
    if main.passive or family not in {"remote", "attack"} or main.frame == "explosion":
        return frozenset()
    ahead = [word for word in words[max(0, main.first - 6) : main.first] if word not in _BETWEEN]
    return frozenset({"air"}) if tuple(ahead[-2:]) in _AIR_FORCES else frozenset()


_STRIKES = frozenset({"strike", "strikes", "struck", "striking", "strafe", "strafes", "strafed", "strafing"})
_HITS = _STRIKES | {"hit", "hits", "hitting", "target", "targets", "targeted", "targeting"}
_RAIDERS = frozenset({"group", "unidentified"})
_AIR_POWERS = frozenset({"military", "side", "state", "government", "external"})


def struck(main: Hit, acting: Sequence[ActorMention], told: Sequence[Hit] = ()) -> frozenset[str]:
    """What somebody strikes with where nothing is said.

    ``air`` for states, ``onfoot`` for armed groups, but for those of `lexicons/artillery_states.csv`. One of `told`, what
    is told with it, may say that it was a strike: "targeted by an Israeli strike".
    """
    word = main.sentence.tokens.words[main.last]
    if main.frame != "hit" or word not in _HITS or not acting:
        return frozenset()
    shells = lexicon.words("artillery_states")
    if not main.noun and all(mention.kind in _RAIDERS and mention.name not in shells for mention in acting):
        return frozenset({"onfoot"})
    powers = [mention for mention in acting if mention.kind in _AIR_POWERS]
    said = {word, *(hit.sentence.tokens.words[hit.last] for hit in told if hit.frame == "hit")}
    by_air = not _STRIKES.isdisjoint(said) and powers and all(mention.iso3 not in shells for mention in powers)
    return frozenset({"air"}) if by_air else frozenset()


_ASSAULTS = frozenset({"attack", "underattack"})
_OPEN = _ASSAULTS | {"kill", "hurt", "died", "damage", "destroy"}
"""Frames that leave open how an attack was made."""
_STRUCK = frozenset({"hit", "impact", "launch", "fire", "damage", "destroy", "explosion"})
"""Frames of strikes that do, too."""
_NATIONS = frozenset({"side", "state", "government", "people", "weapon"})
_FORCES = frozenset({"military", "police", "group", "unidentified", "unit", "side", "site"})


def afar(
    told: Sequence[Hit], acting: Sequence[ActorMention], attacked: Sequence[ActorMention], iso3: str | None
) -> frozenset[str]:
    """What a state attacks with in another country, the one with code `iso3`, where all that is told is an attack.

    ``artillery`` for the forces of those of `lexicons/artillery_states.csv` unless they attack other forces, ``air`` for
    those of `lexicons/air_states.csv` where no troops are named: "the Russians attacked the town", "an Israeli attack".
    """
    frames = {hit.frame for hit in told}
    if not acting or not iso3 or not frames & _ASSAULTS or not frames <= _OPEN | _STRUCK:
        return frozenset()
    if any(mention.iso3 in {None, iso3} for mention in acting):
        return frozenset()
    kinds = {mention.kind for mention in acting}
    guns = kinds <= _NATIONS | {"military"} and {mention.iso3 for mention in acting} <= lexicon.words(
        "artillery_states"
    )
    if guns:
        fought = any(mention.kind in _FORCES for mention in attacked)
        return frozenset() if fought else frozenset({"artillery"})
    by_air = kinds <= _NATIONS and all(mention.iso3 in lexicon.words("air_states") for mention in acting)
    return frozenset({"air"}) if by_air else frozenset()


_GUNS = frozenset({"tank", "ied", "mine", "suicide", "grenade", "rpg", "smallarms"})
"""Classes of weapons that no air force uses from the air,"""
_MISSILES = frozenset({"missile", "rocket", "bombardment", "bombardments", "bombing", "bombings"})
"""words in triggers that leave open what fired,"""


def by_air_power(
    main: Hit, acting: Sequence[ActorMention], found: Sequence[tuple[int, int, str]], text: str, iso3: str | None
) -> frozenset[str]:
    """``airpower`` where a state of `lexicons/air_states.csv` hits another country, the one with code `iso3`, with no gun.

    Its missiles and rockets come from the air: "an Israeli missile strike on the town".
    """
    airborne = lexicon.words("air_states")
    if not acting or not iso3 or any(m.iso3 not in airborne or m.iso3 == iso3 for m in acting):
        return frozenset()
    missiles = main.frame == "shell" and main.sentence.tokens.words[main.first] in _MISSILES
    if not {m.kind for m in acting} <= _AIR_POWERS | {"weapon"} or not (main.frame in _STRUCK or missiles):
        return frozenset()
    signs = families.signs()
    guns = any(
        kind in _GUNS or any("guns" in signs.get(("word", word), ()) for word in text[start:end].lower().split())
        for start, end, kind in found
    )
    return frozenset() if guns else frozenset({"airpower"})


_SUFFERED = frozenset({"underfire", "underattack"})
"""Frames whose subject is attacked: "the village came under fire"."""
_THEIRS = frozenset({"their", "his", "her"})
_HOLDS = frozenset({"held", "manned", "guarded", "controlled", "defended", "occupied", "protected", "staffed", "run"})
_HOLDING = ("-held", "-controlled", "-occupied")
_ARMED = frozenset({"state", "police", "armed"})
_OBJECT = 14
"""Words behind a trigger among which the thing attacked is named,"""
_NAMED = 6
"""and those behind "held by" among which they are named who hold it."""


def holders(main: Hit, support: Support) -> frozenset[str]:
    """Kind of those with arms who hold what is attacked: "a post manned by militiamen", "the rebel-held town"."""
    words = main.sentence.tokens.words
    first, last = (
        (max(0, main.first - _OBJECT), main.first) if main.passive else (main.last + 1, main.last + 1 + _OBJECT)
    )
    people = {group.first for group in support.groups if group.value == "civilians"}
    for at, word in enumerate(words[first:last], first):
        if at in people:
            break
        if word.endswith(_HOLDING):
            return frozenset({"armed"})
        if word in _HOLDS and words[at + 1 : at + 2] == ("by",):
            near = (g.value for g in support.groups if 1 < g.first - at <= _NAMED and g.value in _ARMED)
            return frozenset(tuple(near)[:1])
    return frozenset()


def object_of(main: Hit, within: int | None = None) -> str | None:
    """The kind of the thing attacked, of lexicons/targets.csv; `within` so many words of the trigger."""
    found = _target(main, ())
    tokens = main.sentence.tokens
    if found is None or (within is not None and abs(tokens.at(found[0]) - main.last) > within):
        return None
    return found[2]


def owned(main: Hit) -> bool:
    """Whether "of" behind the thing attacked tells whose it is: "attacked a convoy of traders"."""
    found = _target(main, ())
    tokens = main.sentence.tokens
    if found is None:
        return False
    behind = tokens.at(found[1] - 1) + 1
    return tokens.words[behind : behind + 1] == ("of",)


def of_victims(main: Hit) -> bool:
    """Whether the thing attacked is said to be theirs of whom the sentence has told: "fired on their convoy"."""
    found = _target(main, ())
    tokens = main.sentence.tokens
    return found is not None and not _THEIRS.isdisjoint(tokens.words[max(0, (at := tokens.at(found[0])) - 2) : at])


def target(main: Hit, found: Sequence[tuple[int, int, str]]) -> tuple[int, int] | None:
    """The first thing attacked that is named after an active trigger or before a passive one, as a character span."""
    best = _target(main, found)
    return best[:2] if best else None


def _target(main: Hit, found: Sequence[tuple[int, int, str]]) -> tuple[int, int, str] | None:
    sentence = main.sentence
    taken = {start for start, _, _ in found}
    best: tuple[int, int, int, str] | None = None
    passive = main.passive or main.frame in _SUFFERED
    for match in hits.targets_in(sentence.tokens.words):
        start, end = sentence.tokens.starts[match.first], sentence.tokens.ends[match.last]
        ahead = match.first > main.last
        if start in taken or ahead == passive or abs(sentence.clause(match.first) - sentence.clause(main.first)) > 1:
            continue
        gap = match.first - main.last if ahead else main.first - match.last
        if best is None or gap < best[0]:
            best = (gap, start, end, match.value)
    return best[1:] if best else None
