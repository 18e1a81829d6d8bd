"""Service plugins: asked about carts and at the checkout, and left out when they are no good."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from contextlib import ExitStack
from typing import Any

import jwt
import pytest
import requests

from tests.sandbox.support import Browser, Caller, Form, add, code_of, violation_of
from tests.sandbox.test_carts_and_orders import BUYER, SITE, cart_of, checkout_url, order
from tests.support.loopback import LoopbackServer, build_answer, find_dead_port

CURRENT = "/ecom/v2/carts/current"
RATES, FEES, VALIDATIONS = "ECOM_SHIPPING_RATES", "ECOM_ADDITIONAL_FEES", "ECOM_VALIDATIONS"
ADDRESS = {"country": "US", "city": "Portland", "postalCode": "04101"}


def rate(code: str, title: str, price: str, **more: Any) -> dict[str, Any]:
    cost = {"price": price, "currency": "USD"} | more
    return {"code": code, "title": title, "logistics": {"deliveryTime": "today"}, "cost": cost}


def rates(*shown: dict[str, Any]) -> bytes:
    return build_answer({"shippingRates": list(shown)})


DRONE = rate(
    "drone", "By drone", "12.50", additionalCharges=[{"type": "HANDLING_FEE", "price": "2"}]
)
DONKEY = rate("donkey", "By donkey", "3.00")
WRAPPING = {"additionalFees": [{"code": "wrap", "name": "Gift wrapping", "price": "1.25"}]}


def veto(severity: str) -> bytes:
    target = {"other": {"name": "OTHER_DEFAULT"}}
    said = {"severity": severity, "target": target, "description": "No bowls on Sundays."}
    return build_answer({"violations": [said]})


@pytest.fixture
def plug(anybody: Caller) -> Iterator[Any]:
    """Start a plugin that answers so, one answer after the other."""
    with ExitStack() as stack:

        def start(name: str, *answers: Any) -> LoopbackServer:
            server = stack.enter_context(LoopbackServer(*answers))
            asked = {"type": name, "url": f"{server.origin}/wix/plugins/{name}/"}
            assert anybody.post("/_sandbox/plugins", asked).status_code == 200
            return server

        yield start


def calls(anybody: Caller) -> list[tuple[str, int, str]]:
    found = anybody.get("/_sandbox/plugin-calls").json()["calls"]
    return [(one["type"], one["status"], one["error"]) for one in found]


def calculate(caller: Caller) -> dict[str, Any]:
    answer = caller.post(f"{CURRENT}/calculate", {})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["summary"]
    return found


def choose(caller: Caller, code: str) -> requests.Response:
    return caller.post(f"{CURRENT}/set-delivery-method", {"deliveryMethod": {"code": code}})


def open_checkout(caller: Caller, browser: Browser) -> requests.Response:
    cart = cart_of(caller.get(CURRENT))
    return browser.open(checkout_url(caller, cart["id"], thankYouPageUrl=f"{SITE}/thanks/"))


def choices(page: requests.Response) -> list[str]:
    """Return the codes of the ways to deliver on a checkout page."""
    inputs = page.text.split('name="delivery" value="')[1:]
    return [one.partition('"')[0] for one in inputs]


def test_a_plugin_is_asked_with_a_signed_call(
    visitor: Caller, keys: dict[str, Any], plug: Any
) -> None:
    plugin = plug(RATES, rates(DRONE))
    cart = cart_of(add(visitor, "harbour-bowl", 2))
    visitor.patch(CURRENT, {"cart": {"deliveryInfo": {"address": ADDRESS}}})

    calculate(visitor)

    head, _, body = plugin.requests[0].partition("\r\n\r\n")
    assert head.startswith(f"POST /wix/plugins/{RATES}/v1/getRates HTTP/1.1\r\n")
    data = jwt.decode(
        body,
        base64.b64decode(keys["public_key"]),
        algorithms=["RS256"],
        audience=keys["client_id"],
        issuer="wix.com",
    )["data"]
    (line,) = data["request"]["lineItems"]
    assert (line["name"], line["quantity"]) == ("Harbour Bowl", 2)
    assert (line["price"], line["totalPrice"]) == ("34.00", "68.00")
    assert data["request"]["shippingDestination"] == ADDRESS
    assert data["request"]["purchaseFlowId"] == cart["purchaseFlowId"]
    metadata = data["metadata"]
    visitor_id = cart["customerInfo"]["visitorId"]
    assert metadata["identity"] == {
        "identityType": "ANONYMOUS_VISITOR",
        "anonymousVisitorId": visitor_id,
    }
    assert (metadata["appExtensionType"], metadata["instanceId"]) == (RATES, keys["instance_id"])


def test_rates_take_the_place_of_the_shops_shipping(visitor: Caller, plug: Any) -> None:
    plug(RATES, rates(DRONE, DONKEY))
    add(visitor, "harbour-bowl")

    cart = cart_of(choose(visitor, "drone"))
    summary = calculate(visitor)

    title = {"original": "By drone", "translated": "By drone"}
    assert cart["deliveryInfo"]["method"] == {"code": "drone", "title": title, "pickup": False}
    assert summary["priceSummary"]["delivery"]["amount"] == "14.50"
    assert summary["priceSummary"]["total"]["amount"] == "48.50"
    assert violation_of(choose(visitor, "express"))["field"] == "deliveryMethod.code"
    assert choose(visitor, "pickup").status_code == 200


def test_rates_hold_for_ten_minutes_or_until_the_cart_changes(
    visitor: Caller, anybody: Caller, plug: Any
) -> None:
    plugin = plug(RATES, rates(DRONE))
    add(visitor, "harbour-bowl")

    for _ in range(3):
        calculate(visitor)
    assert len(plugin.requests) == 1
    add(visitor, "harbour-bowl")
    calculate(visitor)
    assert len(plugin.requests) == 2
    anybody.post("/_sandbox/clock", {"advance": 601})
    calculate(visitor)
    assert len(plugin.requests) == 3


def test_only_what_is_estimated_is_asked_for(visitor: Caller, plug: Any) -> None:
    fees, shipping = plug(FEES, build_answer(WRAPPING)), plug(RATES, rates(DRONE))
    add(visitor, "harbour-bowl")

    visitor.post(f"{CURRENT}/estimate", {})
    assert (fees.requests, shipping.requests) == ([], [])
    answer = visitor.post(f"{CURRENT}/estimate", {"calculateAdditionalFees": True}).json()

    assert answer["summary"]["priceSummary"]["additionalFees"]["amount"] == "1.25"
    assert len(fees.requests) == 1
    assert shipping.requests == []


def test_fees_are_added(visitor: Caller, plug: Any) -> None:
    plug(FEES, build_answer(WRAPPING))
    add(visitor, "harbour-bowl")

    summary = calculate(visitor)

    (fee,) = summary["additionalFees"]
    assert (fee["code"], fee["price"]["amount"]) == ("wrap", "1.25")
    assert summary["priceSummary"]["additionalFees"]["amount"] == "1.25"
    assert summary["priceSummary"]["total"]["amount"] == "35.25"


def test_violations_are_told(visitor: Caller, plug: Any) -> None:
    plugin = plug(VALIDATIONS, veto("WARNING"))
    add(visitor, "harbour-bowl")

    (violation,) = calculate(visitor)["spiViolations"]

    assert (violation["severity"], violation["description"]) == ("WARNING", "No bowls on Sundays.")
    body = plugin.requests[0].partition("\r\n\r\n")[2]
    request = json.loads(base64.urlsafe_b64decode(body.split(".")[1] + "=="))["data"]["request"]
    assert request["sourceInfo"]["source"] == "CART"
    assert request["validationInfo"]["priceSummary"]["total"]["amount"] == "34.00"


REFUSAL = {"applicationError": {"code": "MISSING_POSTAL_CODE", "data": {}}}


@pytest.mark.parametrize(
    ("answer", "status", "error"),
    [
        (build_answer(REFUSAL, status=400), 400, "refused: MISSING_POSTAL_CODE"),
        (build_answer({}, status=500), 500, "answered 500"),
        (build_answer(b"[1]", status=503), 503, "answered 503"),
        (build_answer(b"{"), 200, "not usable: The body is not valid JSON."),
        (build_answer({}), 200, "not usable: shippingRates must not be empty"),
        (rates(rate("", "Nothing", "1")), 200,
         "not usable: shippingRates[0].code must not be empty"),
        (rates(DRONE, DRONE), 200, "not usable: shippingRates[1].code is given twice"),
        (rates(rate("a", "A", "-1")), 200,
         'not usable: shippingRates[0].cost.price is no price, such as "10.00"'),
        (rates(rate("a", "A", "NaN")), 200,
         'not usable: shippingRates[0].cost.price is no price, such as "10.00"'),
        (rates(rate("a", "A", "1", currency="EUR")), 200,
         "not usable: shippingRates[0].cost.currency must be one of USD"),
        (b"", 0, "no answer: RemoteDisconnected"),
    ],
)  # fmt: skip
def test_without_a_usable_answer_the_shop_goes_on(
    visitor: Caller, anybody: Caller, plug: Any, answer: bytes, status: int, error: str
) -> None:
    plug(RATES, answer)
    add(visitor, "harbour-bowl")

    assert choose(visitor, "express").status_code == 200
    assert calls(anybody) == [(RATES, status, error)]


def test_a_plugin_that_is_not_there_is_left_out(
    visitor: Caller, anybody: Caller, browser: Browser
) -> None:
    for name in (RATES, FEES, VALIDATIONS):
        url = f"http://127.0.0.1:{find_dead_port()}"
        anybody.post("/_sandbox/plugins", {"type": name, "url": url})
    add(visitor, "harbour-bowl")

    assert order(visitor, browser)["orderId"]

    assert {error for _, _, error in calls(anybody)} == {"no answer: ConnectionRefusedError"}


def test_a_way_that_is_gone_is_not_charged(visitor: Caller, anybody: Caller, plug: Any) -> None:
    plug(RATES, rates(DRONE), rates(DONKEY))
    add(visitor, "harbour-bowl")
    choose(visitor, "drone")
    anybody.post("/_sandbox/clock", {"advance": 601})

    summary = calculate(visitor)

    assert summary["priceSummary"]["delivery"]["amount"] == "0.00"
    codes = [one["code"] for one in summary["violations"]]
    assert codes == ["DELIVERY_METHOD_NO_LONGER_AVAILABLE"]


def test_a_plugin_may_call_the_sandbox_before_it_answers(visitor: Caller, plug: Any) -> None:
    def look_at_the_cart(connection: Any, is_over: Any) -> None:
        cart = cart_of(Caller(visitor.origin, visitor.token).get(CURRENT))
        title = cart["lineItems"][0]["name"]["original"]
        connection.sendall(rates(rate("known", title, "1.00")))

    plug(RATES, look_at_the_cart)
    add(visitor, "harbour-bowl")

    cart = cart_of(choose(visitor, "known"))

    assert cart["deliveryInfo"]["method"]["title"]["original"] == "Harbour Bowl"


def test_a_cart_may_go_while_a_plugin_thinks(visitor: Caller, plug: Any) -> None:
    def delete_the_cart(connection: Any, is_over: Any) -> None:
        assert Caller(visitor.origin, visitor.token).delete(CURRENT).status_code == 200
        connection.sendall(rates(DRONE))

    plug(RATES, delete_the_cart)
    add(visitor, "harbour-bowl")

    answer = choose(visitor, "drone")

    assert (answer.status_code, code_of(answer)) == (404, "OWNED_CART_NOT_FOUND")


def test_a_reset_while_a_plugin_thinks(
    visitor: Caller, anybody: Caller, browser: Browser, plug: Any
) -> None:
    def forget_everything(connection: Any, is_over: Any) -> None:
        assert Caller(visitor.origin).post("/_sandbox/reset").status_code == 200
        connection.sendall(rates(DRONE))

    plug(RATES, forget_everything)
    add(visitor, "harbour-bowl")

    page = open_checkout(visitor, browser)

    assert page.status_code == 400
    assert "no longer valid" in page.text
    assert anybody.post("/_sandbox/plugins", {"type": RATES}).json() == {"plugins": {}}


def test_the_checkout_shows_rates_and_the_order_has_the_chosen_one(
    member: Caller, app: Caller, browser: Browser, plug: Any
) -> None:
    plug(RATES, rates(DRONE, DONKEY))
    plug(FEES, build_answer(WRAPPING))
    add(member, "harbour-bowl")

    page = open_checkout(member, browser)
    done = browser.submit(page, **BUYER | Form(page.text).fields | {"delivery": "drone"})

    assert choices(page) == ["drone", "donkey", "pickup"]
    assert "$49.75" in page.text  # 34.00 and 14.50 and 1.25
    order_id = done.headers["Location"].partition("orderId=")[2].partition("&")[0]
    placed = app.get(f"/ecom/v1/orders/{order_id}").json()["order"]
    shipping = placed["shippingInfo"]
    assert (shipping["code"], shipping["title"]) == ("drone", "By drone")
    assert shipping["logistics"]["deliveryTime"] == "today"
    prices = placed["priceSummary"]
    found = {name: prices[name]["amount"] for name in ("shipping", "totalAdditionalFees", "total")}
    assert found == {"shipping": "14.50", "totalAdditionalFees": "1.25", "total": "49.75"}
    assert [one["name"] for one in placed["additionalFees"]] == ["Gift wrapping"]


def test_a_guest_sees_what_it_costs_to_an_address(
    visitor: Caller, browser: Browser, plug: Any
) -> None:
    plugin = plug(RATES, build_answer(REFUSAL, status=400), rates(DRONE))
    add(visitor, "harbour-bowl")
    page = open_checkout(visitor, browser)

    again = browser.submit(page, **BUYER, look="yes")

    assert choices(page) == ["standard", "express", "pickup"]
    assert choices(again) == ["drone", "pickup"]
    assert (again.status_code, 'role="alert"' in again.text) == (200, False)
    body = plugin.requests[1].partition("\r\n\r\n")[2]
    request = json.loads(base64.urlsafe_b64decode(body.split(".")[1] + "=="))["data"]["request"]
    assert request["shippingDestination"]["postalCode"] == "04101"
    assert request["buyerContactDetails"]["email"] == "guest@example.com"


def test_a_buyer_is_asked_again_when_the_address_changes_the_price(
    visitor: Caller, app: Caller, browser: Browser, plug: Any
) -> None:
    plug(RATES, rates(rate("drone", "By drone", "5.00")), rates(rate("drone", "By drone", "9.00")))
    add(visitor, "harbour-bowl")
    page = open_checkout(visitor, browser)

    asked = browser.submit(page, **BUYER | {"delivery": "drone"})
    done = browser.submit(asked, delivery="drone")

    assert asked.status_code == 400
    assert "By drone costs $9.00 to your address" in asked.text
    assert done.is_redirect


def test_a_way_that_the_address_rules_out_must_be_chosen_anew(
    visitor: Caller, browser: Browser, plug: Any
) -> None:
    plug(RATES, rates(DRONE), rates(DONKEY))
    add(visitor, "harbour-bowl")

    asked = browser.submit(open_checkout(visitor, browser), **BUYER | {"delivery": "drone"})

    assert "Please choose how we get it to you." in asked.text
    assert choices(asked) == ["donkey", "pickup"]


def test_an_error_keeps_the_order_from_being_placed(
    visitor: Caller, app: Caller, browser: Browser, plug: Any
) -> None:
    plug(VALIDATIONS, veto("ERROR"), veto("ERROR"), veto("WARNING"))
    add(visitor, "harbour-bowl")
    page = open_checkout(visitor, browser)
    orders = len(app.post("/ecom/v1/orders/search", {"search": {}}).json()["orders"])

    refused = browser.submit(page, **BUYER)

    assert refused.status_code == 400
    for shown in (page, refused):
        assert "No bowls on Sundays." in shown.text
    assert len(app.post("/ecom/v1/orders/search", {"search": {}}).json()["orders"]) == orders
    assert browser.submit(refused).is_redirect


def test_a_hostile_code_stays_in_its_attribute(
    visitor: Caller, browser: Browser, plug: Any
) -> None:
    code = '"]{}</style><script>alert(1)</script>\\'
    plug(RATES, rates(rate(code, "<b>Bold</b>", "1.00")))
    add(visitor, "harbour-bowl")

    page = open_checkout(visitor, browser)

    assert "<script>" not in page.text
    assert "<b>" not in page.text
    assert browser.submit(page, **BUYER | {"delivery": code}).is_redirect


@pytest.mark.parametrize(
    "asked", [{"type": RATES, "url": "http://example.com/"}, {"type": "ECOM_DISCOUNTS"}]
)
def test_only_known_plugins_on_this_machine(anybody: Caller, asked: dict[str, str]) -> None:
    assert anybody.post("/_sandbox/plugins", asked).status_code == 400
