"""
A member whom the site itself has identified, by its own accounts.

"Handle Members with Externally-Managed Login" (/docs/go-headless/).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence

from wix_headless.exceptions import (
    ClientRefusedError,
    ConfigurationError,
    ForbiddenError,
    RenewalError,
    ResponseError,
    SignInRefusedError,
    UnauthorizedError,
)
from wix_headless.protocol import grants
from wix_headless.protocol.grants import Refusal
from wix_headless.protocol.sign_on import (
    SignedOn,
    build_proof,
    member_grant_request,
    parse_sign_on,
    sign_on_request,
)
from wix_headless.strategies.base import TOKEN_DEADLINE, Clock, TokenEndpoint
from wix_headless.strategies.oauth import MemberStrategy
from wix_headless.tokens import Role, Secret, Tokens, TokenStorage


class ExternalStrategy(MemberStrategy):
    """
    Speaks as a member of whose address the site is sure.

    Args:
        api_keys: The key to use, and any to fall back on while it is being changed.
        find_email: Returns the address as it is verified now; empty if it is so no more.
        member_id: Who it has to be; whoever else the address leads to is refused.
    """

    def __init__(
        self,
        client_id: str,
        api_keys: Sequence[str],
        *,
        find_email: Callable[[], str],
        member_id: str = "",
        storage: TokenStorage | None = None,
        clock: Clock = time.time,
        deadline: float = TOKEN_DEADLINE,
    ) -> None:
        super().__init__(client_id, storage=storage, clock=clock, deadline=deadline)
        if not api_keys:
            raise ConfigurationError("Signing users on takes an API key: set WIX_API_KEY.")
        self._api_keys = [Secret(key) for key in api_keys]
        self._find_email = find_email
        self._member_id = member_id

    def sign_on(self, endpoint: TokenEndpoint) -> tuple[str, Tokens]:
        """
        Sign the member on; return its id and its tokens, which are not stored.

        Raises:
            RenewalError: If there is no verified address any more.

            ClientRefusedError: If Wix does not accept the API key.

            SignInRefusedError: If it does not let this member in.

            APIError: If it could not answer.
        """
        email = self._find_email()
        if not email:
            raise RenewalError("This user has no verified e-mail address, or may not sign on.")
        visitor = self._request_visitor(endpoint)
        signed, proof = self._ask(endpoint, visitor, email)
        try:
            answer = endpoint.send(member_grant_request(signed), proof)
        except ResponseError as error:
            if grants.classify_refusal(error) is Refusal.NONE:
                raise
            if grants.classify_refusal(error) is Refusal.CLIENT:
                raise grants.build_client_error(error) from None
            raise SignInRefusedError(reason=error.code or "invalid_grant") from None
        tokens = grants.parse_tokens(answer, role=Role.MEMBER, now=self._clock())
        return signed.member_id, tokens

    def _ask(
        self, endpoint: TokenEndpoint, visitor: Tokens, email: str
    ) -> tuple[SignedOn, dict[str, str]]:
        """Return who it is, and the proof that was accepted."""
        refusal: ResponseError | None = None
        for api_key in self._api_keys:
            proof = build_proof(visitor.access_token, api_key)
            try:
                return parse_sign_on(endpoint.send(sign_on_request(email), proof).data), proof
            except (UnauthorizedError, ForbiddenError) as error:
                refusal = refusal or error
        raise ClientRefusedError(
            f"Wix refused to sign users on: {refusal}. Check API_KEY in WIX_HEADLESS, and that "
            "the key may sign members on."
        )

    def _request_tokens(self, endpoint: TokenEndpoint, old: Tokens | None) -> Tokens:
        if old is not None and old.refresh_token:
            try:
                return super()._request_tokens(endpoint, old)
            except RenewalError:
                # What was given has ended; this site still knows who it is.
                pass
        member_id, tokens = self.sign_on(endpoint)
        if member_id != self._member_id:
            raise RenewalError(
                "The user's address leads to another member than the one it is linked with.",
                reason="deleted",
            )
        return tokens
