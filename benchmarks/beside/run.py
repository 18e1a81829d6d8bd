"""
``python -m benchmarks.beside.run [--quick]``: one project is measured, in a process of its own.

Which one, ``DJANGO_SETTINGS_MODULE`` says, and ``BENCH_ORIGIN`` where the API is. Writes JSON.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterator
from statistics import median
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import django
from django.db import connection
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext,
    override_settings,
    setup_databases,
    teardown_databases,
)

from benchmarks.rounds import FULL, QUICK, Cost, Effort, median_wall, repeat, take_turns
from benchmarks.serving import build_page
from benchmarks.upstream import TOKEN_PATH, fetch_counts
from wix_headless.conf import django_settings

PAGES = 200

#: Nobody is sent around longer than this.
MOST_HOPS = 6


def main() -> None:
    """Measure, and write what came of it."""
    django.setup()
    databases = setup_databases(verbosity=0, interactive=False)
    try:
        effort = QUICK if "--quick" in sys.argv else FULL
        found = {"middleware": measure_middleware(effort), "calls": list(watch_calls())}
    finally:
        teardown_databases(databases, verbosity=0)
    sys.stdout.write(json.dumps(found))


def measure_middleware(effort: Effort) -> dict[str, Any]:
    """Return what the package's middleware adds to a page that asks nobody anything."""
    return {
        "nobody": _compare(Client(), effort),
        "a member": _compare(_sign_in(is_expired=False), effort),
    }


def watch_calls() -> Iterator[dict[str, Any]]:
    """Say what comes of a page that calls the API, and of what the browser is asked to do."""
    for is_expired in (False, True):
        for method in ("GET", "POST"):
            client = _sign_in(is_expired=is_expired)
            before = fetch_counts(os.environ["BENCH_ORIGIN"])
            with CaptureQueriesContext(connection) as queries:
                answer, hops = _walk(client, method)
            sent = fetch_counts(os.environ["BENCH_ORIGIN"]) - before
            yield {
                "token": "expired" if is_expired else "valid",
                "method": method,
                "hops": hops,
                "queries": len(queries),
                "sent": sent.total(),
                "token_requests": sent[TOKEN_PATH],
                "answer": answer,
            }


def _sign_in(*, is_expired: bool) -> Client:
    from benchmarks.beside.ways import chosen_way  # noqa: PLC0415 - it needs the settings

    return chosen_way().sign_in(is_expired=is_expired)


def _compare(client: Client, effort: Effort) -> dict[str, Any]:
    cookie = client.cookies.get(django_settings.SESSION_COOKIE_NAME)
    session = cookie.value if cookie else ""
    with_it = build_page("/untouched/", session)
    # The package's own stands last, as its documentation says.
    with override_settings(MIDDLEWARE=django_settings.MIDDLEWARE[:-1]):
        without = build_page("/untouched/", session)
    costs = take_turns({"with": repeat(with_it), "without": repeat(without)}, effort, PAGES)
    with CaptureQueriesContext(connection) as queries:
        with_it()
    return {
        "wall": _added(costs, "wall"),
        "cpu": _added(costs, "cpu"),
        "page": median_wall(costs["without"]),
        "queries": len(queries),
    }


def _added(costs: dict[str, list[Cost]], clock: str) -> float:
    pairs = zip(costs["with"], costs["without"], strict=True)
    return median(getattr(a, clock) - getattr(b, clock) for a, b in pairs)


def _walk(client: Client, method: str) -> tuple[str, int]:
    """Go where a browser is sent; return what the page says at last, and how often it asked."""
    response, hops = client.generic(method, "/calling/"), 1
    while response.status_code == 302:
        target = response["Location"]
        if target.startswith(os.environ["BENCH_ORIGIN"]):
            target, hops = _ask_provider(target), hops + 1
        response, hops = client.get(target), hops + 1
        if hops > MOST_HOPS:
            raise RuntimeError("The browser is sent around for ever.")
    return response.content.decode(), hops


def _ask_provider(url: str) -> str:
    """Return where a provider sends a browser that it knows: straight back, with a code."""
    asked = parse_qs(urlsplit(url).query)
    answer = urlencode({"code": "c-1", "state": asked["state"][0]})
    return f"{asked['redirect_uri'][0]}?{answer}"


if __name__ == "__main__":
    main()
