"""
The hosted checkout: a page that takes an order, and one that says thank you.

Follows the intent ``ecomCheckout`` of "Redirect Session API"
``/docs/rest/business-management/authentication-management/redirect-sessions/introduction``: the way
back to the cart, the thank-you page with ``orderId`` added, and ``postFlowUrl`` at the end. Nothing
is paid; every order is PAID.
"""

from __future__ import annotations

from flask import Blueprint, redirect, request, url_for
from werkzeug.wrappers import Response

from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.models import (
    Attempt,
    Cart,
    Json,
    RedirectSession,
    Role,
    new_id,
)
from wix_headless.sandbox.pages import base
from wix_headless.sandbox.pages.redirects import LIFE, take
from wix_headless.sandbox.people import contact_book, profiles
from wix_headless.sandbox.shop import carts, checkouts, pricing, purchases, quotes
from wix_headless.sandbox.shop.plugin_calls import RATES
from wix_headless.sandbox.shop.pricing import Delivery
from wix_headless.sandbox.shop.quotes import Situation
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import money
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("checkout", __name__)

REQUIRED = {
    "first_name": "Please enter your first name.",
    "last_name": "Please enter your last name.",
}
ADDRESS = {
    "line": "Please enter your street and number.",
    "city": "Please enter your city.",
    "postal_code": "Please enter your postal code.",
}


@area.get("/_api/headless/checkout")
def enter() -> Response:
    """Come in from a redirect session, as whoever made it."""
    memory = state()
    session = take(memory, request.args.get("sessionToken", ""), "ecomCheckout")
    if session.role is Role.MEMBER:
        base.sign_in(session.subject_id)
    attempt = base.start_attempt(memory, session)
    return redirect(url_for("checkout.check_out", attempt_id=attempt.id))


@area.get("/checkout")
def open_link() -> Response:
    """Come in from ``get-checkout-url``: a link that anybody may hold, and use again."""
    memory = state()
    checkout_id = request.args.get("checkoutId", "")
    cart = memory.carts.get(memory.checkouts.get(checkout_id, checkout_id))
    if cart is None:
        raise PageError("There is no such checkout", "Go back to the site.", status=404)
    session = RedirectSession(
        intent="ecomCheckout",
        expires=memory.now() + LIFE,
        role=cart.role,
        subject_id=cart.subject_id,
        grant=None,
        callbacks={},
        cart_id=cart.id,
    )
    attempt = base.start_attempt(memory, session)
    return redirect(url_for("checkout.check_out", attempt_id=attempt.id))


@area.route("/checkout/<attempt_id>", methods=["GET", "POST"])
def check_out(attempt_id: str) -> Response:
    """Show the order form, or place the order."""
    memory = state()
    cart = _cart(attempt_id)
    is_new = request.method == "GET"
    values = _known(memory, cart) if is_new else request.form.to_dict()
    shown = pricing.offered(memory, cart).get(values.get("delivery", ""))
    cart.delivery = shown.code if shown else ""
    quotes.ask(memory, cart, _situation(values))
    # The lock was released meanwhile: everything is looked up again.
    cart, attempt = _cart(attempt_id), base.find_attempt(attempt_id, "ecomCheckout")
    if is_new or "look" in request.form:
        problem = _obstacle(memory, cart) or _veto(memory, cart)
        return _form(memory, attempt, cart, values, problem=problem)
    problem = _problem(memory, cart, shown) or _obstacle(memory, cart) or _veto(memory, cart)
    if problem:
        return _form(memory, attempt, cart, values, problem=problem, status=400)
    return _place(memory, attempt, cart)


def _cart(attempt_id: str) -> Cart:
    """Return the cart that is being bought, if it still can be."""
    attempt = base.find_attempt(attempt_id, "ecomCheckout")
    cart = state().carts.get(attempt.session.cart_id)
    if cart is None:
        raise PageError("The cart is gone", "Go back to the site.", status=404)
    if cart.order_id:
        raise PageError("Already ordered", "This cart was ordered. Go back to the site.")
    return cart


def _situation(values: dict[str, str]) -> Situation:
    """Return what the form says of the buyer, as service plugins are told."""
    names = {"firstName": "first_name", "lastName": "last_name", "phone": "phone", "email": "email"}
    contact = {name: values[field].strip() for name, field in names.items() if values.get(field)}
    is_known = any(values.get(field) for field in ("line", "city", "postal_code"))
    address = _address(values) if is_known else {}
    return Situation(source="CHECKOUT", address=address, contact=contact)


@area.get("/thank-you/<attempt_id>")
def thank_you(attempt_id: str) -> Response:
    """Say thank you, for sites that do not do it themselves."""
    attempt = base.find_attempt(attempt_id, "ecomCheckout")
    order = state().orders.get(attempt.order_id)
    if order is None:
        raise PageError("No order yet", "Nothing was ordered here.")
    return base.page(
        "thank_you.html", order=order, back=base.way_out(attempt.session, "postFlowUrl")
    )


def _form(
    memory: State,
    attempt: Attempt,
    cart: Cart,
    values: dict[str, str],
    *,
    problem: str,
    status: int = 200,
) -> Response:
    ways = pricing.offered(memory, cart)
    chosen = values.get("delivery", "")
    return base.page(
        "checkout.html",
        status=status,
        attempt=attempt,
        values=values,
        problem=problem,
        lines=pricing.lines(memory, cart),
        can_order=not _obstacle(memory, cart),
        subtotal=pricing.subtotal(memory, cart),
        discount=pricing.discount(memory, cart),
        deliveries=ways.values(),
        chosen=chosen if chosen in ways else next(iter(ways)),
        has_rates=RATES in memory.plugins,
        fees=pricing.fees(memory, cart),
        fees_total=pricing.fees_total(memory, cart),
        warnings=[
            one.description for one in pricing.violations(memory, cart) if one.severity == "WARNING"
        ],
        formatted=money.formatted,
        back=base.way_out(attempt.session, "cartPageUrl"),
        login=base.login_link(attempt),
    )


def _known(memory: State, cart: Cart) -> dict[str, str]:
    """Fill in what is known of the buyer."""
    values = {"delivery": cart.delivery}
    member = memory.members.get(cart.subject_id)
    if member is not None:
        buyer = purchases.Buyer.of_member(member)
        values |= {
            "email": buyer.email,
            "first_name": buyer.first_name,
            "last_name": buyer.last_name,
            "phone": buyer.phone,
            "line": buyer.address.get("addressLine", ""),
            "city": buyer.address.get("city", ""),
            "state": buyer.address.get("subdivision", "").removeprefix("US-"),
            "postal_code": buyer.address.get("postalCode", ""),
        }
    return values


def _problem(memory: State, cart: Cart, shown: Delivery | None) -> str:
    """Say what this form lacks, or nothing; *shown* is the choice as the form had it."""
    way = pricing.chosen(memory, cart)
    if way is None or shown is None:
        return "Please choose how we get it to you."
    if way.cost != shown.cost:
        return f"{way.title} costs {money.formatted(way.cost)} to your address. Is that all right?"
    if not profiles.is_email(request.form.get("email", "").strip()):
        return "Please enter a whole e-mail address, such as name@example.com."
    needed = REQUIRED if way.pickup else REQUIRED | ADDRESS
    for name, text in needed.items():
        if not request.form.get(name, "").strip():
            return text
    return ""


def _obstacle(memory: State, cart: Cart) -> str:
    """Say what keeps this cart from being ordered by anybody, or nothing."""
    lines = pricing.lines(memory, cart)
    if not lines:
        return "What was in this cart is no longer sold."
    for line in lines:
        name, left = line.product.name, max(line.variant.stock, 0)
        if not left:
            return f"Somebody else was quicker: {name} is sold out. Take it out of the cart."
        if line.status != "IN_STOCK":
            verb = "is" if left == 1 else "are"
            return f"There {verb} only {left} of {name} left. Change the cart to go on."
    return ""


def _veto(memory: State, cart: Cart) -> str:
    """Say what a service plugin has against this cart, or nothing."""
    violations = pricing.violations(memory, cart)
    return next((one.description for one in violations if one.severity == "ERROR"), "")


def _place(memory: State, attempt: Attempt, cart: Cart) -> Response:
    order = purchases.place(
        memory, cart, _buyer(memory, cart), order_id=new_id(), when=memory.now()
    )
    for line in pricing.lines(memory, cart):
        line.variant.stock -= line.item.quantity
    cart.order_id, cart.current = order["id"], False
    carts.touch(memory, cart)
    purchases.announce(memory, order, by=(cart.role, cart.subject_id))
    checkouts.complete(memory, cart)
    attempt.order_id = order["id"]
    url = base.way_out(attempt.session, "thankYouPageUrl", {"orderId": order["id"]})
    return redirect(url or url_for("checkout.thank_you", attempt_id=attempt.id))


def _buyer(memory: State, cart: Cart) -> purchases.Buyer:
    form = {name: value.strip() for name, value in request.form.items()}
    member = memory.members.get(cart.subject_id)
    if member is None:
        contact_id = contact_book.of_guest(memory, form, (cart.role, cart.subject_id)).id
    else:
        contact_id = member.contact_id
    return purchases.Buyer(
        email=form["email"],
        first_name=form["first_name"],
        last_name=form["last_name"],
        phone=form.get("phone", ""),
        contact_id=contact_id,
        address=_address(form),
        note=form.get("note", ""),
    )


def _address(form: dict[str, str]) -> Json:
    """Return the form's address as Wix writes one."""
    return {
        "addressLine": form.get("line", ""),
        "city": form.get("city", ""),
        "subdivision": f"US-{form['state']}" if form.get("state") else "",
        "postalCode": form.get("postal_code", ""),
        "country": "US",
    }
