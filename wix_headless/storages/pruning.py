"""What nobody needs any more: which rows these are, and their end, a batch at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import partial
from typing import Any

from django.contrib.auth import get_user_model
from django.core.exceptions import FieldDoesNotExist
from django.db import router
from django.db.models import F, QuerySet
from django.utils import timezone

from wix_headless.models import (
    ApiUsage,
    CodeAttempt,
    ElevatedCall,
    EventDelivery,
    InstallAttempt,
    LoginAttempt,
    StoredToken,
)
from wix_headless.storages.batches import in_batches, patiently
from wix_headless.storages.deliveries import delivery_rows
from wix_headless.storages.leases import end_all, token_rows
from wix_headless.storages.outside import token_database
from wix_headless.tokens import Role

#: Tokens that belong to no session are made anew when they are needed; a changed secret of the
#: app leaves one behind that never is.
SHARED_UNUSED_FOR = timedelta(days=30)

#: How many ids are looked up at once: a database may sort all that it finds to come by the first.
PAGE_SIZE = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Retention:
    """
    How long things are kept.

    Attributes:
        ended: Tokens that have ended, for the admin to show why.
        single_visit: The token of a visitor who never came back with its cookie: a bot, mostly.
        audit: Elevated calls.
        usage: Counts of API calls.
        events: Events that were handled, or that nobody listened to. Longer than the two days for
            which Wix sends them again: a row that is gone lets its event in once more.
        parked: Events that failed at every try.
    """

    ended: timedelta = timedelta(days=7)
    single_visit: timedelta = timedelta(hours=24)
    audit: timedelta = timedelta(days=365)
    usage: timedelta = timedelta(days=90)
    events: timedelta = timedelta(days=30)
    parked: timedelta = timedelta(days=90)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chore:
    """
    One kind of rows that may go.

    Attributes:
        title: What they are.
        verb: What becomes of them.
    """

    title: str
    rows: QuerySet[Any]
    verb: str = "deleted"
    act: Callable[[QuerySet[Any]], int]

    def run(self, batch_size: int) -> Iterator[int]:
        """Do it; each step says how many rows went."""
        for page in in_batches(self.rows.only("pk"), PAGE_SIZE):
            for at in range(0, len(page), batch_size):
                pks = [row.pk for row in page[at : at + batch_size]]
                # Under all conditions once more: somebody may have come back meanwhile.
                chosen = self.rows.filter(pk__in=pks)
                yield patiently(partial(self.act, chosen), database=self.rows.db)


def find_chores(keep: Retention) -> list[Chore]:
    """Return all there is to do now, in the order in which it is done."""
    now = timezone.now()
    attempts = LoginAttempt.objects.using(token_database())
    codes = CodeAttempt.objects.using(token_database())
    installs = InstallAttempt.objects.using(token_database())
    calls = ElevatedCall.objects.using(router.db_for_write(ElevatedCall))
    usage = ApiUsage.objects.using(router.db_for_write(ApiUsage))
    # As ended_at=None, but SQLite would use that one's index, and read all live rows, each batch.
    live = token_rows().filter(end_reason="")
    visitors = live.filter(role=Role.VISITOR)
    return [
        Chore(
            title="Logins that were not finished",
            rows=attempts.filter(expires_at__lt=now),
            act=_delete,
        ),
        Chore(
            title="Logins that waited for a code",
            rows=codes.filter(expires_at__lt=now),
            act=_delete,
        ),
        Chore(
            title="Installations of the app that were not finished",
            rows=installs.filter(expires_at__lt=now),
            act=_delete,
        ),
        Chore(
            title="Tokens of users who are switched off",
            rows=_of_inactive_users(live.exclude(ends_at__lt=now)),
            act=_end_inactive,
            verb="ended",
        ),
        Chore(
            title="Tokens whose session is over",
            rows=live.filter(ends_at__lt=now),
            act=_delete,
        ),
        Chore(
            title="Tokens of visitors who never came back",
            rows=visitors.filter(
                ends_at__gte=now,
                created_at__lt=now - keep.single_visit,
                # What StoredToken.is_used_once says.
                last_used_at=F("created_at"),
            ),
            act=_delete,
        ),
        Chore(
            title="Tokens of no session that nobody uses",
            rows=live.filter(
                role__in=[Role.APP, Role.VISITOR],
                ends_at=None,
                last_used_at__lt=now - SHARED_UNUSED_FOR,
            ),
            act=_delete,
        ),
        Chore(
            title="Tokens that ended long ago",
            rows=token_rows().filter(ended_at__lt=now - keep.ended),
            act=_delete,
        ),
        Chore(
            title="Events that were handled long ago",
            rows=delivery_rows().filter(
                state__in=[EventDelivery.State.COMPLETED, EventDelivery.State.UNHANDLED],
                received_at__lt=now - keep.events,
            ),
            act=_delete,
        ),
        Chore(
            title="Events that were parked long ago",
            rows=delivery_rows().filter(
                state=EventDelivery.State.PARKED, received_at__lt=now - keep.parked
            ),
            act=_delete,
        ),
        Chore(
            title="Elevated calls of long ago",
            rows=calls.filter(created_at__lt=now - keep.audit),
            act=_delete,
        ),
        Chore(
            title="Counts of API calls of long ago",
            rows=usage.filter(hour__lt=now - keep.usage),
            act=_delete,
        ),
    ]


def _of_inactive_users(rows: QuerySet[StoredToken]) -> QuerySet[StoredToken]:
    """Return those whose user was switched off; ``QuerySet.update`` tells nobody when it does."""
    try:
        get_user_model()._meta.get_field("is_active")
    except FieldDoesNotExist:
        # A user model of the project's own, where everybody always is.
        return rows.none()
    return rows.filter(role=Role.MEMBER, member__user__is_active=False)


def _end_inactive(rows: QuerySet[Any]) -> int:
    return end_all(rows, StoredToken.EndReason.INACTIVE)


def _delete(rows: QuerySet[Any]) -> int:
    _, by_model = rows.delete()
    return by_model.get(rows.model._meta.label, 0)
