"""
Coupons in the current cart: one at most.

Follows "Add Coupon To Current Cart" and "Remove Coupon From Current Cart" under
``/docs/api-reference/business-solutions/e-commerce/purchase-flow/cart-v2/``. The codes of refusals
and their ``reason`` are documented, the status 400 is the sandbox's choice.
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.shop import cart_json, carts, pricing
from wix_headless.sandbox.wire.incoming import body, state

area = Blueprint("coupons", __name__)

CURRENT = "/ecom/v2/carts/current"


@area.post(f"{CURRENT}/add-coupon")
def add_coupon() -> Json:
    """Put a coupon to the cart, if it is good for it; upper and lower case are the same."""
    memory = state()
    code = body().sub("coupon").required_text("code", longest=50).strip()
    cart = carts.require_current(memory, caller())
    data = {"couponCode": code}
    found = [one for one in memory.coupons.values() if one.code == code.upper()]
    if not found:
        message = f"There is no coupon {code}."
        raise WixError(400, message, code="INVALID_COUPON_CODE", data=data)
    if cart.coupon_id:
        same = cart.coupon_id == found[0].id
        refusal = "COUPON_ALREADY_EXISTS" if same else "MAX_COUPONS_PER_CART_EXCEEDED"
        raise WixError(400, "The cart has a coupon.", code=refusal, data=data)
    reason = pricing.refusal(found[0], memory.now(), pricing.subtotal(memory, cart))
    if reason:
        message = f"The coupon {code} cannot be used: {reason}."
        data |= {"reason": reason}
        raise WixError(400, message, code="INVALID_COUPON_STATUS", data=data)
    cart.coupon_id = found[0].id
    carts.touch(memory, cart)
    return {"cart": cart_json.render(memory, cart)}


@area.post(f"{CURRENT}/remove-coupon")
def remove_coupon() -> Json:
    """Take the coupon out again, by its id."""
    memory = state()
    coupon_id = body().required_text("couponId")
    cart = carts.require_current(memory, caller())
    if cart.coupon_id != coupon_id:
        message = f"Coupon {coupon_id} is not in the cart."
        raise WixError(404, message, code="COUPON_NOT_FOUND_IN_CART")
    cart.coupon_id = ""
    carts.touch(memory, cart)
    return {"cart": cart_json.render(memory, cart)}
