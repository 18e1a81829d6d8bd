"""
One call as steps, so that it is written once and driven by plain and by async code alike.

A step is local (tokens, sessions, signals: whatever may use the database), remote (the exchange
with Wix, which uses nothing but the socket), or a pause. Plain code does them where it is; async
code does the local ones where Django wants its database used, and waits for the others.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Local:
    """Work that may use the database."""

    work: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Remote:
    """Work that waits for Wix, and needs nothing of ours meanwhile."""

    work: Callable[[], Any]


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting for what somebody else does."""

    seconds: float

    def work(self) -> None:
        """Wait, in plain code."""
        time.sleep(self.seconds)  # noqa: TID251 - bounded by whoever yields it


Step = Local | Remote | Pause

#: Yields steps, is sent their results (or thrown their errors), returns the outcome.
Steps = Generator[Step, Any, T]


def run(steps: Steps[T]) -> T:
    """Do all *steps*, here and now."""
    try:
        step = next(steps)
        while True:
            try:
                result = step.work()
            except Exception as error:  # noqa: BLE001 - the steps decide what it means
                step = steps.throw(error)
            else:
                step = steps.send(result)
    except StopIteration as end:
        outcome: T = end.value
        return outcome
