"""What every strategy can do, and the part that those with tokens have in common."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, Self

from wix_headless.exceptions import ConfigurationError, ResponseError, TransportError
from wix_headless.protocol import grants
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.messages import Answer, Request
from wix_headless.tokens import (
    RENEWAL_MARGIN,
    MemoryTokenStorage,
    Role,
    Tokens,
    TokenStorage,
)
from wix_headless.transport import Transport

#: A token request ends by then, one way or the other, in seconds.
TOKEN_DEADLINE = 8.0

#: Seconds since the epoch.
Clock = Callable[[], float]


class AuthStrategy(Protocol):
    """How a client proves who it is."""

    @property
    def role(self) -> Role:
        """Whom calls speak for, without asking anybody."""
        ...

    def authorize(self, transport: Transport) -> Mapping[str, str]:
        """Return the headers that prove it; tokens that are missing or ending are made first."""
        ...

    def reauthorize(
        self, transport: Transport, refused: Mapping[str, str]
    ) -> Mapping[str, str] | None:
        """Return better headers than those Wix *refused*, or None when there can be none."""
        ...


class SettingsProvider(Protocol):
    """Makes strategies from a project's settings; the Django app puts itself here."""

    def build_strategy(self, kind: type[Any], site: str, options: Mapping[str, Any]) -> Any:
        """Return a strategy of this *kind* for the *site*."""
        ...


class FromSettings:
    """Gives a strategy its ``from_settings``, without this floor knowing any settings."""

    #: Set once, when Django has loaded the app.
    provider: ClassVar[SettingsProvider | None] = None

    #: Where Wix is for this strategy, if the settings said so.
    api_url: str | None = None

    @classmethod
    def from_settings(cls, site: str = "default", **options: Any) -> Self:
        """
        Build it from ``WIX_HEADLESS``.

        Raises:
            ConfigurationError: Without Django, or when the setting it needs is missing.
        """
        if FromSettings.provider is None:
            raise ConfigurationError(
                f"{cls.__name__}.from_settings() reads Django's settings: add 'wix_headless' to "
                "INSTALLED_APPS and call django.setup(), or pass the values yourself."
            )
        strategy: Self = FromSettings.provider.build_strategy(cls, site, options)
        return strategy


class TokenStrategy(FromSettings, ABC):
    """A strategy whose proof is an access token, which ends and is made anew."""

    def __init__(self, storage: TokenStorage | None, *, clock: Clock = time.time) -> None:
        self.storage = storage if storage is not None else MemoryTokenStorage()
        self._clock = clock

    def authorize(self, transport: Transport) -> Mapping[str, str]:
        tokens = self.storage.load()
        if tokens is None or not tokens.is_fresh(self._clock()):
            tokens = self._renew(transport, tokens)
        return {"Authorization": tokens.access_token}

    def reauthorize(
        self, transport: Transport, refused: Mapping[str, str]
    ) -> Mapping[str, str] | None:
        """
        Make new tokens for those that Wix would not have.

        Only if they are not new themselves: a "no" that is about a permission must not become
        a storm of token requests.
        """
        tokens = self.storage.load()
        if tokens is None:
            return None
        if tokens.access_token == refused.get("Authorization"):
            if self._clock() - tokens.issued_at < RENEWAL_MARGIN:
                return None
            tokens = self._renew(transport, tokens)
        return {"Authorization": tokens.access_token}

    def renew(self, transport: Transport) -> None:
        """Make new tokens, however fresh the present ones are."""
        self._renew(transport, self.storage.load())

    def _renew(self, transport: Transport, stale: Tokens | None) -> Tokens:
        def ask(old: Tokens | None) -> Tokens:
            return self._request_tokens(TokenEndpoint(transport, self._clock), old)

        return self.storage.renew(stale, ask)

    @abstractmethod
    def _request_tokens(self, endpoint: TokenEndpoint, old: Tokens | None) -> Tokens:
        """Ask Wix for the tokens that come after *old*."""


class TokenEndpoint:
    """
    Wix's token endpoint, for as long as one renewal may take.

    However many requests it takes, their time is one sum: whoever waits for this renewal
    waits no longer than its lease.
    """

    def __init__(self, transport: Transport, clock: Clock = time.time) -> None:
        self._transport = transport
        self._clock = clock
        self._ends = time.monotonic() + TOKEN_DEADLINE

    def fetch(self, request: Request, *, role: Role, old: Tokens | None = None) -> Tokens:
        """Post a grant and return its tokens."""
        return grants.parse_tokens(self._send(request), role=role, now=self._clock(), old=old)

    def fetch_info(self, token: str) -> TokenInfo:
        """
        Ask whom *token* speaks for ("Token Info", /docs/rest/app-management/oauth-2).

        Raises:
            APIError: If Wix could not answer.
        """
        try:
            answer = self._send(grants.token_info_request(token))
        except ResponseError as error:
            # Whether an ended token is answered so, or by "active: false", is not documented.
            if error.status_code in {400, 401, 404}:
                return TokenInfo(active=False)
            raise
        return grants.parse_token_info(answer.data)

    def _send(self, request: Request) -> Answer:
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TransportError(f"{request.name}: no time left, after {TOKEN_DEADLINE:g} s")
        return self._transport.send(request, {}, deadline=left)
