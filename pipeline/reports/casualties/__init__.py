"""Dead and injured told in a sentence, with what is counted.

`find` reads every toll of a span of text that holds one of the words `telling`. Which event one belongs to is for the
caller to decide.
"""

from pipeline.reports.casualties.tolls import Toll, find, too
from pipeline.reports.casualties.words import telling

__all__ = ["Toll", "find", "telling", "too"]
