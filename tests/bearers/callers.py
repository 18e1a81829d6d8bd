"""Callers with tokens of the sandbox, and a cache that tells how long it keeps things."""

from __future__ import annotations

from typing import Any, ClassVar

from django.core.cache.backends.locmem import LocMemCache

from tests.support.sandbox import Sandbox

ADA = "ada@example.com"


class Callers:
    """Makes headers and addresses for whom the sandbox vouches."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def token(self, role: str = "member", **more: Any) -> str:
        if role == "member":
            more = {"member": ADA} | more
        return self._sandbox.control("act-as", role=role, **more)["access_token"]

    def headers(self, role: str = "member", **more: Any) -> dict[str, str]:
        return {"Authorization": self.token(role, **more)}

    def instance(self, role: str = "user", **more: Any) -> str:
        if role == "member":
            more = {"member": ADA} | more
        return self._sandbox.control("instance", role=role, **more)["instance"]

    def questions(self) -> int:
        """Return how often token-info was asked."""
        return len(self._sandbox.requests_to("/oauth2/token-info"))


class NotedCache(LocMemCache):
    """Notes what is kept, and for how long."""

    kept: ClassVar[list[tuple[str, Any, float]]] = []

    def set(self, key, value, timeout=None, version=None):
        self.kept.append((key, value, timeout))
        super().set(key, value, timeout, version)
