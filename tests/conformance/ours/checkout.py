"""From a cart to Wix's hosted page."""

from __future__ import annotations

from typing import Any

from tests.conformance.ours.cart import fill_cart
from tests.conformance.ours.stage import Flow, Stage
from wix_headless.client import WixClient
from wix_headless.testing.clients import read_form

CALLBACKS = {
    "postFlowUrl": "http://testserver/done/",
    "thankYouPageUrl": "http://testserver/thank-you/",
}
FORM = {
    "email": "grace@example.com",
    "first_name": "Grace",
    "last_name": "Hopper",
    "line": "1 Harbour Street",
    "city": "Portland",
    "postal_code": "04101",
    "delivery": "standard",
}


def open_checkout(client: WixClient, cart: dict[str, Any], **callbacks: str) -> str:
    """Ask for the hosted page of a cart, and return its address."""
    answer = client.redirects.create_redirect_session(
        ecom_checkout={"checkoutId": cart["id"]}, callbacks=callbacks or CALLBACKS
    )
    return str(answer["redirectSession"]["fullUrl"])


def order_at_wix(stage: Stage, url: str) -> None:
    """Fill in the hosted page's form, and send it."""
    browser = stage.browser().wix
    page = browser.get(url, timeout=10)
    form = read_form(page.text) | FORM
    answer = browser.post(page.url, data=form, allow_redirects=False, timeout=10)
    assert answer.headers["Location"].startswith(CALLBACKS["thankYouPageUrl"]), answer.text


def visitors_and_members_go_to_the_checkout(stage: Stage) -> None:
    visitor, member = stage.visitor(), stage.member()
    cart, other = fill_cart(stage, visitor), fill_cart(stage, member)

    with stage.step("to the checkout"):
        open_checkout(visitor, cart)
    with stage.step("a member's"):
        open_checkout(member, other)
    with stage.step("link"):
        visitor.ecom.cart_v2.get_checkout_url(cart["id"])


def nobody_checks_out_anothers_cart(stage: Stage) -> None:
    cart = fill_cart(stage, stage.visitor())
    other, app, stranger = stage.visitor(), stage.app(), stage.impostor()

    with stage.refused("another visitor's", 404):
        open_checkout(other, cart)
    with stage.refused("as the app", 403):
        open_checkout(app, cart)
    with stage.refused("as a stranger", 401):
        open_checkout(stranger, cart)


def the_ways_back_must_be_on_allowed_domains(stage: Stage) -> None:
    client = stage.visitor()
    cart = fill_cart(stage, client)

    with stage.refused("foreign domain", 400):
        open_checkout(client, cart, postFlowUrl="http://evil.example/")


def an_order_is_placed_once(stage: Stage) -> None:
    client = stage.visitor()
    cart = fill_cart(stage, client)

    order_at_wix(stage, open_checkout(client, cart))

    with stage.refused("ordered already", 428):
        open_checkout(client, cart)


def there_is_no_checkout_while_the_site_is_not_published(stage: Stage) -> None:
    client = stage.visitor()
    cart = fill_cart(stage, client)
    stage.sandbox.control("settings", site_published=False)

    with stage.refused("unpublished", 428):
        open_checkout(client, cart)


FLOWS: list[Flow] = [
    visitors_and_members_go_to_the_checkout,
    nobody_checks_out_anothers_cart,
    the_ways_back_must_be_on_allowed_domains,
    an_order_is_placed_once,
    there_is_no_checkout_while_the_site_is_not_published,
]
