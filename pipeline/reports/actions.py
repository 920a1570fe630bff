"""What in a sentence is one action: which of its triggers go together, and which places belong to them."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import annotate, families, placing, timing
from pipeline.reports.hits import Hit, frames, targets_in
from pipeline.reports.placing import Site

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.dates import TimeExpression
    from pipeline.reports.annotate import Article, Sentence

_JOINED = 8
"""Words that may stand between two places that "and" joins,"""

_JOINED_COUNTS = 14
"""and where each place has a number of its own: "killed six in A and, within an hour, three in B"."""


def clusters(hits: Sequence[Hit], sites: Sequence[Site], times: Sequence[TimeExpression]) -> list[list[Hit]]:
    """Hits of a sentence grouped into actions.

    A new action begins where the family changes to one that cannot be the same incident, or in a later clause that
    has a place or time of its own.
    """
    groups: list[list[Hit]] = []
    for hit in hits:
        if groups and _continues(groups[-1], hit, sites, times):
            groups[-1].append(hit)
        else:
            groups.append([hit])
    return groups


def _results(hit: Hit) -> bool:
    """Whether a participle tells what came of the action before it: "stormed a hotel in A, killing six"."""
    words = hit.sentence.tokens.words
    dead = hit.frame in {"kill", "hurt"} and words[hit.first].endswith("ing")
    return dead and words[hit.first - 1 : hit.first] == (",",)


def _aside(before: Hit, hit: Hit) -> bool:
    """Whether only the first of two hits stands in an aside: "in A, where a school was bombed in March, gunmen killed"."""
    return any(a <= before.first <= b < hit.first for a, b in timing.asides(hit.sentence))


_THEN = frozenset({"and", ",", "then", "later", "subsequently", "were", "was"})
"""Words between what was done to captives: "were kidnapped and later killed"."""


def _compared(before: Hit, hit: Hit) -> bool:
    """Whether the second of two hits is what the first is compared with: "the deadliest attack since a bomb killed six"."""
    words = hit.sentence.tokens.words
    since = next((at for at in range(before.last + 1, hit.first) if words[at] == "since"), None)
    return (
        not hit.noun
        and since is not None
        and not timing.MOST.isdisjoint(words[max(0, before.first - _SUPERLATIVE) : since])
    )


_SUPERLATIVE = 3
"""Words before a trigger among which "the worst" stands."""


def _continues(group: Sequence[Hit], hit: Hit, sites: Sequence[Site], times: Sequence[TimeExpression]) -> bool:
    before = group[-1]
    one, other = (frames()[h.frame] for h in (before, hit))
    if _days_after(before, hit, times) is not None or _compared(before, hit):
        return False
    if not other.own or not one.own:
        return not (contrasted(hit.sentence, before.last + 1, hit.first) and _set_apart(before, hit, sites, times))
    clause = hit.sentence.clause(before.last) == hit.sentence.clause(hit.first)
    if before.frame == "enter" and other.family in _DONE:
        return True
    if clause and one.family == "abduct" and other.family == "attack" and not manner(hit):
        words = hit.sentence.tokens.words
        object_ = bool({"them", "him", "her"} & set(words[hit.last + 1 : hit.last + 2]))
        return object_ or (hit.passive and _THEN.issuperset(words[before.last + 1 : hit.first]))
    if clause and (manner(hit) or (before.frame == "raid" and hit.frame in _SEARCHED)):
        return True
    if not families.allied(one.family, other.family) or families.by_other_means(group, hit):
        return False
    if not _results(hit) and (
        (len(times) > 1 and _aside(before, hit)) or (one.family != other.family and _elsewhere(before, hit))
    ):
        return False
    return clause or _results(hit) or not _set_apart(before, hit, sites, times)


_CONTRAST = frozenset({"while", "whereas"})


def contrasted(sentence: Sentence, first: int, stop: int) -> bool:
    """Whether words lead to what is told beside: "a bomb in A hurt two, while troops died in B"."""
    return not _CONTRAST.isdisjoint(sentence.tokens.words[first:stop])


def _set_apart(before: Hit, hit: Hit, sites: Sequence[Site], times: Sequence[TimeExpression]) -> bool:
    """Whether a hit in a later clause has a place or a time of its own, as the one before it has."""
    sentence = hit.sentence
    later = [s for s in sites if s.first > before.last and sentence.clause(s.first) >= sentence.clause(hit.first)]
    words = sentence.tokens.words
    floor = max((at for at in range(before.first) if words[at] in _CONTRAST), default=-1)
    earlier = [
        s for s in sites if floor < s.first < hit.first and sentence.clause(s.first) <= sentence.clause(before.last)
    ]
    if later and earlier:
        return True
    start = sentence.tokens.starts[hit.first]
    stop = next((at for at in range(before.last, hit.first) if words[at] == ";"), None)
    if stop is not None:
        parted = sentence.tokens.starts[stop]
        if any(t.start > parted for t in times) and any(t.end <= parted for t in times):
            return True
    return any(t.start > start for t in times) and any(t.end <= start for t in times)


def _telling(hits: Sequence[Hit]) -> Sequence[Hit]:
    """The hits of a sentence without those that only give the reason of another: "marched against the killing of two"."""
    kept = [hit for hit in hits if not refers(hit) and not _of_arrests(hit, hits) and not _was_held(hit, hits)]
    kept = kept if any(frames()[hit.frame].own for hit in kept) else list(hits)
    fired = {id(max(pair, key=lambda hit: hit.frame in FIRED)) for pair in pairwise(kept) if _of_intercepted(*pair)}
    kept = [hit for hit in kept if id(hit) not in fired]
    return [
        hit
        for at, hit in enumerate(kept)
        if not (kept[at + 1 :] and (_by_hand(hit, kept[at + 1]) or _way_in(hit, kept[at + 1], hits)))
    ]


_POSTS = frozenset({"military", "police"})
"""Kinds of things attacked that are held by men with arms; who strikes one fights, whatever he takes from it,"""
_OBJECT = 4
"""words after the trigger among which they stand."""
_HANDS = frozenset({"abduct", "property", "attack"})
"""Families of what is done with hands and small arms."""


def _by_hand(before: Hit, hit: Hit) -> bool:
    """Whether "struck" tells no shell but the raid that goes on: "the rebels struck the village and abducted ten"."""
    if before.frame != "hit" or before.passive or before.noun or annotate.weapon_matches(before.sentence):
        return False
    if any(
        0 < m.first - before.last <= _OBJECT and m.value in _POSTS for m in targets_in(before.sentence.tokens.words)
    ):
        return False
    words = before.sentence.tokens.words
    joined = "and" in words[before.last + 1 : hit.first] or words[hit.first].endswith("ing")
    return joined and not (hit.noun or hit.passive) and frames()[hit.frame].family in _HANDS


GENERAL = frozenset({"attack", "raid", "assault", "underattack"})
"""Frames that leave open how an attack was made."""
_TAKING = frozenset({"abduct", "arrest"})
"""Families of what people are taken away in."""

_BLOODY = frozenset({"kill", "shoot", "massacre", "died", "hurt", "beat", "lynch", "rape", "clash", "combat"})
"""Frames of harm to people."""


def _way_in(before: Hit, hit: Hit, every: Sequence[Hit]) -> bool:
    """Whether an attack is only how those came who took people away: "stormed a school and abducted 80 pupils"."""
    if before.frame not in GENERAL or before.noun or before.passive or hit.noun:
        return False
    if frames()[hit.frame].family not in _TAKING or any(each.frame in _BLOODY for each in every):
        return False
    words = before.sentence.tokens.words
    return "and" in words[before.last + 1 : hit.first] or words[hit.first].endswith("ing")


def _of_intercepted(before: Hit, hit: Hit) -> bool:
    """Whether a hit only tells where from or at what something came that was shot down: "intercepted rockets fired at"."""
    same = hit.sentence.clause(before.last) == hit.sentence.clause(hit.first)
    one, other = (before, hit) if hit.frame in FIRED else (hit, before)
    passive = one is before or one.passive
    return same and passive and frames()[one.frame].family == "intercept" and other.frame in FIRED


def _days_after(before: Hit, hit: Hit, times: Sequence[TimeExpression]) -> TimeExpression | None:
    """The words between two hits by which the second lies before the first: "came two weeks after"."""
    start, end = before.end, hit.start
    return next((t for t in times if start <= t.start and t.end <= end and after(t)), None)


def after(expression: TimeExpression) -> bool:
    """Whether an expression counts from what follows it: "two weeks after"."""
    return expression.dependent and expression.rule == "context_shift"


def _elsewhere(before: Hit, hit: Hit) -> bool:
    """Whether a hit stands in a relative clause on the place of another: "at X, where troops had taken two villages"."""
    words = hit.sentence.tokens.words
    return "where" in words[before.last + 1 : hit.first]


_DONE = frozenset({"attack", "battle", "property", "abduct", "territory"})
"""Families of what those who enter a place do there."""

FIRED = frozenset({"fire", "launch"})

_SEARCHED = frozenset({"arrest", "defuse", "clash", "combat", "kill", "shoot"})
"""Frames that go on with a raid."""


def manner(hit: Hit) -> bool:
    """Whether a noun tells how something was done: "seized the town in an attack", "arrested during a raid"."""
    before = hit.sentence.tokens.words[max(0, hit.first - 4) : hit.first]
    return hit.noun and not _DURING.isdisjoint(before) and bool({"a", "an", "another"} & set(before))


def tallied(hit: Hit) -> bool:
    """Whether a noun in the plural is counted: "several attacks", "97 militant raids", "a string of bombings"."""
    words = hit.sentence.tokens.words
    if not hit.noun or not words[hit.last].endswith("s"):
        return False
    before = words[max(0, hit.first - 4) : hit.first]
    if ("one", "of") in pairwise(words[max(0, hit.first - 5) : hit.first]):
        return False
    return any(word.isdigit() or word in _counting() or word in _TALLIES for word in before)


_TALLIES = frozenset(
    "many numerous various series string spate wave number dozen scores hundreds multiple repeated".split()
)


_MASS = 1000
"""So many are arrested in weeks and all over a country, unless a day is told."""


def mass(hit: Hit) -> bool:
    """Whether thousands are told to have been arrested: "nearly 14,000 arrested", "thousands were detained"."""
    words = hit.sentence.tokens.words
    beside = (*words[max(0, hit.first - _OBJECT * 2) : hit.first], *words[hit.last + 1 : hit.last + 1 + _OBJECT])
    return any(
        word == "thousands" or ("," in word and word.replace(",", "").isdigit() and int(word.replace(",", "")) >= _MASS)
        for word in beside
    )


def _was_held(hit: Hit, found: Sequence[Hit]) -> bool:
    """Whether an arrest only says who it is that came to harm: "a man who had been detained was lynched"."""
    before = hit.sentence.tokens.words[max(0, hit.first - 3) : hit.first]
    if hit.frame != "arrest" or hit.noun or "who" not in before or not {"had", "was", "were"} & set(before):
        return False
    return any(other.frame in _BLOODY and other.first > hit.last for other in found)


def _of_arrests(hit: Hit, found: Sequence[Hit]) -> bool:
    """Whether raids are only those in which people are arrested in the same clause: "held 25 people in dawn raids"."""
    words = hit.sentence.tokens.words
    before = words[max(0, hit.first - 3) : hit.first]
    if not hit.noun or words[hit.last] not in _RAIDS or _DURING.isdisjoint(before) or "the" in before:
        return False
    clause = hit.sentence.clause(hit.first)
    return any(other.frame == "arrest" and hit.sentence.clause(other.first) == clause for other in found)


_DURING = frozenset({"in", "during"})
"""Words with which a noun tells the manner of something else."""

_RAIDS = frozenset({"raid", "raids", "sweep", "sweeps", "swoop", "swoops"})


def _left(hit: Hit, site: Site) -> bool:
    """Whether a place belongs to the verb that a relative clause interrupts: "men whom rebels beat yesterday fled to X"."""
    words = hit.sentence.tokens.words
    if not {"who", "whom"} & set(words[max(0, hit.first - 4) : hit.first]):
        return False
    return any(words[at].endswith("ed") and words[at - 1] in _days() for at in range(hit.last + 2, site.first))


def _assign(groups: Sequence[Sequence[Hit]], sites: Iterable[Site]) -> list[list[Site]]:
    """Each site to the nearest group that tells an action."""
    owned: list[list[Site]] = [[] for _ in groups]
    for site in sites:
        costs = []
        for number, group in enumerate(groups):
            if not all(_left(h, site) for h in group):
                costs += [(placing.distance(h.sentence, h.first, h.last, site), number) for h in group]
        if costs:
            owned[min(costs)[1]].append(site)
    return owned


def find(article: Article, hits: Sequence[Hit], times: Sequence[TimeExpression]) -> list[tuple[list[Hit], list[Site]]]:
    """The actions of one sentence with their sites."""
    if not hits:
        return []
    sentence = hits[0].sentence
    sites = placing.sites(article, sentence)
    groups = clusters(_telling(hits), sites, times)
    return list(zip(groups, _assign(groups, sites), strict=True))


def choose_site(group: Sequence[Hit], sites: Sequence[Site]) -> Site | None:
    """The site nearest to a group's hits, with those that "and" joins to it; a country only where nothing narrower is."""
    narrow = [s for s in sites if any(placing.width(m) < placing.WIDTH["country"] for m in s.members)] or list(sites)
    nearest = (
        narrow[0]
        if len(narrow) == 1
        else min(
            narrow,
            key=lambda s: min(placing.distance(h.sentence, h.first, h.last, s) for h in group),
            default=None,
        )
    )
    if nearest is None:
        return None
    words = group[0].sentence.tokens.words
    chosen = nearest
    for site in narrow if "between" not in words[max(0, nearest.first - placing.LEAD) : nearest.first] else ():
        gap = words[chosen.last + 1 : site.first]
        reach = _JOINED_COUNTS if any(word.isdigit() or word in _counting() for word in gap) else _JOINED
        joined = len(gap) <= reach and "and" in gap and site.locative | (gap[-1:] == ("and",))
        if site.first > chosen.last and (joined or (site.locative and _itemised(gap))):
            chosen = Site((*chosen.members, *site.members), chosen.first, site.last, chosen.locative)
    for site in reversed(narrow):
        if site.last < chosen.first and site.locative and _itemised(words[site.last + 1 : chosen.first]):
            chosen = Site((*site.members, *chosen.members), site.first, chosen.last, site.locative)
    return chosen


@cache
def _settlements() -> frozenset[str]:
    """Words for what lies in something larger: "at A, a village in B" names one place."""
    return lexicon.words("towns") | {"community", "communities", "locality", "area", "neighbourhood", "neighborhood"}


def _itemised(gap: Sequence[str]) -> bool:
    """Whether the words between two places begin another item of a list with numbers: "three in A, two men in B"."""
    counted = any(word.isdigit() or word in _numbers() for word in gap[1:3]) and not _measures().intersection(gap)
    if gap[:2] in {(",", "a"), (",", "the")} and not _settlements().isdisjoint(gap):
        return False
    return gap[:1] in {(",",), ("and",)} and counted and len(gap) <= _JOINED and gap[-1] in _WHERE


_WHERE = frozenset({"in", "at", "near", "on", "outside", "around"})


@cache
def _measures() -> frozenset[str]:
    """Words that tell a distance or a time: "two days after the raid in B", "30 km from a base in B"."""
    units = {row["word"] for row in lexicon.table("time_words", ("word", "class", "value")) if row["class"] == "unit"}
    return frozenset(units | lexicon.words("distance_units") | {"from"})


def definite(hit: Hit) -> bool:
    """Whether a noun points back: "the attack", "that latest strike", "Tuesday's ambush"."""
    if not hit.noun:
        return False
    words = hit.sentence.tokens.words
    before = words[max(0, hit.first - 2) : hit.first]
    if words[hit.last + 1 : hit.last + 2] == ("of",) and _counted(words[hit.last + 2 : hit.last + 5]):
        return False
    dated = any(a in _days() and b == "'s" for a, b in pairwise(words[max(0, hit.first - 3) : hit.first]))
    return dated or any(word in {"the", "this", "that", "these", "those", "its"} for word in before)


_REACH = 3
"""Words between "the" and the verb in "the tank shell struck"."""


def by_the_weapon(hit: Hit) -> bool:
    """Whether what struck is known already: "the drone hit", "the tank shell struck"."""
    words = hit.sentence.tokens.words
    lead = [match for match in annotate.weapon_matches(hit.sentence) if match.last == hit.first - 1]
    if hit.noun or not lead or words[hit.first - 1].endswith("s"):
        return False
    before = words[max(0, hit.first - 1 - _REACH) : hit.first - 1]
    return "the" in before and not _ORDER & set(before)


_ORDER = frozenset({"first", "second", "third", "other", "another", "last"})
_TOWNS = frozenset({"settlements", "villages", "towns", "cities", "communities", "localities", "areas", "districts"})
_WINDOW = 9
"""Words around a trigger among which the places are counted that it was done to."""


def scattered(group: Sequence[Hit]) -> bool:
    """Whether something was done to a number of places without names: "110 settlements came under fire"."""
    main = max(group, key=lambda hit: frames()[hit.frame].rank)
    words = main.sentence.tokens.words[max(0, main.first - _WINDOW) : main.last + _WINDOW]
    counts = {at for at, word in enumerate(words) if word[0].isdigit() or word in _counting()}
    return any(_TOWNS.intersection(words[at + 1 : at + 4]) for at in counts)


def _counted(words: Sequence[str]) -> bool:
    """Whether words begin with a number: "the arrest of nine men" is told for the first time."""
    return bool(words) and (
        words[0].isdigit() or words[0] in _numbers() or " ".join(words[:2]) in {"at least", "up to"}
    )


@cache
def _counting() -> frozenset[str]:
    """Words that count more than one, or tell how many."""
    return lexicon.cardinals() | {"some", "several", "dozens"}


@cache
def _numbers() -> frozenset[str]:
    return _counting() | {"a", "an"}


@cache
def _days() -> frozenset[str]:
    """Names of days: "Saturday's attack" was told before."""
    rows = lexicon.table("time_words", ("word", "class", "value"))
    return frozenset(row["word"] for row in rows if row["class"] in {"weekday", "day_word"})


def refers(hit: Hit) -> bool:
    """Whether a noun only gives the reason or the time of something else: "in response to", "over the alleged"."""
    if not hit.noun:
        return False
    words = hit.sentence.tokens.words
    before = words[max(0, hit.first - 5) : hit.first]
    joined = " ".join(before)
    if "against" in before[-3:] or (hit.frame in {"arrest", "abduct"} and "over" in before[-2:]):
        return True
    return lexicon.within("reference_cues").search(joined) is not None


_BEFORE = ("front", "of")
"""What "in" may begin that names no front."""


def unnamed(group: Sequence[Hit]) -> bool:
    """Whether a group has a place of its own that has no name: "assaults in Russian border areas"."""
    main = max(group, key=lambda hit: frames()[hit.frame].rank)
    words = main.sentence.tokens.words[main.last + 1 : main.last + 9]
    for at, word in enumerate(words[:2] if main.noun else words[:5]):
        if word in {"in", "near", "at", "across", "inside", "on", "throughout"} and words[at + 1 : at + 3] != _BEFORE:
            return any(noun in lexicon.words("unnamed_places") for noun in words[at + 1 : at + 6])
    return False
