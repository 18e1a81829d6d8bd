"""
The token endpoint: what is posted to it, and what its answers mean.

Names in each body are exactly those of Wix's own SDK, whose casing differs between grants:
"Handle Visitors Using the REST API" and "Handle Members with a Wix Login Page Using the REST API"
(/docs/go-headless/coding/rest-api/visitors-and-members), "Create Access Token" and "Token Info"
(/docs/rest/app-management/oauth-2).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from wix_headless.exceptions import ClientRefusedError, ResponseError, TransportError
from wix_headless.protocol.messages import Answer, Request
from wix_headless.tokens import RENEWAL_MARGIN, Role, Secret, Tokens

TOKEN_PATH = "/oauth2/token"  # noqa: S105 - a path
INSTALL_PATH = "/oauth/access"
TOKEN_INFO_PATH = "/oauth2/token-info"  # noqa: S105 - a path

#: What Wix documents, in seconds; used where an answer's own figure cannot be believed.
DEFAULT_LIFETIME = 14_400.0

#: Nothing Wix issues lives longer than a day; a larger figure is a mistake of somebody's.
LONGEST_LIFETIME = 86_400.0

#: Nor is any token to be renewed as soon as it comes: with a smaller figure every call would
#: ask for another.
SHORTEST_LIFETIME = 2 * RENEWAL_MARGIN


def _token_request(body: Mapping[str, str]) -> Request:
    return Request(verb="POST", path=TOKEN_PATH, body=dict(body), name="oauth2.token")


def anonymous_request(client_id: str) -> Request:
    """Ask for a new visitor."""
    return _token_request({"clientId": client_id, "grantType": "anonymous"})


def refresh_request(client_id: str, refresh_token: str) -> Request:
    """Ask for a visitor's or member's next access token."""
    return _token_request(
        {"clientId": client_id, "refreshToken": refresh_token, "grantType": "refresh_token"}
    )


def code_request(
    client_id: str, *, code: Secret, code_verifier: Secret, redirect_uri: str
) -> Request:
    """Trade the code of a login for the member's tokens."""
    return _token_request(
        {
            "clientId": client_id,
            "grantType": "authorization_code",
            "redirectUri": redirect_uri,
            "code": code,
            "codeVerifier": code_verifier,
        }
    )


def client_credentials_request(app_id: str, app_secret: Secret, instance_id: str) -> Request:
    """Ask for the app's own token; an instance id is sent when there is one."""
    body = {
        "grant_type": "client_credentials",
        "client_id": app_id,
        "client_secret": app_secret,
    }
    if instance_id:
        body["instance_id"] = instance_id
    return _token_request(body)


def install_code_request(app_id: str, app_secret: Secret, code: Secret) -> Request:
    """Trade the code of an installation for a token in it ("Use Advanced OAuth")."""
    body = {
        "grant_type": "authorization_code",
        "client_id": app_id,
        "client_secret": app_secret,
        "code": code,
    }
    return Request(verb="POST", path=INSTALL_PATH, body=body, name="oauth.access")


def token_info_request(token: str) -> Request:
    """Ask whom a token speaks for."""
    return Request(
        verb="POST", path=TOKEN_INFO_PATH, body={"token": token}, name="oauth2.token_info"
    )


def parse_tokens(answer: Answer, *, role: Role, now: float, old: Tokens | None = None) -> Tokens:
    """
    Read the tokens out of the endpoint's answer.

    Wix's own SDK keeps the old refresh token; Wix's samples store the one that comes back.
    So one that comes back is kept, and none keeps the old.

    Args:
        now: Seconds since the epoch, when the answer came.

    Raises:
        TransportError: If there is no access token in it.
    """
    access_token = _text(answer.data.get("access_token"))
    if not access_token:
        raise TransportError("Wix's token endpoint answered without an access token.")
    refresh_token: str = _text(answer.data.get("refresh_token"))
    if not refresh_token and old is not None:
        refresh_token = old.refresh_token
    return Tokens(
        access_token=access_token,
        refresh_token=refresh_token,
        expires_at=now + parse_lifetime(answer.data.get("expires_in")),
        role=role,
        issued_at=now,
    )


def parse_lifetime(value: object) -> float:
    """Return the seconds a token lives, whatever the answer said about it."""
    try:
        seconds = float(value) if isinstance(value, int | float | str) else math.nan
    except (ValueError, OverflowError):
        seconds = math.nan
    if isinstance(value, bool) or not SHORTEST_LIFETIME <= seconds <= LONGEST_LIFETIME:
        return DEFAULT_LIFETIME
    return seconds


class Refusal(Enum):
    """What a "no" of the token endpoint is about."""

    GRANT = "this token or code"
    CLIENT = "this client, whatever the token"
    UNCLEAR = "either"
    NONE = "nothing: Wix was not able to answer"


#: RFC 6749, section 5.2.
_GRANT_CODES = frozenset({"invalid_grant"})
_CLIENT_CODES = frozenset(
    {"invalid_client", "unauthorized_client", "unsupported_grant_type", "invalid_scope"}
)

#: Seen in the answer to a client id that is no GUID.
_MALFORMED_CLIENT = "appId is not a valid GUID"


def classify_refusal(error: ResponseError) -> Refusal:
    """
    Say what Wix refused; only :attr:`Refusal.GRANT` may end a login.

    Which body the endpoint sends is not documented beyond "as the IETF says",
    so what is not surely one or the other is unclear, for token-info to settle.
    """
    if error.status_code >= 500 or error.status_code in {408, 425, 429}:
        return Refusal.NONE
    if error.code in _GRANT_CODES:
        return Refusal.GRANT
    if error.code in _CLIENT_CODES or _MALFORMED_CLIENT in str(error):
        return Refusal.CLIENT
    if error.status_code in {400, 401, 403}:
        return Refusal.UNCLEAR
    return Refusal.NONE


def build_client_error(error: ResponseError) -> ClientRefusedError:
    """Turn a refusal of the client into the configuration error that it is."""
    return ClientRefusedError(
        f"Wix refused this site's client: {error}. "
        "Check CLIENT_ID, CLIENT_SECRET and CLIENT_INSTANCE_ID in WIX_HEADLESS."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenInfo:
    """
    Whom a token speaks for, in Wix's own words ("Token Info", /docs/rest/app-management/oauth-2).

    Attributes:
        subject_type: ``VISITOR``, ``MEMBER``, ``USER``, ``APP`` or ``UNKNOWN``.
        subject_id: The id of the visitor, member or user.
        expires_at: When the token ends, in seconds since the epoch; 0 when Wix did not tell.
    """

    active: bool
    subject_type: str = ""
    subject_id: str = ""
    client_id: str = ""
    site_id: str = ""
    instance_id: str = ""
    account_id: str = ""
    expires_at: float = 0.0


def parse_token_info(data: Mapping[str, Any]) -> TokenInfo:
    """Read token-info's answer, in which every field is optional."""
    return TokenInfo(
        active=data.get("active") is True,
        subject_type=_text(data.get("subjectType")).upper(),
        subject_id=_text(data.get("subjectId")),
        client_id=_text(data.get("clientId")),
        site_id=_text(data.get("siteId")),
        instance_id=_text(data.get("instanceId")),
        account_id=_text(data.get("accountId")),
        expires_at=_seconds(data.get("exp")),
    )


def _text(value: object) -> Secret:
    return Secret(value) if isinstance(value, str) else Secret()


def _seconds(value: object) -> float:
    """Return a moment, which Wix writes as a string of digits; 0 for anything else."""
    is_digits = isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 16
    return float(value) if is_digits else 0.0  # type: ignore[arg-type]
