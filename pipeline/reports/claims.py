"""Who says so: the speakers of a text, what each of their statements covers, and how they stand to it.

`find` reads the attributions of a document in order; `standing` draws the status of events from them. The words are in
the tables reporting_verbs, claim_phrases, speaker_words and issuers.
"""

from __future__ import annotations

import dataclasses
import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.reports import parties

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.text import Sentence

_QUOTE_MARKS = '"“”„«»'
_STRONG = re.compile(r"[;:–—•◽▫▪]|[\"“”«»]|(?<=[,.!?])[’']|\s-\s|\*\*|\n|[.!?…]\s")
_ACCORDING = re.compile(
    r"\b(?:[Aa]ccording to|in the words of|, citing|[Cc]iting|quoting|as reported by|[Rr]eported by|confirmed by) "
)
_SPEAKER_END = re.compile(
    r"[,;:!?\n\"“”()–—]|\.(?=\s|$)|\s-\s|\s(?:but|while|which|who|that|when|where|after|before|as|told|said|says|on (?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day)\b"
)
_DAY = re.compile(
    r"\s*\b(?:late |early )?(?:on |in |at |by |via |over )?(?:the )?(?:same |next |previous )?"
    r"(?:(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day|today|yesterday|telegram|facebook|x|twitter|a statement|its statement|telephone|sms|"
    r"(?:that |this |the )?(?:same |next )?(?:morning|evening|afternoon|night|day))(?: (?:morning|evening|afternoon|night))?$",
    re.IGNORECASE,
)
_ARTICLE = re.compile(
    r"^(?:the|a|an|its|their|his|her|our|my|some|one|two|three|four|five|several|other|same) ", re.IGNORECASE
)
_LEAD = re.compile(r"^(?:in|on|at|near|from|during|by|for|with|late|early|since|after|before)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Attribution:
    """A statement: `text[start:end]` names the speaker, `text[scope_start:scope_end]` is what he says.

    `stance`: asserts, denies, blames, confirms, cannot_verify, responsibility. `speaker` is resolved: "he" and "the ministry"
    are the speaker named before. `whole` marks a document that a party issued.
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


@cache
def _forms() -> dict[str, str]:
    return {
        form: row["stance"]
        for row in lexicon.table("reporting_verbs", ("verb", "forms", "stance"))
        for form in lexicon.values(row["forms"])
    }


@cache
def _verb_pattern() -> re.Pattern[str]:
    forms = sorted(_forms(), key=len, reverse=True)
    return re.compile(r"\b(" + "|".join(map(re.escape, forms)) + r")\b")


@cache
def _words(use: str) -> frozenset[str]:
    return next(
        frozenset(lexicon.values(row["words"]))
        for row in lexicon.table("speaker_words", ("use", "words"))
        if row["use"] == use
    )


@cache
def phrases(use: str) -> re.Pattern[str]:
    """The patterns of one use in claim_phrases.csv, joined."""
    return re.compile(
        "|".join(row["pattern"] for row in lexicon.table("claim_phrases", ("pattern", "use")) if row["use"] == use)
    )


@cache
def _issuers(use: str) -> re.Pattern[str]:
    return re.compile(
        "|".join(row["pattern"] for row in lexicon.table("issuers", ("pattern", "use")) if row["use"] == use)
    )


def issuer(source: str | None, title: str | None) -> str:
    """The party that issued the document in its own cause; empty for news and for reports of observers."""
    named = re.sub(r"\s*\(.*?\)", "", source or "")
    lower = named.casefold()
    if _issuers("party").search(lower) and not _issuers("neutral").search(lower):
        return named
    match = _issuers("title").search((title or "").casefold())
    return (title or "")[match.start(1) : match.end(1)] if match else ""


def _trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space, marks, fillers and openers around it."""
    fillers, openers = _words("filler"), _words("opener")
    while True:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip(" ,\t\n"))
        start, end = start + lead, start + len(piece.rstrip(" ,\t\n"))
        piece = text[start:end]
        if not piece:
            return start, start
        last = re.search(r"[^\s,]+$", piece)
        if last and last.group().casefold() in fillers and " " in piece:
            end = start + last.start()
            continue
        day = _DAY.search(piece)
        if day and day.start() > 0:
            end = start + day.start()
            continue
        first = re.match(r"[^\s,]+", piece)
        if first and first.group().casefold() in openers and len(first.group()) < len(piece):
            start += first.end()
            continue
        return start, max(start, end)


def _marked(text: str, start: int, end: int) -> int:
    """Position after the last strong mark that does not belong to the speaker's own words."""
    first = start
    named = False
    for match in _STRONG.finditer(text, start, end):
        if match.group() in _QUOTE_MARKS:
            if named:
                named = False
                continue
            named = re.search(r"\b(?:the|so-called|a|for|of|as) $", text[start : match.start()]) is not None
            if named:
                continue
        first = match.end()
    return first


def _bounded(text: str, start: int, end: int) -> int:
    """Where the speaker's words can begin at the earliest: after the last strong mark or subordinating word.

    A relative clause belongs to the speaker ("an official who asked not to be named said") unless it holds the speaker
    itself ("an accusation that Kyiv denied").
    """
    first = _marked(text, start, end)
    for match in reversed(list(re.finditer(r"[A-Za-z]+", text[first:end]))):
        word = match.group().casefold()
        if word not in _words("boundary"):
            continue
        inner = text[first + match.end() : end].split()
        if word in _words("relative") and match.start() > 0 and not (inner and _starts(inner)):
            continue
        return first + match.end()
    return first


def _starts(words: list[str]) -> bool:
    """Whether words begin as a noun phrase does."""
    word = words[0].strip(",") or "-"
    return (
        word[0].isupper()
        or word.casefold() in _words("determiner")
        or word.casefold() in _words("pronoun")
        or _knows(word)
    )


@lru_cache(maxsize=1 << 14)
def _knows(word: str) -> bool:
    """Whether a word is a noun for those who speak or act."""
    known = parties.index().get(parties.key(word), ())
    return word.casefold() in _words("noun") or any(alias.words[0].islower() or word[0].isupper() for alias in known)


def _subject(text: str, start: int, verb: int) -> tuple[int, int] | None:
    """The speaker before a reporting verb, with an apposition: "A spokesman for X, Y Z, said"."""
    first, last = _trim(text, _bounded(text, start, verb), verb)
    if first >= last:
        return None
    apposition = text[last:verb].strip().startswith(",")
    parts = [(m.start(), m.end()) for m in re.finditer(r"(?:[^,]|,(?=\d))+", text[first:last])]
    at = len(parts) - 1
    if apposition and at > 0:
        at -= 1
    while at > 0 and not (
        _starts(text[first:last][slice(*parts[at])].split() or ["-"]) and _speaks(text[first:last][slice(*parts[at])])
    ):
        at -= 1
    first, last = _trim(text, first + parts[at][0], last)
    return _noun_phrase(text, first, last)


def _speaks(words: str) -> bool:
    """Whether words can name a speaker: they begin as a noun phrase does and hold a name or a noun for those who speak."""
    found = re.findall(r"[^\W\d]+(?:['’-][^\W\d]+)*", words)
    return any(w[0].isupper() or w.casefold() in _words("pronoun") or _knows(w) for w in found)


def _noun_phrase(text: str, first: int, last: int) -> tuple[int, int] | None:
    piece = text[first:last]
    split = re.search(r"^(.{20,}?)\s+and\s+(?=\S)", piece)
    if (
        split
        and _speaks(piece[split.end() :])
        and re.search(r"\b(?:[a-z]+ed|was|were|is|are|had|has|have|took|hit|fell|struck|left)\b", split.group(1))
    ):
        first += split.end()
        piece = text[first:last]
    if _LEAD.match(piece):
        words = list(re.finditer(r"\S+", piece))
        comma = piece.rfind(",")
        start = (
            comma + 1
            if comma > 0
            else next(
                (
                    w.start()
                    for w in words[2:]
                    if not w.group()[0].isupper() and (_knows(w.group()) or w.group() in _words("determiner"))
                ),
                words[-1].start(),
            )
        )
        first, last = _trim(text, first + start, last)
        piece = text[first:last]
    if not piece or len(piece.split()) > 24 or not _speaks(piece):
        return None
    return first, last


def _following(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The speaker after "said" or "according to"."""
    lead = len(text[start:end]) - len(text[start:end].lstrip())
    start += lead
    stop = _SPEAKER_END.search(text, start + 1, end)
    last = stop.start() if stop else end
    if stop and stop.group() == ",":
        title = text[stop.start() + 1 : end].split(",")[0].split(". ")[0]
        if (
            len(title.split()) <= 8
            and any(_knows(w) for w in title.split())
            and not re.search(r"\b(?:said|was|were|had|has|killed|wounded|fired|hit|and|in|on|as|with)\b", title)
        ):
            last = stop.start() + 1 + len(title.rstrip(".\n"))
    first, last = _trim(text, start, last)
    if first >= last or not _speaks(text[first:last]) or len(text[first:last].split()) > 20:
        return None
    return first, last


def _is_passive(text: str, at: int) -> bool:
    before = text[max(0, at - 24) : at].casefold()
    return bool(
        re.search(
            r"\b(?:to|be|been|being|was|were|is|are|not|n't|n’t|could|would|may|might|will|if|must|can|without|reportedly)\s+(?:\w+ly )?$",
            before,
        )
    )


@dataclass(frozen=True, slots=True)
class _Statement:
    """A reporting verb with its speaker and whether what he says stands before the verb, after it, or both."""

    speaker: tuple[int, int]
    verb: tuple[int, int]
    stance: str
    before: bool
    after: bool


def _wants_content(text: str, at: int, end: int) -> bool:
    return bool(re.match(r"\s*(?:that\b|[,:]?\s*[\"“‘']|on \w+ that\b|the \w+ that\b)", text[at:end]))


def _statements(text: str, start: int, end: int) -> list[_Statement]:
    found: list[_Statement] = []
    for match in _verb_pattern().finditer(text, start, end):
        stance = _forms()[match.group()]
        if _is_passive(text, match.start()) or (stance == "tells" and not _wants_content(text, match.end(), end)):
            continue
        statement = _statement(text, start, end, match, stance)
        if statement is None:
            continue
        earlier = next((s for s in found if statement.speaker[0] <= s.verb[0] < statement.speaker[1]), None)
        if earlier is not None:
            statement = dataclasses.replace(statement, speaker=earlier.speaker, before=False, after=True)
        found.append(statement)
    for match in _ACCORDING.finditer(text, start, end):
        speaker = _following(text, match.end(), end)
        if speaker is not None:
            found.append(_Statement(speaker, (match.start(), match.end()), "asserts", before=True, after=True))
    return sorted(found, key=lambda s: s.verb)


def _statement(text: str, start: int, end: int, match: re.Match[str], stance: str) -> _Statement | None:
    before = text[start : match.start()].rstrip()
    asserting = stance in ("asserts", "confirms")
    rest = text[match.end() : end]
    inverted = (
        asserting
        and before.endswith((",", '"', "”", "’", "'", "—", "–", "-"))
        and not re.match(r"\s*(?:that|it|he|she|they|there|[\"“,])\b", rest)
    )
    if inverted:
        speaker = _following(text, match.end(), end)
        if speaker is not None and not _relative(text[start : match.start()]):
            remaining = text[speaker[1] : end].strip(' .!?"”')
            return _Statement(
                speaker, match.span(), stance, before=True, after=remaining.startswith((",", ".", ":")) or not remaining
            )
    speaker = _subject(text, start, match.start())
    if speaker is None:
        return None
    lead = text[start : speaker[0]].rstrip()
    closes = lead.endswith((",", '"', "”", "’", "'", "—", "–", " -"))
    content = text[match.end() : end].strip(' .!?"”')
    tail = len(content.split()) <= 6 and not content.startswith(("that ", '"', "“"))
    return _Statement(
        speaker,
        match.span(),
        stance,
        before=closes and (tail or content.startswith((",", ";"))),
        after=not (closes and tail),
    )


def _relative(before: str) -> bool:
    """Whether the comma before the verb closes an apposition after a subject: "Anatoly Kruglov, the governor, said"."""
    parts = before.rstrip(" ,").rsplit(",", 1)
    return (
        len(parts) == 2
        and len(parts[0].split()) <= 5
        and '"' not in before
        and "”" not in before
        and len(parts[1].split()) <= 10
    )


def _scope(text: str, sentence: Sentence, statement: _Statement, following: int) -> tuple[int, int]:
    first = sentence.start if statement.before else statement.verb[1]
    last = following if statement.after else statement.verb[0]
    if not statement.after:
        last = max(statement.speaker[0] if statement.speaker[0] > first else statement.verb[0], first)
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


def _clean(text: str, start: int, end: int) -> str:
    words = " ".join(text[start:end].replace("*", "").split()).strip(" ,\"“”’'‘-–—•◽▫▪⚡")
    while (shorter := _ARTICLE.sub("", words)) != words:
        words = shorter
    return words


def _is_person(name: str) -> bool:
    words = [word.strip(".,").casefold() for word in name.split()]
    return any(word.removesuffix("s") in _words("person") for word in words)


def _introduced(text: str, name: str, at: int) -> str:
    """The fullest earlier naming of a surname: "armed forces spokesperson Brigadier General Samir Fathy"."""
    match = re.search(rf"(?:[\w'’.-]+ ){{1,9}}{re.escape(name)}\b", text[:at])
    if match is None:
        return name
    words = match.group().split()
    first = len(words) - 1
    while first > 0 and (
        words[first - 1][0].isupper() or _knows(words[first - 1]) or words[first - 1].casefold() in parties.modifiers()
    ):
        first -= 1
    return " ".join(words[first:])


def _resolved(text: str, start: int, name: str, before: list[str]) -> str:
    """The fuller name that stands before for a pronoun, an office or a surname."""
    words = name.casefold().split()
    if not words or (words[0] in _words("pronoun") and len(words) == 1):
        if words and words[0] in ("he", "she"):
            person = next((earlier for earlier in reversed(before) if _is_person(earlier)), "")
            if person and person in before[-3:]:
                return person
        return before[-1] if before else ""
    if len(words) > 2 or name.casefold() in parties.index():
        return name
    pattern = re.compile(rf"\b{re.escape(words[-1])}\b", re.IGNORECASE)
    for earlier in reversed(before):
        if len(earlier) > len(name) and pattern.search(earlier):
            return earlier
    return _introduced(text, name, start) if name[0].isupper() and len(words) == 1 else name


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
    found: list[Attribution] = []
    named: list[str] = []
    party = issuer(source, title)
    if party:
        found.append(Attribution(0, 0, party, "asserts", 0, len(text), "", 0, whole=True))
        named.append(party)
    quotes = _quotes(text)
    for number, sentence in enumerate(sentences):
        statements = _statements(text, sentence.start, sentence.end)
        for at, statement in enumerate(statements):
            following = next(
                (s.speaker[0] for s in statements[at + 1 :] if s.speaker[0] > statement.verb[1]), sentence.end
            )
            speaker = _resolved(text, statement.speaker[0], _clean(text, *statement.speaker), named)
            if not speaker:
                continue
            named.append(speaker)
            scope = _quoted(_scope(text, sentence, statement, following), quotes)
            verb = text[slice(*statement.verb)].strip()
            found.append(
                Attribution(*statement.speaker, speaker, _stance(text, statement, scope, found), *scope, verb, number)
            )
        if not statements:
            found += _carried(text, number, sentence, quotes, found)
    return tuple(found)


def _quoted(scope: tuple[int, int], quotes: list[tuple[int, int]]) -> tuple[int, int]:
    """The scope widened to quotations that begin or go on outside of the sentence."""
    first, last = scope
    for start, end in quotes:
        if start < last and end > first:
            first, last = min(first, start), max(last, end)
    return first, last


def _stance(text: str, statement: _Statement, scope: tuple[int, int], found: list[Attribution]) -> str:
    """The verb's stance, or denial where what is said denies the claim before it."""
    if statement.stance not in ("asserts", "confirms", "tells"):
        return statement.stance
    said = text[statement.verb[0] : scope[1]] if statement.after else text[scope[0] : scope[1]]
    lower = said.casefold()
    if phrases("responsibility").search(lower[:80]):
        return "responsibility"
    if found and phrases("denial").search(lower):
        return "denies"
    return "asserts" if statement.stance == "tells" else statement.stance


def _carried(
    text: str, number: int, sentence: Sentence, quotes: list[tuple[int, int]], found: list[Attribution]
) -> list[Attribution]:
    """A quotation without a speaker of its own belongs to the one before it."""
    head = text[sentence.start : sentence.end].lstrip()[:1]
    if head not in ('"', "“") or not found or found[-1].whole or number - found[-1].sentence > 2:
        return []
    last = found[-1]
    if last.scope_start <= sentence.start < last.scope_end:
        return []
    span = next(((a, b) for a, b in quotes if a >= sentence.start and a < sentence.end), (sentence.start, sentence.end))
    return [
        dataclasses.replace(last, scope_start=span[0], scope_end=span[1], sentence=number, verb="", stance="asserts")
    ]


def at_sentence(sentences: Sequence[Sentence], offset: int) -> int:
    """Number of the sentence that holds an offset."""
    return max(0, bisect_right([sentence.start for sentence in sentences], offset) - 1)
