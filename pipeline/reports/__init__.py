"""One document's text to its reports: annotate → hits → drafts → fields → reports."""

from pipeline.reports.code import code

__all__ = ["code"]
