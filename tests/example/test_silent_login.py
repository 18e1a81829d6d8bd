"""Who has logged in on one of Wix's pages is logged in here when they come back."""

from __future__ import annotations

import pytest


def follow(shopper, path):
    """Follow the redirects through both origins, and return the path that they end at."""
    answer = shopper.site.get(path)
    while answer.status_code == 302:
        url = answer["Location"]
        if url.startswith(shopper.browser.sandbox.origin):
            url = shopper.browser.follow(url)
        path = url.removeprefix("http://testserver")
        answer = shopper.site.get(path)
    assert answer.status_code == 200
    return path


@pytest.fixture
def known_at_wix(shopper):
    """Ada, whom the browser's session at Wix knows, and this site does not."""
    shopper.browser.log_in("ada@example.com")
    shopper.site.cookies.clear()
    return shopper


def test_one_silent_round_logs_in(known_at_wix):
    end = follow(known_at_wix, "/cart/?wixMemberLoggedIn=true")

    assert end == "/cart/"
    assert "Log out" in known_at_wix.get("/thank-you/")


def test_the_rest_of_the_address_is_kept(known_at_wix):
    end = follow(known_at_wix, "/thank-you/?wixMemberLoggedIn=true&orderId=a%26b")

    assert end == "/thank-you/?orderId=a%26b"


def test_who_is_not_known_at_wix_either_comes_back_as_they_were(shopper):
    assert follow(shopper, "/thank-you/?wixMemberLoggedIn=true") == "/thank-you/"
    assert "Log in" in shopper.get("/thank-you/")


@pytest.mark.parametrize("value", ["false", "", "TRUE", "1"])
def test_nothing_else_starts_it(shopper, sandbox, value):
    answer = shopper.site.get("/thank-you/", {"wixMemberLoggedIn": value})

    assert answer.status_code == 200
    assert sandbox.requests_to("/") == []


def test_a_member_here_is_left_alone(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    shopper.get("/thank-you/")
    sandbox.forget_requests()

    assert shopper.site.get("/thank-you/?wixMemberLoggedIn=true").status_code == 200
    assert sandbox.requests_to("/") == []
