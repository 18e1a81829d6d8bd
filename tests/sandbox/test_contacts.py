from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.support import (
    Browser,
    Caller,
    add,
    code_of,
    query_of,
    redirect_url,
    violation_of,
)

V4, V5 = "/contacts/v4/contacts", "/contacts/v5/contacts"
ADA = {"filter": {"primaryInfo.email": "ada@example.com"}}
GUEST = {
    "email": "guest@example.com",
    "first_name": "Gerd",
    "last_name": "Guest",
    "phone": "+1 555",
    "delivery": "pickup",
}


def contacts(app: Caller, query: dict[str, Any], path: str = V4) -> list[dict[str, Any]]:
    answer = app.post(f"{path}/query", {"query": query})
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["contacts"]
    return found


def contact_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["contact"]
    return found


def buy(visitor: Caller, browser: Browser, **changes: str) -> str:
    """Buy a mug as a guest, and return the order's id."""
    cart = add(visitor, "studio-mug").json()["cart"]
    intent = {"ecomCheckout": {"checkoutId": cart["id"]}}
    url = redirect_url(visitor, intent, thankYouPageUrl="http://localhost:8000/thanks/")
    return query_of(browser.submit(browser.open(url), **GUEST | changes))["orderId"]


def test_every_member_has_a_contact(app: Caller, member: Caller) -> None:
    everyone = contacts(app, {})
    ada = contacts(app, ADA)[0]
    me = member.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]

    assert len(everyone) == 6
    assert ada["id"] == me["contactId"]
    assert ada["info"]["name"] == {"first": "Ada", "last": "Lindqvist"}
    assert ada["info"]["emails"]["items"][0]["primary"] is True
    assert ada["info"]["addresses"]["items"][0]["address"]["city"] == "Portland"
    assert ada["memberInfo"]["memberId"] == me["id"]
    assert ada["revision"] == 1


def test_every_buyer_becomes_a_contact_once(visitor: Caller, app: Caller, browser: Browser) -> None:
    orders = [buy(visitor, browser, email=email) for email in ("g@example.com", "G@example.com")]

    found = contacts(app, {"filter": {"info.name.last": "Guest"}})
    assert [one["primaryInfo"]["email"] for one in found] == ["g@example.com"]
    assert found[0]["source"]["sourceType"] == "WIX_STORES"
    for order_id in orders:
        order = app.get(f"/ecom/v1/orders/{order_id}").json()["order"]
        assert order["buyerInfo"]["contactId"] == found[0]["id"]


def test_contacts_are_searched_sorted_and_paged(app: Caller) -> None:
    sort = [{"fieldName": "info.name.first"}]
    page = {"sort": sort, "paging": {"limit": 2, "offset": 1}}

    answer = app.post(f"{V4}/query", {"query": page}).json()
    spoken = app.post(f"{V4}/query", {"search": "MORETTI"}).json()["contacts"]

    assert [one["info"]["name"]["first"] for one in answer["contacts"]] == ["Ben", "Chiara"]
    assert answer["pagingMetadata"]["total"] == 6
    assert [one["info"]["name"]["first"] for one in spoken] == ["Chiara"]
    assert app.post(f"{V4}/query", {"query": {"filter": {"email": "x"}}}).status_code == 400


def test_version_five_pages_by_cursor_and_has_its_own_shape(app: Caller) -> None:
    first = app.post(f"{V5}/query", {"query": {"cursorPaging": {"limit": 4}}}).json()
    cursor = first["pagingMetadata"]["cursors"]["next"]
    rest = app.get(f"{V5}/query", params={"query.cursorPaging.cursor": cursor}).json()
    ada = contacts(app, {"filter": {"email.email": "ada@example.com"}}, V5)[0]

    assert len(first["contacts"] + rest["contacts"]) == 6
    assert ada["name"] == {"first": "Ada", "last": "Lindqvist"}
    assert ada["phone"]["phone"] == "+1 207 555 0134"
    assert ada["revision"] == "1"
    assert contact_of(app.get(f"{V5}/{ada['id']}")) == ada


def test_an_update_needs_the_revision_that_was_seen(app: Caller) -> None:
    ada = contacts(app, ADA)[0]
    change = {"info": {"company": "Lindqvist & Co.", "name": {"first": "Adele"}}}

    missing = app.patch(f"{V4}/{ada['id']}", change)
    changed = contact_of(app.patch(f"{V4}/{ada['id']}", change | {"revision": 1}))
    late = app.patch(f"{V4}/{ada['id']}", change | {"revision": 1})

    assert violation_of(missing)["field"] == "revision"
    assert changed["info"]["name"] == {"first": "Adele", "last": "Lindqvist"}
    assert changed["info"]["company"] == "Lindqvist & Co."
    assert changed["revision"] == 2
    assert (late.status_code, code_of(late)) == (409, "CONTACT_ALREADY_CHANGED")


def test_a_member_and_the_contact_are_one_person(app: Caller, member: Caller) -> None:
    me = member.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    member.patch(f"/members/v1/members/{me['id']}", {"member": {"contact": {"jobTitle": "Potter"}}})
    ada = contacts(app, ADA)[0]

    phones = {"items": [{"phone": "2"}, {"phone": "1", "primary": True}]}
    app.patch(f"{V4}/{ada['id']}", {"info": {"phones": phones}, "revision": ada["revision"]})

    again = member.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    assert (ada["info"]["jobTitle"], ada["revision"]) == ("Potter", 2)
    assert again["contact"]["phones"] == ["1", "2"]


def test_a_contact_is_made_and_forgotten(app: Caller) -> None:
    info = {
        "name": {"first": "Grace", "last": "Holm"},
        "emails": {"items": [{"email": "grace@example.com"}]},
        "addresses": {"items": [{"address": {"city": "Bath", "country": "US"}}]},
    }

    made = contact_of(app.post(V4, {"info": info}))
    twice = app.post(V4, {"info": info})
    allowed = app.post(V4, {"info": info, "allowDuplicates": True})
    gone = app.delete(f"{V4}/{made['id']}")

    assert made["primaryInfo"] == {"email": "grace@example.com"}
    assert made["info"]["addresses"]["items"][0]["address"]["city"] == "Bath"
    assert (twice.status_code, code_of(twice)) == (409, "DUPLICATE_CONTACT_EXISTS")
    data = twice.json()["details"]["applicationError"]["data"]
    assert data == {"duplicateContactId": made["id"]}
    assert contact_of(allowed)["id"] != made["id"]
    assert gone.json() == {}
    assert code_of(app.get(f"{V4}/{made['id']}")) == "CONTACT_NOT_FOUND"


def test_version_five_makes_and_changes_contacts_too(app: Caller) -> None:
    contact = {
        "name": {"first": "Grace"},
        "email": {"email": "grace@example.com"},
        "additionalEmails": [{"email": "g@example.com"}],
        "phone": {"phone": "1"},
        "company": {"name": "Holm", "jobTitle": "Captain"},
        "addresses": [{"address": {"city": "Bath"}}],
    }
    made = contact_of(app.post(V5, {"contact": contact}))
    path, change = f"{V5}/{made['id']}", {"id": made["id"], "name": {"last": "Holm"}}

    changed = contact_of(app.patch(path, {"contact": change | {"revision": made["revision"]}}))
    late = app.patch(path, {"contact": change | {"revision": made["revision"]}})

    assert made["additionalEmails"] == [{"email": "g@example.com"}]
    assert made["company"] == {"name": "Holm", "jobTitle": "Captain"}
    assert changed["name"] == {"first": "Grace", "last": "Holm"}
    assert (late.status_code, code_of(late)) == (409, "CONTACT_ALREADY_CHANGED")
    assert app.delete(path).status_code == 200


@pytest.mark.parametrize("info", [{}, {"company": "Nobody Ltd."}])
def test_a_contact_needs_something_to_be_known_by(app: Caller, info: dict[str, Any]) -> None:
    answer = app.post(V4, {"info": info})

    assert (answer.status_code, code_of(answer)) == (400, "INSUFFICIENT_CONTACT_DATA")
    assert violation_of(app.post(V4, {}))["field"] == "info"


def test_a_members_contact_stays_with_the_member_and_after(app: Caller) -> None:
    ada = contacts(app, ADA)[0]

    kept = app.delete(f"{V4}/{ada['id']}")
    app.delete(f"/members/v1/members/{ada['memberInfo']['memberId']}")
    left = contact_of(app.get(f"{V4}/{ada['id']}"))

    assert (kept.status_code, code_of(kept)) == (428, "CANNOT_DELETE_MEMBER")
    assert left["info"] == ada["info"]
    assert "memberInfo" not in left
