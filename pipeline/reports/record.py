"""From a draft and what was read around it to a Report with the span of every value."""

from __future__ import annotations

import hashlib
import re
from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon, quantities
from pipeline.records import readonly
from pipeline.reports import actions, arms, counts, hits, kinds, naming, parties, placing, sides
from pipeline.schema import GEOCODE_COLUMNS, SUB_EVENT_TYPES, Issue, Report, Span, disorder_type

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article
    from pipeline.reports.casualties import Toll
    from pipeline.reports.drafts import Core, Draft
    from pipeline.reports.hits import Hit, Support
    from pipeline.reports.sides import Sides
    from pipeline.reports.standing import Standing
    from pipeline.schema import Document

_SHOWN = 160
"""Characters of the evidence that an issue shows."""


@readonly
class Reading:
    """What was read in an article besides its drafts."""

    article: Article
    document: Document
    supports: Sequence[Support]
    parties: Mapping[int, tuple[ActorMention, ...]]
    context: frozenset[str]
    country: str | None = None
    """Where most of the article's events lie."""


@readonly
class Coded:
    """A draft with its type and sides, before its status and numbers."""

    draft: Draft
    main: Hit
    both: Sides
    weapons: tuple[tuple[int, int, str], ...]
    sub_event_type: str
    rule: str


def report_id(document_id: str, start: int, end: int, sub_event_type: str) -> str:
    """Stable id of an account: a hash of document, span and type."""
    key = "\x1f".join((document_id, str(start), str(end), sub_event_type))
    return "r-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _harmed(main: Hit, support: Support) -> frozenset[str]:
    """Where no party is named as attacked: those whom the sentence counts among the dead, if all civilians or none."""
    lost = {
        group.value
        for group in support.groups
        if any(a - 1 <= group.last and group.first <= b + 1 for a, b in support.tolls)
    }
    if lost == {"civilians"} or main.frame not in _FOUGHT:
        return frozenset(lost) if lost == {"civilians"} else frozenset()
    return frozenset(lost & _FELL) if "civilians" not in lost or _forces_first(support) else frozenset()


def _forces_first(support: Support) -> bool:
    """Whether soldiers or police are counted before anybody else: "ten policemen and their driver were killed"."""
    counted = min(support.tolls, default=None)
    inside = [g.value for g in support.groups if counted and counted[0] - 1 <= g.first and g.last <= counted[1] + 1]
    return bool(inside) and inside[0] in _FELL


_FELL = frozenset({"state", "police"})
"""Kinds of people whose dead tell a fight."""
_GENERAL = frozenset({"attack", "raid", "assault"})
"""Frames of nouns that leave open what was done."""
_FOUGHT = frozenset({"ambush", "attack", "raid", "assault", "kill", "shoot", "fire", "underfire", "underattack"})
"""Frames that tell a fight where a military post or the police is attacked."""


_ANYBODY = frozenset("them they him he her she men man victims members group others one".split())
"""Words that leave open who is attacked."""


def _fell(reading: Reading, draft: Draft, main: Hit, own: Sides) -> frozenset[str]:
    """Soldiers or police who alone are counted among the dead of an event, where its verb names nobody who is attacked."""
    if main.noun or main.frame not in _FOUGHT or any(mention.head.casefold() not in _ANYBODY for mention in own.actor2):
        return frozenset()
    numbers = sorted({core.sentence.number for core in draft.cores})
    lost = [kind for number in numbers if (kind := _harmed(main, reading.supports[number]))]
    return lost[0] if lost and all(kind <= _FELL for kind in lost) else frozenset()


def _holders(main: Hit, support: Support) -> frozenset[str]:
    """Kind of those with arms who hold what is attacked."""
    return arms.holders(main, support) if main.frame in _FOUGHT else frozenset()


def _killed_besides(reading: Reading, draft: Draft, main: Hit) -> frozenset[str]:
    """Civilians whom the sentences that go on with an attack count among the dead."""
    if main.frame not in _GENERAL:
        return frozenset()
    numbers = sorted({core.sentence.number for core in draft.cores})
    lost = [kind for number in numbers if (kind := _harmed(main, reading.supports[number]))]
    return lost[0] if lost and lost[0] == {"civilians"} else frozenset()


_BESIDE = 6
"""Words after "an assault on" among which its object stands."""


_OBJECT = 4
"""Words after "attacked" among which its own object stands: "attacked a prison in X and freed 700 inmates"."""
_UPON = frozenset({"on", "against", "at"})


def _assaulted(main: Hit, second: frozenset[str]) -> frozenset[str]:
    """Whose a post or a prison is that stands right after an attack, where only civilians are named besides: the state's.

    Not where it is said whose it is: "a convoy of traders".
    """
    if second != {"civilians"} or main.passive or main.frame not in _GENERAL or arms.owned(main):
        return second
    if main.noun and main.sentence.tokens.words[main.last + 1 : main.last + 2] not in {(word,) for word in _UPON}:
        return second
    return (_attacked(main) if arms.object_of(main, _OBJECT) in {"military", "police"} else frozenset()) or second


def _attacked(main: Hit) -> frozenset[str]:
    """Whose a military post or a police building is that is attacked: the state's."""
    if main.frame == "ambush" or (main.frame == "assault" and arms.object_of(main, _BESIDE) == "civilian"):
        return frozenset({"civilians"}) if arms.object_of(main) == "civilian" else frozenset()
    if main.frame not in _FOUGHT:
        return frozenset()
    named = arms.object_of(main)
    return (
        frozenset({{"military": "state", "police": "police"}[named]})
        if named in {"military", "police"}
        else frozenset()
    )


def _named_again(hit: Hit, draft: Draft) -> bool:
    """Whether a noun such as "the shootings" names again what its draft tells, which is of another kind."""
    other = draft.family not in {"attack", "battle"} and hits.frames()[hit.frame].family == "attack"
    return other and hit.sentence is not draft.first.sentence and actions.definite(hit)


def _leaves_open(hit: Hit, every: Sequence[Hit]) -> bool:
    """Whether a noun tells less than a verb beside it: "in a similar raid, gunmen killed six"."""
    if hit.frame not in _GENERAL or not actions.manner(hit):
        return False
    known = hits.frames()
    return any(
        other.sentence is hit.sentence and not other.noun and known[other.frame].own
        for other in every
        if known[other.frame].family == "attack"
    )


_RELATIVE = frozenset({"who", "that", "which"})


def _told_of(hit: Hit, every: Sequence[Hit]) -> bool:
    """Whether a verb only says who they were whom another one tells of: "killed two gunmen who had seized a post"."""
    if hit.noun or (hit.frame not in _GENERAL and hits.frames()[hit.frame].family != "territory"):
        return False
    sentence = hit.sentence
    if not _RELATIVE & set(sentence.tokens.words[max(0, hit.first - 3) : hit.first]):
        return False
    known = hits.frames()
    return any(
        other.sentence is sentence and other.last < hit.first and not other.noun
        for other in every
        if known[other.frame].family == "attack"
    )


def _second(main: Hit, both: Sides, text: str) -> frozenset[str]:
    """Kinds of the side acted upon; in a clash, that of a crowd is told by its noun, as that of the acting side is."""
    if main.frame == "clash":
        return sides.crowded(both.actor2, text)
    acting = {mention.name for mention in both.actor1}
    if any("striking" in text[max(0, mention.start - 16) : mention.end].split() for mention in both.actor2):
        return frozenset({"protesters"})
    return frozenset(
        "state" if _troops(mention, text) else "civilians" if _peaceable(mention, text) else sides.group(mention)
        for mention in both.actor2
        if mention.head.casefold() not in _BACK or mention.name not in acting
    )


_BACK = frozenset({"it", "them", "him", "her"})
"""Pronouns that do not mean the side that acts: "invaded the village and unleashed terror on it"."""
_OF_PARTY = frozenset({"Political militia", "Rebel group"})
_BEFORE = 12
"""Characters in which "former" stands before a party."""


def _peaceable(mention: ActorMention, text: str) -> bool:
    """Whether people of a group bear no arms: "party activists", "a former rebel"."""
    if mention.type not in _OF_PARTY:
        return False
    words = re.findall(r"[\w-]+", text[mention.start : mention.end].casefold())
    around = [*re.findall(r"\w+", text[max(0, mention.start - _BEFORE) : mention.start].casefold()), *words]
    former = not parties.words("former").isdisjoint(around)
    return former or (mention.type == "Political militia" and words[-1] in parties.words("peaceable"))


_OF_TROOPS = re.compile(
    r"\b(?:contingent|battalion|company|platoon|unit|patrol|squad|convoy|column|brigade)s? of (?:\w+ )?$"
)


def _troops(mention: ActorMention, text: str) -> bool:
    """Whether people of a nation are soldiers: "a contingent of Ghanaians"."""
    return mention.kind == "people" and _OF_TROOPS.search(text[max(0, mention.start - 40) : mention.start]) is not None


_FORCES = frozenset({"state", "police", "armed"})


def _fight(reading: Reading, main: Hit, every: Sequence[Hit]) -> Hit | None:
    """A hit of an attack that names forces on both sides, where the gravest one names nobody as attacked."""
    if hits.frames()[main.frame].family != "attack":
        return None

    def both(hit: Hit) -> tuple[frozenset[str], frozenset[str]]:
        found = sides.roles(reading.article.text, hit, reading.parties.get(hit.sentence.number, ()))
        one, two = ({sides.group(mention) for mention in side} for side in (found.actor1, found.actor2))
        return frozenset(one), frozenset(two)

    if both(main)[1]:
        return None
    told = [(hit, *both(hit)) for hit in every if hits.frames()[hit.frame].family == "attack"]
    if any("civilians" in two for _, _, two in told):
        return None
    return next((hit for hit, one, two in told if one and two and one <= _FORCES and two <= _FORCES), None)


def _recap(core: Core, draft: Draft, reading: Reading) -> bool:
    """Whether a core speaks of such events in general, without a place, where another names the place and the weapon."""
    best = draft.best
    if core.own_place or not core.main.noun or core.sentence is best.sentence or not best.own_place:
        return False
    return bool(reading.supports[best.sentence.number].weapons)


def _as_before(draft: Draft) -> frozenset[str]:
    """Class of the weapons of the strikes that were told right before, where an attack leaves open how it was made."""
    classes = {"air": "air", "guns": "artillery"}
    return frozenset(classes[name] for name in draft.first.means if draft.first.like and name in classes)


def decide(reading: Reading, draft: Draft) -> Coded:
    """The type and the sides of a draft."""
    every = [hit for core in draft.cores if not _recap(core, draft, reading) for hit in core.hits]
    every = [hit for hit in every if not _named_again(hit, draft)] or every
    told = every
    every = [hit for hit in told if not (_leaves_open(hit, told) or _told_of(hit, told))]
    main = max(every, key=lambda hit: (hits.frames()[hit.frame].rank, -hit.start))
    main = _fight(reading, main, every) or main
    weapons = arms.weapons(draft, reading.supports)
    both = sides.of_draft(reading.article.text, main, draft, reading.parties)
    support = reading.supports[main.sentence.number]
    where = _country(reading, draft)
    own = sides.roles(reading.article.text, main, reading.parties.get(main.sentence.number, ()))
    sub, row = kinds.decide(
        main.frame,
        frozenset(hit.frame for hit in every) | reading.context,
        arms.by_air_power(main, both.actor1, weapons, reading.article.text, where)
        or arms.classes(main, weapons, support)
        or arms.struck(main, both.actor1, told)
        or arms.afar(told, both.actor1, both.actor2, where)
        or _as_before(draft),
        sides.acting(both.actor1, reading.article.text, where),
        _holders(main, support)
        or (_harmed(main, support) if arms.of_victims(main) else frozenset())
        or _fell(reading, draft, main, own)
        or _assaulted(main, _second(main, own, reading.article.text))
        or _attacked(main)
        or _harmed(main, support)
        or _killed_besides(reading, draft, main)
        or (_second(main, both, reading.article.text) if main.frame in _GENERAL and main.noun else frozenset()),
    )
    return Coded(draft, main, both, weapons, sub, _rule(main, row))


def _country(reading: Reading, draft: Draft) -> str | None:
    """Code of the country in which an event lies, else of that which the article tells of."""
    return (draft.place and draft.place.iso3) or reading.country


def _rule(main: Hit, row: str) -> str:
    """What gave a type: frame, words and row of types.csv."""
    return f"{main.frame}: {main.trigger.pattern} ({row})"


def with_author(reading: Reading, coded: Coded, standing: Standing) -> Coded:
    """An event of strikes that leave open how they were made, once it is known whose they are.

    Not where those who say it are only taken for those who did it.
    """
    if coded.sub_event_type != "Shelling/artillery/missile attack":
        return coded
    main, text = coded.main, reading.article.text
    if any(main.sentence.start <= start < main.sentence.end for start, _, _ in coded.weapons):
        return coded
    said = [text[start:end] for start, end in standing.spans]
    if any(text[mention.start : mention.end] in teller for mention in coded.both.actor1 for teller in said):
        return coded
    flown = arms.by_air_power(main, coded.both.actor1, coded.weapons, text, _country(reading, coded.draft))
    if not flown:
        return coded
    sub, row = kinds.decide(main.frame, frozenset({main.frame}), flown, frozenset(), frozenset())
    return replace(coded, sub_event_type=sub, rule=_rule(main, row))


def _spans(
    reading: Reading, coded: Coded, standing: Standing, dead: counts.Count, hurt: counts.Count
) -> tuple[Span, ...]:
    draft, rule = coded.draft, coded.rule
    found = [Span(field="trigger", start=coded.main.start, end=coded.main.end, rule=rule)]
    for core in draft.cores:
        found += [
            Span(field="mention", start=hit.start, end=hit.end, rule=hit.frame)
            for hit in core.hits
            if hit is not coded.main
        ]
    if draft.place is not None:
        found.append(Span(field="location", start=draft.place.start, end=draft.place.end, rule=draft.place.reason))
    if draft.when.expression is not None:
        when = draft.when.expression
        found.append(Span(field="event_date", start=when.start, end=when.end, rule=f"{draft.when.rule}: {when.rule}"))
    for name, mentions in (("actor1", coded.both.actor1), ("actor2", coded.both.actor2)):
        found += [Span(field=name, start=mention.start, end=mention.end, rule=mention.kind) for mention in mentions]
    found += [Span(field="weapon", start=start, end=end, rule=kind) for start, end, kind in coded.weapons[:1]]
    for name, count in (("fatalities", dead), ("injuries", hurt)):
        found += [Span(field=name, start=start, end=end, rule="toll") for start, end in count.spans]
    said = (("claimed_by", standing.spans), ("denied_by", standing.denials), ("unverified", standing.doubts))
    found += [
        Span(field=name, start=start, end=end, rule=standing.status) for name, where in said for start, end in where
    ]
    return tuple(found)


def build(reading: Reading, coded: Coded, standing: Standing, tolls: Sequence[Toll]) -> Report:
    """The report of a draft."""
    draft, document, text = coded.draft, reading.document, reading.article.text
    sentence, place, period = draft.best.sentence, draft.place, draft.when.period
    dead, hurt = (counts.count(reading.article, tolls, kind) for kind in ("killed", "injured"))
    goal = arms.target(coded.main, coded.weapons)
    one, two = naming.cast(
        coded.sub_event_type,
        coded.both.actor1,
        coded.both.actor2,
        place.iso3 if place else None,
        text[goal[0] : goal[1]] if goal else "",
        harmed=any(count.value or count.low for count in (dead, hurt)),
    )
    expression = draft.when.expression
    values = {name: getattr(place, name) for name in GEOCODE_COLUMNS} if place else {}
    spans = _spans(reading, coded, standing, dead, hurt)
    if goal is not None:
        spans = (*spans, Span(field="target", start=goal[0], end=goal[1], rule="target"))
    return Report(
        report_id=report_id(
            document.document_id, coded.main.start, coded.main.end, f"{coded.sub_event_type}{place and place.start}"
        ),
        document_id=document.document_id,
        event_date=period.first if period else None,
        event_date_end=period.last if period else None,
        time_precision=period.precision if period else None,
        time_of_day=period.time_of_day if period else None,
        disorder_type=disorder_type(coded.sub_event_type),
        event_type=SUB_EVENT_TYPES[coded.sub_event_type],
        sub_event_type=coded.sub_event_type,
        actor1=tuple(party.name for party in one),
        actor1_type=tuple(dict.fromkeys(party.type for party in one if party.type)),
        actor2=tuple(party.name for party in two),
        actor2_type=tuple(dict.fromkeys(party.type for party in two if party.type)),
        civilian_targeting=any(party.type == "Civilians" for party in two) or None,
        weapon=text[coded.weapons[0][0] : coded.weapons[0][1]] if coded.weapons else None,
        target=text[goal[0] : goal[1]] if goal else None,
        location=placing.bare(place) if place else None,
        location_text=place.text if place else None,
        fatalities=dead.value,
        fatalities_low=dead.low,
        fatalities_high=dead.high,
        injuries=hurt.value,
        injuries_low=hurt.low,
        injuries_high=hurt.high,
        status=standing.status,
        claimed_by=standing.claimed_by,
        denied_by=standing.denied_by,
        unverified=standing.unverified,
        source=(document.source,) if document.source else (),
        confidence=_confidence(coded, tolls, reading.supports),
        time_text=text[expression.start : expression.end] if expression else None,
        rule=coded.rule,
        start=sentence.start,
        end=sentence.end,
        evidence=text[sentence.start : sentence.end],
        spans=spans,
        **values,
    )


@cache
def signs() -> dict[str, float]:
    """Weights of lexicons/confidence.csv by sign."""
    return {row["sign"]: float(row["weight"]) for row in lexicon.table("confidence", ("sign", "weight"))}


def doubtful(report: Report) -> Issue | None:
    """The issue that stands for a report whose confidence lies under the floor."""
    if report.confidence is None or report.confidence >= signs()["floor"]:
        return None
    trigger = report.spans[0]
    return Issue(
        document_id=report.document_id,
        stage="reports",
        kind="doubtful",
        start=trigger.start,
        end=trigger.end,
        text=report.evidence[:_SHOWN],
        reason=f"{report.sub_event_type} at {report.location or 'no place'}: confidence {report.confidence}",
    )


def _wide(coded: Coded) -> bool:
    """Whether the place is a region or a sea; what flies is shot down over these."""
    place = coded.draft.place
    return place is not None and placing.width(place) >= placing.WIDTH["area"] and coded.main.frame != "intercept"


def _apart(coded: Coded) -> bool:
    """Whether the place stands in another clause than the trigger."""
    core, hit = coded.draft.first, coded.main
    if not any(c.own_place for c in coded.draft.cores) or core.site is None or hit.sentence is not core.sentence:
        return any(c.own_place for c in coded.draft.cores)
    return core.sentence.clause(core.site.first) != core.sentence.clause(hit.first)


_COUNTED = frozenset({"abduct", "arrest"})
"""Frames whose victims are counted in no toll."""
_COUNT = 3
"""Words before a noun for people among which their number stands."""


def _counted(coded: Coded, supports: Sequence[Support]) -> bool:
    """Whether those taken away are counted: "30 persons", "Twenty-eight (28) pupils"."""
    main = coded.main
    words = main.sentence.tokens.words
    near = (
        group
        for group in supports[main.sentence.number].groups
        if group.value == "civilians" and main.sentence.clause(group.first) == main.sentence.clause(main.first)
    )
    return main.frame in _COUNTED and any(
        quantities.number(word) is not None
        for group in near
        for word in words[max(0, group.first - _COUNT) : group.first + 1]
    )


def _clear(coded: Coded) -> bool:
    """Whether a second action says with what it was done, or who fought whom."""
    draft, both = coded.draft, coded.both
    if draft.family == "battle":
        return bool(both.actor1) and bool(both.actor2)
    return draft.family == "remote" and bool(draft.first.means)


def _confidence(coded: Coded, tolls: Sequence[Toll], supports: Sequence[Support]) -> float:
    """From 0 to 1, by lexicons/confidence.csv: what makes an account doubtful and what supports it."""
    draft = coded.draft
    placed = any(core.own_place for core in draft.cores)
    told = placed and bool(tolls) and draft.when.rule == "story"
    holds = {
        "place from elsewhere": not placed,
        "place in another clause": _apart(coded),
        "scene": not placed and draft.first.on_scene,
        "scene, means": not placed and draft.first.on_scene and _clear(coded),
        "day from elsewhere": not told and not any(core.when.own for core in draft.cores),
        "weak trigger": bool(coded.main.trigger.needs),
        "no coordinates": draft.place is None or draft.place.latitude is None,
        "wide place": _wide(coded),
        "told in full": bool(tolls) and bool(coded.both.actor1) and bool(coded.both.actor2),
        "no party": not draft.first.like
        and not coded.both.actor1
        and not coded.both.actor2
        and draft.family != "intercept",
        "toll": bool(tolls),
        "counted": _counted(coded, supports),
        "told twice": len(draft.cores) > 1,
    }
    weights = signs()
    score = weights["start"] + sum(weights[sign] for sign, true in holds.items() if true)
    return round(min(1.0, max(0.0, score)), 2)
