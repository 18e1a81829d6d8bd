"""
Work on many rows while the site runs: a batch at a time, each in a short transaction of its own.

Memory stays bounded, nobody waits long for a lock, and what is done stays done when it ends early.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import TypeVar

from django.db import OperationalError, connections
from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)
T = TypeVar("T")

#: Seconds; a batch may have waited for somebody else itself.
LONGEST_PAUSE = 0.2

#: How many rows are taken at once, unless somebody says otherwise: SQLite's other writers wait
#: for a batch, which should not be noticed.
BATCH_SIZE = 200

#: More in one statement is more than every database takes.
LARGEST_BATCH = 5_000

#: How often a batch is tried that others stand in the way of: a deadlock, SQLite's one lock.
ATTEMPTS = 3


def in_batches(rows: QuerySet[M], size: int = BATCH_SIZE) -> Iterator[list[M]]:
    """Walk over *rows* by primary key; each batch is a query, and none stays open meanwhile."""
    rows = rows.order_by("pk")
    batch = list(rows[:size])
    while batch:
        yield batch
        batch = list(rows.filter(pk__gt=batch[-1].pk)[:size])


def patiently(write: Callable[[], T], *, database: str) -> T:
    """Run *write* as :func:`insistently` does, and leave the others some time after it."""
    return insistently(lambda: _write(write, database))


def insistently(write: Callable[[], T]) -> T:
    """Run *write*, a transaction of its own, and again if it lost a lock to somebody else's."""
    for _ in range(ATTEMPTS - 1):
        try:
            return write()
        except OperationalError:
            # The database has waited already, as long as it is told to.
            continue
    return write()


def _write(write: Callable[[], T], database: str) -> T:
    started = time.monotonic()
    written = write()
    if connections[database].vendor == "sqlite":
        # Those who wait for its one lock are not queued, but look again now and then: they would
        # hardly ever find it free if we did not leave it alone for as long as we have had it.
        pause = min(time.monotonic() - started, LONGEST_PAUSE)
        time.sleep(pause)  # noqa: TID251 - in a command, for the sake of its site
    return written
