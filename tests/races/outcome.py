"""What a story of a run has to say: its numbers, and what was not as it should be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

HEAD = (
    "Database",
    "What happens",
    "Page requests",
    "Token requests",
    "Failures",
    "Slowest page",
    "Recovered after",
)


@dataclass(slots=True, kw_only=True)
class Outcome:
    """
    One line of the table.

    Attributes:
        failures: Pages that were not what they should have been.
        slowest: Seconds of the slowest page.
        recovered: Seconds from the death of a process until everybody had an answer.
        problems: Sentences on what does not hold.
    """

    story: str
    pages: int
    token_requests: int
    failures: int = 0
    slowest: float = 0.0
    recovered: float | None = None
    problems: list[str] = field(default_factory=list)

    def expect(self, holds: bool, problem: str) -> None:
        """Note *problem* unless it *holds*."""
        if not holds:
            self.problems.append(problem)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    def row(self, database: str) -> Sequence[object]:
        """Return the line's cells, in the order of HEAD."""
        return (
            database,
            self.story,
            self.pages,
            self.token_requests,
            self.failures,
            f"{self.slowest:.1f} s",
            "" if self.recovered is None else f"{self.recovered:.1f} s",
        )
