"""
Many tokens in a short time: some as the ORM makes them, and then each again and again.

A million rows through ``bulk_create`` take minutes; the database copies its own in seconds. What
is sealed in them is sealed once, and of the size that a visitor's tokens have.
"""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from datetime import timedelta

from django.contrib.auth import get_user_model
from django.db import connections
from django.utils import timezone

from benchmarks.stored.sizes import SizeRouter
from benchmarks.upstream import ACCESS_TOKEN, REFRESH_TOKEN
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.sealing import seal_tokens
from wix_headless.tokens import Role, Tokens

#: One row in so many is no copy, up to so many; each has its own time, two minutes apart.
COPIES, PATTERN = 10, 10_000
APART = timedelta(minutes=2)

#: One row in so many is of a session that is over, of a login that has ended, of a member.
OVER, ENDED, MEMBER = 50, 20, 5

#: What a copy has of its own, for each kind of database: its id, and what only one row may have.
NEW_ID = {"sqlite": "lower(hex(randomblob(16)))", "postgresql": "gen_random_uuid()"}
NEW_CLAIM = {
    "sqlite": "lower(hex(randomblob(32)))",
    "postgresql": "md5(random()::text) || md5(random()::text)",
}


def fill(alias: str, count: int) -> None:
    """Put *count* tokens into the empty table of the database *alias*."""
    SizeRouter.choose(alias)
    pattern = min(count // COPIES, PATTERN)
    members = _make_members(-(-pattern // MEMBER))
    connection = connections[alias]
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            # Nobody needs these rows after a crash; the next connection is careful again.
            cursor.execute("PRAGMA synchronous = OFF")
            cursor.execute("PRAGMA journal_mode = OFF")
            cursor.execute("PRAGMA cache_size = -500000")
    StoredToken.objects.bulk_create(_make_rows(pattern, members), batch_size=1_000)
    _multiply(alias, pattern, count)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            # As the server does by itself, some time later.
            cursor.execute(f"VACUUM ANALYZE {StoredToken._meta.db_table}")
    connection.close()


def _make_members(count: int) -> list[WixMember]:
    users = get_user_model().objects.bulk_create(
        get_user_model()(username=f"member{number}") for number in range(count)
    )
    return WixMember.objects.bulk_create(
        WixMember(
            site="default",
            member_id=str(uuid.uuid4()),
            user=user,
            login_email=f"{user.get_username()}@example.com",
        )
        for user in users
    )


def _make_rows(count: int, members: list[WixMember]) -> Iterator[StoredToken]:
    now = timezone.now()
    tokens = Tokens(ACCESS_TOKEN, REFRESH_TOKEN, time.time() + 14_400, Role.VISITOR)
    sealed = seal_tokens(StoredToken(site="default", role=Role.VISITOR), tokens)
    for number in range(count):
        created = now - APART * (number + 60)
        has_ended, is_member = number % ENDED == 1, number % MEMBER == 0
        yield StoredToken(
            site="default",
            role=Role.MEMBER if is_member else Role.VISITOR,
            member=members[number // MEMBER] if is_member else None,
            claim=None if is_member or has_ended else uuid.uuid4().hex * 2,
            sealed=None if has_ended else sealed,
            version=1,
            created_at=created,
            last_used_at=created + timedelta(hours=1),
            renewed_at=created,
            expires_at=created + timedelta(hours=4),
            ends_at=now + timedelta(days=-1 if number % OVER == 2 else 14),
            ended_at=now - timedelta(days=1) if has_ended else None,
            end_reason=StoredToken.EndReason.LOGOUT if has_ended else "",
        )


def _multiply(alias: str, have: int, count: int) -> None:
    """Let the database copy its rows until there are *count*."""
    connection = connections[alias]
    columns = [field.column for field in StoredToken._meta.local_concrete_fields]
    new_claim = f"CASE WHEN claim IS NULL THEN NULL ELSE {NEW_CLAIM[connection.vendor]} END"
    own = {"id": NEW_ID[connection.vendor], "claim": new_claim}
    values = ", ".join(own.get(column, column) for column in columns)
    table = StoredToken._meta.db_table
    with connection.cursor() as cursor:
        while have < count:
            more = min(have, count - have)
            cursor.execute(
                f"INSERT INTO {table} ({', '.join(columns)}) "  # noqa: S608 - all of it is ours
                f"SELECT {values} FROM {table} LIMIT {more}"
            )
            have += more
