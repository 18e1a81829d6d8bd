"""The cart, and the way to Wix's checkout and back."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from example_project.cart_count import fetch_cart, forget_count, remember_count
from example_project.forms import (
    MOST,
    CouponForm,
    CouponLineForm,
    LineForm,
    OrderForm,
    QuantityForm,
)
from example_project.views.account import find_own_order
from wix_headless.context import WixHttpRequest
from wix_headless.exceptions import NotFoundError, ResponseError

#: Wix's own id of the Stores app: whose catalogue a line of the cart is from.
STORES_APP_ID = "215238eb-22a5-4c36-9e7b-e7c08025e04e"

#: What Wix may say to a change of the cart, and what the visitor is told.
REFUSALS = {
    "CURRENT_CART_NOT_FOUND": "Your cart is empty.",
    "OWNED_CART_NOT_FOUND": "Your cart is empty.",
    "CART_ALREADY_ORDERED": "This cart has been ordered already.",
    "INSUFFICIENT_INVENTORY": "There are not that many left.",
    "ITEM_NOT_FOUND_IN_CATALOG": "This product is no longer sold.",
    "LINE_ITEM_NOT_FOUND_IN_CART": "That was not in your cart any more.",
    "MAX_LINE_ITEMS_EXCEEDED": "The cart is full.",
    "INVALID_COUPON_CODE": "There is no such coupon.",
    "INVALID_COUPON_STATUS": "This coupon cannot be used.",
    "EXPIRED": "This coupon was good until not long ago.",
    "MIN_SUBTOTAL_NOT_REACHED": "This coupon needs a fuller cart.",
    "COUPON_ALREADY_EXISTS": "This coupon is in your cart already.",
    "MAX_COUPONS_PER_CART_EXCEEDED": "One coupon at a time: remove the other one first.",
    "COUPON_NOT_FOUND_IN_CART": "That coupon was not in your cart any more.",
}


@contextmanager
def refusals_in(form: Form) -> Iterator[None]:
    """Put Wix's refusal of a change into *form*; whatever else goes wrong goes on its way."""
    try:
        yield
    except ResponseError as error:
        if error.code not in REFUSALS:
            raise
        form.add_error(None, REFUSALS.get(str(error.data.get("reason")), REFUSALS[error.code]))


@require_safe
def show(request: WixHttpRequest) -> HttpResponse:
    """Show the cart, and what its coupon takes off."""
    try:
        answer = request.wix.ecom.current_cart_v2.estimate_current_cart()
    except NotFoundError:
        answer = {"cart": {}}  # nothing has been put into one
    remember_count(request, answer["cart"])
    return render(request, "shop/cart.html", {**answer, "most": MOST})


@require_POST
def update(request: WixHttpRequest) -> HttpResponse:
    """Set the quantity of one line."""
    form = QuantityForm(request.POST)
    if form.is_valid():
        quantity = {"newQuantity": form.cleaned_data["quantity"]}
        with refusals_in(form):
            answer = request.wix.ecom.current_cart_v2.update_line_items_in_current_cart(
                line_items=[{"lineItemId": form.cleaned_data["line"], "quantity": quantity}]
            )
            remember_count(request, answer["cart"])
    return back_to_cart(request, form)


@require_POST
def remove(request: WixHttpRequest) -> HttpResponse:
    """Take one line out of the cart."""
    form = LineForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            answer = request.wix.ecom.current_cart_v2.remove_line_items_from_current_cart(
                line_item_ids=[form.cleaned_data["line"]]
            )
            remember_count(request, answer["cart"])
    return back_to_cart(request, form)


@require_POST
def use_coupon(request: WixHttpRequest) -> HttpResponse:
    """Put a coupon to the cart."""
    form = CouponForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            request.wix.ecom.current_cart_v2.add_coupon_to_current_cart(coupon=form.cleaned_data)
    return back_to_cart(request, form)


@require_POST
def remove_coupon(request: WixHttpRequest) -> HttpResponse:
    """Take a coupon away from the cart."""
    form = CouponLineForm(request.POST)
    if form.is_valid():
        with refusals_in(form):
            request.wix.ecom.current_cart_v2.remove_coupon_from_current_cart(
                coupon_id=form.cleaned_data["coupon"]
            )
    return back_to_cart(request, form)


@require_POST
def checkout(request: WixHttpRequest) -> HttpResponse:
    """Send the visitor to Wix's checkout, which comes back to one of our pages."""
    cart = fetch_cart(request)
    if not cart:
        return redirect("cart")
    return request.wix.redirect_to(
        checkout_id=cart["id"],
        thank_you_page_url="thank_you",
        cart_page_url="cart",
        post_flow_url="index",
    )


@require_safe
def thank_you(request: WixHttpRequest) -> HttpResponse:
    """
    Thank for the order that Wix's checkout came back with.

    The order's id comes through the browser, so it proves nothing: what is shown is what Wix
    says of it, and only to the member whose order it is.
    """
    form, order = OrderForm(request.GET), None
    if form.is_valid():
        order = find_own_order(request, form.cleaned_data["orderId"])
        forget_count(request)  # what was ordered has left the cart
    return render(request, "shop/thank_you.html", {"order": order})


def back_to_cart(request: WixHttpRequest, form: Form) -> HttpResponse:
    """Show the cart again, with what was wrong with the change, if anything was."""
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, str(error))
    return redirect("cart")
