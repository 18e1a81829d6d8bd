"""
``python -m benchmarks.stored.run [--quick]``: one kind of database is measured.

Which one, ``DATABASE_URL`` says. Says what goes on on the error output, and writes JSON.
"""

from __future__ import annotations

import json
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from io import StringIO
from typing import Any

import django
from django.contrib.auth import get_user_model
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command
from django.db import OperationalError, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_databases, teardown_databases

from benchmarks.rounds import (
    FULL,
    QUICK,
    Contender,
    Effort,
    median_wall,
    repeat,
    take_turns,
    wall_ratio,
)
from benchmarks.stored.sizes import FULL_SIZES, LARGE, LARGEST, QUICK_SIZES, SMALL, SizeRouter

LOOK_UPS = 200
SESSIONS = 200

#: How often a list is opened, at most: where there are many rows some take seconds.
VISITS = {LARGE: 7, LARGEST: 3}

LIST = "/admin/wix_headless/storedtoken/"

#: Pages of the list, and what they show.
LISTS = {
    LIST: "the first",
    f"{LIST}?state=due": "expired ones",
    f"{LIST}?q=member7@example.com": "found by a member's address",
}


def main() -> None:
    """Fill, measure, and write what came of it."""
    is_quick = "--quick" in sys.argv
    try:
        django.setup()
        databases = setup_databases(verbosity=0, interactive=False)
    except (ImproperlyConfigured, OperationalError) as error:
        # No driver, or no server.
        sys.stdout.write(json.dumps({"missing": str(error).splitlines()[0]}))
        return
    try:
        sizes = QUICK_SIZES if is_quick else FULL_SIZES
        found = _measure(dict(sizes), QUICK if is_quick else FULL)
    finally:
        teardown_databases(databases, verbosity=0)
    sys.stdout.write(json.dumps(found))


def _measure(sizes: dict[str, int], effort: Effort) -> dict[str, Any]:
    from benchmarks.stored.filling import fill  # noqa: PLC0415 - it needs the settings

    for alias, count in sizes.items():
        started = time.perf_counter()
        fill(alias, count)
        sys.stderr.write(f"{count} rows made in {time.perf_counter() - started:.0f} s\n")
    found: dict[str, Any] = {
        "version": ".".join(map(str, connections[SMALL].get_database_version())),
        "look_ups": list(measure_look_ups(effort)),
    }
    sys.stderr.write("looked up; now the lists\n")
    found["lists"] = [row for alias in (LARGE, LARGEST) for row in measure_lists(alias, effort)]
    sys.stderr.write("listed; now wix_prune\n")
    return found | {"purges": [measure_purge(alias) for alias in (LARGE, LARGEST)]}


def measure_look_ups(effort: Effort) -> Iterator[dict[str, Any]]:
    """Look up the rows of sessions, as the first use of ``request.wix`` does."""
    from wix_headless.tokens import Role  # noqa: PLC0415 - these need the settings

    for role in (Role.VISITOR, Role.MEMBER):
        contenders = {alias: _build_look_up(alias, role) for alias in (SMALL, LARGE, LARGEST)}
        costs = take_turns(contenders, effort, LOOK_UPS)
        yield {
            "role": role,
            "walls": [median_wall(found) for found in costs.values()],
            "ratio": wall_ratio(costs[LARGEST], costs[SMALL]),
        }


def _build_look_up(alias: str, role: str) -> Contender:
    """Return what looks up one session's row after the other, from all over the table."""
    from wix_headless.storages.sessions import (  # noqa: PLC0415
        MemberTokenStorage,
        VisitorTokenStorage,
        remember_row,
    )

    SizeRouter.choose(alias)
    storages = []
    for _ in range(SESSIONS):
        row, session = _find_any_row(role), SessionStore()
        session.create()
        remember_row(session, row)
        if row.member is None:
            storages.append(VisitorTokenStorage(session, site=row.site))
        else:
            user_id = row.member.user_id
            storages.append(MemberTokenStorage(session, site=row.site, user_id=user_id))

    def run(count: int) -> Any:
        SizeRouter.choose(alias)
        waiting = iter(storages * -(-count // SESSIONS))
        return repeat(lambda: _find(next(waiting)))(count)

    return run


def _find(storage: Any) -> None:
    if storage.find_row() is None:
        raise RuntimeError("A session's row is gone.")


def _find_any_row(role: str) -> Any:
    from wix_headless.models import StoredToken  # noqa: PLC0415

    rows = StoredToken.objects.filter(role=role, ended_at=None).select_related("member")
    # Ids are random: the next one after any number is somewhere in the table.
    return rows.filter(pk__gte=uuid.uuid4()).order_by("pk").first() or rows.order_by("pk").first()


def measure_lists(alias: str, effort: Effort) -> Iterator[dict[str, Any]]:
    """Open the admin's list as a superuser, from the view's address to the last byte."""
    SizeRouter.choose(alias)
    client = Client()
    client.force_login(
        get_user_model().objects.create_superuser("staff"),
        backend="django.contrib.auth.backends.ModelBackend",
    )
    for path, page in LISTS.items():
        open_list = _build_visit(client, path)
        open_list()
        costs = [repeat(open_list)(1) for _ in range(min(effort.rounds, VISITS[alias]))]
        with CaptureQueriesContext(connections[alias]) as queries:
            open_list()
        yield {
            "rows": _count_rows(),
            "page": page,
            "wall": median_wall(costs),
            "queries": len(queries),
        }


def _build_visit(client: Client, path: str) -> Callable[[], None]:
    def visit() -> None:
        answer = client.get(path)
        if answer.status_code != 200 or b'id="result_list"' not in answer.content:
            raise RuntimeError(f"{path} shows no rows ({answer.status_code}).")

    return visit


def measure_purge(alias: str) -> dict[str, Any]:
    """Let ``wix_prune`` delete what is over."""
    SizeRouter.choose(alias)
    before, started = _count_rows(), time.perf_counter()
    call_command("wix_prune", stdout=StringIO())
    spent = time.perf_counter() - started
    return {"rows": before, "purged": before - _count_rows(), "seconds": spent}


def _count_rows() -> int:
    from wix_headless.models import StoredToken  # noqa: PLC0415

    return StoredToken.objects.count()


if __name__ == "__main__":
    main()
