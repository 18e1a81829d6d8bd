"""Logins that wait for a code: five tries, ten minutes, in their own browser, once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.forms.models import model_to_dict
from django.utils import timezone

from wix_headless.crypto import generate_key
from wix_headless.exceptions import StateMismatchError
from wix_headless.models import CodeAttempt
from wix_headless.storages.attempts import (
    LIFETIME,
    MOST_CODES,
    await_code,
    is_awaited,
    show_code,
    stop_awaiting,
)
from wix_headless.storages.pruning import Retention, find_chores
from wix_headless.storages.rotation import Rotation
from wix_headless.storages.sealing import digest
from wix_headless.tokens import Secret

pytestmark = pytest.mark.django_db

STATE = Secret("state-token-4713")


def begin(**values):
    return await_code(STATE, **{"site": "default", "next_url": "/account/"} | values)


def test_a_code_is_shown_with_what_it_needs():
    browser = begin(replaces="7")

    awaited = show_code(browser, site="default")

    assert awaited.state_token == STATE
    assert (awaited.next_url, awaited.replaces) == ("/account/", "7")
    assert STATE not in repr(awaited)


def test_five_codes_may_be_shown():
    browser = begin()

    for _ in range(MOST_CODES):
        assert is_awaited(browser, site="default")
        show_code(browser, site="default")

    assert not is_awaited(browser, site="default")
    with pytest.raises(StateMismatchError):
        show_code(browser, site="default")


@pytest.mark.django_db(transaction=True)
def test_no_more_than_five_are_shown_at_once():
    browser = begin()

    def show(_):
        try:
            show_code(browser, site="default")
        except StateMismatchError:
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(show, range(20))) == MOST_CODES


def test_it_comes_to_its_end_once():
    browser = begin()

    assert [stop_awaiting(browser), stop_awaiting(browser)] == [True, False]
    assert not is_awaited(browser, site="default")


def test_it_waits_for_ten_minutes():
    browser = begin()
    left = CodeAttempt.objects.get().expires_at - timezone.now()
    assert LIFETIME - timedelta(minutes=1) < left <= LIFETIME

    CodeAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    assert not is_awaited(browser, site="default")
    with pytest.raises(StateMismatchError):
        show_code(browser, site="default")


@pytest.mark.parametrize("browser", ["", "made-up", "é\x00" * 500])
def test_another_browser_has_nothing_to_show_it_with(browser):
    begin()

    assert not is_awaited(browser, site="default")
    with pytest.raises(StateMismatchError):
        show_code(browser, site="default")
    assert not stop_awaiting(browser)


def test_another_site_has_not_either():
    browser = begin()

    assert not is_awaited(browser, site="outlet")
    with pytest.raises(StateMismatchError):
        show_code(browser, site="outlet")


def test_a_token_copied_to_another_row_does_not_open():
    mine, other = begin(), begin()
    rows = list(CodeAttempt.objects.all())
    CodeAttempt.objects.filter(pk=rows[0].pk).update(sealed=rows[1].sealed)

    opened = 0
    for browser in (mine, other):
        try:
            show_code(browser, site="default")
            opened += 1
        except StateMismatchError:
            pass
    assert opened == 1


def test_without_its_key_it_is_over(settings):
    browser = begin()
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": [generate_key()]}

    with pytest.raises(StateMismatchError):
        show_code(browser, site="default")


def test_the_row_shows_neither_token_nor_browser():
    browser = begin()
    row = CodeAttempt.objects.get()

    shown = f"{model_to_dict(row)} {row.__dict__} {bytes(row.sealed)!r}"
    assert STATE not in shown
    assert browser not in shown


def test_a_change_of_keys_leaves_it_open(settings):
    browser = begin()
    new, old = generate_key(), settings.WIX_HEADLESS["ENCRYPTION_KEYS"]
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": [new, *old]}
    rotation = Rotation()
    for _ in rotation.run():
        pass
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": [new]}

    assert rotation.rotated.total() == 1
    assert show_code(browser, site="default").state_token == STATE


def test_what_is_over_is_deleted_in_time():
    live = begin()
    begin()
    over = CodeAttempt.objects.exclude(pk=digest("code", live))
    over.update(expires_at=timezone.now() - timedelta(seconds=1))

    for chore in find_chores(Retention()):
        for _ in chore.run(100):
            pass

    assert is_awaited(live, site="default")
    assert CodeAttempt.objects.count() == 1
