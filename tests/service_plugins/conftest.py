"""Fixtures: no plugins but a test's own, and Wix, which calls them."""

from __future__ import annotations

import json
import time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.support.plugins import no_plugins
from tests.support.signed_bodies import make_key, sign, write_public

CLIENT = "11111111-aaaa-4bbb-8ccc-222222222222"
INSTANCE = "33333333-dddd-4eee-8fff-444444444444"
RATES = "ECOM_SHIPPING_RATES"
RATES_PATH = "/v1/getRates"


class Wix:
    """Signs calls as Wix does, and sends them to the site, which believes in CSRF."""

    def __init__(self) -> None:
        self.key = make_key("wix")
        self.client = Client(enforce_csrf_checks=True, raise_request_exception=True)

    def write(
        self,
        plugin_type: str = RATES,
        request: dict[str, Any] | None = None,
        *,
        claims: dict[str, Any] | None = None,
        **metadata: Any,
    ) -> bytes:
        """Return the body of a call; what *claims* and *metadata* say is None is left out."""
        now = time.time()
        told = {
            "requestId": "request-1",
            "instanceId": INSTANCE,
            "currency": "EUR",
            "languages": ["de-DE", "en-US"],
            "identity": {"identityType": "MEMBER", "memberId": "member-1"},
            "appExtensionId": "extension-1",
            "appExtensionType": plugin_type,
        }
        data = {"request": request or {}, "metadata": without_none(told | metadata)}
        said = {"data": data, "iss": "wix.com", "aud": CLIENT, "iat": now - 1, "exp": now + 300}
        return sign(self.key, without_none(said | (claims or {})))

    def send(self, body: bytes | str, plugin_type: str = RATES, path: str = RATES_PATH, **more):
        url = reverse("wix:service_plugin", args=[plugin_type]) + path
        return self.client.post(url, body, content_type="text/plain", **more)

    def call(self, plugin_type: str = RATES, path: str = RATES_PATH, /, *args, **more):
        """Call a method as Wix does."""
        return self.send(self.write(plugin_type, *args, **more), plugin_type, path)


def without_none(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def read(response):
    """Return the answer's JSON; there is nothing but JSON here."""
    assert response["Content-Type"] == "application/json"
    return json.loads(response.content)


@pytest.fixture(autouse=True)
def plugins():
    """Forget what this process answers, for the test's time."""
    with no_plugins() as registry:
        yield registry


@pytest.fixture
def wix(settings, db):
    """Wix, and a site that knows it."""
    wix = Wix()
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {
        "CLIENT_ID": CLIENT,
        "CLIENT_INSTANCE_ID": INSTANCE,
        "CLIENT_PUBLIC_KEY": [write_public(make_key("former")), write_public(wix.key)],
    }
    return wix
