"""What the sandbox tells of by itself, when something happens in the shop."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.hearing import Listener, subscribe
from tests.sandbox.support import Browser, Caller, Form, Login, act_as, add, catalog_item
from tests.sandbox.test_bookings import GUEST, book, booking_of, checkout, confirm, sessions
from tests.sandbox.test_carts_and_orders import order
from tests.support.loopback import LoopbackServer, build_answer

CURRENT = "/ecom/v2/carts/current"
CART, ORDER = "wix.ecom.v2.cart", "wix.ecom.v1.order"
MEMBER, CONTACT = "wix.members.v1.member", "wix.contacts.v4.contact"
BOOKING = "wix.bookings.v2.booking"


@pytest.fixture
def site(anybody: Caller, keys: dict[str, Any]) -> Iterator[Listener]:
    with LoopbackServer(build_answer()) as server:
        subscribe(anybody, server.origin)
        yield Listener(anybody, keys, server)


def only(news: list[dict[str, Any]], event_type: str) -> dict[str, Any]:
    """Return the one event of a type."""
    (found,) = [one for one in news if one["eventType"] == event_type]
    return found


def test_a_cart_is_told_of_as_it_is_at_the_end_of_the_request(
    visitor: Caller, site: Listener
) -> None:
    asked = {"catalogItems": [catalog_item(visitor, "harbour-bowl")], "cart": {"note": "Hi"}}

    cart = visitor.post(CURRENT, asked).json()["cart"]
    changed = add(visitor, "harbour-bowl").json()["cart"]
    visitor.delete(CURRENT)

    created, updated, deleted = site.hear()
    assert created["eventType"] == f"{CART}_created"
    assert created["data"]["createdEvent"] == {"entity": cart}
    assert updated["data"]["updatedEvent"] == {"currentEntity": changed}
    assert deleted["data"]["deletedEvent"] == {}
    assert deleted["data"]["entityId"] == cart["id"]
    owner = {
        "identityType": "ANONYMOUS_VISITOR",
        "anonymousVisitorId": created["identity"]["anonymousVisitorId"],
    }
    assert [one["identity"] for one in (created, updated, deleted)] == [owner] * 3


def test_an_order_is_created_paid_and_approved(
    member: Caller, app: Caller, browser: Browser, site: Listener
) -> None:
    add(member, "harbour-bowl")
    site.hear()

    told = order(member, browser)

    placed = app.get(f"/ecom/v1/orders/{told['orderId']}").json()["order"]
    news = site.hear()
    me = {"identityType": "MEMBER", "memberId": placed["buyerInfo"]["memberId"]}
    assert [one["eventType"] for one in news] == [
        "wix.headless.v1.redirect_session_created",
        f"{CART}_updated",
        f"{ORDER}_created",
        f"{ORDER}_payment_status_updated",
        f"{ORDER}_approved",
        "wix.ecom.v1.checkout_completed",
    ]
    assert [one["identity"] for one in news] == [me] * 6
    created = only(news, f"{ORDER}_created")["data"]
    assert created["createdEvent"] == {"entity": placed}
    paid = only(news, f"{ORDER}_payment_status_updated")["data"]["actionEvent"]["body"]
    assert paid == {"order": placed, "previousPaymentStatus": "NOT_PAID"}
    assert only(news, f"{ORDER}_approved")["data"]["actionEvent"] == {"body": {"order": placed}}
    completed = only(news, "wix.ecom.v1.checkout_completed")["data"]["actionEvent"]["body"]
    assert completed["checkout"]["completed"] is True
    assert completed["checkout"]["id"] == placed["checkoutId"]
    assert only(news, f"{CART}_updated")["data"]["updatedEvent"]["currentEntity"]["orderPlaced"]


def test_a_redirect_session_is_told_of_without_what_opens_it(
    visitor: Caller, keys: dict[str, Any], site: Listener
) -> None:
    Login(visitor, keys["client_id"])

    (news,) = site.hear()
    assert list(news["data"]["createdEvent"]["entity"]) == ["id"]


def test_a_guests_order_makes_a_contact(visitor: Caller, browser: Browser, site: Listener) -> None:
    add(visitor, "harbour-bowl")

    order(visitor, browser)

    contact = only(site.hear(), f"{CONTACT}_created")
    assert contact["data"]["createdEvent"]["entity"]["primaryInfo"]["email"] == "guest@example.com"
    assert contact["identity"]["identityType"] == "ANONYMOUS_VISITOR"


def test_a_checkout_of_its_own(visitor: Caller, browser: Browser, site: Listener) -> None:
    asked = {"lineItems": [catalog_item(visitor, "harbour-bowl")]}
    made = visitor.post("/ecom/v1/checkouts", asked).json()["checkout"]

    created = only(site.hear(), "wix.ecom.v1.checkout_created")

    assert created["data"]["createdEvent"] == {"entity": made}


def test_who_signs_up_is_a_member_and_a_contact(
    visitor: Caller, app: Caller, browser: Browser, keys: dict[str, Any], site: Listener
) -> None:
    form = browser.click(browser.open(Login(visitor, keys["client_id"]).url), "Sign up")
    typed = {"email": "new@example.com", "password": "long enough", "first_name": "Nina"}

    browser.submit(form, **typed)

    news = site.hear()
    member = only(news, f"{MEMBER}_created")
    entity = member["data"]["createdEvent"]["entity"]
    assert (entity["loginEmail"], entity["contact"]["firstName"]) == ("new@example.com", "Nina")
    assert member["identity"] == {"identityType": "MEMBER", "memberId": entity["id"]}
    assert only(news, f"{CONTACT}_created")["data"]["entityId"] == entity["contactId"]


def test_a_member_is_changed_blocked_and_deleted(
    anybody: Caller, app: Caller, keys: dict[str, Any], site: Listener
) -> None:
    me = act_as(anybody, "ben@example.com")
    mine = me.get("/members/v1/members/my").json()["member"]["id"]
    path = f"/members/v1/members/{mine}"

    me.patch(path, {"member": {"profile": {"nickname": "Benny"}}})
    app.post(f"{path}/block")
    anybody.post(f"/_sandbox/members/{mine}", {"status": "APPROVED"})
    app.delete(path)

    news = [one for one in site.hear() if one["eventType"].startswith(MEMBER)]
    changed = [one["data"]["updatedEvent"]["currentEntity"] for one in news[:3]]
    assert changed[0]["profile"]["nickname"] == "Benny"
    assert [one["status"] for one in changed] == ["APPROVED", "BLOCKED", "APPROVED"]
    assert news[3]["eventType"] == f"{MEMBER}_deleted"
    assert [one["identity"]["identityType"] for one in news] == [
        "MEMBER", "APP", "WIX_USER", "APP",
    ]  # fmt: skip
    assert news[3]["identity"]["appId"] == keys["client_id"]


def test_a_booking_is_created_confirmed_and_canceled(
    visitor: Caller, app: Caller, site: Listener
) -> None:
    booking = booking_of(book(visitor, sessions(visitor)[0]))
    confirmed = booking_of(confirm(app, booking))
    path = f"/bookings/v2/bookings/{booking['id']}/cancel"
    canceled = booking_of(visitor.post(path, {"revision": confirmed["revision"]}))

    created, second, third = site.hear()
    assert created["eventType"] == f"{BOOKING}_created"
    assert created["data"]["createdEvent"] == {"entity": booking}
    assert second["eventType"] == f"{BOOKING}_confirmed"
    body = {"booking": confirmed, "previousStatus": "CREATED"}
    assert second["data"]["actionEvent"] == {"body": body}
    assert third["eventType"] == f"{BOOKING}_canceled"
    body = {"booking": canceled, "previousStatus": "CONFIRMED"}
    assert third["data"]["actionEvent"] == {"body": body}


def test_a_time_booked_on_the_hosted_page(
    visitor: Caller, browser: Browser, site: Listener
) -> None:
    page = browser.open(
        checkout(visitor, sessions(visitor)[0], thankYouPageUrl="http://localhost:8000/")
    )
    site.hear()

    browser.submit(page, **GUEST)

    assert site.hear_types() == [
        f"{CONTACT}_created",
        f"{BOOKING}_created",
        f"{BOOKING}_confirmed",
        f"{ORDER}_created",
        f"{ORDER}_payment_status_updated",
        f"{ORDER}_approved",
    ]


def test_contacts(app: Caller, site: Listener) -> None:
    info = {"info": {"name": {"first": "Cara"}}}
    contact = app.post("/contacts/v4/contacts", info).json()["contact"]
    path = f"/contacts/v4/contacts/{contact['id']}"
    change = {"revision": contact["revision"], "info": {"name": {"first": "Carla"}}}
    changed = app.patch(path, change).json()["contact"]
    app.delete(path)

    created, updated, deleted = site.hear()
    assert created["data"]["createdEvent"] == {"entity": contact}
    assert updated["data"]["updatedEvent"] == {"currentEntity": changed}
    assert deleted["eventType"] == f"{CONTACT}_deleted"


def test_carts_that_become_one_at_login(
    visitor: Caller,
    anybody: Caller,
    browser: Browser,
    keys: dict[str, Any],
    ada: dict[str, str],
    site: Listener,
) -> None:
    ours = add(act_as(anybody, ada["email"]), "harbour-bowl").json()["cart"]
    theirs = add(visitor, "fern-card").json()["cart"]
    site.hear()
    page = browser.open(Login(visitor, keys["client_id"]).url)

    assert "email" in Form(page.text).fields
    browser.submit(page, **ada)

    news = [(one["eventType"], one["data"]["entityId"]) for one in site.hear()]
    assert news[-2:] == [(f"{CART}_deleted", theirs["id"]), (f"{CART}_updated", ours["id"])]


def test_the_seed_is_the_past(anybody: Caller, site: Listener) -> None:
    anybody.post("/_sandbox/seed")

    assert site.hear() == []


def test_the_app_is_installed_elsewhere_and_removed(
    anybody: Caller, keys: dict[str, Any], site: Listener
) -> None:
    name = {"site": "Tall Ship Inn"}
    theirs = anybody.post("/_sandbox/installations", name).json()["instanceId"]
    anybody.post("/_sandbox/installations", name)
    anybody.delete(f"/_sandbox/installations/{theirs}")

    installed, removed = site.hear()
    assert (installed["eventType"], removed["eventType"]) == ("AppInstalled", "AppRemoved")
    assert installed["instanceId"] == removed["instanceId"] == theirs != keys["instance_id"]
    assert installed["data"] == removed["data"] == {"appId": keys["client_id"]}
