"""
The app itself, with its own permissions: what elevated calls speak with.

"Make Admin API Calls with Client Credentials"
(/docs/go-headless/authentication/admin/make-admin-api-calls-with-client-credentials).
"""

from __future__ import annotations

import time

from wix_headless.exceptions import ConfigurationError, ResponseError
from wix_headless.protocol import grants
from wix_headless.protocol.grants import Refusal
from wix_headless.strategies.base import Clock, TokenEndpoint, TokenStrategy
from wix_headless.tokens import Role, Secret, Tokens, TokenStorage


class AppStrategy(TokenStrategy):
    """Speaks as the app, in one of its installations when *instance_id* names it."""

    role = Role.APP

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        *,
        instance_id: str | None = None,
        storage: TokenStorage | None = None,
        clock: Clock = time.time,
    ) -> None:
        if not app_id or not app_secret:
            raise ConfigurationError(
                "To speak as the app it takes its id and secret: set WIX_CLIENT_ID and "
                "WIX_CLIENT_SECRET (npx wix env pull writes them)."
            )
        super().__init__(storage, clock=clock)
        self.app_id = app_id
        self.instance_id = instance_id or ""
        self._app_secret = Secret(app_secret)

    def _request_tokens(self, endpoint: TokenEndpoint, old: Tokens | None) -> Tokens:
        request = grants.client_credentials_request(self.app_id, self._app_secret, self.instance_id)
        try:
            return endpoint.fetch(request, role=Role.APP)
        except ResponseError as error:
            if grants.classify_refusal(error) is Refusal.NONE:
                raise
            raise grants.build_client_error(error) from None
