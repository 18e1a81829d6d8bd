"""Every page on phones and desks, by day and by night: what axe has to say to it, and a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from example_project.local import BASE_DIR
from tests.browser.conftest import missing
from tests.browser.people import Person, Wix

AXE = Path(__file__).parent / "node_modules/axe-core/axe.min.js"
SCREENSHOTS = BASE_DIR / "screenshots"
SIZES = {"desktop": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
SCHEMES = ("light", "dark")

#: Pages as a visitor with something in the cart sees them.
FOR_VISITORS = {
    "shop": "/",
    "shop-search": "/?q=vase",
    "shop-category": "/?category=notebooks",
    "shop-nothing-found": "/?q=bicycle",
    "product": "/products/everyday-mug/",
    "product-sold-out": "/products/night-market-bowl/",
    "cart": "/cart/",
    "thank-you": "/thank-you/",
    "services": "/services/",
    "service-class": "/services/wheel-throwing-taster/",
    "service-appointment": "/services/private-studio-hour/",
    "service-booked": "/services/private-studio-hour/booked/",
    "login-failed": "/wix/callback/?error=access_denied&state=x",
}

#: Pages as a member sees them.
FOR_MEMBERS = {
    "account": "/account/",
    "order": "/account/orders/{order}/",
    "profile": "/account/profile/",
    "members-only": "/members-only/",
    "not-for-you": "/staff/report/",
}


@pytest.fixture(scope="module")
def axe() -> str:
    if not AXE.exists():
        missing("axe-core (npm)")
    return AXE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def make(chromium: Any, demo: Any) -> Iterator[Callable[[], Person]]:
    wix = Wix(demo)
    wix.control("reset")
    people: list[Person] = []

    def make() -> Person:
        people.append(Person(chromium.new_context(), demo, wix))
        return people[-1]

    yield make
    for person in people:
        person.context.close()


@pytest.fixture(scope="module")
def visitor(make: Callable[[], Person]) -> Person:
    visitor = make()
    visitor.add_to_cart("harbour-bowl")
    visitor.add_to_cart("everyday-mug", variant="Sea")
    return visitor


@pytest.fixture(scope="module")
def member(make: Callable[[], Person]) -> Person:
    member = make()
    member.open("/account/")
    member.log_in()
    return member


def judge(page: Any, axe: str, name: str) -> list[str]:
    """Take the page's pictures, and return what axe has to say to it."""
    found = []
    page.evaluate(axe)
    for size, viewport in SIZES.items():
        page.set_viewport_size(viewport)
        for scheme in SCHEMES:
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=SCREENSHOTS / f"{name}-{size}-{scheme}.png", full_page=True)
            result = page.evaluate("axe.run()")
            found += [
                f"{size} {scheme}: {one['help']}: {node['html']}: {node['failureSummary']}"
                for one in result["violations"]
                for node in one["nodes"]
            ]
        too_wide = "document.documentElement.scrollWidth > innerWidth"
        if page.evaluate(too_wide):
            found.append(f"{size}: the page is wider than the screen")
    return found


@pytest.mark.parametrize("name", FOR_VISITORS)
def test_a_visitors_page(visitor, axe, name):
    page = visitor.open(FOR_VISITORS[name])

    assert judge(page, axe, name) == []


@pytest.mark.parametrize("name", FOR_MEMBERS)
def test_a_members_page(member, axe, name):
    page = member.open("/account/")
    order = page.locator("h3 a").first.get_attribute("href").split("/")[-2]
    member.open(FOR_MEMBERS[name].format(order=order))

    assert judge(page, axe, name) == []
