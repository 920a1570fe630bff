"""Time expressions of English news, and the days that they mean. Pure: no clock; words in, days out.

`find` reads the expressions of a text, `resolve` turns one into a `Period`, given the day of publication and the period
that the clause before was about. The rules are those of section 3 of the coding manual (docs/coding.md).
"""

from pipeline.dates.find import find
from pipeline.dates.records import Period, Point, TimeExpression
from pipeline.dates.resolve import resolve

__all__ = ["Period", "Point", "TimeExpression", "find", "resolve"]
