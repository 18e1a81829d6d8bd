"""Fixtures: the test settings, with the example's addresses and its page for troubles with Wix."""

from __future__ import annotations

from typing import Any

import pytest

from example_project.local import BASE_DIR
from tests.support.browser import SITE, Browser
from wix_headless.testing.clients import read_form


@pytest.fixture(autouse=True)
def example_site(settings: Any) -> None:
    *before, wix = settings.MIDDLEWARE
    settings.ROOT_URLCONF = "example_project.urls"
    [engine] = settings.TEMPLATES
    processors = engine["OPTIONS"]["context_processors"]
    options = {"context_processors": [*processors, "example_project.cart_count.cart_count"]}
    folders = [BASE_DIR / "example_project/templates"]
    settings.TEMPLATES = [engine | {"DIRS": folders, "OPTIONS": options}]
    settings.MIDDLEWARE = [
        *before,
        "example_project.middleware.WixErrorMiddleware",
        wix,
    ]


@pytest.fixture
def shopper(browser: Browser) -> Shopper:
    return Shopper(browser)


class Shopper:
    """Somebody who knows the way around the example site."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.site = browser.site

    def get(self, path: str) -> str:
        """Open a page that has to be there, and return it."""
        answer = self.site.get(path)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def post(self, path: str, **fields: Any) -> str:
        """Send a form, and return the page that it ends on."""
        answer = self.site.post(path, fields, follow=True)
        assert answer.status_code == 200, answer.status_code
        return answer.content.decode()

    def add(self, slug: str, **fields: Any) -> str:
        """Fill in a product's form and put the product into the cart."""
        page = self.get(f"/products/{slug}/")
        given = {"variant": read_form(page).get("variant", ""), "quantity": 1, **fields}
        return self.post(f"/products/{slug}/", **given)

    def line(self) -> str:
        """Return the id of the cart's last line."""
        return read_form(self.get("/cart/"))["line"]

    def check_out(self, **buyer: str) -> str:
        """Go through Wix's checkout, and return the address that it comes back to."""
        back = self.site.wix_submit(self.site.post("/cart/checkout/")["Location"], **buyer)
        assert back.startswith(f"{SITE}/thank-you/"), back
        return back.removeprefix(SITE)
