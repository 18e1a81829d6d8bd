from __future__ import annotations

import re
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.sandbox.support import Browser, Caller, redirect_url, violation_of

SESSION = "/headless/v1/redirect-session"
ID = "5b0c1a52-3f5e-4f0f-9d0c-0d8a8e2b7a11"
SITE = "http://localhost:8000"
INTENTS: list[tuple[dict[str, Any], set[str]]] = [
    ({"bookingsBook": {"resourceId": ID}}, set()),
    ({"bookingsBook": {}}, set()),
    ({"ecomOrderPaymentRequest": {"paymentRequestId": ID}}, {"orderId"}),
    (
        {"eventsCheckout": {"reservationId": ID, "eventSlug": "open-studio"}},
        {"orderNumber", "eventId"},
    ),
    ({"paidPlansCheckout": {"planId": ID, "checkoutData": "x"}}, {"planOrderId"}),
]


def links(text: str) -> list[str]:
    found = re.findall(r'class="button[^"]*" href="([^"]+)"', text)
    return [url.replace("&amp;", "&") for url in found]


@pytest.mark.parametrize(("intent", "added"), INTENTS)
def test_a_page_leads_on_and_back(
    visitor: Caller, browser: Browser, intent: dict[str, Any], added: set[str]
) -> None:
    url = redirect_url(
        visitor, intent, thankYouPageUrl=f"{SITE}/thanks/?a=b", postFlowUrl=f"{SITE}/"
    )

    page = browser.open(url)

    assert page.status_code == 200
    *on, back = links(page.text)
    assert back == f"{SITE}/?wixMemberLoggedIn=false"
    assert len(on) == bool(added)
    for link in on:
        assert set(parse_qs(urlsplit(link).query)) == {"a", "wixMemberLoggedIn", *added}


def test_a_product_is_one_of_ours(visitor: Caller, browser: Browser) -> None:
    products = visitor.post("/stores/v3/products/query", {}).json()["products"]
    intent = {"storesProduct": {"productSlug": products[0]["slug"]}}

    page = browser.open(redirect_url(visitor, intent, postFlowUrl=f"{SITE}/"))

    assert products[0]["slug"] in page.text
    unknown = visitor.post(SESSION, {"storesProduct": {"productSlug": "no-such-thing"}})
    assert unknown.status_code == 404


def test_the_link_works_once(visitor: Caller, browser: Browser) -> None:
    url = redirect_url(visitor, {"bookingsBook": {}})

    assert browser.open(url).status_code == 200
    assert browser.open(url).status_code == 400


def test_a_member_goes_on_as_a_member(member: Caller, browser: Browser) -> None:
    page = browser.open(redirect_url(member, {"bookingsBook": {}}, postFlowUrl=f"{SITE}/"))

    assert links(page.text) == [f"{SITE}/?wixMemberLoggedIn=true"]


@pytest.mark.parametrize(
    ("intent", "field"),
    [
        ({"bookingsBook": {"resourceId": "x"}}, "bookingsBook.resourceId"),
        ({"eventsCheckout": {"reservationId": ID}}, "eventsCheckout.eventSlug"),
        ({"eventsCheckout": {"eventSlug": "a"}}, "eventsCheckout.reservationId"),
        (
            {"eventsCheckout": {"reservationId": ID, "eventSlug": "a" * 151}},
            "eventsCheckout.eventSlug",
        ),
        ({"paidPlansCheckout": {}}, "paidPlansCheckout.planId"),
        ({"storesProduct": {}}, "storesProduct.productSlug"),
        ({"ecomOrderPaymentRequest": {"paymentRequestId": 5}}, None),
    ],
)
def test_a_wrong_field_is_named(visitor: Caller, intent: dict[str, Any], field: str | None) -> None:
    found = violation_of(visitor.post(SESSION, intent))["field"]

    assert found == (field or "ecomOrderPaymentRequest.paymentRequestId")
