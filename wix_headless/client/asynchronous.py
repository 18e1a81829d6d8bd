"""``AsyncWixClient``: the same calls, awaited."""

from __future__ import annotations

import asyncio
import functools
import os
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

from asgiref.sync import sync_to_async

from wix_headless.client.base import BaseClient
from wix_headless.client.catalogue import Method
from wix_headless.client.paging import Answer, Payload
from wix_headless.client.proxies import MethodProxy
from wix_headless.client.steps import Pause, Remote, Step, Steps
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.messages import Request
from wix_headless.protocol.paging import Pager, Paging, find_items
from wix_headless.strategies.oauth import MemberStrategy

T = TypeVar("T")

#: Calls that wait for Wix at one time, in one process; more wait for each other.
LARGEST_CROWD = 32


class AsyncMethodProxy(MethodProxy):
    """One of Wix's methods: await it, or walk over its pages with ``async for``."""

    def _fetch_pages(self, paging: Paging, payload: Payload) -> AsyncIterator[Answer]:
        return fetch_pages(paging, payload, self._send)

    def _read_items(
        self, paging: Paging, pages: AsyncIterator[Answer], max_items: int | None
    ) -> AsyncIterator[Any]:
        return read_items(paging, pages, max_items)


class AsyncWixClient(BaseClient[Awaitable[dict[str, Any]]]):
    """
    Wix's APIs, for one speaker, in async code.

    The same tree as :class:`WixClient`'s: ``await client.ecom.orders.get_order("5f…")``,
    ``async for item in client.ecom.orders.search_orders.items(search={…})``.

    Tokens and whatever else may use the database stay on the thread that Django uses it on;
    only the waiting for Wix is done by threads of our own, so that many calls wait together.
    """

    @staticmethod
    async def for_member(user: Any) -> AsyncWixClient:
        """
        Return a client that speaks as the member whom a Django user is linked with.

        It is awaited, as it looks into the database; see :meth:`WixClient.for_member`.

        Raises:
            RenewalError: If they have no login that is live.
        """
        build = sync_to_async(MemberStrategy.for_user, thread_sensitive=True)
        return AsyncWixClient(await build(user))

    def bind(self, method: Method) -> AsyncMethodProxy:
        return AsyncMethodProxy(self, method)

    def send(
        self, request: Request, method: Method | None = None
    ) -> Coroutine[Any, Any, dict[str, Any]]:
        """
        Send a request as this speaker, and return the answer's JSON object.

        Raises:
            APIError: If the call does not succeed.

            RenewalError: If it speaks for a member whose login Wix has ended.
        """
        return run_async(self.call(request, method))

    async def fetch_token_info(self) -> TokenInfo:
        """
        Ask Wix whom the present token speaks for; see :meth:`WixClient.fetch_token_info`.

        Raises:
            ConfigurationError: If this client speaks with an API key, which is no token.

            APIError: If Wix could not answer.
        """
        return await run_async(self.describe_token())


async def run_async(steps: Steps[T]) -> T:
    """
    Do all *steps*, each where it does not keep the event loop from others.

    If it is cancelled, the steps are told so where they are, and may still do what must be done.
    """
    try:
        step = next(steps)
        while True:
            try:
                result = await _do(step)
            except (Exception, asyncio.CancelledError) as error:  # noqa: BLE001 - the steps decide
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration as end:
        outcome: T = end.value
        return outcome


def _do(step: Step) -> Awaitable[Any]:
    if isinstance(step, Remote):
        loop = asyncio.get_running_loop()
        return loop.run_in_executor(_waiting_room(os.getpid()), step.work)
    if isinstance(step, Pause):
        return asyncio.sleep(step.seconds)
    work: Callable[..., Awaitable[Any]] = sync_to_async(step.work, thread_sensitive=True)
    return work()


async def fetch_pages(
    paging: Paging, payload: Payload, fetch: Callable[[Payload], Awaitable[Answer]]
) -> AsyncIterator[Answer]:
    """Yield one answer after the other; the next is fetched when it is asked for."""
    pager = Pager(paging, payload)
    following: Payload | None = payload
    while following is not None:
        answer = await fetch(following)
        yield answer
        following = pager.advance(answer)


async def read_items(
    paging: Paging, pages: AsyncIterator[Answer], max_items: int | None
) -> AsyncIterator[Any]:
    """Yield the items of *pages*, at most *max_items*, and ask for no page beyond that."""
    left = max_items
    if left == 0:
        return
    async for page in pages:
        for item in find_items(page, paging) or ():
            yield item
            left = None if left is None else left - 1
            if left == 0:
                return


@functools.cache
def _waiting_room(process: int) -> ThreadPoolExecutor:
    """Return this process's threads for calls under way; after a fork the child has its own."""
    return ThreadPoolExecutor(LARGEST_CROWD, thread_name_prefix="wix-call")
