"""Service plugins of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wix_headless.service_plugins.registry import Registry, registry


@contextmanager
def no_plugins() -> Iterator[Registry]:
    """Let this process answer nothing but what is marked within."""
    known = list(registry.implementations)
    registry.implementations.clear()
    try:
        yield registry
    finally:
        registry.implementations[:] = known
