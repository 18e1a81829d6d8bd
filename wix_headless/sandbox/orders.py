"""
Orders: how one is placed, and who may read it.

Follows the Orders API, ``/docs/api-reference/business-solutions/e-commerce/orders/``. A member sees
their own orders, an app all of them, a visitor none (403 READ_ORDER_FORBIDDEN was seen; the scope
of a member's search is not documented, own orders is the sandbox's choice).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from flask import Blueprint

from wix_headless.sandbox import cart_json, media, money, paging, pricing, query
from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.fields import Fields
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Cart, Json, Member, Role, new_id
from wix_headless.sandbox.pricing import DELIVERIES, Line
from wix_headless.sandbox.wire import body, state

if TYPE_CHECKING:
    from wix_headless.sandbox.state import State

area = Blueprint("orders", __name__)

SCHEMA = query.Schema(
    filters={
        "id": query.ID,
        "number": query.TEXT,
        "createdDate": query.DATE,
        "updatedDate": query.DATE,
        "purchasedDate": query.DATE,
        "status": query.ID,
        "paymentStatus": query.ID,
        "fulfillmentStatus": query.ID,
        "buyerInfo.memberId": query.ID,
        "buyerInfo.visitorId": query.ID,
        "buyerInfo.contactId": query.ID,
        "buyerInfo.email": query.TEXT,
        "checkoutId": query.ID,
        "archived": query.BOOL,
    },
    sorts=("createdDate", "updatedDate", "purchasedDate", "number"),
    default_sort=("createdDate", "DESC"),
)


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


@area.post("/ecom/v1/orders/search")
def search_orders() -> Json:
    """Answer a search; newest first unless it says otherwise."""
    return _page(body().sub("search"))


@area.post("/ecom/v1/orders/query")
def query_orders() -> Json:
    """Answer the older form of a search, which Wix's samples use for members."""
    return _page(body().sub("query"))


def _page(asked: Fields) -> Json:
    orders = [order for order in state().orders.values() if _readable(order)]
    if "status" not in asked.sub("filter").data:
        orders = [one for one in orders if one["status"] not in ("PENDING", "REJECTED")]
    part, metadata = paging.cursor_page(orders, asked, SCHEMA)
    return {"orders": part, "metadata": metadata}


@area.get("/ecom/v1/orders/<id>")
def get_order(id: str) -> Json:  # noqa: A002 - Wix's word
    """Return one order to whom it concerns."""
    order = state().orders.get(id)
    if order is None:
        raise WixError(404, f"Order {id} was not found.", code="ORDER_NOT_FOUND")
    if not _readable(order):
        raise WixError(403, "The order is somebody else's.", code="READ_ORDER_FORBIDDEN")
    return {"order": order}


def _readable(order: Json) -> bool:
    return caller().elevated or order["buyerInfo"].get("memberId") == caller().member_id


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
    owner = "memberId" if cart.role is Role.MEMBER else "visitorId"
    stamp = when.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    billing = {"address": buyer.address, "contactDetails": _contact(buyer)}
    lines = pricing.lines(memory, cart)
    order = {
        "id": order_id,
        "number": str(memory.next_order_number),
        "createdDate": stamp,
        "updatedDate": stamp,
        "purchasedDate": stamp,
        "lineItems": [_line(memory, line) for line in lines],
        "buyerInfo": {
            owner: cart.subject_id,
            "contactId": buyer.contact_id,
            "email": buyer.email,
        },
        "status": status,
        "paymentStatus": payment,
        "fulfillmentStatus": fulfillment,
        "buyerLanguage": "en",
        "siteLanguage": "en",
        "currency": money.CURRENCY,
        "weightUnit": "LB",
        "taxIncludedInPrices": False,
        "priceSummary": _prices(memory, cart),
        "billingInfo": billing,
        "recipientInfo": billing,
        "shippingInfo": _shipping(cart, billing),
        "buyerNote": buyer.note,
        "archived": False,
        "attributionSource": "UNSPECIFIED",
        "channelInfo": {"type": "WEB"},
        "checkoutId": cart.id,
        "purchaseFlowId": cart.purchase_flow_id,
    }
    memory.next_order_number += 1
    memory.orders[order_id] = order
    return order


def _contact(buyer: Buyer) -> Json:
    return {
        "firstName": buyer.first_name,
        "lastName": buyer.last_name,
        "phone": buyer.phone,
    }


def _prices(memory: State, cart: Cart) -> Json:
    subtotal, shipping = pricing.subtotal(memory, cart), pricing.delivery_cost(cart)
    nothing = money.price(subtotal - subtotal)
    return {
        "subtotal": money.price(subtotal),
        "shipping": money.price(shipping),
        "tax": nothing,
        "discount": nothing,
        "totalAdditionalFees": nothing,
        "total": money.price(subtotal + shipping),
    }


def _shipping(cart: Cart, destination: Json) -> Json:
    way = DELIVERIES[cart.delivery]
    logistics: Json = {"deliveryTime": way.days}
    if not way.pickup:
        logistics["shippingDestination"] = destination
    return {
        "code": way.code,
        "title": way.title,
        "logistics": logistics,
        "cost": {"price": money.price(way.cost)},
    }


def _line(memory: State, line: Line) -> Json:
    name = {"original": line.product.name, "translated": line.product.name}
    unit, total = money.price(line.variant.price), money.price(line.total)
    return {
        "id": line.item.id,
        "productName": name,
        "catalogReference": cart_json.reference(line),
        "quantity": line.item.quantity,
        "descriptionLines": cart_json.described(line),
        "image": media.image(memory, media.product_media_id(line.product), line.product.name),
        "physicalProperties": {"sku": line.variant.sku, "shippable": True},
        "itemType": {"preset": "PHYSICAL"},
        "price": unit,
        "priceBeforeDiscounts": unit,
        "lineItemPrice": total,
        "totalPriceBeforeTax": total,
        "totalPriceAfterTax": total,
        "paymentOption": "FULL_PAYMENT_ONLINE",
    }
