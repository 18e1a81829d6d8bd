"""Measuring in another process: Django has one project, and one set of databases, in each."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import Any

from benchmarks.rounds import QUICK, Effort


def measure_apart(module: str, effort: Effort, **environment: str) -> dict[str, Any]:
    """
    Run *module*, which writes JSON, and return what it found.

    It uses SQLite, whatever ``DATABASE_URL`` says here, unless *environment* has another.
    """
    known = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    done = subprocess.run(
        [sys.executable, "-m", module, *(["--quick"] if effort is QUICK else [])],
        env=known | environment,
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
