"""``manage.py wix_send_event``: through the sandbox, to this site or another address."""

from __future__ import annotations

import io
import json

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from tests.sandbox.hearing import bodies, read
from tests.support.loopback import LoopbackServer, build_answer, find_dead_port
from wix_headless.models import EventDelivery

APPROVED = "wix.ecom.v1.order_approved"


@pytest.fixture
def send():
    """Run the command; return what it printed."""

    def run(*words):
        out = io.StringIO()
        call_command("wix_send_event", *words, stdout=out)
        return out.getvalue()

    return run


@pytest.fixture
def site():
    """A site that takes whatever it is sent."""
    with LoopbackServer(build_answer()) as server:
        yield server


def keys(sandbox):
    return {"public_key": sandbox.public_key}


def test_an_order_of_the_sandbox_is_approved(sandbox, site, send):
    out = send(APPROVED, "--url", f"{site.origin}/events/")

    event = read(keys(sandbox), bodies(site)[0])
    order = event["data"]["actionEvent"]["body"]["order"]
    assert event["eventType"] == APPROVED
    assert order["lineItems"]
    lines = out.splitlines()
    assert lines[0] == f"{APPROVED} {order['id']} to {site.origin}/events/"
    assert lines[1].startswith("  200 after ")


def test_everything_can_be_said(sandbox, site, send, tmp_path):
    path = tmp_path / "member.json"
    path.write_text(json.dumps({"id": "m1", "loginEmail": "m1@example.com"}))
    words = ("--data", f"@{path}", "--member", "ada@example.com", "--times", "3")

    send("wix.members.v1.member_updated", "--url", site.origin, *words)

    first, second, third = bodies(site)
    assert first == second == third
    event = read(keys(sandbox), first)
    assert event["identity"]["identityType"] == "MEMBER"
    assert event["data"]["entityId"] == "m1"
    assert event["data"]["updatedEvent"]["currentEntity"]["loginEmail"] == "m1@example.com"


def test_an_entity_is_chosen_by_its_id(sandbox, site, send):
    send("wix.ecom.v1.order_payment_request_created", "--entity-id", "p1", "--url", site.origin)

    event = read(keys(sandbox), bodies(site)[0])["data"]
    assert (event["entityFqdn"], event["slug"]) == ("wix.ecom.v1.order_payment_request", "created")
    assert event["createdEvent"] == {"entity": {"id": "p1"}}


@pytest.mark.parametrize(
    ("words", "payload"),
    [(("AppRemoved",), None), (("PaidPlanPurchased", "--data", '{"cycle": "MONTHLY"}'), "MONTHLY")],
)
def test_older_events_have_their_payload(sandbox, site, send, words, payload):
    send(*words, "--url", site.origin)

    data = read(keys(sandbox), bodies(site)[0])["data"]
    assert data == ({"cycle": payload} if payload else {"appId": sandbox.client_id})


def test_what_was_not_taken_is_an_error(sandbox, send):
    with (
        LoopbackServer(build_answer(status=500), build_answer()) as site,
        pytest.raises(CommandError, match=r"took 1 of 2"),
    ):
        send(APPROVED, "--url", site.origin, "--times", "2")
    with pytest.raises(CommandError, match=r"took 0 of 1"):
        send(APPROVED, "--url", f"http://127.0.0.1:{find_dead_port()}")


def test_a_forged_event_must_be_refused(sandbox, site, send):
    with pytest.raises(CommandError, match="that Wix has not signed"):
        send(APPROVED, "--url", site.origin, "--forged")
    with LoopbackServer(build_answer(status=403)) as careful:
        assert send(APPROVED, "--url", careful.origin, "--forged").startswith("Forged wix.")


@pytest.mark.parametrize(
    ("name", "nearest"),
    [("wix.ecom.v1.order_aproved", APPROVED), ("AppRemovd", "AppRemoved"),
     ("ORDER_APPROVED", APPROVED), ("qqqq", "knows no event type 'qqqq'.")],
)  # fmt: skip
def test_an_unknown_type_names_the_nearest(sandbox, send, name, nearest):
    with pytest.raises(CommandError) as raised:
        send(name)

    assert nearest in str(raised.value)


def test_a_site_that_there_is_not_is_a_wrong_option(send):
    with pytest.raises(CommandError, match="There is no Wix site 'nowhere'") as raised:
        send(APPROVED, "--site", "nowhere")

    assert raised.value.returncode == 2


def test_only_a_sandbox_signs(sandbox, settings, send):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": "https://www.wixapis.com"}

    with pytest.raises(CommandError, match="only a sandbox signs events"):
        send(APPROVED)


@pytest.mark.parametrize(
    ("words", "message"),
    [(("--member", "nobody@example.com"), "nobody@example.com was not found"),
     (("--url", "http://example.com/"), "must be https, or on this machine"),
     (("--data", "[1]"), "a JSON object is wanted"),
     (("--data", "{"), "this is no JSON"),
     (("--data", "@/nowhere"), "cannot be read"),
     (("--times", "0"), "a whole number from 1 to 1,000")],
)  # fmt: skip
def test_what_cannot_be_sent_is_said_plainly(sandbox, site, send, words, message):
    with pytest.raises(CommandError, match=message):
        send(APPROVED, *(() if "--url" in words else ("--url", site.origin)), *words)

    assert site.requests == []


def test_without_a_sandbox_it_says_so(settings, send):
    api_url = f"http://127.0.0.1:{find_dead_port()}"
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": api_url}

    with pytest.raises(CommandError, match="no answer from Wix"):
        send(APPROVED)


@pytest.mark.django_db(transaction=True)
def test_this_site_takes_what_the_sandbox_signs(sandbox, settings, live_server, send):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"PUBLIC_URL": live_server.url}

    out = send(APPROVED, "--times", "2")
    forged = send("wix.members.v1.member_updated", "--forged")

    assert f"to {live_server.url}{reverse('wix:events')}\n  200 after" in out
    assert "  403 after" in forged
    delivery = EventDelivery.objects.get()
    assert delivery.event_type == APPROVED
