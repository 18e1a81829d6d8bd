"""
The app itself, with its own permissions: what elevated calls speak with.

"Make Admin API Calls with Client Credentials"
(/docs/go-headless/authentication/admin/make-admin-api-calls-with-client-credentials).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from wix_headless.exceptions import ConfigurationError, ResponseError, SignInRefusedError
from wix_headless.protocol import grants
from wix_headless.protocol.grants import Refusal
from wix_headless.protocol.messages import Request
from wix_headless.strategies.base import TOKEN_DEADLINE, Clock, TokenEndpoint, TokenStrategy
from wix_headless.strategies.secret_pair import SecretPair
from wix_headless.tokens import Role, Secret, Tokens, TokenStorage


class AppStrategy(TokenStrategy):
    """
    Speaks as the app, in one of its installations when *instance_id* names it.

    Args:
        app_secret: Its secret; or two while it is being changed, of which the second is used
            when Wix refuses the first.
    """

    role = Role.APP

    def __init__(
        self,
        app_id: str,
        app_secret: str | Sequence[str],
        *,
        instance_id: str | None = None,
        storage: TokenStorage | None = None,
        clock: Clock = time.time,
        deadline: float = TOKEN_DEADLINE,
    ) -> None:
        self._app_secrets = SecretPair(app_secret, name="CLIENT_SECRET")
        if not app_id or not self._app_secrets:
            raise ConfigurationError(
                "To speak as the app it takes its id and secret: set WIX_CLIENT_ID and "
                "WIX_CLIENT_SECRET (npx wix env pull writes them)."
            )
        super().__init__(storage, clock=clock, deadline=deadline)
        self.app_id = app_id
        self.instance_id = instance_id or ""

    def exchange_code(self, endpoint: TokenEndpoint, code: Secret) -> Tokens:
        """
        Trade the code of an installation for a token of five minutes in it; it is not stored.

        Raises:
            SignInRefusedError: If Wix does not accept the code.

            ClientRefusedError: If it does not accept this app.

            APIError: If it could not answer.
        """
        try:
            return self._ask(
                lambda secret: grants.install_code_request(self.app_id, secret, code), endpoint
            )
        except ResponseError as error:
            refusal = grants.classify_refusal(error)
            if refusal is Refusal.NONE:
                raise
            if refusal is Refusal.CLIENT:
                raise grants.build_client_error(error) from None
            raise SignInRefusedError(reason=error.code or "invalid_grant") from None

    def _request_tokens(self, endpoint: TokenEndpoint, old: Tokens | None) -> Tokens:
        try:
            return self._ask(
                lambda secret: grants.client_credentials_request(
                    self.app_id, secret, self.instance_id
                ),
                endpoint,
            )
        except ResponseError as error:
            if grants.classify_refusal(error) is Refusal.NONE:
                raise
            raise grants.build_client_error(error) from None

    def _ask(self, build: Callable[[Secret], Request], endpoint: TokenEndpoint) -> Tokens:
        """Send what *build* makes of a secret; of the other, if Wix refuses the first."""
        secret = self._app_secrets.current
        try:
            return endpoint.fetch(build(secret), role=Role.APP)
        except ResponseError as error:
            other = self._app_secrets.find_other(secret)
            has_no_say = grants.classify_refusal(error) in {Refusal.NONE, Refusal.GRANT}
            if has_no_say or other is None:
                raise
        tokens = endpoint.fetch(build(other), role=Role.APP)
        # It is good: the first one was the fault.
        self._app_secrets.use(other)
        return tokens
