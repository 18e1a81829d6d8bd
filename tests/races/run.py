"""
``python -m tests.races.run NAME``: every story on one database, in a process of its own.

Says what happens on the error output, and writes it as JSON on the other.
"""

from __future__ import annotations

import argparse
import json
import logging
import os
import secrets
import sys
import tempfile
from typing import TextIO

from tests.races.databases import NAMES, MissingDatabaseError, use_fresh_database
from tests.races.outcome import Outcome
from tests.races.scale import FULL, QUICK, Scale

#: Characters of the servers' log that are shown when something went wrong.
LONGEST_LOG = 6000


def main() -> None:
    """Run, and write the result."""
    parser = argparse.ArgumentParser(description="Every story on one database.")
    parser.add_argument("name", choices=NAMES)
    parser.add_argument("--quick", action="store_true")
    options = parser.parse_args()
    logging.disable(logging.WARNING)  # what is tried here is told of in the table
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "tests.races.settings",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }
    try:
        with use_fresh_database(options.name) as version, tempfile.TemporaryFile("w+") as log:
            result = tell_everything(QUICK if options.quick else FULL, log) | {"version": version}
    except MissingDatabaseError as error:
        result = {"missing": str(error)}
    sys.stdout.write(json.dumps(result))


def tell_everything(scale: Scale, log: TextIO) -> dict[str, object]:
    """Play every story."""
    # These need the settings.
    from tests.races import dead_holder, logout, renewals, strangers
    from tests.races.stage import set_stage

    outcomes: list[Outcome] = []
    try:
        with set_stage(scale, log) as stage:
            for act in (renewals, strangers, logout, dead_holder):
                for outcome in act.tell_stories(stage):
                    outcomes.append(outcome)
                    tell(outcome)
            return {
                "outcomes": [outcome.as_dict() for outcome in outcomes],
                "threads": stage.threads,
            }
    finally:
        if sys.exc_info()[0] or any(outcome.problems for outcome in outcomes):
            log.seek(0)
            say("What the servers said last:\n" + log.read()[-LONGEST_LOG:])


def tell(outcome: Outcome) -> None:
    """Write what came of a story."""
    say(f"{'FAIL' if outcome.problems else 'ok  '} {outcome.story}")
    for problem in outcome.problems:
        say(f"     {problem}")


def say(line: str) -> None:
    """Write a line at once."""
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
