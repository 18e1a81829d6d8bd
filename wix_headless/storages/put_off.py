"""What has to be written whatever becomes of a transaction, and so is put off to its end."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.db import DatabaseError

from wix_headless.models import ElevatedCall
from wix_headless.storages.outside import after_transaction

logger = logging.getLogger(__name__)


class PutOff:
    """Writes that wait for the end of what a view, or a handler of events, does."""

    def __init__(self) -> None:
        #: Whether it has ended: what comes now waits for its own transaction only.
        self.is_over = False
        self._writes: list[Callable[[], None]] = []
        self._calls: list[ElevatedCall] = []

    @property
    def is_empty(self) -> bool:
        """Whether nothing waits."""
        return not (self._writes or self._calls)

    def defer(self, write: Callable[[], None]) -> None:
        """Run *write* at the end, when every transaction is over."""
        if self.is_over:
            # A streaming answer speaks when the middleware has been left already.
            after_transaction(write)
        else:
            self._writes.append(write)

    def record(self, call: ElevatedCall) -> None:
        """Store the audit's row with the others."""
        if self.is_over:
            after_transaction(call.save)
        else:
            self._calls.append(call)

    def write(self) -> None:
        """
        Run what was put off, and store the elevated calls.

        The work is done, and so is what Wix did for it: a write that the database refuses is
        logged, and keeps neither the work nor the other writes from their end.
        """
        writes, self._writes = self._writes, []
        calls, self._calls = self._calls, []
        if calls:
            writes.append(lambda: _store_calls(calls))
        for write in writes:
            try:
                write()
            except DatabaseError as error:
                # Its class only: databases like to show the row that they did not take.
                logger.error("A write put off to the end failed: %s.", type(error).__name__)  # noqa: TRY400

    def finish(self) -> None:
        """Write all of it; from now on nothing is put off."""
        self.is_over = True
        self.write()


def _store_calls(calls: list[ElevatedCall]) -> None:
    ElevatedCall.objects.bulk_create(calls)
