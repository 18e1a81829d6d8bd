"""What Wix leaves to the site: the rates of a delivery; found at start-up."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal
from typing import Any

from wix_headless.service_plugins import PluginMetadata, service_plugin

#: Pounds in one of Wix's units of weight.
POUNDS = {"LB": Decimal(1), "KG": Decimal("2.2046")}

#: What a piece weighs, packed, that the shop has not weighed.
USUAL_POUNDS = Decimal("1.5")


@dataclass(frozen=True, slots=True, kw_only=True)
class Tariff:
    """One way to send a parcel: what the first pound costs, and each further one that is begun."""

    code: str
    title: str
    days: str
    first: Decimal
    further: Decimal

    def work_out(self, pounds: Decimal) -> Decimal:
        """Return what a parcel of that weight costs."""
        begun = max(pounds.to_integral_value(ROUND_CEILING), Decimal(1))
        return self.first + (begun - 1) * self.further


HOME = "US"
TARIFFS = {
    "US": (
        Tariff(
            code="parcel",
            title="Parcel",
            days="3-5 days",
            first=Decimal("5.20"),
            further=Decimal("0.90"),
        ),
        Tariff(
            code="parcel-express",
            title="Express parcel",
            days="tomorrow",
            first=Decimal("12.40"),
            further=Decimal("1.75"),
        ),
    ),
    "CA": (
        Tariff(
            code="parcel-canada",
            title="Parcel to Canada",
            days="5-8 days",
            first=Decimal("13.10"),
            further=Decimal("2.40"),
        ),
    ),
}
ABROAD = (
    Tariff(
        code="parcel-abroad",
        title="Parcel abroad",
        days="8-14 days",
        first=Decimal("24.50"),
        further=Decimal("6.80"),
    ),
)


@service_plugin("ECOM_SHIPPING_RATES")
class Shipping:
    """Rates by country and weight; before anybody has said where to, those within the country."""

    def get_shipping_rates(
        self, request: dict[str, Any], metadata: PluginMetadata
    ) -> dict[str, Any]:
        pounds = weigh(request)
        country = (request.get("shippingDestination") or {}).get("country") or HOME
        tariffs = TARIFFS.get(country, ABROAD) if pounds else ()
        rates = [
            {
                "code": tariff.code,
                "title": tariff.title,
                "logistics": {"deliveryTime": tariff.days},
                "cost": {"price": tariff.work_out(pounds), "currency": metadata.currency},
            }
            for tariff in tariffs
        ]
        return {"shippingRates": rates}


def weigh(request: dict[str, Any]) -> Decimal:
    """Return the pounds of all that has to be sent; nothing if nothing has."""
    unit = POUNDS.get(request.get("weightUnit", ""), POUNDS["LB"])
    return sum((weigh_line(line, unit) for line in request["lineItems"]), Decimal(0))


def weigh_line(line: dict[str, Any], unit: Decimal) -> Decimal:
    """Return the pounds of a line's pieces; a workshop or a download has none."""
    physical = line.get("physicalProperties") or {}
    if physical.get("shippable") is False:
        return Decimal(0)
    weight = physical.get("weight")
    each = Decimal(str(weight)) * unit if weight else USUAL_POUNDS
    return each * int(line["quantity"])
