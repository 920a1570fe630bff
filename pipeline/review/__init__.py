"""A page to check a dataset by: articles with what was read where, beside the records, in one HTML file."""

from __future__ import annotations

from pipeline.review.page import write

__all__ = ["write"]
