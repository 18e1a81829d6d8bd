"""What a page pays for ``request.wix``: its time, queries and token requests."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from django.contrib.auth import get_user_model
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext,
    override_settings,
    setup_databases,
    teardown_databases,
)

from benchmarks.limits import MOST_MIDDLEWARE
from benchmarks.rounds import (
    Effort,
    cpu_ratio,
    format_micro,
    median_cpu,
    median_wall,
    repeat,
    take_turns,
    wall_ratio,
)
from benchmarks.serving import build_page
from benchmarks.tables import describe_machine, format_table
from benchmarks.upstream import ACCESS_TOKEN, REFRESH_TOKEN, TOKEN_PATH, Upstream
from wix_headless.conf import django_settings
from wix_headless.middleware import WixMiddleware
from wix_headless.models import WixMember
from wix_headless.storages.sessions import store_login
from wix_headless.tokens import Role, Tokens

PAGES = 200
PASSES = 20_000

#: The path of each page, and what it is; the first is the one that the others are compared with.
PATHS: Mapping[str, str] = {
    "/greeting/": "without request.wix",
    "/authorized/": "with it: the token is read, no call",
    "/calling/": "with it and one call",
    "/by-hand/": "without it, the call by requests with a fixed token",
}


#: A query about our tables; Django's own of the user joins one of them, and is there anyway.
_OURS = re.compile(r"(FROM|INTO|UPDATE) .wix_headless_")


def measure(effort: Effort) -> str:
    """Return the tables of the middleware alone, and of pages for visitors and members."""
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        with Upstream() as upstream, _settings(upstream.origin):
            rows = [*_compare(Role.VISITOR, effort, upstream)]
            rows += _compare(Role.MEMBER, effort, upstream)
            untouched = _watch_untouched(upstream)
    finally:
        teardown_databases(databases, verbosity=0)
    alone = _measure_middleware(effort)
    verdict = "" if alone <= MOST_MIDDLEWARE else ": missed"
    head = (
        "who",
        "page",
        "wall",
        "ratio",
        "CPU",
        "ratio",
        "queries",
        "of them ours",
        "token requests",
    )
    return (
        f"{describe_machine('django', 'requests')}, {connection.vendor}\n\n"
        f"The middleware, on a page that does not touch `request.wix`: {format_micro(alone)}"
        f" (<= {format_micro(MOST_MIDDLEWARE)}{verdict}), {untouched}.\n\n"
        f"{format_table(head, rows)}"
    )


def _settings(origin: str) -> Any:
    return override_settings(WIX_HEADLESS=django_settings.WIX_HEADLESS | {"API_URL": origin})


def _measure_middleware(effort: Effort) -> float:
    """Return what the middleware adds to a view that does nothing."""
    request, response = HttpRequest(), HttpResponse()

    def view(request: HttpRequest) -> HttpResponse:
        return response

    middleware = WixMiddleware(view)
    contenders = {
        "with": repeat(lambda: middleware(request)),
        "without": repeat(lambda: view(request)),
    }
    costs = take_turns(contenders, effort, PASSES)
    return median_wall(costs["with"]) - median_wall(costs["without"])


def _watch_untouched(upstream: Upstream) -> str:
    before = upstream.count_requests(TOKEN_PATH)
    with CaptureQueriesContext(connection) as queries:
        Client().get("/untouched/")
    tokens = upstream.count_requests(TOKEN_PATH) - before
    return f"{len(queries)} queries, {tokens} token requests"


def _compare(who: Role, effort: Effort, upstream: Upstream) -> Iterator[Sequence[object]]:
    cookie = _enter(who)
    pages = {path: build_page(path, cookie) for path in PATHS}
    costs = take_turns({path: repeat(page) for path, page in pages.items()}, effort, PAGES)
    beside = costs["/greeting/"]
    for path, name in PATHS.items():
        before = upstream.count_requests(TOKEN_PATH)
        with CaptureQueriesContext(connection) as queries:
            pages[path]()
        ours = [query for query in queries.captured_queries if _OURS.search(query["sql"])]
        yield (
            who,
            name,
            format_micro(median_wall(costs[path])),
            f"{wall_ratio(costs[path], beside):.2f}x",
            format_micro(median_cpu(costs[path])),
            f"{cpu_ratio(costs[path], beside):.2f}x",
            len(queries),
            len(ours),
            upstream.count_requests(TOKEN_PATH) - before,
        )


def _enter(who: Role) -> str:
    """Return the session cookie of somebody whose token is there and fresh."""
    client = Client()
    if who is Role.MEMBER:
        user = get_user_model().objects.create_user("ada")
        member = WixMember.objects.create(site="default", member_id="m-1", user=user)
        client.force_login(user, backend="wix_headless.backends.WixMemberBackend")
        now = time.time()
        tokens = Tokens(ACCESS_TOKEN, REFRESH_TOKEN, now + 14_400, Role.MEMBER, now)
        session = client.session
        store_login(session, member, tokens)
        session.save()
    client.get("/authorized/")
    return client.cookies[django_settings.SESSION_COOKIE_NAME].value
