"""From a workshop's page to a booked place."""

from __future__ import annotations

import re
from datetime import timedelta
from urllib.parse import unquote

import pytest
from django.utils import timezone

from wix_headless.testing.clients import read_form

CLASS = "/services/wheel-throwing-taster/"
HOUR = "/services/private-studio-hour/"
VISITOR = {"email": "vera@example.com", "first_name": "Vera", "last_name": "Quist"}


def day(number):
    return (timezone.localdate() + timedelta(days=number)).isoformat()


def slots(page):
    return re.findall(r'class="slot" href="([^"]+)"', page)


@pytest.fixture
def slot(shopper):
    """The address of a time that is free, a week from now."""
    return slots(shopper.get(f"{CLASS}?since={day(7)}"))[0]


def go_to_wix(shopper, slot):
    return shopper.site.post(slot)["Location"]


def book(shopper, slot, **buyer):
    """Go through Wix's booking page, and return the address that it comes back to."""
    page = shopper.browser.wix.get(go_to_wix(shopper, slot), timeout=10)
    sent = shopper.browser.wix.post(
        page.url, data=read_form(page.text) | buyer, allow_redirects=False, timeout=10
    )
    return sent.headers["Location"].removeprefix("http://testserver")


def test_the_list_shows_names_prices_and_lengths(shopper):
    page = shopper.get("/services/")

    assert "Wheel-Throwing Taster" in page
    assert "$68.00" in page
    assert "60 min" in page
    assert "Free" in page
    assert "/media/" in page


def test_a_site_without_services_says_so(shopper, sandbox):
    sandbox.control("clear")

    assert "No workshops at the moment" in shopper.get("/services/")


@pytest.mark.parametrize("path", [CLASS, HOUR])
def test_free_times_are_shown_day_by_day(shopper, path):
    page = shopper.get(f"{path}?since={day(7)}")

    assert slots(page)
    starts = [unquote(one).partition("start=")[2] for one in slots(page)]
    assert starts == sorted(starts)
    assert all(day(7) <= start[:10] < day(14) for start in starts)


def test_the_days_go_on_and_back(shopper):
    page = shopper.get(CLASS)
    assert f'rel="next" href="?since={day(7)}#times"' in page
    assert 'rel="prev"' not in page

    page = shopper.get(f"{CLASS}?since={day(7)}")
    assert f'rel="next" href="?since={day(14)}#times"' in page
    assert f'rel="prev" href="?since={day(0)}#times"' in page


@pytest.mark.parametrize("since", ["", "nonsense", "0001-01-01", "9999-12-31", day(-30), "\x00"])
def test_days_that_make_no_sense_are_the_next_ones(shopper, since):
    answer = shopper.site.get(CLASS, {"since": since})

    assert answer.status_code == 200
    assert b"The next seven days" in answer.content


def test_days_without_a_free_time_say_so(shopper):
    assert "Nothing is free in these days" in shopper.get(f"{CLASS}?since={day(300)}")


@pytest.mark.parametrize("slug", ["nothing", "..", "<b>", "x" * 300])
@pytest.mark.parametrize("path", ["", "book/?start=2026-01-01T10:00:00", "booked/"])
def test_an_unknown_service_is_a_page_not_found(shopper, slug, path):
    assert shopper.site.get(f"/services/{slug}/{path}").status_code == 404


def test_a_chosen_time_is_shown_with_place_and_price(shopper, slot):
    page = shopper.get(slot)

    assert "Wheel-Throwing Taster" in page
    assert "Ropewalk Lane" in page
    assert "Mira Solberg" in page
    assert "$68.00" in page
    assert "of 8" in page


@pytest.mark.parametrize(
    "start",
    ["", "nonsense", "2026-13-01T10:00:00", "9999-12-31T10:00:00", "2026-11-25T10:00Z", "\x00"],
)
def test_a_time_that_is_none_leads_back_to_the_service(shopper, start):
    answer = shopper.site.get(f"{CLASS}book/", {"start": start})

    assert answer.status_code == 302
    assert answer["Location"] == CLASS


def test_a_time_that_never_was_is_told_kindly(shopper):
    answer = shopper.site.get(f"{CLASS}book/", {"start": f"{day(7)}T03:33:00"}, follow=True)

    assert b"That time is no longer free." in answer.content
    assert answer.redirect_chain[0][0] == f"{CLASS}?since={day(7)}#times"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_time_taken_meanwhile_is_told_kindly(shopper, sandbox, slot, method):
    start = unquote(slot).partition("start=")[2]
    sandbox.control("slots/wheel-throwing-taster", localStartDate=start, taken=8)

    answer = getattr(shopper.site, method)(slot, follow=True)

    assert b"That time is no longer free." in answer.content


def test_a_visitor_books(shopper, slot):
    back = book(shopper, slot, **VISITOR)

    assert back.startswith(f"{CLASS}booked/?")
    assert "its confirmation is on the way" in shopper.get(back)


@pytest.mark.parametrize("path", [CLASS, HOUR])
def test_a_member_books_and_finds_it_in_the_account(shopper, path):
    shopper.browser.log_in("ada@example.com")
    slot = slots(shopper.get(f"{path}?since={day(7)}"))[0]

    page = shopper.get(book(shopper, slot))

    assert "is booked." in page
    assert "Sent" not in page
    number = re.search(r"Order (\d+)", page).group(1)
    assert f"Order {number}" in shopper.get("/account/")


def test_a_made_up_booking_is_thanked_for_without_a_claim(shopper):
    shopper.browser.log_in("ada@example.com")
    made_up = "00000000-0000-4000-8000-000000000000"

    page = shopper.get(f"{CLASS}booked/?orderId={made_up}")

    assert "If you have booked a place" in page


def test_an_order_of_something_else_is_no_booking(shopper):
    shopper.browser.log_in("ada@example.com")
    [bowls] = re.findall(r"orders/([0-9a-f-]+)/.>Order 10041", shopper.get("/account/"))

    assert "If you have booked a place" in shopper.get(f"{CLASS}booked/?orderId={bowls}")


def test_wixs_page_leads_back_to_the_services(shopper, slot):
    page = shopper.browser.wix.get(go_to_wix(shopper, slot), timeout=10).text

    assert "http://testserver/services/" in page


def test_a_place_that_goes_at_wix_is_not_booked_twice(shopper, new_browser, sandbox):
    slot = slots(shopper.get(f"{HOUR}?since={day(7)}"))[0]
    other = type(shopper)(new_browser())
    assert book(other, slot, **VISITOR).startswith(f"{HOUR}booked/")

    answer = shopper.site.post(slot, follow=True)

    assert b"That time is no longer free." in answer.content
