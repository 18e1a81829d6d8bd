"""
Writing what must survive, whatever becomes of the view's transaction.

Under ATOMIC_REQUESTS a view that raises takes every row it wrote with it. A renewed token is
not the view's: Wix has already replaced the old one. So such rows are written on another
connection, in a short-lived thread, and no lock is held while Wix is asked.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from concurrent.futures import Future
from typing import TypeVar

from django.db import OperationalError, connections, router, transaction

from wix_headless.models import StoredToken

T = TypeVar("T")

#: Milliseconds that SQLite may wait for the one writer it allows, before we do without.
SQLITE_PATIENCE = 200


class BusyError(Exception):
    """The view's own transaction stands in the way: SQLite lets one connection write."""


def token_database() -> str:
    """Return the alias of the database that tokens are written to, and so read from."""
    return router.db_for_write(StoredToken)


def run_outside(work: Callable[[], T]) -> T:
    """
    Run *work*, which uses the database, so that no transaction of the caller's undoes it.

    Raises:
        BusyError: If the caller's transaction keeps *work* from writing.
    """
    connection = connections[token_database()]
    if not connection.in_atomic_block or _is_test_case(connection.atomic_blocks):
        return work()
    outcome: Future[T] = Future()
    thread = threading.Thread(target=_run_alone, args=(work, outcome), name="wix-token-writer")
    thread.start()
    thread.join()
    return outcome.result()


def after_transaction(write: Callable[[], None]) -> None:
    """Run *write* once no transaction is open; where no middleware will do it, that is."""
    transaction.on_commit(write, using=token_database())


def _is_test_case(blocks: list[transaction.Atomic]) -> bool:
    """
    Say whether a TestCase holds the outermost transaction.

    Its rows are on this connection only, and nothing it does is to survive.
    """
    return any(getattr(block, "_from_testcase", False) for block in blocks)


def _run_alone(work: Callable[[], T], outcome: Future[T]) -> None:
    alias = token_database()
    try:
        _lower_patience(alias)
        outcome.set_result(work())
    except OperationalError as error:
        busy = connections[alias].vendor == "sqlite" and "locked" in str(error)
        outcome.set_exception(BusyError() if busy else error)
    except BaseException as error:  # noqa: BLE001 - it is raised again by the waiter
        outcome.set_exception(error)
    finally:
        connections[alias].close()


def _lower_patience(alias: str) -> None:
    connection = connections[alias]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute(f"PRAGMA busy_timeout = {SQLITE_PATIENCE}")
