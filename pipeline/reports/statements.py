"""What one sentence says of who says something: reporting verbs with their speakers, "according to", headings, labels.

`read` gives the statements of a sentence; `claims` puts those of a document together. The words are in reporting_verbs
and speaker_words.
"""

from __future__ import annotations

import dataclasses
import re
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.records import readonly
from pipeline.reports import actors, parties, speakers

if TYPE_CHECKING:
    from collections.abc import Iterator

_BRACKETED = re.compile(r"\((?!c\b)([^()\d]{4,60})\)(?=[.\s]*$)")
_COLON = re.compile(r"(?:^|(?<=[.;!?…] )|(?<=[-–—] ))([^.,;:!?\"“”\n]{3,70}?): (?=[\"“‘])", re.MULTILINE)
_HEADING = re.compile(r"(?:[-–—•*◽▫▪■●]\s*)?([^.,;:!?\"“”\n]{3,70}?)(?:,[^.;:!?\"“”\n]{0,40})?:(?= [a-z\"“])")
_WORD = re.compile(r"[a-z]+")
_PREVIOUS = re.compile(r"([\w’']+)\s+\Z")
_NOUNS = frozenset(("claims", "claim", "reports", "report", "states", "state"))
"""Forms of verbs of speech that are nouns as well."""
_INNER = ("denies", "blames")
_HEARER = 12
"""Words after "told" that may name no more than who is told, and where."""
_CLOSING = "\"”’'"
"""Marks that close a quotation."""
_IF = {"if_denial": "denies", "if_blame": "blames"}
"""Stances of verbs that have other uses: what follows them has to deny or to lay a blame."""
_CONTENT = re.compile(r"\s+(?:that|to have|to be|of (?:having|\w+ing))\b")
"""What follows a noun for a claim, where the claim is told."""
_BY = re.compile(
    r"\s+(?:\w+ )?(?:by|from) "
    r"|(?:(?<=charge)|(?<=accusation)|(?<=allegation)|(?<=claim)|(?<=assertion)|(?<=charges)|(?<=accusations)"
    r"|(?<=allegations)|(?<=claims))\s+of (?=(?:(?!of\b)[\w.’'-]+ ){1,6}that (?!(?:was|were|is|are|has|have|had|may)\b))"
)
_CHARGE = re.compile(r"\s+(?:of|for) (?=\w+ing\b|the\b|an?\b|most\b|many\b|much\b)")
"""What follows "accused by X"."""
_SAYS = re.compile(r",\s+(?:has |have |had |also )?([a-z]+)\b")
"""A verb behind the comma that closes an apposition."""
_BEFORE = 25
"""Characters before "confirmed by" in which "not" undoes it."""
_ACCOUNTS = re.compile(r"(?:['’]s|(?<=s)['’]) (?:own )?(\w+)\b")
_BY_OR_IN = re.compile(r"\b(?:[Bb]y|[Ii]n) (?=(?:(?!(?:by|in|this|our) )[\w.-]+ ){0,6}[\w.-]+$)")
"""What stands before the owner of an account."""


@readonly
class Statement:
    """A reporting verb with its speaker and whether what he says stands before the verb, after it, or both."""

    speaker: tuple[int, int]
    verb: tuple[int, int]
    stance: str
    before: bool
    after: bool
    aside: int = -1
    """Where the words begin that it covers, if it stands in an apposition: "its owner, a colonel according to X, ..."."""
    inner: bool = False
    """Whether it is a noun within what another says: "denied a claim by X that ..."."""


@cache
def forms() -> dict[str, str]:
    """Forms of the reporting verbs with their stance."""
    rows = lexicon.table("reporting_verbs", ("verb", "forms", "stance"))
    return {form: row["stance"] for row in rows for form in lexicon.values(row["forms"])}


@cache
def _leads() -> dict[str, str]:
    """The words that lead to a speaker, with the stance."""
    return {row["lead"]: row["stance"] for row in lexicon.table("speaker_leads", ("lead", "stance"))}


@cache
def _lead_pattern() -> re.Pattern[str]:
    return re.compile("|".join(rf"[{lead[0].upper()}{lead[0]}](?<!\w.){re.escape(lead[1:])} " for lead in _leads()))


@cache
def _heads() -> dict[str, tuple[str, ...]]:
    """First word of the reporting verbs' forms to those, the longest first."""
    found: dict[str, list[str]] = {}
    for form in sorted(forms(), key=len, reverse=True):
        found.setdefault(form.split()[0], []).append(form)
    return {head: tuple(group) for head, group in found.items()}


@cache
def _verb_pattern(head: str) -> re.Pattern[str]:
    return re.compile("(" + "|".join(map(re.escape, _heads()[head])) + r")\b")


def denies(verb: str) -> bool:
    """Whether the words that report a statement deny by themselves: "denied", "denial", "denied by"."""
    return "denies" in (forms().get(verb), _leads().get(verb)) or verb in speakers.words("denial")


def phrases(use: str) -> re.Pattern[str]:
    """The patterns of one use in claim_phrases.csv, joined; they are matched in small letters."""
    return lexicon.patterns("claim_phrases", use)


def _is_passive(text: str, at: int) -> bool:
    before = text[max(0, at - 24) : at].casefold().split()
    while before and (before[-1] in speakers.words("filler") or before[-1].endswith("ly")):
        before.pop()
    return bool(before) and before[-1] in speakers.words("passive")


def _before_noun(word: str) -> bool:
    """Whether what follows a word is a noun: denied *claims* that, the rebels' *reports*."""
    return word in speakers.words("before_noun") or word.endswith(("'s", "’s", "'", "’"))


def _fits(text: str, match: re.Match[str], stance: str, start: int, end: int) -> bool:
    """Whether a verb that has other uses reports a statement here."""
    rest = text[match.end() : end]
    previous = _PREVIOUS.search(text, start, match.start()) if match.group().split()[0] in _NOUNS else None
    if previous and _before_noun(previous[1].casefold()):
        return False
    if match.group() == "report" and (previous is None or not previous[1].endswith(("s", "police", "media"))):
        return False
    if phrases("passive").match(rest) and match.group() not in speakers.words("claiming"):
        return False
    if match.group().startswith("claim") and re.match(r"(?:\s+\S+){1,6}\s+(?:lives|life|victims?|casualties)\b", rest):
        return False
    if stance == "tells":
        quoted = re.search(r"[,.!?][\"”’']\s*$|[\"”’'],\s*$", text[start : match.start()]) is not None
        comma = "," in text[start : match.start()]
        final = quoted or (comma and (not rest.strip(' .!?"”') or phrases("edition").match(rest) is not None))
        return (
            final
            or _claims_act(text, match, start, rest)
            or re.match(
                r"\s*(?:that\b|[,:]?\s*[\"“‘']|(?:on|to|me|us|in) (?:\w+ ){0,2}that\b|the \w+ that\b|(?:me|us) )", rest
            )
            is not None
        )
    if stance == "if_denial":
        return phrases("denial").search(text[match.start() : end].casefold()[:100]) is not None
    if stance == "if_blame":
        return phrases("blame").search(rest.casefold()[:80]) is not None
    if stance == "denies" and rest.startswith(" by "):
        return False
    if stance == "blames":
        return re.match(r"\s+(?:of|for|by|in)\b", rest) is None
    return True


def _claims_act(text: str, match: re.Match[str], start: int, rest: str) -> bool:
    """Whether "claims" is a verb with a clause after it: "The army claims rebels burned it"."""
    previous = _PREVIOUS.search(text, start, match.start())
    if match.group() != "claims" or previous is None or previous[1].casefold() in speakers.words("determiner"):
        return False
    return speakers.knows(previous[1]) and speakers.phrase("clause").match(rest.lstrip()) is not None


@cache
def _lead_words() -> frozenset[str]:
    """The longest word of each of the words that lead to a speaker, also without a first letter that may be a capital."""
    longest = [max(lead.split(), key=len) for lead in _leads()]
    heads = {lead.split()[0] for lead in _leads()}
    return frozenset(longest) | {word[1:] for word in longest if word in heads}


def _verbs(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Reporting verbs of a sentence, found word by word: far faster than a search for hundreds of forms."""
    heads = _heads()
    for word in _WORD.finditer(text, start, end):
        if word.group() in heads:
            match = _verb_pattern(word.group()).match(text, word.start(), end)
            if match is not None:
                yield match


def read(text: str, start: int, end: int) -> list[Statement]:
    """The statements of a sentence `text[start:end]`, in the order of their verbs."""
    found: list[Statement] = []
    small = frozenset(_WORD.findall(text, start, end))
    for match in _verbs(text, start, end) if not small.isdisjoint(_heads()) else ():
        stance = forms()[match.group()]
        if _is_passive(text, match.start()) or not _fits(text, match, stance, start, end):
            continue
        statement = _statement(text, start, end, match, _IF.get(stance, stance))
        if statement is None or _background(text, statement):
            continue
        earlier = next((s for s in found if statement.speaker[0] <= s.verb[0] < statement.speaker[1]), None)
        if earlier is not None:
            statement = dataclasses.replace(statement, speaker=earlier.speaker, before=False, after=True)
        found.append(statement)
    found += _without_verb(text, start, end, found, small)
    if not (small.isdisjoint(speakers.words("account")) and small.isdisjoint(speakers.words("denial"))):
        found += _claims(text, start, end, found)
    return sorted(found, key=lambda s: s.verb) if len(found) > 1 else found


def _without_verb(text: str, start: int, end: int, verbal: list[Statement], small: frozenset[str]) -> list[Statement]:
    """Statements told without a verb: according to X; X: "..."; "Borno State, 15 March: ..."; (state television).

    `small` are the sentence's words in small letters.
    """
    found: list[Statement] = []
    told = phrases("so_told_by").match(text[start:end].casefold())
    teller = speakers.following(text, start + told.end(), end) if told else None
    if told and teller:
        return [Statement(teller, (start, start + told.end()), "asserts", before=True, after=True)]
    led = not small.isdisjoint(_lead_words())
    for match in _lead_pattern().finditer(text, start, end) if led else ():
        stance = _leads()[match.group().casefold().strip()]
        speaker = speakers.following(text, match.end(), _accusation(text, match.end(), end, stance))
        if (
            speaker is not None
            and not _undone(text, start, match.start(), stance)
            and not _relayed(text, match, speaker)
        ):
            found.append(
                Statement(
                    speaker,
                    match.span(),
                    stance,
                    before=True,
                    after=True,
                    aside=_aside(text, start, match.start(), speaker[1]),
                )
            )
    if not small.isdisjoint(speakers.words("telling")):
        found += _accounts(text, start, end)
    colon = text.find(": ", start, end) >= 0
    for match in _COLON.finditer(text, start, end) if colon else ():
        first, last = speakers.trim(text, match.start(1), match.end(1))
        if (
            _names_speaker(match[1])
            and speakers.valid(text[first:last])
            and not any(s.verb[0] <= last and first <= s.verb[1] for s in [*verbal, *found])
        ):
            found.append(
                Statement((first, last), (match.end(1), match.end(1) + 1), "asserts", before=False, after=True)
            )
    heading = _HEADING.match(text, start, end) if colon else None
    if heading and _ends_in_speaker(heading[1]) and speakers.valid(heading[1]) and not found:
        span = speakers.trim(text, *heading.span(1))
        found.append(Statement(span, (heading.end() - 1, heading.end()), "asserts", before=False, after=True))
    bracketed = _BRACKETED.search(text, start, end) if text.find("(", start, end) >= 0 else None
    if bracketed and bracketed[1].split()[-1].casefold() in speakers.words("noun"):
        found.append(Statement(bracketed.span(1), bracketed.span(), "asserts", before=True, after=False))
    return found


def _accusation(text: str, start: int, end: int, stance: str) -> int:
    """Where the words that may name a speaker end: before what he lays to another's charge, "accused by X | of killing"."""
    charge = _CHARGE.search(text, start, end) if stance == "blames" else None
    return charge.start() if charge else end


def _relayed(text: str, lead: re.Match[str], speaker: tuple[int, int]) -> bool:
    """Whether "according to X" only says who passes on what another says: "The rebels, according to X, said"."""
    follows = _SAYS.match(text, speaker[1]) if lead.group().casefold().startswith(("according", "as ")) else None
    return text[: lead.start()].endswith(", ") and follows is not None and follows[1] in forms()


def _undone(text: str, start: int, at: int, stance: str) -> bool:
    """Whether words before "confirmed by" undo it: "has not been confirmed by"."""
    before = text[max(start, at - _BEFORE) : at].casefold()
    return stance == "confirms" and phrases("negation").search(before) is not None


def _accounts(text: str, start: int, end: int) -> list[Statement]:
    """The sentence as one tells it: "by the ministry's account, ...", "in the army's version"."""
    found = []
    for noun in _ACCOUNTS.finditer(text, start, end):
        opens = _BY_OR_IN.search(text, max(start, noun.start() - 90), noun.start())
        if noun[1] in speakers.words("telling") and opens:
            span = speakers.trim(text, opens.end(), noun.start())
            if speakers.valid(text[slice(*span)]):
                found.append(Statement(span, (noun.start(1), noun.end()), "asserts", before=True, after=True))
    return found


def _claims(text: str, start: int, end: int, verbal: list[Statement]) -> list[Statement]:
    """Claims and denials told by a noun: "the army's claim that", "claims by rebels that", "despite army denials"."""
    found: list[Statement] = []
    nouns = speakers.words("account") | speakers.words("denial")
    for noun in _WORD.finditer(text, start, end):
        if noun.group() not in nouns or any(s.verb[0] <= noun.start() < s.verb[1] for s in verbal):
            continue
        denial = noun.group() in speakers.words("denial")
        by = _BY.match(text, noun.end(), end)
        speaker = speakers.following(text, by.end(), end) if by else speakers.owner(text, start, noun.start())
        if speaker is None:
            continue
        content = _CONTENT.match(text, speaker[1] if by else noun.end(), end)
        if content or denial:
            stance = "denies" if denial else "asserts"
            found.append(Statement(speaker, noun.span(), stance, before=False, after=True, inner=True))
    return found


def _aside(text: str, start: int, at: int, end: int) -> int:
    """Where the apposition between commas begins that "according to" closes; -1 where it tells of the sentence."""
    if text[at - 2 : at - 1] == "," or text[end : end + 1] != ",":
        return -1
    opens = text.rfind(", ", start, at)
    inner = text[opens + 1 : at]
    return opens + 1 if opens >= 0 and speakers.plain(inner) else -1


def _ends_in_speaker(piece: str) -> bool:
    """Whether the last word, brackets apart, is a noun for those who speak."""
    plain = re.sub(r"\s*\([^)]*\)$", "", piece).split()
    return bool(plain) and plain[-1].casefold() in speakers.words("noun")


def _names_speaker(piece: str) -> bool:
    """Whether words hold a noun for those who speak or a party's name."""
    words = (word.strip("(),.") for word in piece.split())
    return any(
        word.casefold() in speakers.words("noun") or parties.key(word) in parties.index() for word in words
    ) or bool(actors.find(piece, 0, len(piece)))


def _background(text: str, statement: Statement) -> bool:
    """Whether a denial stands in a relative clause about its speaker: "Moscow, which denies targeting civilians"."""
    between = text[statement.speaker[1] : statement.verb[0]].strip(" ,").casefold()
    return statement.stance == "denies" and between in speakers.words("relative")


def _statement(text: str, start: int, end: int, match: re.Match[str], stance: str) -> Statement | None:
    before = text[start : match.start()].rstrip()
    rest = text[match.end() : end]
    marks = (",", '"', "”", "’", "'", "—", "–", "-")
    hearer = match.group() in speakers.words("hearer")
    open_ = stance in ("asserts", "confirms", "tells") and before.endswith(marks) and not hearer
    if open_ and not re.match(r"\s*(?:that|it|he|she|they|there|[\"“,])\b", rest) and not _relative(before):
        speaker = speakers.following(text, match.end(), end)
        if speaker is not None and (before[-1] in _CLOSING or speakers.named(text[slice(*speaker)])):
            remaining = text[speaker[1] : end].strip(' .!?"”')
            return Statement(speaker, match.span(), stance, before=True, after=remaining[:1] in ("", ",", ".", ":"))
    speaker = speakers.subject(text, start, match.start())
    if speaker is None:
        return None
    lead = text[start : speaker[0]].rstrip()
    closes = lead.endswith((*marks[:-1], " -"))
    quoted = lead.endswith((',"', '."', '?"', '!"', ",”", ".”", "”,", '",', "?”", "!”", ",’", ".’", "’,"))
    content = text[match.end() : end].strip(' .!?"”')
    if match.group().startswith("as ") and (not content or phrases("edition").match(rest.casefold())):
        return Statement(speaker, match.span(), stance, before=True, after=False)
    if stance == "denies" and not content and speakers.refers(text[start : speaker[0]]):
        return Statement(speaker, match.span(), stance, before=True, after=True)
    if content.startswith(":") and closes and stance not in _INNER:
        return Statement(speaker, match.span(), stance, before=True, after=True)
    if content.startswith(","):
        content = content[1:].strip()
        carries = len(content.split()) > 3 and not phrases("turns").match(content.casefold())
        return Statement(speaker, match.span(), stance, before=closes and stance not in _INNER, after=carries)
    short = re.split(r"[,;]", content)[0]
    tail = len(content.split()) <= 6 and not content.startswith(("that ", '"', "“")) and not speakers.clause(content)
    tail = (
        tail
        or (len(short) < len(content) and len(short.split()) <= 3)
        or (quoted and not re.match(r"(?:\w+ ){0,4}that\b", content))
    )
    tail = tail or _ends(content, hearer=hearer, clause=not speakers.plain(lead))
    tail = tail and not (speakers.plain(text[start : speaker[0]]) and not speakers.plain(content))
    inner = closes and (tail or content.startswith((",", ";"))) and stance not in _INNER
    return Statement(speaker, match.span(), stance, before=inner, after=not (inner and tail))


def _ends(content: str, *, hearer: bool, clause: bool) -> bool:
    """Whether what follows the verb tells to whom or how it is said, not what: "told the agency", "said in Bor"."""
    if re.search(r"\bthat\b|[\"“:]", content):
        return False
    if hearer:
        return len(content.split()) <= _HEARER and speakers.plain(content)
    return clause and phrases("aside").match(content.casefold()) is not None


def _relative(before: str) -> bool:
    """Whether the comma before the verb closes an apposition after a subject: "Anatoly Kruglov, the governor, said"."""
    parts = before.rstrip(" ,").rsplit(",", 1)
    if len(parts) == 1:
        return False
    quoted = '"' in before or "”" in before
    short = len(parts[0].split()) <= 5 and not quoted and len(parts[1].split()) <= 10
    told = speakers.phrase("clause").search(parts[0]) is not None or parts[1].lstrip().partition(" ")[0].endswith("ing")
    return (short and not told) or (before.endswith(",") and speakers.alone(parts))
