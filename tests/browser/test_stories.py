"""What people do on the site, from beginning to end."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit


def test_a_cart_goes_with_its_visitor_to_the_order_and_nowhere_else(new_person):
    ada, stranger = new_person(), new_person()
    page = ada.page

    ada.add_to_cart("harbour-bowl")
    assert page.locator(".count").inner_text().startswith("1")
    stranger.open("/cart/")
    assert "Your cart is empty" in stranger.headings()
    assert stranger.page.locator(".count").count() == 0

    page.get_by_role("link", name="Log in").click()
    ada.log_in()
    assert page.url == f"{ada.site}/cart/"
    assert "Harbour Bowl" in ada.headings()

    page.get_by_role("button", name="Go to checkout").click()
    page.wait_for_url(f"{ada.wix.origin}/**")
    page.get_by_role("button", name=re.compile("order", re.IGNORECASE)).click()
    page.wait_for_url(f"{ada.site}/thank-you/**")
    order = page.get_by_role("heading", name=re.compile(r"Order \d+")).inner_text()
    assert page.locator(".count").count() == 0

    ada.choose("Account")
    page.get_by_role("link", name=order).click()
    page.get_by_role("heading", name=order, level=1).wait_for()
    assert "Harbour Bowl" in ada.headings()
    address = page.url

    ada.choose("Log out")
    page.get_by_role("link", name="Log in").wait_for()
    ada.open("/account/")
    page.get_by_role("heading", name="Welcome back").wait_for()

    stranger.open("/members-only/")
    stranger.log_in("ben@example.com")
    assert stranger.page.goto(address).status == 404


def test_a_place_is_booked_over_several_pages(person):
    page = person.page
    person.open("/")
    page.get_by_role("link", name="Workshops").click()
    page.get_by_role("link", name="Private Studio Hour").click()
    page.get_by_role("link", name="Later").click()
    slot = page.locator("a.slot").first
    time = slot.inner_text().split()[-1]
    slot.click()

    assert "Private Studio Hour" in person.headings()
    page.locator("dd", has_text=f"{time} to").wait_for()
    page.get_by_role("button", name="Go to checkout").click()
    page.wait_for_url(f"{person.wix.origin}/**")
    page.get_by_label("First name").fill("Vera")
    page.get_by_label("Last name").fill("Quist")
    page.get_by_label("E-mail").fill("vera@example.com")
    page.get_by_role("button", name="Book now").click()

    page.wait_for_url(f"{person.site}/services/private-studio-hour/booked/**")
    page.get_by_text("its confirmation is on the way").wait_for()


def test_a_time_that_somebody_else_takes_meanwhile_is_told_kindly(person):
    page = person.open("/services/private-studio-hour/")
    page.get_by_role("link", name="Later").click()
    page.locator("a.slot").first.click()
    page.get_by_role("heading", name="Your time").wait_for()
    start = parse_qs(urlsplit(page.url).query)["start"][0]
    person.wix.control("slots/private-studio-hour", localStartDate=start, taken=1)

    page.get_by_role("button", name="Go to checkout").click()

    page.get_by_role("status").filter(has_text="no longer free").wait_for()
    page.get_by_role("heading", name="From").wait_for()


def test_a_login_that_wix_refuses_can_be_tried_again_or_left(person):
    page = person.page
    person.open("/account/")

    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill("not hers")
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("alert").wait_for()
    assert page.url.startswith(person.wix.origin)

    page.get_by_role("link", name="Cancel").click()
    page.wait_for_url(f"{person.site}/wix/callback/**")
    page.get_by_role("link", name="Log in", exact=True).wait_for()


def test_a_blocked_member_is_told_so_and_is_nobody(person):
    person.open("/account/")

    person.log_in("esme@example.com")

    person.page.get_by_text("blocked", exact=False).first.wait_for()
    person.open("/")
    person.page.get_by_role("link", name="Log in").wait_for()


def test_two_tabs_log_in_at_once(person):
    one, other = person.page, person.context.new_page()
    person.open("/account/", page=one)
    person.open("/members-only/", page=other)

    person.log_in(page=one)
    person.log_in(page=other)

    assert one.url == f"{person.site}/account/"
    assert other.url == f"{person.site}/members-only/"
    one.reload()
    one.get_by_role("heading", name="Ada Lindqvist").wait_for()


def test_a_member_whose_token_staff_revoke_is_asked_to_log_in_again(new_person, demo):
    ada, staff = new_person(), new_person()
    ada.open("/account/")
    ada.log_in()
    page = staff.open("/admin/wix_headless/storedtoken/?role__exact=member")
    staff.log_in_as_staff(demo)

    page.locator("#action-toggle").check()
    page.locator("select[name=action]").select_option("revoke")
    page.locator("button[name=index]").click()
    page.get_by_role("button", name="Yes, revoke").click()
    page.get_by_text(re.compile(r"tokens? (was|were) revoked")).wait_for()

    ada.page.reload()
    ada.page.get_by_role("heading", name="Welcome back").wait_for()
    ada.log_in()
    ada.page.get_by_role("heading", name="Ada Lindqvist").wait_for()


def test_who_logs_in_at_wixs_checkout_is_logged_in_here_too(person):
    page = person.page
    person.add_to_cart("harbour-bowl")
    page.get_by_role("button", name="Go to checkout").click()
    page.wait_for_url(f"{person.wix.origin}/**")

    page.get_by_role("link", name="Log in").click()
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill(person.wix.password_of("ada@example.com"))
    page.get_by_role("button", name="Log in").click()
    page.get_by_role("button", name="Place order").click()

    page.wait_for_url(f"{person.site}/thank-you/**")
    page.get_by_text("Your order is with us.").wait_for()
    page.locator("details.member summary", has_text="Ada").wait_for()
    assert "wixMemberLoggedIn" not in page.url
