"""Externally managed login: sign-on with an API key, and the grant that follows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.sandbox.support import Caller

PATH = "/_api/iam/authentication/v2/sign-on"
ADA = "ada@example.com"


@pytest.fixture
def post(sandbox, visitor, keys):
    def post(path, body, header=f"{visitor.token},{keys['api_key']}"):
        return Caller(sandbox.origin, header).post(path, body)

    return post


@pytest.fixture
def sign_on(post):
    def sign_on(email=ADA, **more):
        answer = post(PATH, {"loginId": {"email": email}, **more})
        assert answer.status_code == 200, answer.text
        return answer.json()

    return sign_on


def grant(signed, **more):
    return {
        "grant_type": "authorized_client",
        "member_id": signed["identity"]["id"],
        "session_token": signed["sessionToken"],
        **more,
    }


def test_a_member_is_signed_on_and_speaks(post, sign_on):
    signed = sign_on()

    tokens = post("/oauth2/token", grant(signed)).json()

    info = post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    assert (info["subjectType"], info["subjectId"]) == ("MEMBER", signed["identity"]["id"])
    assert tokens["refresh_token"]


def test_a_stranger_becomes_a_member(sign_on):
    first = sign_on("new@example.com", profile={"firstName": "New"}, verifyEmail=True)
    again = sign_on("NEW@example.com")

    assert first["identity"]["id"] == again["identity"]["id"]
    assert again["identity"]["email"] == {"address": "new@example.com", "isVerified": True}


def test_a_session_token_works_once_and_for_its_member(post, sign_on):
    signed = sign_on()
    other = sign_on("ben@example.com")
    swapped = grant(signed, member_id=other["identity"]["id"])

    assert post("/oauth2/token", swapped).json()["error"] == "invalid_grant"
    assert post("/oauth2/token", grant(signed)).json()["error"] == "invalid_grant"
    assert post("/oauth2/token", grant(other)).status_code == 200
    assert post("/oauth2/token", grant(other)).json()["error"] == "invalid_grant"


def test_it_works_for_five_minutes(sandbox, post, sign_on):
    signed = sign_on()
    sandbox.state.offset += timedelta(seconds=301)

    assert post("/oauth2/token", grant(signed)).json()["error"] == "invalid_grant"


@pytest.mark.parametrize("spoil", ["{v}", "{k}", "{k},{v}", "{v},x", "x,{k}", "{v}, {k}"])
def test_it_takes_both_a_token_and_a_key(post, visitor, keys, spoil):
    header = spoil.format(v=visitor.token, k=keys["api_key"])

    assert post(PATH, {"loginId": {"email": ADA}}, header).status_code == 401


@pytest.mark.parametrize("email", ["", "nobody", 7])
def test_it_takes_an_address(post, email):
    assert post(PATH, {"loginId": {"email": email}}).status_code == 400
