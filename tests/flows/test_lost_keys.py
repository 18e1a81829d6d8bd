"""Without the key that tokens were sealed with: everybody begins anew, and the log says so once."""

from __future__ import annotations

import logging

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.db import connection
from django.test import AsyncClient

from wix_headless.crypto import generate_key
from wix_headless.models import StoredToken

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


@pytest.fixture
def lose_keys(settings):
    """Put another key in the place of all."""

    def lose_keys():
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"ENCRYPTION_KEYS": [generate_key()]}

    return lose_keys


def find_lines(caplog):
    return [
        record.getMessage()
        for record in caplog.records
        if record.levelno >= logging.WARNING and "no key" in record.getMessage()
    ]


def get_texts(page):
    return [str(message) for message in get_messages(page.wsgi_request)]


def test_a_visitor_is_made_anew_within_the_page(browser, lose_keys, caplog):
    browser.get("/")
    lost = StoredToken.objects.get()
    lose_keys()

    assert [browser.get("/").status_code for _ in range(3)] == [200, 200, 200]

    lost.refresh_from_db()
    assert (lost.end_reason, lost.sealed) == ("unreadable", None)
    assert StoredToken.objects.filter(role="visitor", ended_at=None).count() == 1
    assert find_lines(caplog) == [f"Token {lost.pk} (visitor) opens with no key; ended."]


def test_a_member_is_logged_out_and_told(browser, lose_keys, caplog):
    browser.log_in(ADA)
    lost = StoredToken.objects.get(role="member")
    lose_keys()

    page = browser.get("/me/")

    assert (page.status_code, page["Location"]) == (302, "/me/")
    assert get_texts(page) == ["You have been logged out."]
    assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}
    lost.refresh_from_db()
    assert (lost.end_reason, lost.sealed) == ("unreadable", None)
    assert find_lines(caplog) == [f"Token {lost.pk} (member) opens with no key; ended."]


def test_and_can_log_in_again(browser, lose_keys):
    browser.log_in(ADA)
    lose_keys()
    browser.get("/me/")

    browser.log_in(ADA)

    assert browser.get("/me/").status_code == 200
    assert browser.get("/account/").status_code == 200


def test_a_page_for_members_that_calls_nothing_asks_for_a_login(browser, lose_keys, caplog):
    browser.log_in(ADA)
    lose_keys()

    for _ in range(2):
        assert browser.get("/account/")["Location"].startswith("/wix/login/")

    assert StoredToken.objects.get(role="member").end_reason == "unreadable"
    assert len(find_lines(caplog)) == 1
    browser.log_in(ADA)
    assert browser.get("/account/").status_code == 200


def test_so_does_one_that_is_answered_asynchronously(browser, lose_keys, caplog):
    browser.log_in(ADA)
    lose_keys()
    client = AsyncClient()
    client.cookies = browser.site.cookies

    page = async_to_sync(client.get)("/account/async/")

    assert page["Location"].startswith("/wix/login/")
    assert len(find_lines(caplog)) == 1


def test_a_script_is_told_where_to_log_in(browser, lose_keys):
    browser.log_in(ADA)
    lose_keys()

    page = browser.get("/me/", headers={"sec-fetch-mode": "cors"})

    assert (page.status_code, page.json()["login_url"]) == (401, "/wix/login/")


def test_logging_out_works_without_the_key(browser, lose_keys):
    browser.log_in(ADA)
    lose_keys()

    assert browser.site.post("/wix/logout/").status_code == 302

    assert browser.get("/role/").json()["user"] == ""
    assert not StoredToken.objects.filter(role="member", ended_at=None).exists()


def test_the_apps_token_is_made_anew(browser, lose_keys, sandbox, caplog):
    browser.site.force_login(User.objects.create_superuser("boss"))
    assert browser.get("/report/").status_code == 200
    lost = StoredToken.objects.get(role="app")
    lose_keys()
    sandbox.forget_requests()

    assert [browser.get("/report/").status_code for _ in range(2)] == [200, 200]

    assert sandbox.token_requests() == 1
    lost.refresh_from_db()
    assert lost.end_reason == "unreadable"
    assert find_lines(caplog) == [f"Token {lost.pk} (app) opens with no key; ended."]


def test_a_login_under_way_is_begun_again(browser, lose_keys):
    answer = browser.answer_at_wix(browser.start_login(), ADA)
    lose_keys()

    page = browser.come_back(answer)

    assert page.status_code < 500
    assert browser.get("/role/").json()["user"] == ""
    browser.log_in(ADA)
    assert browser.get("/me/").status_code == 200


def test_one_members_sealed_tokens_do_not_open_as_anothers(browser, new_browser, caplog):
    browser.log_in(ADA)
    ben = new_browser()
    ben.log_in("ben@example.com")
    first, second = StoredToken.objects.filter(role="member").order_by("created_at")
    StoredToken.objects.filter(pk=second.pk).update(sealed=first.sealed)

    page = ben.get("/me/")

    assert (page.status_code, page["Location"]) == (302, "/me/")
    assert find_lines(caplog) == [f"Token {second.pk} (member) opens with no key; ended."]
    assert browser.get("/me/").status_code == 200


def test_no_key_at_all_ends_no_login(browser, settings):
    browser.log_in(ADA)
    right = settings.WIX_HEADLESS
    settings.WIX_HEADLESS = right | {"ENCRYPTION_KEYS": []}
    browser.site.raise_request_exception = False

    assert browser.get("/me/").status_code == 500

    settings.WIX_HEADLESS = right
    assert browser.get("/me/").status_code == 200


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("path", ["/me/", "/account/"])
def test_within_the_views_own_transaction_it_is_the_same(
    browser, lose_keys, monkeypatch, caplog, path
):
    browser.log_in(ADA)
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    lose_keys()

    assert browser.get(path).status_code == 302

    assert StoredToken.objects.get(role="member").end_reason == "unreadable"
    assert len(find_lines(caplog)) == 1


@pytest.mark.django_db(transaction=True)
def test_a_visitors_page_in_a_transaction_is_the_same(browser, lose_keys, monkeypatch, caplog):
    browser.get("/")
    monkeypatch.setitem(connection.settings_dict, "ATOMIC_REQUESTS", True)
    lose_keys()

    assert [browser.get("/").status_code for _ in range(2)] == [200, 200]

    ended, live = StoredToken.objects.order_by("created_at")
    assert (ended.end_reason, live.end_reason) == ("unreadable", "")
    assert live.sealed is not None
    assert len(find_lines(caplog)) == 1
