"""Wix calls the site: for the rates of a delivery, and to tell of the order."""

from __future__ import annotations

import re

#: What the example's tariff says of one bowl, and what a bowl costs.
EXPRESS, BOWL = "$14.15", "$34.00"
TOTAL = "$48.15"


def test_an_order_has_the_sites_own_rates_and_is_told_to_its_staff(new_person, demo):
    ada, staff = new_person(), new_person()
    staff.open("/staff/report/")
    staff.log_in_as_staff(demo)
    orders = staff.page.get_by_role("region", name="As Wix has told of them")
    orders.wait_for()
    assert orders.get_by_text("Express parcel").count() == 0

    ada.add_to_cart("harbour-bowl")
    ada.page.get_by_role("link", name="Log in").click()
    ada.log_in()
    ada.page.get_by_role("button", name="Go to checkout").click()
    ada.page.wait_for_url(f"{ada.wix.origin}/**")
    express = ada.page.locator("label.choice", has_text="Express parcel")
    assert EXPRESS in express.inner_text()
    express.click()
    bill = ada.page.locator("dl", has_text="Express parcel")
    assert bill.locator("dd").all_inner_texts() == [BOWL, EXPRESS, TOTAL]
    ada.page.get_by_role("button", name="Place order").click()
    ada.page.wait_for_url(f"{ada.site}/thank-you/**")
    order = ada.page.get_by_role("heading", name=re.compile(r"Order \d+")).inner_text()

    # Nobody touches the staff's page: it asks by itself.
    row = orders.get_by_role("row").filter(has_text="Express parcel")
    row.wait_for()
    told = row.get_by_role("cell").all_inner_texts()
    assert told[:4] == [order.removeprefix("Order "), "1", "Express parcel", TOTAL]

    ada.page.get_by_role("link", name=order).click()
    summary = ada.page.locator("dl.sums")
    assert summary.locator("dd").all_inner_texts() == [BOWL, EXPRESS, TOTAL]
