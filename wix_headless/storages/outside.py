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

from django.db import connections, router, transaction

from wix_headless.models import StoredToken

T = TypeVar("T")


class BusyError(Exception):
    """
    The view's own transaction stands in the way: SQLite lets one connection write.

    Even where a second one could (in WAL mode), the view's next write would fail: a transaction
    that has read cannot write any more once somebody else has.
    """


def token_database() -> str:
    """Return the alias of the database that tokens are written to, and so read from."""
    return router.db_for_write(StoredToken)


def run_outside(work: Callable[[], T]) -> T:
    """
    Run *work*, which uses the database, so that no transaction of the caller's undoes it.

    Raises:
        BusyError: If the database has no room for a second writer beside the caller.
    """
    connection = connections[token_database()]
    if not connection.in_atomic_block or _is_test_case(connection.atomic_blocks):
        return work()
    if connection.vendor == "sqlite":
        raise BusyError
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
    try:
        outcome.set_result(work())
    except BaseException as error:  # noqa: BLE001 - it is raised again by the waiter
        outcome.set_exception(error)
    finally:
        connections[token_database()].close()
