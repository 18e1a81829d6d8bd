"""What is found about events and their handlers."""

from __future__ import annotations

import pytest
from django.core.checks import ERROR, WARNING

from tests.events.signing import public_pem
from wix_headless.checks import CheckId
from wix_headless.events import on_event
from wix_headless.events.registry import registry


@pytest.fixture(autouse=True)
def _listeners(change):
    change(CLIENT_PUBLIC_KEY=[public_pem()])
    before = list(registry._handlers)
    registry._handlers[:] = [one for one in before if one.is_ours]
    yield
    registry._handlers[:] = before


def handler(event):
    pass


def test_events_that_wix_sends(find):
    on_event("wix.ecom.v1.order_approved", "AppInstalled")(handler)
    on_event(entity="wix.ecom.v1.order")(handler)

    assert find() == []


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ({"types": ["wix.ecom.v1.order_aproved"]}, "'wix.ecom.v1.order_approved'"),
        ({"types": ["AppInstalled", "AppRemove"]}, "'AppRemoved'"),
        ({"entity": "wix.ecom.v1.orders"}, "'wix.ecom.v1.order'"),
    ],
)
def test_w025_an_event_that_wix_does_not_send(find_one, wrong, right):
    on_event(*wrong.get("types", []), entity=wrong.get("entity", ""))(handler)

    found = find_one(CheckId.EVENT_TYPE)

    assert found.level == WARNING
    assert f"{__name__}.handler" in found.msg
    assert right in found.hint


def test_w026_handlers_and_no_key(find_one, change):
    change(CLIENT_PUBLIC_KEY=[])
    on_event("AppInstalled")(handler)

    assert find_one(CheckId.EVENT_KEY).level == WARNING


def test_ours_alone_need_no_key(find, change):
    change(CLIENT_PUBLIC_KEY=[])

    assert find() == []


@pytest.mark.parametrize("alias", ["default", ""])
def test_a_back_end_that_is_there_and_none_that_is_wanted(find, change, alias):
    change(EVENT_TASKS=alias)

    assert find() == []


def test_e015_a_back_end_that_is_not_there(find_one, change):
    change(EVENT_TASKS="redis")

    found = find_one(CheckId.EVENT_TASKS)

    assert found.level == ERROR
    assert "'redis'" in found.msg
