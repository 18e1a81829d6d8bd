"""Events and calls to service plugins, sent by a project's test."""

from __future__ import annotations

import pytest
from django.db import transaction

from tests.support.listeners import no_example_listeners
from tests.support.plugins import no_plugins
from wix_headless.events import on_event
from wix_headless.events.running import run_delivery
from wix_headless.models import EventDelivery, StoredToken, WixMember
from wix_headless.service_plugins import service_plugin
from wix_headless.service_plugins.errors import MissingPostalCodeError

APPROVED = "wix.ecom.v1.order_approved"
RATES = "ECOM_SHIPPING_RATES"
ADA = "ada@example.com"


@pytest.fixture
def heard():
    """What a handler of approved orders hears, which fails for an order numbered 13."""
    heard = []

    def handler(event):
        if event.entity["order"].get("number") == "13":
            raise KeyError("a secret of somebody's")
        transaction.on_commit(lambda: heard.append(event))

    with no_example_listeners():
        on_event(APPROVED)(handler)
        yield heard


def test_handlers_have_run_with_what_they_left_for_the_commit(wix_send_event, heard):
    row = wix_send_event(APPROVED, entity={"id": "o-1", "number": "7"}, member=ADA)

    [event] = heard
    assert (event.entity_id, event.entity["order"]["number"]) == ("o-1", "7")
    assert event.identity.role == "member"
    assert row.state == EventDelivery.State.COMPLETED


def test_one_event_twice_is_handled_once(wix_send_event, heard):
    rows = [wix_send_event(APPROVED, event_id="e-1", entity={"id": "o-1"}) for _ in range(2)]

    assert len(heard) == 1
    assert rows[0] == rows[1]


def test_handlers_run_also_where_a_queue_would_take_the_event(wix_send_event, heard, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"EVENT_TASKS": ""}

    row = wix_send_event(APPROVED, entity={"id": "o-1"})

    assert len(heard) == 1
    assert row.state == EventDelivery.State.COMPLETED


def test_a_handler_that_fails_fails_the_test(wix_send_event, heard):
    with pytest.raises(AssertionError, match=r"order_approved failed: .*KeyError, line") as caught:
        wix_send_event(APPROVED, entity={"id": "o-1", "number": "13"})

    assert "secret" not in str(caught.value)


def test_it_is_tried_again_when_time_has_passed(wix_send_event, wix_sandbox, heard):
    row = wix_send_event(APPROVED, check=False, entity={"id": "o-1", "number": "13"})
    assert (row.state, row.tries) == (EventDelivery.State.WAITING, 1)

    assert run_delivery(row.pk) is None

    wix_sandbox.move_clock(minutes=1)
    run_delivery(row.pk)
    row.refresh_from_db()
    assert row.tries == 2


def test_an_event_of_the_older_kind_has_data_and_no_id(wix_send_event, wix_sandbox):
    row = wix_send_event("AppRemoved", data={"appId": wix_sandbox.client_id})

    assert row.event_id == ""
    assert row.state == EventDelivery.State.COMPLETED


def test_what_we_do_ourselves_is_done(wix_sandbox, wix_member_client, wix_send_event):
    member = WixMember.objects.get()

    wix_send_event("wix.members.v1.member_deleted", entity_id=member.member_id, entity={})

    assert StoredToken.objects.get(role="member").ended_at
    assert wix_member_client.get("/role/").json()["role"] == "visitor"


def test_an_event_that_the_site_refuses_fails_the_test(wix_send_event):
    with pytest.raises(AssertionError, match="wix:events answers 403"):
        wix_send_event(APPROVED, forged=True)


@pytest.mark.parametrize(
    ("event_type", "guess"),
    [
        ("wix.ecom.v1.order_aproved", "Wix knows no such event; did you mean .*order_approved'"),
        ("wix.ecom.v1.order_updated", "is its handler in a wix_events.py"),
    ],
)
def test_an_event_that_nobody_listens_to_fails_the_test(wix_send_event, heard, event_type, guess):
    with pytest.raises(AssertionError, match=f"Nobody listens to {event_type}: {guess}"):
        wix_send_event(event_type)

    assert wix_send_event(event_type, check=False).state == EventDelivery.State.UNHANDLED


def test_a_misspelt_field_is_told(wix_send_event):
    with pytest.raises(ValueError, match="entityId is no field of this; there are type, entity,"):
        wix_send_event(APPROVED, entityId="o-1")


@pytest.mark.django_db(transaction=True)
def test_it_works_without_a_transaction_around_the_test(wix_send_event, heard):
    wix_send_event(APPROVED, entity={"id": "o-1"})

    assert len(heard) == 1


class TestPlugins:
    @pytest.fixture(autouse=True)
    def _shipping(self):
        with no_plugins():

            @service_plugin(RATES)
            class Shipping:
                def get_shipping_rates(self, request, metadata):
                    if not request:
                        raise MissingPostalCodeError("Where to?")
                    return {"shippingRates": [{"code": metadata.currency}]}

            yield

    def test_a_method_is_called(self, wix_call_plugin):
        metadata = {"currency": "EUR"}

        answer = wix_call_plugin(RATES, "get_shipping_rates", {"lineItems": []}, metadata=metadata)

        assert answer.json() == {"shippingRates": [{"code": "EUR"}]}

    def test_its_refusals_are_answers(self, wix_call_plugin):
        answer = wix_call_plugin(RATES, "get_shipping_rates", {})

        assert answer.status_code == 400
        assert "MISSING_POSTAL_CODE" in answer.content.decode()

    def test_a_stranger_is_kept_out(self, wix_call_plugin):
        assert wix_call_plugin(RATES, "get_shipping_rates", {}, forged=True).status_code == 403

    @pytest.mark.parametrize(
        ("plugin_type", "method", "told"),
        [
            ("ECOM_RATES", "get_shipping_rates", "Wix knows no ECOM_RATES; .*ECOM_SHIPPING_RATES"),
            (RATES, "getRates", "has get_shipping_rates, and no getRates"),
        ],
    )
    def test_what_wix_never_calls_is_told(self, wix_call_plugin, plugin_type, method, told):
        with pytest.raises(LookupError, match=told):
            wix_call_plugin(plugin_type, method, {})
