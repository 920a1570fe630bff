"""The voice of a trigger by the words around it: active, passive, a noun, or what two sides do to each other."""

from __future__ import annotations

import re
from typing import Literal

from pipeline import lexicon
from pipeline.text import small, tail

Form = Literal["active", "passive", "noun", "mutual", ""]

LEAD = 6
"""Words of the text that a pattern for a short lead ("by the", "was later") looks at."""


def phrase(use: str) -> re.Pattern[str]:
    """The patterns of one use in role_phrases.csv; they are matched in small letters."""
    return lexicon.patterns("role_phrases", use)


def found(use: str, words: str) -> re.Match[str] | None:
    """Where a pattern of one use stands in some words."""
    return phrase(use).search(small(words))


def leads(use: str, words: str) -> bool:
    """Whether some words begin with a pattern of one use."""
    return phrase(use).match(small(words)) is not None


def deduce(text: str, start: int, trigger_start: int, trigger_end: int, end: int) -> Form:
    """Voice of a trigger by the words around it."""
    before, after = tail(text, start, trigger_start, LEAD), text[trigger_end:end]
    trigger = text[trigger_start:trigger_end]
    if found("mutual", trigger):
        return "mutual"
    if re.match(r"(?:was|were|been|be|being|is|are|got|come|came)\s", trigger, re.IGNORECASE):
        return "passive" if not trigger.lower().startswith(("come", "came")) else "active"
    if found("passive", before):
        return "passive"
    if found("harm", trigger) and leads("no_object", after):
        return "passive"
    participle = trigger.split()[-1].endswith(("ed", "en", "t", "n"))
    if participle and leads("reduced", after):
        return "passive"
    if (
        leads("noun_after", after)
        and not trigger.endswith("ed")
        and (
            found("noun_before", before) or trigger.split()[-1].endswith("ing") or not text[start:trigger_start].strip()
        )
    ):
        return "noun"
    if found("noun_before", before) and not trigger.endswith("ed"):
        return "noun"
    return "active"
