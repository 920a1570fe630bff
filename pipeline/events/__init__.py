"""Accounts of one event become one event: `merge` groups reports, gives ids that stay, and merges their values."""

from __future__ import annotations

from pipeline.events.candidates import reached
from pipeline.events.identity import DocumentLike, event_id, order
from pipeline.events.merging import (
    Accounts,
    Merged,
    Reason,
    events_of,
    linked,
    merge,
    open_issues,
    write_reasons,
)
from pipeline.events.sweep import Passing, Settled, Told, settled
from pipeline.events.ties import Ties, load
from pipeline.events.values import merged_event

__all__ = [
    "Accounts",
    "DocumentLike",
    "Merged",
    "Passing",
    "Reason",
    "Settled",
    "Ties",
    "Told",
    "event_id",
    "events_of",
    "linked",
    "load",
    "merge",
    "merged_event",
    "open_issues",
    "order",
    "reached",
    "settled",
    "write_reasons",
]
