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
#: No page may be wider than these screens.
WIDTHS = (320, 390, 768, 1280)
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
    "blog": "/blog/",
    "post": "/blog/what-a-kiln-does-at-night/",
    "guestbook": "/guestbook/",
    "login-failed": "/wix/callback/?error=access_denied&state=x",
}

#: Pages as a member sees them.
FOR_MEMBERS = {
    "account": "/account/",
    "order": "/account/orders/{order}/",
    "profile": "/account/profile/",
    "members-only": "/members-only/",
    "guestbook-member": "/guestbook/",
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
    page.evaluate("for (const image of document.images) image.loading = 'eager'")
    page.wait_for_function("[...document.images].every((image) => image.complete)")
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
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 844})
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append(f"the page is wider than a screen of {width}")
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


def test_an_empty_cart(make, axe):
    newcomer = make()

    assert judge(newcomer.open("/cart/"), axe, "cart-empty") == []


def test_a_cart_with_a_coupon(make, axe):
    saver = make()
    saver.add_to_cart("harbour-bowl")
    saver.page.get_by_label("Coupon").fill("welcome10")
    saver.page.get_by_role("button", name="Use").click()
    saver.page.get_by_text("Coupon WELCOME10").first.wait_for()

    assert judge(saver.page, axe, "cart-coupon") == []


def test_a_chosen_time(visitor, axe):
    page = visitor.open("/services/wheel-throwing-taster/")
    page.locator("a.slot").first.click()
    page.get_by_role("heading", name="Your time").wait_for()

    assert judge(page, axe, "book") == []


def test_an_open_menu(member, axe):
    page = member.open("/members-only/")
    page.locator("details.member summary").click()

    assert judge(page, axe, "menu-open") == []


def test_a_form_with_complaints(member, axe):
    page = member.open("/account/profile/")
    page.get_by_label("Nickname").fill("")
    page.get_by_label("Phone").fill("call me")
    page.get_by_role("button", name="Save").click()
    page.get_by_role("alert").first.wait_for()

    assert judge(page, axe, "profile-complaints") == []


def test_an_account_without_orders(member, axe):
    nothing = {"orders": [], "metadata": {}}
    member.wix.control("fail", path="/ecom/v1/orders/search", times=1, status=200, body=nothing)

    assert judge(member.open("/account/"), axe, "account-without-orders") == []


def test_a_wix_that_does_not_answer(visitor, axe):
    visitor.wix.control("fail", path="*", times=50, status=503)
    try:
        page = visitor.open("/")
        page.get_by_role("heading", name="The shop does not answer").wait_for()
        found = judge(page, axe, "wix-does-not-answer")
    finally:
        visitor.wix.control("fail", "DELETE")

    assert found == []


def test_the_staff_report(make, demo, axe):
    staff = make()
    page = staff.open("/staff/report/")
    staff.log_in_as_staff(demo)
    page.get_by_role("heading", name="Staff report").wait_for()

    assert judge(page, axe, "staff-report") == []
