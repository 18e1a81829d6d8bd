"""What a run says: a line a check, and in the end how many hold."""

from __future__ import annotations

from typing import TextIO


class Report:
    """Writes lines, and remembers which of them say that something does not hold."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self.checks = 0
        self.failures: list[str] = []

    def say(self, line: str = "") -> None:
        """Write a line that is no check."""
        self._out.write(f"{line}\n")
        self._out.flush()

    def hold(self, who: str, sentence: str) -> None:
        """Write that something holds."""
        self.pass_on(f"ok    {who:5} {sentence}")

    def fail(self, who: str, sentence: str) -> None:
        """Write that something does not hold."""
        self.pass_on(f"FAIL  {who:5} {sentence}")

    def pass_on(self, line: str) -> None:
        """Write a line that is in this form already."""
        if line.startswith(("ok ", "FAIL ")):
            self.checks += 1
        if line.startswith("FAIL "):
            self.failures.append(line)
        self.say(line)
