"""Installing the app on other people's sites: the pages, the tokens, and what ends them."""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

BACK = "http://localhost:8000/wix-app/callback/"
BICYCLE = "Slow Bicycle"


class Wix:
    """The sandbox with its keys at hand, and its control plane."""

    def __init__(self, sandbox):
        self.origin = sandbox.origin
        self._keys = sandbox.credentials

    def __getattr__(self, name):
        return self._keys[name]

    def control(self, path, verb="POST", **body):
        answer = requests.request(
            verb, f"{self.origin}/_sandbox/{path}", json=body or None, timeout=10
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


@pytest.fixture
def wix(sandbox):
    return Wix(sandbox)


@pytest.fixture
def person():
    with requests.Session() as session:
        yield session


def open_page(person, wix, path, **query):
    return person.get(f"{wix.origin}{path}", params=query, timeout=10)


def answer(person, page, **typed):
    (token,) = re.findall(r'name="form_token" value="([^"]+)"', page.text)
    form = {"form_token": token, "site": BICYCLE, "answer": "agree"} | typed
    return person.post(page.url, data=form, allow_redirects=False, timeout=10)


def install(person, wix, **more):
    page = open_page(
        person, wix, "/installer/install",
        appId=wix.client_id, redirectUrl=BACK, state="a-state", token="t", **more,
    )  # fmt: skip
    return read_query(answer(person, page).headers["Location"])


def read_query(url):
    return dict(parse_qsl(urlsplit(url).query))


def post(wix, path, **body):
    return requests.post(f"{wix.origin}{path}", json=body, timeout=10)


def exchange(wix, **changes):
    asked = {
        "grant_type": "authorization_code",
        "client_id": wix.client_id,
        "client_secret": wix.client_secret,
    }
    return post(wix, "/oauth/access", **asked | changes)


def ask(wix, token, path="/apps/v1/instance"):
    return requests.get(f"{wix.origin}{path}", headers={"Authorization": token}, timeout=10)


def app_token(wix, instance_id):
    return post(
        wix, "/oauth2/token", grant_type="client_credentials", client_id=wix.client_id,
        client_secret=wix.client_secret, instance_id=instance_id,
    )  # fmt: skip


def test_the_older_flow_comes_back_with_a_code(person, wix):
    back = install(person, wix)

    assert (back["state"], set(back)) == ("a-state", {"state", "code", "instanceId"})
    token = exchange(wix, code=back["code"]).json()
    assert set(token) == {"access_token", "refresh_token"}
    found = ask(wix, token["access_token"]).json()
    assert found["instance"]["instanceId"] == back["instanceId"]
    assert found["site"]["siteDisplayName"] == BICYCLE
    info = post(wix, "/oauth2/token-info", token=token["access_token"]).json()
    assert (info["subjectType"], info["instanceId"]) == ("APP", back["instanceId"])
    assert info["siteId"] == found["site"]["siteId"] != wix.site_id


def test_the_newer_flow_comes_back_with_a_signed_instance(person, wix):
    page = open_page(
        person, wix, "/app-installer",
        appId=wix.client_id, postInstallationUrl=f"{BACK}?state=mine",
    )  # fmt: skip
    back = read_query(answer(person, page).headers["Location"])

    assert set(back) == {"state", "appId", "tenantId", "instanceId", "signedInstance"}
    assert (back["state"], back["appId"]) == ("mine", wix.client_id)
    info = post(wix, "/oauth2/token-info", token=back["signedInstance"]).json()
    assert (info["active"], info["subjectType"]) == (True, "USER")
    assert (info["instanceId"], info["siteId"]) == (back["instanceId"], back["tenantId"])


@pytest.mark.parametrize("path", ["/installer/install", "/app-installer"])
def test_an_owner_may_say_no(person, wix, path):
    query = {"appId": wix.client_id, "redirectUrl": BACK, "postInstallationUrl": BACK}
    page = open_page(person, wix, path, **query)

    assert "not installed" in answer(person, page, answer="cancel").text
    assert len(wix.control("installations", "GET")["installations"]) == 1


@pytest.mark.parametrize(
    "change", [{"appId": "another"}, {"redirectUrl": "https://evil.example/"}, {"redirectUrl": ""}]
)
def test_other_apps_and_other_places_are_refused(person, wix, change):
    query = {"appId": wix.client_id, "redirectUrl": BACK} | change

    assert open_page(person, wix, "/installer/install", **query).status_code == 400


@pytest.mark.parametrize(
    ("typed", "status"), [({"form_token": "x"}, 403), ({"site": "Nobody's"}, 400)]
)
def test_forms_are_checked(person, wix, typed, status):
    page = open_page(person, wix, "/installer/install", appId=wix.client_id, redirectUrl=BACK)

    assert answer(person, page, **typed).status_code == status


def test_a_code_is_good_once_and_for_ten_minutes(person, wix):
    code = install(person, wix)["code"]
    token = exchange(wix, code=code).json()["access_token"]

    assert exchange(wix, code=code).json()["error"] == "invalid_grant"
    assert ask(wix, token).status_code == 401

    code = install(person, wix)["code"]
    wix.control("clock", advance=601)
    assert exchange(wix, code=code).json()["error"] == "invalid_grant"


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"code": "made-up"}, "invalid_grant"),
        ({"code": ""}, "invalid_request"),
        ({"client_secret": "another"}, "invalid_client"),
        ({"client_id": "another"}, "invalid_client"),
        ({"grant_type": "anonymous"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "made-up"}, "invalid_grant"),
    ],
)
def test_what_is_refused_at_the_older_endpoint(person, wix, change, error):
    code = install(person, wix)["code"]

    refused = exchange(wix, **{"code": code} | change)

    assert (refused.json()["error"], refused.headers["Cache-Control"]) == (error, "no-store")


def test_its_token_lasts_five_minutes_and_its_refresh_token_goes_on(person, wix):
    tokens = exchange(wix, code=install(person, wix)["code"]).json()
    wix.control("clock", advance=301)
    assert ask(wix, tokens["access_token"]).status_code == 401

    more = exchange(wix, grant_type="refresh_token", refresh_token=tokens["refresh_token"]).json()

    assert ask(wix, more["access_token"]).status_code == 200
    assert more["refresh_token"] != tokens["refresh_token"]


def test_a_token_is_for_its_installation_and_no_other(wix):
    there = wix.control("installations", site=BICYCLE)
    here, token = (
        app_token(wix, one).json()["access_token"] for one in (wix.instance_id, there["instanceId"])
    )

    properties = "/site-properties/v4/properties"
    names = [
        ask(wix, one, properties).json()["properties"]["siteDisplayName"] for one in (here, token)
    ]
    assert names[1] == BICYCLE != names[0]
    # Of other people's sites there is nothing but their name.
    assert ask(wix, token, "/members/v1/members").status_code == 403
    assert ask(wix, here, "/members/v1/members").status_code == 200


@pytest.mark.parametrize("instance_id", ["0b1a8a3c-0000-4000-8000-00000000dead", "x"])
def test_there_is_none_for_an_installation_that_is_not(wix, instance_id):
    assert app_token(wix, instance_id).json()["error"] == "invalid_grant"


def test_removing_the_app_ends_everything_it_had_there(person, wix):
    first = install(person, wix)
    tokens = exchange(wix, code=first["code"]).json()
    mine = app_token(wix, first["instanceId"]).json()["access_token"]
    waiting = install(person, wix)["code"]
    own = app_token(wix, wix.instance_id).json()["access_token"]

    wix.control(f"installations/{first['instanceId']}", "DELETE")

    assert [ask(wix, one).status_code for one in (tokens["access_token"], mine, own)] == [
        401,
        401,
        200,
    ]
    assert app_token(wix, first["instanceId"]).status_code == 400
    assert exchange(wix, code=waiting).status_code == 400
    refresh = {"grant_type": "refresh_token", "refresh_token": tokens["refresh_token"]}
    assert exchange(wix, **refresh).status_code == 400


def test_its_own_site_can_lose_the_app_too(wix):
    token = app_token(wix, "").json()["access_token"]

    wix.control(f"installations/{wix.instance_id}", "DELETE")

    assert ask(wix, token).status_code == 401
    assert app_token(wix, "").status_code == 400
    wix.control("reset")
    assert app_token(wix, "").status_code == 200


def test_the_control_plane_knows_its_sites(wix):
    refused = requests.post(
        f"{wix.origin}/_sandbox/installations", json={"site": "Nobody's"}, timeout=10
    )
    gone = requests.delete(f"{wix.origin}/_sandbox/installations/x", timeout=10)

    assert (refused.status_code, gone.status_code) == (400, 404)
    assert BICYCLE in refused.text
