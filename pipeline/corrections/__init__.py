"""Researchers' corrections: a table of their own, applied again at every run and marked in the outputs.

Order of use: `read` the table, `places` after a document's toponyms are resolved, `reports` before merging,
`decisions` for merging, `events` after it. Nothing is changed in silence: what cannot be applied is an issue.
"""

from __future__ import annotations

from pipeline.corrections.applied import Decisions, decisions, events, reports
from pipeline.corrections.edited import edits
from pipeline.corrections.rows import COLUMNS, Correction, read, write
from pipeline.corrections.toponyms import open_issues, places

__all__ = [
    "COLUMNS",
    "Correction",
    "Decisions",
    "decisions",
    "edits",
    "events",
    "open_issues",
    "places",
    "read",
    "reports",
    "write",
]
