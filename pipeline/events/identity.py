"""What a report and an event are called: ids that rest on the text alone, and the order of accounts."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pipeline.schema import Report


class DocumentLike(Protocol):
    """What merging has to know of a document."""

    @property
    def published(self) -> date | None:
        """Publication day."""

    @property
    def source(self) -> str | None:
        """Outlet."""

    @property
    def fingerprint(self) -> str | None:
        """Equal for copies of one text."""

    @property
    def duplicate_of(self) -> str | None:
        """Id of the document that this one copies."""


def report_id(document_id: str, start: int, end: int, sub_event_type: str) -> str:
    """Id of a report: the same document, span and type always give the same one."""
    key = "\x1f".join((document_id, str(start), str(end), sub_event_type))
    return "r-" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def event_id(report: str) -> str:
    """Id of the event whose first report has the id `report`."""
    return "e-" + report.removeprefix("r-")


def order(report: Report, documents: Mapping[str, DocumentLike]) -> tuple[bool, date, str, int, int, str]:
    """Sort key of accounts: publication day (undated last), document, span, id."""
    document = documents.get(report.document_id)
    published = document.published if document else None
    return (
        published is None,
        published or date.max,
        report.document_id,
        report.start,
        report.end,
        report.report_id,
    )
