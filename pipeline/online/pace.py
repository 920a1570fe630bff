"""The distance in time between requests."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable


class Pace:
    """Waits so that requests start at least `interval` seconds apart, however they end.

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
        self._next: float | None = None

    def wait(self) -> None:
        """Return when the next request may start."""
        now = self._clock()
        while self._next is not None and now < self._next:
            self._sleep(self._next - now)
            now = self._clock()
        self._next = now + self.interval

    def rest(self, seconds: float) -> None:
        """Let no request start before so many seconds have passed."""
        self._next = max(self._next or 0.0, self._clock() + seconds)
