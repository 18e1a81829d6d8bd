"""What a cart costs: its lines, its delivery, its total; in decimals, never in floats."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from wix_headless.sandbox.models import Cart, LineItem, Product, Variant
from wix_headless.sandbox.money import CENT

if TYPE_CHECKING:
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
class Coupon:
    """A code that makes a cart cheaper: by a share of it, or by an amount."""

    id: str
    code: str
    name: str
    percent: Decimal = Decimal(0)
    money_off: Decimal = Decimal(0)
    least: Decimal = Decimal(0)
    expires: datetime | None = None


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


@dataclass(frozen=True, slots=True)
class Discount:
    """What a coupon takes off, line by line; nothing without one."""

    coupon: Coupon | None = None
    shares: dict[str, Decimal] = field(default_factory=dict)

    @property
    def total(self) -> Decimal:
        return sum(self.shares.values(), Decimal(0))

    def share(self, line: Line) -> Decimal:
        return self.shares.get(line.item.id, Decimal(0))


def discount(memory: State, cart: Cart) -> Discount:
    """Return what the cart's coupon takes off; a coupon that is no good takes off nothing."""
    coupon = memory.coupons.get(cart.coupon_id)
    whole = subtotal(memory, cart)
    if coupon is None or refusal(coupon, memory.now(), whole):
        return Discount()
    off = min(coupon.money_off or whole * coupon.percent / 100, whole).quantize(CENT, ROUND_HALF_UP)
    shares: dict[str, Decimal] = {}
    for line in lines(memory, cart):
        shares[line.item.id] = (off * line.total / whole).quantize(CENT, ROUND_HALF_UP)
    # Cents that rounding lost or found belong to the last line.
    if shares:
        last = list(shares)[-1]
        shares[last] += off - sum(shares.values(), Decimal(0))
    return Discount(coupon, shares)


def refusal(coupon: Coupon, now: datetime, whole: Decimal) -> str:
    """Return Wix's word for why *coupon* cannot be used on *whole*, or nothing."""
    if coupon.expires is not None and now >= coupon.expires:
        return "EXPIRED"
    return "MIN_SUBTOTAL_NOT_REACHED" if whole < coupon.least or not whole else ""
