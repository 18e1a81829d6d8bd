"""Webhooks as Wix signs them, written from its documents; and keys to sign them with."""

from __future__ import annotations

import json
import time
import uuid
from typing import Any

import jwt

from tests.support.signed_bodies import make_key, write_public

APP_ID = "0d5a3b5e-4d5f-4f3f-9a63-5cbb6b2a7c01"
INSTANCE_ID = "7a1f0a0e-51f4-4b69-a5a6-6a2a4c1f8e02"
ORDER = "wix.ecom.v1.order"
APPROVED = f"{ORDER}_approved"


def public_pem(name: str = "wix") -> str:
    return write_public(make_key(name))


def domain_event(**changes: Any) -> dict[str, Any]:
    """Return the innermost level: an order was approved."""
    event = {
        "id": str(uuid.uuid4()),
        "entityFqdn": ORDER,
        "slug": "approved",
        "entityId": str(uuid.uuid4()),
        "eventTime": "2026-11-20T10:11:12.345Z",
        "entityEventSequence": "7",
        "actionEvent": {"body": {"order": {"number": "10001"}}},
    }
    return {name: value for name, value in (event | changes).items() if value is not None}


def envelope(data: Any = None, /, **changes: Any) -> dict[str, Any]:
    """Return the middle level."""
    data = domain_event() if data is None else data
    whole = {
        "eventType": APPROVED,
        "instanceId": INSTANCE_ID,
        "data": data if isinstance(data, str) else json.dumps(data),
        "identity": json.dumps({"identityType": "MEMBER", "memberId": "m-1"}),
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def claims(middle: Any = None, /, **changes: Any) -> dict[str, Any]:
    """Return the claims."""
    middle = envelope() if middle is None else middle
    now = int(time.time())
    whole = {
        "data": middle if isinstance(middle, str) else json.dumps(middle),
        "iat": now,
        "exp": now + 3600,
    }
    return {name: value for name, value in (whole | changes).items() if value is not None}


def sign(said: dict[str, Any] | None = None, *, key: Any = None, **options: Any) -> str:
    """Return a whole body."""
    key = make_key("wix") if key is None else key
    return jwt.encode(claims() if said is None else said, key, **{"algorithm": "RS256"} | options)


def sign_event(event_type: str = APPROVED, /, *, instance: str = INSTANCE_ID, **event: Any) -> str:
    """Return the body of a domain event; its other parts are as usual."""
    fqdn, _, slug = event_type.rpartition("_")
    data = domain_event(**{"entityFqdn": fqdn, "slug": slug} | event)
    return sign(claims(envelope(data, eventType=event_type, instanceId=instance)))


def sign_plain(event_type: str, data: Any, /, *, instance: str = INSTANCE_ID, **more: Any) -> str:
    """Return the body of an event of an older kind."""
    middle = envelope(data, eventType=event_type, instanceId=instance, identity=None)
    return sign(claims(middle, **more))
