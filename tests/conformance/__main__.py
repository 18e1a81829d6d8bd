"""``python -m tests.conformance``: prints every check; exits with 1 if one fails."""

from __future__ import annotations

import logging
import os
import sys
import time

import django
from django.test.utils import setup_databases, setup_test_environment, teardown_databases

from tests.conformance.report import Report
from tests.conformance.sdk_side import find_obstacle


def main() -> int:
    """Run the conformance suite in a test database; return the exit code."""
    obstacle = find_obstacle()
    if obstacle:
        sys.stderr.write(f"The conformance suite cannot run: {obstacle}.\n")
        return 1
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    django.setup()
    logging.disable(logging.WARNING)  # refusals are what is tried here
    # Both need the settings.
    from django.conf import settings

    from tests.conformance.run import run

    started = time.monotonic()
    setup_test_environment()
    databases = setup_databases(verbosity=0, interactive=False)
    report = Report(sys.stdout)
    try:
        run(report, settings.WIX_HEADLESS)
    finally:
        teardown_databases(databases, verbosity=0)
    seconds = time.monotonic() - started
    failures = len(report.failures)
    report.say(f"\n{report.checks} checks, {failures} failures, {seconds:.0f} s")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
