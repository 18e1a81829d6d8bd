"""
A limit to the calls of a minute, kept before Wix has to say 429.

It counts the calls of this process: with several, each gets its share of Wix's figure (200 calls
a minute for each installation of an app, "Rate Limits",
/docs/rest/articles/get-started/rate-limits).
"""

from __future__ import annotations

import functools
import threading
import time
from collections import deque
from collections.abc import Callable

WINDOW = 60.0


class CallLimiter:
    """
    Lets so many calls begin in any minute, and the rest later, in the order they came.

    Args:
        clock: Seconds that never go back.
    """

    def __init__(
        self, calls_per_minute: int, *, clock: Callable[[], float] = time.monotonic
    ) -> None:
        if calls_per_minute < 1:
            raise ValueError("A limit of less than one call a minute lets nobody call.")
        self.calls_per_minute = calls_per_minute
        self._clock = clock
        self._lock = threading.Lock()
        # When the last calls begin, the oldest first: some of them in the future.
        self._begins: deque[float] = deque(maxlen=calls_per_minute)

    def reserve(self, patience: float) -> float | None:
        """
        Take the next place.

        Returns:
            The seconds to wait for it; None, and no place, if they are more than *patience*.
        """
        with self._lock:
            now = begin = self._clock()
            if len(self._begins) == self.calls_per_minute:
                begin = max(now, self._begins[0] + WINDOW)
            if begin - now > patience:
                return None
            self._begins.append(begin)
            return begin - now


@functools.cache
def shared_limiter(calls_per_minute: int, *whose: str) -> CallLimiter | None:
    """Return this process's one limiter of *whose* calls, such as a site's; None for no limit."""
    return CallLimiter(calls_per_minute) if calls_per_minute else None
