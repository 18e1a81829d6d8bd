"""
A visitor of the site, or a member who has logged in.

"Handle Visitors Using the REST API" and "Handle Members with a Wix Login Page Using the REST API"
(/docs/go-headless/coding/rest-api/visitors-and-members).
"""

from __future__ import annotations

import time

from wix_headless.exceptions import (
    APIError,
    ConfigurationError,
    RenewalError,
    ResponseError,
    SignInRefusedError,
)
from wix_headless.protocol import grants
from wix_headless.protocol.grants import Refusal
from wix_headless.strategies.base import Clock, TokenEndpoint, TokenStrategy
from wix_headless.tokens import MemoryTokenStorage, Role, Secret, Tokens, TokenStorage


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
    ) -> None:
        if not client_id:
            raise ConfigurationError(
                "There is no client id: set WIX_CLIENT_ID (npx wix env pull writes it)."
            )
        if tokens is not None and storage is not None:
            raise TypeError("OAuthStrategy takes tokens, or a storage that holds them; not both.")
        if tokens is not None:
            storage = MemoryTokenStorage(tokens)
        super().__init__(storage, clock=clock)
        self.client_id = client_id

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
