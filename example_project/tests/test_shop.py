"""From the shop window to the order: with the classes of Django's own runner."""

from __future__ import annotations

from django.test import TestCase

from wix_headless.testing import WixSandboxMixin, read_form


class ShopTests(WixSandboxMixin, TestCase):
    """A visitor at the shop; ``self.client`` is one who can log in."""

    def test_the_window_shows_products(self) -> None:
        self.assertContains(self.client.get("/"), "Harbour Bowl")

    def test_an_empty_shop_is_a_page_too(self) -> None:
        self.wix_sandbox.control("clear")

        self.assertEqual(self.client.get("/").status_code, 200)

    def test_a_member_orders(self) -> None:
        self.client.wix_login()
        product = "/products/harbour-bowl/"
        self.client.post(product, read_form(self.client.get(product).text))
        to_wix = self.client.post("/cart/checkout/").headers["Location"]

        thanks = self.client.wix_return(self.client.wix_submit(to_wix, note="Ring twice."))

        self.assertContains(thanks, "Thank you")
        self.assertContains(self.client.get("/cart/"), "Your cart is empty")
