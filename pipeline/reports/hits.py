"""Triggers of a sentence that may tell an event: word class, support by what stands near, realis."""

from __future__ import annotations

from dataclasses import replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.phrases import Match, Phrases, forms
from pipeline.records import readonly
from pipeline.reports import realis
from pipeline.reports.annotate import Sentence, Trigger, triggers

if TYPE_CHECKING:
    from collections.abc import Sequence

_HARM = frozenset({"kill", "massacre", "died", "hurt", "burn", "damage", "destroy"})
_EFFECTS = frozenset({"damage", "destroy", "hurt", "died", "kill"})
_CAUSES = frozenset({"attack", "hit", "air", "shell", "bomb", "explosion"})
"""Frames of what an attack does, and of the nouns that name it."""
_CHANCE = frozenset({"accident", "nature"})
_IN_MONTH = ("in", "last", "late", "early", "since", "mid", "until", "by", "of", "this")
"""Words before the name of a month."""
_IDLE = "idle"
"""Frame of words that tell no event."""


@readonly
class Support:
    """What else stands in a sentence, as token spans: what weak triggers need and types depend on."""

    weapons: tuple[Match[str], ...]
    groups: tuple[Match[str], ...]
    tolls: tuple[tuple[int, int], ...]
    places: tuple[tuple[int, int], ...]
    times: tuple[tuple[int, int], ...] = ()
    names: tuple[tuple[int, int], ...] = ()
    triggers: tuple[Match[Trigger], ...] = ()


@readonly
class Hit:
    """One trigger in one sentence. `reason` says why it is no event, where it is none."""

    sentence: Sentence
    first: int
    last: int
    trigger: Trigger
    passive: bool
    reason: str | None = None

    @property
    def frame(self) -> str:
        """The trigger's frame."""
        return self.trigger.frame

    @property
    def noun(self) -> bool:
        """Whether the trigger is a noun or a phrase without a verb form."""
        if self.trigger.pos != "phrase":
            return self.trigger.pos == "noun" or self._gerund
        return not any(word in _finite() for word in self.sentence.tokens.words[self.first : self.last + 1])

    @property
    def _gerund(self) -> bool:
        """Whether a form in -ing stands as a noun: "the burning of"."""
        words = self.sentence.tokens.words
        around = (*words[max(0, self.first - 1) : self.first], *words[self.last + 1 : self.last + 2])
        return words[self.first].endswith("ing") and around == ("the", "of")

    @property
    def start(self) -> int:
        """First character in the document."""
        return self.sentence.tokens.starts[self.first]

    @property
    def end(self) -> int:
        """One past the last character."""
        return self.sentence.tokens.ends[self.last]


@readonly
class Frame:
    """A row of `lexicons/frames.csv`."""

    name: str
    family: str
    rank: int
    own: bool
    inherits: bool


@cache
def frames() -> dict[str, Frame]:
    """Frames by name."""
    return {
        row["frame"]: Frame(
            row["frame"], row["family"], int(row["rank"]), row["own"] == "yes", row["inherits"] == "yes"
        )
        for row in lexicon.table("frames", ("frame", "family", "rank", "own", "inherits"))
    }


@cache
def _base_forms() -> frozenset[str]:
    """Forms that are noun and verb alike (attack, strikes)."""
    return forms("base", "s")


@cache
def _ing_nouns() -> frozenset[str]:
    """Forms in -ing that triggers know as nouns (killing, shelling)."""
    rows = (row for row in lexicon.table("triggers", ("pattern", "frame", "pos", "needs")) if row["pos"] == "noun")
    return frozenset(word for row in rows for word in row["pattern"].strip("()").split("|") if word.endswith("ing"))


@cache
def _participles() -> frozenset[str]:
    """Forms that are participles as well as nouns (hit)."""
    return forms("participle") & _base_forms()


_ADJECTIVES = "=adjectives"
"""In neighbour_words.csv: the adjectives of all nationalities."""


@cache
def _neighbours(use: str) -> frozenset[str]:
    """Words beside a form that may be noun or verb, by what they make of it."""
    rows = lexicon.table("neighbour_words", ("use", "words"))
    found = {word for row in rows if row["use"] == use for word in lexicon.values(row["words"])}
    if _ADJECTIVES in found:
        nations = (lexicon.values(row["adjectives"]) for row in lexicon.nationalities())
        found |= {adjective.casefold() for adjectives in nations for adjective in adjectives}
    return frozenset(found - {_ADJECTIVES})


@cache
def _finite() -> frozenset[str]:
    """Forms of verbs that are no nouns: past, participle, -ing."""
    return forms("past", "participle", "ing") - {
        "bombing",
        "shelling",
        "fighting",
        "killing",
        "shooting",
        "beating",
        "hit",
        "set",
        "split",
    }


@cache
def targets() -> Phrases[str]:
    """Nouns for what is attacked."""
    return Phrases((row["pattern"], row["kind"]) for row in lexicon.table("targets", ("pattern", "kind")))


@lru_cache(maxsize=1 << 10)
def targets_in(words: tuple[str, ...]) -> tuple[Match[str], ...]:
    """Nouns for what is attacked in a sentence, the longest of those that overlap."""
    found: list[Match[str]] = []
    for match in sorted(targets().find(words), key=lambda m: (m.first - m.last, m.first)):
        if not any(other.first <= match.last and match.first <= other.last for other in found):
            found.append(match)
    return tuple(sorted(found, key=lambda m: m.first))


def _reads_as_noun(words: Sequence[str], shown: Sequence[str], first: int, last: int) -> bool:
    """Whether a form that can be noun or verb reads as a noun, by its neighbours."""
    before = words[first - 1] if first else ""
    after = words[last + 1] if last + 1 < len(words) else ""
    if before in _neighbours("verb_after"):
        return False
    if before in _neighbours("noun_after"):
        return True
    if not before or after in _neighbours("noun_before") or not after[:1].isalnum():
        return True
    plural_subject = (before.endswith("s") and len(before) > 3) or before in _neighbours("plural")
    object_follows = after in _neighbours("verb_before") or shown[last + 1][:1].isupper() or after[:1].isdigit()
    return not (plural_subject or object_follows)


def _month(sentence: Sentence, at: int) -> bool:
    """Whether "March" is the month."""
    words = sentence.tokens.words
    beside = (*words[max(0, at - 1) : at], *words[at + 1 : at + 2])
    return sentence.tokens.shown[at][0].isupper() and (
        any(word.isdigit() for word in beside) or words[at - 1 : at] in {(word,) for word in _IN_MONTH}
    )


def _class_fits(sentence: Sentence, match: Match[Trigger]) -> bool:
    """Whether an ambiguous form has the word class that the row asks for."""
    pos = match.value.pos
    words = sentence.tokens.words
    if words[match.first] == "march" and _month(sentence, match.first):
        return False
    if pos == "phrase" or match.last > match.first:
        return True
    if words[match.first].endswith("ing"):
        determined = match.first > 0 and words[match.first - 1] in _neighbours("determiner")
        return not (determined and pos == "verb" and words[match.first] in _ing_nouns())
    if words[match.first] not in _base_forms():
        return True
    if words[match.first] in _participles() and _neighbours("be") & set(words[max(0, match.first - 2) : match.first]):
        return pos == "verb"
    return _reads_as_noun(words, sentence.tokens.shown, match.first, match.last) == (pos == "noun")


@cache
def _only_participles() -> frozenset[str]:
    """Participles that are no past forms (taken, beaten)."""
    return forms("participle") - forms("past", "base")


_HAVE = frozenset({"has", "have", "had", "having"})


def _passive(sentence: Sentence, match: Match[Trigger]) -> bool:
    """Whether a verb stands in the passive, or as a participle with an agent ("hit by")."""
    words = sentence.tokens.words
    if match.value.pos == "noun":
        return False
    before = words[max(0, match.first - 3) : match.first]
    if any(word in _neighbours("be") for word in before):
        return not words[match.first].endswith("ing")
    if words[match.first] in _only_participles() and before[-1:] == ("and",):
        return _HAVE.isdisjoint(before)
    return "by" in words[match.last + 1 : match.last + 3] and words[match.first].endswith(("ed", "t", "n", "k"))


def _near(spans: Sequence[Match[str]], sentence: Sentence, match: Match[Trigger], reach: int) -> list[str]:
    clause = sentence.clause(match.first)
    return [
        span.value
        for span in spans
        if abs(sentence.clause(span.first) - clause) <= reach and not (match.first <= span.first <= match.last)
    ]


@cache
def _place_units() -> frozenset[str]:
    """Words for a kind of place that stand before its name: "the district of"."""
    return frozenset(row["word"] for row in lexicon.table("place_units", ("word", "location_types")))


def _object_place(sentence: Sentence, match: Match[Trigger], support: Support) -> bool:
    """Whether a place or a military or state building stands right after the trigger, or right before a passive one."""
    words = sentence.tokens.words
    taken = [m for m in targets_in(words) if m.value in {"military", "police", "state"}]
    for first, last in [*support.places, *((m.first, m.last) for m in taken)]:
        if match.first < first <= match.last:
            return True
        done = not words[match.first].endswith("ing")
        if done and 0 < match.first - last <= 6 and {"which", "that"} & set(words[last + 1 : match.first]):
            return True
        behind = 0 < first - match.last <= 6 and not _passive(sentence, match)
        stops = {",", ".", ";", "to"} if match.value.frame == "capture" else {",", ".", ";"}
        if behind and not stops & set(words[match.last + 1 : first]):
            return True
        owned = words[first - 1 : first] == ("of",) and words[first - 2] not in _place_units()
        if _passive(sentence, match) and 0 < match.first - last <= 6 and not owned:
            return True
    return False


def _supported(sentence: Sentence, match: Match[Trigger], support: Support) -> bool:
    """Whether one of a trigger's needs stands beside it; of needs joined by "+" all have to."""
    needs = match.value.needs
    if not needs:
        return True
    joint = [need.split("+") for need in needs if "+" in need]
    if any(all(_meets(sentence, match, support, frozenset({part})) for part in parts) for parts in joint):
        return True
    return _meets(sentence, match, support, needs)


def _of_attack(sentence: Sentence, match: Match[Trigger], support: Support) -> bool:
    """Whether an attack is named in the clause of what it did: "the attack damaged a plant and injured two"."""
    return match.value.frame in _EFFECTS and any(
        other.value.pos == "noun"
        and other.value.frame in _CAUSES
        and other.last < match.first
        and sentence.clause(other.first) == sentence.clause(match.first)
        for other in support.triggers
    )


_WANTED = {
    "armed": frozenset({"state", "armed", "police"}),
    "police": frozenset({"police", "state"}),
    "crowd": frozenset({"crowd", "protesters", "civilians"}),
    "victim": frozenset({"civilians", "state", "police", "armed"}),
    "ground": frozenset({"state", "armed"}),
    "troops": frozenset({"state"}),
    "rebels": frozenset({"armed"}),
    "persons": frozenset({"civilians", "crowd", "protesters"}),
}
"""What a trigger needs beside it, to the kinds of party that it may be."""
_FORCES = frozenset({"state", "armed", "police"})
"""Kinds of party that march and close roads as forces, not as a crowd."""


_KNOWN = frozenset({("the",), ("this",)})


def _meets(sentence: Sentence, match: Match[Trigger], support: Support, needs: frozenset[str]) -> bool:
    """Whether any of some needs stands beside a trigger."""
    if "weapon" in needs and (_near(support.weapons, sentence, match, 0) or _of_attack(sentence, match, support)):
        return True
    groups = set(_near(support.groups, sentence, match, 1))
    if any(groups & _WANTED[need] for need in needs & _WANTED.keys()):
        return True
    if "victim" in needs and _near(targets_in(sentence.tokens.words), sentence, match, 0):
        return True
    if "object" in needs and _object_place(sentence, match, support):
        return True
    if "unarmed" in needs and groups.isdisjoint(_FORCES):
        return True
    if "objectperson" in needs and _object_person(sentence, match, support):
        return True
    if "known" in needs and sentence.tokens.words[match.first - 1 : match.first] in _KNOWN:
        return True
    if "toll" in needs and support.tolls:
        return True
    return "place" in needs and bool(support.places)


_OBJECT = 5
"""Words behind a verb within which its object stands."""
_NO_OBJECT = frozenset({",", ".", ";", "from", "in", "at", "by", "to", "with", "on", "near", "for", "'s"})
_PEOPLE = frozenset({"civilians", "crowd", "protesters", "police"})


def _object_person(sentence: Sentence, match: Match[Trigger], support: Support) -> bool:
    """Whether people are a trigger's object: "snatched a trader", "two nuns were grabbed"."""
    words = sentence.tokens.words
    if _passive(sentence, match):
        return any(0 < match.first - group.last <= _OBJECT for group in support.groups if group.value == "civilians")
    return any(
        group.value in _PEOPLE
        and 0 < group.first - match.last <= _OBJECT
        and _NO_OBJECT.isdisjoint(words[match.last + 1 : group.first])
        for group in support.groups
    )


def candidates(sentence: Sentence) -> tuple[Match[Trigger], ...]:
    """Triggers of a sentence that have the word class that their rows ask for."""
    return tuple(m for m in triggers().find(sentence.tokens.words) if _class_fits(sentence, m))


def _in_name(sentence: Sentence, match: Match[Trigger], support: Support) -> bool:
    """Whether a trigger is a part of a party's name: Popular Mobilization Forces."""
    shown = sentence.tokens.shown
    capitals = shown[match.first].isupper() and shown[match.first - 1].isupper()
    return (
        shown[match.first][0].isupper()
        and not capitals
        and any(
            group.first <= match.first
            and match.last <= group.last
            and group.last - group.first > match.last - match.first
            and shown[group.last][0].isupper()
            for group in support.groups
        )
    )


def _by_chance(match: Match[Trigger], others: Sequence[Match[str]], support: Support) -> str | None:
    """Those whom a river or a burst tank kills, where nobody with arms is named, die in no conflict."""
    if match.value.frame not in _HARM or support.weapons:
        return None
    groups = {group.value for group in support.groups}
    kinds = {other.value for other in others}
    chance = "accident" in kinds if "police" in groups else not _CHANCE.isdisjoint(kinds)
    return "other subject" if chance and not groups & {"armed", "crowd"} else None


_SENSES = frozenset({"alarm", "demining", "figure", "fire", "medical", "police", "release", "weapon"})
"""Kinds of other_subjects.csv that say nothing of what else their sentence tells: "riot police", "taken to hospital"."""


def _taken(match: Match[Trigger], spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a trigger begins or ends in any of some spans."""
    return any(start <= match.first <= end or start <= match.last <= end for start, end in spans)


def _inside(match: Match[Trigger], others: Sequence[Match[str]]) -> Match[str] | None:
    """The phrase in which a trigger stands and means something else."""
    return next((o for o in others if o.first <= match.last and match.first <= o.last), None)


def possible(sentence: Sentence, support: Support) -> bool:
    """Whether `find` may find anything in a sentence: a quick answer, which is never wrong where it says no."""
    others = realis.other_subject(sentence)
    return any(
        _inside(match, others) is not None
        or (not _taken(match, support.names) and _supported(sentence, match, support))
        for match in support.triggers
    )


def _assailed(other: Match[str], support: Support) -> bool:
    """Whether it is no crime at home, as those who kill somebody's wife are armed: "gunmen killed his wife"."""
    return other.value == "domestic" and any(group.value == "armed" for group in support.groups)


def _dated(match: Match[Trigger], support: Support) -> bool:
    """Whether a day follows a trigger before another one does."""
    later = [start for start, _ in support.times if start > match.last]
    return bool(later) and not any(match.last < other.first < later[0] for other in support.triggers)


_FIGHTS = frozenset({"battle", "territory", "attack"})
_BACKING = 7
"""Words before a noun in which it may be told as support of another act."""


def _backs(hit: Hit, found: Sequence[Hit]) -> bool:
    """Whether shells or air strikes only back up a fight of the same sentence: "clashes amid shelling"."""
    if frames()[hit.frame].family != "remote" or not hit.noun:
        return False
    if not any(frames()[other.frame].family in _FIGHTS and frames()[other.frame].own for other in found):
        return False
    before = " ".join(hit.sentence.tokens.words[max(0, hit.first - _BACKING) : hit.first])
    return lexicon.patterns("role_phrases", "backing").search(f"{before} ") is not None


_CROWDED = frozenset({"protest", "riot"})
_TAKEN = frozenset({"arrest", "abduct", "attack"})
_AFTER = frozenset({"after", "following"})


def _sparks(hit: Hit, found: Sequence[Hit], support: Support) -> bool:
    """Whether what somebody suffered only says why a crowd came out: "protests erupted in A after a mayor was arrested"."""
    if not hit.passive or frames()[hit.frame].family not in _TAKEN:
        return False
    words = hit.sentence.tokens.words
    before = [other.last for other in found if other.last < hit.first and frames()[other.frame].family in _CROWDED]
    since = [at for at in range(max(before, default=hit.first), hit.first) if words[at] in _AFTER]
    return bool(since) and not any(start > since[-1] for start, _ in support.times)


def find(sentence: Sentence, support: Support, ending: str) -> tuple[Hit, ...]:
    """The hits of a sentence in order, those that are no event with the reason; overlapping ones: the longest.

    `ending` is the last part of the sentence's text.
    """
    matches = support.triggers
    if not matches:
        return ()
    cues: tuple[Match[str], ...] | None = None
    others = realis.other_subject(sentence)
    taken = (*support.times, *support.names)
    found: list[Hit] = []
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first, bool(m.value.needs), -len(m.value.pattern))):
        if any(hit.first <= match.last and match.first <= hit.last for hit in found):
            continue
        if _taken(match, taken) or _in_name(sentence, match, support):
            continue
        inside = _inside(match, others)
        if inside is not None and not _assailed(inside, support):
            reason: str | None = "other sense" if inside.value in _SENSES else "other subject"
        elif not _supported(sentence, match, support):
            continue
        else:
            cues = realis.sentence_cues(sentence) if cues is None else cues
            reason = _by_chance(match, others, support) or realis.verdict(
                sentence, match, cues, ending, dated=bool(support.times)
            )
            if reason == realis.CHARGE and _dated(match, support):
                reason = None
            if reason == realis.ONGOING and (support.times or support.tolls):
                reason = None
        found.append(Hit(sentence, match.first, match.last, match.value, _passive(sentence, match), reason))
    found = [hit for hit in found if not _backs(hit, found)]
    found = [replace(hit, reason="background") if _sparks(hit, found, support) else hit for hit in found]
    return tuple(sorted((hit for hit in found if hit.frame != _IDLE), key=lambda hit: hit.first))
