from __future__ import annotations

import threading
from typing import Any

import pytest
import requests

from tests.sandbox.support import Caller, act_as, add, code_of, new_visitor, violation_of
from wix_headless.sandbox.server import SandboxServer

VERSION = "/stores/v3/provision/version"


def test_reset_forgets_what_happened(visitor: Caller, app: Caller) -> None:
    add(visitor, "harbour-bowl")

    visitor.post("/_sandbox/reset")

    assert visitor.get(VERSION).status_code == 401


def test_clear_leaves_an_empty_shop_and_seed_fills_it(
    anybody: Caller, keys: dict[str, Any]
) -> None:
    anybody.post("/_sandbox/clear")
    visitor = new_visitor(anybody, keys["client_id"])
    empty = visitor.post("/stores/v3/products/query", {}).json()["products"]

    anybody.post("/_sandbox/seed")

    assert empty == []
    assert visitor.post("/stores/v3/products/query", {}).json()["products"]


@pytest.mark.parametrize(
    ("request_", "subject"),
    [
        ({"member": "ada@example.com"}, "MEMBER"),
        ({"role": "visitor"}, "VISITOR"),
        ({"role": "app"}, "APP"),
    ],
)
def test_act_as_gives_tokens(anybody: Caller, request_: dict[str, str], subject: str) -> None:
    tokens = anybody.post("/_sandbox/act-as", request_).json()

    info = anybody.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    assert (info["subjectType"], info["subjectId"]) == (subject, tokens["subject_id"])


def test_act_as_knows_only_members(anybody: Caller) -> None:
    assert anybody.post("/_sandbox/act-as", {"member": "nobody@example.com"}).status_code == 404


@pytest.mark.parametrize(
    ("request_", "visitor_status", "member_status"),
    [
        ({}, 401, 401),
        ({"role": "member"}, 200, 401),
        ({"role": "visitor"}, 401, 200),
        ({"access": False, "refresh": True}, 200, 200),
    ],
)
def test_tokens_can_be_made_to_expire(
    visitor: Caller,
    member: Caller,
    request_: dict[str, Any],
    visitor_status: int,
    member_status: int,
) -> None:
    visitor.post("/_sandbox/expire-tokens", request_)

    assert visitor.get(VERSION).status_code == visitor_status
    assert member.get(VERSION).status_code == member_status


def test_refresh_tokens_can_be_made_to_expire(anybody: Caller) -> None:
    tokens = anybody.post("/_sandbox/act-as", {"member": "ada@example.com"}).json()
    renewal = {"grantType": "refresh_token", "refreshToken": tokens["refresh_token"]}
    anybody.post("/_sandbox/expire-tokens", {"refresh": True})

    answer = anybody.post("/oauth2/token", renewal)

    assert answer.json()["error"] == "invalid_grant"


def test_the_next_calls_fail_and_then_no_more(visitor: Caller) -> None:
    fault = {"times": 2, "path": "/stores/*", "status": 503, "retryAfter": 7}
    visitor.post("/_sandbox/fail", fault)

    elsewhere = visitor.get("/ecom/v2/carts/current")
    answers = [visitor.get(VERSION) for _ in range(3)]

    assert elsewhere.status_code == 404
    assert [one.status_code for one in answers] == [503, 503, 200]
    assert answers[0].headers["Retry-After"] == "7"
    assert code_of(answers[0]) == "INJECTED"


def test_a_failure_may_bring_its_own_body(visitor: Caller) -> None:
    body = {"message": "", "details": {}}
    visitor.post("/_sandbox/fail", {"status": 429, "body": body})

    answer = visitor.get(VERSION)

    assert (answer.status_code, answer.json()) == (429, body)


def test_an_answer_may_be_garbage_or_html(visitor: Caller) -> None:
    visitor.post("/_sandbox/fail", {"mode": "garbage"})
    garbage = visitor.get(VERSION)
    visitor.post("/_sandbox/fail", {"mode": "html", "status": 502})
    html = visitor.get(VERSION)

    with pytest.raises(requests.exceptions.JSONDecodeError):
        garbage.json()
    assert garbage.status_code == 200
    assert html.status_code == 502
    assert html.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("mode", ["reset", "truncate"])
def test_a_connection_may_break(visitor: Caller, mode: str) -> None:
    visitor.post("/_sandbox/fail", {"mode": mode})

    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        visitor.get(VERSION)

    assert visitor.get(VERSION).status_code == 200


def test_a_delay_holds_nobody_else_up(
    sandbox: SandboxServer, visitor: Caller, member: Caller
) -> None:
    visitor.post("/_sandbox/fail", {"mode": "delay", "delay": 3})
    answered: list[tuple[str, int]] = []

    def call(caller: Caller, name: str) -> None:
        answered.append((name, caller.get(VERSION).status_code))

    slow = threading.Thread(target=call, args=(visitor, "slow"))
    slow.start()
    while sandbox.state.faults[0].times:  # until it is being late
        slow.join(0.01)
    call(member, "quick")
    slow.join()

    assert answered == [("quick", 200), ("slow", 200)]


@pytest.mark.parametrize(
    ("fault", "field"),
    [
        ({"mode": "explode"}, "mode"),
        ({"times": 0}, "times"),
        ({"delay": 61}, "delay"),
        ({"delay": "1"}, "delay"),
        ({"status": 99}, "status"),
    ],
)
def test_a_fault_must_make_sense(visitor: Caller, fault: dict[str, Any], field: str) -> None:
    assert violation_of(visitor.post("/_sandbox/fail", fault))["field"] == field


def test_failing_can_be_stopped(visitor: Caller) -> None:
    visitor.post("/_sandbox/fail", {"times": 9})

    visitor.delete("/_sandbox/fail")

    assert visitor.get(VERSION).status_code == 200


def test_calls_are_counted_without_their_tokens(visitor: Caller, keys: dict[str, Any]) -> None:
    visitor.delete("/_sandbox/requests")
    visitor.get(VERSION, params={"secret": "value"})
    visitor.get("/unknown")

    answer = visitor.get("/_sandbox/requests")

    first = {"verb": "GET", "path": VERSION, "role": "visitor", "status": 200}
    last = {"verb": "GET", "path": "/unknown", "role": "", "status": 501}
    assert answer.json() == {"count": 2, "requests": [first, last]}
    some = visitor.get("/_sandbox/requests", params={"path": "/stores/"}).json()
    assert some["count"] == 1


def test_failed_calls_are_counted_too(visitor: Caller) -> None:
    visitor.delete("/_sandbox/requests")
    visitor.post("/_sandbox/fail", {"status": 500})
    visitor.get(VERSION)

    statuses = [one["status"] for one in visitor.get("/_sandbox/requests").json()["requests"]]

    assert statuses == [500]


def test_the_clock_moves_both_ways(anybody: Caller) -> None:
    first = anybody.post("/_sandbox/clock", {"advance": 86_400}).json()["now"]
    second = anybody.post("/_sandbox/clock", {"advance": -86_400}).json()["now"]

    assert first > second
    assert anybody.post("/_sandbox/clock", {}).status_code == 400


@pytest.mark.parametrize(
    ("path", "known"),
    [
        ("settings", "rotate_refresh_tokens, "),
        ("act-as", "role, member, "),
        ("instance", "role, member, "),
        ("stock/harbour-bowl", "stock"),
        ("slots/throw-a-bowl", "localStartDate, "),
        ("members", "loginEmail, "),
        ("members/ada@example.com", "status, "),
        ("fail", "path, times, "),
        ("sign-event", "type, entity, "),
        ("sign-plugin-request", "type, request, "),
        ("events", "type, entity, "),
        ("try-event", "type, entity, "),
        ("installations", "site"),
    ],
)
def test_a_misspelt_field_is_refused_with_what_there_is(
    anybody: Caller, path: str, known: str
) -> None:
    answer = anybody.post(f"/_sandbox/{path}", {"wrong": 1})

    assert answer.status_code == 400
    assert answer.json()["message"].startswith(f"wrong is no field of this; there are {known}")


def test_members_can_be_changed(anybody: Caller) -> None:
    change = {"status": "BLOCKED", "privacyStatus": "PRIVATE", "loginEmailVerified": False}

    anybody.post("/_sandbox/members/ada@example.com", change)

    me = act_as(anybody, "ada@example.com")
    member = me.get("/members/v1/members/my", params={"fieldsets": "FULL"}).json()["member"]
    assert {name: member[name] for name in change} == change


@pytest.mark.parametrize(
    "headers",
    [{"Host": "evil.example"}, {"Origin": "http://evil.example"}, {"Origin": "null"}],
)
def test_the_control_plane_is_for_this_machine(anybody: Caller, headers: dict[str, str]) -> None:
    assert anybody.post("/_sandbox/reset", headers=headers).status_code == 403
    assert anybody.get("/_sandbox/requests", headers=headers).status_code == 403


def test_a_page_of_this_machine_may_use_the_control_plane(anybody: Caller) -> None:
    headers = {"Origin": "http://localhost:8000", "Host": "localhost:1"}

    assert anybody.post("/_sandbox/reset", headers=headers).status_code == 200


def test_the_control_plane_tells_no_secret(
    sandbox: SandboxServer, anybody: Caller, keys: dict[str, Any]
) -> None:
    secrets = [keys["client_secret"], keys["api_key"], *(m["password"] for m in keys["members"])]
    paths = ("/_sandbox/requests", "/_sandbox/settings", "/_sandbox/routes")

    said = "".join(anybody.get(path).text for path in paths)
    said += repr(sandbox.state) + repr(sandbox.state.members) + repr(sandbox.state.access_tokens)

    assert len(said) > 500
    assert not [secret for secret in secrets if secret in said]


def test_how_full_a_slot_is_can_be_set(anybody: Caller) -> None:
    path = "/_sandbox/slots/glaze-consultation"
    tuesday = {"localStartDate": "2026-12-01T10:00:00"}  # Eastern time, unless it says otherwise

    taken = anybody.post(path, tuesday | {"taken": 1}).json()["timeSlot"]
    free = anybody.post(path, tuesday | {"taken": 0}).json()["timeSlot"]

    assert (taken["remainingCapacity"], free["remainingCapacity"]) == (0, 1)
    assert anybody.post(path, {"localStartDate": "2026-12-02T10:00:00"}).status_code == 404
    assert anybody.post("/_sandbox/slots/unknown", tuesday).status_code == 404
    assert violation_of(anybody.post(path, tuesday | {"taken": 2}))["field"] == "taken"
