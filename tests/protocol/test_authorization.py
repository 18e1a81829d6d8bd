"""The login's round trip: what is sent to Wix, and what a callback must be to be believed."""

from __future__ import annotations

import base64
import hashlib
import logging
import re
from urllib.parse import urlencode

import pytest
from oauthlib.oauth2.rfc6749 import errors as oauth_errors

from wix_headless.exceptions import SignInError, SignInRefusedError, StateMismatchError
from wix_headless.protocol.authorization import (
    build_authorization,
    login_request,
    logout_request,
    parse_callback,
    parse_state,
)
from wix_headless.tokens import Secret

CLIENT, CALLBACK = "client-id", "https://site.example/wix/callback/"
STATE = Secret("s-4711-state")


def build():
    return build_authorization(CLIENT, CALLBACK)


def test_the_challenge_is_the_digest_of_the_verifier():
    login = build()
    digest = hashlib.sha256(login.code_verifier.encode()).digest()

    assert login.code_challenge == base64.urlsafe_b64encode(digest).decode().rstrip("=")
    assert "=" not in login.code_challenge


def test_verifier_and_state_are_long_and_of_the_allowed_characters():
    for _ in range(50):
        login = build()

        assert re.fullmatch(r"[A-Za-z0-9\-._~]{43,128}", login.code_verifier)
        assert re.fullmatch(r"[A-Za-z0-9\-._~]{43,}", login.state)


def test_two_logins_share_nothing():
    logins = [build() for _ in range(50)]

    for name in ("state", "code_verifier", "code_challenge"):
        assert len({getattr(login, name) for login in logins}) == 50
    assert all(login.state != login.code_verifier for login in logins)


def test_a_login_does_not_show_its_secrets():
    login = build()

    assert login.state not in repr(login)
    assert login.code_verifier not in repr(login)


def test_a_login_is_asked_for_as_the_documents_say():
    login = build()

    asked = login_request(login)

    assert (asked.verb, asked.path) == ("POST", "/headless/v1/redirect-session")
    assert asked.body == {
        "auth": {
            "authRequest": {
                "redirectUri": CALLBACK,
                "clientId": CLIENT,
                "codeChallenge": login.code_challenge,
                "codeChallengeMethod": "S256",
                "responseMode": "query",
                "responseType": "code",
                "scope": "offline_access",
                "state": login.state,
            },
            "prompt": "login",
        }
    }
    assert login.code_verifier not in str(asked.body)


@pytest.mark.parametrize(
    ("idp", "sent"),
    [
        ("google", "0e6a50f5-b523-4e29-990d-f37fa2ffdd69"),
        ("facebook", "3ecad13f-52c3-483d-911f-31dbcf2a6d23"),
        ("b1c9e6a4-0000-4000-8000-000000000001", "b1c9e6a4-0000-4000-8000-000000000001"),
    ],
)
def test_identity_providers_go_by_wixs_ids(idp, sent):
    assert login_request(build(), idp=idp).body["auth"]["authRequest"]["idp"] == sent


def test_prompt_stands_beside_the_authorization_request():
    auth = login_request(build(), prompt="none").body["auth"]

    assert auth["prompt"] == "none"
    assert "prompt" not in auth["authRequest"]


def test_a_logout_is_asked_for_as_the_documents_say():
    asked = logout_request(CLIENT, "https://site.example/after/")

    assert (asked.verb, asked.path) == ("POST", "/headless/v1/redirect-session")
    assert asked.body == {
        "logout": {"clientId": CLIENT},
        "callbacks": {"postFlowUrl": "https://site.example/after/"},
    }


def test_a_callback_gives_its_code():
    code = parse_callback(urlencode({"code": "c+1/2=", "state": STATE}), state=STATE)

    assert code == "c+1/2="
    assert isinstance(code, Secret)


def test_parameters_that_nobody_asked_for_do_no_harm():
    query = urlencode({"code": "c", "state": STATE, "wixMemberLoggedIn": "true", "x": "", "y": "é"})

    assert parse_callback(query, state=STATE) == "c"


@pytest.mark.parametrize(
    "more",
    [{"code": "c"}, {"error": "access_denied"}, {"code": "c", "error": "access_denied"}, {}],
)
@pytest.mark.parametrize("state", ["another", STATE[:-1], f"{STATE}x", STATE.upper(), f" {STATE}"])
def test_the_state_is_compared_before_anything_else_is_believed(state, more):
    with pytest.raises(StateMismatchError):
        parse_callback(urlencode({"state": state, **more}), state=STATE)


@pytest.mark.parametrize("query", ["", "code=c", "state=&code=c", "error=access_denied", "state"])
def test_a_callback_without_a_state_is_of_no_login(query):
    with pytest.raises(StateMismatchError, match="no state"):
        parse_callback(query, state=STATE)
    with pytest.raises(StateMismatchError, match="no state"):
        parse_state(query)


@pytest.mark.parametrize("reason", ["access_denied", "login_required", "something_new", "😀"])
def test_wixs_no_is_given_by_its_own_word(reason):
    query = urlencode({"state": STATE, "error": reason, "error_description": "Because."})

    with pytest.raises(SignInRefusedError) as caught:
        parse_callback(query, state=STATE)

    assert caught.value.reason == reason


def test_an_error_counts_although_there_is_a_code():
    query = urlencode({"state": STATE, "error": "access_denied", "code": "c"})

    with pytest.raises(SignInRefusedError):
        parse_callback(query, state=STATE)


def test_a_long_reason_is_cut():
    with pytest.raises(SignInRefusedError) as caught:
        parse_callback(urlencode({"state": STATE, "error": "x" * 5000}), state=STATE)

    assert caught.value.reason == "x" * 100


@pytest.mark.parametrize("code", [{}, {"code": ""}])
def test_a_callback_without_a_code_is_a_refusal(code):
    with pytest.raises(SignInRefusedError):
        parse_callback(urlencode({"state": STATE, **code}), state=STATE)


@pytest.mark.parametrize(
    "word",
    sorted(
        {
            kind.error
            for kind in vars(oauth_errors).values()
            if isinstance(kind, type) and isinstance(getattr(kind, "error", None), str)
        }
    ),
)
def test_every_word_that_oauth_knows_ends_in_an_error_of_ours(word):
    query = urlencode({"state": STATE, "error": word, "error_description": "Because."})

    with pytest.raises(SignInError):
        parse_callback(query, state=STATE)


@pytest.mark.parametrize("name", ["state", "code", "error", "error_description"])
@pytest.mark.parametrize("second", ["same", "other", ""])
def test_a_parameter_that_comes_twice_is_refused(name, second):
    given_once = {"state": STATE, "code": "c", "error": "e", "error_description": "d"}
    value = given_once[name]
    again = {"same": value, "other": "other", "": ""}[second]
    query = urlencode([*given_once.items(), (name, again)])

    with pytest.raises(StateMismatchError, match="twice"):
        parse_callback(query, state=STATE)
    with pytest.raises(StateMismatchError, match="twice"):
        parse_state(query)


@pytest.mark.parametrize("hidden", ["co\nde=d", "co\tde=d", "c\rode=d", "%63ode=d"])
def test_a_second_code_cannot_hide(hidden):
    query = f"state={STATE}&code=c&{hidden}"

    try:
        code = parse_callback(query, state=STATE)
    except StateMismatchError:
        return
    assert code == "c"


def test_a_flood_of_parameters_is_refused():
    query = "&".join(["a=1"] * 500 + [f"state={STATE}", "code=c"])

    with pytest.raises(StateMismatchError, match="cannot be read"):
        parse_callback(query, state=STATE)


def test_the_libraries_log_nothing_secret(caplog):
    caplog.set_level(logging.DEBUG)
    for name in ("requests_oauthlib", "oauthlib"):
        logging.getLogger(name).setLevel(logging.DEBUG)

    login = build()
    login_request(login)
    parse_callback(urlencode({"code": "c-4711", "state": login.state}), state=login.state)
    with pytest.raises(SignInRefusedError):
        parse_callback(urlencode({"error": "e", "state": login.state}), state=login.state)

    for secret in (login.state, login.code_verifier, "c-4711"):
        assert secret not in caplog.text


def test_no_secret_is_in_the_error_or_what_it_is_chained_to():
    query = urlencode({"state": STATE, "error": "e", "code": "c-4711"})

    with pytest.raises(SignInRefusedError) as caught:
        parse_callback(query, state=STATE)

    error = caught.value
    assert error.__cause__ is None
    assert error.__context__ is None
    assert STATE not in str(error)
    assert "c-4711" not in str(error)
