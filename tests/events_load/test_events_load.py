"""The run itself, for some seconds, so that it cannot rot; `make test-events-load` is the whole."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.events_load.outcome import Outcome
from tests.races.servers import ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")
@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "sqlite:").startswith("sqlite:"),
    reason="once is enough, on SQLite; make test-events-load has the others",
)
def test_no_event_is_lost_and_none_counts_twice():
    done = subprocess.run(
        [sys.executable, "-m", "tests.events_load", "--quick", "--only", "SQLite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| SQLite") == 2


@pytest.mark.parametrize(
    ("numbers", "problem"),
    [
        ({"lost": 1}, "1 events were lost"),
        ({"twice": 2}, "2 events had their effect twice"),
        ({"acknowledged": 9}, "1 messages got no 200"),
        ({"failed_tries": 0}, "no handler failed, so nothing was tried"),
    ],
)
def test_what_must_not_be_is_a_problem(numbers, problem):
    fine = {"sent": 10, "acknowledged": 10, "p50": 5.0, "p99": 20.0, "failed_tries": 1}
    counts = {"kills": 2, "once": 10, "twice": 0, "parked": 0, "lost": 0}

    assert Outcome(way="by the worker", **fine | counts).problems == []
    assert Outcome(way="by the worker", **fine | counts | numbers).problems == [problem]
