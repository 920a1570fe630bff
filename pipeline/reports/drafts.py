"""One event of an article while it is put together, and which sentences tell the same one."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.records import readonly
from pipeline.reports import actions, annotate, families
from pipeline.reports.hits import Hit, frames

if TYPE_CHECKING:
    from collections.abc import Callable

    from pipeline.reports.annotate import Sentence
    from pipeline.reports.placing import Site
    from pipeline.reports.timing import When
    from pipeline.schema import Place


@readonly
class Core:
    """Hits of one sentence that tell one action, with the sites and the time that belong to them.

    `on_scene`: whether it has its place from another event that was told with its place right before; `means`: with
    what it was done, as far as its words tell (`families.means`), or as what was told right before it, where `like` says
    so; `kinds`: what kinds of people its sentence names.
    """

    hits: tuple[Hit, ...]
    site: Site | None
    when: When
    family: str
    places: tuple[Place, ...] = ()
    own_place: bool = True
    acting: Callable[[Hit], frozenset[str]] = field(default=lambda _: frozenset(), compare=False)
    on_scene: bool = False
    means: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    like: bool = False

    @property
    def actors(self) -> frozenset[str]:
        """Keys of the side that acts: its country, or the group's name; read when asked for."""
        return self.acting(self.main)

    @property
    def sentence(self) -> Sentence:
        """The sentence."""
        return self.hits[0].sentence

    @property
    def main(self) -> Hit:
        """The gravest hit."""
        return (
            self.hits[0]
            if len(self.hits) == 1
            else max(self.hits, key=lambda hit: (frames()[hit.frame].rank, -hit.first))
        )

    @property
    def independent(self) -> bool:
        """Whether it tells an action, not only its consequences or "the attack" told before."""
        return any(frames()[hit.frame].own and not actions.definite(hit) for hit in self.hits)


def _merit(core: Core) -> tuple[bool, bool, int, int]:
    """How well a core shows its event."""
    return core.own_place, core.when.own, frames_rank(core), -core.sentence.number


@dataclass(slots=True)
class Draft:
    """One event of the article while it is put together; `place` is one place, `cores` all that tell it.

    Cores are only ever added, so that the best of them is sought among the new ones.
    """

    cores: list[Core]
    place: Place | None
    when: When
    family: str
    _seen: int = field(default=0, init=False, repr=False, compare=False)
    _best: Core | None = field(default=None, init=False, repr=False, compare=False)
    _asked: int = field(default=0, init=False, repr=False, compare=False)
    _means: frozenset[str] = field(default=frozenset(), init=False, repr=False, compare=False)

    @property
    def first(self) -> Core:
        """The core that the draft was made from."""
        return self.cores[0]

    @property
    def best(self) -> Core:
        """The core that shows it best: with a place and a day of its own, then the gravest, then the first."""
        if self._seen < len(self.cores):
            known = [] if self._best is None else [self._best]
            self._best = max([*known, *self.cores[self._seen :]], key=_merit)
            self._seen = len(self.cores)
        return self._best or self.cores[0]

    @property
    def means(self) -> frozenset[str]:
        """With what it was done, as far as its cores tell."""
        self._means = self._means.union(*(core.means for core in self.cores[self._asked :]))
        self._asked = len(self.cores)
        return self._means

    def dated(self, when: When) -> None:
        """Take the day of a further core where it tells more than the one that stands."""
        weak = self.when.rule in {"said", "summary", "story", "scene"} and when.rule != "said" and when.own
        better = self.when.expression is None or weak or _narrower(when, self.when)
        if better and when.expression is not None and not (when.expression.first.vague or _vague(when)):
            self.when = when

    @property
    def actors(self) -> frozenset[str]:
        """Keys of the sides that act, as far as its cores name them."""
        return frozenset().union(*(core.actors for core in self.cores))


_VAGUE = 3
"""Days by which "in recent days" is longer than what dates an event told before."""


def _vague(when: When) -> bool:
    return when.period is not None and (when.period.last - when.period.first).days > _VAGUE


def _narrower(when: When, known: When) -> bool:
    """Whether a time names the day within the month or the weekend that stands: "at the weekend", then "on Sunday"."""
    if not when.own or when.period is None or known.period is None or _vague(when):
        return False
    since = known.expression is not None and known.expression.relation == "since"
    within = known.period.first <= when.period.first and when.period.last <= known.period.last
    day = not since and when.period.first == when.period.last and known.period.first != known.period.last
    return within and (day or _vague(known))


def retells(core: Core, draft: Draft) -> bool:
    """Whether a core can tell a draft's event again: one family, or only consequences."""
    if otherwise(core, draft):
        return False
    if core.family == draft.family or {core.family, draft.family} == {"attack", "battle"}:
        return True
    told = not core.independent or (consequence(core) and harms(draft))
    return told and families.allied(core.family, draft.family)


def otherwise(core: Core, draft: Draft) -> bool:
    """Whether a core tells an action that was done with other means, or to others: mortars behind an air strike."""
    if core.independent and {core.family, draft.family} == {"attack", "battle"}:
        return _on_others(core, draft)
    if not core.independent or not core.family == draft.family == "remote":
        return False
    return families.differ(core.means, draft.means)


_FORCES = frozenset({"state", "police"})

_FOUGHT = frozenset({"clash", "combat"})


def _on_others(core: Core, draft: Draft) -> bool:
    """Whether of two only one is a fight with soldiers or the police, and the other was done to civilians."""
    told = frozenset().union(*(each.kinds for each in draft.cores))
    fight, attack = (core.kinds, told) if core.family == "battle" else (told, core.kinds)
    one = core if core.family == "battle" else draft.first
    if consequence(core) or one.main.frame not in _FOUGHT or any(actions.definite(hit) for hit in core.hits):
        return False
    return bool(fight & _FORCES) and "civilians" in attack and not attack & _FORCES


_AIR = frozenset({"air"})


def attends(core: Core, draft: Draft) -> bool:
    """Whether a core without a place of its own goes on telling the draft before it."""
    if core.family == "remote" and core.means == _AIR and draft.family == "battle":
        return False
    return families.attendant(core.family, draft.family) and (frames_rank(core) <= 4 or downs(core, draft))


def downs(core: Core, draft: Draft) -> bool:
    """Whether a core tells that all was shot down that a draft only tells to have been launched."""
    fired = all(hit.frame in actions.FIRED for each in draft.cores for hit in each.hits)
    return core.family == "intercept" and fired and not _ALL.isdisjoint(core.sentence.tokens.words)


_HARMLESS = frozenset({"agreement", "group", "base", "measure", "intercept", "property"})
"""Families of events whose telling seldom goes on with dead."""


def consequence(core: Core) -> bool:
    """Whether a core only tells who died or was hurt, by nobody's hand."""
    return all(hit.frame in {"died", "hurt"} or (hit.frame == "kill" and _suffered(hit)) for hit in core.hits)


_AFTER = frozenset({"on", "in", "at", "and", "by", "when", "after", "while", "during", "instantly", ",", ".", ";", ":"})


def _suffered(hit: Hit) -> bool:
    """Whether "killed" is said of those who died: passive, or without an object ("a mother killed on the spot")."""
    words = hit.sentence.tokens.words
    return hit.passive or (words[hit.last] == "killed" and not _AFTER.isdisjoint(words[hit.last + 1 : hit.last + 2]))


def harms(draft: Draft) -> bool:
    """Whether dead and wounded that are told next may be of a draft."""
    return draft.family not in _HARMLESS


def frames_rank(core: Core) -> int:
    """Rank of the gravest frame."""
    return frames()[core.main.frame].rank


_ALL = frozenset({"all", "every", "each", "both", "them"})

_ANEW = frozenset({"another", "separate", "similar", "second", "third", "different", "further", "simultaneous"})


def anew(core: Core) -> bool:
    """Whether words say that it is not what was told before: "in a separate attack", "another bomb"."""
    return any(
        hit.noun and _ANEW & set(hit.sentence.tokens.words[max(0, hit.first - 3) : hit.first]) for hit in core.hits
    )


def _open_ended(hit: Hit, attacked: bool) -> bool:
    """Whether a hit leaves open how an attack was made: "attacked a convoy, killing eight", "killed in an attack"."""
    only = hit.frame == "kill" and (attacked or hit.passive or hit.sentence.tokens.words[hit.first].endswith("ing"))
    return only or hit.frame in actions.GENERAL or not frames()[hit.frame].own


def general(core: Core) -> bool:
    """Whether a core leaves open how an attack was made."""
    attacked = any(hit.frame in actions.GENERAL for hit in core.hits)
    return core.family == "attack" and all(_open_ended(hit, attacked) for hit in core.hits)


def specifies(core: Core, draft: Draft) -> bool:
    """Whether a core says what an attack told in the sentence before was: "They threw two grenades"."""
    near = core.sentence.number - draft.cores[-1].sentence.number <= 1
    says = core.family in {"remote", "battle"} and (core.main.frame != "hit" or annotate.weapon_matches(core.sentence))
    summed = any(actions.tallied(hit) for told in draft.cores for hit in told.hits)
    return near and bool(says) and not summed and all(general(told) for told in draft.cores)


_VIOLENT = frozenset({"attack", "remote", "battle"})


def goes_on(core: Core, draft: Draft) -> bool:
    """Whether a core tells how the attack went that was told at its place: "The assault began when a bomber ..."."""
    both = {core.family, draft.family} <= _VIOLENT
    named = any(actions.definite(hit) and hit.frame in actions.GENERAL for hit in core.hits)
    return both and (named or specifies(core, draft))


def other_side(core: Core, draft: Draft) -> bool:
    """Whether a core names another acting side than the draft."""
    known = draft.actors
    return bool(core.actors and known and not core.actors & known)


_OPENING = 6
"""Words at the head of a sentence among which "in another incident" begins."""


def separate(core: Core) -> bool:
    """Whether the sentence begins another event: "In a separate attack", "Separately"."""
    words = core.sentence.tokens.words
    opening = " ".join(words[: min(_OPENING, core.main.first)])
    return lexicon.within("separate_cues").search(opening) is not None
