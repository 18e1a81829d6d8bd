"""The own login page on the wire: requests as Wix's SDK sends them, states, refusals."""

from __future__ import annotations

import pytest

from wix_headless.exceptions import TransportError
from wix_headless.protocol.errors import build_error, is_expired_token
from wix_headless.protocol.own_login import (
    Refusal,
    State,
    classify_refusal,
    code_request,
    login_request,
    parse_outcome,
    recovery_request,
    register_request,
)
from wix_headless.tokens import Secret

PASSWORD = Secret("clay and paper")


def refuse(status, code="", **body):
    application = {"applicationError": {"code": code}} if code else {}
    given = {"message": "no", "details": application | body}
    return build_error(status, given, {}, method="POST /x", request_id="1")


def test_a_password_goes_along_and_is_not_shown():
    for request in (
        login_request("a@example.com", PASSWORD),
        register_request("a@example.com", PASSWORD),
    ):
        assert request.body == {"loginId": {"email": "a@example.com"}, "password": PASSWORD}
        assert PASSWORD not in repr(request)
        assert not request.repeatable


def test_a_profile_and_a_captcha_go_along_if_there_are_any():
    request = register_request(
        "a@example.com",
        PASSWORD,
        profile={"firstName": "Ada"},
        captcha=[{"Recaptcha": "token"}],
    )

    assert request.body["profile"] == {"firstName": "Ada"}
    assert request.body["captchaTokens"] == [{"Recaptcha": "token"}]


def test_a_code_and_a_mail_are_asked_for():
    code = code_request(Secret("123456"), Secret("state"))
    mail = recovery_request(
        "a@example.com", return_url="https://shop.example/", client_id="c", language="de"
    )

    assert (code.path, code.body) == (
        "/_api/iam/verification/v1/auth/verify",
        {"code": "123456", "stateToken": "state"},
    )
    assert (mail.path, mail.body) == (
        "/_api/iam/recovery/v1/send-email",
        {
            "email": "a@example.com",
            "language": "de",
            "redirect": {"url": "https://shop.example/", "clientId": "c"},
        },
    )


def test_a_success_says_who_it_is():
    outcome = parse_outcome(
        {"state": "SUCCESS", "sessionToken": "session-1", "identity": {"id": "m-1"}}
    )

    assert (outcome.state, outcome.session_token, outcome.member_id) == (
        State.SUCCESS,
        "session-1",
        "m-1",
    )
    assert "session-1" not in repr(outcome)


def test_a_code_is_waited_for():
    outcome = parse_outcome({"state": "REQUIRE_EMAIL_VERIFICATION", "stateToken": "state-1"})

    assert (outcome.state, outcome.state_token) == (State.EMAIL_CODE, "state-1")
    assert "state-1" not in repr(outcome)


@pytest.mark.parametrize(
    "state", ["STATUS_CHECK", "REQUIRE_MISSING_FIELDS", "REQUIRE_MFA", "", None, 7, [], {}]
)
def test_what_only_wixs_page_knows_is_one_state(state):
    assert parse_outcome({"state": state}).state is State.OTHER


@pytest.mark.parametrize(
    "data",
    [
        {"state": "SUCCESS"},
        {"state": "SUCCESS", "sessionToken": 7},
        {"state": "REQUIRE_EMAIL_VERIFICATION", "sessionToken": "x"},
    ],
)
def test_a_state_without_its_token_is_no_answer(data):
    with pytest.raises(TransportError):
        parse_outcome(data)


@pytest.mark.parametrize("identity", [None, [], "x", {"id": 7}, {}])
def test_whose_it_is_may_be_missing(identity):
    data = {"state": "REQUIRE_OWNER_APPROVAL", "identity": identity}

    assert parse_outcome(data).member_id == ""


@pytest.mark.parametrize(
    ("status", "code", "refusal"),
    [
        (409, "-19995", Refusal.EXISTS),
        (409, "DUPLICATE_EMAIL", Refusal.EXISTS),
        (404, "-19999", Refusal.CREDENTIALS),
        (401, "-19976", Refusal.CREDENTIALS),
        (403, "-19973", Refusal.CREDENTIALS),
        (400, "-19971", Refusal.CAPTCHA),
        (400, "-19970", Refusal.CAPTCHA),
        (403, "RECAPTCHA_REQUIRED", Refusal.CAPTCHA),
        (400, "THROTTLED_FEATURE", Refusal.TOO_MANY),
        (429, "", Refusal.TOO_MANY),
        (429, "-19976", Refusal.TOO_MANY),
        (403, "TRUSTED_CLIENTS_ONLY", Refusal.OTHER),
        (400, "", Refusal.OTHER),
    ],
)
def test_a_refusal_is_about_something(status, code, refusal):
    assert classify_refusal(refuse(status, code)) is refusal


@pytest.mark.parametrize(
    ("violation", "refusal"),
    [
        ({"field": "loginId.email", "data": {"type": "EMAIL"}}, Refusal.EMAIL),
        ({"field": "password", "data": {}}, Refusal.PASSWORD),
        ({"field": "password"}, Refusal.PASSWORD),
        ({"data": "EMAIL"}, Refusal.OTHER),
    ],
)
def test_a_violation_is_about_a_field(violation, refusal):
    error = refuse(400, validationError={"fieldViolations": [violation]})

    assert classify_refusal(error) is refusal


def test_a_wrong_password_says_nothing_of_the_visitors_token():
    # Else it would be renewed, and the password sent once more.
    assert not is_expired_token(refuse(401, "-19976"))
    assert is_expired_token(refuse(401, "UNAUTHENTICATED"))
    assert is_expired_token(refuse(401))
