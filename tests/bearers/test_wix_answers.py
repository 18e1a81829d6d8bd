"""What token-info may answer that the sandbox never does: nothing unclear lets anybody in."""

from __future__ import annotations

import pytest

from tests.support.loopback import LoopbackServer, build_answer
from wix_headless.models import StoredToken

TOKEN = {"Authorization": "OauthNG.JWS.opaque-to-everybody"}


@pytest.fixture
def ask(client, sandbox, settings, db):
    """Ask the endpoint while Wix answers so; *told* replaces what a good answer says."""

    def ask(query=None, *, status=200, headers=TOKEN, **told):
        good = {
            "active": True,
            "subjectType": "MEMBER",
            "subjectId": "m",
            "clientId": sandbox.client_id,
            "siteId": sandbox.site_id,
            "instanceId": sandbox.instance_id,
        }
        answer = {name: value for name, value in (good | told).items() if value is not None}
        with LoopbackServer(build_answer(answer, status=status, x_wix_request_id="r-1")) as wix:
            settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": wix.origin}
            return client.get("/anybody/", query, headers=headers)

    return ask


def test_a_good_answer_lets_in(ask):
    assert ask().json()["role"] == "member"


@pytest.mark.parametrize("told", [{"siteId": None}, {"instanceId": None}, {"exp": "1"}])
def test_so_does_one_that_leaves_something_out(ask, told):
    assert ask(**told).status_code == 200


@pytest.mark.parametrize(
    "told",
    [
        {"active": None},
        {"active": "true"},
        {"active": 1},
        {"clientId": None},
        {"clientId": ["a"]},
        {"siteId": None, "instanceId": None},
        {"siteId": "theirs", "instanceId": None},
        {"siteId": None, "instanceId": "theirs"},
        {"subjectType": None},
        {"subjectType": "UNKNOWN"},
        {"subjectType": "ADMIN"},
        {"subjectId": None},
    ],
)
def test_an_unclear_one_does_not(ask, told):
    assert ask(**told).status_code == 401


@pytest.mark.parametrize(("status", "answered"), [(400, 401), (401, 401), (404, 401), (500, 503)])
def test_a_refusal_is_no_token_and_a_failure_no_verdict(ask, status, answered):
    assert ask(status=status).status_code == answered


def test_wix_and_the_signature_have_to_tell_of_one_installation(ask, callers, sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_INSTANCE_ID": ""}
    query = {"instance": callers.instance()}

    assert ask(query, headers=None).status_code == 200
    assert ask(query, headers=None, instanceId=None).json()["instance"] == sandbox.instance_id
    assert ask(query, headers=None, instanceId="theirs").status_code == 401


def test_and_of_one_app(ask, callers):
    query = {"instance": callers.instance(client_id="theirs")}

    assert ask(query, headers=None).status_code == 401


def test_without_an_installation_nothing_is_elevated(client, sandbox, settings, db):
    with LoopbackServer(
        build_answer(
            {
                "active": True,
                "subjectType": "VISITOR",
                "clientId": sandbox.client_id,
                "siteId": sandbox.site_id,
            }
        )
    ) as wix:
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"API_URL": wix.origin}
        answer = client.get("/elevated-or-not/", headers=TOKEN)

    assert answer.content.startswith(b"ElevationError: Wix did not say for which installation")


def test_elevation_is_for_the_tokens_installation(client, callers, sandbox, settings):
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | {"CLIENT_INSTANCE_ID": ""}

    assert client.get("/elevated/", headers=callers.headers()).status_code == 200

    assert StoredToken.objects.get().instance_id == sandbox.instance_id
