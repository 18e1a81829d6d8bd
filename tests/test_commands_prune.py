"""``wix_prune``: what it says, its options, its preview."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from wix_headless.models import ElevatedCall, StoredToken

pytestmark = pytest.mark.django_db

NOTHING = {
    "Logins that were not finished": "0 deleted",
    "Tokens of users who are switched off": "0 ended",
    "Tokens whose session is over": "0 deleted",
    "Tokens of visitors who never came back": "0 deleted",
    "Tokens of no session that nobody uses": "0 deleted",
    "Tokens that ended long ago": "0 deleted",
    "Counts of API calls of long ago": "0 deleted",
    "Installations of the app that were not finished": "0 deleted",
    "Logins that waited for a code": "0 deleted",
    "Events that were handled long ago": "0 deleted",
    "Events that were parked long ago": "0 deleted",
    "Elevated calls of long ago": "0 deleted",
}


def run(*arguments):
    out = io.StringIO()
    call_command("wix_prune", *arguments, stdout=out)
    return dict(line.split(": ") for line in out.getvalue().splitlines())


def make_rows(count, **times):
    """Make ended rows: *times* are ago."""
    now = timezone.now()
    made = {"role": "visitor"} | {name: now - ago for name, ago in times.items()}
    StoredToken.objects.bulk_create(StoredToken(**made) for _ in range(count))


def test_it_says_what_it_looked_for_also_when_there_is_nothing():
    assert run() == NOTHING


def test_it_counts_each_kind():
    make_rows(1200, ends_at=timedelta(hours=1))
    make_rows(2, ended_at=timedelta(days=8))

    assert run() == NOTHING | {
        "Tokens whose session is over": "1,200 deleted",
        "Tokens that ended long ago": "2 deleted",
    }
    assert StoredToken.objects.count() == 0


def test_a_dry_run_counts_the_same_and_deletes_nothing():
    make_rows(3, ends_at=timedelta(hours=1))
    make_rows(2, ended_at=timedelta(days=8))

    said = run("--dry-run")

    assert said["Tokens whose session is over"] == "3 would be deleted"
    assert said["Tokens that ended long ago"] == "2 would be deleted"
    assert said["Tokens of users who are switched off"] == "0 would be ended"
    assert StoredToken.objects.count() == 5


def test_how_long_things_are_kept_can_be_said():
    now = timezone.now()
    make_rows(1, ended_at=timedelta(days=3))
    made = now - timedelta(hours=3)
    StoredToken.objects.create(
        role="visitor", created_at=made, last_used_at=made, ends_at=now + timedelta(days=1)
    )
    ElevatedCall.objects.create(method="m", created_at=now - timedelta(days=40))
    assert run() == NOTHING

    assert run("--ended-days=2", "--single-visit-hours=2", "--audit-days=30") == NOTHING | {
        "Tokens of visitors who never came back": "1 deleted",
        "Tokens that ended long ago": "1 deleted",
        "Elevated calls of long ago": "1 deleted",
    }


@pytest.mark.parametrize(
    "option",
    [
        "--ended-days=-1",
        "--single-visit-hours=0",
        "--audit-days=0",
        "--event-days=2",
        "--parked-days=2",
        "--audit-days=99999999999",
        "--batch-size=0",
    ],
)
def test_what_makes_no_sense_is_refused(option):
    with pytest.raises(CommandError, match="a whole number from"):
        run(option)


def test_the_longest_times_can_be_counted_back():
    assert run("--ended-days=36525", "--single-visit-hours=876600", "--audit-days=36525") == NOTHING


@pytest.mark.django_db(transaction=True)
def test_interrupted_it_goes_on_the_next_time():
    make_rows(5, ends_at=timedelta(hours=1))

    class Interrupt:
        deletes = 0

        def __call__(self, execute, sql, params, many, context):
            if sql.startswith("DELETE"):
                self.deletes += 1
                if self.deletes == 2:
                    raise KeyboardInterrupt
            return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(Interrupt()),
        pytest.raises(CommandError, match="Interrupted") as caught,
    ):
        run("--batch-size=2")

    assert caught.value.returncode == 130
    assert StoredToken.objects.count() == 3
    assert run()["Tokens whose session is over"] == "3 deleted"


def test_its_help_says_what_goes_and_how_long_it_is_kept(capsys):
    with pytest.raises(SystemExit):
        call_command("wix_prune", "--help")

    text = " ".join(capsys.readouterr().out.split())
    for words in ("--dry-run", "(default: 7)", "(default: 24)", "(default: 365)", "Run it daily"):
        assert words in text
