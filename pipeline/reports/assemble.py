"""Puts the drafts of an article together: reads its sentences in order and decides what is told anew and what again."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import (
    actions,
    alike,
    dating,
    drafts,
    families,
    hits,
    leads,
    placing,
    scenes,
    sides,
    statements,
    subjects,
    timing,
    whereabouts,
)
from pipeline.reports.annotate import LEAD, cues
from pipeline.reports.assembly import NAMED, REACH, Assembly
from pipeline.reports.drafts import Core, Draft

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.dates import TimeExpression
    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article
    from pipeline.reports.hits import Hit, Support
    from pipeline.schema import Issue, Place

_FURNITURE = 4
"""Words at the beginning of a line that tell page furniture."""
_NOUNS = frozenset({"battle", "protest"})
"""Families whose nouns tell an event at the place told before: "the previous day's fighting", "a march on Sunday"."""
_AHEAD = 3
"""Sentences after a lead in which its place may be named."""
_FOLLOWS = 2
"""Words after which a place still belongs to the noun before it."""
_LINKS = frozenset({"and", ",", "to", "but", "or", "who", ";"})
"""Words with which something else begins."""
_ADJOINS = 4
"""Characters between a place and the day that follows it."""


_INFORM = frozenset({"police", "government", "official", "side", "state"})
"""Kinds of party that tell of attacks by others."""


def _tells(between: str) -> bool:
    """Whether words between a party and an attack told before say that it only speaks of it: "police said that in the"."""
    stances = statements.forms()
    return any(stances.get(word.strip(",.")) == "asserts" for word in between.split())


def _acting(text: str, parties: Mapping[int, tuple[ActorMention, ...]], main: Hit) -> frozenset[str]:
    """Keys of the side that acts at a hit: its country, or the group's name."""
    both = sides.roles(text, main, parties.get(main.sentence.number, ()))
    told = [mention for mention in both.actor1 if mention.kind != "unidentified"]
    if actions.definite(main):
        told = [m for m in told if m.kind not in _INFORM or not _tells(text[m.end : main.start])]
    return frozenset(mention.iso3 or mention.name for mention in told)


def _crowds(state: Assembly, group: Sequence[Hit]) -> bool:
    """Whether a clash is one of a crowd: "clashes between youths and police"."""
    main = max(group, key=lambda hit: hits.frames()[hit.frame].rank)
    if main.frame != "clash":
        return False
    text = state.article.text
    both = sides.roles(text, main, state.parties.get(main.sentence.number, ()))
    kinds = sides.crowded((*both.actor1, *both.actor2), text)
    return bool(kinds & {"protesters", "crowd"}) and "armed" not in kinds


def _open(state: Assembly, core: Core) -> list[Draft]:
    """The drafts that a core may tell again.

    Those of its own sentence only where it begins another event; in news in brief none of another brief.
    """
    if drafts.separate(core):
        return [draft for draft in state.drafts if draft.cores[-1].sentence is core.sentence]
    here = core.sentence.paragraph
    if here not in state.briefs:
        return state.drafts
    return [
        draft
        for draft in state.drafts
        if (told := draft.cores[-1].sentence.paragraph) == here or told not in state.briefs
    ]


def _attach_target(state: Assembly, core: Core) -> Draft | None:
    """The draft that a core without a place of its own tells again or goes on telling.

    One with a place of its own goes before one that has only taken a place over, then the last told.
    """
    pointing = any(actions.definite(hit) for hit in core.hits)
    if drafts.anew(core):
        return None
    found = []
    for draft in _open(state, core):
        back = core.sentence.number - draft.cores[-1].sentence.number
        near = back <= REACH
        told = drafts.retells(core, draft) or (near and drafts.attends(core, draft)) or drafts.specifies(core, draft)
        told = told or (near and scenes.of_crowd(state, core, draft))
        if not told or not (near or pointing):
            continue
        if (drafts.other_side(core, draft) and not drafts.downs(core, draft)) or (
            core.when.own and not alike.same_days(core.when, draft.when)
        ):
            continue
        found.append(draft)
    here = core.sentence.paragraph
    if not (pointing or core.independent) and any(d.cores[-1].sentence.paragraph == here for d in state.drafts):
        found = [d for d in found if d.cores[-1].sentence.paragraph == here]
    return max(found, key=lambda d: (d.best.own_place, d.cores[-1].sentence.number), default=None)


def _points(core: Core) -> bool:
    """Whether a core only names what was told before, on whatever day: "the raid on X"."""
    return not core.when.own and all(actions.definite(hit) for hit in core.hits)


def _join(state: Assembly, core: Core, place: Place) -> bool:
    """Add a core to the draft of the same event, if there is one: one with a place and a day of its own before others."""
    if drafts.anew(core):
        return False
    found = [
        draft
        for draft in _open(state, core)
        if draft.place is not None
        and alike.same_place(draft.place, place)
        and (drafts.retells(core, draft) or drafts.goes_on(core, draft))
        and (alike.same_days(core.when, draft.when) or _points(core))
    ]
    if not found:
        return False
    draft = max(found, key=lambda d: (d.best.own_place, d.when.expression is not None, d.cores[-1].sentence.number))
    draft.cores.append(core)
    draft.dated(core.when)
    draft.place = placing.narrower(draft.place, place)
    return True


def _core(state: Assembly, group: Sequence[Hit], sites: Sequence[placing.Site]) -> Core:
    """A group of hits with its place and time."""
    places, how = whereabouts.of(state, group, sites)
    site = actions.choose_site(group, sites)
    family = families.family(group, state.supports[group[0].sentence.number].weapons)
    family = "riot" if family == "battle" and _crowds(state, group) else family
    told = [hit for hit in group if hits.frames()[hit.frame].family != "battle"]
    own = {hit.first for hit in group}
    others = [match.first for match in state.supports[group[0].sentence.number].triggers if match.first not in own]
    core = Core(
        tuple(group),
        site,
        dating.days(state, group),
        family,
        places,
        how == "sentence",
        partial(_acting, state.article.text, state.parties),
        means=families.means(told, others),
        kinds=frozenset(match.value for match in state.supports[group[0].sentence.number].groups),
    )
    return scenes.like(state, core)


def _at(core: Core) -> bool:
    """Whether a noun has its place with it: "the shelling of X", "the killing of six men at X"."""
    if core.site is None or core.site.first < core.main.last:
        return False
    between = core.sentence.tokens.words[core.main.last + 1 : core.site.first]
    return not _LINKS & set(between) and (len(between) <= _FOLLOWS or core.site.locative)


def _on_a_day(core: Core) -> bool:
    """Whether a sentence tells both place and date of an action: "tense since the clashes of rebels and police in X on May 6"."""
    when = core.when
    dated = when.own and when.rule == "sentence" and when.expression is not None and when.expression.rule == "date"
    return dated and core.own_place and when.period is not None and when.period.first == when.period.last


_COUNTED = frozenset({"attack", "abduct", "arrest"})
"""Families of which numbers "since" a day are totals."""


def _refused(core: Core, published: date | None) -> tuple[str, str] | None:
    """Kind and reason of the issue where a core tells no event of its own."""
    expression = core.when.expression
    if timing.history(core.when, published):
        return "history", f"older than {timing.HISTORY_YEARS} years"
    if expression is not None and expression.relation == "since" and not core.own_place and core.family in _COUNTED:
        return "total", "counted since a day, not told of one"
    if core.family == "arrest" and not core.when.own and actions.mass(core.main):
        return "total", "more than are arrested on one day"
    if timing.too_long(core.when) or (timing.vague(core.when) and actions.tallied(core.main)):
        return "total", "told of a long time, not of an event"
    if timing.vague(core.when) and core.when.own and not core.places and core.main.frame != "massacre":
        return "background", "told of a month at no place of its own"
    if actions.refers(core.main) and not (_at(core) or _on_a_day(core)):
        return "background", "gives the reason of something else"
    return None


def _long_ago(state: Assembly, core: Core) -> bool:
    """Whether a core is told of a time that nobody can date: "months ago", "years ago"."""
    if core.when.own or state.published is None:
        return False
    clause, span = core.sentence.clause, core.sentence.tokens.span
    return any(
        t.rule == "ago"
        and clause(span(t.start, t.end)[0]) == clause(core.main.first)
        and timing.resolve(t, state.published, None, "sentence", own=True) is None
        for t in state.times.get(core.sentence.number, ())
    )


_DIED = frozenset({"died", "dies", "dying", "die"})


def _natural(state: Assembly, core: Core) -> bool:
    """Whether a core only says that somebody has died, by no weapon and of no wounds: an illness does that too."""
    if timing.WOUNDS.intersection(core.sentence.tokens.words):
        return False
    only = all(hit.frame == "died" and hit.sentence.tokens.words[hit.first] in _DIED for hit in core.hits)
    return only and not state.supports[core.sentence.number].weapons


def _add(state: Assembly, document_id: str, group: Sequence[Hit], sites: Sequence[placing.Site]) -> None:
    """Put a group of hits where it belongs: a draft that it tells again, a new draft, or an issue."""
    core = _core(state, [hit for hit in group if not actions.refers(hit)] or group, sites)
    refused = _refused(core, state.published)
    if refused is None and _long_ago(state, core):
        refused = "background", "told of a time that cannot be dated"
    if refused is not None:
        state.issue(document_id, refused[0], core.main.start, core.main.end, refused[1])
        return
    told = _told_before(state, core)
    if told is not None:
        told.cores.append(core)
        told.dated(core.when)
        return
    state.story = state.story or dating.story(state, core)
    if core.when.expression is not None and core.when.own:
        state.paragraph_when[core.sentence.paragraph] = core.when
        state.last_when, state.last_sentence = core.when, core.sentence
    for place in core.places:
        here = _dated(state, core, place)
        if _join(state, here, place) or _located(state, here, place):
            continue
        told_of = not core.when.own and not _beside(core) and all(actions.definite(hit) for hit in core.hits)
        if told_of or _natural(state, core):
            state.issue(document_id, "background", core.main.start, core.main.end, "points to something told elsewhere")
            continue
        _begin(state, scenes.second(state, here, place))
    if not core.places:
        _add_unplaced(state, document_id, core)


_SAYS_WHERE = 12
"""Words behind "the attack" among which "took place in" stands."""


_AROUND_KM = 60.0
"""Kilometres from a town within which lies what is first told to have happened near it."""


def _located(state: Assembly, core: Core, place: Place) -> bool:
    """Put the event told last where a sentence says that it was: "The attack took place in X".

    So too a lead without a place, and what was first told to have happened near some town: "The strikes in X".
    """
    struck = actions.by_the_weapon(core.main)
    if not struck and not all(actions.definite(hit) for hit in core.hits):
        return False
    words = core.sentence.tokens.words
    behind = " ".join(words[core.main.last + 1 : core.main.last + 1 + _SAYS_WHERE])
    says = struck or any(f" {cue} " in f" {behind} " for cue in lexicon.words("happening_cues"))
    last = max(_open(state, core), key=lambda d: d.cores[-1].sentence.number, default=None)
    if last is None or core.sentence.number - last.cores[-1].sentence.number > REACH:
        return says and _lead_located(state, core, place)
    free = not last.best.own_place or _narrows(last.place, place)
    named = _at(core) and (_around(last.place, place) or _part_of_town(core, last, place))
    if not _again(core, last) or not ((says and free) or named):
        return False
    last.cores.append(core)
    last.place = place
    return True


_SUBURB_KM = 8.0
"""Kilometres from the middle of a town within which its suburbs lie."""


def _part_of_town(core: Core, last: Draft, place: Place) -> bool:
    """Whether "the attack on X" right behind one told of a town names the suburb that was meant."""
    apart = placing.distance_km(last.place, place) if last.place is not None else None
    if last.place is None or apart is None or core.sentence.number - last.cores[-1].sentence.number != 1:
        return False
    many = core.sentence.tokens.words[core.main.last].endswith("s")
    return not many and apart <= max(_SUBURB_KM, last.place.uncertainty_km or 0.0)


def _again(core: Core, draft: Draft) -> bool:
    """Whether a core may tell a draft again, of no other day."""
    return drafts.retells(core, draft) and not (core.when.own and not alike.same_days(core.when, draft.when))


def _narrows(told: Place | None, place: Place) -> bool:
    """Whether a place says more exactly where something was that was told of a town, a district or a region."""
    if told is None or placing.contains(place, told):
        return False
    apart = placing.distance_km(told, place)
    lacking = place.latitude is None and told.latitude is not None
    return lacking or placing.contains(told, place) or (apart is not None and apart <= _AROUND_KM)


def _around(wide: Place | None, place: Place) -> bool:
    """Whether a place is what lies "near", "north of" another one."""
    if wide is None or not wide.qualifier or placing.width(place) > placing.width(wide):
        return False
    apart = placing.distance_km(wide, place)
    return apart is not None and apart <= _AROUND_KM


def _lead_located(state: Assembly, core: Core, place: Place) -> bool:
    """Begin the event of a lead that names no place where a later sentence says that it was."""
    for lead in state.pending:
        draft = Draft([lead, core], place, lead.when, lead.family)
        if _again(core, draft):
            state.pending.remove(lead)
            draft.dated(core.when)
            _begin(state, draft)
            return True
    return False


def _told_before(state: Assembly, core: Core) -> Draft | None:
    """The event told last in the paragraph, where a core only says who died in it: no place in its clause, no other day."""
    if not drafts.consequence(core):
        return None
    sentence = core.sentence
    clauses = {sentence.clause(hit.first) for hit in core.hits}
    if core.site is not None and core.own_place and sentence.clause(core.site.first) in clauses:
        return None
    here = [d for d in _open(state, core) if d.cores[-1].sentence.paragraph == sentence.paragraph]
    last = max(here, key=lambda d: (d.cores[-1].sentence.number, d.cores[-1].main.first), default=None)
    if last is None or not drafts.harms(last) or drafts.other_side(core, last):
        return None
    return None if core.when.own and not alike.same_days(core.when, last.when) else last


def _dated(state: Assembly, core: Core, place: Place) -> Core:
    """A core at one of its places, with the day that follows it where each has one: "A on Monday and B on Tuesday"."""
    if len(core.places) < 2:
        return core
    found = state.times.get(core.sentence.number, ())
    days = {p.start: next((t for t in found if 0 < t.start - p.end <= _ADJOINS), None) for p in core.places}
    own = days[place.start]
    if own is None or None in days.values():
        return core
    anchor = state.last_when.period if state.last_when else None
    when = timing.resolve(own, state.published, anchor, "sentence", own=True)
    return replace(core, when=when) if when is not None else core


def _beside(core: Core) -> bool:
    """Whether the place follows the trigger closely: "the attack on X"."""
    return core.site is not None and 0 < core.site.first - core.main.last <= 6


def _add_unplaced(state: Assembly, document_id: str, core: Core) -> None:
    """A core without a place of its own: it goes on with a draft before, or takes the place of the text before."""
    start, end = core.main.start, core.main.end
    target = _attach_target(state, core)
    if target is not None:
        scenes.siblings(state, core, target)
        target.cores.append(core)
        target.dated(core.when)
        return
    if not core.independent or actions.definite(core.main):
        state.issue(document_id, "background", start, end, "points to something that is not told with a place")
        return
    bare = core.main.noun and not (core.when.own and core.family in _NOUNS) and not scenes.tells(state, core.main)
    elsewhere = actions.unnamed(core.hits) or actions.scattered(core.hits) or whereabouts.other_town(core)
    somewhere = core.site is not None and core.sentence.number > LEAD
    inherits = hits.frames()[core.main.frame].inherits and not (bare or elsewhere or somewhere)
    inherited = whereabouts.inherited(state, core.sentence, dated=core.when.own) if inherits else None
    inherited = None if inherited is not None and scenes.elsewhere(core, inherited) else inherited
    leading = core.sentence.number <= LEAD or scenes.explains(state, core)
    if inherited is None and leading and not actions.unnamed(core.hits):
        state.pending.append(core)
        return
    if inherited is None:
        state.issue(document_id, "no place", start, end, "no place below country level governs it")
        return
    _begin(state, scenes.second(state, core, inherited))


def read(
    article: Article,
    document_id: str,
    published: date | None,
    times: Mapping[int, tuple[TimeExpression, ...]],
    supports: Sequence[Support],
    parties: Mapping[int, tuple[ActorMention, ...]],
    briefs: Mapping[int, Place],
    iso3: str | None = None,
) -> tuple[list[Draft], list[Issue]]:
    """The drafts of an article, and what was rejected with the reason.

    `supports` holds for each sentence what stands in it besides triggers, `parties` the parties named in it, `briefs`
    the places at the heads of news in brief (`placing.briefs`); `iso3` is the country of the article's events.
    """
    state = Assembly(article, published, times, parties, supports, iso3, briefs=briefs)
    state.headings = dating.headings(article, times)
    state.summary = dating.summary(state)
    about = subjects.read(article.sentences)
    for sentence, support in zip(article.sentences, supports, strict=True):
        if any(cue.first == 0 for cue in cues("furniture").find(sentence.tokens.words[:_FURNITURE])):
            continue
        ending = article.text[max(sentence.start, sentence.end - 4) : sentence.end]
        found = hits.find(sentence, support, ending)
        for hit in found:
            if hit.reason is not None:
                state.issue(document_id, hit.reason, hit.start, hit.end, f"{hit.frame}: told as {hit.reason}")
        good = [hit for hit in found if hit.reason is None]
        other = about.of(sentence)
        if other is not None:
            strays = [] if about.victim(sentence, support) else good
            strays = [hit for hit in strays if about.concerns(other, hits.frames()[hit.frame].family)]
            for hit in strays:
                state.issue(document_id, "other subject", hit.start, hit.end, f"the paragraph is about {other}")
            good = [hit for hit in good if hit not in strays]
        groups = actions.find(article, good, state.times.get(sentence.number, ()))
        for group, sites in groups:
            _add(state, document_id, group, sites or whereabouts.shared(group, groups))
        if not groups and dating.says_when(sentence.tokens.words):
            dating.happened(state, sentence)
            whereabouts.happened(state, sentence)
        state.earlier += [p for p in article.places_in(sentence) if p.role in NAMED]
    scenes.of_lead(state)
    for core in [core for core in state.pending if not leads.summed(core, state.drafts, supports)]:
        _place_lead(state, document_id, core)
    return leads.without_summaries(leads.without_headlines(article, state.drafts), supports), state.issues


def _begin(state: Assembly, draft: Draft) -> None:
    """A new draft, with the leads before it that have told it in short without a place."""
    state.drafts.append(draft)
    if drafts.anew(draft.first) or drafts.separate(draft.first):
        return
    for core in list(state.pending):
        told = core.when.own and drafts.retells(core, draft) and alike.same_days(core.when, draft.when)
        if told and not drafts.general(core):
            draft.cores.append(core)
            draft.dated(core.when)
            state.pending.remove(core)


def _place_lead(state: Assembly, document_id: str, core: Core) -> None:
    """A lead that no later event tells in full takes the first place after it."""
    support = state.supports[core.sentence.number]
    armed = support.weapons or any(group.value in {"state", "armed", "police"} for group in support.groups)
    ahead = state.article.sentences[core.sentence.number + 1 : core.sentence.number + 1 + _AHEAD]
    for sentence in ahead if armed and core.when.own else ():
        named = [p for site in placing.sites(state.article, sentence) for p in site.members]
        named = [p for p in named if placing.width(p) < placing.WIDTH["area"]]
        if named and not any(d.place is named[0] and drafts.anew(d.first) for d in state.drafts):
            state.drafts.append(Draft([core], named[0], core.when, core.family))
            return
    state.issue(document_id, "no place", core.main.start, core.main.end, "no place below country level governs it")
