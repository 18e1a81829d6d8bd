"""Money: decimal strings as Wix writes them, and amounts as people read them."""

from __future__ import annotations

from decimal import Decimal

from wix_headless.sandbox.models import Json

CURRENCY = "USD"
CENT = Decimal("0.01")


def amount(value: Decimal) -> str:
    """Write a decimal as Wix sends it, such as ``10.50``."""
    return str(value.quantize(CENT))


def formatted(value: Decimal) -> str:
    """Write an amount for people, such as ``$1,010.50``."""
    sign = "-" if value < 0 else ""
    return f"{sign}${abs(value.quantize(CENT)):,}"


def price(value: Decimal) -> Json:
    """Return a price as orders hold it."""
    return {"amount": amount(value), "formattedAmount": formatted(value)}


def converted(value: Decimal) -> Json:
    """Return a price as Cart V2 holds it: without a formatted string, that is the site's work."""
    return {"amount": amount(value), "convertedAmount": amount(value)}
