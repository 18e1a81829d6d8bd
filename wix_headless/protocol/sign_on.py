"""
Signing on a member whom the site itself has identified: externally managed login.

"Handle Members with Externally-Managed Login" (/docs/go-headless/). The header of both requests
joins a visitor's token and an API key.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from wix_headless.exceptions import TransportError
from wix_headless.protocol.grants import TOKEN_PATH
from wix_headless.protocol.messages import Request
from wix_headless.tokens import Secret


@dataclass(frozen=True, slots=True, kw_only=True)
class SignedOn:
    """
    Whom Wix has signed on.

    Attributes:
        session_token: Good once, for a few minutes.
    """

    member_id: str
    session_token: Secret = field(repr=False)


def build_proof(visitor_token: str, api_key: str) -> dict[str, str]:
    """Return the header: two values and one comma, without a space."""
    return {"Authorization": Secret(f"{visitor_token},{api_key}")}


def sign_on_request(email: str) -> Request:
    """Ask for the member with this address, who is made if there is none."""
    return Request(
        verb="POST",
        path="/_api/iam/authentication/v2/sign-on",
        body={"loginId": {"email": email}},
        name="identity.authentication.sign_on",
    )


def parse_sign_on(data: Mapping[str, Any]) -> SignedOn:
    """
    Read the answer.

    Raises:
        TransportError: If it does not say who it is.
    """
    identity = data.get("identity")
    member_id = identity.get("id") if isinstance(identity, dict) else None
    token = data.get("sessionToken")
    if not isinstance(member_id, str) or not isinstance(token, str) or not member_id or not token:
        raise TransportError("Wix answered a sign-on without a member or a session token.")
    return SignedOn(member_id=member_id, session_token=Secret(token))


def member_grant_request(signed: SignedOn) -> Request:
    """Ask for the tokens of the member who was signed on."""
    return Request(
        verb="POST",
        path=TOKEN_PATH,
        body={
            "grant_type": "authorized_client",
            "member_id": signed.member_id,
            "session_token": signed.session_token,
        },
        name="oauth2.token",
    )
