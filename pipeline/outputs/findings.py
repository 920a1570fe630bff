"""What is wrong in a table: one line for each kind of finding, with where it is first and how often it is there."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True)
class Findings:
    """Collects findings over the batches of a table.

    `kinds` maps column and complaint to the first place and the count.
    """

    kinds: dict[tuple[str, str], tuple[str, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.kinds)

    def add(self, column: str, complaint: str, wrong: Any, values: Any, ids: Any, first_row: int) -> None:
        """Add the rows of a batch that an Arrow mask marks.

        Parameters
        ----------
        column, complaint
            Together with the first value they make the line.
        wrong
            Boolean Arrow array; null counts as false.
        values, ids
            The column, and the one that tells the row's id.
        first_row
            Number of the batch's first row; the first row after the header is 1.
        """
        count = wrong.true_count
        if not count:
            return
        place, before = self.kinds.get((column, complaint), ("", 0))
        if not before:
            row = wrong.index(True).as_py()
            value = values[row].as_py()
            shown = "" if value is None else f"{value!s:.60} "
            place = f"{shown}{complaint} (row {first_row + row}, {ids[row].as_py()}"
        self.kinds[column, complaint] = (place, before + count)

    def lines(self) -> tuple[str, ...]:
        """One line for each kind of finding."""
        return tuple(
            f"{column}: {place}{f' and {count - 1} more' if count > 1 else ''})"
            for (column, _), (place, count) in self.kinds.items()
        )
