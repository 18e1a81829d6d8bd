"""How far a long command has come: a bar on a terminal, a line now and then anywhere else."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable

from django.core.management.base import OutputWrapper

WIDTH = 30

#: Seconds between two drawings of the bar, and between two lines in a log.
BAR_EVERY, LINE_EVERY = 0.1, 10.0


def show_progress(
    steps: Iterable[int],
    out: OutputWrapper,
    *,
    label: str,
    total: int,
    clock: Callable[[], float] = time.monotonic,
) -> int:
    """Go through *steps*, each of which says how many rows it took, and return their sum."""
    is_terminal = out.isatty()
    every = BAR_EVERY if is_terminal else LINE_EVERY
    done, has_begun, shown_at = 0, False, clock()
    for step in steps:
        done, has_begun = done + step, True
        if clock() - shown_at >= every:
            _show(out, label, done, total, is_terminal=is_terminal)
            shown_at = clock()
    if is_terminal and has_begun:
        _show(out, label, done, total, is_terminal=True)
        out.write("")
    return done


def _show(out: OutputWrapper, label: str, done: int, total: int, *, is_terminal: bool) -> None:
    # Rows may come while the command runs.
    total = max(total, done, 1)
    counted = f"{done:,} of {total:,}"
    if is_terminal:
        filled = WIDTH * done // total
        out.write(f"\r{label} [{'#' * filled}{'.' * (WIDTH - filled)}] {counted}", ending="")
    else:
        out.write(f"{label}: {counted}")
    out.flush()
