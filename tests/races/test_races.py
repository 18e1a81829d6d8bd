"""The run itself, with small numbers, so that it cannot rot; `make test-races` is the whole."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.races.outcome import Outcome
from tests.races.servers import ROOT


@pytest.mark.skipif(sys.platform == "win32", reason="gunicorn does not run on Windows")
@pytest.mark.skipif(
    not os.environ.get("DATABASE_URL", "sqlite:").startswith("sqlite:"),
    reason="once is enough, on SQLite; make test-races has the others",
)
def test_every_story_holds_in_small_numbers():
    done = subprocess.run(
        [sys.executable, "-m", "tests.races", "--quick", "--only", "SQLite"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=240,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.count("| SQLite") == 12


def test_what_does_not_hold_is_a_problem_of_its_story():
    outcome = Outcome(story="a story", pages=1, token_requests=2)

    outcome.expect(True, "this holds")
    outcome.expect(False, "2 token requests, and not 1")

    assert outcome.problems == ["2 token requests, and not 1"]
