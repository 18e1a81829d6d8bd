"""What a cart costs: its lines, its delivery, its total; in decimals, never in floats."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from wix_headless.sandbox.models import Cart, LineItem, Product, Variant
from wix_headless.sandbox.wire.money import CENT

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
class Fee:
    """What a service plugin adds to a cart's price."""

    code: str
    name: str
    price: Decimal
    line_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """What a service plugin has against a cart; an ERROR keeps it from being ordered."""

    severity: str
    target: dict[str, Any]
    description: str


@dataclass(slots=True, kw_only=True)
class Quotes:
    """
    What service plugins said of one cart.

    Attributes:
        asked: What the rates were asked for; as long as it is the same, they hold until ``until``.
    """

    asked: str = ""
    until: datetime | None = None
    ways: dict[str, Delivery] = field(default_factory=dict)
    fees: list[Fee] = field(default_factory=list)
    violations: list[Violation] = field(default_factory=list)


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


def offered(memory: State, cart: Cart) -> dict[str, Delivery]:
    """Return the ways to deliver: a plugin's and picking up, or else the shop's own."""
    quotes = memory.quotes.get(cart.id)
    if quotes is None or not quotes.ways:
        return DELIVERIES
    pickups = {code: way for code, way in DELIVERIES.items() if way.pickup}
    return {**quotes.ways, **{code: pickups[code] for code in pickups if code not in quotes.ways}}


def chosen(memory: State, cart: Cart) -> Delivery | None:
    """Return the way to deliver that was chosen, if it is still offered."""
    return offered(memory, cart).get(cart.delivery)


def delivery_cost(memory: State, cart: Cart) -> Decimal:
    """Return what the chosen way to deliver costs; nothing while none is chosen."""
    way = chosen(memory, cart)
    return way.cost if way else Decimal(0)


def fees(memory: State, cart: Cart) -> list[Fee]:
    """Return what a plugin adds."""
    quotes = memory.quotes.get(cart.id)
    return quotes.fees if quotes else []


def fees_total(memory: State, cart: Cart) -> Decimal:
    """Return what the fees cost together."""
    return sum((fee.price for fee in fees(memory, cart)), Decimal(0))


def violations(memory: State, cart: Cart) -> list[Violation]:
    """Return what a plugin has against the cart."""
    quotes = memory.quotes.get(cart.id)
    return quotes.violations if quotes else []


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
