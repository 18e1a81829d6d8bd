"""A signed-in user is connected with the member who logs in on Wix's page, and parted again."""

from __future__ import annotations

import logging

import pytest
from django.contrib.auth.models import User
from django.test import Client

from wix_headless.models import LoginAttempt, StoredToken, WixMember

pytestmark = pytest.mark.django_db

ADA, BEN = "ada@example.com", "ben@example.com"
MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def user(db):
    return User.objects.create_user("plain", password="word")


@pytest.fixture
def signed_in(browser, user):
    browser.site.force_login(user, backend=MODEL_BACKEND)
    return browser


def begin(browser, **fields):
    answer = browser.site.post("/wix/connect/", {"next": "/role/", **fields})
    assert answer.status_code == 302, answer.content
    return answer["Location"]


def connect(browser, email=ADA):
    return browser.come_back(browser.answer_at_wix(begin(browser), email))


def test_the_user_stays_and_speaks_as_the_member(signed_in, user, caplog):
    caplog.set_level(logging.INFO, "wix_headless.audit")
    key = signed_in.site.session.session_key

    answer = connect(signed_in)

    assert (answer.status_code, answer["Location"]) == (302, "/role/")
    member = WixMember.objects.get()
    assert (member.user, member.login_email) == (user, ADA)
    assert signed_in.get("/role/").json() == {
        "role": "member",
        "member": member.member_id,
        "user": "plain",
    }
    assert signed_in.site.session.session_key != key
    assert User.objects.count() == 1
    user.refresh_from_db()
    assert user.email == ""
    assert [r.event for r in caplog.records][-2:] == ["member_connected", "login"]


def test_from_then_on_the_member_logs_in_as_this_user(signed_in, new_browser):
    connect(signed_in)
    other = new_browser()

    other.log_in(ADA)

    assert other.get("/role/").json()["user"] == "plain"


def test_who_shows_up_late_is_connected_with_nobody(signed_in, user):
    """Somebody else has signed in here meanwhile."""
    url = signed_in.answer_at_wix(begin(signed_in), ADA)
    signed_in.site.force_login(User.objects.create_user("other"), backend=MODEL_BACKEND)

    answer = signed_in.come_back(url)

    assert answer.status_code == 400
    assert not WixMember.objects.exists()
    assert not StoredToken.objects.filter(role="member").exists()


def test_who_has_logged_out_meanwhile_is_not_either(signed_in):
    url = signed_in.answer_at_wix(begin(signed_in), ADA)
    signed_in.site.logout()

    assert signed_in.come_back(url).status_code == 400
    assert not WixMember.objects.exists()


def test_another_browser_cannot_finish_it(signed_in, new_browser):
    url = signed_in.answer_at_wix(begin(signed_in), ADA)

    assert new_browser().come_back(url).status_code == 400
    assert not WixMember.objects.exists()


def test_a_member_of_another_user_stays_theirs(signed_in, new_browser, user):
    new_browser().log_in(ADA)

    answer = connect(signed_in)

    assert answer.status_code == 409
    assert b"connected with another member" in answer.content
    assert b"/wix/login/" not in answer.content
    assert WixMember.objects.get().user != user
    assert signed_in.get("/role/").json()["user"] == "plain"


def test_a_user_has_one_member(signed_in):
    connect(signed_in)

    assert connect(signed_in, BEN).status_code == 409
    assert WixMember.objects.get().login_email == ADA
    assert connect(signed_in).status_code == 302


@pytest.mark.parametrize("email", ["esme@example.com", "dmitri@example.com"])
def test_whom_wix_keeps_out_is_not_connected(signed_in, email):
    assert connect(signed_in, email).status_code == 403
    assert not WixMember.objects.exists()


def test_staff_is_not_connected_unless_that_is_said(signed_in, user, settings):
    User.objects.update(is_staff=True)
    answer = signed_in.site.post("/wix/connect/")
    assert answer.status_code == 403
    assert not LoginAttempt.objects.exists()

    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"LINK_STAFF": True}
    assert connect(signed_in).status_code == 302
    assert signed_in.get("/role/").json()["role"] == "member"


def test_who_became_staff_on_the_way_is_refused(signed_in):
    url = signed_in.answer_at_wix(begin(signed_in), ADA)
    User.objects.update(is_staff=True)

    assert signed_in.come_back(url).status_code == 403
    assert not WixMember.objects.exists()


class TestDoors:
    @pytest.mark.parametrize("path", ["/wix/connect/", "/wix/disconnect/"])
    def test_only_a_post_with_a_form_token(self, user, sandbox, path):
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(user, backend=MODEL_BACKEND)

        assert strict.get(path).status_code == 405
        assert strict.post(path).status_code == 403

    @pytest.mark.parametrize("path", ["/wix/connect/", "/wix/disconnect/"])
    def test_also_where_a_project_has_no_middleware_for_it(self, user, sandbox, settings, path):
        settings.MIDDLEWARE = [name for name in settings.MIDDLEWARE if "Csrf" not in name]
        strict = Client(enforce_csrf_checks=True)
        strict.force_login(user, backend=MODEL_BACKEND)

        assert strict.post(path).status_code == 403

    @pytest.mark.parametrize("path", ["/wix/connect/", "/wix/disconnect/"])
    def test_nobody_is_sent_to_log_in(self, browser, path):
        answer = browser.site.post(path)

        assert answer.status_code == 302
        assert answer["Location"].startswith("/wix/login/")

    def test_the_way_back_stays_here(self, signed_in):
        url = begin(signed_in, next="https://evil.example/")

        assert signed_in.come_back(signed_in.answer_at_wix(url, ADA))["Location"] == "/"

    def test_wix_does_not_answer(self, signed_in, sandbox):
        sandbox.fail("/headless/v1/redirect-session", times=9, status=503)

        assert signed_in.site.post("/wix/connect/").status_code == 503


class TestParting:
    def test_the_user_stays_and_is_a_visitor(self, signed_in, user):
        connect(signed_in)

        answer = signed_in.site.post("/wix/disconnect/", {"next": "/role/"})

        assert (answer.status_code, answer["Location"]) == (302, "/role/")
        expected = {"role": "visitor", "member": None, "user": "plain"}
        assert signed_in.get("/role/").json() == expected
        assert not StoredToken.objects.filter(role="member").exists()

    def test_then_another_may_be_connected(self, signed_in):
        connect(signed_in)
        signed_in.site.post("/wix/disconnect/")

        connect(signed_in, BEN)

        assert WixMember.objects.get().login_email == BEN

    def test_nobody_locks_themselves_out(self, browser):
        browser.log_in(ADA)

        answer = browser.site.post("/wix/disconnect/", {"next": "/role/"})

        assert answer.status_code == 409
        assert b'href="/role/"' in answer.content
        assert WixMember.objects.exists()
