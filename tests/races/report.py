"""What runs on all databases have in common: their options, a process for each, the verdict."""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from benchmarks.tables import describe_machine
from tests.races.databases import NAMES
from tests.races.servers import ROOT


class Judged(Protocol):
    """What knows what is wrong with it."""

    @property
    def problems(self) -> list[str]: ...


class Report:
    """How a run on all databases goes."""

    def __init__(self, module: str, options: argparse.Namespace) -> None:
        self._module = module
        self._options = options
        self._is_complete = True
        self._is_fine = True

    def run_all(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Run on each database that answers; say what each has found."""
        for name in self._options.only or NAMES:
            say(f"\n{name}")
            found = self._run_alone(name)
            if found is None or "missing" in found:
                say(f"MISSING {found['missing']}" if found else "FAIL the run broke off")
                self._is_complete = False
                self._is_fine &= found is not None
                continue
            yield name, found

    def judge(self, outcomes: Iterable[Judged]) -> None:
        """Take note of what is wrong."""
        self._is_fine &= not any(outcome.problems for outcome in outcomes)

    @property
    def exit_code(self) -> int:
        """0 if all is well."""
        is_enough = self._is_complete or os.environ.get("REQUIRE_DATABASES") != "all"
        return 0 if self._is_fine and is_enough else 1

    @property
    def may_be_written(self) -> bool:
        """Whether the table belongs into the documents: somebody wants it, and it is whole."""
        return self._options.write and self._is_complete and self._is_fine

    def _run_alone(self, name: str) -> dict[str, Any] | None:
        """Run on one database in a process of its own; None if it broke off."""
        command = [sys.executable, "-m", self._module, name]
        done = subprocess.run(  # noqa: S603 - our own command
            [*command, *(["--quick"] if self._options.quick else [])],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            text=True,
            check=False,
        )
        if done.returncode:
            return None
        found: dict[str, Any] = json.loads(done.stdout)
        return found


def parse_options(prog: str, description: str | None) -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(prog=prog, description=description)
    parser.add_argument("--quick", action="store_true", help="with small numbers")
    parser.add_argument("--only", action="append", choices=NAMES, help="may be repeated")
    parser.add_argument(
        "--write", action="store_true", help="write the table of a whole run into docs/"
    )
    options = parser.parse_args()
    if options.write and (options.quick or options.only):
        parser.error("the document's table is of a whole run")
    return options


def describe_run() -> str:
    """Return what the figures were measured with."""
    return f"{describe_machine('Django', 'gunicorn')}, {os.cpu_count()} processors"


def say(line: str) -> None:
    """Write a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()
