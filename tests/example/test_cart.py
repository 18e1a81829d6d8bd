"""The cart: what goes in, what is refused, what is changed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from wix_headless.testing.clients import read_form

MINUS = "\N{MINUS SIGN}"
BAD_QUANTITIES = {
    "0": "must be at least 1",
    "-1": "must be at least 1",
    "1000000000": "can be 99 at most",
    "two": "must be a whole number",
    "1.5": "must be a whole number",
    "": "Say how many.",
    "9" * 5000: "must be a whole number",
}


@pytest.mark.parametrize(("quantity", "complaint"), BAD_QUANTITIES.items())
def test_a_quantity_that_makes_no_sense_is_not_added(shopper, quantity, complaint):
    page = shopper.add("harbour-bowl", quantity=quantity)

    assert complaint in page
    assert "Your cart is empty" in shopper.get("/cart/")


@pytest.mark.parametrize(("quantity", "complaint"), BAD_QUANTITIES.items())
def test_a_quantity_that_makes_no_sense_changes_nothing(shopper, quantity, complaint):
    shopper.add("harbour-bowl", quantity=2)

    page = shopper.post("/cart/update/", line=shopper.line(), quantity=quantity)

    assert complaint in page
    assert "$68.00" in page


def test_a_product_is_added_with_its_variant(shopper):
    form = shopper.site.get("/products/everyday-mug/").context["form"]
    sea = next(value for value, label in form.fields["variant"].choices if label == "Sea")

    page = shopper.add("everyday-mug", variant=sea, quantity=2)

    assert "Everyday Mug is in your cart." in page
    assert "Glaze: Sea" in page
    assert "$36.00" in page


@pytest.mark.parametrize(
    ("variant", "complaint"),
    [("", "Choose one first."), ("nonsense", "does not come like that")],
)
def test_a_variant_has_to_be_one_of_the_product(shopper, variant, complaint):
    assert complaint in shopper.add("everyday-mug", variant=variant)
    assert "Your cart is empty" in shopper.get("/cart/")


def test_a_sold_out_variant_is_not_added(shopper):
    form = shopper.site.get("/products/everyday-mug/").context["form"]
    oat = next(value for value, label in form.fields["variant"].choices if label == "Oat")

    assert "This one is sold out." in shopper.add("everyday-mug", variant=oat)
    assert "Your cart is empty" in shopper.get("/cart/")


def test_a_sold_out_product_is_not_added(shopper):
    form = shopper.site.get("/products/night-market-bowl/").context["form"]

    shopper.add("night-market-bowl", variant=form.fields["variant"].initial)

    assert "Your cart is empty" in shopper.get("/cart/")


def test_more_than_there_are_is_refused_in_words(shopper):
    page = shopper.add("butter-yellow-mug", quantity=3)

    assert "There are not that many left." in page
    assert "Your cart is empty" in shopper.get("/cart/")


def test_a_line_that_sells_out_later_says_so(shopper, sandbox):
    shopper.add("harbour-bowl", quantity=3)

    sandbox.control("stock/harbour-bowl", stock=2)
    assert "Only 2 of 3 are left." in shopper.get("/cart/")

    sandbox.control("stock/harbour-bowl", stock=0)
    assert "Sold out. Remove it to go on." in shopper.get("/cart/")


def test_quantities_change_and_lines_go(shopper):
    shopper.add("harbour-bowl")

    assert "$102.00" in shopper.post("/cart/update/", line=shopper.line(), quantity=3)
    assert "Your cart is empty" in shopper.post("/cart/remove/", line=shopper.line())


def test_a_change_to_more_than_there_are_is_refused(shopper):
    shopper.add("butter-yellow-mug")

    page = shopper.post("/cart/update/", line=shopper.line(), quantity=3)

    assert "There are not that many left." in page
    assert 'value="1"' in page


@pytest.mark.parametrize("path", ["/cart/update/", "/cart/remove/"])
@pytest.mark.parametrize(
    "line", ["00000000-0000-4000-8000-000000000000", "nonsense", "../x", "<b>", "", "x" * 1000]
)
def test_an_unknown_line_changes_nothing(shopper, path, line):
    shopper.add("harbour-bowl")

    page = shopper.post(path, line=line, quantity=2)

    assert 'class="message error"' in page
    assert 'value="1"' in page


@pytest.mark.parametrize("path", ["/cart/update/", "/cart/remove/"])
def test_a_change_without_a_cart_is_told_kindly(shopper, path):
    line = "00000000-0000-4000-8000-000000000000"

    page = shopper.post(path, line=line, quantity=2)

    assert 'class="message error"' in page
    assert "Your cart is empty" in page


def test_a_cart_is_its_owners_alone(shopper, new_browser):
    shopper.add("harbour-bowl")

    answer = new_browser().get("/cart/")

    assert b"Your cart is empty" in answer.content


@pytest.mark.parametrize(
    "path",
    [
        "/cart/update/",
        "/cart/remove/",
        "/cart/checkout/",
        "/cart/coupon/",
        "/cart/coupon/remove/",
    ],
)
def test_a_change_needs_a_form_of_ours(shopper, path):
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.get(path).status_code == 405
    assert stranger.post(path).status_code == 403
    assert b"Nothing was changed" in stranger.post(path).content


def test_the_product_form_is_ours_too(shopper):
    stranger = Client(enforce_csrf_checks=True)

    assert stranger.post("/products/harbour-bowl/", {"quantity": 1}).status_code == 403


def test_an_empty_cart_does_not_go_to_the_checkout(shopper):
    assert "Your cart is empty" in shopper.post("/cart/checkout/")


def test_the_cart_page_is_never_cached(shopper):
    assert "no-store" in shopper.site.get("/cart/")["Cache-Control"]


def test_a_coupon_takes_something_off_until_it_is_removed(shopper):
    shopper.add("harbour-bowl", quantity=2)

    page = shopper.post("/cart/coupon/", code="welcome10")
    assert "Coupon WELCOME10" in page
    assert f"{MINUS}$6.80" in page
    assert "$61.20" in page
    assert 'name="code"' not in page

    page = shopper.post("/cart/coupon/remove/", coupon=read_form(page)["coupon"])
    assert "WELCOME10" not in page
    assert 'name="code"' in page


@pytest.mark.parametrize(
    ("code", "complaint"),
    [
        ("", "Type what stands on the coupon."),
        ("NOTHING", "There is no such coupon."),
        ("x" * 51, "There is no such coupon."),
        ("MIDSUMMER", "This coupon was good until not long ago."),
        ("CLAY5", "This coupon needs a fuller cart."),
    ],
)
def test_a_coupon_that_is_not_good_is_told_kindly(shopper, code, complaint):
    shopper.add("espresso-cup")

    page = shopper.post("/cart/coupon/", code=code)

    assert complaint in page
    assert "Coupon CLAY5" not in page


def test_a_second_coupon_is_refused_in_words(shopper):
    shopper.add("harbour-bowl")
    shopper.post("/cart/coupon/", code="WELCOME10")

    assert "already" in shopper.post("/cart/coupon/", code="WELCOME10")
    assert "One coupon at a time" in shopper.post("/cart/coupon/", code="CLAY5")


def test_a_coupon_that_the_cart_is_too_small_for_says_so(shopper):
    shopper.add("harbour-bowl")
    shopper.post("/cart/coupon/", code="CLAY5")
    bowl = shopper.line()
    shopper.add("espresso-cup")

    page = shopper.post("/cart/remove/", line=bowl)

    assert "Coupon CLAY5" in page
    assert "This coupon needs a fuller cart." in page


@pytest.mark.parametrize("coupon", ["", "nonsense", "00000000-0000-4000-8000-000000000000"])
def test_an_unknown_coupon_is_not_removed(shopper, coupon):
    shopper.add("harbour-bowl")

    page = shopper.post("/cart/coupon/remove/", coupon=coupon)

    assert 'class="message error"' in page


def test_the_discount_stands_in_the_order(shopper):
    shopper.add("harbour-bowl", quantity=2)
    shopper.post("/cart/coupon/", code="WELCOME10")
    shopper.browser.log_in("ada@example.com")
    thanks = shopper.get(shopper.check_out())

    order = re.search(r'href="(/account/orders/[^"]+)"', thanks).group(1)

    assert f"{MINUS}$6.80" in shopper.get(order)
