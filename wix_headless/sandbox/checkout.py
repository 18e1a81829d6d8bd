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

from wix_headless.sandbox import carts, contact_book, money, pages, pricing, profiles, purchases
from wix_headless.sandbox.errors import PageError
from wix_headless.sandbox.models import (
    Attempt,
    Cart,
    Json,
    RedirectSession,
    Role,
    new_id,
)
from wix_headless.sandbox.pricing import DELIVERIES
from wix_headless.sandbox.redirects import LIFE, take
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import state

area = Blueprint("checkout", __name__)

FIRST_CHOICE = "standard"
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
        pages.sign_in(session.subject_id)
    attempt = pages.start_attempt(memory, session)
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
    attempt = pages.start_attempt(memory, session)
    return redirect(url_for("checkout.check_out", attempt_id=attempt.id))


@area.route("/checkout/<attempt_id>", methods=["GET", "POST"])
def check_out(attempt_id: str) -> Response:
    """Show the order form, or place the order."""
    memory = state()
    attempt = pages.find_attempt(attempt_id, "ecomCheckout")
    cart = memory.carts[attempt.session.cart_id]
    if cart.order_id:
        raise PageError("Already ordered", "This cart was ordered. Go back to the site.")
    if request.method == "GET":
        return _form(memory, attempt, cart, _known(memory, cart), problem=_obstacle(memory, cart))
    problem = _problem() or _obstacle(memory, cart)
    if problem:
        values = request.form.to_dict()
        return _form(memory, attempt, cart, values, problem=problem, status=400)
    return _place(memory, attempt, cart)


@area.get("/thank-you/<attempt_id>")
def thank_you(attempt_id: str) -> Response:
    """Say thank you, for sites that do not do it themselves."""
    attempt = pages.find_attempt(attempt_id, "ecomCheckout")
    order = state().orders.get(attempt.order_id)
    if order is None:
        raise PageError("No order yet", "Nothing was ordered here.")
    return pages.page(
        "thank_you.html", order=order, back=pages.way_out(attempt.session, "postFlowUrl")
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
    chosen = values.get("delivery", "")
    return pages.page(
        "checkout.html",
        status=status,
        attempt=attempt,
        values=values,
        problem=problem,
        lines=pricing.lines(memory, cart),
        can_order=not _obstacle(memory, cart),
        subtotal=pricing.subtotal(memory, cart),
        discount=pricing.discount(memory, cart),
        deliveries=DELIVERIES.values(),
        chosen=chosen if chosen in DELIVERIES else FIRST_CHOICE,
        formatted=money.formatted,
        back=pages.way_out(attempt.session, "cartPageUrl"),
        login=pages.login_link(attempt),
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


def _problem() -> str:
    """Say what this form lacks, or nothing."""
    if request.form.get("delivery") not in DELIVERIES:
        return "Please choose how we get it to you."
    if not profiles.is_email(request.form.get("email", "").strip()):
        return "Please enter a whole e-mail address, such as name@example.com."
    needed = REQUIRED if DELIVERIES[request.form["delivery"]].pickup else REQUIRED | ADDRESS
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


def _place(memory: State, attempt: Attempt, cart: Cart) -> Response:
    cart.delivery = request.form["delivery"]
    order = purchases.place(
        memory, cart, _buyer(memory, cart), order_id=new_id(), when=memory.now()
    )
    for line in pricing.lines(memory, cart):
        line.variant.stock -= line.item.quantity
    cart.order_id, cart.current = order["id"], False
    carts.touch(memory, cart)
    attempt.order_id = order["id"]
    url = pages.way_out(attempt.session, "thankYouPageUrl", {"orderId": order["id"]})
    return redirect(url or url_for("checkout.thank_you", attempt_id=attempt.id))


def _buyer(memory: State, cart: Cart) -> purchases.Buyer:
    form = {name: value.strip() for name, value in request.form.items()}
    member = memory.members.get(cart.subject_id)
    address: Json = {
        "addressLine": form.get("line", ""),
        "city": form.get("city", ""),
        "subdivision": f"US-{form['state']}" if form.get("state") else "",
        "postalCode": form.get("postal_code", ""),
        "country": "US",
    }
    return purchases.Buyer(
        email=form["email"],
        first_name=form["first_name"],
        last_name=form["last_name"],
        phone=form.get("phone", ""),
        contact_id=member.contact_id if member else contact_book.of_guest(memory, form).id,
        address=address,
        note=form.get("note", ""),
    )
