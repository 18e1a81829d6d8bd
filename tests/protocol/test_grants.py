"""The token endpoint's requests and answers."""

from __future__ import annotations

import math

import pytest

from wix_headless.exceptions import ClientRefusedError, ConfigurationError, TransportError
from wix_headless.protocol import grants
from wix_headless.protocol.errors import build_error
from wix_headless.protocol.grants import DEFAULT_LIFETIME, LONGEST_LIFETIME, Refusal, TokenInfo
from wix_headless.protocol.messages import Answer
from wix_headless.tokens import Role, Secret, Tokens

NOW = 1_800_000_000.0


def build_answer(**data):
    return Answer(status=200, data=data, headers={}, request_id="r", seconds=0.1)


def refuse(status, *, code="", message=""):
    body = {"error": code, "error_description": message}
    return build_error(status, body, {}, method="POST /oauth2/token", request_id="r-1")


OLD = Tokens(
    access_token=Secret("old-access"),
    refresh_token=Secret("old-refresh"),
    expires_at=NOW - 10,
    role=Role.MEMBER,
)


@pytest.mark.parametrize(
    ("request_made", "body"),
    [
        (
            grants.anonymous_request("client"),
            {"clientId": "client", "grantType": "anonymous"},
        ),
        (
            grants.refresh_request("client", Secret("refresh")),
            {"clientId": "client", "refreshToken": "refresh", "grantType": "refresh_token"},
        ),
        (
            grants.code_request(
                "client",
                code=Secret("code"),
                code_verifier=Secret("verifier"),
                redirect_uri="https://site.example/callback",
            ),
            {
                "clientId": "client",
                "grantType": "authorization_code",
                "redirectUri": "https://site.example/callback",
                "code": "code",
                "codeVerifier": "verifier",
            },
        ),
        (
            grants.client_credentials_request("app", Secret("secret"), "instance"),
            {
                "grant_type": "client_credentials",
                "client_id": "app",
                "client_secret": "secret",
                "instance_id": "instance",
            },
        ),
        (
            grants.client_credentials_request("app", Secret("secret"), ""),
            {"grant_type": "client_credentials", "client_id": "app", "client_secret": "secret"},
        ),
    ],
    ids=["anonymous", "refresh", "code", "client credentials", "without an instance"],
)
def test_a_grant_is_posted_under_wixs_own_names(request_made, body):
    assert request_made.verb == "POST"
    assert request_made.path == "/oauth2/token"
    assert request_made.query == ()
    assert request_made.body == body


def test_token_info_is_asked_about_one_token():
    asked = grants.token_info_request(Secret("token"))

    assert (asked.verb, asked.path) == ("POST", "/oauth2/token-info")
    assert asked.body == {"token": "token"}


def test_a_request_does_not_show_its_secrets():
    asked = grants.refresh_request("client", Secret("JWS.refresh-4711"))

    assert "4711" not in repr(asked)
    assert "4711" not in repr(asked.body)


def test_an_answer_becomes_tokens():
    answer = build_answer(
        access_token="new-access",
        token_type="Bearer",
        expires_in=14_400,
        refresh_token="new-refresh",
    )

    tokens = grants.parse_tokens(answer, role=Role.VISITOR, now=NOW)

    assert tokens == Tokens(
        access_token=Secret("new-access"),
        refresh_token=Secret("new-refresh"),
        expires_at=NOW + 14_400,
        role=Role.VISITOR,
        issued_at=NOW,
    )
    assert isinstance(tokens.access_token, Secret)
    assert isinstance(tokens.refresh_token, Secret)


@pytest.mark.parametrize("returned", [{}, {"refresh_token": ""}, {"refresh_token": None}])
def test_the_old_refresh_token_is_kept_when_none_comes_back(returned):
    answer = build_answer(access_token="new-access", **returned)

    assert grants.parse_tokens(answer, role=Role.MEMBER, now=NOW, old=OLD).refresh_token == (
        "old-refresh"
    )


def test_a_refresh_token_that_comes_back_replaces_the_old_one():
    answer = build_answer(access_token="new-access", refresh_token="new-refresh")

    assert grants.parse_tokens(answer, role=Role.MEMBER, now=NOW, old=OLD).refresh_token == (
        "new-refresh"
    )


def test_a_first_answer_without_a_refresh_token_has_none():
    tokens = grants.parse_tokens(build_answer(access_token="a"), role=Role.APP, now=NOW)

    assert tokens.refresh_token == ""


@pytest.mark.parametrize(
    "data", [{}, {"access_token": ""}, {"access_token": None}, {"access_token": 7}, {"error": "x"}]
)
def test_an_answer_without_an_access_token_is_no_answer(data):
    with pytest.raises(TransportError, match="without an access token"):
        grants.parse_tokens(build_answer(**data), role=Role.VISITOR, now=NOW, old=OLD)


@pytest.mark.parametrize(
    ("said", "seconds"),
    [
        (14_400, 14_400.0),
        (300.5, 300.5),
        ("14400", 14_400.0),
        (" 120 ", 120.0),
        (119.9, DEFAULT_LIFETIME),
        (60, DEFAULT_LIFETIME),
        (LONGEST_LIFETIME, LONGEST_LIFETIME),
        (LONGEST_LIFETIME + 1, DEFAULT_LIFETIME),
        (None, DEFAULT_LIFETIME),
        (1, DEFAULT_LIFETIME),
        (0.5, DEFAULT_LIFETIME),
        (5e-324, DEFAULT_LIFETIME),
        (0, DEFAULT_LIFETIME),
        (-1, DEFAULT_LIFETIME),
        ("-14400", DEFAULT_LIFETIME),
        ("", DEFAULT_LIFETIME),
        ("four hours", DEFAULT_LIFETIME),
        (True, DEFAULT_LIFETIME),
        (False, DEFAULT_LIFETIME),
        (math.nan, DEFAULT_LIFETIME),
        (math.inf, DEFAULT_LIFETIME),
        (-math.inf, DEFAULT_LIFETIME),
        ("nan", DEFAULT_LIFETIME),
        ("inf", DEFAULT_LIFETIME),
        (10**400, DEFAULT_LIFETIME),
        ("1" * 5000, DEFAULT_LIFETIME),
        (1_800_000_000_000, DEFAULT_LIFETIME),
        ([14_400], DEFAULT_LIFETIME),
        ({}, DEFAULT_LIFETIME),
    ],
)
def test_a_lifetime_is_believed_when_it_can_be(said, seconds):
    assert grants.parse_lifetime(said) == seconds


MALFORMED = "appRuntimeKeys [at index 0] is invalid: appId is not a valid GUID"


@pytest.mark.parametrize(
    ("status", "code", "message", "refusal"),
    [
        (400, "invalid_grant", "", Refusal.GRANT),
        (401, "invalid_grant", "", Refusal.GRANT),
        (400, "invalid_client", "", Refusal.CLIENT),
        (401, "invalid_client", "", Refusal.CLIENT),
        (400, "unauthorized_client", "", Refusal.CLIENT),
        (400, "unsupported_grant_type", "", Refusal.CLIENT),
        (400, "invalid_scope", "", Refusal.CLIENT),
        (400, "", MALFORMED, Refusal.CLIENT),
        (400, "", "", Refusal.UNCLEAR),
        (400, "invalid_request", "", Refusal.UNCLEAR),
        (400, "SOMETHING_NEW", "", Refusal.UNCLEAR),
        (401, "", "", Refusal.UNCLEAR),
        (403, "", "", Refusal.UNCLEAR),
        (302, "", "", Refusal.NONE),
        (404, "", "", Refusal.NONE),
        (405, "", "", Refusal.NONE),
        (408, "invalid_grant", "", Refusal.NONE),
        (425, "", "", Refusal.NONE),
        (429, "invalid_grant", "", Refusal.NONE),
        (500, "invalid_grant", "", Refusal.NONE),
        (502, "", "", Refusal.NONE),
        (503, "invalid_client", "", Refusal.NONE),
        (599, "", "", Refusal.NONE),
    ],
)
def test_only_a_refusal_of_the_grant_may_end_a_login(status, code, message, refusal):
    assert grants.classify_refusal(refuse(status, code=code, message=message)) is refusal


def test_a_refused_client_is_a_configuration_error_that_says_what_to_check():
    error = grants.build_client_error(refuse(401, code="invalid_client", message="Wrong secret."))

    assert isinstance(error, ClientRefusedError)
    assert isinstance(error, ConfigurationError)
    assert "Wrong secret. [HTTP 401, invalid_client, POST /oauth2/token, r-1]" in str(error)
    assert "CLIENT_SECRET" in str(error)


def test_token_info_is_read():
    info = grants.parse_token_info(
        {
            "active": True,
            "subjectType": "MEMBER",
            "subjectId": "m-1",
            "exp": "1800000000",
            "iat": "1799985600",
            "clientId": "c",
            "siteId": "s",
            "instanceId": "i",
            "accountId": "a",
            "vendorProductId": "v",
        }
    )

    assert info == TokenInfo(
        active=True,
        subject_type="MEMBER",
        subject_id="m-1",
        client_id="c",
        site_id="s",
        instance_id="i",
        account_id="a",
        expires_at=1_800_000_000.0,
    )


@pytest.mark.parametrize("active", [None, False, "true", 1, "", [True], {}])
def test_only_true_is_active(active):
    assert grants.parse_token_info({"active": active, "subjectId": "m"}).active is False


@pytest.mark.parametrize("wrong", [None, 7, True, [], {}, ["x"]])
@pytest.mark.parametrize(
    "name", ["subjectType", "subjectId", "clientId", "siteId", "instanceId", "accountId"]
)
def test_a_field_of_a_wrong_type_is_missing(name, wrong):
    assert grants.parse_token_info({"active": True, name: wrong}) == TokenInfo(active=True)
