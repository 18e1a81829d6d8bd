"""What members see, and who is let in."""

from __future__ import annotations

import re

import pytest


@pytest.mark.parametrize("path", ["/account/", "/members-only/"])
def test_strangers_are_sent_to_the_login_and_back(shopper, path):
    answer = shopper.site.get(path)

    assert answer.status_code == 302
    assert answer["Location"] == f"/wix/login/?next={path}"


def test_the_account_shows_the_profile_and_own_orders(shopper):
    shopper.browser.log_in("ada@example.com")

    page = shopper.get("/account/")

    assert "<h1>Ada Lindqvist</h1>" in page
    assert "ada@example.com" in page
    assert "18 Ropewalk Lane" in page
    assert "Member since" in page
    assert len(re.findall(r">Order \d+</a></h3>", page)) == 3


def test_members_see_different_orders(shopper, new_browser):
    ben = new_browser()
    shopper.browser.log_in("ada@example.com")
    ben.log_in("ben@example.com")

    hers = set(re.findall(r"Order (\d+)", shopper.get("/account/")))
    his = set(re.findall(r"Order (\d+)", ben.get("/account/").content.decode()))

    assert hers
    assert not hers & his


def test_a_member_without_orders_is_told_so(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/ecom/v1/orders/search", status=200, body={"orders": [], "metadata": {}})

    assert "No orders yet." in shopper.get("/account/")


@pytest.mark.parametrize("status", [404, 428])
def test_a_site_without_profiles_shows_what_is_known(shopper, sandbox, status):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/members/v1/members/my", status=status)

    page = shopper.get("/account/")

    assert "ada@example.com" in page
    assert "Order" in page


def test_a_site_with_empty_profiles_shows_what_is_known(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/members/v1/members/my", status=200, body={})

    assert "ada@example.com" in shopper.get("/account/")


def test_the_members_page_and_its_header_ask_wix_nothing(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    shopper.get("/members-only/")  # the first page after a login counts the cart
    sandbox.forget_requests()

    page = shopper.get("/members-only/")

    assert "The back room" in page
    assert "Log out" in page
    assert sandbox.requests_to("/") == []


@pytest.mark.parametrize("path", ["/members-only/", "/thank-you/", "/nowhere/"])
def test_a_strangers_page_without_products_asks_wix_nothing(shopper, sandbox, path):
    answer = shopper.site.get(path)

    assert answer.status_code in {200, 302, 404}
    assert sandbox.requests_to("/") == []
    assert "sessionid" not in shopper.site.cookies


def order_paths(page):
    return re.findall(r'href="(/account/orders/[0-9a-f-]+/)"', page)


def test_an_order_shows_what_where_to_and_for_how_much(shopper):
    shopper.browser.log_in("ada@example.com")

    page = shopper.get(order_paths(shopper.get("/account/"))[0])

    assert "Beeswax Pillar" in page
    assert "Size: Small" in page
    assert "$103.90" in page
    assert "Standard shipping" in page
    assert "18 Ropewalk Lane" in page
    assert "Partly sent" in page


def test_somebody_elses_order_is_as_good_as_none(shopper, new_browser):
    ben = new_browser()
    ben.log_in("ben@example.com")
    shopper.browser.log_in("ada@example.com")

    [path, *_] = order_paths(shopper.get("/account/"))

    assert ben.get(path).status_code == 404
    assert new_browser().get(path)["Location"] == f"/wix/login/?next={path}"


def test_an_order_of_a_wix_that_shows_too_much_is_not_shown(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    [path, *_] = order_paths(shopper.get("/account/"))
    sandbox.fail("/ecom/v1/orders/*", status=200, body={"order": {"buyerInfo": {"memberId": "x"}}})

    assert shopper.site.get(path).status_code == 404


@pytest.mark.parametrize("order", ["00000000-0000-4000-8000-000000000000", "nonsense", ".."])
def test_an_unknown_order_is_a_page_not_found(shopper, order):
    shopper.browser.log_in("ada@example.com")

    assert shopper.site.get(f"/account/orders/{order}/").status_code == 404


NEW = {"nickname": "Ada L.", "first_name": "Adele", "last_name": "Lind", "phone": "+1 207 555 0199"}


def test_members_change_their_profile(shopper):
    shopper.browser.log_in("ada@example.com")
    assert 'value="Lindqvist"' in shopper.get("/account/profile/")

    page = shopper.post("/account/profile/", **NEW)

    assert "Your profile is changed." in page
    assert "<h1>Ada L.</h1>" in page
    assert "Adele Lind" in page
    assert "+1 207 555 0199" in page
    assert "<summary>Adele</summary>" in page


@pytest.mark.parametrize(
    ("change", "complaint"),
    [
        ({"nickname": ""}, "Others need something to call you."),
        ({"nickname": "x" * 51}, "at most 50 characters"),
        ({"phone": "call me"}, "This is no phone number."),
    ],
)
def test_what_makes_no_sense_is_told_beside_its_field(shopper, change, complaint):
    shopper.browser.log_in("ada@example.com")

    page = shopper.post("/account/profile/", **(NEW | change))

    assert complaint in page
    assert 'aria-invalid="true"' in page
    assert "<h1>Ada Lindqvist</h1>" in shopper.get("/account/")


@pytest.mark.parametrize(
    ("violated", "field"),
    [
        ("member.profile.nickname", "nickname"),
        ("member.contact.firstName", "first_name"),
        ("member.contact.phones[0]", "phone"),
        ("member.somethingElse", "__all__"),
    ],
)
def test_what_wix_does_not_take_is_told_beside_its_field(shopper, sandbox, violated, field):
    shopper.browser.log_in("ada@example.com")
    violation = {"field": violated, "description": "has size 99, expected 50 or less"}
    body = {"message": "no", "details": {"validationError": {"fieldViolations": [violation]}}}
    sandbox.fail("/members/v1/members/*-*", status=400, body=body)

    answer = shopper.site.post("/account/profile/", NEW)

    assert "has size 99" in answer.context["form"].errors[field][0]
    assert "has size 99" in answer.content.decode()


def test_a_site_without_profiles_has_none_to_change(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.fail("/members/v1/members/my", status=428)

    assert shopper.site.get("/account/profile/").status_code == 404


def test_a_phone_that_is_taken_out_is_deleted_by_a_call_of_its_own(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    sandbox.forget_requests()

    shopper.post("/account/profile/", **(NEW | {"phone": ""}))

    verbs = [(one["verb"], one["path"][-7:]) for one in sandbox.requests_to("/members")]
    assert ("DELETE", "/phones") in verbs
    assert "+1 207 555 0134" not in shopper.site.get("/account/").content.decode()
