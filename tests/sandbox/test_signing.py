"""What the sandbox signs as Wix: bodies of webhooks, and of calls to service plugins."""

from __future__ import annotations

import base64
import json
import time
from typing import Any

import jwt
import pytest

from tests.sandbox.support import Caller
from wix_headless.sandbox.server import SandboxServer

APPROVED = "wix.ecom.v1.order_approved"


def verify(keys: dict[str, Any], signed: str, **options: Any) -> dict[str, Any]:
    key = base64.b64decode(keys["public_key"])
    claims: dict[str, Any] = jwt.decode(signed, key, algorithms=["RS256"], **options)
    return claims


def sign(anybody: Caller, **asked: Any) -> str:
    answer = anybody.post("/_sandbox/sign-event", asked)
    assert answer.status_code == 200, answer.text
    signed: str = answer.json()["jwt"]
    return signed


@pytest.fixture
def unwrap(anybody: Caller, keys: dict[str, Any]) -> Any:
    """Sign an event; return its envelope, with what is packed into it read."""

    def unwrap(**asked: Any) -> dict[str, Any]:
        envelope: dict[str, Any] = json.loads(verify(keys, sign(anybody, **asked))["data"])
        for name in ("data", "identity"):
            if name in envelope:
                envelope[name] = json.loads(envelope[name])
        return envelope

    return unwrap


def test_an_event_is_wrapped_three_times(
    sandbox: SandboxServer, unwrap: Any, keys: dict[str, Any]
) -> None:
    envelope = unwrap(type=APPROVED)

    order = next(iter(sandbox.state.orders.values()))
    assert envelope["eventType"] == APPROVED
    assert envelope["instanceId"] == keys["instance_id"]
    assert envelope["accountInfo"] == {"accountId": keys["account_id"], "siteId": keys["site_id"]}
    assert envelope["identity"] == {
        "identityType": "WIX_USER",
        "wixUserId": sandbox.state.owner_id,
    }
    event = envelope["data"]
    assert event.pop("id")
    assert event.pop("eventTime").endswith("Z")
    assert event == {
        "entityFqdn": "wix.ecom.v1.order",
        "slug": "approved",
        "entityId": order["id"],
        "actionEvent": {"body": {"order": order}},
        "triggeredByAnonymizeRequest": False,
        "originatedFrom": "",
        "entityEventSequence": "1",
    }


@pytest.mark.parametrize(
    ("slug", "content"),
    [("created", {"createdEvent": {"entity": {"id": "m1"}}}),
     ("updated", {"updatedEvent": {"currentEntity": {"id": "m1"}}}),
     ("deleted", {"deletedEvent": {"deletedEntity": {"id": "m1"}}}),
     ("greeted", {"actionEvent": {"body": {"member": {"id": "m1"}}}})],
)  # fmt: skip
def test_the_slug_says_where_the_entity_is(unwrap: Any, slug: str, content: Any) -> None:
    event = unwrap(type=f"wix.members.v1.member_{slug}", entity={"id": "m1"})["data"]

    members = ("createdEvent", "updatedEvent", "deletedEvent", "actionEvent")
    assert {name: event[name] for name in members if name in event} == content


def test_everything_can_be_told(unwrap: Any) -> None:
    envelope = unwrap(
        type="wix.some.v1.long_name_updated",
        entity_fqdn="wix.some.v1.long",
        slug="name_updated",
        entity_id="e1",
        body={"what": "ever"},
        member="ada@example.com",
        instance_id="i1",
        event_id="id1",
        anonymize=True,
    )

    event = envelope["data"]
    assert envelope["instanceId"] == "i1"
    assert envelope["identity"]["identityType"] == "MEMBER"
    assert (event["id"], event["entityId"], event["slug"]) == ("id1", "e1", "name_updated")
    assert event["actionEvent"] == {"body": {"what": "ever"}}
    assert event["triggeredByAnonymizeRequest"] is True


def test_an_entity_is_counted(unwrap: Any) -> None:
    told = [
        unwrap(type=APPROVED, entity_id=name)["data"]["entityEventSequence"]
        for name in ("a", "a", "b", "a")
    ]

    assert told == ["1", "2", "1", "3"]


def test_a_legacy_event_is_its_payload(unwrap: Any) -> None:
    removed = unwrap(type="AppRemoved", data={"appId": "a1"}, identity={})
    form = unwrap(type="com.wix.form_submitted", entity_fqdn="", slug="")

    assert removed["data"] == {"appId": "a1"}
    assert "identity" not in removed
    assert form["data"] == {}


def test_a_signature_ends_and_follows_the_real_clock(anybody: Caller, keys: dict[str, Any]) -> None:
    anybody.post("/_sandbox/clock", {"advance": 10**6})

    claims = verify(keys, sign(anybody, type=APPROVED))
    old = sign(anybody, type=APPROVED, issued_at=int(time.time()) - 60, expires_in=59)

    assert claims["exp"] - claims["iat"] == 3600
    assert abs(claims["iat"] - time.time()) < 300
    with pytest.raises(jwt.ExpiredSignatureError):
        verify(keys, old)


def test_a_forged_one_is_a_strangers(anybody: Caller, keys: dict[str, Any]) -> None:
    with pytest.raises(jwt.InvalidSignatureError):
        verify(keys, sign(anybody, type=APPROVED, forged=True))


def test_a_call_to_a_plugin_names_its_audience(anybody: Caller, keys: dict[str, Any]) -> None:
    asked = {
        "type": "ECOM_SHIPPING_RATES",
        "request": {"lineItems": []},
        "member": "ada@example.com",
        "metadata": {"currency": "EUR", "appExtensionId": "x1"},
    }

    signed = anybody.post("/_sandbox/sign-plugin-request", asked).json()["jwt"]

    claims = verify(keys, signed, audience=keys["client_id"], issuer="wix.com")
    metadata = claims["data"]["metadata"]
    assert claims["data"]["request"] == {"lineItems": []}
    assert metadata.pop("requestId")
    assert metadata.pop("identity")["identityType"] == "MEMBER"
    assert metadata == {
        "instanceId": keys["instance_id"],
        "currency": "EUR",
        "languages": ["en-US"],
        "appExtensionType": "ECOM_SHIPPING_RATES",
        "appExtensionId": "x1",
    }
