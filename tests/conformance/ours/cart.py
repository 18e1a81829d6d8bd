"""Cart V2: whose it is, and what is in it."""

from __future__ import annotations

from typing import Any

from tests.conformance.ours.stage import NOBODY, Flow, Stage
from wix_headless.client import WixClient


def fill_cart(stage: Stage, client: WixClient) -> dict[str, Any]:
    """Put a bowl into somebody's cart, and return it."""
    items = [stage.buy("harbour-bowl", 1)]
    answer = client.ecom.current_cart_v2.add_line_items_to_current_cart(catalog_items=items)
    cart: dict[str, Any] = answer["cart"]
    return cart


def a_newcomer_has_no_cart(stage: Stage) -> None:
    client = stage.visitor()

    with stage.refused("no cart", 404):
        client.ecom.current_cart_v2.get_current_cart()


def things_are_added_changed_and_taken_out_again(stage: Stage) -> None:
    carts = stage.visitor().ecom.current_cart_v2
    items = [stage.buy("harbour-bowl", 2), stage.buy("milk-pitcher", 1)]

    with stage.step("add"):
        cart = carts.add_line_items_to_current_cart(catalog_items=items)["cart"]
    bowl, pitcher = cart["lineItems"]
    with stage.step("update"):
        change = {"lineItemId": bowl["id"], "quantity": {"newQuantity": 3}}
        carts.update_line_items_in_current_cart(line_items=[change])
    with stage.step("remove"):
        carts.remove_line_items_from_current_cart(line_item_ids=[pitcher["id"]])
    with stage.step("get"):
        left = carts.get_current_cart()["cart"]["lineItems"]

    assert [line["quantityInfo"]["confirmedQuantity"] for line in left] == [3]


def a_cart_is_summed_up(stage: Stage) -> None:
    client = stage.visitor()
    fill_cart(stage, client)

    with stage.step("calculate"):
        client.ecom.current_cart_v2.calculate_current_cart()
    with stage.step("estimate"):
        client.ecom.current_cart_v2.estimate_current_cart(calculate_tax=True)


def a_coupon_makes_it_cheaper(stage: Stage) -> None:
    client = stage.visitor()
    fill_cart(stage, client)
    carts = client.ecom.current_cart_v2

    with stage.step("add coupon"):
        cart = carts.add_coupon_to_current_cart(coupon={"code": "WELCOME10"})["cart"]
    with stage.refused("unknown coupon", 400):
        carts.add_coupon_to_current_cart(coupon={"code": "NO-SUCH-COUPON"})
    with stage.step("remove coupon"):
        carts.remove_coupon_from_current_cart(coupon_id=cart["coupons"][0]["id"])


def strange_lines_and_products_are_refused(stage: Stage) -> None:
    client = stage.visitor()
    fill_cart(stage, client)
    item = stage.buy("harbour-bowl", 1)
    item["catalogReference"]["catalogItemId"] = NOBODY

    with stage.refused("strange line", 404):
        client.ecom.current_cart_v2.remove_line_items_from_current_cart(line_item_ids=[NOBODY])
    with stage.refused("strange product", 404):
        client.ecom.current_cart_v2.add_line_items_to_current_cart(catalog_items=[item])


def a_cart_is_its_owners_alone(stage: Stage) -> None:
    client, other, app = stage.visitor(), stage.visitor(), stage.app()
    cart = fill_cart(stage, client)

    with stage.refused("another visitor's", 404):
        other.ecom.current_cart_v2.get_current_cart()
    with stage.refused("by id", 404):
        other.ecom.cart_v2.get_cart(cart["id"])
    with stage.step("my own by id"):
        client.ecom.cart_v2.get_cart(cart["id"])
    with stage.step("as the app"):
        app.ecom.cart_v2.get_cart(cart["id"])


def a_members_cart_is_there_on_every_device(stage: Stage) -> None:
    here, there = stage.member(), stage.member()
    cart = fill_cart(stage, here)

    with stage.step("as a member"):
        found = there.ecom.current_cart_v2.get_current_cart()["cart"]

    assert found["id"] == cart["id"]


def who_is_nobodys_customer_has_no_current_cart(stage: Stage) -> None:
    app, admin, stranger = stage.app(), stage.admin(), stage.impostor()

    with stage.refused("the app's", 403):
        app.ecom.current_cart_v2.get_current_cart()
    with stage.refused("an administrator's", 403):
        admin.ecom.current_cart_v2.get_current_cart()
    with stage.refused("a stranger's", 401):
        stranger.ecom.current_cart_v2.get_current_cart()


FLOWS: list[Flow] = [
    a_newcomer_has_no_cart,
    things_are_added_changed_and_taken_out_again,
    a_cart_is_summed_up,
    a_coupon_makes_it_cheaper,
    strange_lines_and_products_are_refused,
    a_cart_is_its_owners_alone,
    a_members_cart_is_there_on_every_device,
    who_is_nobodys_customer_has_no_current_cart,
]
