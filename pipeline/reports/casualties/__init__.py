"""Dead and injured told in a sentence, with what is counted.

`find` reads every toll of a span of text. Which event one belongs to is for the caller to decide.
"""

from pipeline.reports.casualties.tolls import Toll, find

__all__ = ["Toll", "find"]
