"""
Who may renew a row's tokens: a lease, claimed and given back by conditional UPDATEs.

``select_for_update`` does nothing on SQLite, and must not be held across the network anyway.
All times are compared on the database's clock.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from wix_headless.audit import Event, audit
from wix_headless.models import DatabaseNow, StoredToken
from wix_headless.storages.outside import token_database
from wix_headless.storages.sealing import seal_tokens
from wix_headless.tokens import Tokens

#: Longer than a token request can take (8 s): after it, its holder is dead.
LEASE = timedelta(seconds=12)

#: What the audit calls the ends that have a name of their own.
_EVENTS: Mapping[str, Event] = {
    StoredToken.EndReason.LOGOUT: "logout",
    StoredToken.EndReason.REJECTED: "token_rejected",
}

#: After a failure nobody asks again for so long; whoever comes meanwhile shares it.
PAUSE_AFTER_FAILURE = timedelta(seconds=5)


def token_rows() -> QuerySet[StoredToken]:
    """Return all rows, of the database that is written to: a replica may be behind."""
    return StoredToken.objects.using(token_database())


def read_again(row: StoredToken) -> tuple[StoredToken | None, datetime | None]:
    """Return the row as it is now, and the time on the database's clock."""
    found = (
        token_rows().select_related("member").annotate(now=DatabaseNow()).filter(pk=row.pk).first()
    )
    return (None, None) if found is None else (found, found.now)


def insert_with_lease(row: StoredToken) -> bool:
    """Insert a new row, whose lease is held from the start; False if its claim is taken."""
    row.lease = uuid.uuid4()
    row.leased_until = DatabaseNow() + LEASE
    try:
        with transaction.atomic(using=token_database()):
            row.save(using=token_database(), force_insert=True)
    except IntegrityError:
        return False
    return True


def claim_lease(row: StoredToken) -> bool:
    """Take the lease of *row* at its version, unless somebody holds it or it has ended."""
    free = Q(leased_until=None) | Q(leased_until__lt=DatabaseNow())
    calm = Q(retry_at=None) | Q(retry_at__lt=DatabaseNow())
    lease = uuid.uuid4()
    claimed = (
        token_rows()
        .filter(free, calm, pk=row.pk, version=row.version, ended_at=None)
        .update(lease=lease, leased_until=DatabaseNow() + LEASE)
    )
    if claimed:
        row.lease = lease
    return bool(claimed)


def store_renewed(row: StoredToken, tokens: Tokens) -> bool:
    """
    Write the new tokens and give the lease back.

    Returns:
        False if the row has ended meanwhile, or its lease went to somebody else:
        the tokens must not be used then.
    """
    changed = _mine(row).filter(ended_at=None).update(**_renewed(row, tokens))
    row.version += bool(changed)
    return bool(changed)


def store_unleased(row: StoredToken, tokens: Tokens) -> bool:
    """Write tokens that were renewed without a lease, if nobody else wrote since."""
    unchanged = token_rows().filter(pk=row.pk, version=row.version, ended_at=None)
    return bool(unchanged.update(**_renewed(row, tokens)))


def record_failure(row: StoredToken, error: Exception) -> None:
    """Give the lease back, and let those who wait know why."""
    _mine(row).update(
        lease=None,
        leased_until=None,
        retry_at=DatabaseNow() + PAUSE_AFTER_FAILURE,
        last_error=type(error).__name__,
    )


def end_row(row: StoredToken, reason: StoredToken.EndReason) -> bool:
    """Forget a row's tokens for good; False if that had happened before."""
    return _end(token_rows().filter(pk=row.pk), row, reason)


def end_unchanged(row: StoredToken, reason: StoredToken.EndReason) -> bool:
    """End a row as it was read, unless somebody has renewed it since, or is renewing it."""
    return _end(_mine(row).filter(version=row.version), row, reason)


def end_all(rows: QuerySet[StoredToken], reason: StoredToken.EndReason) -> int:
    """End each of a few rows, say so of each, and return how many there were."""
    live = rows.filter(ended_at=None).select_related("member").defer("sealed")
    return sum(end_row(row, reason) for row in live)


def end_rows(rows: QuerySet[StoredToken], reason: StoredToken.EndReason) -> int:
    """Forget the tokens of all *rows* for good, and return how many there were."""
    return rows.filter(ended_at=None).update(
        sealed=None,
        claim=None,
        lease=None,
        leased_until=None,
        ended_at=timezone.now(),
        end_reason=reason,
        version=F("version") + 1,
    )


def _end(found: QuerySet[StoredToken], row: StoredToken, reason: StoredToken.EndReason) -> bool:
    has_ended = end_rows(found, reason) == 1
    if has_ended:
        audit(_EVENTS.get(reason, "token_ended"), reason=reason.value, **row.audit_facts)
    return has_ended


def _mine(row: StoredToken) -> QuerySet[StoredToken]:
    return token_rows().filter(pk=row.pk, lease=row.lease)


def _renewed(row: StoredToken, tokens: Tokens) -> dict[str, Any]:
    now = timezone.now()
    return {
        "sealed": seal_tokens(row, tokens),
        "expires_at": datetime.fromtimestamp(tokens.expires_at, tz=now.tzinfo),
        "renewed_at": now,
        "version": F("version") + 1,
        "lease": None,
        "leased_until": None,
        "retry_at": None,
        "last_error": "",
    }
