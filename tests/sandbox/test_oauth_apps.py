from __future__ import annotations

from typing import Any

import pytest
import requests

from tests.sandbox.support import (
    CALLBACK,
    Browser,
    Caller,
    Login,
    code_of,
    query_of,
    violation_of,
)

APPS = "/oauth-app/v1/oauth-apps"
NEW = "http://localhost:8000/other/callback/"


def app_of(answer: requests.Response) -> dict[str, Any]:
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["oAuthApp"]
    return found


def change(app: Caller, client_id: str, mask: Any = None, **fields: Any) -> requests.Response:
    body: dict[str, Any] = {"oAuthApp": {"id": client_id} | fields}
    return app.patch(f"{APPS}/{client_id}", body if mask is None else body | {"mask": mask})


def test_the_client_is_listed_without_its_secret(app: Caller, keys: dict[str, Any]) -> None:
    listed = app.post(f"{APPS}/query", {"query": {"paging": {"limit": 10}}}).json()
    one = app_of(app.get(f"{APPS}/{keys['client_id']}"))

    assert listed["oAuthApps"] == [one]
    assert listed["pagingMetadata"]["total"] == 1
    assert one["allowedRedirectUris"] == [CALLBACK]
    assert one["allowedRedirectDomains"] == ["localhost:8000"]
    assert keys["client_secret"] not in str(listed)


@pytest.mark.parametrize(
    "mask",
    [
        {"paths": ["allowedRedirectUris"]},
        ["allowedRedirectUris"],
        "allowedRedirectUris,description",
    ],
)
def test_a_newly_allowed_uri_can_be_logged_in_to(
    app: Caller,
    visitor: Caller,
    keys: dict[str, Any],
    browser: Browser,
    ada: dict[str, str],
    mask: Any,
) -> None:
    login = Login(visitor, keys["client_id"], redirectUri=NEW)
    assert browser.open(login.url).status_code == 400

    app_of(change(app, keys["client_id"], mask, allowedRedirectUris=[CALLBACK, NEW]))

    again = Login(visitor, keys["client_id"], redirectUri=NEW)
    answer = browser.submit(browser.open(again.url), **ada)
    assert answer.headers["Location"].startswith(f"{NEW}?code=")


def test_a_removed_uri_is_refused(
    app: Caller, visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    mask = ["allowedRedirectUris"]
    app_of(change(app, keys["client_id"], mask, allowedRedirectUris=[NEW]))

    page = browser.open(Login(visitor, keys["client_id"]).url)

    assert page.status_code == 400
    assert "Invalid redirect URI" in page.text


def test_an_update_without_a_mask_changes_nothing_and_says_200(
    app: Caller, keys: dict[str, Any]
) -> None:
    before = app_of(app.get(f"{APPS}/{keys['client_id']}"))

    answer = change(app, keys["client_id"], name="New", allowedRedirectUris=[NEW])

    assert app_of(answer) == before
    assert app_of(app.get(f"{APPS}/{keys['client_id']}")) == before


def test_a_field_that_is_only_in_the_mask_is_emptied(app: Caller, keys: dict[str, Any]) -> None:
    changed = app_of(change(app, keys["client_id"], ["allowedRedirectUris"], name="ignored"))

    assert changed["allowedRedirectUris"] == []
    assert changed["name"] == "Kiln & Quill on Django"


def test_other_returns_go_by_the_domain(
    app: Caller, visitor: Caller, keys: dict[str, Any], browser: Browser
) -> None:
    def log_out(url: str) -> requests.Response:
        request = {"logout": {"clientId": keys["client_id"]}, "callbacks": {"postFlowUrl": url}}
        return visitor.post("/headless/v1/redirect-session", request)

    url = "https://shop.example/bye/"
    assert violation_of(log_out(url))["field"] == "callbacks.postFlowUrl"

    domains = ["localhost", "https://shop.example"]
    change(app, keys["client_id"], ["allowedRedirectDomains"], allowedRedirectDomains=domains)

    session = log_out(url).json()["redirectSession"]
    assert browser.open(session["fullUrl"]).headers["Location"].startswith(url)
    assert query_of(
        browser.open(log_out("http://localhost:8000/").json()["redirectSession"]["fullUrl"])
    )


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"allowedRedirectUris": ["nonsense"]}, "oAuthApp.allowedRedirectUris"),
        ({"allowedRedirectUris": ["javascript:alert(1)"]}, "oAuthApp.allowedRedirectUris"),
        ({"allowedRedirectUris": ["http://[x/"]}, "oAuthApp.allowedRedirectUris"),
        ({"allowedRedirectUris": ["http://a.example/#x"]}, "oAuthApp.allowedRedirectUris"),
        (
            {"allowedRedirectUris": [f"http://a.example/{n}" for n in range(21)]},
            "oAuthApp.allowedRedirectUris",
        ),
        ({"allowedRedirectDomains": [""]}, "oAuthApp.allowedRedirectDomains"),
        ({"allowedRedirectUris": "x"}, "oAuthApp.allowedRedirectUris"),
        ({"name": "x" * 51}, "oAuthApp.name"),
    ],
)
def test_a_bad_change_changes_nothing(
    app: Caller, keys: dict[str, Any], fields: dict[str, Any], field: str
) -> None:
    before = app_of(app.get(f"{APPS}/{keys['client_id']}"))
    mask = ["description", *fields]

    answer = change(app, keys["client_id"], mask, description="changed", **fields)

    assert violation_of(answer)["field"] == field
    assert app_of(app.get(f"{APPS}/{keys['client_id']}")) == before


@pytest.mark.parametrize("name", ["id", "secret", "nothing"])
def test_a_mask_names_what_can_be_changed(app: Caller, keys: dict[str, Any], name: str) -> None:
    assert violation_of(change(app, keys["client_id"], [name]))["field"] == "mask"


def test_twenty_uris_are_allowed_and_each_is_kept_once(app: Caller, keys: dict[str, Any]) -> None:
    uris = [f"http://a.example/{n}" for n in range(19)]
    mask = ["allowedRedirectUris"]

    changed = app_of(change(app, keys["client_id"], mask, allowedRedirectUris=[*uris, uris[0]]))

    assert changed["allowedRedirectUris"] == uris


def test_reset_brings_back_what_the_sandbox_was_started_with(
    app: Caller, anybody: Caller, keys: dict[str, Any], admin: Caller
) -> None:
    change(app, keys["client_id"], ["allowedRedirectUris"])

    anybody.post("/_sandbox/reset")

    again = app_of(admin.get(f"{APPS}/{keys['client_id']}"))
    assert again["allowedRedirectUris"] == [CALLBACK]


def test_a_new_secret_ends_the_old_one(app: Caller, anybody: Caller, keys: dict[str, Any]) -> None:
    answer = app.post(f"{APPS}/{keys['client_id']}/generate-secret", {})

    def status(secret: str) -> int:
        fields = {
            "grant_type": "client_credentials",
            "client_id": keys["client_id"],
            "client_secret": secret,
        }
        return anybody.post("/oauth2/token", fields).status_code

    assert status(keys["client_secret"]) == 401
    assert status(answer.json()["oAuthAppSecret"]) == 200


def test_other_clients_are_written_down(app: Caller, keys: dict[str, Any]) -> None:
    made = app_of(app.post(APPS, {"oAuthApp": {"name": "Staging", "allowedRedirectUris": [NEW]}}))

    listed = app.post(f"{APPS}/query", {"query": {"filter": {"name": "Staging"}}}).json()
    gone = app.delete(f"{APPS}/{made['id']}")
    own = app.delete(f"{APPS}/{keys['client_id']}")

    assert listed["oAuthApps"] == [made]
    assert gone.status_code == 200
    assert app.get(f"{APPS}/{made['id']}").status_code == 404
    assert (own.status_code, code_of(own)) == (428, "FAILED_PRECONDITION")
    assert violation_of(app.post(APPS, {"oAuthApp": {}}))["field"] == "oAuthApp.name"
