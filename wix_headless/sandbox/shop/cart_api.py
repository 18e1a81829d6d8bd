"""
Cart V2 on the wire: ``/ecom/v2/carts``.

Follows the current-cart methods under
``/docs/api-reference/business-solutions/e-commerce/purchase-flow/cart-v2/``.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.errors import ValidationError, WixError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Cart, Json
from wix_headless.sandbox.shop import cart_json, carts, pricing, quotes
from wix_headless.sandbox.shop.plugin_calls import FEES, RATES, VALIDATIONS
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("carts", __name__)

CURRENT = "/ecom/v2/carts/current"
#: The parts of a price that a service plugin may say.
PRICED_BY = {"delivery": RATES, "additionalFees": FEES}
CUSTOMER = ("firstName", "lastName", "phone", "company", "email")


@area.get(CURRENT)
def get_current_cart() -> Json:
    """Return the caller's cart, or 404 until something was put into one."""
    return _answer(carts.require_current(state(), caller()))


@area.post(CURRENT)
def create_current_cart() -> Json:
    """Start a new current cart, perhaps with items in it."""
    asked = body()
    asked.refuse("customItems", "coupons", "deliveryMethod", "giftCards")
    items = carts.read_items(state(), asked.items("catalogItems"))
    cart = carts.create(state(), caller())
    carts.add(state(), cart, items)
    _change(cart, asked.sub("cart"))
    return _answer(cart)


@area.patch(CURRENT)
def update_current_cart() -> Json:
    """Change the note, the customer's details or the delivery address."""
    cart = carts.require_current(state(), caller())
    asked = body().sub("cart")
    if asked.has("revision") and asked.text("revision") != str(cart.revision):
        raise WixError(409, "The cart has changed since.", code="REVISION_MISMATCH")
    _change(cart, asked)
    carts.touch(state(), cart)
    return _answer(cart)


@area.delete(CURRENT)
def delete_current_cart() -> Json:
    """Forget the current cart; the next item starts another."""
    carts.delete(state(), carts.require_current(state(), caller()))
    return {}


@area.post(f"{CURRENT}/add-line-items")
def add_line_items() -> Json:
    """Add catalog items; the first one starts the cart."""
    asked = body()
    asked.refuse("customItems")
    items = carts.read_items(state(), asked.items("catalogItems"))
    if not items:
        raise ValidationError("catalogItems", "must not be empty", rule="REQUIRED_FIELD")
    cart = carts.current(state(), caller().role, caller().subject_id)
    if cart is None:
        cart = carts.create(state(), caller())
    carts.add(state(), cart, items)
    return _answer(cart)


@area.post(f"{CURRENT}/update-line-items")
def update_line_items() -> Json:
    """Set new quantities; a line is taken out by ``remove-line-items`` only."""
    asked = body()
    asked.require("lineItems")
    quantities = {}
    for one in asked.items("lineItems"):
        quantity = one.sub("quantity")
        quantity.require("newQuantity")
        new = quantity.integer("newQuantity", 1, least=1, most=carts.MOST_PIECES)
        quantities[one.required_text("lineItemId")] = new
    cart = carts.require_current(state(), caller())
    carts.change_quantities(state(), cart, quantities)
    return _answer(cart)


@area.post(f"{CURRENT}/remove-line-items")
def remove_line_items() -> Json:
    """Take lines out; an empty cart stays a cart."""
    asked = body()
    asked.require("lineItemIds")
    cart = carts.require_current(state(), caller())
    carts.remove(state(), cart, asked.texts("lineItemIds"))
    return _answer(cart)


@area.post(f"{CURRENT}/set-delivery-method")
def set_delivery_method() -> Json:
    """Choose one of the ways to deliver, by its code."""
    method = body().sub("deliveryMethod")
    cart = _quoted(RATES)
    cart.delivery = method.choice("code", pricing.offered(state(), cart))
    carts.touch(state(), cart)
    return _answer(cart)


@area.post(f"{CURRENT}/remove-delivery-method")
def remove_delivery_method() -> Json:
    """Forget the way to deliver."""
    cart = carts.require_current(state(), caller())
    cart.delivery = ""
    carts.touch(state(), cart)
    return _answer(cart)


@area.post(f"{CURRENT}/refresh")
def refresh_cart() -> Json:
    """Read prices and stock anew; here they are never old."""
    return _answer(carts.require_current(state(), caller()))


@area.post(f"{CURRENT}/calculate")
def calculate_cart() -> Json:
    """Sum up everything, as it would be charged."""
    cart = _quoted(RATES, FEES, VALIDATIONS)
    parts = ("discount", "delivery", "additionalFees", "tax")
    return {**_answer(cart), "summary": cart_json.summarize(state(), cart, parts)}


@area.post(f"{CURRENT}/estimate")
def estimate_cart() -> Json:
    """Sum up only what was asked for; the rest is left out, not zero."""
    asked = body()
    asked.refuse("calculateGiftCards")
    switches = {
        "calculateDelivery": "delivery",
        "calculateAdditionalFees": "additionalFees",
        "calculateTax": "tax",
    }
    parts = ["discount", *(part for name, part in switches.items() if asked.boolean(name))]
    plugins = [name for part, name in PRICED_BY.items() if part in parts]
    cart = _quoted(*plugins, VALIDATIONS)
    return {**_answer(cart), "summary": cart_json.summarize(state(), cart, parts)}


@area.get("/ecom/v2/carts/<id>")
def get_cart(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return a cart by its id: one's own, or anybody's as the app."""
    return _answer(carts.find(state(), caller(), id))


@area.post("/ecom/v2/carts/<id>/get-checkout-url")
def get_checkout_url(id: str) -> Json:  # noqa: A002
    """Return a link to the hosted checkout, which needs no redirect session."""
    cart = carts.find(state(), caller(), id)
    if not state().settings.site_published:
        raise WixError(428, "The site is not published.", code="SITE_NOT_PUBLISHED")
    if cart.order_id:
        raise WixError(428, "The cart was already ordered.", code="CART_ALREADY_ORDERED")
    return {"checkoutUrl": f"{state().origin}/checkout?checkoutId={cart.id}"}


def _quoted(*plugins: str) -> Cart:
    """Return the current cart with what these service plugins say of it."""
    cart = carts.require_current(state(), caller())
    quotes.ask(state(), cart, quotes.in_cart(cart), plugins)
    return carts.require_current(state(), caller())


def _change(cart: Cart, asked: Fields) -> None:
    if asked.has("note"):
        cart.details["note"] = asked.text("note", longest=1000)
    customer = asked.sub("customerInfo")
    kept = {name: customer.text(name, longest=200) for name in CUSTOMER if customer.has(name)}
    cart.details.setdefault("customerInfo", {}).update(kept)
    address = asked.sub("deliveryInfo").sub("address")
    if address.data:
        cart.details["address"] = address.data


def _answer(cart: Cart) -> Json:
    return {"cart": cart_json.render(state(), cart)}
