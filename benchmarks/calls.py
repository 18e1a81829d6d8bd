"""One call of ours beside the same call by others, all to one local server."""

from __future__ import annotations

import importlib.util
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import requests
import urllib3

from benchmarks.limits import MOST_OF_REQUESTS, MOST_OF_SDK_CPU, MOST_OF_SDK_WALL
from benchmarks.rounds import (
    Contender,
    Cost,
    Effort,
    cpu_ratio,
    format_micro,
    median_cpu,
    median_wall,
    repeat,
    spent_since,
    take_turns,
    wall_ratio,
)
from benchmarks.sdk import Sdk, describe_sdk, find_sdk_obstacle
from benchmarks.tables import describe_machine, format_table
from benchmarks.upstream import ACCESS_TOKEN, MEMBERS_PATH, Upstream
from wix_headless.client import Tokens, WixClient
from wix_headless.strategies import OAuthStrategy

CALLS = 400
THREADS = 8
TIMEOUT = (3.0, 10.0)

#: What the SDK's query builder sends for ``queryMembers().limit(50)``.
QUERY = {"filter": {}, "paging": {"limit": 50, "offset": 0}}

OURS = "WixClient"
REQUESTS = "requests.Session.post"
HTTPX = "httpx.Client.post"
URLLIB3 = "urllib3.PoolManager.request"
SDK = "@wix/sdk on Node"

#: The most that ours may be of another's wall time, and of its time on the processor.
BUDGETS: Mapping[str, tuple[float | None, float | None]] = {
    REQUESTS: (MOST_OF_REQUESTS, None),
    SDK: (MOST_OF_SDK_WALL, MOST_OF_SDK_CPU),
}


def measure(effort: Effort) -> str:
    """Return the table of what a call costs, one at a time and eight at once."""
    rows: list[Sequence[object]] = []
    with ExitStack() as stack:
        origin = stack.enter_context(Upstream()).origin
        calls = build_calls(origin, stack)
        node = None
        if obstacle := find_sdk_obstacle():
            print(f"Without {SDK}: {obstacle}.")
        else:
            node = stack.enter_context(Sdk(origin))
        with ThreadPoolExecutor(THREADS) as pool:
            for threads in (1, THREADS):
                contenders = {
                    name: repeat(call) if threads == 1 else _spread(call, pool)
                    for name, call in calls.items()
                }
                if node is not None:
                    contenders[SDK] = node.contender(threads)
                rows += _build_rows(threads, take_turns(contenders, effort, CALLS))
    head = ("at once", "call by", "wall", "CPU", "ours / its wall", "ours / its CPU")
    return f"{_describe()}\n\n{format_table(head, rows)}"


def build_client(origin: str) -> WixClient:
    """Return a client of a visitor whose token will last."""
    tokens = Tokens(ACCESS_TOKEN, "JWS.unused", expires_at=time.time() + 14_400)
    return WixClient(OAuthStrategy("8f1c7c2e", tokens=tokens), api_url=origin)


def build_calls(origin: str, stack: ExitStack) -> dict[str, Callable[[], Any]]:
    """Return the one call, as each way of making it in Python makes it; *stack* ends them."""
    url = origin + MEMBERS_PATH
    body = {"query": QUERY}
    headers = {"Authorization": ACCESS_TOKEN}
    client = build_client(origin)
    session = stack.enter_context(requests.Session())  # noqa: TID251 - what we are compared with
    pool = stack.enter_context(urllib3.PoolManager(maxsize=THREADS))
    calls: dict[str, Callable[[], Any]] = {
        OURS: lambda: client.members.query_members(query=QUERY),
        REQUESTS: lambda: session.post(url, json=body, headers=headers, timeout=TIMEOUT).json(),
        URLLIB3: lambda: pool.request("POST", url, json=body, headers=headers).json(),
    }
    if importlib.util.find_spec("httpx") is None:
        print(f"Without {HTTPX}: httpx is not installed (make bench does it).")
    else:
        import httpx  # noqa: PLC0415 - it may be missing

        other = stack.enter_context(httpx.Client())
        calls[HTTPX] = lambda: other.post(url, json=body, headers=headers).json()
    for name, call in calls.items():
        if len(call()["members"]) != 5:
            raise RuntimeError(f"{name} got another answer than the others.")
    return calls


def _spread(call: Callable[[], object], pool: ThreadPoolExecutor) -> Contender:
    """Return the contender whose calls are made by all threads of *pool* at once."""

    def run(count: int) -> Cost:
        each = -(-count // THREADS)
        wall, cpu = time.perf_counter(), time.process_time()
        for done in [pool.submit(repeat(call), each) for _ in range(THREADS)]:
            done.result()
        return spent_since(wall, cpu, each * THREADS)

    return run


def _build_rows(threads: int, costs: Mapping[str, Sequence[Cost]]) -> Iterator[Sequence[object]]:
    ours = costs[OURS]
    for name, theirs in costs.items():
        row = [threads, name, format_micro(median_wall(theirs)), format_micro(median_cpu(theirs))]
        if name == OURS:
            yield (*row, "", "")
            continue
        most_wall, most_cpu = BUDGETS.get(name, (None, None))
        if name == SDK and threads > 1:
            # Threads take turns at Python's one lock: what eight of them cost is shown, not judged.
            most_wall = most_cpu = None
        wall, cpu = wall_ratio(ours, theirs), cpu_ratio(ours, theirs)
        yield (*row, _judge(wall, most_wall), _judge(cpu, most_cpu))


def _judge(ratio: float, budget: float | None) -> str:
    if budget is None:
        return f"{ratio:.2f}"
    # Judged as it is printed: "0.70, missed" of at most 0.70 would be a riddle.
    return f"{ratio:.2f} (<= {budget:.2f}{'' if round(ratio, 2) <= budget else ': missed'})"


def _describe() -> str:
    packages = [name for name in ("requests", "urllib3", "httpx") if importlib.util.find_spec(name)]
    machine = f"{describe_machine(*packages)}, {os.cpu_count()} processors"
    return machine if find_sdk_obstacle() else f"{machine}, {describe_sdk()}"
