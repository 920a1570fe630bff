"""What an article and its paragraphs are about: war words in a match report tell no war."""

from __future__ import annotations

from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from pipeline import lexicon
from pipeline.records import readonly

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.reports.annotate import Sentence
    from pipeline.reports.hits import Support

WAR = "war"
CROWDED = {
    "labour": frozenset({"protest", "riot", "property", "attack", "arrest"}),
    "election": frozenset({"protest", "riot"}),
    "court": frozenset({"protest", "riot"}),
}
"""Families that belong to conflict also in an article about such a subject."""
FAME = frozenset({"entertainment", "sport"})
"""Subjects whose people are victims like others."""
IN_PARAGRAPH = 2
IN_ARTICLE = 4
DECISIVE = {"history": 1}
"""How many different words make a subject of a paragraph or of an article."""


@cache
def words() -> dict[str, str]:
    """Word to the subject that it shows."""
    return {row["word"]: row["subject"] for row in lexicon.table("subjects", ("word", "subject"))}


@readonly
class Subjects:
    """The subject of each paragraph and of the whole, where it is another than conflict."""

    paragraphs: dict[int, str]
    article: str | None

    def of(self, sentence: Sentence) -> str | None:
        """The other subject that a sentence belongs to, if any."""
        return self.paragraphs.get(sentence.paragraph)

    def victim(self, sentence: Sentence, support: Support) -> bool:
        """Whether a singer or an athlete is shot: a day and a weapon beside it, in no article about songs or games.

        So too where a riot at a match has dead: no game counts them.
        """
        if self.paragraphs.get(sentence.paragraph) == "sport" and support.tolls and support.times:
            return True
        known = support.weapons and support.times and self.article is None
        return bool(known) and self.paragraphs.get(sentence.paragraph) in FAME

    @staticmethod
    def concerns(subject: str, family: str) -> bool:
        """Whether a subject rules out a family: strikers and voters may well march."""
        return family not in CROWDED.get(subject, frozenset())


def _leading(found: dict[str, set[str]], least: int) -> str | None:
    """The subject with most words, where they are enough and outweigh those of war."""
    counts = {subject: len(seen) for subject, seen in found.items() if subject != WAR}
    if not counts:
        return None
    subject = min(counts, key=lambda name: (-counts[name], name))
    least = min(least, DECISIVE.get(subject, least))
    return subject if counts[subject] >= least and counts[subject] > len(found.get(WAR, ())) else None


def read(sentences: Sequence[Sentence]) -> Subjects:
    """The subjects of an article.

    A paragraph has another subject than conflict where at least `IN_PARAGRAPH` words say so and outweigh its words of
    war, in an article that as a whole is about something else also without such words of its own.
    """
    known = words()
    whole: dict[str, set[str]] = defaultdict(set)
    parts: dict[int, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for sentence in sentences:
        for word in known.keys() & sentence.tokens.words:
            whole[known[word]].add(word)
            parts[sentence.paragraph][known[word]].add(word)
    article = _leading(whole, IN_ARTICLE)
    paragraphs = {}
    for paragraph in dict.fromkeys(sentence.paragraph for sentence in sentences):
        part = parts.get(paragraph, {})
        own = _leading(part, IN_PARAGRAPH)
        if own is None and article is not None and len(part.get(WAR, ())) < 2:
            own = article
        if own is not None:
            paragraphs[paragraph] = own
    return Subjects(paragraphs, article)
