"""How commands show how far they are: a bar for somebody who looks, lines for a log."""

from __future__ import annotations

import io

import pytest
from django.core.management.base import OutputWrapper

from wix_headless.management.progress import show_progress


class Terminal(io.StringIO):
    def isatty(self):
        return True


class Clock:
    """Every look at it is so many seconds later."""

    def __init__(self, seconds):
        self._now, self._seconds = 0, seconds

    def __call__(self):
        self._now += self._seconds
        return self._now


def show(out, steps, total, *, seconds=60):
    wrapper = OutputWrapper(out)
    done = show_progress(iter(steps), wrapper, label="Sealing", total=total, clock=Clock(seconds))
    return done, out.getvalue()


def test_on_a_terminal_it_is_a_bar_in_one_line():
    done, text = show(Terminal(), [500, 500, 500, 500], 2000)

    assert done == 2000
    assert text.count("\n") == 1
    bars = text.rstrip("\n").split("\r")[1:]
    assert bars[0] == f"Sealing [{'#' * 7}{'.' * 23}] 500 of 2,000"
    assert bars[-1] == f"Sealing [{'#' * 30}] 2,000 of 2,000"
    # Each covers the one before.
    assert sorted(map(len, bars)) == list(map(len, bars))


def test_anywhere_else_it_is_lines_without_control_characters():
    done, text = show(io.StringIO(), [500, 1], 1000)

    assert done == 501
    assert text.splitlines() == ["Sealing: 500 of 1,000", "Sealing: 501 of 1,000"]
    assert "\r" not in text


def test_what_is_quickly_done_makes_no_lines():
    assert show(io.StringIO(), [1] * 20, 20, seconds=0.001) == (20, "")


def test_a_short_run_still_ends_with_a_full_bar():
    _, text = show(Terminal(), [3], 3, seconds=0.001)

    assert text == f"\rSealing [{'#' * 30}] 3 of 3\n"


@pytest.mark.parametrize("out", [Terminal(), io.StringIO()])
def test_where_there_is_nothing_to_do_nothing_is_shown(out):
    assert show(out, [], 0) == (0, "")


def test_rows_that_come_meanwhile_do_not_burst_the_bar():
    _, text = show(Terminal(), [3, 3], 4)

    assert text.endswith(f"[{'#' * 30}] 6 of 6\n")


def test_rows_that_went_meanwhile_do_no_harm():
    done, text = show(Terminal(), [0], 0)

    assert done == 0
    assert text.split("\r")[-1] == f"Sealing [{'.' * 30}] 0 of 1\n"
