"""``wix_rotate_keys``: what it does, what it says, and when it fails."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from wix_headless.crypto import KeyRing, generate_key
from wix_headless.models import LoginAttempt, StoredToken
from wix_headless.storages.rotation import count_old
from wix_headless.storages.sealing import open_tokens, seal_attempt, seal_tokens
from wix_headless.tokens import Role, Secret, Tokens

pytestmark = pytest.mark.django_db

OLD, NEW, LOST = generate_key(), generate_key(), generate_key()
OLD_ID, NEW_ID, LOST_ID = (KeyRing([key]).key_ids[0] for key in (OLD, NEW, LOST))
TOKENS = Tokens("access-4711", "refresh-4712", expires_at=2e9, role=Role.VISITOR)


@pytest.fixture(autouse=True)
def use_keys(settings):
    def use_keys(*keys):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": list(keys)}

    use_keys(OLD)
    return use_keys


def make_row():
    row = StoredToken(role=Role.VISITOR)
    row.sealed = seal_tokens(row, TOKENS)
    row.save()
    return row


def run(*arguments):
    out = io.StringIO()
    call_command("wix_rotate_keys", *arguments, stdout=out)
    return out.getvalue().splitlines()


def test_it_seals_everything_anew_and_counts(use_keys):
    for _ in range(3):
        make_row()
    soon = timezone.now() + timedelta(minutes=5)
    attempt = LoginAttempt(state_digest="s", browser_digest="b", expires_at=soon)
    attempt.sealed = seal_attempt(attempt, Secret("verifier"))
    attempt.save()
    use_keys(NEW, OLD)

    assert run("--batch-size", "2") == ["4 sealed anew under the first key."]

    use_keys(NEW)
    assert [open_tokens(row) for row in StoredToken.objects.all()] == [TOKENS] * 3
    assert run() == ["0 sealed anew under the first key."]


def test_a_dry_run_lists_the_keys_and_changes_nothing(use_keys):
    make_row()
    make_row()
    use_keys(LOST)
    make_row()
    use_keys(NEW, OLD, generate_key())
    make_row()
    before = sorted(bytes(row.sealed) for row in StoredToken.objects.all())

    lines = run("--dry-run")

    assert lines[:2] == [f"key {NEW_ID}, no. 1: 1", f"key {OLD_ID}, no. 2: 2"]
    assert lines[2].endswith("no. 3: 0")
    assert lines[3:5] == [
        f"key {LOST_ID}, not in the ring: 1",
        "2 would be sealed anew under the first key.",
    ]
    assert lines[5].startswith("1 opened with no key, and were left alone")
    assert sorted(bytes(row.sealed) for row in StoredToken.objects.all()) == before


def test_it_fails_as_long_as_something_is_left(use_keys):
    use_keys(LOST)
    make_row()
    use_keys(OLD)
    make_row()
    use_keys(NEW, OLD)

    with pytest.raises(CommandError, match=r"^1 are not under the first key") as caught:
        run()

    assert caught.value.returncode == 1
    assert count_old() == 1
    use_keys(NEW, OLD, LOST)
    assert run() == ["1 sealed anew under the first key."]


def test_without_keys_it_says_how_to_come_by_one(use_keys):
    use_keys()

    with pytest.raises(CommandError, match="wix_generate_key"):
        run("--skip-checks")


def test_interrupted_it_says_how_far_it_came(use_keys):
    for _ in range(5):
        make_row()
    use_keys(NEW, OLD)

    class Interrupt:
        updates = 0

        def __call__(self, execute, sql, params, many, context):
            if sql.startswith("UPDATE"):
                self.updates += 1
                if self.updates == 4:
                    raise KeyboardInterrupt
            return execute(sql, params, many, context)

    with (
        connection.execute_wrapper(Interrupt()),
        pytest.raises(CommandError, match=r"Interrupted\. 2 are sealed anew") as caught,
    ):
        run("--batch-size", "2")

    assert caught.value.returncode == 130
    assert count_old() == 3
    assert run() == ["3 sealed anew under the first key."]


@pytest.mark.parametrize("size", ["0", "-1", "5001", "many", "1.5", "\u0663"])
def test_a_batch_has_a_size(size):
    with pytest.raises(CommandError, match="a whole number from 1 to 5,000"):
        run("--batch-size", size)


def test_its_help_says_how_keys_are_changed(capsys):
    with pytest.raises(SystemExit):
        call_command("wix_rotate_keys", "--help")

    text = " ".join(capsys.readouterr().out.split())
    for words in ("add the new one behind the old ones", "--dry-run", "--batch-size", "200"):
        assert words in text
