"""Logging out: here at once, at Wix if it answers, and for good."""

from __future__ import annotations

import pytest
from django.contrib.auth import logout
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from django.test import RequestFactory

from wix_headless.models import StoredToken
from wix_headless.signals import member_logged_out

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def test_logging_out_ends_both_sessions(browser):
    browser.log_in(ADA)

    answer = browser.log_out()

    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}
    back = browser.come_back(browser.follow(browser.start_login(prompt="none", next="/private/")))
    assert back["Location"] == "/private/"
    assert browser.get("/role/").json()["role"] == "visitor"


def test_the_tokens_are_gone(browser):
    browser.log_in(ADA)

    browser.log_out()

    row = StoredToken.objects.get(role="member")
    assert (row.sealed, row.end_reason) == (None, "logout")


def test_a_stolen_session_cookie_is_worth_nothing_afterwards(browser, new_browser):
    browser.log_in(ADA)
    thief = new_browser()
    thief.site.cookies["sessionid"] = browser.site.cookies["sessionid"].value
    assert thief.get("/account/").status_code == 200

    browser.log_out()

    assert thief.get("/account/").status_code == 302


@pytest.mark.parametrize("fault", [{"status": 500}, {"mode": "garbage"}, {"status": 400}])
def test_logout_works_here_when_wix_does_not(browser, sandbox, fault):
    browser.log_in(ADA)
    sandbox.fail("/headless/v1/redirect-session", **fault)

    answer = browser.site.post("/wix/logout/", {"next": "/untouched/"})

    assert answer["Location"] == "/untouched/"
    assert browser.get("/role/").json()["role"] == "visitor"


def test_logout_takes_a_post_with_a_csrf_token(browser, new_browser):
    assert browser.get("/wix/logout/").status_code == 405
    assert new_browser(enforce_csrf_checks=True).site.post("/wix/logout/").status_code == 403


@pytest.mark.parametrize("path", ["/wix/logout/", "/wix/login/"])
def test_the_csrf_check_is_the_views_own(new_browser, settings, path):
    settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]

    assert new_browser(enforce_csrf_checks=True).site.post(path).status_code == 403


def test_the_way_back_from_wix_logs_nobody_out(browser):
    browser.log_in(ADA)

    browser.get("/wix/logout-callback/")

    assert browser.get("/role/").json()["role"] == "member"


@pytest.mark.parametrize("path", ["/wix/logout-callback/", "/wix/logout/"])
def test_a_target_off_the_site_is_ignored(browser, path):
    send = browser.site.get if "callback" in path else browser.site.post

    assert send(f"{path}?next=https://evil.example/")["Location"] == "/"


def test_a_visitor_who_logs_out_becomes_another_visitor(browser):
    browser.get("/cart/add/")

    browser.site.post("/wix/logout/")

    assert browser.get("/cart/").json() == {"items": 0}
    assert StoredToken.objects.filter(ended_at=None).count() == 1


def test_djangos_own_logout_ends_the_tokens_and_tells(browser):
    browser.log_in(ADA)
    seen = []

    def listen(**told):
        seen.append(told["member"].login_email)

    member_logged_out.connect(listen)
    try:
        browser.site.post("/accounts/logout/")
    finally:
        member_logged_out.disconnect(listen)

    assert seen == [ADA]
    assert StoredToken.objects.get(role="member").end_reason == "logout"


def test_a_logout_that_has_not_passed_the_middleware_is_none_of_ours():
    request = RequestFactory().get("/")
    request.session = SessionStore()

    logout(request)

    assert request.session.is_empty()


def test_a_deactivated_user_no_longer_speaks_as_the_member(browser):
    browser.log_in(ADA)
    User.objects.update(is_active=False)

    assert browser.get("/cart/").status_code == 200
    assert browser.get("/role/").json()["role"] == "visitor"
    assert StoredToken.objects.get(role="member").end_reason == "foreign"


def test_a_changed_password_ends_the_session_and_the_member_no_longer_speaks(browser):
    browser.log_in(ADA)
    user = User.objects.get()
    user.set_password("another")
    user.save()

    assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}
