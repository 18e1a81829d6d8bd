"""Runs ``with_toolbar.py`` in a process of its own: an installed toolbar stays for good."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_the_panel_in_the_real_toolbar():
    # Its database is a file of its own, whatever this one's is.
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "tests/operations/with_toolbar.py"],
        cwd=ROOT,
        env=known | {"DJANGO_SETTINGS_MODULE": "tests.operations.toolbar_settings"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert done.returncode == 0, done.stdout + done.stderr
    assert "4 passed" in done.stdout
