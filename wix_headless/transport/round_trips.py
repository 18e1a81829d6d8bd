"""How often Wix is asked for the sake of one call: its tries, and the tokens that they took."""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import TypeVar

T = TypeVar("T")


class RoundTrips:
    """
    What one call has cost so far.

    Attributes:
        tries: How often it was sent; more than once after a failure or an expired token.
        token_requests: How often Wix was asked for a token first.
    """

    __slots__ = ("token_requests", "tries")

    def __init__(self) -> None:
        self.tries = 0
        self.token_requests = 0

    def count(self, work: Callable[[], T]) -> T:
        """Do *work*, and count what it sends; it may be done in any thread."""
        before = _current.set(self)
        try:
            return work()
        finally:
            _current.reset(before)


_current: ContextVar[RoundTrips | None] = ContextVar("wix_headless_round_trips", default=None)


def note_try() -> None:
    """Count a request that is the call itself."""
    trips = _current.get()
    if trips is not None:
        trips.tries += 1


def note_token_request() -> None:
    """Count a request that is for a token, or about one."""
    trips = _current.get()
    if trips is not None:
        trips.token_requests += 1
