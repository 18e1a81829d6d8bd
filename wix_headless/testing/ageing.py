"""Making what is stored older than it is, instead of waiting for hours."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

from django.db.models import F, QuerySet

from wix_headless.exceptions import DecryptionError
from wix_headless.models import LoginAttempt
from wix_headless.storages.deliveries import delivery_rows
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import token_database
from wix_headless.storages.sealing import open_tokens, seal_tokens


def age_tokens(passed: timedelta, *, role: str = "") -> None:
    """Make stored tokens so much older, with all that is written down of them."""
    rows = token_rows().filter(**{"role": role} if role else {})
    for row in rows.exclude(sealed=None):
        try:
            tokens = open_tokens(row)
        except DecryptionError:
            continue  # sealed under a key that is no more: nobody reads how old it is
        seconds = passed.total_seconds()
        older = replace(
            tokens,
            expires_at=tokens.expires_at - seconds,
            issued_at=tokens.issued_at - seconds,
        )
        rows.filter(pk=row.pk).update(sealed=seal_tokens(row, older))
    age_rows(rows, passed)


def age_rows(rows: QuerySet[Any], passed: timedelta) -> None:
    """Let every moment in *rows* be so much longer ago, or so much nearer."""
    fields = rows.model._meta.concrete_fields
    moments = [one.name for one in fields if one.get_internal_type() == "DateTimeField"]
    rows.update(**{name: F(name) - passed for name in moments})


def let_pass(passed: timedelta) -> None:
    """Let time pass for all that runs out or falls due: tokens, logins under way, events."""
    age_tokens(passed)
    age_rows(LoginAttempt.objects.using(token_database()), passed)
    age_rows(delivery_rows(), passed)
