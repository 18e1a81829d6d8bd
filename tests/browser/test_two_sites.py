"""Two shops in one window: the same Django site by two names, each a Wix site of its own."""

from __future__ import annotations

from tests.browser.test_pages import SCREENSHOTS, SIZES


def test_somebody_shops_at_both(person, demo):
    shops = {"shop-default": person.site, "shop-outlet": f"http://outlet.localhost:{demo.port}"}
    page = person.page
    for slug, (name, origin) in zip(("harbour-bowl", "porridge-bowl"), shops.items(), strict=True):
        page.goto(f"{origin}/")
        for size, viewport in SIZES.items():
            page.set_viewport_size(viewport)
            page.screenshot(path=SCREENSHOTS / f"{name}-{size}.png")
        page.goto(f"{origin}/products/{slug}/")
        page.get_by_role("button", name="Add to cart").click()
        page.get_by_role("heading", name="Your cart", exact=True).wait_for()

    found = {}
    for name, origin in shops.items():
        page.goto(f"{origin}/cart/")
        lines = page.get_by_role("main").inner_text()
        brand = page.locator("a.brand").inner_text()
        found[name] = (brand, "Harbour Bowl" in lines, "Porridge Bowl" in lines)

    assert found == {
        "shop-default": ("Kiln & Quill", True, False),
        "shop-outlet": ("Kiln & Quill Outlet", False, True),
    }
