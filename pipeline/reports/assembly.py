"""What is known of an article while its sentences are read in order, and what has been found so far."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.schema import Issue

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date

    from pipeline.dates import TimeExpression
    from pipeline.reports.actors import ActorMention
    from pipeline.reports.annotate import Article, Sentence
    from pipeline.reports.drafts import Core, Draft
    from pipeline.reports.hits import Support
    from pipeline.reports.timing import When
    from pipeline.schema import Place


NAMED = frozenset(("event", "dateline", "destination"))
"""Roles of places that "the city" may mean."""
REACH = 3
"""How many sentences back a place may be taken from."""


@dataclass(slots=True)
class Assembly:
    """What is known of an article while its sentences are read."""

    article: Article
    published: date | None
    times: Mapping[int, tuple[TimeExpression, ...]]
    parties: Mapping[int, tuple[ActorMention, ...]]
    supports: Sequence[Support]
    iso3: str | None = None
    drafts: list[Draft] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    earlier: list[Place] = field(default_factory=list)
    last_when: When | None = None
    last_sentence: Sentence | None = None
    pending: list[Core] = field(default_factory=list)
    briefs: Mapping[int, Place] = field(default_factory=dict)
    headings: Sequence[int] = ()
    paragraph_when: dict[int, When] = field(default_factory=dict)
    summary: When | None = None
    story: When | None = None

    def issue(self, document_id: str, kind: str, start: int, end: int, reason: str) -> None:
        """Note something seen and not coded."""
        self.issues.append(
            Issue(
                document_id=document_id,
                stage="reports",
                kind=kind,
                start=start,
                end=end,
                text=self.article.text[start:end],
                reason=reason,
            )
        )
