"""What ``call_finished`` tells of a call: how often Wix was asked, and a name to count it by."""

from __future__ import annotations

import asyncio
import time

import pytest

from wix_headless.client import AsyncWixClient, FinishedCall, WixClient
from wix_headless.exceptions import APIError
from wix_headless.signals import call_finished
from wix_headless.strategies import OAuthStrategy
from wix_headless.tokens import Role, Tokens
from wix_headless.transport import RoundTrips
from wix_headless.transport.round_trips import note_token_request, note_try

PRODUCTS = "/stores/v3/products/query"


@pytest.fixture
def heard():
    """What the signal told."""
    calls = []

    def listen(call, **_):
        calls.append(call)

    call_finished.connect(listen)
    yield calls
    call_finished.disconnect(listen)


def costs(calls):
    return [(call.token_requests, call.tries, call.status_code) for call in calls]


def test_the_first_call_takes_a_token_and_the_next_does_not(sandbox, heard):
    client = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)

    for _ in range(2):
        client.stores.products_v3.query_products(query={})

    assert costs(heard) == [(1, 1, 200), (0, 1, 200)]


def test_the_same_in_async_code_where_each_counts_its_own(sandbox, heard):
    client = AsyncWixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)

    async def call():
        await client.stores.products_v3.query_products(query={})
        crowd = (client.stores.products_v3.query_products(query={}) for _ in range(5))
        await asyncio.gather(*crowd)

    asyncio.run(call())

    assert costs(heard) == [(1, 1, 200)] + [(0, 1, 200)] * 5


def test_tries_are_counted(sandbox, heard):
    client = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)
    client.stores.products_v3.query_products(query={})
    sandbox.fail(PRODUCTS, status=503, times=1)

    client.stores.products_v3.query_products(query={})

    assert costs(heard)[1:] == [(0, 2, 200)]


def test_a_token_that_ended_unseen_costs_another_and_another_try(sandbox, heard):
    issued = sandbox.act_as(role="visitor")
    tokens = Tokens(issued["access_token"], issued["refresh_token"], expires_at=time.time() + 9000)
    client = WixClient(OAuthStrategy(sandbox.client_id, tokens=tokens), api_url=sandbox.origin)
    sandbox.expire_tokens()

    client.stores.products_v3.query_products(query={})

    assert costs(heard) == [(1, 2, 200)]


def test_without_a_token_nothing_is_tried(sandbox, heard):
    client = WixClient(OAuthStrategy(sandbox.client_id), api_url=sandbox.origin)
    sandbox.fail("/oauth2/token", status=503, times=1)

    with pytest.raises(APIError):
        client.stores.products_v3.query_products(query={})

    assert costs(heard) == [(1, 0, 503)]


def test_what_is_sent_outside_of_a_call_is_not_counted_for_it():
    outer, inner = RoundTrips(), RoundTrips()

    outer.count(lambda: (inner.count(note_try), note_try()))
    note_try()
    note_token_request()

    assert (outer.tries, inner.tries) == (1, 1)
    assert (outer.token_requests, inner.token_requests) == (0, 0)


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("members.query_members", "members.query_members"),
        ("/members/v1/members/my", "/members/v1/members"),
        ("/stores/v3/products/8e4c2b5e-9d1f-4f0a-8f0e-1b2c3d4e5f60", "/stores/v3/products"),
        ("/wix-data/v2/items/query", "/wix-data/v2/items"),
        ("/x/ada@example.com/y", "/x"),
        ("/8e4c2b5e/v1", "/"),
        ("/x/" + "a" * 50, "/x"),
    ],
)
def test_labels_are_few_and_hold_no_ids(name, label):
    call = FinishedCall(
        name=name, verb="GET", path=name, role=Role.VISITOR, status_code=200, error="",
        request_id="", seconds=0.1,
    )  # fmt: skip

    assert call.label == label
