"""Where a login or logout leads to afterwards, and the cookies that a browser has until then."""

from __future__ import annotations

from urllib.parse import urlencode

import pytest
from django.test import RequestFactory

from wix_headless.views.targets import LONGEST_TARGET, is_ours, login_target, logout_target


def ask(path, **more):
    return RequestFactory().get(f"/?{urlencode({'next': path})}", **more)


def test_who_came_by_https_is_not_led_to_plain_http():
    assert is_ours(ask(""), "http://testserver/a/")
    assert is_ours(ask("", secure=True), "https://testserver/a/")
    assert not is_ours(ask("", secure=True), "http://testserver/a/")


def test_what_a_login_under_way_could_not_remember_leads_to_the_default():
    longest = "/" + "x" * (LONGEST_TARGET - 1)

    assert login_target(ask(longest)) == longest
    assert login_target(ask(f"{longest}x")) == "/"


def test_what_wix_would_refuse_as_too_long_leads_to_the_default():
    """It would leave the member logged in there."""
    assert logout_target(ask("/" + "x" * 1000)) == "/" + "x" * 1000
    assert logout_target(ask("/" + "ä" * 300)) == "/"


@pytest.mark.django_db
class TestCookiesAreSecureWhereTheSessionIs:
    def test_of_a_login(self, browser, settings):
        assert not any(one["secure"] for one in browser.get("/wix/login/").cookies.values())
        settings.SESSION_COOKIE_SECURE = True
        cookies = browser.get("/wix/login/").cookies
        assert cookies
        assert all(one["secure"] for one in cookies.values())

    def test_of_what_came_by_https(self, browser):
        answer = browser.get("/role/?wixMemberLoggedIn=true", secure=True)
        assert answer.cookies["wix_silent"]["secure"]
        assert answer.cookies["wix_silent"]["httponly"]
