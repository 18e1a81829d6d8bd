"""How events leave the sandbox: in order, in the background, and again when they were not taken."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import timedelta
from typing import Any

import pytest
import requests

from tests.sandbox.hearing import bodies, deliveries, read, subscribe
from tests.sandbox.support import Caller
from tests.support.loopback import LoopbackServer, build_answer, drip, find_dead_port, hang
from wix_headless.sandbox.server import SandboxServer

APPROVED = "wix.ecom.v1.order_approved"
#: Wix's table: the minutes after each failure.
MINUTES = [1, 10, 60, 120, 120, 120, 240, 240, 240, 480, 480, 720]


@pytest.fixture
def receive() -> Iterator[Any]:
    """Start servers that answer what they are told to; return where each is told of events."""
    with ExitStack() as stack:
        yield lambda *handlers: stack.enter_context(LoopbackServer(*handlers))


def send(anybody: Caller, **asked: Any) -> list[dict[str, Any]]:
    answer = anybody.post("/_sandbox/events", {"type": APPROVED, **asked})
    assert answer.status_code == 200, answer.text
    sent: list[dict[str, Any]] = answer.json()["deliveries"]
    return sent


def advance(anybody: Caller, duration: timedelta) -> None:
    seconds = int(duration.total_seconds())
    assert anybody.post("/_sandbox/clock", {"advance": seconds}).status_code == 200


def test_an_event_is_posted_signed_and_alone(
    anybody: Caller, keys: dict[str, Any], receive: Any
) -> None:
    site = receive(build_answer())
    subscribe(anybody, f"{site.origin}/wix/events/?a=1")

    (sent,) = send(anybody)

    (delivery,) = deliveries(anybody)
    assert (delivery["standing"], delivery["status"], delivery["due"]) == ("DELIVERED", 200, None)
    assert (delivery["type"], delivery["id"]) == (APPROVED, sent["id"])
    assert [one["status"] for one in delivery["tries"]] == [200]
    assert site.requests[0].startswith("POST /wix/events/?a=1 HTTP/1.1\r\n")
    event = read(keys, bodies(site)[0])["data"]
    assert (event["id"], event["entityId"]) == (delivery["event_id"], delivery["entity_id"])


def test_names_below_localhost_are_this_machine(anybody: Caller, receive: Any) -> None:
    site = receive(build_answer())
    subscribe(anybody, f"http://outlet.localhost:{site.port}/events/")

    send(anybody)

    assert [one["standing"] for one in deliveries(anybody)] == ["DELIVERED"]
    assert f"\r\nHost: outlet.localhost:{site.port}\r\n" in site.requests[0]


def test_events_come_in_order(anybody: Caller, keys: dict[str, Any], receive: Any) -> None:
    all_are_made = threading.Event()

    def answer_when_all_are_made(connection: Any, is_over: threading.Event) -> None:
        all_are_made.wait(10)
        connection.sendall(build_answer())

    site = receive(answer_when_all_are_made)
    subscribe(anybody, site.origin)

    for _ in range(20):
        send(anybody, entity_id="e1")
    all_are_made.set()

    deliveries(anybody)
    told = [int(read(keys, body)["data"]["entityEventSequence"]) for body in bodies(site)]
    assert told == list(range(1, 21))


def test_without_subscribers_nothing_is_sent(anybody: Caller) -> None:
    assert send(anybody) == []
    assert deliveries(anybody) == []


def test_what_was_not_taken_is_sent_again_by_wixs_table(anybody: Caller, receive: Any) -> None:
    site = receive(build_answer(status=500))
    subscribe(anybody, site.origin)
    send(anybody)

    for count, minutes in enumerate(MINUTES, 1):
        assert [len(one["tries"]) for one in deliveries(anybody)] == [count]
        advance(anybody, timedelta(minutes=minutes, seconds=-10))
        assert [len(one["tries"]) for one in deliveries(anybody)] == [count]
        advance(anybody, timedelta(seconds=10))

    (delivery,) = deliveries(anybody)
    assert (delivery["standing"], delivery["status"], delivery["due"]) == ("GIVEN_UP", 500, None)
    assert len(delivery["tries"]) == 13
    advance(anybody, timedelta(days=30))
    assert len(deliveries(anybody)[0]["tries"]) == 13
    assert len(set(bodies(site))) == 1  # the same event, under the signature that it had


@pytest.mark.parametrize("status", [201, 204, 302, 404])
def test_only_200_counts(anybody: Caller, receive: Any, status: int) -> None:
    site = receive(build_answer(status=status, Location="/elsewhere"))
    subscribe(anybody, site.origin)

    send(anybody)

    (delivery,) = deliveries(anybody)
    assert (delivery["standing"], delivery["status"]) == ("WAITING", status)
    assert len(site.requests) == 1


def test_what_is_taken_later_is_delivered(anybody: Caller, receive: Any) -> None:
    site = receive(build_answer(status=503), build_answer(status=200))
    subscribe(anybody, site.origin)
    send(anybody)
    deliveries(anybody)

    advance(anybody, timedelta(minutes=1))

    (delivery,) = deliveries(anybody)
    assert [one["status"] for one in delivery["tries"]] == [503, 200]
    assert delivery["standing"] == "DELIVERED"


def test_a_later_event_does_not_wait_for_one_that_failed(anybody: Caller, receive: Any) -> None:
    site = receive(build_answer(status=500), build_answer(status=200))
    subscribe(anybody, site.origin)

    send(anybody)
    send(anybody)

    assert [one["standing"] for one in deliveries(anybody)] == ["WAITING", "DELIVERED"]


@pytest.mark.parametrize("handler", [hang, drip])
def test_who_is_slow_is_cut_off_and_keeps_nobody_waiting(
    anybody: Caller, receive: Any, handler: Any
) -> None:
    slow, quick = receive(handler), receive(build_answer())
    subscribe(anybody, slow.origin)
    subscribe(anybody, quick.origin)

    send(anybody)
    send(anybody)

    found = deliveries(anybody)
    failed = [one for one in found if one["url"] == slow.origin]
    assert [one["tries"][0]["error"] for one in failed] == ["no answer within 1.25 s"] * 2
    assert [one["status"] for one in failed] == [0, 0]
    assert all(one["standing"] == "DELIVERED" for one in found if one["url"] == quick.origin)
    assert slow.was_left.wait(10)


def test_a_dead_subscriber_is_a_failure_like_any_other(anybody: Caller) -> None:
    subscribe(anybody, f"http://127.0.0.1:{find_dead_port()}/")

    send(anybody)

    (delivery,) = deliveries(anybody)
    assert delivery["tries"][0]["error"] == "no answer: ConnectionRefusedError"


def test_a_subscriber_may_call_the_sandbox_before_it_answers(anybody: Caller, receive: Any) -> None:
    answers: list[int] = []

    def call_back(connection: Any, is_over: threading.Event) -> None:
        url = f"{anybody.origin}/_sandbox/requests"
        answers.append(requests.get(url, timeout=10).status_code)
        connection.sendall(build_answer())

    subscribe(anybody, receive(call_back).origin)

    send(anybody)

    assert [one["standing"] for one in deliveries(anybody)] == ["DELIVERED"]
    assert answers == [200]


def test_an_event_can_be_sent_again_by_hand(anybody: Caller, receive: Any) -> None:
    site = receive(build_answer())
    subscribe(anybody, site.origin)
    (sent,) = send(anybody)
    deliveries(anybody)

    answer = anybody.post(f"/_sandbox/deliveries/{sent['id']}/resend")

    assert answer.json()["delivery"]["standing"] == "WAITING"
    (delivery,) = deliveries(anybody)
    assert (delivery["standing"], len(delivery["tries"])) == ("DELIVERED", 2)
    first, second = bodies(site)
    assert first == second
    assert anybody.post("/_sandbox/deliveries/unknown/resend").status_code == 404


def test_the_clock_may_go_back(anybody: Caller, receive: Any) -> None:
    subscribe(anybody, receive(build_answer()).origin)
    advance(anybody, -timedelta(days=365))

    send(anybody)

    assert [one["standing"] for one in deliveries(anybody)] == ["DELIVERED"]


def test_a_reset_forgets_what_is_to_be_sent(anybody: Caller, receive: Any) -> None:
    site = receive(build_answer(status=500))
    subscribe(anybody, site.origin)
    send(anybody)
    deliveries(anybody)

    anybody.post("/_sandbox/reset")
    advance(anybody, timedelta(days=1))
    send(anybody)

    assert deliveries(anybody) == []
    assert len(site.requests) == 1


def test_nothing_of_before_arrives_after_a_reset(anybody: Caller, receive: Any) -> None:
    has_come, may_go_on = threading.Event(), threading.Event()
    ended: list[str] = []

    def answer_late(connection: Any, is_over: threading.Event) -> None:
        has_come.set()
        assert may_go_on.wait(10)
        ended.append("delivery")
        connection.sendall(build_answer())

    def forget() -> None:
        Caller(anybody.origin).post("/_sandbox/reset")
        ended.append("reset")

    subscribe(anybody, receive(answer_late).origin)
    send(anybody)
    assert has_come.wait(10)
    reset = threading.Thread(target=forget)
    reset.start()
    while anybody.get("/_sandbox/deliveries").json()["deliveries"]:
        pass  # until the reset has begun
    may_go_on.set()
    reset.join(10)

    assert ended == ["delivery", "reset"]


def test_who_was_named_at_the_start_is_told_after_a_reset_too(receive: Any) -> None:
    site = receive(build_answer())
    with SandboxServer(webhooks=[site.origin]) as server:
        anybody = Caller(server.origin)
        anybody.post("/_sandbox/reset")

        send(anybody)

        assert [one["url"] for one in deliveries(anybody)] == [site.origin]


def test_a_sandbox_stops_with_events_that_wait(receive: Any) -> None:
    site = receive(build_answer(status=500))
    threads = threading.active_count()
    with SandboxServer(webhooks=[site.origin]) as server:
        anybody = Caller(server.origin)
        send(anybody)
        deliveries(anybody)

    assert threading.active_count() == threads


@pytest.mark.parametrize(
    "url",
    ["http://example.com/", "javascript:alert(1)", "//example.com/", "https://", "http://[::1",
     "http://localhost:x/"],
)  # fmt: skip
def test_only_https_or_this_machine_is_told(anybody: Caller, url: str) -> None:
    assert anybody.post("/_sandbox/webhooks", {"url": url}).status_code == 400
