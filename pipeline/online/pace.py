"""The distance in time between requests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Keeps a request `interval` seconds after the end of the one before, so that no server sees them closer.

    Parameters
    ----------
    interval
        Seconds.
    clock, sleep
        Monotonic seconds, and what waits; for tests.
    """

    def __init__(
        self,
        interval: float,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.interval = interval
        self._clock = clock
        self._sleep = sleep
        self._next = float("-inf")

    def wait(self) -> None:
        """Return when the next request may start."""
        while (left := self._next - self._clock()) > 0:
            self._sleep(left)

    def rest(self, seconds: float = 0.0) -> None:
        """A request has ended: let none start before the interval, or so many seconds, have passed."""
        self._next = max(self._next, self._clock() + max(seconds, self.interval))
