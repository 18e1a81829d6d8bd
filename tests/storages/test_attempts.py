"""Logins under way: used once, in their own browser, within ten minutes."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections
from django.forms.models import model_to_dict
from django.utils import timezone

from wix_headless.crypto import generate_key
from wix_headless.exceptions import StateMismatchError
from wix_headless.models import LoginAttempt
from wix_headless.protocol.authorization import build_authorization
from wix_headless.storages.attempts import LIFETIME, begin_login, cookie_name, take_login
from wix_headless.storages.sealing import digest
from wix_headless.tokens import Secret

pytestmark = pytest.mark.django_db

CALLBACK = "https://shop.example.com/wix/callback/"


@pytest.fixture
def authorization():
    return build_authorization("client", CALLBACK)


@pytest.fixture
def browser(authorization):
    """Begin a login, and return what its cookie holds."""
    return begin(authorization)


def begin(authorization, **values):
    given = {"site": "default", "next_url": "/account/", "prompt": "login"}
    return begin_login(authorization, **given | values)


def test_a_login_comes_back_with_what_it_needs(authorization):
    browser = begin(authorization, prompt="none", replaces="7")

    begun = take_login(authorization.state, browser, site="default")

    assert begun.code_verifier == authorization.code_verifier
    assert (begun.redirect_uri, begun.next_url) == (CALLBACK, "/account/")
    assert (begun.prompt, begun.replaces) == ("none", "7")
    assert authorization.code_verifier not in repr(begun)


def test_it_can_be_used_once(authorization, browser):
    take_login(authorization.state, browser, site="default")

    with pytest.raises(StateMismatchError):
        take_login(authorization.state, browser, site="default")
    assert not LoginAttempt.objects.exists()


@pytest.mark.parametrize("wrong", ["", "another", "cut", "longer"])
def test_another_browser_cannot_use_it_and_does_not_use_it_up(authorization, browser, wrong):
    presented = {"cut": browser[:-1], "longer": f"{browser}x"}.get(wrong, wrong)

    with pytest.raises(StateMismatchError, match="another browser"):
        take_login(authorization.state, presented, site="default")

    assert take_login(authorization.state, browser, site="default")


def test_another_state_finds_nothing(authorization, browser):
    with pytest.raises(StateMismatchError, match="Nothing is under way"):
        take_login(Secret("another"), browser, site="default")

    assert take_login(authorization.state, browser, site="default")


def test_another_site_finds_nothing(authorization, browser):
    with pytest.raises(StateMismatchError, match="Nothing is under way"):
        take_login(authorization.state, browser, site="other")

    assert take_login(authorization.state, browser, site="default")


def test_it_lasts_ten_minutes(authorization, browser):
    left = LoginAttempt.objects.get().expires_at - timezone.now()

    assert timedelta(minutes=10) == LIFETIME
    assert timedelta(minutes=9) < left <= timedelta(minutes=10)


def test_what_took_too_long_is_refused_and_gone(authorization, browser):
    LoginAttempt.objects.update(expires_at=timezone.now() - timedelta(seconds=1))

    with pytest.raises(StateMismatchError, match="took too long"):
        take_login(authorization.state, browser, site="default")

    assert not LoginAttempt.objects.exists()


def test_what_was_begun_with_a_key_that_is_gone_begins_anew(authorization, browser, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": [generate_key()]}

    with pytest.raises(StateMismatchError, match="a key that is gone") as caught:
        take_login(authorization.state, browser, site="default")

    assert caught.value.__suppress_context__


def test_what_was_moved_to_another_login_does_not_open(authorization, browser):
    other = build_authorization("client", CALLBACK)
    other_browser = begin(other)
    mine = LoginAttempt.objects.get(pk=digest("state", authorization.state))
    LoginAttempt.objects.exclude(pk=mine.pk).update(sealed=mine.sealed)

    with pytest.raises(StateMismatchError, match="a key that is gone"):
        take_login(other.state, other_browser, site="default")


def test_the_row_says_neither_state_nor_verifier_nor_browser(authorization, browser):
    row = LoginAttempt.objects.get()

    held = repr(
        [
            bytes(value) if isinstance(value, bytes | memoryview) else str(value)
            for value in vars(row).values()
        ]
    ) + repr(model_to_dict(row))
    for secret in (authorization.state, authorization.code_verifier, browser):
        assert str(secret) not in held
    assert len(row.state_digest) == len(row.browser_digest) == 64
    assert str(row) == row.state_digest[:8]


def test_without_this_sites_key_a_digest_says_nothing(authorization, browser, settings):
    settings.SECRET_KEY = "another"

    with pytest.raises(StateMismatchError, match="Nothing is under way"):
        take_login(authorization.state, browser, site="default")


def test_tabs_have_cookies_of_their_own_that_do_not_say_the_state():
    states = [build_authorization("client", CALLBACK).state for _ in range(10)]
    names = {cookie_name(state) for state in states}

    assert len(names) == 10
    assert all(name.startswith("wix_login_") for name in names)
    assert not any(state[:16] in name for state in states for name in names)
    assert cookie_name(states[0]) == cookie_name(states[0])


def test_two_logins_of_one_browser_do_not_stand_in_for_each_other(authorization, browser):
    other = build_authorization("client", CALLBACK)
    other_browser = begin(other)

    for state, wrong in [(authorization.state, other_browser), (other.state, browser)]:
        with pytest.raises(StateMismatchError):
            take_login(state, wrong, site="default")
    assert take_login(authorization.state, browser, site="default")
    assert take_login(other.state, other_browser, site="default")


@pytest.mark.django_db(transaction=True)
def test_of_ten_callbacks_at_once_one_comes_in():
    authorization = build_authorization("client", CALLBACK)
    browser = begin(authorization)
    together = threading.Barrier(10)

    def work(_):
        together.wait()
        try:
            return take_login(authorization.state, browser, site="default").next_url
        except StateMismatchError:
            return None
        finally:
            connections.close_all()

    with ThreadPoolExecutor(10) as pool:
        came_in = [result for result in pool.map(work, range(10)) if result]

    assert came_in == ["/account/"]
