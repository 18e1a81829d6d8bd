"""Listeners to events of a test's own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from wix_headless.events.registry import registry


@contextmanager
def no_example_listeners() -> Iterator[None]:
    """Let the example site hear nothing, and forget whoever is marked within."""
    known = list(registry)
    registry._handlers[:] = [one for one in known if not one.name.startswith("example_project.")]
    try:
        yield
    finally:
        registry._handlers[:] = known
