"""Two datasets side by side: what changed from one version of ours to the next, and how far ours agrees with another."""

from __future__ import annotations

from pipeline.compare.matching import Limits, Match, match
from pipeline.compare.tables import Row, read
from pipeline.compare.versions import Change, changes, write_changes

__all__ = [
    "Change",
    "Limits",
    "Match",
    "Row",
    "changes",
    "match",
    "read",
    "write_changes",
]
