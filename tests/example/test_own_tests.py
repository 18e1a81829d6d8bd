"""The example site's own tests, run as its README says: by pytest, and by Django's runner."""

from __future__ import annotations

import re
import subprocess
import sys

import pytest

from example_project.local import BASE_DIR
from tests.example.running import environ

PYTEST = ["-m", "pytest", "-q", "example_project", "--ds=example_project.settings"]


@pytest.mark.parametrize(
    ("command", "said"),
    [
        (PYTEST, r"^(\d+) passed"),
        (["manage.py", "test", "example_project"], r"^Ran (\d+) tests"),
    ],
    ids=["pytest", "manage.py test"],
)
def test_they_pass(tmp_path, command, said):
    done = subprocess.run(  # noqa: S603 - our own words
        [sys.executable, *command],
        cwd=BASE_DIR,
        env=environ(DEMO_DIR=str(tmp_path), SECRET_KEY="made-for-this-test"),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    [count] = re.findall(said, done.stdout + done.stderr, re.MULTILINE)
    assert int(count) >= 3
