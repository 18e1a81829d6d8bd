"""Numbers in Django's cache that all processes add to."""

from __future__ import annotations

from typing import Any, Final

from django.core.cache import DEFAULT_CACHE_ALIAS, caches
from django.core.cache.backends.base import BaseCache

PREFIX: Final = "wix_headless:usage:"


def find_cache() -> BaseCache | None:
    """
    Return the cache, if it counts; None if two processes could lose each other's numbers.

    The caches that keep to files and tables, and the one that keeps nothing, have Django's own
    ``incr``: it reads, adds and writes. They would also cost a call more than it is worth.
    """
    cache: BaseCache = caches[DEFAULT_CACHE_ALIAS]
    return None if type(cache).incr is BaseCache.incr else cache


def add(cache: BaseCache, key: str, count: int, seconds: int) -> tuple[int, bool]:
    """
    Add *count* to the number at *key*, which lives for so many *seconds* from its first.

    Returns:
        What it has become, and whether this was the first.
    """
    try:
        return _incr(cache, key, count), False
    except ValueError:
        # There is none yet, or no more.
        pass
    if cache.add(key, count, seconds):
        return count, True
    return _incr(cache, key, count), False


def _incr(cache: Any, key: str, count: int) -> int:
    return int(cache.incr(key, count))
