"""Fifty calls under way at once in one event loop, beside one, to a server that thinks 100 ms."""

from __future__ import annotations

import asyncio
import time
from statistics import median

from benchmarks.calls import QUERY
from benchmarks.rounds import Effort
from benchmarks.tables import describe_machine, format_table
from benchmarks.upstream import ACCESS_TOKEN, Upstream
from wix_headless.client import AsyncWixClient, Tokens
from wix_headless.strategies import OAuthStrategy

CALLS = 50
DELAY = 0.1
BUDGET = 3.0
TICK = 0.005


def measure(effort: Effort) -> str:
    """Return the table of one call and of fifty, and of how long the loop stood still meanwhile."""
    with Upstream(delay=DELAY) as upstream:
        one, many, stall = asyncio.run(_run(upstream.origin, effort.rounds))
    rows = [
        ("one", f"{one * 1000:.0f} ms", "", ""),
        (
            f"{CALLS} by asyncio.gather",
            f"{many * 1000:.0f} ms",
            f"{many / one:.2f} (< {BUDGET:g}{'' if many / one < BUDGET else ': missed'})",
            f"{stall * 1000:.0f} ms",
        ),
    ]
    head = ("calls", "wall", "of one", "loop held up for at most")
    return f"{describe_machine('requests')}\n\n{format_table(head, rows)}"


async def _run(origin: str, rounds: int) -> tuple[float, float, float]:
    tokens = Tokens(ACCESS_TOKEN, "JWS.unused", expires_at=time.time() + 14_400)
    strategy = OAuthStrategy("8f1c7c2e", tokens=tokens)
    client = AsyncWixClient(strategy, api_url=origin)
    await _call(client, CALLS)  # opens the connections
    ones: list[float] = []
    manys: list[float] = []
    stalls: list[float] = []
    for _ in range(rounds):
        ones.append(await _call(client, 1))
        watcher = asyncio.create_task(_watch(stalls))
        manys.append(await _call(client, CALLS))
        watcher.cancel()
    return median(ones), median(manys), max(stalls)


async def _call(client: AsyncWixClient, count: int) -> float:
    started = time.perf_counter()
    await asyncio.gather(*(client.members.query_members(query=QUERY) for _ in range(count)))
    return time.perf_counter() - started


async def _watch(stalls: list[float]) -> None:
    """Write down how much later than asked for the loop comes back, over and over."""
    while True:
        asked = time.perf_counter()
        await asyncio.sleep(TICK)
        stalls.append(time.perf_counter() - asked - TICK)
