"""
Takes turns: every contender runs once in each round, so that a slow moment of the machine hits all.

A figure is the median of its rounds, a ratio the median of the ratios within each round.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median


@dataclass(frozen=True, slots=True)
class Cost:
    """What one operation took, in seconds: by the clock on the wall, and of the processor."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Effort:
    """
    How long to measure.

    Attributes:
        rounds: How many.
        share: Of the operations that a benchmark does in a full round.
    """

    rounds: int
    share: float

    def count(self, full: int) -> int:
        """Return how many operations a round has whose full number is *full*."""
        return max(1, round(full * self.share))


FULL = Effort(rounds=15, share=1.0)
QUICK = Effort(rounds=2, share=0.01)

#: So many rounds' operations come first and are not kept: Node compiles what it runs often.
WARM_UP = 5

#: Does an operation so many times, and says what one of them took.
Contender = Callable[[int], Cost]


def repeat(operation: Callable[[], object]) -> Contender:
    """Return the contender that does *operation* over and over."""

    def run(count: int) -> Cost:
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(count):
            operation()
        return spent_since(wall, cpu, count)

    return run


def spent_since(wall: float, cpu: float, count: int) -> Cost:
    """Return what each of *count* operations took since the two clocks showed these times."""
    return Cost((time.perf_counter() - wall) / count, (time.process_time() - cpu) / count)


def take_turns(
    contenders: Mapping[str, Contender], effort: Effort, full: int
) -> dict[str, list[Cost]]:
    """Let the contenders run, forwards and backwards in turn, when all of them are warm."""
    count = effort.count(full)
    costs: dict[str, list[Cost]] = {name: [] for name in contenders}
    for run in contenders.values():
        run(count * WARM_UP)
    for number in range(effort.rounds):
        order = list(contenders.items())
        for name, run in order if number % 2 else reversed(order):
            costs[name].append(run(count))
    return costs


def median_wall(costs: Sequence[Cost]) -> float:
    """Return the median seconds of an operation."""
    return median(cost.wall for cost in costs)


def median_cpu(costs: Sequence[Cost]) -> float:
    """Return the median seconds of the processor for an operation."""
    return median(cost.cpu for cost in costs)


def wall_ratio(costs: Sequence[Cost], beside: Sequence[Cost]) -> float:
    """Return how many times as long it took as what it is compared with."""
    return median(a.wall / b.wall for a, b in zip(costs, beside, strict=True))


def cpu_ratio(costs: Sequence[Cost], beside: Sequence[Cost]) -> float:
    """Return the same for the processor's time; infinite where its clock saw none."""
    return median(
        a.cpu / b.cpu if b.cpu else float("inf") for a, b in zip(costs, beside, strict=True)
    )


def format_micro(seconds: float) -> str:
    """Return *seconds* in microseconds, as precise as it is worth."""
    micro = seconds * 1e6
    return f"{micro:.1f} us" if micro < 100 else f"{micro:.0f} us"
