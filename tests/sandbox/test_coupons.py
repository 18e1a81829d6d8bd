from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.support import (
    Browser,
    Caller,
    Login,
    add,
    code_of,
    query_of,
    redirect_url,
    violation_of,
)

CURRENT = "/ecom/v2/carts/current"
SITE = "http://localhost:8000"
BUYER = {
    "email": "guest@example.com",
    "first_name": "Gerd",
    "last_name": "Guest",
    "delivery": "pickup",
}


def use(caller: Caller, code: str) -> Any:
    return caller.post(f"{CURRENT}/add-coupon", {"coupon": {"code": code}})


def summary(caller: Caller) -> dict[str, Any]:
    found: dict[str, Any] = caller.post(f"{CURRENT}/calculate").json()["summary"]
    return found


@pytest.mark.parametrize(
    ("code", "off", "total"), [("WELCOME10", "8.80", "79.20"), ("clay5", "5.00", "83.00")]
)
def test_a_coupon_makes_a_cart_cheaper(visitor: Caller, code: str, off: str, total: str) -> None:
    add(visitor, "harbour-bowl", 2)
    add(visitor, "studio-mug")

    cart = use(visitor, code).json()["cart"]

    assert [one["code"] for one in cart["coupons"]] == [code.upper()]
    assert cart["subtotal"]["amount"] == "88.00"  # before any discount
    found = summary(visitor)
    assert found["priceSummary"]["discount"]["amount"] == off
    assert found["priceSummary"]["total"]["amount"] == total
    discount = found["discounts"][0]
    assert discount["source"] == {"sourceType": "COUPON", "couponCode": code.upper()}
    assert discount["total"]["amount"] == off
    shares = [float(one["amountOff"]["amount"]) for one in discount["lineItemDiscounts"]]
    assert sum(shares) == pytest.approx(float(off))
    bare = visitor.post(f"{CURRENT}/estimate", {}).json()["summary"]["priceSummary"]
    assert bare["total"]["amount"] == total


def test_the_last_line_takes_the_odd_cent(visitor: Caller) -> None:
    for slug in ("fern-card", "thank-you-card", "birthday-card"):
        add(visitor, slug)
    add(visitor, "seaside-postcards")

    use(visitor, "CLAY5")

    shares = [
        one["amountOff"]["amount"] for one in summary(visitor)["discounts"][0]["lineItemDiscounts"]
    ]
    assert shares == ["0.88", "0.88", "0.88", "2.36"]


def test_a_discount_is_never_more_than_the_cart(visitor: Caller) -> None:
    add(visitor, "harbour-bowl")
    use(visitor, "CLAY5")
    line = visitor.get(CURRENT).json()["cart"]["lineItems"][0]["id"]
    add(visitor, "fern-card")
    visitor.post(f"{CURRENT}/remove-line-items", {"lineItemIds": [line]})

    found = summary(visitor)

    assert found["priceSummary"]["total"]["amount"] == "4.50"
    assert found["violations"][0]["code"] == "INVALID_COUPON_STATUS"
    assert found["violations"][0]["invalidCouponStatusData"]["reason"] == "MIN_SUBTOTAL_NOT_REACHED"


@pytest.mark.parametrize(
    ("code", "refusal", "reason"),
    [
        ("NOTHING", "INVALID_COUPON_CODE", None),
        ("MIDSUMMER", "INVALID_COUPON_STATUS", "EXPIRED"),
        ("CLAY5", "INVALID_COUPON_STATUS", "MIN_SUBTOTAL_NOT_REACHED"),
    ],
)
def test_a_coupon_that_is_no_good_is_refused_by_name(
    visitor: Caller, code: str, refusal: str, reason: str | None
) -> None:
    add(visitor, "fern-card")

    answer = use(visitor, code)

    assert (answer.status_code, code_of(answer)) == (400, refusal)
    data = answer.json()["details"]["applicationError"]["data"]
    assert (data["couponCode"], data.get("reason")) == (code, reason)
    assert visitor.get(CURRENT).json()["cart"]["coupons"] == []


def test_one_coupon_is_enough(visitor: Caller) -> None:
    add(visitor, "harbour-bowl")
    use(visitor, "WELCOME10")

    assert code_of(use(visitor, "WELCOME10")) == "COUPON_ALREADY_EXISTS"
    assert code_of(use(visitor, "CLAY5")) == "MAX_COUPONS_PER_CART_EXCEEDED"


def test_a_coupon_can_be_taken_out(visitor: Caller) -> None:
    add(visitor, "harbour-bowl")
    coupon = use(visitor, "WELCOME10").json()["cart"]["coupons"][0]

    cart = visitor.post(f"{CURRENT}/remove-coupon", {"couponId": coupon["id"]}).json()["cart"]
    twice = visitor.post(f"{CURRENT}/remove-coupon", {"couponId": coupon["id"]})

    assert cart["coupons"] == []
    assert (twice.status_code, code_of(twice)) == (404, "COUPON_NOT_FOUND_IN_CART")
    assert "discounts" in summary(visitor)
    assert summary(visitor)["discounts"] == []


def test_a_coupon_needs_a_cart_and_a_code(visitor: Caller) -> None:
    nothing = use(visitor, "WELCOME10")

    assert (nothing.status_code, code_of(nothing)) == (404, "OWNED_CART_NOT_FOUND")
    empty = visitor.post(f"{CURRENT}/add-coupon", {"coupon": {}})
    assert violation_of(empty)["field"] == "coupon.code"


def test_an_order_keeps_the_discount(visitor: Caller, app: Caller, browser: Browser) -> None:
    add(visitor, "harbour-bowl", 2)
    add(visitor, "studio-mug")
    cart = use(visitor, "WELCOME10").json()["cart"]
    intent = {"ecomCheckout": {"checkoutId": cart["id"]}}
    page = browser.open(redirect_url(visitor, intent, thankYouPageUrl=f"{SITE}/thanks/"))

    told = query_of(browser.submit(page, **BUYER))

    assert "Ten percent to say hello" in page.text
    assert "-$8.80" in page.text
    order = app.get(f"/ecom/v1/orders/{told['orderId']}").json()["order"]
    assert order["priceSummary"]["discount"]["amount"] == "8.80"
    assert order["priceSummary"]["total"]["amount"] == "79.20"
    applied = order["appliedDiscounts"][0]
    assert (applied["discountType"], applied["coupon"]["code"]) == ("GLOBAL", "WELCOME10")
    discounts = [one["totalDiscount"]["amount"] for one in order["lineItems"]]
    assert discounts == ["6.80", "2.00"]
    totals = [one["totalPriceAfterTax"]["amount"] for one in order["lineItems"]]
    assert totals == ["61.20", "18.00"]


def test_a_visitors_coupon_comes_along(
    visitor: Caller,
    member: Caller,
    keys: dict[str, Any],
    browser: Browser,
    ada: dict[str, str],
) -> None:
    add(member, "studio-mug")
    add(visitor, "harbour-bowl")
    use(visitor, "WELCOME10")

    browser.submit(browser.open(Login(visitor, keys["client_id"]).url), **ada)

    cart = member.get(CURRENT).json()["cart"]
    assert [one["code"] for one in cart["coupons"]] == ["WELCOME10"]
    assert len(cart["lineItems"]) == 2
