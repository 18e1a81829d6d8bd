"""
Running events by Django's tasks framework: ``django.tasks``, and its backport on Django 5.2.

Both read ``TASKS``, and whichever is there is the one that a queue's workers import this with.
"""

from __future__ import annotations

import logging
from typing import Any

from wix_headless.conf import wix_settings
from wix_headless.events.running import run_delivery

try:
    from django.tasks import task
except ImportError:
    from django_tasks import task  # type: ignore[no-redef]

logger = logging.getLogger(__name__)


@task
def handle_event(pk: int) -> str:
    """
    Handle an event, if it is due and nobody else does; return what became of it, for the queue.

    It does not raise when a handler does: whether there is another try is written in its row.
    """
    return run_delivery(pk) or ""


def find_task() -> Any:
    """
    Return the task, for the back end that the settings name.

    Raises:
        Exception: Whatever the back end raises, if there is none or it does not take the task.
    """
    return handle_event.using(backend=wix_settings.EVENT_TASKS)


def enqueue_event(pk: int) -> None:
    """
    Let a worker handle an event, once it is committed.

    Without a queue, or when it does not answer, ``wix_replay_events --due`` finds the event.
    """
    if not wix_settings.EVENT_TASKS:
        return
    try:
        find_task().enqueue(pk)
    except Exception:
        # The event is safe; a queue's client may raise anything.
        logger.exception("Event %s was not queued; wix_replay_events --due will handle it.", pk)
