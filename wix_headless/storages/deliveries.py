"""
Which events there are to handle, and who handles one: a lease, taken by a conditional UPDATE.

An event is written once, however often it comes. A worker that has its lease writes each handler's
mark in the transaction of that handler; whoever has lost the lease meanwhile writes nothing. All
times that workers compare are the database's.
"""

from __future__ import annotations

import hashlib
import json
import random
import uuid
from collections.abc import Iterable
from datetime import timedelta
from typing import Any, Final

from django.db import IntegrityError, router, transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from wix_headless.audit import audit
from wix_headless.conf import wix_settings
from wix_headless.models import DatabaseNow, EventDelivery
from wix_headless.protocol.webhooks import Webhook
from wix_headless.storages.batches import in_batches

State = EventDelivery.State

#: How often an event is tried before it is parked.
MOST_TRIES: Final = 8

#: How long to wait after the first try, and how many times as long after each of the others:
#: 15 s, 1 min, 4 min, 16 min, 64 min, about 4 and 17 hours.
FIRST_PAUSE, PAUSES_GROW = timedelta(seconds=15), 4

#: Pauses differ by so much, so that what failed together is not tried together again.
JITTER: Final = 0.2

#: Workers that look at the same moment find different ones first.
_AT_ONCE: Final = 20

_UNFINISHED: Final = (State.WAITING, State.RUNNING)


class LostLeaseError(Exception):
    """Another worker has taken the event over: this one was taken for dead."""


def delivery_database() -> str:
    """Return the alias of the database that events are written to."""
    return router.db_for_write(EventDelivery)


def delivery_rows() -> QuerySet[EventDelivery]:
    """Return all events, of the database that is written to: a replica may be behind."""
    return EventDelivery.objects.using(delivery_database())


def build_key(event_id: str, body: bytes) -> str:
    """Return what tells an event from all others: its id, or the message where it has none."""
    # No secret: another SECRET_KEY must not let an event in again.
    known = b"event " + event_id.encode() if event_id else b"message " + body
    return hashlib.sha256(known).hexdigest()


def store_delivery(site: str, key: str, webhook: Webhook, *, is_handled: bool) -> int | None:
    """
    Write an event down, unless it was before, and return its primary key if it was not.

    Args:
        is_handled: Whether anybody listens; otherwise there is nothing left to do.
    """
    now = timezone.now()
    row = EventDelivery(
        site=site,
        key=key,
        event_id=webhook.id[:64],
        event_type=webhook.type,
        entity_fqdn=webhook.entity_fqdn[:200],
        entity_id=webhook.entity_id[:100],
        instance_id=webhook.instance_id,
        sequence=webhook.sequence,
        event_time=webhook.time,
        received_at=now,
        payload=_encode(webhook),
    )
    if is_handled:
        row.due_at = DatabaseNow()
    else:
        row.state, row.completed_at = State.UNHANDLED, now
    try:
        # No look before: SQLite lets nobody write who has read what others have changed since.
        with transaction.atomic(using=delivery_database()):
            row.save(using=delivery_database(), force_insert=True)
    except IntegrityError:
        if delivery_rows().filter(site=site, key=key).exists():
            return None
        raise
    return row.pk


def claim_delivery(pk: int) -> EventDelivery | None:
    """Take an event that is due, or whose worker is dead; None if it is not, or is taken."""
    lease = uuid.uuid4()
    claimed = (
        due_rows()
        .filter(pk=pk)
        .update(
            state=State.RUNNING, lease=lease, tries=F("tries") + 1, due_at=DatabaseNow() + _lease()
        )
    )
    return delivery_rows().get(pk=pk) if claimed else None


def due_rows() -> QuerySet[EventDelivery]:
    """Return the events that are due, and those whose worker is dead."""
    return delivery_rows().filter(
        state__in=_UNFINISHED, due_at__lte=DatabaseNow(), tries__lt=MOST_TRIES
    )


def find_due() -> list[int]:
    """Return some of the events that are due, in no order."""
    pks = list(due_rows().order_by("due_at", "pk").values_list("pk", flat=True)[:_AT_ONCE])
    return random.sample(pks, len(pks))


def park_dead() -> int:
    """Park the events whose last try ended with its worker, and return how many there were."""
    dead = delivery_rows().filter(
        state=State.RUNNING, due_at__lte=DatabaseNow(), tries__gte=MOST_TRIES
    )
    return sum(
        _finish_try(row, parked=True, error=row.last_error or "its worker died")
        for row in dead.defer("payload")
    )


def mark_done(row: EventDelivery, done: Iterable[str]) -> None:
    """
    Write down which handlers are through with *row*; within their transaction.

    Raises:
        LostLeaseError: If it is another worker's by now; nothing may be committed then.
    """
    _write(row, done="\n".join(done), due_at=DatabaseNow() + _lease())


def mark_completed(
    row: EventDelivery, done: Iterable[str], *, duration: timedelta, wipe: bool = False
) -> None:
    """
    Write down that nothing is left to do for *row*; within the last handler's transaction.

    Args:
        wipe: Whether what it says goes, too.

    Raises:
        LostLeaseError: If it is another worker's by now; nothing may be committed then.
    """
    _write(
        row,
        state=State.COMPLETED,
        done="\n".join(done),
        lease=None,
        due_at=None,
        last_error="",
        duration_ms=_milliseconds(duration),
        completed_at=timezone.now(),
        **({"payload": ""} if wipe else {}),
    )


def mark_failed(row: EventDelivery, error: str, *, duration: timedelta) -> State | None:
    """
    Give *row* back after a try that failed, to be tried later or parked.

    Returns:
        What became of it; None if it is another worker's by now.
    """
    parked = row.tries >= MOST_TRIES
    if not _finish_try(row, parked=parked, error=error, duration_ms=_milliseconds(duration)):
        return None
    return State.PARKED if parked else State.WAITING


def replay(rows: QuerySet[EventDelivery], *, by: str = "") -> list[int]:
    """
    Let events be handled anew, by all their handlers, and return which they are.

    What runs just now is left alone, and so is what was wiped: it says nothing any more. Nothing is
    run here.

    Args:
        by: Who wants it, for the audit: the id of a user, a command.
    """
    chosen: list[int] = []
    for batch in in_batches(rows.using(delivery_database()).defer("payload")):
        for row in batch:
            changed = (
                delivery_rows()
                .filter(pk=row.pk)
                .exclude(state=State.RUNNING)
                .exclude(payload="")
                .update(
                    state=State.WAITING,
                    tries=0,
                    done="",
                    due_at=DatabaseNow(),
                    last_error="",
                    completed_at=None,
                )
            )
            if changed:
                chosen.append(row.pk)
                audit("event_replayed", **_facts(row), by=by)
    return chosen


def wipe_entity(site: str, fqdn: str, entity_id: str, *, but: int) -> None:
    """Forget what the events of an entity say, all *but* one that is being handled."""
    rows = delivery_rows().filter(site=site, entity_id=entity_id, entity_fqdn=fqdn)
    rows.exclude(pk=but).update(payload="")


def wipe_instance(site: str, instance_id: str, *, but: int) -> None:
    """Forget what the events of an installation say, all *but* one that is being handled."""
    rows = delivery_rows().filter(site=site, instance_id=instance_id)
    rows.exclude(pk=but).update(payload="")


def is_superseded(row: EventDelivery) -> bool:
    """Say whether a later event of the same entity has come already."""
    if row.sequence is None or not row.entity_id:
        return False
    later = delivery_rows().filter(entity_id=row.entity_id, entity_fqdn=row.entity_fqdn)
    return later.filter(site=row.site, sequence__gt=row.sequence).exists()


def _encode(webhook: Webhook) -> str:
    said = {"data": webhook.data, "identity": webhook.identity, "account": webhook.account}
    return json.dumps(said, separators=(",", ":"))


def _finish_try(row: EventDelivery, *, parked: bool, error: str, **more: Any) -> bool:
    state = State.PARKED if parked else State.WAITING
    due_at = None if parked else DatabaseNow() + build_pause(row.tries)
    try:
        _write(row, state=state, lease=None, due_at=due_at, last_error=error[:300], **more)
    except LostLeaseError:
        return False
    if parked:
        audit("event_parked", **_facts(row), tries=row.tries)
    return True


def build_pause(tries: int) -> timedelta:
    """Return how long to wait after so many *tries*."""
    jitter = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311 - nobody gains by guessing it
    return timedelta(seconds=FIRST_PAUSE.total_seconds() * PAUSES_GROW ** (tries - 1) * jitter)


def _write(row: EventDelivery, **values: Any) -> None:
    mine = delivery_rows().filter(pk=row.pk, state=State.RUNNING, lease=row.lease)
    if not mine.update(**values):
        raise LostLeaseError


def _lease() -> timedelta:
    return timedelta(seconds=wix_settings.EVENT_SECONDS)


def _facts(row: EventDelivery) -> dict[str, Any]:
    return {"site": row.site, "delivery": row.pk, "type": row.event_type}


def _milliseconds(duration: timedelta) -> int:
    return min(duration // timedelta(milliseconds=1), 2**31 - 1)
