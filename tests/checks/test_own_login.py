"""Checks of the own login page."""

from __future__ import annotations

import pytest

from wix_headless.checks import CheckId
from wix_headless.own_login import limiter


@pytest.fixture(autouse=True)
def _own_login(sound, monkeypatch):
    sound.ROOT_URLCONF = "tests.own_login.urls"
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)


def is_login_found(messages):
    return [one.id for one in messages if "LOGIN_LIMITS" in CheckId(one.id).name]


def test_e016_the_page_without_its_library(find_one, monkeypatch):
    # As where the extra was not installed.
    monkeypatch.setattr(limiter, "limits", None)

    assert "[login]" in find_one(CheckId.LOGIN_LIMITS_MISSING).hint


@pytest.mark.parametrize("name", ["LOGINS_PER_CLIENT", "LOGINS_PER_ADDRESS", "LOGINS_PER_SITE"])
def test_e017_what_is_no_limit(find_one, change, name):
    change(**{name: "often"})

    assert name in find_one(CheckId.LOGIN_LIMITS).msg


@pytest.mark.parametrize("storage", ["nowhere://:secret@host", "redis://:secret@host:port", "x"])
def test_e017_what_is_no_storage(find_one, change, storage):
    change(LOGIN_LIMITS_STORAGE=storage)

    found = find_one(CheckId.LOGIN_LIMITS)
    assert "LOGIN_LIMITS_STORAGE" in found.msg
    assert "secret" not in f"{found.msg}{found.hint}"


def test_w027_a_storage_of_each_process(find_at_deployment, change, monkeypatch):
    assert is_login_found(find_at_deployment()) == [CheckId.LOGIN_LIMITS_PRIVATE]

    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    assert is_login_found(find_at_deployment()) == []

    monkeypatch.setenv("WEB_CONCURRENCY", "4")
    assert is_login_found(find_at_deployment()) == [CheckId.LOGIN_LIMITS_PRIVATE]

    change(LOGIN_LIMITS_STORAGE="redis://127.0.0.1:6379/1")
    assert is_login_found(find_at_deployment()) == []


def test_who_does_not_include_the_page_hears_nothing_of_it(find, settings, change):
    settings.ROOT_URLCONF = "tests.site.urls"
    change(LOGINS_PER_CLIENT="often")

    assert find() == []
    assert is_login_found(find(include_deployment_checks=True)) == []


def test_e009_a_captcha_that_is_nowhere(find_one, change):
    change(LOGIN_CAPTCHA="shop.captcha.Field")

    assert "LOGIN_CAPTCHA" in find_one(CheckId.FUNCTION).msg
