"""
``python -m tests.races``: every story on every database that answers; exits with 1 if one fails.

With ``REQUIRE_DATABASES=all`` in the environment a database that does not answer is a failure, too.
``POSTGRES_URL`` and ``MARIADB_URL`` say where they are, if not on this machine as they come.
"""

from __future__ import annotations

import sys

from benchmarks import budgets
from benchmarks.tables import DOCS, format_table, write_table
from tests.races.outcome import HEAD, Outcome
from tests.races.report import Report, describe_run, parse_options, say
from tests.races.scale import FULL, QUICK


def main() -> int:
    """Run; return the exit code."""
    options = parse_options("python -m tests.races", __doc__)
    scale = QUICK if options.quick else FULL
    say(f"{scale.crowd} requests at once, {scale.processes} server processes, a sandbox of Wix")
    report = Report("tests.races.run", options)
    rows, served = [], []
    for name, found in report.run_all():
        outcomes = [Outcome(**outcome) for outcome in found["outcomes"]]
        report.judge(outcomes)
        rows += [outcome.row(name) for outcome in outcomes]
        served.append(f"{name} {found['version']} with {scale.processes} x {found['threads']}")
    table = f"{format_table(HEAD, rows)}\n\n{describe_run()}. Threads: {'; '.join(served)}."
    say(f"\n{table}")
    if report.may_be_written:
        write_table(DOCS / "reliability.md", "races", table)
        budgets.rewrite()
    return report.exit_code


if __name__ == "__main__":
    sys.exit(main())
