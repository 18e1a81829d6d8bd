"""Every page of a method's answer, and every item of every page, fetched when asked for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import chain, islice
from typing import Any

from wix_headless.client.catalogue import Method
from wix_headless.protocol.paging import Pager, Paging, find_items

Payload = dict[str, Any]
Answer = dict[str, Any]


def require_paging(method: Method, *, items: bool = False) -> Paging:
    """
    Return how the method pages.

    Raises:
        TypeError: If it does not, or if *items* are wanted and nobody knows where they are.
    """
    if method.paging is None:
        raise TypeError(f"{method.dotted_name} answers in one piece: call it as it is")
    if items and not method.paging.items:
        raise TypeError(f"{method.dotted_name} does not say where its items are: use .pages()")
    return method.paging


def fetch_pages(
    paging: Paging, payload: Payload, fetch: Callable[[Payload], Answer]
) -> Iterator[Answer]:
    """Yield one answer after the other; the next is fetched when it is asked for."""
    pager = Pager(paging, payload)
    following: Payload | None = payload
    while following is not None:
        answer = fetch(following)
        yield answer
        following = pager.advance(answer)


def read_items(
    paging: Paging, pages: Iterator[Answer], *, max_items: int | None = None
) -> Iterator[Any]:
    """Yield the items of *pages*, at most *max_items*, and ask for no page beyond that."""
    return islice(chain.from_iterable(find_items(page, paging) or () for page in pages), max_items)
