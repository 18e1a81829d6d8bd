"""The number in the header: right, and nearly free."""

from __future__ import annotations

import re

import pytest


def count(page):
    found = re.search(r'class="count">(\d+)', page)
    return int(found.group(1)) if found else 0


def cart_requests(sandbox):
    return len(sandbox.requests_to("/ecom/v2/carts"))


def test_it_follows_what_is_put_in_changed_and_taken_out(shopper):
    assert count(shopper.add("harbour-bowl", quantity=2)) == 2
    line = shopper.line()

    assert count(shopper.post("/cart/update/", line=line, quantity=5)) == 5
    assert count(shopper.get("/")) == 5
    assert count(shopper.post("/cart/remove/", line=line)) == 0


def test_it_costs_a_visitor_no_call(shopper, sandbox):
    shopper.add("harbour-bowl", quantity=2)
    sandbox.forget_requests()

    assert count(shopper.get("/thank-you/")) == 2
    assert sandbox.requests_to("/") == []


def test_a_newcomer_costs_nothing(shopper, sandbox):
    assert count(shopper.get("/thank-you/")) == 0
    assert sandbox.requests_to("/") == []
    assert "sessionid" not in shopper.site.cookies


def test_a_members_is_asked_for_once_and_finds_what_was_put_in_elsewhere(
    shopper, sandbox, new_browser
):
    elsewhere = type(shopper)(new_browser())
    elsewhere.browser.log_in("ada@example.com")
    elsewhere.add("harbour-bowl", quantity=3)
    shopper.browser.log_in("ada@example.com")
    sandbox.forget_requests()

    assert count(shopper.get("/members-only/")) == 3
    assert count(shopper.get("/members-only/")) == 3
    assert cart_requests(sandbox) == 1


def test_it_goes_along_with_the_login(shopper):
    shopper.add("harbour-bowl", quantity=2)

    shopper.browser.log_in("ada@example.com")

    assert count(shopper.get("/members-only/")) == 2


def test_after_the_checkout_it_is_gone(shopper):
    shopper.add("harbour-bowl")
    shopper.browser.log_in("ada@example.com")

    assert count(shopper.get(shopper.check_out())) == 0


def test_it_does_not_stay_for_the_next_at_this_browser(shopper):
    shopper.browser.log_in("ada@example.com")
    shopper.add("harbour-bowl", quantity=2)

    shopper.browser.log_out()

    assert count(shopper.get("/thank-you/")) == 0


@pytest.mark.parametrize("fault", [{"status": 500}, {"status": 403}, {"mode": "reset"}], ids=str)
def test_a_wix_that_does_not_answer_is_asked_once_and_no_page_fails(shopper, sandbox, fault):
    shopper.browser.log_in("ada@example.com")
    sandbox.forget_requests()
    sandbox.fail("/ecom/*", times=20, **fault)

    assert count(shopper.get("/members-only/")) == 0
    asked = cart_requests(sandbox)
    assert count(shopper.get("/members-only/")) == 0
    assert cart_requests(sandbox) == asked


def test_staff_who_are_no_members_cost_nothing(shopper, sandbox, django_user_model):
    user = django_user_model.objects.create_user("keeper", password="secret", is_staff=True)
    shopper.site.force_login(user, backend="django.contrib.auth.backends.ModelBackend")

    shopper.get("/members-only/")

    assert sandbox.requests_to("/") == []
