"""A cache that can fail."""

from __future__ import annotations

from typing import Any, NoReturn

from django.core.cache.backends.locmem import LocMemCache


class UnreachableCache(LocMemCache):
    """As Redis is when nobody answers."""

    asked = 0

    def incr(self, *given: Any, **more: Any) -> NoReturn:
        type(self).asked += 1
        raise ConnectionRefusedError

    add = get = set = get_many = decr = incr  # type: ignore[assignment]
