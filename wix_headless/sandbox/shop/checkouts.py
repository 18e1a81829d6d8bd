"""
Checkouts, the step between cart V1 and an order: ``/ecom/v1/checkouts``.

Follows ``/docs/api-reference/business-solutions/e-commerce/purchase-flow/checkout/checkout/``.
Cart V2 needs none of it (a cart's id is its checkout id); here a checkout is a cart apart.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Cart, Json, Role, new_id
from wix_headless.sandbox.shop import cart_json, carts, pricing
from wix_headless.sandbox.state import State, iso
from wix_headless.sandbox.wire import money
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("checkouts", __name__)

CHECKOUT = "wix.ecom.v1.checkout"
CHANNELS = ("WEB", "POS", "OTHER_PLATFORM", "WIX_APP_STORE", "BACKOFFICE_MERCHANT")


@area.post("/ecom/v1/checkouts")
def create_checkout() -> Json:
    """Start a checkout with items of its own."""
    memory, asked = state(), body()
    asked.choice("channelType", CHANNELS, "WEB")
    asked.refuse("checkoutInfo", "couponCode", "customLineItems", "giftCardCode")
    asked.refuse("overrideCheckoutUrl")
    items = carts.read_items(memory, asked.items("lineItems"))
    if not items:
        raise ValidationError("lineItems", "must not be empty", rule="REQUIRED_FIELD")
    cart = carts.create(memory, caller(), is_current=False)
    carts.add(memory, cart, items)
    checkout_id = new_id()
    memory.checkouts[checkout_id] = cart.id
    webhooks.announce(memory, CHECKOUT, "created", checkout_id)
    return {"checkout": render(memory, checkout_id, cart)}


@area.get("/ecom/v1/checkouts/<id>")
def get_checkout(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a checkout of the caller's."""
    return {"checkout": render(state(), id, _find(id))}


@area.get("/ecom/v1/checkouts/<id>/checkout-url")
def get_checkout_url(id: str) -> Json:  # noqa: A002
    """Return a link to the hosted page for this checkout."""
    _find(id)
    return {"checkoutUrl": f"{state().origin}/checkout?checkoutId={id}"}


def _find(checkout_id: str) -> Cart:
    memory = state()
    cart_id = memory.checkouts.get(checkout_id)
    if cart_id is None:
        message = f"Checkout {checkout_id} was not found."
        raise WixError(404, message, code="CHECKOUT_NOT_FOUND")
    return carts.find(memory, caller(), cart_id)


def complete(memory: State, cart: Cart) -> None:
    """Note that the checkout of *cart* came to an order; with Cart V2 the cart is its own."""
    found = (one for one, cart_id in memory.checkouts.items() if cart_id == cart.id)
    checkout_id = next(found, cart.id)
    memory.checkouts.setdefault(checkout_id, cart.id)
    by = (cart.role, cart.subject_id)
    webhooks.announce(memory, CHECKOUT, "completed", checkout_id, by=by)


def render(memory: State, checkout_id: str, cart: Cart) -> Json:
    """Write a checkout as Wix shows it."""
    owner = "memberId" if cart.role is Role.MEMBER else "visitorId"
    subtotal = money.price(pricing.subtotal(memory, cart))
    return {
        "id": checkout_id,
        "createdDate": iso(cart.created),
        "updatedDate": iso(cart.updated),
        "lineItems": [_line(memory, line) for line in pricing.lines(memory, cart)],
        "buyerInfo": {owner: cart.subject_id},
        "channelType": "WEB",
        "currency": money.CURRENCY,
        "priceSummary": {"subtotal": subtotal, "total": subtotal},
        "completed": bool(cart.order_id),
        "purchaseFlowId": cart.purchase_flow_id,
    }


def _line(memory: State, line: pricing.Line) -> Json:
    file_id = pictures.product_media_id(line.product)
    return {
        "id": line.item.id,
        "quantity": line.item.quantity,
        "catalogReference": cart_json.reference(line),
        "productName": {"original": line.product.name, "translated": line.product.name},
        "price": money.price(line.variant.price),
        "totalPriceAfterTax": money.price(line.total),
        "descriptionLines": cart_json.described(line),
        "media": pictures.image(memory, file_id, line.product.name),
        "availability": {"status": "AVAILABLE" if line.confirmed else "NOT_AVAILABLE"},
    }
