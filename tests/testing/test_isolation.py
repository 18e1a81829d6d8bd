"""What a test leaves in memory and in the cache, and the next one does not find."""

from __future__ import annotations

import pytest
from django.core.cache import cache

from wix_headless.exceptions import TransportError
from wix_headless.models import StoredToken

ADA = "ada@example.com"
SHELF, PRODUCTS = "/cached/", "/stores/v3/products/query"


def test_what_was_read_for_everybody_is_read_anew(wix_visitor_client, wix_sandbox):
    wix_visitor_client.get(SHELF)

    wix_sandbox.reset()
    StoredToken.objects.all().delete()  # as a test's end does
    wix_visitor_client.get(SHELF)

    assert len(wix_sandbox.requests_to(PRODUCTS)) == 1


def test_the_projects_own_cache_is_left_alone(wix_sandbox):
    cache.set("theirs", 1)

    wix_sandbox.reset()

    assert cache.get("theirs") == 1


def test_within_a_test_it_is_kept_until_time_passes(wix_visitor_client, wix_sandbox):
    for _ in range(2):
        wix_visitor_client.get(SHELF)
    assert len(wix_sandbox.requests_to(PRODUCTS)) == 1

    wix_sandbox.move_clock(minutes=2)
    wix_visitor_client.get(SHELF)

    assert len(wix_sandbox.requests_to(PRODUCTS)) == 2


@pytest.mark.parametrize(
    "end",
    [lambda sandbox: sandbox.move_clock(hours=5), lambda sandbox: sandbox.expire_tokens()],
    ids=["hours later", "expired"],
)
def test_a_token_from_outside_ends_with_the_others(wix_sandbox, client, db, settings, end):
    settings.ROOT_URLCONF = "tests.bearers.urls"
    token = wix_sandbox.act_as(member=ADA)["access_token"]
    asked = {"headers": {"Authorization": token}}
    assert client.get("/anybody/", **asked).status_code == 200

    end(wix_sandbox)

    assert client.get("/anybody/", **asked).status_code == 401


def test_the_calls_of_another_test_count_no_more(wix_visitor_client, wix_sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CALLS_PER_MINUTE": 1}
    wix_visitor_client.get("/")
    with pytest.raises(TransportError, match="CALLS_PER_MINUTE"):
        wix_visitor_client.get("/")

    wix_sandbox.reset()
    StoredToken.objects.all().delete()

    assert wix_visitor_client.get("/").status_code == 200


def test_the_tries_of_another_test_to_log_in_count_no_more(wix_sandbox, client, db, settings):
    settings.ROOT_URLCONF = "tests.own_login.urls"
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"LOGINS_PER_CLIENT": "1/hour"}
    who = {"email": ADA, "password": "wrong-password"}
    statuses = [client.post("/members/login/", who).status_code for _ in range(2)]
    assert statuses[1] == 429

    wix_sandbox.reset()

    assert client.post("/members/login/", who).status_code == statuses[0]
