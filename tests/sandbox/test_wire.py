from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import pytest

from tests.sandbox.support import Caller, code_of

QUERY = "/stores/v3/products/query"


@pytest.mark.parametrize(
    ("verb", "path"),
    [
        ("GET", "/unknown"),
        ("POST", "/events/v1/ticket-reservations"),
        ("DELETE", "/stores/v3/products/query"),
        ("GET", "/oauth2/token"),
    ],
)
def test_what_is_not_emulated_says_so(anybody: Caller, verb: str, path: str) -> None:
    answer = anybody.call(verb, path)

    assert (answer.status_code, code_of(answer)) == (501, "UNIMPLEMENTED")
    assert f"{verb} {path}" in answer.json()["message"]


CURRENT = "/ecom/v2/carts/current"
SLOTS = "/_api/service-availability/v2/time-slots"


@pytest.mark.parametrize(
    ("path", "asked", "field"),
    [
        (CURRENT, {"giftCards": [{"code": "a"}]}, "giftCards"),
        (CURRENT, {"coupons": [{"code": "CLAY5"}]}, "coupons"),
        (f"{CURRENT}/add-line-items", {"customItems": [{"quantity": 1}]}, "customItems"),
        (f"{CURRENT}/estimate", {"calculateGiftCards": True}, "calculateGiftCards"),
        ("/ecom/v1/checkouts", {"couponCode": "CLAY5"}, "couponCode"),
        ("/ecom/v1/checkouts", {"overrideCheckoutUrl": "https://a.example/"}, "overrideCheck"),
        (
            "/stores/v3/products/search",
            {"search": {"aggregations": [{"name": "a"}]}},
            "search.aggregations",
        ),
        (
            "/bookings/v2/services/search",
            {"search": {"aggregations": [{"name": "a"}]}},
            "search.aggregations",
        ),
        (
            "/bookings/v2/bookings",
            {"booking": {"participantsChoices": {"serviceChoices": []}}},
            "booking.participantsChoices",
        ),
        (SLOTS, {"customerChoices": {"durationInMinutes": 5}}, "customerChoices"),
        (f"{SLOTS}/event", {"eventFilter": {"a": 1}}, "eventFilter"),
        ("/members/v1/members/query", {"search": {"expression": "ada"}}, "search"),
    ],
)
def test_a_field_that_would_do_nothing_says_so(
    visitor: Caller, path: str, asked: dict[str, Any], field: str
) -> None:
    answer = visitor.post(path, asked)

    assert answer.status_code == 501
    assert f"does not emulate {field}" in answer.json()["message"]


@pytest.mark.parametrize(
    "raw", [b"{", b"[]", b'"text"', b"\xff", b'{"a": NaN}', b"7", b"[" * 100_000]
)
def test_a_body_must_be_a_json_object(visitor: Caller, raw: bytes) -> None:
    headers = {"Content-Type": "application/json"}

    assert visitor.post(QUERY, data=raw, headers=headers).status_code == 400


def test_a_body_must_say_that_it_is_json(visitor: Caller) -> None:
    headers = {"Content-Type": "text/plain"}

    assert visitor.post(QUERY, data=b"{}", headers=headers).status_code == 415


def test_a_body_has_a_largest_size(visitor: Caller) -> None:
    answer = visitor.post(QUERY, {"filler": "x" * 2**20})

    assert answer.status_code == 413
    assert "message" in answer.json()


@pytest.mark.parametrize("path", [QUERY, "/unknown", "/oauth2/token-info"])
def test_every_answer_has_a_request_id(anybody: Caller, path: str) -> None:
    ids = {uuid.UUID(anybody.post(path, {}).headers["x-wix-request-id"]) for _ in range(2)}

    assert len(ids) == 2


def test_browsers_of_any_origin_may_call_the_apis(anybody: Caller, visitor: Caller) -> None:
    headers = {"Origin": "http://localhost:4321", "Access-Control-Request-Method": "POST"}

    preflight = anybody.call("OPTIONS", QUERY, headers=headers)
    answer = visitor.post(QUERY, {}, headers=headers)

    assert preflight.status_code == 204
    assert "Authorization" in preflight.headers["Access-Control-Allow-Headers"]
    for one in (preflight, answer):
        assert one.headers["Access-Control-Allow-Origin"] == "*"


def test_pages_and_the_control_plane_are_for_nobody_elses_scripts(anybody: Caller) -> None:
    for path in ("/_sandbox/requests", "/login/unknown", "/_sandbox/unknown"):
        assert "Access-Control-Allow-Origin" not in anybody.get(path).headers


def test_a_connection_is_kept(visitor: Caller) -> None:
    answers = [visitor.post(QUERY, {}) for _ in range(3)]

    assert all(one.headers.get("Connection", "").lower() != "close" for one in answers)


def test_an_unknown_token_is_unauthenticated(anybody: Caller) -> None:
    answer = Caller(anybody.origin, "OauthNG.JWS.unknown").post(QUERY, {})

    assert (answer.status_code, code_of(answer)) == (401, "UNAUTHENTICATED")


def test_a_refresh_token_opens_no_api(anybody: Caller, keys: dict[str, Any]) -> None:
    fields = {"clientId": keys["client_id"], "grantType": "anonymous"}
    tokens = anybody.post("/oauth2/token", fields).json()

    assert Caller(anybody.origin, tokens["refresh_token"]).post(QUERY, {}).status_code == 401
    assert Caller(anybody.origin, tokens["access_token"]).post(QUERY, {}).status_code == 200


def test_answers_carry_the_sandboxs_own_time(visitor: Caller, anybody: Caller) -> None:
    def date() -> datetime:
        answer = visitor.get("/members/v1/members/my")
        return parsedate_to_datetime(answer.headers["Date"])

    before = date()
    anybody.post("/_sandbox/clock", {"advance": 3600})

    assert timedelta(minutes=59) < date() - before < timedelta(minutes=61)
