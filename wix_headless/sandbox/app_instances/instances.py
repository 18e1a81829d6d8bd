"""
The signed ``instance`` that Wix adds to the address of a framed page, as its owner makes it.

Follows "Parse the App Instance Query Parameter",
``/docs/build-apps/develop-your-app/access/app-instances/parse-the-app-instance-query-parameter-for-self-hosted-apps``:
``<signature>.<data>``, both base64url without padding, the signature an HMAC-SHA256 of the data as
it stands under the app's secret. Token-info takes one, too ("Token Info",
``/docs/rest/app-management/oauth-2/token-info``).
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import json
from datetime import datetime, timedelta
from typing import Any

from wix_headless.sandbox.models import Grant, Json, Role
from wix_headless.sandbox.state import State, iso

#: How long the sandbox calls one active; Wix does not say.
LIFE = timedelta(hours=4)


def sign(memory: State, grant: Grant, *, secret: str = "", **more: Any) -> str:
    """Return the instance that a page shown to the bearer of *grant* is given."""
    fields: Json = {
        "instanceId": grant.instance_id or memory.credentials.instance_id,
        "appDefId": grant.client_id or memory.credentials.client_id,
        "signDate": memory.now_iso(),
        "expirationDate": iso(memory.now() + LIFE),
        "demoMode": False,
        "siteOwnerId": memory.owner_id,
    }
    if grant.role is Role.USER:
        fields["uid"] = grant.subject_id
        fields["permissions"] = "OWNER" if grant.subject_id == memory.owner_id else ""
    elif grant.role is Role.MEMBER:
        fields |= {"uid": grant.subject_id, "siteMemberId": grant.subject_id}
    else:
        fields["aid"] = grant.subject_id
    text = json.dumps({**fields, **more}, separators=(",", ":"))
    data = _encode(text.encode())
    return f"{_sign(data, secret or memory.app.secret)}.{data}"


def read(memory: State, value: str) -> tuple[Grant, Json] | None:
    """Return whom *value* speaks for, and its fields, if this app signed it and it is in time."""
    signature, dot, data = value.partition(".")
    if not dot or not hmac.compare_digest(
        signature.encode(), _sign(data, memory.app.secret).encode()
    ):
        return None
    try:
        fields = json.loads(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))
        ends = datetime.fromisoformat(fields["expirationDate"])
    except (binascii.Error, ValueError, KeyError):
        return None
    if memory.now() >= ends:
        return None
    role, subject = Role.VISITOR, fields.get("aid", "")
    if fields.get("siteMemberId"):
        role, subject = Role.MEMBER, fields["siteMemberId"]
    elif fields.get("uid"):
        role, subject = Role.USER, fields["uid"]
    grant = Grant(
        role=role,
        subject_id=subject,
        client_id=fields["appDefId"],
        instance_id=fields["instanceId"],
    )
    return grant, fields


def _sign(data: str, secret: str) -> str:
    return _encode(hmac.digest(secret.encode(), data.encode(), hashlib.sha256))


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
