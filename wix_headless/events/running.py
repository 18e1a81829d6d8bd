"""
Calling those who listen to an event, each once.

Each handler has a transaction of its own, in which the mark that it is done is written, too: what
it writes and the mark come together or not at all. One that fails leaves the others' work alone.
"""

from __future__ import annotations

import inspect
import logging
import time
import traceback
from datetime import timedelta
from functools import partial

from asgiref.sync import async_to_sync, iscoroutinefunction
from django.db import transaction

from wix_headless.events.event import Event
from wix_headless.events.own_handlers import is_erasure
from wix_headless.events.registry import Handler, registry
from wix_headless.models import EventDelivery
from wix_headless.storages.batches import insistently
from wix_headless.storages.deliveries import (
    LostLeaseError,
    claim_delivery,
    delivery_database,
    mark_completed,
    mark_done,
    mark_failed,
)
from wix_headless.storages.put_off import PutOff

logger = logging.getLogger(__name__)


def run_delivery(pk: int) -> EventDelivery.State | None:
    """
    Handle an event if it is due, and nobody else does.

    Returns:
        What became of it; None if it was not ours to handle, or ceased to be.
    """
    row = claim_delivery(pk)
    if row is None:
        return None
    run = _Run(row)
    try:
        return run.finish()
    except LostLeaseError:
        logger.warning(
            "Event %s (%s) took longer than EVENT_SECONDS, and was given to another worker.",
            row.pk,
            row.event_type,
        )
        return None


class _Run:
    """One try of one event."""

    def __init__(self, row: EventDelivery) -> None:
        self.row = row
        self.done = row.done.splitlines()
        self._began = time.monotonic()
        self._error = ""

    @property
    def duration(self) -> timedelta:
        return timedelta(seconds=time.monotonic() - self._began)

    def finish(self) -> EventDelivery.State | None:
        waiting = [one for one in self._find_handlers() if one.name not in self.done]
        for number, handler in enumerate(waiting, 1):
            self._call(handler, is_last=number == len(waiting))
        if self._error:
            return mark_failed(self.row, self._error, duration=self.duration)
        if not waiting:
            # Those who listened when it came are gone from the code, or done.
            self._mark(is_last=True)
        return EventDelivery.State.COMPLETED

    def _find_handlers(self) -> list[Handler]:
        return registry.find(self._build_event("", PutOff()))

    def _build_event(self, handler: str, put_off: PutOff) -> Event:
        return Event(self.row, handler=handler, put_off=put_off)

    def _call(self, handler: Handler, *, is_last: bool) -> None:
        try:
            # What fails for a lock that somebody else had needs no pause.
            insistently(partial(self._call_once, handler, is_last=is_last))
        except LostLeaseError:
            raise
        except Exception as error:  # a project's code may raise anything
            self._error = describe_error(handler, error)
            logger.exception("Event %s: %s", self.row.pk, self._error)

    def _call_once(self, handler: Handler, *, is_last: bool) -> None:
        put_off = PutOff()
        event = self._build_event(handler.name, put_off)
        done = [*self.done, handler.name]
        try:
            with transaction.atomic(using=delivery_database()):
                if iscoroutinefunction(handler.function):
                    async_to_sync(handler.function)(event)
                else:
                    handler.function(event)
                self._mark(done, is_last=is_last)
        finally:
            put_off.finish()
        self.done = done

    def _mark(self, done: list[str] | None = None, *, is_last: bool) -> None:
        done = self.done if done is None else done
        if not is_last or self._error:
            mark_done(self.row, done)
            return
        wipe = is_erasure(self._build_event("", PutOff()))
        mark_completed(self.row, done, duration=self.duration, wipe=wipe)


def describe_error(handler: Handler, error: Exception) -> str:
    """
    Return which handler failed, with what, and in which of its lines.

    The error's own message is left out: it likes to hold somebody's data.
    """
    path = inspect.unwrap(handler.function).__code__.co_filename
    lines = [
        line
        for frame, line in traceback.walk_tb(error.__traceback__)
        if frame.f_code.co_filename == path
    ]
    place = f", line {lines[-1]}" if lines else ""
    return f"{handler.name}: {type(error).__name__}{place}"
