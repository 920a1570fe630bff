"""The party that a speaker's words stand for: "Moscow" is the government of Russia, "the group" the one named before."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.reports import actors, parties, speakers

if TYPE_CHECKING:
    from collections.abc import Sequence

_REACH = 600
"""Characters before "the group" in which it is named."""
_ISSUE = 60
"""Characters of words such as "an earlier statement by the group"."""
_LAST = 3
"""Speakers before "the group" among whom it may be."""


def party(speaker: str, text: str, at: int, before: Sequence[str]) -> str:
    """The speaker's name, with the party it stands for where the words alone do not tell.

    Parameters
    ----------
    speaker
        His words, resolved.
    text, at
        The document and where he is named.
    before
        Speakers named before.
    """
    words = speaker.casefold().split()
    if not words:
        return speaker
    if any(alias.entry.category == "seat" for word in words for alias in parties.index().get(parties.key(word), ())):
        return _government(speaker)
    definite = f"the {speaker}" in text[at : at + _ISSUE].casefold()
    if definite and words[-1] in speakers.words("band") and speaker.islower():
        return _group(speaker, text, at, before)
    return speaker


def of_the_outlet(speaker: str, source: str | None) -> bool:
    """Whether a speaker reports for the outlet or for an agency that it relays: "an AFP photographer", "our reporter"."""
    words = speaker.casefold().replace("'s", "").replace("’s", "").split()
    if _is_outlet(words, source):
        return True
    press = speakers.words("press")
    at = next((n for n, word in enumerate(words) if word in press or (n and word == "witness")), -1)
    if at < 0:
        return False
    if at == 0:
        return len(words) == 1 and words[0] in speakers.words("own_voice")
    parts = re.findall(r"[A-Za-z]+|\d+", source or "")
    short = "".join(part if part.isdigit() else part[0] for part in parts).casefold()
    owner = words[at - 1]
    return owner in speakers.words("wire") or owner == "our" or (len(short) > 1 and owner == short)


def _is_outlet(words: Sequence[str], source: str | None) -> bool:
    """Whether the words name the document's own outlet, which is no office of a state: "the Harbour Times reports"."""
    name = [word for word in (source or "").casefold().split() if word != "the"]
    offices = speakers.words("state") | speakers.words("police") | speakers.words("army")
    return bool(name) and [word for word in words if word != "the"] == name and offices.isdisjoint(name)


def _government(speaker: str) -> str:
    """The government that a seat alone stands for."""
    found = actors.find(speaker, 0, len(speaker))
    whole = len(found) == 1 and (found[0].start, found[0].end, found[0].kind) == (0, len(speaker), "state")
    return f"{parties.branch('government', found[0].iso3)} ({speaker})" if whole else speaker


def _group(speaker: str, text: str, at: int, before: Sequence[str]) -> str:
    """The armed group named last before "the group", unless one that is no side spoke last."""
    if any(not speakers.words("monitor").isdisjoint(name.casefold().split()) for name in (*before[-_LAST:], speaker)):
        return speaker
    groups = [m for m in actors.find(text, max(0, at - _REACH), at) if m.kind == "group" and m.given]
    return groups[-1].label if groups else speaker
