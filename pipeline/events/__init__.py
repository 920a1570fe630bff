"""Accounts of one event become one event: `merge` groups reports, gives ids that stay, and merges their values."""

from __future__ import annotations

from pipeline.events.identity import DocumentLike, event_id, order
from pipeline.events.merging import Merged, Reason, merge, write_reasons

__all__ = ["DocumentLike", "Merged", "Reason", "event_id", "merge", "order", "write_reasons"]
