"""
``python -m tests.events_load``: on every database that answers; exits with 1 if one fails.

``REQUIRE_DATABASES``, ``POSTGRES_URL`` and ``MARIADB_URL`` are as for the races.
"""

from __future__ import annotations

import sys

from benchmarks import budgets
from benchmarks.tables import DOCS, format_table, write_table
from tests.events_load.outcome import HEAD, Outcome
from tests.events_load.run import PROCESSES, SENT_AGAIN, THREADS
from tests.races.report import Report, describe_run, parse_options, say


def main() -> int:
    """Run; return the exit code."""
    options = parse_options("python -m tests.events_load", __doc__)
    report = Report("tests.events_load.run", options)
    rows, served = [], []
    for name, found in report.run_all():
        outcomes = [Outcome(**outcome) for outcome in found["outcomes"]]
        report.judge(outcomes)
        rows += [outcome.row(name) for outcome in outcomes]
        served.append(f"{name} {found['version']}")
    table = (
        f"{format_table(HEAD, rows)}\n\n{describe_run()}; {', '.join(served)}. {_describe_load()}"
    )
    say(f"\n{table}")
    if report.may_be_written:
        write_table(DOCS / "reliability.md", "events", table)
        budgets.rewrite()
    return report.exit_code


def _describe_load() -> str:
    return (
        f"{PROCESSES} server processes with {THREADS} threads each; {SENT_AGAIN} of 100 events "
        "are sent twice."
    )


if __name__ == "__main__":
    sys.exit(main())
