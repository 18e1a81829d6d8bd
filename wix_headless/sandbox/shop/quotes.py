"""
What service plugins are asked about a cart: shipping rates, additional fees, violations.

Follows the service plugins "Shipping Rates", "Additional Fees" and "Validations" under
``/docs/api-reference/business-solutions/e-commerce/extensions/``. Rates hold for ten minutes, until
what they were asked for changes. A plugin's rates take the place of the shop's own shipping, which
comes back when there are none: the sandbox's choice.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import ROUND_HALF_UP, Decimal

from wix_headless.sandbox.errors import ValidationError
from wix_headless.sandbox.events import webhooks
from wix_headless.sandbox.models import Cart, Json
from wix_headless.sandbox.shop import cart_json, plugin_calls, pricing
from wix_headless.sandbox.shop.plugin_calls import FEES, RATES, VALIDATIONS
from wix_headless.sandbox.shop.pricing import Delivery, Fee, Line, Quotes, Violation
from wix_headless.sandbox.site import place
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire import money
from wix_headless.sandbox.wire.fields import Fields

LIFE = timedelta(minutes=10)
PRICE = re.compile(r"[0-9]{1,9}(\.[0-9]{1,9})?")
WEIGHT_UNIT = "LB"
SEVERITIES = ("WARNING", "ERROR")
ORIGIN = {
    "country": place.ADDRESS["country"],
    "subdivision": f"{place.ADDRESS['country']}-{place.ADDRESS['state']}",
    "city": place.ADDRESS["city"],
    "postalCode": place.ADDRESS["zip"],
    "streetAddress": {"name": place.ADDRESS["street"], "number": place.ADDRESS["streetNumber"]},
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """
    Where a buyer is with a cart, as far as the cart itself does not say it.

    Attributes:
        source: CART or CHECKOUT.
        address: Where it goes to, with the fields of Wix's address.
        contact: Who buys: firstName, lastName, phone, email.
    """

    source: str = "CART"
    address: Json = field(default_factory=dict)
    contact: Json = field(default_factory=dict)


def in_cart(cart: Cart) -> Situation:
    """Return the situation of a buyer who looks at the cart."""
    details = cart.details
    return Situation(address=details.get("address", {}), contact=details.get("customerInfo", {}))


def ask(
    memory: State,
    cart: Cart,
    situation: Situation,
    plugins: Collection[str] = (RATES, FEES, VALIDATIONS),
) -> None:
    """
    Ask those of *plugins* that there are, and keep what they say with the cart.

    The lock is released while they think: look everything up again afterwards.
    """
    for plugin, ask_one in ((RATES, _ask_rates), (FEES, _ask_fees), (VALIDATIONS, _ask_validity)):
        if plugin in plugins and plugin in memory.plugins and _is_there(memory, cart):
            ask_one(memory, cart, situation)


def _is_there(memory: State, cart: Cart) -> bool:
    return memory.carts.get(cart.id) is cart


def _ask_rates(memory: State, cart: Cart, situation: Situation) -> None:
    request = _rates_request(memory, cart, situation)
    asked = hashlib.sha256(json.dumps(request).encode()).hexdigest()
    known = memory.quotes.get(cart.id)
    if known and known.asked == asked and known.until and memory.now() < known.until:
        return
    ways = plugin_calls.call(memory, RATES, request, _identity(cart), _read_rates)
    if _is_there(memory, cart):
        quotes = memory.quotes.setdefault(cart.id, Quotes())
        quotes.ways = ways or {}
        quotes.asked = asked if ways is not None else ""
        quotes.until = memory.now() + LIFE


def _ask_fees(memory: State, cart: Cart, situation: Situation) -> None:
    request = _fees_request(memory, cart, situation)
    fees = plugin_calls.call(memory, FEES, request, _identity(cart), _read_fees)
    if _is_there(memory, cart):
        memory.quotes.setdefault(cart.id, Quotes()).fees = fees or []


def _ask_validity(memory: State, cart: Cart, situation: Situation) -> None:
    request = _validity_request(memory, cart, situation)
    violations = plugin_calls.call(memory, VALIDATIONS, request, _identity(cart), _read_violations)
    if _is_there(memory, cart):
        memory.quotes.setdefault(cart.id, Quotes()).violations = violations or []


def _identity(cart: Cart) -> Json:
    return webhooks.identify(cart.role, cart.subject_id)


def _rates_request(memory: State, cart: Cart, situation: Situation) -> Json:
    return {
        "lineItems": [
            {
                "name": line.product.name,
                "quantity": line.item.quantity,
                "catalogReference": cart_json.reference(line),
                "physicalProperties": _physical(line),
                "price": str(line.variant.price),
                "totalPrice": str(line.total),
            }
            for line in pricing.lines(memory, cart)
        ],
        "shippingDestination": situation.address,
        "shippingOrigin": ORIGIN,
        "buyerContactDetails": situation.contact,
        "weightUnit": WEIGHT_UNIT,
        "taxIncludedInPrices": False,
        "purchaseFlowId": cart.purchase_flow_id,
        "externalReferences": [],
    }


def _fees_request(memory: State, cart: Cart, situation: Situation) -> Json:
    return {
        "lineItems": [
            {
                "id": line.item.id,
                "quantity": line.item.quantity,
                "catalogReference": cart_json.reference(line),
                "productName": line.product.name,
                "price": str(line.variant.price),
                "physicalProperties": _physical(line),
            }
            for line in pricing.lines(memory, cart)
        ],
        "shippingAddress": situation.address,
        "buyerDetails": {"contactDetails": situation.contact},
        "appliedDiscounts": [],
        "shippingInfo": _shipping_info(memory, cart),
        "purchaseFlowId": cart.purchase_flow_id,
        "subtotal": str(pricing.subtotal(memory, cart)),
    }


def _validity_request(memory: State, cart: Cart, situation: Situation) -> Json:
    subtotal, shipping = pricing.subtotal(memory, cart), pricing.delivery_cost(memory, cart)
    discount, fees = pricing.discount(memory, cart).total, pricing.fees_total(memory, cart)
    prices = {
        "subtotal": subtotal,
        "shipping": shipping,
        "tax": Decimal(0),
        "discount": discount,
        "additionalFees": fees,
        "total": subtotal + shipping + fees - discount,
    }
    info: Json = {
        "buyerDetails": {"email": situation.contact.get("email")},
        "lineItems": [
            {
                "id": line.item.id,
                "quantity": line.item.quantity,
                "catalogReference": cart_json.reference(line),
                "productName": {"original": line.product.name, "translated": line.product.name},
                "price": money.price(line.variant.price),
                "physicalProperties": _physical(line),
                "itemType": {"preset": "PHYSICAL"},
            }
            for line in pricing.lines(memory, cart)
        ],
        "weightUnit": WEIGHT_UNIT,
        "priceSummary": {name: money.price(value) for name, value in prices.items()},
        "shippingAddress": {"address": situation.address, "contactDetails": situation.contact},
        "shippingInfo": _shipping_info(memory, cart),
        "appliedDiscounts": [],
        "currency": money.CURRENCY,
    }
    source = {"source": situation.source, "purchaseFlowId": cart.purchase_flow_id}
    return {"sourceInfo": source, "validationInfo": info}


def _physical(line: Line) -> Json:
    return {"sku": line.variant.sku, "shippable": True}


def _shipping_info(memory: State, cart: Cart) -> Json:
    way = pricing.chosen(memory, cart)
    if way is None:
        return {}
    option = {
        "code": way.code,
        "title": way.title,
        "logistics": {"deliveryTime": way.days},
        "cost": {"price": str(way.cost)},
    }
    return {"selectedCarrierServiceOption": option}


def _read_rates(answer: Fields) -> dict[str, Delivery]:
    answer.require("shippingRates")
    ways: dict[str, Delivery] = {}
    for one in answer.items("shippingRates"):
        code, cost, logistics = one.required_text("code"), one.sub("cost"), one.sub("logistics")
        if code in ways:
            raise ValidationError(one.name("code"), "is given twice")
        cost.choice("currency", (money.CURRENCY,), money.CURRENCY)
        charges = [_amount(charge) for charge in cost.items("additionalCharges")]
        ways[code] = Delivery(
            code=code,
            title=one.required_text("title", longest=250),
            cost=sum(charges, _amount(cost)),
            days=logistics.text("deliveryTime", longest=500),
            pickup=bool(logistics.sub("pickupDetails").data),
        )
    return ways


def _read_fees(answer: Fields) -> list[Fee]:
    answer.require("additionalFees")
    if answer.has("currency"):
        answer.choice("currency", (money.CURRENCY,))
    return [
        Fee(
            code=one.required_text("code", longest=100),
            name=one.text("translatedName", longest=50) or one.required_text("name", longest=50),
            price=_amount(one),
            line_ids=tuple(one.texts("lineItemIds")),
        )
        for one in answer.items("additionalFees")
    ]


def _read_violations(answer: Fields) -> list[Violation]:
    answer.require("violations")
    return [
        Violation(
            severity=one.choice("severity", SEVERITIES),
            target=one.sub("target").data,
            description=one.required_text("description", longest=1000),
        )
        for one in answer.items("violations")
    ]


def _amount(cost: Fields) -> Decimal:
    """Return the price of *cost*: a decimal number in a string, as all money of Wix's APIs."""
    text = cost.required_text("price")
    if not PRICE.fullmatch(text):
        raise ValidationError(cost.name("price"), 'is no price, such as "10.00"')
    return Decimal(text).quantize(money.CENT, ROUND_HALF_UP)
