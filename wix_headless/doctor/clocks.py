"""Whether our clock is Wix's: signatures and lifetimes are judged by it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from wix_headless.doctor.exams import Exam
from wix_headless.doctor.findings import Check, Finding, breaks, check, skips, warns, works

#: Seconds that are more than networks and roundings explain, and those that signatures end by.
NOTABLE_GAP, LARGEST_GAP = 10, 120

_FIX: Final = "Set this machine's clock by NTP (timedatectl set-ntp true)."


@check("clock", "The clock is right", needs=("reach",))
def examine_clock(exam: Exam) -> Iterator[Finding]:
    """Compare our clock with the date of Wix's answers."""
    gap = exam.line.clock_gap
    if gap is None:
        yield skips("No answer of Wix's said what time it is.")
    elif abs(gap) < NOTABLE_GAP:
        yield works("This machine's clock agrees with Wix's.")
    else:
        tell = warns if abs(gap) < LARGEST_GAP else breaks
        way = "before" if gap > 0 else "behind"
        yield tell(f"This machine's clock is {abs(gap):,.0f} seconds {way} Wix's.", fix=_FIX)


CHECKS: Final[tuple[Check[Exam], ...]] = (examine_clock,)
