from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.support import (
    STORES,
    Browser,
    Caller,
    Form,
    Login,
    act_as,
    add,
    catalog_item,
    code_of,
    product,
    query_of,
    violation_of,
)
from wix_headless.sandbox.server import SandboxServer

CURRENT = "/ecom/v2/carts/current"
SITE = "http://localhost:8000"
BUYER = {
    "email": "guest@example.com",
    "first_name": "Gerd",
    "last_name": "Guest",
    "line": "1 Main Street",
    "city": "Portland",
    "state": "ME",
    "postal_code": "04101",
    "delivery": "standard",
}


def cart_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["cart"]
    return found


def checkout_url(caller: Caller, checkout_id: str, **callbacks: str) -> str:
    request = {"ecomCheckout": {"checkoutId": checkout_id}, "callbacks": callbacks}
    answer = caller.post("/headless/v1/redirect-session", request)
    assert answer.status_code == 200, answer.text
    return str(answer.json()["redirectSession"]["fullUrl"])


def order(caller: Caller, browser: Browser, **changes: str) -> dict[str, str]:
    """Order the current cart, and return what the thank-you page is told."""
    cart = cart_of(caller.get(CURRENT))
    url = checkout_url(caller, cart["id"], thankYouPageUrl=f"{SITE}/thanks/?from=shop")
    return query_of(browser.submit(browser.open(url), **BUYER | changes))


def test_nobody_has_a_cart_at_first(visitor: Caller) -> None:
    answer = visitor.get(CURRENT)

    assert (answer.status_code, code_of(answer)) == (404, "OWNED_CART_NOT_FOUND")


def test_the_first_item_starts_a_cart(visitor: Caller) -> None:
    cart = cart_of(add(visitor, "harbour-bowl", 2))

    line = cart["lineItems"][0]
    assert line["name"]["original"] == "Harbour Bowl"
    assert line["quantityInfo"]["confirmedQuantity"] == 2
    assert line["pricing"]["unitPrice"]["amount"] == "34.00"
    assert line["pricing"]["totalPrice"]["amount"] == "68.00"
    assert line["source"]["catalogReference"]["appId"] == STORES
    assert line["status"] == "IN_STOCK"
    assert cart["subtotal"] == {"amount": "68.00", "convertedAmount": "68.00"}
    assert (cart["orderPlaced"], cart["currentCart"]) == (False, True)
    assert cart_of(visitor.get(CURRENT)) == cart


def test_more_of_the_same_is_one_line(visitor: Caller) -> None:
    add(visitor, "harbour-bowl", 2)
    cart = cart_of(add(visitor, "harbour-bowl", 3))

    assert [one["quantityInfo"]["confirmedQuantity"] for one in cart["lineItems"]] == [5]


def test_another_variant_is_another_line(visitor: Caller) -> None:
    add(visitor, "meadow-vase", 1, "Small")
    cart = cart_of(add(visitor, "meadow-vase", 2, "Large"))

    lines = cart["lineItems"]
    assert [one["pricing"]["unitPrice"]["amount"] for one in lines] == ["38.00", "52.00"]
    texts = [one["attributes"]["descriptionLines"][0]["plainText"]["original"] for one in lines]
    assert texts == ["Small", "Large"]
    assert cart["subtotal"]["amount"] == "142.00"


def test_cents_add_up_exactly(visitor: Caller) -> None:
    cart = cart_of(add(visitor, "fern-card", 37))

    assert cart["subtotal"]["amount"] == "166.50"


def test_a_product_with_variants_needs_one(visitor: Caller) -> None:
    answer = add(visitor, "meadow-vase", 1)

    assert (answer.status_code, code_of(answer)) == (404, "ITEM_NOT_FOUND_IN_CATALOG")
    assert "variantId" in answer.json()["message"]


@pytest.mark.parametrize(
    "reference",
    [
        {"appId": STORES, "catalogItemId": "00000000-0000-4000-8000-000000000000"},
        {
            "appId": "13d21c63-b5ec-5912-8397-c3a5ddb27a97",
            "catalogItemId": "47d2d350-d6b1-52fd-88a1-138992f4b4ca",
        },
        {
            "appId": STORES,
            "catalogItemId": "47d2d350-d6b1-52fd-88a1-138992f4b4ca",
            "options": {"variantId": "unknown"},
        },
    ],
)
def test_what_is_not_in_the_catalog_is_refused(visitor: Caller, reference: dict[str, Any]) -> None:
    items = {"catalogItems": [{"catalogReference": reference, "quantity": 1}]}

    answer = visitor.post(f"{CURRENT}/add-line-items", items)

    assert (answer.status_code, code_of(answer)) == (404, "ITEM_NOT_FOUND_IN_CATALOG")
    assert visitor.get(CURRENT).status_code == 404


@pytest.mark.parametrize("quantity", [0, -1, 100_001, 1.5, "2", True])
def test_quantities_are_whole_and_positive(visitor: Caller, quantity: Any) -> None:
    answer = add(visitor, "harbour-bowl", quantity)

    assert violation_of(answer)["field"] == "catalogItems[0].quantity"


@pytest.mark.parametrize(
    "body", [{}, {"catalogItems": []}, {"catalogItems": [{}]}, {"catalogItems": {}}]
)
def test_nothing_to_add_is_an_error(visitor: Caller, body: dict[str, Any]) -> None:
    assert violation_of(visitor.post(f"{CURRENT}/add-line-items", body))


def test_there_is_no_more_than_there_is(visitor: Caller) -> None:
    add(visitor, "rose-petal-plate", 2)

    answer = add(visitor, "rose-petal-plate", 2)

    assert (answer.status_code, code_of(answer)) == (400, "INSUFFICIENT_INVENTORY")
    line = cart_of(visitor.get(CURRENT))["lineItems"][0]
    assert line["quantityInfo"]["confirmedQuantity"] == 2
    assert code_of(add(visitor, "night-market-bowl")) == "INSUFFICIENT_INVENTORY"


def test_a_line_tells_when_its_stock_went_away(visitor: Caller) -> None:
    add(visitor, "harbour-bowl", 4)
    visitor.post("/_sandbox/stock/harbour-bowl", {"stock": 3})
    partly = cart_of(visitor.get(CURRENT))["lineItems"][0]
    visitor.post("/_sandbox/stock/harbour-bowl", {"stock": 0})
    gone = cart_of(visitor.get(CURRENT))["lineItems"][0]

    assert partly["status"] == "PARTIALLY_IN_STOCK"
    assert partly["quantityInfo"]["confirmedQuantity"] == 3
    assert partly["quantityInfo"]["requestedQuantity"] == 4
    assert gone["status"] == "OUT_OF_STOCK"


def test_quantities_change_and_lines_go(visitor: Caller) -> None:
    add(visitor, "harbour-bowl", 2)
    lines = cart_of(add(visitor, "studio-mug", 1))["lineItems"]
    bowl, mug = (one["id"] for one in lines)
    change = {"lineItems": [{"lineItemId": bowl, "quantity": {"newQuantity": 5}}]}

    changed = cart_of(visitor.post(f"{CURRENT}/update-line-items", change))
    left = cart_of(visitor.post(f"{CURRENT}/remove-line-items", {"lineItemIds": [mug]}))

    assert changed["subtotal"]["amount"] == "190.00"
    assert [one["id"] for one in left["lineItems"]] == [bowl]
    assert int(left["revision"]) > int(changed["revision"])


def test_an_unknown_line_changes_nothing(visitor: Caller) -> None:
    before = cart_of(add(visitor, "harbour-bowl", 2))
    change = {"lineItems": [{"lineItemId": "unknown", "quantity": {"newQuantity": 5}}]}

    for action, body in (
        ("update-line-items", change),
        ("remove-line-items", {"lineItemIds": ["unknown"]}),
    ):
        answer = visitor.post(f"{CURRENT}/{action}", body)
        assert (answer.status_code, code_of(answer)) == (404, "LINE_ITEM_NOT_FOUND_IN_CART")
    assert cart_of(visitor.get(CURRENT)) == before


def test_an_estimate_sums_up_only_what_is_asked_for(visitor: Caller) -> None:
    add(visitor, "harbour-bowl", 2)
    visitor.post(f"{CURRENT}/set-delivery-method", {"deliveryMethod": {"code": "express"}})

    bare = visitor.post(f"{CURRENT}/estimate", {}).json()["summary"]["priceSummary"]
    more = visitor.post(f"{CURRENT}/estimate", {"calculateDelivery": True}).json()["summary"]
    full = visitor.post(f"{CURRENT}/calculate").json()["summary"]

    assert "delivery" not in bare
    assert bare["total"]["amount"] == "68.00"
    assert more["priceSummary"]["delivery"]["amount"] == "14.50"
    assert full["priceSummary"]["total"]["amount"] == "82.50"
    assert full["priceSummary"].keys() >= {"subtotal", "discount", "tax", "additionalFees"}


def test_a_delivery_method_can_be_taken_back(visitor: Caller) -> None:
    add(visitor, "harbour-bowl")
    code = {"deliveryMethod": {"code": "pickup"}}

    chosen = cart_of(visitor.post(f"{CURRENT}/set-delivery-method", code))
    forgotten = cart_of(visitor.post(f"{CURRENT}/remove-delivery-method"))

    assert chosen["deliveryInfo"]["method"]["pickup"] is True
    assert "method" not in forgotten["deliveryInfo"]
    unknown = visitor.post(f"{CURRENT}/set-delivery-method", {"deliveryMethod": {"code": "drone"}})
    assert violation_of(unknown)["field"] == "deliveryMethod.code"


def test_a_cart_takes_notes_and_watches_its_revision(visitor: Caller) -> None:
    cart = cart_of(add(visitor, "harbour-bowl"))
    change = {"note": "Ring twice.", "customerInfo": {"email": "a@example.com"}}

    changed = cart_of(visitor.patch(CURRENT, {"cart": change | {"revision": cart["revision"]}}))
    late = visitor.patch(CURRENT, {"cart": change | {"revision": cart["revision"]}})

    assert changed["note"] == "Ring twice."
    assert changed["customerInfo"]["email"] == "a@example.com"
    assert late.status_code == 409


def test_a_cart_can_be_made_and_thrown_away(visitor: Caller) -> None:
    items = [catalog_item(visitor, "studio-mug", 3)]

    made = cart_of(visitor.post(CURRENT, {"catalogItems": items, "cart": {"note": "hi"}}))
    again = cart_of(visitor.post(f"{CURRENT}/refresh"))
    gone = visitor.delete(CURRENT)

    assert (made["note"], made["id"]) == ("hi", again["id"])
    assert gone.json() == {}
    assert visitor.get(CURRENT).status_code == 404


def test_a_cart_is_its_owners(visitor: Caller, member: Caller, app: Caller) -> None:
    cart = cart_of(add(visitor, "harbour-bowl"))
    path = f"/ecom/v2/carts/{cart['id']}"

    assert cart_of(visitor.get(path))["id"] == cart["id"]
    assert cart_of(app.get(path))["id"] == cart["id"]
    assert code_of(member.get(path)) == "CART_NOT_FOUND"
    assert member.get(CURRENT).status_code == 404


def test_a_guest_orders(visitor: Caller, app: Caller, browser: Browser) -> None:
    add(visitor, "harbour-bowl", 2)
    before = product(visitor, "harbour-bowl")["inventory"]["availabilityStatus"]

    told = order(visitor, browser)

    assert told.keys() == {"from", "orderId", "wixMemberLoggedIn"}
    assert told["wixMemberLoggedIn"] == "false"
    placed = app.get(f"/ecom/v1/orders/{told['orderId']}").json()["order"]
    assert placed["priceSummary"]["total"] == {"amount": "74.90", "formattedAmount": "$74.90"}
    assert placed["buyerInfo"]["email"] == "guest@example.com"
    assert "visitorId" in placed["buyerInfo"]
    assert placed["billingInfo"]["contactDetails"]["lastName"] == "Guest"
    address = placed["shippingInfo"]["logistics"]["shippingDestination"]["address"]
    assert (address["city"], address["subdivision"]) == ("Portland", "US-ME")
    assert (placed["status"], placed["paymentStatus"]) == ("APPROVED", "PAID")
    assert before == "IN_STOCK"


def test_an_order_uses_up_the_cart_and_the_stock(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "rose-petal-plate", 3))

    told = order(visitor, browser)

    assert code_of(visitor.get(CURRENT)) == "OWNED_CART_NOT_FOUND"
    old = cart_of(visitor.get(f"/ecom/v2/carts/{cart['id']}"))
    assert (old["orderPlaced"], old["orderId"]) == (True, told["orderId"])
    plate = product(visitor, "rose-petal-plate")
    assert plate["inventory"]["availabilityStatus"] == "OUT_OF_STOCK"
    again = visitor.post(
        "/headless/v1/redirect-session", {"ecomCheckout": {"checkoutId": cart["id"]}}
    )
    assert (again.status_code, code_of(again)) == (428, "CART_ALREADY_ORDERED")


def test_the_checkout_knows_the_member(member: Caller, app: Caller, browser: Browser) -> None:
    cart = cart_of(add(member, "studio-mug"))
    url = checkout_url(member, cart["id"], postFlowUrl=f"{SITE}/shop/", cartPageUrl=f"{SITE}/cart/")

    page = browser.open(url)
    thanks = browser.submit(page, delivery="pickup")

    fields = Form(page.text).fields
    assert (fields["email"], fields["line"]) == ("ada@example.com", "18 Ropewalk Lane")
    assert Form(page.text).links["Back to the cart"] == f"{SITE}/cart/?wixMemberLoggedIn=true"
    assert "Thank you, Ada" in thanks.text
    assert Form(thanks.text).links["Back to the shop"].startswith(f"{SITE}/shop/")
    newest = app.post("/ecom/v1/orders/search", {}).json()["orders"][0]
    assert newest["priceSummary"]["total"]["amount"] == "20.00"
    assert "memberId" in newest["buyerInfo"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "nobody"}, "whole e-mail address"),
        ({"first_name": " "}, "first name"),
        ({"line": ""}, "street and number"),
        ({"delivery": "drone"}, "how we get it"),
    ],
)
def test_an_order_form_tells_what_is_missing(
    visitor: Caller, browser: Browser, change: dict[str, str], words: str
) -> None:
    cart = cart_of(add(visitor, "harbour-bowl"))
    page = browser.open(checkout_url(visitor, cart["id"]))

    answer = browser.submit(page, **BUYER | change)

    assert answer.status_code == 400
    assert words in answer.text
    assert not cart_of(visitor.get(CURRENT))["orderPlaced"]


def test_what_somebody_else_bought_cannot_be_ordered(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "harbour-bowl", 4))
    page = browser.open(checkout_url(visitor, cart["id"]))
    visitor.post("/_sandbox/stock/harbour-bowl", {"stock": 1})

    answer = browser.submit(page, **BUYER)

    assert "only 1 of Harbour Bowl" in answer.text


def test_the_checkout_tells_at_once_what_is_gone(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "harbour-bowl", 2))
    url = checkout_url(visitor, cart["id"], cartPageUrl=f"{SITE}/cart/")
    visitor.post("/_sandbox/stock/harbour-bowl", {"stock": 0})

    page = browser.open(url)
    answer = browser.submit(page, **BUYER)

    assert page.status_code == 200
    assert "Harbour Bowl is sold out" in page.text
    assert "disabled" in page.text
    assert Form(page.text).links["Back to the cart"].startswith(f"{SITE}/cart/")
    assert answer.status_code == 400
    summary = visitor.post(f"{CURRENT}/calculate").json()["summary"]
    violation = summary["violations"][0]
    assert (violation["code"], violation["severity"]) == ("LINE_ITEMS_OUT_OF_STOCK", "ERROR")
    assert violation["lineItemsOutOfStockData"]["allLineItemsOutOfStock"] is True


def test_a_product_that_left_the_catalog_cannot_be_ordered(
    sandbox: SandboxServer, visitor: Caller, browser: Browser
) -> None:
    cart = cart_of(add(visitor, "harbour-bowl"))
    url = checkout_url(visitor, cart["id"])
    del sandbox.state.products[product(visitor, "harbour-bowl")["id"]]

    answer = browser.submit(browser.open(url), **BUYER)

    assert answer.status_code == 400
    assert "no longer sold" in answer.text


def test_a_visitor_logs_in_at_the_checkout(
    visitor: Caller, member: Caller, browser: Browser, ada: dict[str, str]
) -> None:
    mine = cart_of(add(member, "fern-card"))
    cart = cart_of(add(visitor, "studio-mug"))
    page = browser.open(checkout_url(visitor, cart["id"], thankYouPageUrl=f"{SITE}/thanks/"))

    form = browser.submit(browser.click(page, "Log in"), **ada)
    told = query_of(browser.submit(form, delivery="pickup"))

    assert form.url == page.url
    assert Form(form.text).fields["email"] == "ada@example.com"
    assert "Log in" not in Form(form.text).links
    assert told["wixMemberLoggedIn"] == "true"
    order = member.get(f"/ecom/v1/orders/{told['orderId']}").json()["order"]
    assert order["lineItems"][0]["productName"]["original"] == "Studio Mug"
    assert cart_of(member.get(CURRENT))["id"] == mine["id"]  # which waits where it was


def test_logging_in_at_the_checkout_can_be_thought_better_of(
    visitor: Caller, browser: Browser
) -> None:
    cart = cart_of(add(visitor, "studio-mug"))
    page = browser.open(checkout_url(visitor, cart["id"]))

    back = browser.click(browser.click(page, "Log in"), "Cancel and go back")

    assert back.url == page.url
    assert "Log in" in Form(back.text).links


def test_a_new_member_may_come_from_the_checkout(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "studio-mug"))
    page = browser.open(checkout_url(visitor, cart["id"]))
    sign_up = browser.click(browser.click(page, "Log in"), "Sign up")

    form = browser.submit(sign_up, email="nora@example.com", password="secret-1")

    assert form.url == page.url
    assert Form(form.text).fields["email"] == "nora@example.com"
    assert visitor.get(CURRENT).status_code == 404  # the cart is Nora's now


def test_the_site_may_have_a_login_page_of_its_own(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "studio-mug"))

    page = browser.open(checkout_url(visitor, cart["id"], loginUrl=f"{SITE}/login/?next=/cart/"))

    link = Form(page.text).links["Log in"]
    assert link == f"{SITE}/login/?next=%2Fcart%2F&wixMemberLoggedIn=false"


def test_an_order_is_placed_once(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "harbour-bowl"))
    page = browser.open(checkout_url(visitor, cart["id"]))
    first = browser.submit(page, **BUYER)

    second = browser.session.post(
        page.url, data=Form(page.text).fields | BUYER, allow_redirects=False, timeout=10
    )

    assert "Thank you" in first.text
    assert second.status_code == 400
    assert "Already ordered" in second.text


def test_an_empty_or_a_foreign_cart_has_no_checkout(visitor: Caller, member: Caller) -> None:
    cart = cart_of(visitor.post(CURRENT, {}))
    request = {"ecomCheckout": {"checkoutId": cart["id"]}}

    assert violation_of(visitor.post("/headless/v1/redirect-session", request))
    foreign = member.post("/headless/v1/redirect-session", request)
    assert (foreign.status_code, code_of(foreign)) == (404, "CART_NOT_FOUND")


def test_a_checkout_url_needs_no_session(visitor: Caller, browser: Browser) -> None:
    cart = cart_of(add(visitor, "harbour-bowl"))
    answer = visitor.post(f"/ecom/v2/carts/{cart['id']}/get-checkout-url", {})

    thanks = browser.submit(browser.open(answer.json()["checkoutUrl"]), **BUYER)

    assert "Thank you, Gerd" in thanks.text


def test_a_checkout_of_the_older_kind_leads_to_the_same_page(
    visitor: Caller, app: Caller, browser: Browser
) -> None:
    items = {"lineItems": [catalog_item(visitor, "studio-mug", 2)], "channelType": "WEB"}

    checkout = visitor.post("/ecom/v1/checkouts", items).json()["checkout"]
    path = f"/ecom/v1/checkouts/{checkout['id']}"
    told = query_of(
        browser.submit(
            browser.open(checkout_url(visitor, checkout["id"], thankYouPageUrl=f"{SITE}/thanks/")),
            **BUYER,
        )
    )

    assert checkout["priceSummary"]["subtotal"]["formattedAmount"] == "$40.00"
    assert visitor.get(path).json()["checkout"]["completed"] is True
    assert app.get(f"/ecom/v1/orders/{told['orderId']}").status_code == 200
    assert visitor.get(CURRENT).status_code == 404  # it never was the current cart
    assert "/checkout?checkoutId=" in visitor.get(f"{path}/checkout-url").json()["checkoutUrl"]


@pytest.mark.parametrize(("kind", "key"), [("search", "search"), ("query", "query")])
def test_members_see_their_own_orders_and_apps_all(
    member: Caller, other_member: Caller, app: Caller, kind: str, key: str
) -> None:
    def orders(caller: Caller) -> list[dict[str, Any]]:
        answer = caller.post(f"/ecom/v1/orders/{kind}", {key: {}})
        assert answer.status_code == 200, answer.text
        found: list[dict[str, Any]] = answer.json()["orders"]
        return found

    mine, theirs, all_of_them = orders(member), orders(other_member), orders(app)

    assert (len(mine), len(theirs)) == (3, 2)
    assert len({one["buyerInfo"]["memberId"] for one in mine}) == 1
    assert len(all_of_them) == 9
    dates = [one["createdDate"] for one in all_of_them]
    assert dates == sorted(dates, reverse=True)


def test_pictures_in_past_orders_can_be_fetched_from_the_first_start() -> None:
    with SandboxServer() as server:
        admin = Caller(
            server.origin,
            server.credentials["api_key"],
            **{"wix-site-id": server.credentials["site_id"]},
        )
        orders = admin.post("/ecom/v1/orders/search", {}).json()["orders"]
        pictures = {line["image"]["url"] for one in orders for line in one["lineItems"]}

        assert len(pictures) > 10
        for url in pictures:
            assert requests.get(url, timeout=10).status_code == 200


def test_visitors_see_no_orders(visitor: Caller, app: Caller) -> None:
    some = app.post("/ecom/v1/orders/search", {}).json()["orders"][0]

    for answer in (
        visitor.post("/ecom/v1/orders/search", {}),
        visitor.get(f"/ecom/v1/orders/{some['id']}"),
    ):
        assert (answer.status_code, code_of(answer)) == (403, "READ_ORDER_FORBIDDEN")


def test_an_order_of_somebody_else_is_forbidden(member: Caller, other_member: Caller) -> None:
    mine = member.post("/ecom/v1/orders/search", {}).json()["orders"][0]
    path = f"/ecom/v1/orders/{mine['id']}"

    assert member.get(path).json()["order"]["number"] == mine["number"]
    assert code_of(other_member.get(path)) == "READ_ORDER_FORBIDDEN"
    assert code_of(member.get("/ecom/v1/orders/unknown")) == "ORDER_NOT_FOUND"


def test_orders_are_filtered_and_paged(app: Caller, anybody: Caller) -> None:
    farid = act_as(anybody, "farid@example.com")
    info = anybody.post("/oauth2/token-info", {"token": farid.token}).json()
    search = {"filter": {"buyerInfo.memberId": info["subjectId"]}, "cursorPaging": {"limit": 1}}

    first = app.post("/ecom/v1/orders/search", {"search": search}).json()
    cursor = {"cursorPaging": {"cursor": first["metadata"]["cursors"]["next"], "limit": 5}}
    second = app.post("/ecom/v1/orders/search", {"search": cursor}).json()

    assert first["metadata"]["hasNext"] is True
    assert first["orders"][0]["paymentStatus"] == "NOT_PAID"
    assert [one["paymentStatus"] for one in second["orders"]] == ["PAID"]
    assert second["metadata"]["hasNext"] is False


def test_a_member_sees_an_order_just_placed(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    add(visitor, "studio-mug")
    login = Login(visitor, keys["client_id"])
    code = query_of(browser.submit(browser.open(login.url), **ada))["code"]
    me = Caller(visitor.origin, login.exchange(visitor, code).json()["access_token"])

    told = order(me, browser)

    newest = me.post("/ecom/v1/orders/search", {}).json()["orders"][0]
    assert newest["id"] == told["orderId"]
    assert newest["lineItems"][0]["productName"]["original"] == "Studio Mug"
    assert told["wixMemberLoggedIn"] == "true"
