"""One document's text to its reports: annotate → triggers → realis → drafts → fields → reports."""
