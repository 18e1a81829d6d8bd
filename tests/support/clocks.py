"""Time that stands still until it is told to move."""

from __future__ import annotations

import time


class StoppedClock:
    """Seconds since the epoch, beginning with the real ones: the sandbox goes by those."""

    def __init__(self) -> None:
        self.now = time.time()

    def __call__(self) -> float:
        return self.now

    def advance(self, seconds: float) -> None:
        self.now += seconds
