"""
Orders: who may read them.

Follows the Orders API, ``/docs/api-reference/business-solutions/e-commerce/orders/``. A member sees
their own orders, an app all of them, a visitor none (403 READ_ORDER_FORBIDDEN was seen; the scope
of a member's search is not documented, own orders is the sandbox's choice).
"""

from __future__ import annotations

from flask import Blueprint

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.identity import caller
from wix_headless.sandbox.models import Json
from wix_headless.sandbox.wire import paging, query
from wix_headless.sandbox.wire.fields import Fields
from wix_headless.sandbox.wire.incoming import body, state

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
