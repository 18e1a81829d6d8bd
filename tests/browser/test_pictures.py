"""One evening in the life of the example site, as the documents show it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from example_project.local import BASE_DIR
from tests.browser.conftest import copy_demo
from tests.browser.people import Person
from tests.browser.pictures import Show
from tests.example.running import Demo, manage

DESK = {"DJANGO_SETTINGS_MODULE": "tests.browser.desk_settings", "PYTHONPATH": str(BASE_DIR)}
PLANT = "from tests.browser.two_days import plant; plant()"

#: An order that Wix does not have.
UNKNOWN = "0b0e9c52-6c3f-4f7e-9d0a-3a6d1c8e5f21"


@pytest.fixture(scope="module")
def demo(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo with a past."""
    site = copy_demo(tmp_path_factory.mktemp("desk"))
    with Demo(site, **DESK) as running:
        planted = manage(site, "shell", "-c", PLANT, **DESK)
        assert planted.returncode == 0, planted.stderr
        yield running


def test_an_evening_at_the_shop(new_person, demo, show):
    # One story, as each picture shows what has happened before.
    staff, ada, ben, newcomer = (new_person() for _ in range(4))
    staff.open("/admin/")
    staff.log_in_as_staff(demo)
    staff.page.get_by_role("link", name="API usage").wait_for()

    watch_the_calls(staff, show)
    come_and_go(ben)
    buy(ada, show)
    report(staff, show)
    administer(staff, show)
    look_at_the_other_side(staff, show)
    develop(newcomer, show)


def watch_the_calls(staff: Person, show: Show) -> None:
    page = staff.open("/admin/wix_headless/apiusage/")
    page.locator("svg.wix-chart").wait_for()
    # Without it there is room for all columns; the browser remembers.
    page.locator("#toggle-nav-sidebar").click()
    show("admin-usage", page)


def come_and_go(ben: Person) -> None:
    ben.open("/account/")
    ben.log_in("ben@example.com")
    ben.choose("Log out")
    ben.page.get_by_role("link", name="Log in").wait_for()


def buy(ada: Person, show: Show) -> None:
    page = ada.open("/")
    show("shop", page)
    ada.add_to_cart("everyday-mug", variant="Sea")
    ada.add_to_cart("harbour-bowl")
    show("cart", page)

    page.get_by_role("link", name="Log in").click()
    page.get_by_label("E-mail").fill("ada@example.com")
    show("login", page)
    ada.log_in()

    page.get_by_role("button", name="Go to checkout").click()
    page.locator("label.choice", has_text="Express parcel").click()
    page.locator("dl", has_text="Express parcel").wait_for()
    show("checkout", page)
    page.get_by_role("button", name="Place order").click()
    page.get_by_role("heading", name=re.compile(r"Order \d+")).wait_for()

    ada.open("/account/")
    page.get_by_role("heading", name="Ada Lindqvist").wait_for()
    show("account", page)


def report(staff: Person, show: Show) -> None:
    page = staff.open("/staff/report/")
    page.get_by_role("row", name="Express parcel").wait_for()
    show("report", page)


def administer(staff: Person, show: Show) -> None:
    # The handler asks Wix for it, and fails.
    staff.wix.control("events", type="wix.ecom.v1.order_approved", entity_id=UNKNOWN)
    assert staff.wix.control("deliveries?wait=5", "GET")["at_rest"]

    page = staff.open("/admin/wix_headless/storedtoken/")
    page.get_by_role("link", name="Ada Lindqvist").wait_for()
    show("admin-tokens", page)

    staff.open("/admin/wix_headless/wixmember/")
    page.get_by_role("link", name="Ada Lindqvist").click()
    page.get_by_role("heading", name="Ada Lindqvist").wait_for()
    show("admin-member", page)

    staff.open("/admin/wix_headless/eventdelivery/")
    page.get_by_role("row", name="waiting").wait_for()
    show("admin-events", page)


def look_at_the_other_side(staff: Person, show: Show) -> None:
    page = staff.page
    page.goto(f"{staff.wix.origin}/dashboard/webhooks")
    page.get_by_role("region", name="Events").wait_for()
    show("sandbox", page)


def develop(newcomer: Person, show: Show) -> None:
    newcomer.context.add_cookies([{"name": "toolbar", "value": "yes", "url": newcomer.site}])
    page = newcomer.open("/")
    page.locator("#djdt-WixPanel a").click()
    page.locator("#WixPanel").get_by_role("cell", name="visitor").first.wait_for()
    show("toolbar", page)
