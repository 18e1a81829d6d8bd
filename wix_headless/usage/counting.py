"""
The listener of ``call_finished`` that counts; it never lets a call fail, and hardly costs it.

Each process adds up its calls in memory, and takes the sums to the cache once a second, after a
response if it can: a call would otherwise wait for several answers of the cache's.
"""

from __future__ import annotations

import atexit
import logging
import os
import threading
import time
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final, NamedTuple

from django.core.cache.backends.base import BaseCache

from wix_headless.client import FinishedCall
from wix_headless.conf import wix_settings
from wix_headless.tokens import Role
from wix_headless.usage.counter import PREFIX, add, find_cache
from wix_headless.usage.limits import MINUTE, watch_limit

logger = logging.getLogger(__name__)

HOUR: Final = 3600

#: Hours that may pass before ``wix_prune`` or somebody at the admin moves the numbers on.
HOURS_KEPT: Final = 50

#: So many kinds of calls are told apart in an hour; no site makes as many.
MOST_KINDS: Final = 1000

#: Seconds for which calls are added up here, at least.
INTERVAL: Final = 1.0

#: Seconds without counting after the cache has failed: each try may be a wait.
PAUSE: Final = 30.0


class Kind(NamedTuple):
    """What tells calls apart."""

    hour: int
    site: str
    role: str
    label: str
    status: int


#: What a process tells apart until its next flush.
_Sort = tuple[int, str, Role, str, int | None]

_NONE: Final = (0, 0)


class Tally:
    """The calls of this process that the cache does not know yet."""

    def __init__(self) -> None:
        self.forget()

    def forget(self) -> None:
        """Begin anew: after a fork the parent counts what was before."""
        self._lock = threading.Lock()
        # Calls and requests, by minute, site, role, label and status.
        self._noted: dict[_Sort, tuple[int, int]] = {}
        # On the monotonic clock.
        self._due = self._resumes = 0.0

    def note(self, call: FinishedCall, site: str, now: float) -> None:
        """Count a call that finished *now*."""
        # Each call pays for this: so it is one look-up, and the rest waits for the flush.
        sort = int(now) // MINUTE, site, call.role, call.label, call.status_code
        with self._lock:
            calls, requests = self._noted.get(sort, _NONE)
            self._noted[sort] = calls + 1, requests + call.tries

    @property
    def is_due(self) -> bool:
        """Whether it is time to take the sums to the cache."""
        return time.monotonic() >= self._due

    @property
    def is_paused(self) -> bool:
        """Whether the cache has failed lately."""
        return time.monotonic() < self._resumes

    def flush(self) -> None:
        """Add the sums to the cache; if it fails they are lost, and there is a pause."""
        with self._lock:
            noted, self._noted = self._noted, {}
            self._due = time.monotonic() + INTERVAL
        if not noted or self.is_paused:
            return
        try:
            cache = find_cache()
            if cache is not None:
                _add_calls(cache, _sum_calls(noted))
                for (site, minute), count in _sum_requests(noted).items():
                    watch_limit(cache, site, minute, count)
        except Exception as error:  # noqa: BLE001 - each cache has errors of its own
            self._resumes = time.monotonic() + PAUSE
            logger.warning(
                "The cache does not count API calls (%s); next try in %.0f s.",
                type(error).__name__,
                PAUSE,
            )


tally = Tally()
atexit.register(tally.flush)
os.register_at_fork(after_in_child=tally.forget)


def count_call(sender: Any, *, call: FinishedCall, site: str, **_: Any) -> None:
    """Count a call that has finished."""
    if tally.is_paused or not wix_settings.API_USAGE:
        return
    tally.note(call, site, time.time())
    if tally.is_due:
        tally.flush()


def flush_after_response(**_: Any) -> None:
    """Take the sums to the cache when the browser has its page."""
    if tally.is_due:
        tally.flush()


def number_key(hour: int, name: str) -> str:
    """Return where the calls of one kind in one hour are counted."""
    return f"{PREFIX}{hour}:{name}"


def kinds_key(hour: int) -> str:
    """Return where the kinds of an hour are counted."""
    return f"{PREFIX}{hour}:kinds"


def kind_key(hour: int, place: int) -> str:
    """Return where the name of the kind at a *place*, from 1 on, is written."""
    return f"{PREFIX}{hour}:kind:{place}"


def _sum_calls(noted: Mapping[_Sort, tuple[int, int]]) -> Mapping[Kind, int]:
    sums: Counter[Kind] = Counter()
    for (minute, site, role, label, status), (calls, _) in noted.items():
        kind = Kind(minute * MINUTE // HOUR, site, role.value, label[:100], status or 0)
        sums[kind] += calls
    return sums


def _sum_requests(noted: Mapping[_Sort, tuple[int, int]]) -> Mapping[tuple[str, int], int]:
    sums: Counter[tuple[str, int]] = Counter()
    for (minute, site, *_), (_, requests) in noted.items():
        sums[site, minute] += requests
    return sums


def _add_calls(cache: BaseCache, calls: Mapping[Kind, int]) -> None:
    seconds = HOURS_KEPT * HOUR
    for kind, count in calls.items():
        name = ":".join(map(str, kind[1:]))
        _, is_first = add(cache, number_key(kind.hour, name), count, seconds)
        if is_first:
            # A cache does not list its keys: so those of an hour are written down.
            place, _ = add(cache, kinds_key(kind.hour), 1, seconds)
            if place <= MOST_KINDS:
                cache.set(kind_key(kind.hour, place), name, seconds)
