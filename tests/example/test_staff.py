"""The staff report, which speaks as the app."""

from __future__ import annotations

import pytest

from wix_headless.models import ElevatedCall


@pytest.fixture
def staff(shopper, django_user_model):
    user = django_user_model.objects.create_user("keeper", password="secret", is_staff=True)
    shopper.site.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return shopper


def test_staff_read_the_site_and_its_members(staff):
    page = staff.get("/staff/report/")

    assert "hello@kilnandquill.example" in page
    assert "chiara@example.com" in page
    assert "Blocked" in page
    assert ElevatedCall.objects.count() == 2


def test_staff_find_the_way_to_it(staff):
    assert 'href="/staff/report/"' in staff.get("/")


def test_strangers_go_to_the_admins_login(shopper):
    answer = shopper.site.get("/staff/report/")

    assert answer.status_code == 302
    assert answer["Location"] == "/admin/login/?next=/staff/report/"


def test_members_are_refused(shopper, sandbox):
    shopper.browser.log_in("ada@example.com")
    shopper.get("/members-only/")  # the first page after a login counts the cart
    sandbox.forget_requests()

    answer = shopper.site.get("/staff/report/")

    assert answer.status_code == 403
    assert b"This page is not open to you" in answer.content
    assert sandbox.requests_to("/") == []
    assert "/staff/report/" not in shopper.get("/")
