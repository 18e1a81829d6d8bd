"""
A visitor of the site, or a member who has logged in.

"Handle Visitors Using the REST API" and "Handle Members with a Wix Login Page Using the REST API"
(/docs/go-headless/coding/rest-api/visitors-and-members).
"""

from __future__ import annotations

import time
from typing import Any, Self

from wix_headless.exceptions import (
    APIError,
    ConfigurationError,
    NotFoundError,
    RenewalError,
    ResponseError,
    SignInRefusedError,
    UnauthorizedError,
)
from wix_headless.protocol import grants
from wix_headless.protocol.grants import Refusal
from wix_headless.protocol.members import current_member_request, parse_member
from wix_headless.strategies.base import (
    TOKEN_DEADLINE,
    Clock,
    FromSettings,
    TokenEndpoint,
    TokenStrategy,
)
from wix_headless.tokens import MemoryTokenStorage, Role, Secret, Tokens, TokenStorage
from wix_headless.transport import Transport

#: Seconds for the look at a member after a renewal; without an answer all stays as it is.
LOOK_DEADLINE = 3.0


class OAuthStrategy(TokenStrategy):
    """
    Speaks as one visitor or member.

    Without tokens it becomes a new visitor at its first call; a member is never turned into one.
    """

    def __init__(
        self,
        client_id: str,
        *,
        tokens: Tokens | None = None,
        storage: TokenStorage | None = None,
        clock: Clock = time.time,
        deadline: float = TOKEN_DEADLINE,
    ) -> None:
        if not client_id:
            raise ConfigurationError(
                "There is no client id: set WIX_CLIENT_ID (npx wix env pull writes it)."
            )
        if tokens is not None and storage is not None:
            raise TypeError("OAuthStrategy takes tokens, or a storage that holds them; not both.")
        if tokens is not None:
            storage = MemoryTokenStorage(tokens)
        super().__init__(storage, clock=clock, deadline=deadline)
        self.client_id = client_id

    def for_site(self, site: str) -> Self:
        """
        Return itself for its own site.

        Raises:
            ConfigurationError: For any other: nobody is the same visitor or member there.
        """
        if site != self.site:
            raise ConfigurationError("A visitor or member of one site is nobody at another.")
        return self

    @property
    def role(self) -> Role:
        """Visitor until a member's tokens are there."""
        tokens = self.storage.load()
        return Role.VISITOR if tokens is None else tokens.role

    def exchange_code(
        self, endpoint: TokenEndpoint, *, code: Secret, code_verifier: Secret, redirect_uri: str
    ) -> Tokens:
        """
        Trade the code of a login for the member's tokens; they are not stored.

        Raises:
            SignInRefusedError: If Wix does not accept the code.

            ClientRefusedError: If it does not accept this client.

            APIError: If it could not answer.
        """
        request = grants.code_request(
            self.client_id, code=code, code_verifier=code_verifier, redirect_uri=redirect_uri
        )
        try:
            return endpoint.fetch(request, role=Role.MEMBER)
        except ResponseError as error:
            refusal = grants.classify_refusal(error)
            if refusal is Refusal.NONE:
                raise
            if refusal is Refusal.CLIENT:
                raise grants.build_client_error(error) from None
            raise SignInRefusedError(reason=error.code or "invalid_grant") from None

    def _look_after(self, transport: Transport, tokens: Tokens) -> None:
        """
        Ask once after each renewal whether the member is still let in.

        It is not documented that Wix refuses to renew the tokens of a member who was blocked.
        Tokens in memory are nobody's login here: their client is told by its next call.
        """
        if tokens.role is not Role.MEMBER or isinstance(self.storage, MemoryTokenStorage):
            return
        reason = _find_ban(transport, tokens)
        if reason:
            self.storage.reject(reason)
            raise RenewalError(f"Wix says that this member is {reason}.", reason=reason)

    def _request_tokens(self, endpoint: TokenEndpoint, old: Tokens | None) -> Tokens:
        if old is None:
            return self._request_visitor(endpoint)
        if not old.refresh_token:
            return self._replace_ended(endpoint, old)
        request = grants.refresh_request(self.client_id, old.refresh_token)
        try:
            return endpoint.fetch(request, role=old.role, old=old)
        except ResponseError as error:
            refusal = self._settle(endpoint, error, old)
            if refusal is Refusal.NONE:
                raise
            if refusal is Refusal.CLIENT:
                raise grants.build_client_error(error) from None
        return self._replace_ended(endpoint, old)

    def _request_visitor(self, endpoint: TokenEndpoint) -> Tokens:
        try:
            return endpoint.fetch(grants.anonymous_request(self.client_id), role=Role.VISITOR)
        except ResponseError as error:
            if grants.classify_refusal(error) is Refusal.NONE:
                raise
            raise grants.build_client_error(error) from None

    def _replace_ended(self, endpoint: TokenEndpoint, old: Tokens) -> Tokens:
        """Begin anew as a visitor; but who was a member has to know."""
        if old.role is Role.MEMBER:
            raise RenewalError
        return self._request_visitor(endpoint)

    def _settle(self, endpoint: TokenEndpoint, error: ResponseError, old: Tokens) -> Refusal:
        """Let token-info say what an unclear refusal was about."""
        refusal = grants.classify_refusal(error)
        if refusal is not Refusal.UNCLEAR:
            return refusal
        try:
            info = endpoint.fetch_info(old.refresh_token)
        except APIError:
            return Refusal.NONE
        return Refusal.CLIENT if info.active else Refusal.GRANT


def _find_ban(transport: Transport, tokens: Tokens) -> str:
    """Return why Wix keeps this member out; empty if it does not, or did not say."""
    headers = {"Authorization": tokens.access_token}
    try:
        answer = transport.send(current_member_request(), headers, deadline=LOOK_DEADLINE)
    except (UnauthorizedError, NotFoundError):
        # No such member; or a site without a Members Area, which token-info knows better.
        return "deleted" if _is_inactive(transport, tokens) else ""
    except APIError:
        return ""
    profile = parse_member(answer.data)
    return "blocked" if profile is not None and profile.status == "BLOCKED" else ""


def _is_inactive(transport: Transport, tokens: Tokens) -> bool:
    """Say whether Wix plainly says that a token it has just given out is worth nothing."""
    try:
        info = TokenEndpoint(transport, deadline=LOOK_DEADLINE).fetch_info(tokens.access_token)
    except APIError:
        return False
    return not info.active


class MemberStrategy(OAuthStrategy):
    """Speaks as a member who has logged in, and as nobody else."""

    @property
    def role(self) -> Role:
        """Member, without a look at the tokens: it may be asked where no database may be."""
        return Role.MEMBER

    @classmethod
    def for_user(cls, user: Any) -> MemberStrategy:
        """
        Build it for the member whom a Django user is linked with.

        Raises:
            ConfigurationError: Without Django.

            RenewalError: If this user has no login at Wix that is live.
        """
        if FromSettings.provider is None:
            raise ConfigurationError(
                "for_member(user) reads logins from Django's database: add 'wix_headless' to "
                "INSTALLED_APPS and call django.setup()."
            )
        strategy: MemberStrategy = FromSettings.provider.build_member_strategy(user)
        return strategy
