"""Logging in and out through Wix's pages."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_visitor_becomes_a_member_and_keeps_the_cart(browser):
    browser.get("/cart/add/")

    browser.log_in("ada@example.com")

    assert browser.get("/role/").json()["role"] == "member"
    assert browser.get("/cart/").json() == {"items": 1}
    assert browser.get("/account/").status_code == 200


def test_logging_out_ends_both_sessions(browser):
    browser.log_in("ada@example.com")

    answer = browser.log_out()

    assert answer.status_code == 302
    assert browser.get("/role/").json() == {"role": "visitor", "member": None, "user": ""}
    assert browser.get("/account/").status_code == 302
