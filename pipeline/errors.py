"""The tree of errors; each class says what the caller should do.

DatelineError
├── InputError        a file of the user's is unusable: mend or remove it, the run goes on
├── OptionError       an option or a configuration value is not allowed: change it
├── SchemaError       a table does not fit the schema: every problem is listed
├── LexiconError      a lexicon table has a bad row: mend the row named
├── GazetteerError    the place index is missing, empty or of another version: build it
├── GeocoderError     a geocoding service failed: try again later (never an absence)
├── OutputError       an output cannot be written: free the folder named
└── RunError          a run cannot go on (another one is at work, a worker died): run again
"""

from __future__ import annotations

__all__ = [
    "DatelineError",
    "GazetteerError",
    "GeocoderError",
    "InputError",
    "LexiconError",
    "OptionError",
    "OutputError",
    "RunError",
    "SchemaError",
]


class DatelineError(Exception):
    """Root of all errors that this package raises on purpose."""


class InputError(DatelineError):
    """A file of the user's cannot be used; the message names it and the reason."""


class OptionError(DatelineError):
    """An option or configuration value is not allowed; the message quotes it and lists what is."""


class SchemaError(DatelineError):
    """A table does not fit the schema; `problems` holds one line for each finding."""

    def __init__(self, table: str, problems: tuple[str, ...]) -> None:
        self.table = table
        self.problems = problems
        shown = "\n  ".join(problems[:20])
        more = f"\n  ... and {len(problems) - 20} more" if len(problems) > 20 else ""
        super().__init__(f"{table}: {len(problems)} problem(s) against the schema\n  {shown}{more}")


class LexiconError(DatelineError):
    """A lexicon table has a bad row; the message names file, row and value."""


class GazetteerError(DatelineError):
    """The place index is missing, empty or of another version; build it again."""


class GeocoderError(DatelineError):
    """A geocoding service failed; this says nothing about whether the place exists."""


class OutputError(DatelineError):
    """An output cannot be written; the message names the path and the reason."""


class RunError(DatelineError):
    """A run cannot start or go on; what was done is kept, and the next run takes it up."""
