"""
How an order comes to be: out of a cart, or out of a booked time.

Follows the order object, ``/docs/api-reference/business-solutions/e-commerce/orders/order-object``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import TYPE_CHECKING

from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.media import pictures
from wix_headless.sandbox.models import Cart, Json, Member, Role, new_id
from wix_headless.sandbox.shop import cart_json, pricing
from wix_headless.sandbox.shop.pricing import Line
from wix_headless.sandbox.wire import money

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """Who buys, and where it goes."""

    email: str
    first_name: str = ""
    last_name: str = ""
    phone: str = ""
    contact_id: str = field(default_factory=new_id)
    address: Json = field(default_factory=dict)
    note: str = ""

    @classmethod
    def of_member(cls, member: Member, *, note: str = "") -> Buyer:
        contact = member.contact
        addresses, phones = contact.get("addresses", []), contact.get("phones", [])
        address = {k: v for k, v in addresses[0].items() if k != "id"} if addresses else {}
        return cls(
            email=member.email,
            first_name=contact.get("firstName", ""),
            last_name=contact.get("lastName", ""),
            phone=phones[0] if phones else "",
            contact_id=member.contact_id,
            address=address,
            note=note,
        )

    def billing(self) -> Json:
        contact = {"firstName": self.first_name, "lastName": self.last_name, "phone": self.phone}
        return {"address": self.address, "contactDetails": contact}


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase:
    """What is bought by whom, and what it costs."""

    role: Role
    subject_id: str
    buyer: Buyer
    lines: list[Json]
    subtotal: Decimal
    shipping: Decimal = Decimal(0)
    discount: Decimal = Decimal(0)
    fees: Decimal = Decimal(0)
    rest: Json = field(default_factory=dict)


def place(
    memory: State,
    cart: Cart,
    buyer: Buyer,
    *,
    order_id: str,
    when: datetime,
    status: str = "APPROVED",
    payment: str = "PAID",
    fulfillment: str = "NOT_FULFILLED",
) -> Json:
    """Turn a cart into an order; stock and the cart itself are the caller's business."""
    discount = pricing.discount(memory, cart)
    lines = [_line(memory, line, discount.share(line)) for line in pricing.lines(memory, cart)]
    purchase = Purchase(
        role=cart.role,
        subject_id=cart.subject_id,
        buyer=buyer,
        lines=lines,
        subtotal=pricing.subtotal(memory, cart),
        shipping=pricing.delivery_cost(memory, cart),
        discount=discount.total,
        fees=pricing.fees_total(memory, cart),
        rest={
            "recipientInfo": buyer.billing(),
            "shippingInfo": _shipping(memory, cart, buyer.billing()),
            "additionalFees": [_fee(fee) for fee in pricing.fees(memory, cart)],
            "appliedDiscounts": [_applied(discount)] if discount.coupon else [],
            "checkoutId": cart.id,
            "purchaseFlowId": cart.purchase_flow_id,
        },
    )
    states = {"status": status, "paymentStatus": payment, "fulfillmentStatus": fulfillment}
    return record(memory, purchase, order_id=order_id, when=when, states=states)


def announce(memory: State, order: Json, *, by: tuple[Role, str]) -> None:
    """Tell of a new order, which is paid and approved at once."""
    paid = {"previousPaymentStatus": "NOT_PAID"}
    for slug, more in (("created", {}), ("payment_status_updated", paid), ("approved", {})):
        webhooks.announce(memory, "wix.ecom.v1.order", slug, order["id"], by=by, more=more)


def record(
    memory: State, purchase: Purchase, *, order_id: str, when: datetime, states: Json
) -> Json:
    """Write an order into the book, under the next number."""
    owner = "memberId" if purchase.role is Role.MEMBER else "visitorId"
    stamp = when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    buyer = purchase.buyer
    order = {
        "id": order_id,
        "number": str(memory.next_order_number),
        "createdDate": stamp,
        "updatedDate": stamp,
        "purchasedDate": stamp,
        "lineItems": purchase.lines,
        "buyerInfo": {
            owner: purchase.subject_id,
            "contactId": buyer.contact_id,
            "email": buyer.email,
        },
        **states,
        "buyerLanguage": "en",
        "siteLanguage": "en",
        "currency": money.CURRENCY,
        "weightUnit": "LB",
        "taxIncludedInPrices": False,
        "priceSummary": _prices(purchase),
        "billingInfo": buyer.billing(),
        **purchase.rest,
        "buyerNote": buyer.note,
        "archived": False,
        "attributionSource": "UNSPECIFIED",
        "channelInfo": {"type": "WEB"},
    }
    memory.next_order_number += 1
    memory.orders[order_id] = order
    return order


def _prices(purchase: Purchase) -> Json:
    nothing = money.price(Decimal(0))
    total = purchase.subtotal + purchase.shipping + purchase.fees - purchase.discount
    return {
        "subtotal": money.price(purchase.subtotal),
        "shipping": money.price(purchase.shipping),
        "tax": nothing,
        "discount": money.price(purchase.discount),
        "totalAdditionalFees": money.price(purchase.fees),
        "total": money.price(total),
    }


def _applied(discount: pricing.Discount) -> Json:
    coupon = discount.coupon
    if coupon is None:
        raise LookupError
    return {
        "discountType": "GLOBAL",
        "lineItemIds": list(discount.shares),
        "coupon": {
            "id": coupon.id,
            "code": coupon.code,
            "name": coupon.name,
            "amount": money.price(discount.total),
        },
    }


def _fee(fee: pricing.Fee) -> Json:
    price = money.price(fee.price)
    return {
        "id": new_id(),
        "code": fee.code,
        "name": fee.name,
        "price": price,
        "priceBeforeTax": price,
        "priceAfterTax": price,
        "lineItemIds": list(fee.line_ids),
    }


def _shipping(memory: State, cart: Cart, destination: Json) -> Json:
    way = pricing.offered(memory, cart)[cart.delivery]
    logistics: Json = {"deliveryTime": way.days}
    if not way.pickup:
        logistics["shippingDestination"] = destination
    return {
        "code": way.code,
        "title": way.title,
        "logistics": logistics,
        "cost": {"price": money.price(way.cost)},
    }


def _line(memory: State, line: Line, discount: Decimal) -> Json:
    unit, left = money.price(line.variant.price), money.price(line.total - discount)
    return {
        "id": line.item.id,
        "productName": {"original": line.product.name, "translated": line.product.name},
        "catalogReference": cart_json.reference(line),
        "quantity": line.item.quantity,
        "descriptionLines": cart_json.described(line),
        "image": pictures.image(memory, pictures.product_media_id(line.product), line.product.name),
        "physicalProperties": {"sku": line.variant.sku, "shippable": True},
        "itemType": {"preset": "PHYSICAL"},
        "price": unit,
        "priceBeforeDiscounts": unit,
        "lineItemPrice": money.price(line.total),
        "totalDiscount": money.price(discount),
        "totalPriceBeforeTax": left,
        "totalPriceAfterTax": left,
        "paymentOption": "FULL_PAYMENT_ONLINE",
    }
