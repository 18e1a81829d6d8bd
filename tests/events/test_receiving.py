"""What Wix signs comes in, once; what it says is there afterwards."""

from __future__ import annotations

import base64
import io
import json
import logging
import time
from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test import Client, RequestFactory

from tests.events.signing import (
    APP_ID,
    APPROVED,
    INSTANCE_ID,
    ORDER,
    claims,
    domain_event,
    envelope,
    make_key,
    public_pem,
    sign,
    sign_event,
    sign_plain,
)
from wix_headless.models import AppInstance, EventDelivery
from wix_headless.storages.installations import note_installed
from wix_headless.views.events import events

pytestmark = pytest.mark.django_db

HOUR = 3600
OTHER_INSTANCE = "11111111-2222-4333-8444-555555555555"


@pytest.fixture
def change(settings):
    """Change some keys of WIX_HEADLESS."""

    def change(**keys):
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | keys

    return change


def test_an_event_becomes_a_row_and_is_handled(post, listen, the_row):
    heard = listen(APPROVED)
    data = domain_event()

    answer = post(sign(claims(envelope(data))))

    assert (answer.status_code, answer.content) == (200, b"")
    row = the_row()
    assert (row.event_id, row.event_type, row.entity_fqdn) == (data["id"], APPROVED, ORDER)
    assert (row.entity_id, row.instance_id) == (data["entityId"], INSTANCE_ID)
    assert (row.sequence, row.site) == (7, "default")
    assert row.event_time == datetime(2026, 11, 20, 10, 11, 12, 345_000, tzinfo=UTC)
    assert row.said["data"] == data
    assert (row.state, row.tries, row.lease, row.due_at) == ("completed", 1, None, None)
    assert len(heard) == 1


def test_a_handler_is_told_what_happened(post, listen):
    heard = listen(APPROVED)
    data = domain_event()

    post(sign(claims(envelope(data, accountInfo={"siteId": "s-1"}))))

    (event,) = heard
    assert (event.type, event.id, event.slug) == (APPROVED, data["id"], "approved")
    assert (event.entity_fqdn, event.entity_id) == (ORDER, data["entityId"])
    assert (event.instance_id, event.site, event.sequence, event.tries) == (
        INSTANCE_ID,
        "default",
        7,
        1,
    )
    assert event.entity == {"order": {"number": "10001"}}
    assert (event.identity.role, event.identity.id) == ("member", "m-1")
    assert event.account == {"siteId": "s-1"}
    assert event.data == data
    assert event.time.isoformat() == "2026-11-20T10:11:12.345000+00:00"
    assert (event.modified_fields, event.is_anonymize_request) == ({}, False)
    assert repr(event) == f"<Event {APPROVED} {data['id']}>"


def test_what_nobody_listens_to_is_kept_and_done_with(post, the_row):
    assert post(sign_event("wix.blog.v3.post_created")).status_code == 200

    row = the_row()
    assert (row.state, row.tries, row.due_at) == ("unhandled", 0, None)
    assert row.completed_at is not None


def test_the_same_event_again_is_acknowledged_and_nothing_else(post, listen):
    heard = listen(APPROVED)
    data = domain_event()
    first = sign(claims(envelope(data)))
    # Sent again, Wix may sign anew.
    again = sign(claims(envelope(data), iat=int(time.time()) - 5))

    assert [post(body).status_code for body in (first, first, again)] == [200] * 3
    assert (EventDelivery.objects.count(), len(heard)) == (1, 1)


def test_an_event_without_an_id_is_known_by_its_message(post):
    one = sign_plain("PaidPlanPurchased", {"vendorProductId": "gold"})
    other = sign_plain("PaidPlanPurchased", {"vendorProductId": "silver"})

    assert [post(body).status_code for body in (one, one, other)] == [200] * 3
    assert EventDelivery.objects.count() == 2


def test_an_older_kind_of_event_is_just_what_it_says(post, listen):
    heard = listen("PaidPlanPurchased")
    signed_at = int(time.time()) - 60

    post(sign_plain("PaidPlanPurchased", {"vendorProductId": "gold"}, iat=signed_at))

    (event,) = heard
    assert event.data == {"vendorProductId": "gold"}
    assert (event.id, event.entity, event.entity_id, event.slug) == ("", None, "", "")
    assert event.time == datetime.fromtimestamp(signed_at, tz=UTC)
    assert (event.identity.role, event.sequence) == (None, None)


@pytest.mark.parametrize("member", ["entity", "entityAsJson"])
@pytest.mark.parametrize("as_text", [True, False])
def test_an_entity_may_be_an_object_or_a_string(post, listen, member, as_text):
    heard = listen(entity=ORDER)
    entity = {"id": "o-1"}
    held = json.dumps(entity) if as_text else entity

    post(sign_event(f"{ORDER}_created", actionEvent=None, createdEvent={member: held}))

    assert heard[0].entity == entity


def test_an_update_says_what_was_changed(post, listen):
    heard = listen(f"{ORDER}_updated")
    updated = {"currentEntity": {"id": "o-1"}, "modifiedFields": {"status": "OPEN"}}

    post(sign_event(f"{ORDER}_updated", actionEvent=None, updatedEvent=updated))

    assert (heard[0].entity, heard[0].modified_fields) == ({"id": "o-1"}, {"status": "OPEN"})


@pytest.mark.parametrize(
    ("identity", "expected"),
    [
        ({"identityType": "ANONYMOUS_VISITOR", "anonymousVisitorId": "v"}, ("visitor", "v")),
        ({"identityType": "WIX_USER", "wixUserId": "u"}, ("user", "u")),
        ({"identityType": "APP", "appId": "a"}, ("app", "a")),
        ({"identityType": "UNKNOWN"}, (None, "")),
        ({}, (None, "")),
        ([], (None, "")),
        ("no JSON", (None, "")),
    ],
)
def test_who_did_it(post, listen, identity, expected):
    heard = listen(APPROVED)
    said = identity if isinstance(identity, str) else json.dumps(identity)

    post(sign(claims(envelope(identity=said))))

    assert (heard[0].identity.role, heard[0].identity.id) == expected


@pytest.mark.parametrize(
    "sequence", [None, "", "-1", "seven", "9" * 30, str(2**63), 1.5, True, [], {}]
)
def test_a_sequence_that_is_none_keeps_no_event_out(post, the_row, sequence):
    assert post(sign_event(entityEventSequence=sequence)).status_code == 200
    assert the_row().sequence is None


@pytest.mark.parametrize(
    "moment", [None, "", "yesterday", "9999-99-99", 12, "0001-01-01T00:00+23:00"]
)
def test_a_time_that_is_none_keeps_no_event_out(post, the_row, moment):
    assert post(sign_event(eventTime=moment)).status_code == 200
    assert the_row().event_time is None


def test_what_a_customer_writes_keeps_no_event_out(post, listen):
    """NUL and half characters are refused by PostgreSQL, numbers that are none by all."""
    heard = listen(APPROVED)
    entity = '{"name": "A\\u0000da \\ud83d", "note\\u0000": ["\\udc00", 1e999, -1e999, 5]}'
    data = json.dumps(domain_event(actionEvent={"body": "…"})).replace('"\\u2026"', entity)

    assert post(sign(claims(envelope(data)))).status_code == 200

    assert heard[0].entity == {"name": "Ada ?", "note": ["?", None, None, 5]}


def test_numbers_of_any_length_come_in(post, listen):
    heard = listen(APPROVED)
    number = int("9" * 400)

    post(sign_event(actionEvent={"body": {"number": number}}))

    assert heard[0].entity == {"number": number}


def test_ids_of_any_length_come_in(post, the_row):
    long = "x" * 500

    assert post(sign_event(id=long, entityId=long, entityFqdn="f" * 300)).status_code == 200
    assert post(sign_event(id=long + "y")).status_code == 200
    assert EventDelivery.objects.count() == 2


@pytest.mark.parametrize(
    "key",
    [
        public_pem(),
        public_pem().replace("\n", "\\n"),
        base64.b64encode(public_pem().encode()).decode(),
        f"  {public_pem()}  ",
    ],
    ids=["PEM", "PEM with \\n", "base64", "with blanks"],
)
def test_the_key_may_be_written_in_each_way_that_wix_writes_it(post, change, key):
    change(CLIENT_PUBLIC_KEY=key)

    assert post(sign()).status_code == 200


def test_any_of_several_keys_will_do(post, change):
    change(CLIENT_PUBLIC_KEY=[public_pem("new"), public_pem()])

    for name in ("wix", "new"):
        assert post(sign(key=make_key(name))).status_code == 200
    assert post(sign(key=make_key("foreign"))).status_code == 403


@pytest.mark.parametrize("keys", [[], ["no key"], [""]])
def test_without_a_key_wix_is_to_send_it_again(post, change, keys, caplog):
    change(CLIENT_PUBLIC_KEY=keys)

    assert post(sign()).status_code == 503

    said = [r.getMessage() for r in caplog.records if r.name == "wix_headless.events"]
    assert len(said) == 1
    assert "CLIENT_PUBLIC_KEY" in said[0]
    assert "no key" not in said[0]
    assert EventDelivery.objects.count() == 0


def test_without_knowing_our_installation_wix_is_to_send_it_again(post, change, caplog):
    change(CLIENT_INSTANCE_ID="")

    assert post(sign()).status_code == 503
    assert "CLIENT_INSTANCE_ID" in caplog.text
    assert EventDelivery.objects.count() == 0


def test_each_installation_of_a_row_is_ours(post, the_row):
    note_installed("default", OTHER_INSTANCE)

    assert post(sign_event(instance=OTHER_INSTANCE)).status_code == 200
    assert the_row().instance_id == OTHER_INSTANCE


def test_an_installation_that_we_do_not_know_yet_may_say_that_it_is_there(post):
    body = sign_plain("AppInstalled", {"appId": APP_ID}, instance=OTHER_INSTANCE)

    assert post(body).status_code == 200

    assert AppInstance.objects.get().instance_id == OTHER_INSTANCE
    assert post(sign_event(instance=OTHER_INSTANCE)).status_code == 200


def test_the_grace_is_for_events_with_an_id(post, change):
    now = int(time.time())
    old = {"iat": now - 40 * HOUR, "exp": now - 39 * HOUR}

    assert post(sign(claims(**old))).status_code == 200
    assert post(sign_plain("PaidPlanPurchased", {}, **old)).status_code == 403
    change(EVENT_GRACE=HOUR)
    assert post(sign(claims(**old))).status_code == 403


def test_line_ends_and_types_do_not_matter(client):
    for kind in ("application/json", "application/x-www-form-urlencoded", "multipart/form-data"):
        answer = client.generic("POST", "/wix/events/", sign(), content_type=kind)
        assert answer.status_code == 200


@pytest.mark.parametrize("verb", ["get", "head", "put", "patch", "delete", "options"])
def test_other_verbs_are_refused(client, verb):
    assert getattr(client, verb)("/wix/events/").status_code == 405


def test_it_needs_neither_a_login_nor_a_form_token_and_is_kept_nowhere(settings):
    settings.MIDDLEWARE = [
        *settings.MIDDLEWARE,
        "django.contrib.auth.middleware.LoginRequiredMiddleware",
    ]

    answer = Client(enforce_csrf_checks=True).post("/wix/events/", sign(), "text/plain")

    assert answer.status_code == 200
    assert "no-store" in answer["Cache-Control"]
    assert answer.cookies == {}


def test_a_body_that_is_announced_too_large_is_not_read(caplog):
    class Body(io.BytesIO):
        taken = 0

        def read(self, size=-1):
            self.taken += size
            return super().read(size)

    body = Body(b"x" * 3_000_000)
    request = RequestFactory().post("/wix/events/", content_type="text/plain")
    request._stream = body

    assert events(request).status_code == 403
    assert body.taken == 1_048_577


def test_a_row_that_can_not_be_written_is_no_receipt(post):
    """Wix sends it again then."""
    with (
        connection.execute_wrapper(refuse_inserts),
        pytest.raises(RuntimeError, match="no room"),
    ):
        post(sign())


def refuse_inserts(execute, sql, params, many, context):
    if sql.startswith("INSERT"):
        raise RuntimeError("no room")
    return execute(sql, params, many, context)


def test_handlers_come_after_the_answer(listen, post, rf):
    heard = listen(APPROVED)
    request = rf.post("/wix/events/", sign(), content_type="text/plain")

    answer = events(request)

    assert (answer.status_code, heard) == (200, [])
    assert EventDelivery.objects.get().state == "waiting"
    answer.close()
    assert len(heard) == 1
    answer.close()
    assert len(heard) == 1


@pytest.mark.django_db(transaction=True)
def test_the_row_is_there_before_any_handler_even_if_requests_are_atomic(settings, post, listen):
    before = connection.settings_dict["ATOMIC_REQUESTS"]
    connection.settings_dict["ATOMIC_REQUESTS"] = True
    in_atomic = []

    def look(event):
        in_atomic.append(len(connection.atomic_blocks))

    from wix_headless.events import on_event

    on_event(APPROVED)(look)
    try:
        assert post(sign()).status_code == 200
    finally:
        connection.settings_dict["ATOMIC_REQUESTS"] = before
    # The handler's own, and no other.
    assert in_atomic == [1]


class TestSites:
    @pytest.fixture
    def two(self, change):
        """Another site with an app of its own, and one that shares the first one's app."""
        change(
            SITES={
                "outlet": {
                    "CLIENT_ID": "outlet-app",
                    "CLIENT_INSTANCE_ID": "outlet-instance",
                    "CLIENT_PUBLIC_KEY": [public_pem("outlet")],
                    "HOSTS": ["outlet.testserver"],
                },
                "twin": {
                    "CLIENT_ID": APP_ID,
                    "CLIENT_INSTANCE_ID": "twin-instance",
                    "CLIENT_PUBLIC_KEY": [public_pem()],
                    "HOSTS": ["twin.testserver"],
                },
            }
        )

    def test_the_host_says_whose_key_has_to_have_signed(self, two, post):
        body = sign(claims(envelope(instanceId="outlet-instance")), key=make_key("outlet"))

        assert post(body).status_code == 403
        assert post(body, headers={"host": "outlet.testserver"}).status_code == 200
        assert EventDelivery.objects.get().site == "outlet"

    def test_an_app_of_several_sites_has_one_address(self, two, post):
        assert post(sign_event(instance="twin-instance")).status_code == 200
        assert EventDelivery.objects.get().site == "twin"

    def test_another_apps_installation_is_not_ours(self, two, post):
        assert post(sign_event(instance="outlet-instance")).status_code == 403

    def test_one_event_at_two_sites_is_two(self, two, post):
        data = domain_event()
        outlet = envelope(data, instanceId="outlet-instance")
        post(sign(claims(envelope(data))))
        post(
            sign(claims(outlet), key=make_key("outlet")),
            headers={"host": "outlet.testserver"},
        )

        assert EventDelivery.objects.count() == 2


def test_what_the_sandbox_signs_is_taken_in(sandbox, post, listen):
    """Written twice, from the same documents: here and there."""
    heard = listen(APPROVED)
    body = sandbox.sign_event(APPROVED, entity={"id": "o-9"}, entity_id="o-9")

    assert post(body).status_code == 200
    assert heard[0].entity_id == "o-9"


def test_refusals_are_in_the_audit(post, caplog):
    with caplog.at_level(logging.INFO, "wix_headless.audit"):
        post("nonsense")
        post(sign(key=make_key("foreign")))

    assert [r.getMessage() for r in caplog.records if r.name == "wix_headless.audit"] == [
        "event_refused site=default reason=malformed",
        "event_refused site=default reason=signature",
    ]
