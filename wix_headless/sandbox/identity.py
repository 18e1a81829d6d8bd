"""
Who is calling: tokens are made, found and ended here.

Follows "REST API Authentication" and "About Identities" under
``/docs/api-reference/articles/authentication/``: the header carries the raw token.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from flask import g, request

from wix_headless.sandbox.errors import WixError
from wix_headless.sandbox.models import Grant, Json, Member, Role, Token
from wix_headless.sandbox.state import State

ACCESS_SECONDS = 14400  # "Handle Visitors Using the REST API"
ACCESS_PREFIX = "OauthNG.JWS."
REFRESH_PREFIX = "JWS."


@dataclass(frozen=True, slots=True, kw_only=True)
class Caller:
    """Whom the Authorization header of this request speaks for."""

    role: Role
    subject_id: str
    grant: Grant | None = field(default=None, repr=False)

    @property
    def elevated(self) -> bool:
        return self.role in (Role.APP, Role.ADMIN)

    @property
    def member_id(self) -> str | None:
        return self.subject_id if self.role is Role.MEMBER else None


def caller() -> Caller:
    """Return the caller of the API request at hand."""
    found: Caller = g.caller
    return found


def identify(memory: State) -> Caller:
    """Resolve the request's Authorization header, or raise Wix's 401."""
    header = request.headers.get("Authorization", "")
    if hmac.compare_digest(header.encode(), memory.credentials.api_key.encode()):
        return _admin(memory)
    # "Bearer <token>" is no key of the dictionary, and so is refused like any stranger.
    token = memory.access_tokens.get(header)
    if token is None or not token.active(memory.now()):
        raise WixError(401, "The request is not authenticated: no valid token was sent.")
    return Caller(role=token.grant.role, subject_id=token.grant.subject_id, grant=token.grant)


def _admin(memory: State) -> Caller:
    site = request.headers.get("wix-site-id")
    if not site:
        raise WixError(400, "An API key needs the header wix-site-id for a site's APIs.")
    if site != memory.credentials.site_id:
        raise WixError(403, "The API key has no access to this site.")
    return Caller(role=Role.ADMIN, subject_id=memory.credentials.account_id)


def new_visitor() -> Grant:
    """Return a grant for somebody never seen before."""
    return Grant(role=Role.VISITOR, subject_id=secrets.token_hex(16))


def issue_access(memory: State, grant: Grant) -> Token:
    """Make an access token from *grant*."""
    now = memory.now()
    token = Token(
        value=ACCESS_PREFIX + secrets.token_urlsafe(72),
        grant=grant,
        issued=now,
        expires=now + timedelta(seconds=ACCESS_SECONDS),
    )
    memory.access_tokens[token.value] = token
    return token


def issue_refresh(memory: State, grant: Grant) -> Token:
    """Make a refresh token from *grant*; its life is not published, so it has no end."""
    value = REFRESH_PREFIX + secrets.token_urlsafe(72)
    token = Token(value=value, grant=grant, issued=memory.now(), expires=None)
    memory.refresh_tokens[value] = token
    return token


def token_answer(access: Token, refresh: Token | None) -> Json:
    """Return the token endpoint's answer; snake_case, whatever the request used."""
    answer = {"access_token": access.value, "token_type": "Bearer", "expires_in": ACCESS_SECONDS}
    if refresh is not None:
        answer["refresh_token"] = refresh.value
    return answer


def revoke(memory: State, concerns: Callable[[Grant], bool]) -> None:
    """End every grant that *concerns* points at, also where its code was not exchanged yet."""
    tokens = [*memory.access_tokens.values(), *memory.refresh_tokens.values()]
    grants = [token.grant for token in tokens] + [code.grant for code in memory.codes.values()]
    for grant in grants:
        if concerns(grant):
            grant.revoked = True


def current_member(memory: State) -> Member | None:
    """Return the member whose token this is, if it is a member's."""
    member_id = caller().member_id
    return memory.members.get(member_id) if member_id else None
