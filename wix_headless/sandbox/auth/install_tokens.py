"""
The token endpoint of older apps: a token of five minutes for the code of an installation.

Follows "Request an Access Token" under "Use Advanced OAuth",
``/docs/build-apps/develop-your-app/access/authentication/use-advanced-oauth``. Its refresh token
lasts as long as the installation; each refresh answers another.
"""

from __future__ import annotations

from flask import Blueprint, Response

from wix_headless.sandbox import identity
from wix_headless.sandbox.auth.oauth import TokenRequest, keep_out_of_caches
from wix_headless.sandbox.errors import OAuthError
from wix_headless.sandbox.models import Grant, Json
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import state

area = Blueprint("install_tokens", __name__)

ACCESS_SECONDS = 300


@area.after_request
def no_caches(response: Response) -> Response:
    """Forbid to keep an answer with tokens in it."""
    return keep_out_of_caches(response)


@area.post("/oauth/access")
def create_token() -> Json:
    """Answer the two grants there are."""
    memory, asked = state(), TokenRequest.read()
    grant_type = asked.require("grant_type")
    identity.check_app(memory, asked.require("client_id"), asked.require("client_secret"))
    if grant_type == "authorization_code":
        grant = _use_up(memory, asked.require("code"))
    elif grant_type == "refresh_token":
        old = memory.refresh_tokens.get(asked.require("refresh_token"))
        if old is None or not old.active(memory.now()):
            raise OAuthError("invalid_grant", "The refresh token is not valid.")
        grant = old.grant
    else:
        raise OAuthError("unsupported_grant_type", f"The grant type {grant_type} is not known.")
    access = identity.issue_access(memory, grant, seconds=ACCESS_SECONDS)
    refresh = identity.issue_refresh(memory, grant)
    return {"access_token": access.value, "refresh_token": refresh.value}


def _use_up(memory: State, value: str) -> Grant:
    """Let a code be used once; a second use also ends what the first one gave."""
    code = memory.install_codes.get(value)
    if code is None:
        raise OAuthError("invalid_grant", "The authorization code is not valid.")
    if code.used:
        code.grant.revoked = True
        raise OAuthError("invalid_grant", "The authorization code was already used.")
    code.used = True
    if memory.now() >= code.expires or code.grant.revoked:
        raise OAuthError("invalid_grant", "The authorization code has expired.")
    return code.grant
