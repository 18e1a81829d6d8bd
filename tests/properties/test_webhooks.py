"""What a signed body may say: whatever it is, it is an event that databases take, or refused."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.properties.inputs import json_values
from wix_headless.exceptions import SignatureError
from wix_headless.protocol.webhooks import (
    Webhook,
    find_entity,
    find_modified_fields,
    unwrap,
)

JSON = json_values | st.text("\0\ud800ab")
EVENTS = st.fixed_dictionaries(
    {"entityFqdn": JSON, "slug": JSON},
    optional={
        name: JSON | st.dictionaries(st.sampled_from(["entity", "entityAsJson", "body"]), JSON)
        for name in (
            "id",
            "entityId",
            "eventTime",
            "entityEventSequence",
            "triggeredByAnonymizeRequest",
            "createdEvent",
            "updatedEvent",
            "actionEvent",
        )
    },
)
ENVELOPES = st.fixed_dictionaries(
    {"eventType": st.just("wix.ecom.v1.order_created") | JSON, "instanceId": st.just("i") | JSON},
    optional={
        "data": EVENTS.map(json.dumps) | EVENTS | JSON,
        "identity": JSON.map(json.dumps) | JSON,
        "accountInfo": JSON,
    },
)
CLAIMS = st.fixed_dictionaries({}, optional={"data": ENVELOPES.map(json.dumps) | JSON})


@given(CLAIMS)
def test_it_is_an_event_that_can_be_kept_or_refused(claims):
    try:
        webhook = unwrap(claims)
    except SignatureError:
        return
    check(webhook)


@given(ENVELOPES, EVENTS)
def test_an_event_of_any_fields(envelope, event):
    whole = {**envelope, "eventType": "t", "instanceId": "i", "data": json.dumps(event)}

    check(unwrap({"data": json.dumps(whole)}))


def check(webhook: Webhook) -> None:
    for said in (webhook.data, webhook.identity, webhook.account):
        # Strictly JSON, and without what PostgreSQL has no letter for.
        assert "\\u0000" not in json.dumps(said, allow_nan=False).replace("\\\\", "")
        json.dumps(said, ensure_ascii=False).encode()
    for text in (webhook.type, webhook.id, webhook.entity_id, webhook.entity_fqdn, webhook.slug):
        assert "\0" not in text
        text.encode()
    assert webhook.time is None or webhook.time.tzinfo is not None
    assert webhook.sequence is None or 0 <= webhook.sequence < 2**63
    assert isinstance(find_entity(webhook.data), dict | None)
    assert isinstance(find_modified_fields(webhook.data), dict)
