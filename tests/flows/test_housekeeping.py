"""What visits leave behind in the database, and what wix_prune makes of it a day later."""

from __future__ import annotations

import io
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.db.models import F

from wix_headless.models import ElevatedCall, StoredToken

pytestmark = pytest.mark.django_db

ADA = "ada@example.com"


def let_pass(time):
    """Make everything older: by so much all rows have been made, used and ended earlier."""
    StoredToken.objects.update(
        created_at=F("created_at") - time,
        last_used_at=F("last_used_at") - time,
        ends_at=F("ends_at") - time,
        ended_at=F("ended_at") - time,
    )


def prune():
    call_command("wix_prune", stdout=io.StringIO())


def test_a_bot_leaves_a_row_a_page_and_all_go_after_a_day(browser):
    for _ in range(20):
        browser.site.cookies.clear()
        assert browser.get("/").status_code == 200
    assert StoredToken.objects.count() == 20

    let_pass(timedelta(hours=23))
    prune()
    assert StoredToken.objects.count() == 20

    let_pass(timedelta(hours=2))
    prune()
    assert StoredToken.objects.count() == 0


def test_a_page_that_asks_wix_nothing_leaves_nothing(browser):
    for path in ("/untouched/", "/role/"):
        browser.site.cookies.clear()
        browser.get(path)

    assert StoredToken.objects.count() == 0


def test_somebody_who_came_back_once_keeps_the_cart(browser):
    browser.get("/")
    browser.get("/cart/add/")

    let_pass(timedelta(days=5))
    prune()

    assert StoredToken.objects.count() == 1
    assert browser.get("/cart/").json() == {"items": 1}


def test_until_the_session_is_over(browser, settings):
    browser.get("/")
    browser.get("/cart/add/")

    let_pass(timedelta(seconds=settings.SESSION_COOKIE_AGE) + timedelta(hours=2))
    prune()

    assert StoredToken.objects.count() == 0


def test_somebody_who_comes_back_after_that_is_a_new_visitor(browser):
    browser.get("/")
    let_pass(timedelta(days=2))
    prune()

    assert [browser.get("/").status_code for _ in range(2)] == [200, 200]

    assert StoredToken.objects.count() == 1


def test_that_somebody_came_back_is_written_once(browser, django_assert_num_queries):
    browser.get("/")
    # The session, our row, whether the note is there by now, and the note.
    with django_assert_num_queries(4):
        browser.get("/")
    with django_assert_num_queries(2):
        browser.get("/")


def test_a_member_stays_logged_in_and_is_ended_when_switched_off(browser):
    browser.log_in(ADA)
    let_pass(timedelta(days=5))
    prune()
    assert browser.get("/me/").status_code == 200

    User.objects.update(is_active=False)
    prune()

    row = StoredToken.objects.get(role="member")
    assert (row.sealed, row.end_reason) == (None, "inactive")
    assert browser.get("/role/").json()["role"] == "visitor"


def test_the_audit_of_elevated_calls_stays(browser):
    browser.site.force_login(User.objects.create_superuser("boss"))
    browser.get("/report/")

    prune()

    assert ElevatedCall.objects.count() == 2
    assert StoredToken.objects.filter(role="app").count() == 1
