"""Who says so: the statements of a text, what each of them covers, and how its speaker stands to it.

`find` reads the attributions of a document in order; `standing` draws the status of events from them. The words are in
the tables reporting_verbs, claim_phrases, speaker_words and issuers.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import actors, parties, speakers

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.text import Sentence

_ACCORDING = re.compile(
    r"[Aa](?<!\w.)(?:ccording to|s reported by) |i(?<!\w.)n the words of |[Cc](?<!\w.)iting |q(?<!\w.)uoting |[Rr](?<!\w.)eported by "
    r"|(?P<no>[Dd](?<!\w.)enied by|(?:c(?<!\w.)ontested|r(?<!\w.)e(?:jected|futed)|d(?<!\w.)is(?:puted|missed)) by) "
)
_LEADS = ("ccording to ", "the words of ", "iting ", "uoting ", "d by ")
"""One of these stands in all that `_ACCORDING` finds."""
_BRACKETED = re.compile(r"\((?!c\b)([^()\d]{4,60})\)(?=[.\s]*$)")
_COLON = re.compile(r"(?:^|(?<=[.;!?…] )|(?<=[-–—] ))([^.,;:!?\"“”\n]{3,70}?): (?=[\"“‘])", re.MULTILINE)
_HEADING = re.compile(r"(?:[-–—•*◽▫▪■●]\s*)?([^.,;:!?\"“”\n]{3,70}?)(?:,[^.;:!?\"“”\n]{0,40})?:(?= [a-z\"“])")
_LABEL = re.compile(r"^([A-Z][A-Z’'-]{2,}(?: [A-Z][A-Z’'-]+)?): ", re.MULTILINE)
_WORD = re.compile(r"[a-z]+")
_BULLET = re.compile(r"[-–—•*◽▫▪■●]|\d{1,2}[.)]\s")
_MARKS = str.maketrans({"″": '"', "‟": "“", "〝": '"', "〞": '"', "＂": '"'})
"""Marks that old pages have for quotation marks."""
_KEPT = 1 << 8
"""Sentences whose reading is kept: the events of an article ask for those around them again and again."""
_HEAD = 3
"""Number of the last sentence that may introduce a round-up."""
_NOUNS = frozenset(("claims", "claim", "reports", "report", "states", "state"))
"""Forms of verbs of speech that are nouns as well."""
_INNER = ("denies", "blames", "if_denial")


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement: `text[start:end]` names the speaker, `text[scope_start:scope_end]` is what he says.

    `stance`: asserts, denies, blames, confirms, responsibility. `speaker` is resolved: "he" and "the ministry" are the
    speaker named before. `whole` marks what holds for a document (or the rest of it): a party's own text, a round-up.
    """

    start: int
    end: int
    speaker: str
    stance: str
    scope_start: int
    scope_end: int
    verb: str
    sentence: int
    whole: bool = False


@dataclass(frozen=True, slots=True)
class _Statement:
    """A reporting verb with its speaker and whether what he says stands before the verb, after it, or both."""

    speaker: tuple[int, int]
    verb: tuple[int, int]
    stance: str
    before: bool
    after: bool
    aside: int = -1
    """Where the words begin that it covers, if it stands in an apposition: "its owner, a colonel according to X, ..."."""


@cache
def forms() -> dict[str, str]:
    """Forms of the reporting verbs with their stance."""
    rows = lexicon.table("reporting_verbs", ("verb", "forms", "stance"))
    return {form: row["stance"] for row in rows for form in lexicon.values(row["forms"])}


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


def phrases(use: str) -> re.Pattern[str]:
    """The patterns of one use in claim_phrases.csv, joined; they are matched in small letters."""
    return lexicon.patterns("claim_phrases", use)


@lru_cache(maxsize=_KEPT)
def owned(lower: str) -> bool:
    """Whether words (small letters) say that a party owns an act; "no group has claimed responsibility" does not."""
    match = phrases("responsibility").search(lower)
    return match is not None and phrases("negation").search(lower[max(0, match.start() - 45) : match.start()]) is None


@lru_cache(maxsize=_KEPT)
def unverified(lower: str) -> tuple[int, int] | None:
    """Where words (small letters) say that the outlet could not verify a report."""
    match = phrases("unverified").search(lower)
    return match.span() if match else None


@lru_cache(maxsize=2)
def issuer(source: str | None, title: str | None, text: str = "") -> str:
    """The party that issued the document in its own cause; empty for news and for reports of observers."""
    named = re.sub(r"\s*\(.*?\)", "", source or "")
    lower = named.casefold()
    neutral = lexicon.patterns("issuers", "neutral")
    if lexicon.patterns("issuers", "party").search(lower) and not neutral.search(lower):
        return named
    match = lexicon.patterns("issuers", "title").search((title or "").casefold())
    if match:
        return (title or "")[match.start(1) : match.end(1)]
    head = text[:700]
    if phrases("release").search(head[:160].casefold()) and not neutral.search(lower):
        bodies = [
            m for m in actors.find(head, 0, len(head)) if m.kind in ("military", "police", "government", "external")
        ]
        return head[bodies[0].start : bodies[0].end] if bodies else ""
    return ""


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
    previous = re.search(r"([\w’']+)\s+$", text[start : match.start()])
    if match.group() in _NOUNS and previous and _before_noun(previous[1].casefold()):
        return False
    if re.match(r"(?:\s+\S+){1,6}\s+(?:lives|life)\b", rest) and match.group().startswith("claim"):
        return False
    if stance == "tells":
        quoted = re.search(r"[,.!?][\"”’']\s*$|[\"”’'],\s*$", text[start : match.start()]) is not None
        final = quoted or (not rest.strip(' .!?"”') and "," in text[start : match.start()])
        return (
            final
            or re.match(
                r"\s*(?:that\b|[,:]?\s*[\"“‘']|(?:on|to|me|us|in) (?:\w+ ){0,2}that\b|the \w+ that\b|(?:me|us) )", rest
            )
            is not None
        )
    if stance == "if_denial":
        return phrases("denial").search(text[match.start() : end].casefold()[:100]) is not None or (
            match.group() == "put" and "down to" in rest[:30]
        )
    if stance == "blames":
        return re.match(r"\s+(?:of|for|by|in)\b", rest) is None
    return True


def _verbs(text: str, start: int, end: int) -> Iterator[re.Match[str]]:
    """Reporting verbs of a sentence, found word by word: far faster than a search for hundreds of forms."""
    heads = _heads()
    if heads.keys().isdisjoint(_WORD.findall(text, start, end)):
        return
    for word in _WORD.finditer(text, start, end):
        if word.group() in heads:
            match = _verb_pattern(word.group()).match(text, word.start(), end)
            if match is not None:
                yield match


def _statements(text: str, start: int, end: int) -> list[_Statement]:
    found: list[_Statement] = []
    for match in _verbs(text, start, end):
        stance = forms()[match.group()]
        if _is_passive(text, match.start()) or not _fits(text, match, stance, start, end):
            continue
        statement = _statement(text, start, end, match, "denies" if stance == "if_denial" else stance)
        if statement is None or _background(text, statement):
            continue
        earlier = next((s for s in found if statement.speaker[0] <= s.verb[0] < statement.speaker[1]), None)
        if earlier is not None:
            statement = dataclasses.replace(statement, speaker=earlier.speaker, before=False, after=True)
        found.append(statement)
    found += _without_verb(text, start, end, found)
    return sorted(found, key=lambda s: s.verb)


def _without_verb(text: str, start: int, end: int, verbal: list[_Statement]) -> list[_Statement]:
    """Statements told without a verb: according to X; X: "..."; "Borno State, 15 March: ..."; (state television)."""
    found: list[_Statement] = []
    led = any(text.find(lead, start, end) >= 0 for lead in _LEADS)
    for match in _ACCORDING.finditer(text, start, end) if led else ():
        speaker = speakers.following(text, match.end(), end)
        if speaker is not None:
            found.append(
                _Statement(
                    speaker,
                    match.span(),
                    "denies" if match["no"] else "asserts",
                    before=True,
                    after=True,
                    aside=_aside(text, start, match.start(), speaker[1]),
                )
            )
    colon = text.find(": ", start, end) >= 0
    for match in _COLON.finditer(text, start, end) if colon else ():
        first, last = speakers.trim(text, match.start(1), match.end(1))
        if (
            _names_speaker(match[1])
            and speakers.valid(text[first:last])
            and not any(s.verb[0] <= last and first <= s.verb[1] for s in [*verbal, *found])
        ):
            found.append(
                _Statement((first, last), (match.end(1), match.end(1) + 1), "asserts", before=False, after=True)
            )
    heading = _HEADING.match(text, start, end) if colon else None
    if heading and _ends_in_speaker(heading[1]) and speakers.valid(heading[1]) and not found:
        span = speakers.trim(text, *heading.span(1))
        found.append(_Statement(span, (heading.end() - 1, heading.end()), "asserts", before=False, after=True))
    bracketed = _BRACKETED.search(text, start, end) if text.find("(", start, end) >= 0 else None
    if bracketed and bracketed[1].split()[-1].casefold() in speakers.words("noun"):
        found.append(_Statement(bracketed.span(1), bracketed.span(), "asserts", before=True, after=False))
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


def _background(text: str, statement: _Statement) -> bool:
    """Whether a denial stands in a relative clause about its speaker: "Moscow, which denies targeting civilians"."""
    between = text[statement.speaker[1] : statement.verb[0]].strip(" ,").casefold()
    return statement.stance == "denies" and between in speakers.words("relative")


def _statement(text: str, start: int, end: int, match: re.Match[str], stance: str) -> _Statement | None:
    before = text[start : match.start()].rstrip()
    rest = text[match.end() : end]
    marks = (",", '"', "”", "’", "'", "—", "–", "-")
    open_ = stance in ("asserts", "confirms", "tells") and before.endswith(marks)
    if open_ and not re.match(r"\s*(?:that|it|he|she|they|there|[\"“,])\b", rest) and not _relative(before):
        speaker = speakers.following(text, match.end(), end)
        if speaker is not None:
            remaining = text[speaker[1] : end].strip(' .!?"”')
            return _Statement(speaker, match.span(), stance, before=True, after=remaining[:1] in ("", ",", ".", ":"))
    speaker = speakers.subject(text, start, match.start())
    if speaker is None:
        return None
    lead = text[start : speaker[0]].rstrip()
    closes = lead.endswith((*marks[:-1], " -"))
    quoted = lead.endswith((',"', '."', '?"', '!"', ",”", ".”", "”,", '",', "?”", "!”", ",’", ".’", "’,"))
    content = text[match.end() : end].strip(' .!?"”')
    if content.startswith(":") and closes and stance not in _INNER:
        return _Statement(speaker, match.span(), stance, before=True, after=True)
    if content.startswith(","):
        content = content[1:].strip()
        carries = len(content.split()) > 3
        return _Statement(speaker, match.span(), stance, before=closes and stance not in _INNER, after=carries)
    short = re.split(r"[,;]", content)[0]
    tail = len(content.split()) <= 6 and not content.startswith(("that ", '"', "“"))
    tail = (
        tail
        or (len(short) < len(content) and len(short.split()) <= 3)
        or (quoted and not re.match(r"(?:\w+ ){0,4}that\b", content))
    )
    inner = closes and (tail or content.startswith((",", ";"))) and stance not in _INNER
    return _Statement(speaker, match.span(), stance, before=inner, after=not (inner and tail))


def _relative(before: str) -> bool:
    """Whether the comma before the verb closes an apposition after a subject: "Anatoly Kruglov, the governor, said"."""
    parts = before.rstrip(" ,").rsplit(",", 1)
    quoted = '"' in before or "”" in before
    return len(parts) == 2 and len(parts[0].split()) <= 5 and not quoted and len(parts[1].split()) <= 10


def _scope(sentence: Sentence, statement: _Statement, following: int) -> tuple[int, int]:
    if statement.aside >= 0:
        return statement.aside, statement.speaker[1]
    first = sentence.start if statement.before else statement.verb[1]
    if statement.after:
        return first, max(first, following)
    last = statement.speaker[0] if statement.speaker[0] > first else statement.verb[0]
    return first, max(first, last)


def _quotes(text: str) -> list[tuple[int, int]]:
    """Quotations, also over several sentences of a paragraph."""
    found = []
    for paragraph in re.finditer(r"[^\n]+", text):
        opened = -1
        for match in re.finditer(r"[\"“”]", paragraph.group()):
            at = paragraph.start() + match.start()
            if opened < 0 and match.group() != "”":
                opened = at
            elif opened >= 0 and match.group() != "“":
                found.append((opened, at + 1))
                opened = -1
        if opened >= 0:
            found.append((opened, paragraph.end()))
    return found


def _quoted(scope: tuple[int, int], quotes: list[tuple[int, int]]) -> tuple[int, int]:
    """The scope widened to quotations that begin or go on outside of the sentence."""
    first, last = scope
    for start, end in quotes:
        if start < last and end > first:
            first, last = min(first, start), max(last, end)
    return first, last


def _stance(text: str, statement: _Statement, scope: tuple[int, int], found: list[Attribution]) -> str:
    """The verb's stance, or denial where what is said denies the claim before it."""
    if statement.stance in ("denies", "blames"):
        return statement.stance
    said = text[scope[0] : scope[1]] if statement.before else text[statement.verb[0] : scope[1]]
    lower = said.casefold()
    if owned(lower[:120]):
        return "responsibility"
    if found and (phrases("denial").search(lower[:240]) or phrases("justification").search(lower[:240])):
        return "denies"
    return "confirms" if statement.stance == "confirms" else "asserts"


def _contrasts(text: str, earlier: _Statement, later: _Statement) -> bool:
    """Whether "but" sets one speaker's account against that of the one before in the sentence."""
    return re.search(r"\bbut (?:\w+ )?$", text[earlier.verb[1] : later.speaker[0]]) is not None


def find(
    text: str, sentences: Sequence[Sentence], source: str | None = None, title: str | None = None
) -> tuple[Attribution, ...]:
    """Attributions of a document, in the order of the text.

    Parameters
    ----------
    text
        The document's text.
    sentences
        Its sentences, from `pipeline.text`.
    source, title
        Outlet and headline; they tell a party's own statement from news.
    """
    text = text.translate(_MARKS)
    found = _of_document(text, source, title)
    named = [attribution.speaker for attribution in found]
    here: list[str] = []
    quotes = _quotes(text)
    for number, sentence in enumerate(sentences):
        if number and sentences[number - 1].paragraph != sentence.paragraph:
            here = []
        statements = _statements(text, sentence.start, sentence.end)
        for at, statement in enumerate(statements):
            following = next(
                (s.speaker[0] for s in statements[at + 1 :] if s.speaker[0] > statement.verb[1]), sentence.end
            )
            speaker = speakers.resolved(text, statement.speaker, _paragraph(sentences, number), named, here)
            if not speaker or speaker.split()[0].casefold() in speakers.words("nobody"):
                continue
            named.append(speaker)
            here.append(speaker)
            scope = _quoted(_scope(sentence, statement, following), quotes)
            verb = text[slice(*statement.verb)].strip()
            stance = _stance(text, statement, scope, found)
            if (
                stance == "asserts"
                and at
                and _contrasts(text, statements[at - 1], statement)
                and found[-1].speaker != speaker
            ):
                stance = "denies"
            found.append(Attribution(*statement.speaker, speaker, stance, *scope, verb, number))
            found += _list(text, sentences, number, found[-1])
        if not statements:
            found += _carried(text, number, sentence, quotes, found)
    return tuple(found)


def _paragraph(sentences: Sequence[Sentence], number: int) -> int:
    """Where the paragraph of a sentence begins."""
    while number and sentences[number - 1].paragraph == sentences[number].paragraph:
        number -= 1
    return sentences[number].start


def _of_document(text: str, source: str | None, title: str | None) -> list[Attribution]:
    """What holds for the document: its issuer, or the person whom an outlet interviews under labels."""
    party = issuer(source, title, text)
    if party:
        return [Attribution(0, 0, party, "asserts", 0, len(text), "", 0, whole=True)]
    labels = list(_LABEL.finditer(text))
    names = {match[1] for match in labels}
    outlet = {name for name in names if name.casefold() in (source or "").casefold()}
    if len(names) != 2 or len(outlet) != 1:
        return []
    return [
        Attribution(
            *match.span(1), match[1].title(), "asserts", match.end(), _line_end(text, match.end()), "", 0, whole=True
        )
        for match in labels
        if match[1] not in outlet
    ]


def _line_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return end if end >= 0 else len(text)


def _list(text: str, sentences: Sequence[Sentence], number: int, statement: Attribution) -> list[Attribution]:
    """The same speaker for the list or round-up that a statement introduces."""
    sentence = sentences[number]
    last = number
    if _BULLET.match(text, _paragraph(sentences, number)):
        return []
    opens = text[sentence.start : sentence.end].rstrip().endswith(":")
    while (
        last + 1 < len(sentences)
        and (opens or _BULLET.match(text, sentences[last + 1].start))
        and sentences[last + 1].paragraph != sentence.paragraph
    ):
        if (
            not _BULLET.match(text, sentences[last + 1].start)
            and sentences[last + 1].paragraph != sentences[last].paragraph
            and last > number
        ):
            break
        last += 1
        while last + 1 < len(sentences) and sentences[last + 1].paragraph == sentences[last].paragraph:
            last += 1
    around = sentences[min(number + 1, len(sentences) - 1)].end if number <= _HEAD else sentence.start
    if statement.stance == "asserts" and phrases("roundup").search(text[sentence.start : around].casefold()):
        last = len(sentences) - 1
    if last == number:
        return []
    return [
        dataclasses.replace(statement, scope_start=sentence.end, scope_end=sentences[last].end, verb="", whole=True)
    ]


def _carried(
    text: str, number: int, sentence: Sentence, quotes: list[tuple[int, int]], found: list[Attribution]
) -> list[Attribution]:
    """A quotation without a speaker of its own belongs to the one before it."""
    if text[sentence.start] not in '"“' or not found or found[-1].whole or number - found[-1].sentence > 2:
        return []
    last = found[-1]
    if last.scope_start <= sentence.start < last.scope_end:
        return []
    start, end = next(((a, b) for a, b in quotes if sentence.start <= a < sentence.end), (sentence.start, sentence.end))
    if phrases("denial").search(text[start:end].casefold()):
        return []
    return [dataclasses.replace(last, scope_start=start, scope_end=end, sentence=number, verb="", stance="asserts")]


def at_sentence(sentences: Sequence[Sentence], offset: int) -> int:
    """Number of the sentence that holds an offset."""
    return max(0, bisect_right(sentences, offset, key=attrgetter("start")) - 1)
