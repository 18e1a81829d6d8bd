"""
Whether a call is made again after a failure, and when.

A write is repeated only when Wix can't have seen it, or has said that it did not look at it (429).
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Final

import requests
from urllib3.exceptions import MaxRetryError, NewConnectionError

#: What a gateway says when Wix behind it did not answer, or is too busy to.
_PASSING: Final = frozenset({502, 503, 504})


class Loss(Enum):
    """What became of a request that got no answer."""

    NEVER_SENT = "nobody can have seen it"
    UNKNOWN = "it may have been carried out"
    FINAL = "it would be no other the next time"


@dataclass(frozen=True, slots=True, kw_only=True)
class RetryPolicy:
    """
    How often, and after which pause.

    Attributes:
        retries: How many tries there are after the first.
        budget: Seconds after which no other try begins, and which none of them outlasts; the
            first has its time-outs, whatever they are.
        longest_retry_after: Seconds that Wix may ask for by ``Retry-After``; whoever has to wait
            for longer is told at once.
        first_pause: What the pause before the second try is at most; it doubles with each.
    """

    retries: int = 2
    budget: float = 40.0
    longest_retry_after: float = 30.0
    first_pause: float = 0.25
    sleep: Callable[[float], None] = time.sleep  # noqa: TID251 - bounded by the budget
    draw: Callable[[float, float], float] = random.uniform  # nothing secret hangs on it

    def find_pause(self, tried: int, *, retry_after: float | None, left: float) -> float | None:
        """
        Return the seconds until the next try; None if there is to be none.

        Full jitter: those who failed together do not come back together.

        Args:
            tried: How many tries have failed.
            left: Seconds that remain of the budget.
        """
        asked = retry_after or 0.0
        pause = asked + self.draw(0.0, self.first_pause * 2 ** (tried - 1))
        return None if asked > self.longest_retry_after or pause >= left else pause


DEFAULT_POLICY: Final = RetryPolicy()


def may_repeat_answer(status: int, *, repeatable: bool) -> bool:
    """Say whether another try may follow an answer with this *status*."""
    return status == 429 or (repeatable and status in _PASSING)


def may_repeat_loss(loss: Loss, *, repeatable: bool) -> bool:
    """Say whether another try may follow no answer."""
    return loss is Loss.NEVER_SENT or (repeatable and loss is Loss.UNKNOWN)


def classify_loss(error: Exception) -> Loss:
    """Say what became of the request that ended with *error*."""
    if isinstance(error, requests.ConnectTimeout | requests.exceptions.ProxyError):
        return Loss.NEVER_SENT
    if isinstance(error, requests.exceptions.SSLError):
        # A certificate does not become right by asking twice.
        return Loss.FINAL
    if isinstance(error, requests.ConnectionError):
        cause = error.args[0] if error.args else None
        is_connecting = isinstance(cause, MaxRetryError) and isinstance(
            cause.reason, NewConnectionError
        )
        return Loss.NEVER_SENT if is_connecting else Loss.UNKNOWN
    if isinstance(error, requests.Timeout | requests.exceptions.ChunkedEncodingError):
        return Loss.UNKNOWN
    return Loss.FINAL
