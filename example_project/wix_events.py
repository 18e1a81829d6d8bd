"""What the site does when something happens at Wix; found at start-up."""

from __future__ import annotations

from typing import Any

from django.utils.dateparse import parse_datetime

from example_project.models import PlacedOrder
from wix_headless.events import Event, on_event


@on_event("wix.ecom.v1.order_approved")
def order_approved(event: Event) -> None:
    """
    Write the order down for the staff page.

    The event is a hint: what is written is what Wix says of the order now. It is asked before
    anything is written, so that the database waits for nobody; and the second time the row is the
    same, so that the event may be handled as often as somebody likes.
    """
    order = event.wix.ecom.orders.get_order(event.entity_id)["order"]
    PlacedOrder.objects.update_or_create(
        site=event.site, order_id=event.entity_id, defaults=read_order(order)
    )


def read_order(order: dict[str, Any]) -> dict[str, Any]:
    """Return the columns of an order's row."""
    return {
        "number": order["number"],
        "pieces": sum(line["quantity"] for line in order["lineItems"]),
        "delivery": order.get("shippingInfo", {}).get("title", "")[:250],
        "total": order["priceSummary"]["total"]["amount"],
        "currency": order["currency"],
        "placed_at": parse_datetime(order["createdDate"]),
    }
