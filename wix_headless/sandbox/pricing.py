"""What a cart costs: its lines, its delivery, its total; in decimals, never in floats."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from wix_headless.sandbox.models import Cart, LineItem, Product, Variant
from wix_headless.sandbox.state import State


@dataclass(frozen=True, slots=True)
class Delivery:
    """One way to get an order to its buyer."""

    code: str
    title: str
    cost: Decimal
    days: str
    pickup: bool = False


DELIVERIES = {
    one.code: one
    for one in (
        Delivery("standard", "Standard shipping", Decimal("6.90"), "3-5 days"),
        Delivery("express", "Express shipping", Decimal("14.50"), "1-2 days"),
        Delivery("pickup", "Pick up at the workshop", Decimal(0), "from tomorrow", pickup=True),
    )
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line item beside what the catalog says about it today."""

    item: LineItem
    product: Product
    variant: Variant

    @property
    def confirmed(self) -> int:
        """How many of them there really are."""
        return min(self.item.quantity, max(self.variant.stock, 0))

    @property
    def total(self) -> Decimal:
        return self.variant.price * self.item.quantity

    @property
    def status(self) -> str:
        if self.variant.stock <= 0:
            return "OUT_OF_STOCK"
        return "IN_STOCK" if self.confirmed == self.item.quantity else "PARTIALLY_IN_STOCK"


def lines(memory: State, cart: Cart) -> list[Line]:
    """Return the cart's lines; what has left the catalog has left the cart."""
    found = []
    for item in cart.items:
        product = memory.products.get(item.product_id)
        variant = product.variant(item.variant_id) if product else None
        if product and variant:
            found.append(Line(item=item, product=product, variant=variant))
    return found


def subtotal(memory: State, cart: Cart) -> Decimal:
    """Return what the lines cost together."""
    return sum((line.total for line in lines(memory, cart)), Decimal(0))


def delivery_cost(cart: Cart) -> Decimal:
    """Return what the chosen way to deliver costs; nothing while none is chosen."""
    return DELIVERIES[cart.delivery].cost if cart.delivery else Decimal(0)
