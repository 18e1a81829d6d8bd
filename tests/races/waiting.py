"""Waiting, in the run itself, for what has to happen in other processes."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.db.models import QuerySet

from wix_headless.models import DatabaseNow, StoredToken

#: Seconds until something that has to happen is said not to happen.
PATIENCE_SECONDS = 30.0

#: Seconds in which requests that have been sent arrive where they are going.
ARRIVAL_SECONDS = 0.5


def wait_until(condition: Callable[[], bool], otherwise: str) -> None:
    """
    Return when *condition* holds.

    Raises:
        RuntimeError: Saying *otherwise*, if it takes too long.
    """
    give_up = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        if time.monotonic() > give_up:
            raise RuntimeError(otherwise)
        time.sleep(0.02)


def wait_for_holder(rows: QuerySet[StoredToken]) -> None:
    """Return when somebody holds the lease of one of *rows*, and has asked Wix."""
    held = rows.filter(leased_until__gt=DatabaseNow())
    wait_until(held.exists, "nobody renews the token")
    let_arrive()


def let_arrive() -> None:
    """Give what has just been sent the time to arrive."""
    time.sleep(ARRIVAL_SECONDS)
