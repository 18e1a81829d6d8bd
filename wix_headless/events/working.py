"""Handling what is due, one event after the other: the worker that needs no queue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

from wix_headless.events.running import run_delivery
from wix_headless.models import EventDelivery
from wix_headless.storages.deliveries import find_due, park_dead


def work_through(should_stop: Callable[[], bool] = lambda: False) -> Counter[str]:
    """
    Handle all events that are due, also those whose worker has died, until there are none.

    Any number of these may run at once, beside any queue.

    Args:
        should_stop: Asked between two events.

    Returns:
        How many have come to which state.
    """
    counted: Counter[str] = Counter()
    if dead := park_dead():
        counted[EventDelivery.State.PARKED] += dead
    while not should_stop() and (due := find_due()):
        for pk in due:
            if should_stop():
                break
            if state := run_delivery(pk):
                counted[state] += 1
    return counted
