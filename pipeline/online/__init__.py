"""A geocoding service as second opinion on names that the gazetteer lacks or leaves open; used only when asked for.

places → **questions** (names with their document's countries and region) → cache or **service** → `Geocode` records

The answers become part of a place index, so that they are weighed like all other places of a name. "No such place" is an
answer and is kept; a failure is neither.
"""

from pipeline.online.asking import Asked, ask, issues
from pipeline.online.credit import attribution
from pipeline.online.questions import Question, questions
from pipeline.online.reader import Reader
from pipeline.online.server import Server, Settings, connect, stated

__all__ = [
    "Asked",
    "Question",
    "Reader",
    "Server",
    "Settings",
    "ask",
    "attribution",
    "connect",
    "issues",
    "questions",
    "stated",
]
