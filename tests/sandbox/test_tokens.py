from __future__ import annotations

from typing import Any

import pytest

from tests.sandbox.support import Browser, Caller, Login, code_of, new_visitor, query_of


def ask(anybody: Caller, **fields: Any) -> Any:
    return anybody.post("/oauth2/token", fields)


def refused(answer: Any, error: str, status: int = 400) -> str:
    assert answer.status_code == status, answer.text
    assert answer.json()["error"] == error
    return str(answer.json()["error_description"])


def test_a_visitor_needs_only_the_client_id(anybody: Caller, keys: dict[str, Any]) -> None:
    answer = ask(anybody, clientId=keys["client_id"], grantType="anonymous")

    assert answer.status_code == 200
    tokens = answer.json()
    assert tokens["access_token"].startswith("OauthNG.JWS.")
    assert tokens["refresh_token"].startswith("JWS.")
    assert (tokens["token_type"], tokens["expires_in"]) == ("Bearer", 14400)
    assert answer.headers["Cache-Control"] == "no-store"


def test_a_form_with_snake_case_names_says_the_same(anybody: Caller, keys: dict[str, Any]) -> None:
    form = {"client_id": keys["client_id"], "grant_type": "anonymous"}

    answer = anybody.post("/oauth2/token", data=form)

    assert answer.status_code == 200
    assert "access_token" in answer.json()


def test_a_form_that_repeats_a_parameter_is_refused(anybody: Caller, keys: dict[str, Any]) -> None:
    form = [("client_id", keys["client_id"])] * 2 + [("grant_type", "anonymous")]

    refused(anybody.post("/oauth2/token", data=form), "invalid_request")


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({}, "invalid_request"),
        ({"grantType": "anonymous"}, "invalid_request"),
        ({"grantType": "password"}, "unsupported_grant_type"),
        ({"grantType": 7}, "invalid_request"),
        ({"grantType": "anonymous", "grant_type": "refresh_token"}, "invalid_request"),
        ({"grantType": "refresh_token"}, "invalid_request"),
        ({"grantType": "refresh_token", "refreshToken": "JWS.unknown"}, "invalid_grant"),
        (
            {"grantType": "anonymous", "clientId": "00000000-0000-4000-8000-000000000000"},
            "invalid_client",
        ),
    ],
)
def test_a_bad_token_request_is_told_why(
    anybody: Caller, fields: dict[str, Any], error: str
) -> None:
    assert refused(ask(anybody, **fields), error)


def test_a_malformed_client_id_gets_the_wording_seen_at_wix(anybody: Caller) -> None:
    text = refused(ask(anybody, grantType="anonymous", clientId="nonsense"), "invalid_client")

    assert "appId is not a valid GUID" in text


def test_a_body_that_is_no_json_is_an_invalid_request(anybody: Caller) -> None:
    refused(anybody.post("/oauth2/token", data="{"), "invalid_request")


def test_a_refresh_rotates_the_refresh_token(anybody: Caller, keys: dict[str, Any]) -> None:
    first = ask(anybody, clientId=keys["client_id"], grantType="anonymous").json()

    second = ask(anybody, grantType="refresh_token", refreshToken=first["refresh_token"]).json()

    assert second["refresh_token"] != first["refresh_token"]
    assert second["access_token"] != first["access_token"]


@pytest.mark.parametrize("single_use", [False, True])
def test_the_refresh_token_before_works_on_as_the_sdk_needs_unless_it_is_told_not_to(
    anybody: Caller, keys: dict[str, Any], single_use: bool
) -> None:
    anybody.post("/_sandbox/settings", {"single_use_refresh_tokens": single_use})
    first = ask(anybody, clientId=keys["client_id"], grantType="anonymous").json()
    ask(anybody, grantType="refresh_token", refreshToken=first["refresh_token"])

    again = ask(anybody, grantType="refresh_token", refreshToken=first["refresh_token"])

    assert again.status_code == (400 if single_use else 200)


def test_a_refresh_can_be_told_not_to_rotate(anybody: Caller, keys: dict[str, Any]) -> None:
    anybody.post("/_sandbox/settings", {"rotate_refresh_tokens": False})
    first = ask(anybody, clientId=keys["client_id"], grantType="anonymous").json()

    second = ask(anybody, grantType="refresh_token", refreshToken=first["refresh_token"]).json()

    assert second["refresh_token"] == first["refresh_token"]


def test_a_refreshed_visitor_is_the_same_visitor(anybody: Caller, keys: dict[str, Any]) -> None:
    first = ask(anybody, clientId=keys["client_id"], grantType="anonymous").json()
    second = ask(anybody, grantType="refresh_token", refreshToken=first["refresh_token"]).json()

    who = [
        anybody.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()["subjectId"]
        for tokens in (first, second)
    ]

    assert who[0] == who[1]


def test_two_anonymous_grants_are_two_visitors(anybody: Caller, keys: dict[str, Any]) -> None:
    callers = [new_visitor(anybody, keys["client_id"]) for _ in range(2)]

    subjects = {
        anybody.post("/oauth2/token-info", {"token": one.token}).json()["subjectId"]
        for one in callers
    }

    assert len(subjects) == 2


def test_an_access_token_lives_four_hours(anybody: Caller, visitor: Caller) -> None:
    anybody.post("/_sandbox/clock", {"advance": 14_399})
    assert visitor.get("/stores/v3/provision/version").status_code == 200

    anybody.post("/_sandbox/clock", {"advance": 2})

    answer = visitor.get("/stores/v3/provision/version")
    assert answer.status_code == 401
    assert code_of(answer) == "UNAUTHENTICATED"


def test_the_app_gets_no_refresh_token(anybody: Caller, keys: dict[str, Any]) -> None:
    names = ("client_id", "client_secret", "instance_id")
    fields = {name: keys[name] for name in names}

    tokens = ask(anybody, grant_type="client_credentials", **fields).json()

    assert "access_token" in tokens
    assert "refresh_token" not in tokens


@pytest.mark.parametrize(
    ("change", "error", "status"),
    [
        ({"client_secret": "wrong"}, "invalid_client", 401),
        ({"client_id": "00000000-0000-4000-8000-000000000000"}, "invalid_client", 401),
        ({"instance_id": "00000000-0000-4000-8000-000000000000"}, "invalid_grant", 400),
        ({"client_secret": ""}, "invalid_request", 400),
    ],
)
def test_the_app_must_know_its_secret_and_its_instance(
    anybody: Caller, keys: dict[str, Any], change: dict[str, str], error: str, status: int
) -> None:
    fields = {name: keys[name] for name in ("client_id", "client_secret", "instance_id")}

    refused(ask(anybody, grant_type="client_credentials", **fields | change), error, status)


def test_the_app_may_leave_its_instance_out(anybody: Caller, keys: dict[str, Any]) -> None:
    fields = {name: keys[name] for name in ("client_id", "client_secret")}

    assert ask(anybody, grant_type="client_credentials", **fields).status_code == 200


def test_an_api_key_beside_a_visitor_token_gives_a_members_tokens(
    anybody: Caller, visitor: Caller, keys: dict[str, Any]
) -> None:
    members = anybody.post("/_sandbox/act-as", {"member": "ben@example.com"}).json()
    both = Caller(anybody.origin, f"{visitor.token},{keys['api_key']}")
    fields = {"grant_type": "authorized_client", "member_id": members["subject_id"]}

    tokens = both.post("/oauth2/token", fields | {"scope": "offline_access"}).json()

    info = anybody.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    assert (info["subjectType"], info["subjectId"]) == ("MEMBER", members["subject_id"])
    assert tokens["refresh_token"]


def test_without_the_api_key_nobody_becomes_a_member(anybody: Caller, visitor: Caller) -> None:
    members = anybody.post("/_sandbox/act-as", {"member": "ben@example.com"}).json()
    fields = {"grant_type": "authorized_client", "member_id": members["subject_id"]}

    for header in (visitor.token, f"{visitor.token},wrong", f"{visitor.token},"):
        answer = Caller(anybody.origin, header).post("/oauth2/token", fields)
        refused(answer, "invalid_client", 401)


@pytest.mark.parametrize(
    "grant_type", ["strip_bound_session", "urn:ietf:params:oauth:grant-type:device_code"]
)
def test_a_grant_that_is_not_emulated_says_so(anybody: Caller, grant_type: str) -> None:
    answer = ask(anybody, grant_type=grant_type)

    assert answer.status_code == 501
    assert grant_type in answer.json()["message"]


def test_token_info_knows_access_and_refresh_tokens(anybody: Caller, keys: dict[str, Any]) -> None:
    tokens = anybody.post("/_sandbox/act-as", {"member": "ada@example.com"}).json()

    access = anybody.post("/oauth2/token-info", {"token": tokens["access_token"]}).json()
    refresh = anybody.post("/oauth2/token-info", {"token": tokens["refresh_token"]}).json()

    assert access["active"] is refresh["active"] is True
    assert access["subjectType"] == "MEMBER"
    assert access["subjectId"] == refresh["subjectId"] == tokens["subject_id"]
    assert int(access["exp"]) - int(access["iat"]) == 14400
    assert isinstance(access["exp"], str)
    for name in ("client_id", "site_id", "instance_id", "account_id"):
        camel = name.split("_")[0] + name.split("_")[1].title()
        assert access[camel] == keys[name]


def test_token_info_calls_a_stranger_inactive(anybody: Caller) -> None:
    answer = anybody.post("/oauth2/token-info", {"token": "OauthNG.JWS.unknown"})

    assert (answer.status_code, answer.json()) == (200, {"active": False})


def test_a_bearer_prefix_is_refused(visitor: Caller) -> None:
    polite = Caller(visitor.origin, f"Bearer {visitor.token}")

    assert visitor.get("/stores/v3/provision/version").status_code == 200
    assert polite.get("/stores/v3/provision/version").status_code == 401


def login_code(visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]) -> Any:
    login = Login(visitor, keys["client_id"])
    back = browser.submit(browser.open(login.url), **ada)
    return login, query_of(back)["code"]


def test_a_code_is_exchanged_for_the_members_tokens(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login, code = login_code(visitor, keys, browser, ada)

    tokens = login.exchange(visitor, code).json()

    me = Caller(visitor.origin, tokens["access_token"])
    answer = me.get("/members/v1/members/my", params={"fieldsets": "FULL"})
    assert answer.json()["member"]["loginEmail"] == "ada@example.com"
    assert tokens["refresh_token"].startswith("JWS.")


@pytest.mark.parametrize(
    "change",
    [
        {"codeVerifier": "x" * 43},
        {"codeVerifier": "short"},
        {"codeVerifier": "ü" * 43},
        {"redirectUri": "http://localhost:8000/wix/callback"},
        {"redirectUri": ""},
        {"code": "unknown"},
    ],
)
def test_a_code_needs_its_verifier_and_its_redirect_uri(
    visitor: Caller,
    keys: dict[str, Any],
    browser: Browser,
    ada: dict[str, str],
    change: dict[str, str],
) -> None:
    login, code = login_code(visitor, keys, browser, ada)

    refused(login.exchange(visitor, code, **change), "invalid_grant")


def test_a_code_that_was_refused_is_used_up(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login, code = login_code(visitor, keys, browser, ada)
    refused(login.exchange(visitor, code, codeVerifier="x" * 43), "invalid_grant")

    refused(login.exchange(visitor, code), "invalid_grant")


def test_a_code_used_twice_ends_the_tokens_of_its_first_use(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login, code = login_code(visitor, keys, browser, ada)
    tokens = login.exchange(visitor, code).json()
    me = Caller(visitor.origin, tokens["access_token"])
    assert me.get("/members/v1/members/my").status_code == 200

    refused(login.exchange(visitor, code), "invalid_grant")

    assert me.get("/members/v1/members/my").status_code == 401
    renewal = {"grantType": "refresh_token", "refreshToken": tokens["refresh_token"]}
    refused(visitor.post("/oauth2/token", renewal), "invalid_grant")


def test_a_code_lives_ten_minutes(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login, code = login_code(visitor, keys, browser, ada)
    visitor.post("/_sandbox/clock", {"advance": 601})

    refused(login.exchange(visitor, code), "invalid_grant")


def test_without_offline_access_there_is_no_refresh_token(
    visitor: Caller, keys: dict[str, Any], browser: Browser, ada: dict[str, str]
) -> None:
    login = Login(visitor, keys["client_id"], scope="")
    code = query_of(browser.submit(browser.open(login.url), **ada))["code"]

    tokens = login.exchange(visitor, code).json()

    assert "access_token" in tokens
    assert "refresh_token" not in tokens
