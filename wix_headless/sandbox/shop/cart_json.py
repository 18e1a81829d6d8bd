"""
How a cart looks on the wire, and the summary of what it costs.

Follows the cart object, ``/docs/api-reference/business-solutions/e-commerce/purchase-flow/cart-v2/cart-object``.
Its money has no formatted string (``amount`` and ``convertedAmount`` only): to format is the
site's work.
"""  # noqa: E501 - a path is not broken

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Cart, Json, Role, new_id
from wix_headless.sandbox.shop import pricing
from wix_headless.sandbox.shop.catalog import STORES_APP_ID
from wix_headless.sandbox.shop.pricing import Line
from wix_headless.sandbox.state import State, iso
from wix_headless.sandbox.wire import money


def summarize(memory: State, cart: Cart, parts: Sequence[str]) -> Json:
    """Return the cart's summary with those *parts* of the price."""
    price = {"subtotal": pricing.subtotal(memory, cart)} | {part: Decimal(0) for part in parts}
    discount = pricing.discount(memory, cart)
    if "delivery" in price:
        price["delivery"] = pricing.delivery_cost(memory, cart)
    if "additionalFees" in price:
        price["additionalFees"] = pricing.fees_total(memory, cart)
    total = sum(price.values(), Decimal(0)) - discount.total
    price["discount"] = discount.total
    lines = pricing.lines(memory, cart)
    return {
        "cartId": cart.id,
        "cartRevision": str(cart.revision),
        "calculationId": new_id(),
        "lineItems": [
            {
                "lineItemId": line.item.id,
                "quantity": line.item.quantity,
                "unitPrice": money.converted(line.variant.price),
                "totalPrice": money.converted(line.total),
            }
            for line in lines
        ],
        "discounts": [_discount(discount)] if discount.coupon else [],
        "additionalFees": [_fee(fee) for fee in pricing.fees(memory, cart)],
        "priceSummary": {
            **{name: money.converted(value) for name, value in price.items()},
            "total": money.converted(total),
        },
        "paymentSummary": {
            "payNow": money.converted(total),
            "payLater": money.converted(Decimal(0)),
        },
        "violations": _violations(memory, cart),
        "spiViolations": [
            {"severity": one.severity, "target": one.target, "description": one.description}
            for one in pricing.violations(memory, cart)
        ],
        "calculationErrors": {},
    }


def render(memory: State, cart: Cart) -> Json:
    """Write *cart* as Wix shows it."""
    details = cart.details
    owner = "memberId" if cart.role is Role.MEMBER else "visitorId"
    delivery: Json = {"weightUnit": "LB"}
    if "address" in details:
        delivery["address"] = details["address"]
    way = pricing.chosen(memory, cart)
    if way is not None:
        title = {"original": way.title, "translated": way.title}
        delivery["method"] = {"code": way.code, "title": title, "pickup": way.pickup}
    return {
        "id": cart.id,
        "createdDate": iso(cart.created),
        "updatedDate": iso(cart.updated),
        "revision": str(cart.revision),
        "lineItems": [_line(memory, line) for line in pricing.lines(memory, cart)],
        "subtotal": money.converted(pricing.subtotal(memory, cart)),
        "note": details.get("note", ""),
        "coupons": _coupons(memory, cart),
        "source": {"channelType": "WEB"},
        "businessInfo": {"languageCode": "en", "currencyCode": money.CURRENCY},
        "customerInfo": {
            owner: cart.subject_id,
            **details.get("customerInfo", {}),
            "currencyCode": money.CURRENCY,
        },
        "deliveryInfo": delivery,
        "taxInfo": {"pricesIncludeTax": False},
        "paymentInfo": {"giftCards": [], "currencyCode": money.CURRENCY},
        "orderPlaced": bool(cart.order_id),
        "orderId": cart.order_id or None,
        "purchaseFlowId": cart.purchase_flow_id,
        "currentCart": cart.current,
    }


def _coupons(memory: State, cart: Cart) -> list[Json]:
    coupon = memory.coupons.get(cart.coupon_id)
    return [{"id": coupon.id, "code": coupon.code}] if coupon else []


def _discount(discount: pricing.Discount) -> Json:
    coupon = discount.coupon
    name = coupon.name if coupon else ""
    return {
        "name": {"original": name, "translated": name},
        "source": {"sourceType": "COUPON", "couponCode": coupon.code if coupon else None},
        "scope": "CART_SUBTOTAL",
        "total": money.converted(discount.total),
        "lineItemDiscounts": [
            {"lineItemId": line_id, "amountOff": money.converted(share)}
            for line_id, share in discount.shares.items()
        ],
    }


def _fee(fee: pricing.Fee) -> Json:
    return {
        "code": fee.code,
        "name": {"original": fee.name, "translated": fee.name},
        "lineItemIds": list(fee.line_ids),
        "price": money.converted(fee.price),
        "source": "SERVICE_PLUGIN",
    }


def _violations(memory: State, cart: Cart) -> list[Json]:
    """Return what stands between the cart and an order."""
    found: list[Json] = []
    lines = pricing.lines(memory, cart)
    short = [line.item.id for line in lines if line.status != "IN_STOCK"]
    if short:
        data = {"lineItemIds": short, "allLineItemsOutOfStock": len(short) == len(lines)}
        found.append(
            _violation("LINE_ITEM", "LINE_ITEMS_OUT_OF_STOCK", lineItemsOutOfStockData=data)
        )
    if cart.delivery and pricing.chosen(memory, cart) is None:
        found.append(_violation("DELIVERY", "DELIVERY_METHOD_NO_LONGER_AVAILABLE"))
    coupon = memory.coupons.get(cart.coupon_id)
    if coupon is not None:
        reason = pricing.refusal(coupon, memory.now(), pricing.subtotal(memory, cart))
        status = {"couponCode": coupon.code, "reason": reason}
        if reason:
            found.append(
                _violation("DISCOUNT", "INVALID_COUPON_STATUS", invalidCouponStatusData=status)
            )
    return found


def _violation(scope: str, code: str, **data: Json) -> Json:
    return {"scope": scope, "code": code, "severity": "ERROR", **data}


def reference(line: Line) -> Json:
    """Return the catalog reference of a line, with the options its adder gave."""
    return {
        "appId": STORES_APP_ID,
        "catalogItemId": line.product.id,
        "options": line.item.options,
    }


def described(line: Line) -> list[Json]:
    """Return the lines that describe a choice, such as Size: Large."""
    if not line.variant.choice:
        return []
    name = {"original": line.product.option, "translated": line.product.option}
    text = {"original": line.variant.choice, "translated": line.variant.choice}
    return [{"name": name, "plainText": text}]


def _line(memory: State, line: Line) -> Json:
    product, variant = line.product, line.variant
    full = variant.compare_at or variant.price
    path = f"/product-page/{product.slug}"
    return {
        "id": line.item.id,
        "name": {"original": product.name, "translated": product.name},
        "quantityInfo": {
            "confirmedQuantity": line.confirmed,
            "requestedQuantity": line.item.quantity,
            "availableQuantity": variant.stock,
            "fixedQuantity": False,
        },
        "pricing": {
            "unitPrice": money.converted(variant.price),
            "totalPrice": money.converted(line.total),
            "breakdown": {"fullPrice": money.converted(full)},
        },
        "source": {"catalogReference": reference(line)},
        "attributes": {
            "descriptionLines": described(line),
            "image": pictures.image(memory, pictures.product_media_id(product), product.name),
            "url": {"relativePath": path, "url": f"{memory.origin}{path}"},
            "itemType": {"preset": "PHYSICAL"},
            "physicalProperties": {"sku": variant.sku, "shippable": True},
        },
        "status": line.status,
        "customLineItem": False,
    }
