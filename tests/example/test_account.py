"""What members see, and who is let in."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("path", ["/account/", "/members-only/"])
def test_strangers_are_sent_to_the_login_and_back(shopper, path):
    answer = shopper.site.get(path)

    assert answer.status_code == 302
    assert answer["Location"] == f"/wix/login/?next={path}"


def test_the_account_shows_the_profile_and_own_orders(shopper):
    shopper.browser.log_in("ada@example.com")

    page = shopper.get("/account/")

    assert "<h1>Ada Lindqvist</h1>" in page
    assert "ada@example.com" in page
    assert "18 Ropewalk Lane" in page
    assert "Member since" in page
    assert len(re.findall(r"<h3>Order \d+</h3>", page)) == 3


def test_members_see_different_orders(shopper, new_browser):
    ben = new_browser()
    shopper.browser.log_in("ada@example.com")
    ben.log_in("ben@example.com")

    hers = set(re.findall(r"Order (\d+)", shopper.get("/account/")))
    his = set(re.findall(r"Order (\d+)", ben.get("/account/").content.decode()))

    assert hers
    assert not hers & his


def test_a_member_without_orders_is_told_so(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/ecom/v1/orders/search", status=200, body={"orders": [], "metadata": {}})

    assert "No orders yet." in shopper.get("/account/")


@pytest.mark.parametrize("status", [404, 428])
def test_a_site_without_profiles_shows_what_is_known(shopper, sandbox, status):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/members/v1/members/my", status=status)

    page = shopper.get("/account/")

    assert "ada@example.com" in page
    assert "Order" in page


def test_a_site_with_empty_profiles_shows_what_is_known(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/members/v1/members/my", status=200, body={})

    assert "ada@example.com" in shopper.get("/account/")


def test_the_members_page_and_its_header_ask_wix_nothing(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.forget_requests()

    page = shopper.get("/members-only/")

    assert "The back room" in page
    assert "Log out" in page
    assert sandbox.requests_to("/") == []


@pytest.mark.parametrize("path", ["/members-only/", "/thank-you/", "/nowhere/"])
def test_a_strangers_page_without_products_asks_wix_nothing(shopper, sandbox, path):
    answer = shopper.site.get(path)

    assert answer.status_code in {200, 302, 404}
    assert sandbox.requests_to("/") == []
    assert "sessionid" not in shopper.site.cookies
