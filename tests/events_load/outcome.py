"""What a run has to say: its numbers, and what was not as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from benchmarks.limits import MOST_EVENT

HEAD = (
    "Database",
    "Handlers run",
    "Sent",
    "Acknowledged",
    "p50",
    f"p99 (<= {MOST_EVENT} ms)",
    "Failed tries",
    "Worker killed",
    "Effects once",
    "Twice",
    "Parked",
    "Lost",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    One line of the table.

    Attributes:
        sent: Messages, copies among them.
        acknowledged: Those that were answered with 200.
        p50: The median of the answers' times, in milliseconds.
        p99: What 99 of 100 stay below; judged, and no reason to fail.
        failed_tries: How often a handler failed after it had written its row.
        once: Events with one effect.
        twice: Events with more.
        lost: Events that were acknowledged, and have neither an effect nor been parked.
    """

    way: str
    sent: int
    acknowledged: int
    p50: float
    p99: float
    failed_tries: int
    kills: int
    once: int
    twice: int
    parked: int
    lost: int

    @property
    def problems(self) -> list[str]:
        """What does not hold, in sentences."""
        said = {
            f"{self.sent - self.acknowledged} messages got no 200": self.sent - self.acknowledged,
            f"{self.twice} events had their effect twice": self.twice,
            f"{self.lost} events were lost": self.lost,
            "no handler failed, so nothing was tried": not self.failed_tries,
        }
        return [sentence for sentence, is_so in said.items() if is_so]

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def row(self, database: str) -> Sequence[object]:
        """Return the line's cells, in the order of HEAD."""
        missed = "" if self.p99 <= MOST_EVENT else ": missed"
        return (
            *(database, self.way, self.sent, self.acknowledged),
            *(f"{self.p50:.0f} ms", f"{self.p99:.0f} ms{missed}"),
            *(self.failed_tries, self.kills, self.once, self.twice, self.parked, self.lost),
        )
