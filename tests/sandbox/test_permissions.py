from __future__ import annotations

import re
from typing import Any

import pytest

from tests.sandbox.support import Caller, code_of
from wix_headless.sandbox.models import Role
from wix_headless.sandbox.permissions import LETTERS, PERMISSIONS

ROWS = [(verb, path, role) for verb, path in PERMISSIONS for role in LETTERS.values()]


@pytest.fixture
def callers(visitor: Caller, member: Caller, app: Caller, admin: Caller) -> dict[Role, Caller]:
    return {
        Role.VISITOR: visitor,
        Role.MEMBER: member,
        Role.APP: app,
        Role.ADMIN: admin,
    }


@pytest.mark.parametrize(("verb", "path", "role"), ROWS)
def test_each_row_holds_in_both_directions(
    callers: dict[Role, Caller], verb: str, path: str, role: Role
) -> None:
    row = PERMISSIONS[verb, path]
    concrete = re.sub("<[^>]+>", "00000000-0000-4000-8000-000000000000", path)

    answer = callers[role].call(verb, concrete, {} if verb != "GET" else None)

    refused = answer.status_code == 403 and row.name in answer.json()["message"]
    assert refused is (role not in row.callers), answer.text
    assert answer.status_code not in (401, 500, 501)
    if refused:
        assert code_of(answer) == row.code


@pytest.mark.parametrize(("verb", "path"), list(PERMISSIONS))
def test_nobody_calls_without_a_token(anybody: Caller, verb: str, path: str) -> None:
    answer = anybody.call(verb, re.sub("<[^>]+>", "x", path), {} if verb != "GET" else None)

    assert (answer.status_code, code_of(answer)) == (401, "UNAUTHENTICATED")


def test_every_route_of_an_api_is_in_the_table(anybody: Caller) -> None:
    public = (
        "/oauth2/",
        "/oauth/access",
        "/media/",
        "/login/",
        "/checkout",
        "/thank-you/",
        "/book/",
        "/booked/",
        "/_upload/",
        "/_api/headless/",
        "/dashboard",
        "/recover/",
        "/app-installer",
        "/installer/",
    )
    routes = anybody.get("/_sandbox/routes").json()["routes"]

    apis = {
        tuple(route.split(" ", 1))
        for route in routes
        if route != "GET /"
        and not route.split(" ", 1)[1].startswith(public)
        and not route.endswith(("/_api/oauth2/authorize", "/iam/authentication/v2/sign-on"))
    }

    assert apis == set(PERMISSIONS)


def test_site_properties_name_the_permission_they_want(visitor: Caller, app: Caller) -> None:
    answer = visitor.get("/site-properties/v4/properties")

    assert (answer.status_code, code_of(answer)) == (403, "PERMISSION_DENIED")
    assert "site-settings.view" in answer.json()["message"]
    properties = app.get("/site-properties/v4/properties").json()["properties"]
    assert (properties["siteDisplayName"], properties["paymentCurrency"]) == ("Kiln & Quill", "USD")


def test_site_properties_can_be_asked_for_one_by_one(app: Caller) -> None:
    path = "/site-properties/v4/properties"

    some = app.get(path, params={"fields": "email,phone"}).json()["properties"]

    assert some.keys() == {"email", "phone"}
    assert app.get(path, params={"fields": "colour"}).status_code == 400


def test_an_api_key_names_its_site(anybody: Caller, keys: dict[str, Any]) -> None:
    path = "/site-properties/v4/properties"

    def status(**headers: str) -> int:
        return Caller(anybody.origin, keys["api_key"], **headers).get(path).status_code

    assert status() == 400
    assert status(**{"wix-site-id": "00000000-0000-4000-8000-000000000000"}) == 403
    assert status(**{"wix-site-id": keys["site_id"]}) == 200


def test_the_app_reads_its_instance(app: Caller, keys: dict[str, Any]) -> None:
    answer = app.get("/apps/v1/instance").json()

    assert answer["instance"]["instanceId"] == keys["instance_id"]
    assert answer["site"]["siteId"] == keys["site_id"]


def test_the_app_can_be_given_less(app: Caller, anybody: Caller, admin: Caller) -> None:
    anybody.post("/_sandbox/permissions", {"granted": ["MEMBERS.MEMBER_READ"]})
    contacts = ("/contacts/v4/contacts/query", {"query": {}})

    assert app.post("/members/v1/members/query", {"query": {}}).status_code == 200
    assert code_of(app.post(*contacts)) == "PERMISSION_DENIED"
    assert admin.post(*contacts).status_code == 200

    anybody.post("/_sandbox/permissions")
    assert app.post(*contacts).status_code == 200


def test_the_instance_tells_what_the_app_was_given(app: Caller, anybody: Caller) -> None:
    granted = ["MEMBERS.MEMBER_READ", "WIX_DEVELOPERS.MANAGE_APP_INSTANCE"]
    assert anybody.post("/_sandbox/permissions", {"granted": granted}).json()["granted"] == granted

    assert app.get("/apps/v1/instance").json()["instance"]["permissions"] == granted
    assert anybody.post("/_sandbox/permissions", {"granted": ["NO.SUCH"]}).status_code == 400
