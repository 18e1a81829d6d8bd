"""A crowd of newcomers that reads one page, with SHARE_VISITOR_READS and without."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

from django.contrib.sessions.models import Session
from django.db import connection, connections
from django.test import Client
from django.test.utils import override_settings, setup_databases, teardown_databases

from benchmarks.rounds import Effort
from benchmarks.tables import describe_machine, format_table
from benchmarks.upstream import MEMBERS_PATH, TOKEN_PATH, Upstream
from wix_headless.conf import django_settings
from wix_headless.models import StoredToken
from wix_headless.tokens import Role

NEWCOMERS = 1_000
AT_ONCE = 8


def measure(effort: Effort) -> str:
    """Return the table of what a crowd leaves behind."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with Upstream() as upstream:
            rows = list(_compare(upstream, effort.count(NEWCOMERS)))
    finally:
        teardown_databases(databases, verbosity=0)
    head = ("shared", "newcomers", "calls", "token requests", "own rows", "sessions")
    return f"{describe_machine('django')}, {connection.vendor}\n\n{format_table(head, rows)}"


def _compare(upstream: Upstream, count: int) -> Iterator[Sequence[object]]:
    for is_shared in (False, True):
        ours = {"API_URL": upstream.origin, "SHARE_VISITOR_READS": is_shared}
        before = [upstream.count_requests(path) for path in (MEMBERS_PATH, TOKEN_PATH)]
        with (
            override_settings(WIX_HEADLESS=django_settings.WIX_HEADLESS | ours),
            ThreadPoolExecutor(AT_ONCE) as pool,
        ):
            list(pool.map(lambda _: _read(), range(count)))
        after = [upstream.count_requests(path) for path in (MEMBERS_PATH, TOKEN_PATH)]
        asked = [now - then for now, then in zip(after, before, strict=True)]
        # The shared one has no session.
        own = StoredToken.objects.filter(role=Role.VISITOR, ends_at__isnull=False)
        yield ("yes" if is_shared else "no", count, *asked, own.count(), Session.objects.count())
        own.delete()
        Session.objects.all().delete()


def _read() -> None:
    try:
        answer = Client().get("/calling/")
    finally:
        connections.close_all()
    if answer.status_code != 200:
        raise RuntimeError(f"A newcomer was answered {answer.status_code}.")
