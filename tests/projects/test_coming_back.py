"""Browsers that other sites send: they find their session, and never lose it, strict or not."""

from __future__ import annotations

import pytest

ADA = "ada@example.com"
ELSEWHERE = "https://news.example/letter/"


def test_members_who_follow_a_link_are_still_logged_in(project, browser):
    browser.log_in(ADA)

    page = browser.follow_link("/account/", on=ELSEWHERE)

    assert page.url == f"{project.origin}/account/"
    assert page.json()["member"] == browser.open("/role/").json()["member"]


def test_strangers_who_follow_a_link_come_to_the_login(project, browser):
    page = browser.follow_link("/account/", on=ELSEWHERE)

    assert page.url.startswith(project.sandbox.origin)


def test_a_login_that_began_elsewhere_carries_the_cart(project, browser):
    browser.open("/cart/add/")

    browser.follow_link("/wix/login/?next=/cart/", on=ELSEWHERE)
    page = browser.submit(email=ADA, password=project.sandbox.password_of(ADA))

    assert page.url == f"{project.origin}/cart/"
    assert page.json() == {"items": 1}


def test_a_member_comes_back_from_the_checkout_as_one(project, browser):
    browser.log_in(ADA)
    browser.open("/cart/add/")
    browser.open("/check-out/")
    assert browser.page.url.startswith(project.sandbox.origin)

    page = browser.submit()

    assert page.url.startswith(f"{project.origin}/thanks/")
    assert page.json()["role"] == "member"
    assert page.json()["query"]["for"] == "it"
    assert page.json()["query"]["orderId"]
    assert browser.open("/role/").json()["role"] == "member"


def test_logging_out_leads_to_where_it_was_to_lead(project, browser):
    browser.log_in(ADA)
    browser.open("/")

    page = browser.submit("/wix/logout/?next=/role/")

    assert page.url == f"{project.origin}/role/"
    assert page.json()["role"] == "visitor"


def test_a_link_to_the_way_back_that_is_not_signed_leads_nowhere(browser):
    browser.log_in(ADA)

    assert browser.follow_link("/wix/back/?to=/role/", on=ELSEWHERE).status_code == 404
    assert browser.follow_link("/wix/back/?to=/role/:x", on=ELSEWHERE).status_code == 404


def test_a_link_to_the_end_of_a_logout_keeps_the_cookie_at_home(project, browser):
    browser.log_in(ADA)

    page = browser.follow_link("/wix/logout-callback/?next=/user/", on=ELSEWHERE)

    assert page.json()["is_authenticated"] is not project.kind.is_strict
    assert browser.open("/user/").json()["is_authenticated"] is True


@pytest.mark.parametrize("path", ["/cart/", "/role/", "/wix/logout-callback/?next=/cart/"])
def test_a_link_to_a_page_that_speaks_with_wix_loses_no_session(browser, path):
    browser.log_in(ADA)
    before = browser.open("/role/").json()

    browser.follow_link(path, on=ELSEWHERE)

    assert browser.open("/role/").json() == before
