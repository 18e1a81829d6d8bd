"""
The token endpoint and token-info.

Follows "Retrieve Tokens", "Create Access Token" and "Token Info" under
``/docs/rest/app-management/oauth-2/``. Requests may be JSON or form, their fields camelCase or
snake_case; answers are snake_case. Statuses of refusals are not published: RFC 6749's are used.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import re
import uuid
from collections.abc import Callable

from flask import Blueprint, Response, request

from wix_headless.sandbox import identity
from wix_headless.sandbox.app_instances import installations, instances
from wix_headless.sandbox.auth import sign_on
from wix_headless.sandbox.errors import OAuthError, ValidationError, WixError
from wix_headless.sandbox.models import Code, Grant, Json, Role, Token
from wix_headless.sandbox.state import State
from wix_headless.sandbox.wire.incoming import body, parse_object, state

area = Blueprint("oauth", __name__)

VERIFIER = re.compile(r"[A-Za-z0-9\-._~]{43,128}")  # RFC 7636, section 4.1
SCOPES = ("", "offline_access")
NOT_EMULATED = ("strip_bound_session", "urn:ietf:params:oauth:grant-type:device_code")


class TokenRequest:
    """The fields of a token request, under either of their two spellings."""

    def __init__(self, fields: Json) -> None:
        self.fields = fields

    @classmethod
    def read(cls) -> TokenRequest:
        if request.mimetype == "application/x-www-form-urlencoded":
            if any(len(values) > 1 for _, values in request.form.lists()):
                raise OAuthError("invalid_request", "A parameter is given twice.")
            return cls(request.form.to_dict())
        try:
            return cls(parse_object(request.get_data()))
        except WixError as error:
            raise OAuthError("invalid_request", error.message) from None

    def get(self, name: str) -> str:
        given = {self.fields.get(name), self.fields.get(_camel(name))} - {None, ""}
        if len(given) > 1 or not all(isinstance(value, str) for value in given):
            raise OAuthError("invalid_request", f"{name} must be one string.")
        return str(given.pop()) if given else ""

    def require(self, name: str) -> str:
        value = self.get(name)
        if not value:
            raise OAuthError("invalid_request", f"{name} is missing.")
        return value


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.title() for other in others)


@area.after_request
def keep_out_of_caches(response: Response) -> Response:
    """Forbid to keep an answer with tokens in it (RFC 6749, 5.1)."""
    response.headers["Cache-Control"] = "no-store"
    return response


@area.post("/oauth2/token")
def create_token() -> Json:
    """Answer one of the grants of Wix's token endpoint."""
    asked = TokenRequest.read()
    grant_type = asked.require("grant_type")
    if grant_type in NOT_EMULATED:
        raise WixError(501, f"The sandbox does not emulate the grant {grant_type}.")
    grant = GRANTS.get(grant_type)
    if grant is None:
        raise OAuthError("unsupported_grant_type", f"The grant type {grant_type} is not known.")
    return grant(state(), asked)


def _anonymous(memory: State, asked: TokenRequest) -> Json:
    _check_client(memory, asked.require("client_id"))
    grant = identity.new_visitor()
    return _both_tokens(memory, grant)


def _refresh(memory: State, asked: TokenRequest) -> Json:
    # The client id is not required for a refresh, but a wrong one is wrong.
    if asked.get("client_id"):
        _check_client(memory, asked.get("client_id"))
    old = memory.refresh_tokens.get(asked.require("refresh_token"))
    if old is None or not old.active(memory.now()):
        raise OAuthError("invalid_grant", "The refresh token is not valid.")
    access = identity.issue_access(memory, old.grant)
    if not memory.settings.rotate_refresh_tokens:
        return identity.token_answer(access, old)
    old.revoked = memory.settings.single_use_refresh_tokens
    return identity.token_answer(access, identity.issue_refresh(memory, old.grant))


def _authorization_code(memory: State, asked: TokenRequest) -> Json:
    _check_client(memory, asked.require("client_id"))
    verifier = asked.require("code_verifier")
    code = memory.codes.get(asked.require("code"))
    if code is None:
        raise OAuthError("invalid_grant", "The authorization code is not valid.")
    _use_up(memory, code)
    if asked.get("redirect_uri") != code.request.redirect_uri:
        raise OAuthError("invalid_grant", "The redirect URI is not the one the code was sent to.")
    if not _verifies(verifier, code.request.code_challenge):
        raise OAuthError("invalid_grant", "The code verifier does not match the challenge.")
    access = identity.issue_access(memory, code.grant)
    offline = code.request.scope == "offline_access"
    refresh = identity.issue_refresh(memory, code.grant) if offline else None
    return identity.token_answer(access, refresh)


def _use_up(memory: State, code: Code) -> None:
    """Let *code* be used once; a second use also ends what the first one gave (RFC 6749, 4.1.2)."""
    if code.used:
        code.grant.revoked = True
        raise OAuthError("invalid_grant", "The authorization code was already used.")
    code.used = True
    if memory.now() >= code.expires or code.grant.revoked:
        raise OAuthError("invalid_grant", "The authorization code has expired.")


def _verifies(verifier: str, challenge: str) -> bool:
    if not VERIFIER.fullmatch(verifier):
        return False
    digest = hashlib.sha256(verifier.encode()).digest()
    computed = base64.urlsafe_b64encode(digest).rstrip(b"=")
    return hmac.compare_digest(computed, challenge.encode())


def _client_credentials(memory: State, asked: TokenRequest) -> Json:
    identity.check_app(memory, asked.require("client_id"), asked.require("client_secret"))
    grant = Grant(
        role=Role.APP,
        subject_id=memory.credentials.client_id,
        instance_id=asked.get("instance_id"),
    )
    if installations.of_grant(memory, grant) is None:
        raise OAuthError("invalid_grant", "The app is not installed as this instance.")
    return identity.token_answer(identity.issue_access(memory, grant), None)


def _authorized_client(memory: State, asked: TokenRequest) -> Json:
    """Give a member's tokens to the holder of an API key (both variants)."""
    if not identity.is_trusted(memory):
        description = "The header must be a visitor's token and an API key, joined by a comma."
        raise OAuthError("invalid_client", description, status=401)
    if asked.get("scope") not in SCOPES:
        raise OAuthError("invalid_scope", "The only scope is offline_access.")
    if asked.require("member_id") not in memory.members:
        raise OAuthError("invalid_grant", "There is no such member.")
    grant = Grant(role=Role.MEMBER, subject_id=asked.get("member_id"))
    signed_on = asked.get("session_token")
    if signed_on and not sign_on.use_up(memory, signed_on, grant.subject_id):
        raise OAuthError("invalid_grant", "The session token is not this member's, or used up.")
    # With a session token the SDK asks for no scope, and yet reads a refresh token.
    is_offline = signed_on or asked.get("scope")
    refresh = identity.issue_refresh(memory, grant) if is_offline else None
    return identity.token_answer(identity.issue_access(memory, grant), refresh)


GRANTS: dict[str, Callable[[State, TokenRequest], Json]] = {
    "anonymous": _anonymous,
    "refresh_token": _refresh,
    "authorization_code": _authorization_code,
    "client_credentials": _client_credentials,
    "authorized_client": _authorized_client,
}


def _both_tokens(memory: State, grant: Grant) -> Json:
    access = identity.issue_access(memory, grant)
    return identity.token_answer(access, identity.issue_refresh(memory, grant))


def _check_client(memory: State, client_id: str) -> None:
    try:
        uuid.UUID(client_id)
    except ValueError:
        # The wording was seen in the wild.
        text = "appRuntimeKeys [at index 0] is invalid: appId is not a valid GUID"
        raise OAuthError("invalid_client", text) from None
    if client_id != memory.credentials.client_id:
        raise OAuthError("invalid_client", "There is no such client.")


@area.post("/oauth2/token-info")
def token_info() -> Json:
    """Say what a token is; no Authorization header is needed."""
    asked = body()
    value = asked.text("token", longest=8192)
    if not value:
        raise ValidationError("token", "must not be empty", rule="REQUIRED_FIELD")
    memory = state()
    token = memory.access_tokens.get(value) or memory.refresh_tokens.get(value)
    if token is not None and token.active(memory.now()):
        return _describe(memory, token)
    signed = instances.read(memory, value)
    if signed is not None:
        return {"active": True} | _whose(memory, signed[0])
    return {"active": False}


def _whose(memory: State, grant: Grant) -> Json:
    keys = memory.credentials
    known = installations.of_grant(memory, grant)
    return {
        "subjectType": grant.role.upper(),
        "subjectId": grant.subject_id,
        "clientId": grant.client_id or keys.client_id,
        "siteId": grant.site_id or (known.site_id if known else keys.site_id),
        "instanceId": grant.instance_id or keys.instance_id,
        "accountId": keys.account_id,
    }


def _describe(memory: State, token: Token) -> Json:
    answer: Json = {"active": True} | _whose(memory, token.grant)
    answer["iat"] = str(int(token.issued.timestamp()))
    if token.expires is not None:
        answer["exp"] = str(int(token.expires.timestamp()))
    return answer
