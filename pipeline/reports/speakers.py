"""The words that name who speaks: the subject of a reporting verb, the name after "said" or "according to".

Spans in, spans out. Words are in speaker_words.csv.
"""

from __future__ import annotations

import re
from itertools import pairwise
from typing import TYPE_CHECKING

from pipeline import lexicon, quantities
from pipeline.reports import parties
from pipeline.text import Kept

if TYPE_CHECKING:
    from collections.abc import Sequence

_QUOTE_MARKS = '"“”„«»'
_STRONG = re.compile(
    r"[;:–—•◽▫▪()]|[\"“”«»]|(?<=[,.!?])[’']|\s-{1,2}\s|\s//\s|\*\*|\n|[!?…]\s|(?<=[a-z]{4})\.\s|(?<=\d)\.\s|\b\d\d[.:]\d\d\s"
)
_NAME = re.compile(r"[^\W\d]+(?:['’-][^\W\d]+)*")
_LETTERS = re.compile(r"[A-Za-z]+")
_PARTS = re.compile(r"(?:[^,]|,(?=\d))[^,]*(?:,(?=\d)[^,]*)*")
"""What stands between commas, those within numbers left out."""
_SHORT = re.compile(r"\([A-Z][\w.-]{1,9}\)")
"""A short name in brackets after the full one."""
_AND = re.compile(r"^(.{20,}?)\s+(?:and|as)\s+(?=\S)")
_ENDING = re.compile(r",?\s+(?:who|which|that)$")
_INITIALS = 3
"""Letters of a name too short to stand for a longer one."""
_TITLE = 12
"""Words of an office after a name."""
_COMPOUND = 3
"""Words of a bare compound that names those who speak."""
_BEFORE_NAME = 12
"""Words before a name among which its fuller form is looked for."""


def _words(use: str) -> frozenset[str]:
    rows = lexicon.table("speaker_words", ("use", "words"))
    return next(frozenset(lexicon.values(row["words"])) for row in rows if row["use"] == use)


words = Kept(_words).__getitem__
"""The words of one use in speaker_words.csv."""


def phrase(use: str) -> re.Pattern[str]:
    """The patterns of one use in speaker_phrases.csv."""
    return lexicon.patterns("speaker_phrases", use)


def _knows(word: str) -> bool:
    """Whether a word is a noun for those who speak or act."""
    known = [alias for alias in parties.index().get(parties.key(word), ()) if alias.entry.kind != "anaphor"]
    return word.casefold() in words("noun") or any(alias.words[0].islower() or word[0].isupper() for alias in known)


knows = Kept(_knows).__getitem__
"""Whether a word is a noun for those who speak or act."""


def starts(piece: str) -> bool:
    """Whether words begin as a noun phrase does."""
    first = (piece.split() or ["-"])[0].strip(",") or "-"
    small = first.casefold()
    if first[0].isupper() or small in words("determiner") or small in words("pronoun") or knows(first):
        return True
    return (small in parties.modifiers() and _speaks(piece)) or _compound(piece)


def _compound(piece: str) -> bool:
    """Whether words are a bare compound for those who speak: "airport authorities", "rescue workers"."""
    found = piece.split()
    if not 1 < len(found) <= _COMPOUND + 1 or found[-1] not in words("noun"):
        return False
    if re.fullmatch(r"[a-z]+-(?:run|owned|controlled|backed|affiliated|based|led)", found[0]):
        return True
    return (
        len(found) <= _COMPOUND
        and all(word.isalpha() and word.islower() and not word.endswith(("ing", "ed", "ly")) for word in found)
        and (words("preposition") | words("boundary") | words("opener") | words("last")).isdisjoint(found)
    )


def alone(parts: Sequence[str]) -> bool:
    """Whether words and an apposition are no clause and name a speaker: "On Sunday, the spokesman of the rebels | Y Z"."""
    if any(not plain(part) or phrase("clause").search(part) for part in parts):
        return False
    piece = parts[0].rsplit(",", 1)[-1].strip() if phrase("lead").match(parts[0]) else parts[0]
    head = re.split(rf",|\s(?=(?:{'|'.join(sorted(words('preposition')))})\s)", piece)[0]
    return starts(head) and any(knows(word) for word in _LETTERS.findall(head))


def _speaks(piece: str) -> bool:
    """Whether words hold a name, a pronoun or a noun for those who speak."""
    return any(
        w[0].isupper() or w.casefold() in words("pronoun") or knows(w)
        for w in (match.group() for match in _NAME.finditer(piece))
    )


def valid(piece: str) -> bool:
    """Whether words can stand as a speaker."""
    found = piece.split()
    if not found or len(found) > 24 or not _speaks(piece):
        return False
    small = [word.strip("\"“”'’,.").casefold() for word in found]
    if small[-1] in words("last") and (len(found) > 1 or small[-1] in words("determiner")):
        return False
    if len(small) == 2 and small[0] in words("determiner") and small[1] in words("own_voice"):
        return False
    if small[0] == "this" and len(found) > 1 and knows(found[1]):
        return True
    return not (small[0] in words("silent") and small[0] not in words("pronoun")) and small[0] not in words(
        "last"
    ) - words("determiner")


def plain(piece: str) -> bool:
    """Whether words hold no finite verb: an apposition, not a clause."""
    return phrase("finite").search(piece) is None


def named(piece: str) -> bool:
    """Whether words after a verb of speech name a speaker, not what he says or speaks of: "confirmed the raid on Bor"."""
    if phrase("clause").search(piece):
        return False
    head = re.split(rf",|\s(?=(?:{'|'.join(sorted(words('preposition')))})\s)", piece)[0]
    first, _, rest = head.partition(" ")
    return first.casefold() not in words("determiner") or _speaks(rest or piece)


def _is_adverb(word: str) -> bool:
    return word.endswith("ly") and word.islower() and len(word) > 5 and not knows(word)


def trim(text: str, start: int, end: int) -> tuple[int, int]:
    """The span without white space, marks, fillers and openers around it."""
    while True:
        piece = text[start:end]
        lead = len(piece) - len(piece.lstrip(" ,\t\n"))
        start, end = start + lead, start + len(piece.rstrip(" ,\t\n"))
        piece = text[start:end]
        if not piece:
            return start, start
        found = piece.replace(",", " ").split() or [piece]
        last = "" if piece[-1].isspace() else found[-1]
        if last and " " in piece and (last.casefold() in words("filler") or _is_adverb(last)):
            end = start + len(piece) - len(last)
            continue
        timed = last.casefold() in words("time")
        day = phrase("day").search(piece, max(1, len(piece) - 48)) if timed else None
        if day:
            end = start + day.start()
            continue
        first = "" if piece[0].isspace() else found[0]
        if first and len(first) < len(piece) and first.casefold() in words("opener"):
            start += len(first)
            continue
        return start, max(start, end)


def _marked(text: str, start: int, end: int) -> int:
    """Position after the last strong mark that does not belong to the speaker's own words."""
    first = start
    named = False
    for match in _STRONG.finditer(text, start, end):
        mark = match.group()
        if mark in _QUOTE_MARKS:
            if named:
                named = False
                continue
            named = phrase("named").search(text[start : match.start()]) is not None
            if named:
                continue
        if mark in "()" and (
            ")" in text[match.end() : end]
            or (mark == ")" and first < match.start() and "(" in text[first : match.start()])
        ):
            continue
        first = match.end()
    return first


def _bounded(text: str, start: int, end: int) -> int:
    """Where the speaker's words can begin at the earliest: after the last strong mark or subordinating word.

    A relative clause belongs to the speaker ("an official who asked not to be named said") unless it holds the speaker
    itself ("an accusation that Kyiv denied").
    """
    first = _marked(text, start, end)
    boundary = words("boundary")
    if boundary.isdisjoint(map(str.casefold, _LETTERS.findall(text, first, end))):
        return first
    last = trim(text, first, end)[1]
    closed = text.startswith(",", min(last, len(text) - 1))
    for match in reversed([m for m in _LETTERS.finditer(text, first, end) if m.group().casefold() in boundary]):
        word = match.group().casefold()
        inner = text[match.end() : end].strip()
        if word in words("relative") and match.start() > first and (closed or not inner or not starts(inner)):
            continue
        return match.end()
    return first


def _opens(piece: str) -> bool:
    """Whether words between commas begin with a speaker, or with what he denies: "something the army"."""
    head, _, rest = piece.lstrip().partition(" ")
    piece = rest if head.casefold() in words("opener") else piece
    parts = piece.split()[:3]
    site = len(parts) > 1 and parts[0].casefold() in words("determiner") and parts[1] in words("site")
    if site and not knows(parts[-1]):
        return False
    return (starts(piece) and _speaks(piece)) or phrase("antecedent_head").match(piece.lstrip()) is not None


def subject(text: str, start: int, verb: int) -> tuple[int, int] | None:
    """The speaker before a reporting verb, with an apposition: "A spokesman for X, Y Z, said"."""
    passive = phrase("quoted").search(text, start, verb)
    verb = passive.start() if passive else verb
    quotes = phrase("quotes").search(text[start:verb].rstrip()) if text.startswith("as ", verb) else None
    start += quotes.end() if quotes else 0
    first, last = trim(text, _bounded(text, start, verb), verb)
    if first >= last:
        return _main_subject(text, start, verb)
    closed = text[last : last + 1] == ","
    parts = [(m.start(), m.end()) for m in _PARTS.finditer(text[first:last])]
    at = len(parts) - 1
    if closed and at > 0:
        at -= 1
    whole = text[first:last]
    at = _before_clause([whole[slice(*part)] for part in parts], at) if closed else at
    while at > 0 and not _opens(whole[slice(*parts[at])]):
        at -= 1
    first, last = trim(text, first + parts[at][0], last)
    refers_to = phrase("antecedent_head").match(text, first, last)
    if refers_to:
        first = refers_to.end()
    found = _noun_phrase(text, first, last)
    return found or _main_subject(text, start, verb)


def _before_clause(parts: Sequence[str], at: int) -> int:
    """Which of the words between commas name the speaker, if a relative clause with commas of its own follows them."""
    for number, part in enumerate(parts):
        if number and part.split()[:1] in (["who"], ["which"]):
            return number - 1 if all(plain(later) for later in parts[number + 1 :]) else at
    return at


def _main_subject(text: str, start: int, verb: int) -> tuple[int, int] | None:
    """The subject of the sentence, for a second verb that shares it: "The ministry did not comment but said"."""
    finite = phrase("finite").search(text, start, verb)
    if finite is None or re.search(r"[;\"“”]", text[start:verb]):
        return None
    colon = text.rfind(": ", start, finite.start())
    first, last = trim(text, colon + 1 if colon >= 0 else start, finite.start())
    relative = _ENDING.search(text[first:last])
    last = first + relative.start() if relative else last
    comma = text.rfind(",", first, last) if phrase("lead").match(text[first:last]) else -1
    first, last = trim(text, comma + 1, last) if comma >= 0 else (first, last)
    piece = text[first:last]
    empty = piece.casefold() in words("determiner") or piece == "There"
    if "," in piece or len(piece.split()) > 10 or empty or not starts(piece) or not valid(piece):
        return None
    return first, last


def _noun_phrase(text: str, first: int, last: int) -> tuple[int, int] | None:
    """The speaker within the words before his verb: without a clause or an adverbial that precedes him."""
    piece = text[first:last]
    split = _AND.search(piece)
    after = piece[split.end() :] if split else ""
    opens = starts(after) or phrase("lead").match(after) is not None
    if split and opens and _speaks(after) and phrase("finite").search(split.group(1)):
        first += split.end()
        piece = text[first:last]
    if phrase("lead").match(piece):
        first, last = trim(text, first + _after_lead(piece), last)
        piece = text[first:last]
    relative = _ENDING.search(piece) if piece.endswith(("who", "which", "that")) else None
    if relative:
        last = first + relative.start()
        antecedent = phrase("antecedent_of").search(text, first, last)
        told = antecedent is not None and phrase("auxiliary").search(text, first, antecedent.start()) is not None
        if antecedent and (told or phrase("copula").match(piece)) and _speaks(antecedent["noun"]):
            first = antecedent.start("noun")
        piece = text[first:last]
    if phrase("copula").match(piece):
        return None
    return (first, last) if valid(piece) else None


def _after_lead(piece: str) -> int:
    """Where the speaker begins behind an adverbial: "In a statement | the governor", "In Bor | an official"."""
    comma = piece.rfind(",")
    if comma > 0:
        return comma + 1
    tokens = list(re.finditer(r"\S+", piece))
    if tokens[-1].group() in words("pronoun"):
        return tokens[-1].start()
    heads = (
        t.start()
        for t in tokens[2:]
        if not t.group()[0].isupper()
        and t.group() not in words("issue")
        and (knows(t.group()) or t.group() in words("determiner"))
    )
    return next(heads, tokens[-1].start())


def clause(piece: str) -> bool:
    """Whether words after a verb of speech are a clause, not an adverbial: "soldiers burned homes"."""
    first = (piece.split() or [""])[0].casefold()
    return (first not in words("preposition") and first not in words("boundary") and not plain(piece)) or knows(first)


def issued(name: str) -> str:
    """The party that issues a statement: "statement by the ministry" is the ministry."""
    return phrase("issued").sub("", name) or name


def refers(piece: str) -> bool:
    """Whether words before a speaker close with a noun for a claim: "..., a charge that the army denies"."""
    return phrase("antecedent").search(piece) is not None


def owner(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Who owns the noun that follows: "the army's claim", "rebel claims", "claims"."""
    tokens = list(re.finditer(r"\S+", text[start:end]))[-_BEFORE_NAME:]
    if tokens and tokens[-1].group().islower() and tokens[-1].group() in words("adjective"):
        tokens.pop()
    if not tokens or tokens[-1].group()[-1] in ',;:.)"”':
        return None
    last = start + tokens[-1].end()
    first = len(tokens)
    while first and (_is_part(tokens[first - 1].group(), owned=first == len(tokens))):
        first -= 1
    if first == len(tokens):
        return None
    found = trim(text, start + tokens[first].start(), last)
    piece = re.sub(r"['’]s?$", "", text[slice(*found)])
    found = found[0], found[0] + len(piece)
    return found if valid(piece) and not piece.casefold().startswith(tuple(words("silent"))) else None


def _is_part(word: str, *, owned: bool) -> bool:
    """Whether a word before a noun for a claim belongs to its owner; the last one may have the ending of a possessive."""
    plain_word = re.sub(r"['’]s?$", "", word) if owned else word
    return bool(plain_word) and plain_word[-1].isalnum() and (plain_word[0].isupper() or knows(plain_word))


def _second(piece: str) -> int:
    """Where the next noun phrase begins: "according to police | two men", "to Bor | the shells", "to one man | some 20"."""
    tokens = list(re.finditer(r"\S+", piece))
    if len(tokens) > 1 and tokens[0].group() in words("pronoun"):
        return tokens[1].start()
    for at, (before, token) in enumerate(pairwise(tokens), start=2):
        word, small = before.group(), before.group().casefold()
        following = tokens[at].group() if at < len(tokens) else ""
        if small in words("determiner") or not (word[0].isupper() or knows(word)):
            continue
        determined = token.group().islower() and token.group() in words("determiner")
        if determined or (_counts(piece, token, following) and (knows(word) or _counted(token.group(), following))):
            return token.start()
    return len(piece)


def _counts(piece: str, token: re.Match[str], following: str) -> bool:
    """Whether a number begins at a word: "around 20", "at least ten"."""
    return quantities.begins(token.group(), following) and quantities.at(piece, token.start(), len(piece)) is not None


def _counted(number: str, following: str) -> bool:
    """Whether a number after a name counts what follows, and is no part of the name: "Reuters 20 men", not "Unit 20"."""
    return not number[0].isdigit() or (following.islower() and following.endswith(("s", "en", "people")))


def following(text: str, start: int, end: int) -> tuple[int, int] | None:
    """The speaker after "said" or "according to", with his office after a comma."""
    start += len(text[start:end]) - len(text[start:end].lstrip())
    stop = phrase("end").search(text, start + 1, end)
    last = stop.start() if stop else end
    short = _SHORT.match(text, last, end)
    last = short.end() if short else last
    second = start + _second(text[start:last])
    if second < last:
        return _checked(text, start, second)
    if stop and stop.group() == ",":
        title = re.split(r",|\. ", text[stop.start() + 1 : end])[0]
        office = any(word.casefold() in words("person") or word.casefold() in words("noun") for word in title.split())
        if (
            len(title.split()) <= _TITLE
            and office
            and not title.strip()[:1].isdigit()
            and not re.search(r"\b(?:and|in|on|as|with|into)\b", title)
            and not phrase("finite").search(title)
        ):
            last = stop.start() + 1 + len(title.rstrip(".\n"))
    return _checked(text, start, last)


def _checked(text: str, start: int, end: int) -> tuple[int, int] | None:
    first, last = trim(text, start, end)
    return (first, last) if first < last and starts(text[first:last]) and valid(text[first:last]) else None


def clean(text: str, start: int, end: int) -> str:
    """The speaker's words without articles, marks and times of a live page before them."""
    found = " ".join(text[start:end].replace("*", "").replace(" and by ", " and ").split()).strip(" ,\"“”’'‘-–—•◽▫▪⚡")
    while (
        (head := found.partition(" "))[2] and head[0].casefold() in words("article") and not head[2].startswith("of ")
    ):
        found = head[2]
    return found


def same(one: str, two: str) -> bool:
    """Whether two names are of one speaker: equal, or one the end or the beginning of the other."""
    short, long = sorted((one.casefold(), two.casefold()), key=len)
    return short == long or (len(short) > _INITIALS and (long.endswith(f" {short}") or long.startswith(f"{short} ")))


def bare(name: str) -> str:
    """A speaker's name without the article before it."""
    head, _, rest = name.partition(" ")
    return rest if rest and head.casefold() in words("article") else name
