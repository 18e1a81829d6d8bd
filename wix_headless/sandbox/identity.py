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

from wix_headless.sandbox.app_instances import installations
from wix_headless.sandbox.errors import OAuthError, WixError
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
    if token.grant.client_id or token.grant.site_id or not _is_answered(memory, token.grant):
        raise WixError(403, "The token is for another site or app, which is not emulated.")
    return Caller(role=token.grant.role, subject_id=token.grant.subject_id, grant=token.grant)


def _is_answered(memory: State, grant: Grant) -> bool:
    """Say whether what is asked for is there: of other people's sites that is not much."""
    found = installations.of_grant(memory, grant)
    return found is not None and (found.is_here or request.blueprint == "site")


def check_app(memory: State, client_id: str, secret: str) -> None:
    """Raise unless these are the app's id and secret."""
    is_known = hmac.compare_digest(client_id.encode(), memory.credentials.client_id.encode())
    if not hmac.compare_digest(secret.encode(), memory.app.secret.encode()) or not is_known:
        raise OAuthError("invalid_client", "The client id or secret is wrong.", status=401)


def _admin(memory: State) -> Caller:
    """Return the key's holder; a call names its site or its account, and never both."""
    site, account = (request.headers.get(f"wix-{what}-id") for what in ("site", "account"))
    if site and account:
        raise WixError(400, "The headers wix-site-id and wix-account-id exclude each other.")
    if request.blueprint == "account":
        _check_place("account", account, memory.credentials.account_id)
    else:
        _check_place("site", site, memory.credentials.site_id)
    return Caller(role=Role.ADMIN, subject_id=memory.credentials.account_id)


def _check_place(what: str, given: str | None, known: str) -> None:
    if not given:
        raise WixError(400, f"An API key needs the header wix-{what}-id for {what}-level APIs.")
    if given != known:
        raise WixError(403, f"The API key has no access to this {what}.")


def is_trusted(memory: State) -> bool:
    """Say whether the header is a visitor's token and the API key, joined by a comma."""
    visitor, _, key = request.headers.get("Authorization", "").partition(",")
    token = memory.access_tokens.get(visitor)
    has_key = hmac.compare_digest(key.encode(), memory.credentials.api_key.encode())
    return has_key and token is not None and token.active(memory.now())


def new_visitor() -> Grant:
    """Return a grant for somebody never seen before."""
    return Grant(role=Role.VISITOR, subject_id=secrets.token_hex(16))


def issue_access(memory: State, grant: Grant, seconds: int = ACCESS_SECONDS) -> Token:
    """Make an access token from *grant*."""
    now = memory.now()
    token = Token(
        value=ACCESS_PREFIX + secrets.token_urlsafe(72),
        grant=grant,
        issued=now,
        expires=now + timedelta(seconds=seconds),
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
