"""From the shop window to the order in the account."""

from __future__ import annotations

import re

import pytest

VISITOR = {
    "email": "vera@example.com",
    "first_name": "Vera",
    "last_name": "Quist",
    "delivery": "pickup",
}


@pytest.fixture
def ordered(shopper):
    """What Ada finds on the page after her checkout."""
    shopper.add("harbour-bowl", quantity=2)
    shopper.browser.log_in("ada@example.com", next="/cart/")
    return shopper.check_out()


def test_a_visitor_orders(shopper):
    shopper.add("harbour-bowl")

    back = shopper.check_out(**VISITOR)

    assert "orderId=" in back
    assert "confirmation is on the way" in shopper.get(back)
    assert "Your cart is empty" in shopper.get("/cart/")


def test_a_cart_outlives_the_login(shopper):
    shopper.add("harbour-bowl", quantity=2)

    answer = shopper.browser.log_in("ada@example.com", next="/cart/")

    assert answer["Location"] == "/cart/"
    assert "Harbour Bowl" in shopper.get("/cart/")


def test_a_members_order_is_shown_after_the_checkout_and_in_the_account(shopper, ordered):
    thanks = shopper.get(ordered)

    number = re.search(r"Order (\d+)", thanks).group(1)
    assert "Your order is with us." in thanks
    assert "Harbour Bowl" in thanks
    assert f"Order {number}" in shopper.get("/account/")


def test_somebody_elses_order_is_not_shown(ordered, new_browser):
    ben = new_browser()
    ben.log_in("ben@example.com")

    for stranger in (ben, new_browser()):
        answer = stranger.get("/thank-you/?" + re.search(r"orderId=[^&]+", ordered).group())
        assert answer.status_code == 200
        assert b"Harbour Bowl" not in answer.content


@pytest.mark.parametrize(
    "order", ["", "nonsense", "../members", "x" * 300, "00000000-0000-4000-8000-000000000000"]
)
def test_a_made_up_order_is_thanked_for_without_a_claim(shopper, order):
    shopper.browser.log_in("ada@example.com")

    answer = shopper.site.get("/thank-you/", {"orderId": order})

    assert answer.status_code == 200
    assert b"If you have placed an order" in answer.content


def test_the_checkout_leads_back_to_the_cart(shopper):
    shopper.add("harbour-bowl")

    wix = shopper.site.post("/cart/checkout/")["Location"]

    page = shopper.browser.wix.get(wix, timeout=10).text
    assert 'href="http://testserver/cart/' in page


def test_the_checkout_comes_back_to_the_public_address(shopper, sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"PUBLIC_URL": "https://shop.example.com"}
    sandbox.control("redirects", uri="https://shop.example.com/wix/callback/")
    shopper.add("harbour-bowl")

    wix = shopper.site.post("/cart/checkout/")["Location"]

    page = shopper.browser.wix.get(wix, timeout=10).text
    assert 'href="https://shop.example.com/cart/' in page


def test_after_the_logout_the_account_asks_for_a_login(shopper):
    shopper.browser.log_in("ada@example.com")
    shopper.browser.log_out()

    assert shopper.site.get("/account/").status_code == 302
    assert "Log in" in shopper.get("/")
