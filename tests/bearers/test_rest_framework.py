"""``WixAuthentication``, in the real REST framework."""

from __future__ import annotations

import pytest

from tests.bearers.callers import ADA
from wix_headless.models import WixMember


@pytest.mark.parametrize("role", ["visitor", "member", "user"])
def test_it_knows_who_calls(client, callers, role):
    found = client.get("/api/", headers=callers.headers(role)).json()

    assert (found["role"], found["auth"]) == (role, role.upper())
    assert found["user"] == ""


def test_a_member_is_its_user(client, callers, browser):
    browser.log_in(ADA)

    found = client.get("/api/users/", headers=callers.headers()).json()

    assert found["user"] == WixMember.objects.get().user.get_username()


def test_request_wix_speaks_with_the_token(client, callers):
    assert client.post("/api/", headers=callers.headers()).json()["member"]


def test_a_signed_instance_will_do(client, callers):
    assert client.get("/api/", {"instance": callers.instance()}).json()["role"] == "user"


def test_others_have_no_user(client, callers):
    assert client.get("/api/users/", headers=callers.headers("visitor")).status_code == 403
    assert client.get("/api/users/").status_code == 401


@pytest.mark.parametrize("header", ["made-up-by-somebody-else", "Bearer made-up-by-somebody"])
@pytest.mark.usefixtures("db", "sandbox")
def test_a_token_that_is_not_for_us_is_401(client, header):
    answer = client.get("/api/", headers={"Authorization": header})

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_neither_are_other_clients(client, callers):
    theirs = callers.headers(client_id="00000000-0000-4000-8000-000000000000")

    assert client.get("/api/", headers=theirs).status_code == 401


def test_a_subclass_lets_in_fewer(client, callers):
    assert client.get("/api/members/", headers=callers.headers()).status_code == 200
    assert client.get("/api/members/", headers=callers.headers("visitor")).status_code == 403


def test_no_answer_is_no_verdict(client, callers, sandbox):
    headers = callers.headers()
    sandbox.fail("/oauth2/token-info", status=503)

    answer = client.get("/api/", headers=headers)

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_cookies_and_other_schemes_are_for_other_classes(browser):
    browser.log_in(ADA)

    answer = browser.get("/api/users/", headers={"Authorization": "Token 0123456789abcdef0123"})

    assert answer.status_code == 401
