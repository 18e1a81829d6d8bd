"""``docs/service-plugins.md``: its Python runs as it stands, and Wix gets its rates."""

from __future__ import annotations

from django.urls import reverse

from tests.docs.pages import DOCS, read_blocks, run
from tests.service_plugins.conftest import RATES, RATES_PATH, read

PAGE = DOCS / "service-plugins.md"


def test_the_page(wix):
    run(*read_blocks(PAGE))
    items = [{"name": "Bowl", "quantity": 3}]

    response = wix.call(
        RATES,
        RATES_PATH,
        {"lineItems": items, "shippingDestination": {"country": "DE", "postalCode": "10115"}},
    )

    (rate,) = read(response)["shippingRates"]
    assert rate["cost"] == {"price": "14.70", "currency": "EUR"}
    refused = wix.call(RATES, RATES_PATH, {"lineItems": items})
    assert refused.status_code == 400
    assert read(refused)["applicationError"]["code"] == "MISSING_POSTAL_CODE"


def test_the_deployment_uri_is_the_one_that_the_page_names():
    assert reverse("wix:service_plugin", args=[RATES]) == f"/wix/plugins/{RATES}"
    assert f"https://shop.example.com/wix/plugins/{RATES}" in PAGE.read_text(encoding="utf-8")
