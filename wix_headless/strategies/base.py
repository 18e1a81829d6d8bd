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
    """
    How a client proves who it is.

    Attributes:
        api_url: Where Wix is for this strategy, if the settings said so.
        site: The alias of the site that it is for.
    """

    api_url: str | None
    site: str

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

    def for_site(self, site: str) -> AuthStrategy:
        """
        Return the strategy of the same kind for another site.

        Raises:
            ConfigurationError: If there is no such site, or what this one has is for one site.
        """
        ...


class SettingsProvider(Protocol):
    """Makes strategies from a project's settings; the Django app puts itself here."""

    def build_strategy(self, kind: type[Any], site: str, options: Mapping[str, Any]) -> Any:
        """Return a strategy of this *kind* for the *site*."""
        ...

    def build_member_strategy(self, user: Any) -> Any:
        """Return the strategy of the member whom *user* is linked with."""
        ...


class FromSettings:
    """Gives a strategy its ``from_settings``, without this floor knowing any settings."""

    #: Set once, when Django has loaded the app.
    provider: ClassVar[SettingsProvider | None] = None

    api_url: str | None = None
    site: str = "default"
    _is_from_settings = False

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
        strategy._is_from_settings = True
        return strategy

    def for_site(self, site: str) -> Self:
        """
        Return what the settings have for another site.

        Raises:
            ConfigurationError: If there is no such site, or this strategy is of none.
        """
        if not self._is_from_settings:
            raise ConfigurationError(
                f"This {type(self).__name__} is for one site; make another for the other."
            )
        return type(self).from_settings(site)


class TokenStrategy(FromSettings, ABC):
    """
    A strategy whose proof is an access token, which ends and is made anew.

    Args:
        deadline: Seconds by which a renewal is over.
    """

    def __init__(
        self,
        storage: TokenStorage | None,
        *,
        clock: Clock = time.time,
        deadline: float = TOKEN_DEADLINE,
    ) -> None:
        self.storage = storage if storage is not None else MemoryTokenStorage()
        self._clock = clock
        self._deadline = deadline

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
        asked = False

        def ask(old: Tokens | None) -> Tokens:
            nonlocal asked
            asked = True
            endpoint = TokenEndpoint(transport, self._clock, deadline=self._deadline)
            return self._request_tokens(endpoint, old)

        tokens = self.storage.renew(stale, ask)
        if asked:
            # Now that they are stored: nobody waits for this, and nothing is lost with it.
            self._look_after(transport, tokens)
        return tokens

    def _look_after(self, transport: Transport, tokens: Tokens) -> None:
        """Find out whether whom the new *tokens* speak for may still speak."""

    @abstractmethod
    def _request_tokens(self, endpoint: TokenEndpoint, old: Tokens | None) -> Tokens:
        """Ask Wix for the tokens that come after *old*."""


class TokenEndpoint:
    """
    Wix's token endpoint, for as long as one renewal may take.

    However many requests it takes, their time is one sum: whoever waits for this renewal
    waits no longer than its lease.
    """

    def __init__(
        self,
        transport: Transport,
        clock: Clock = time.time,
        *,
        deadline: float = TOKEN_DEADLINE,
    ) -> None:
        self._transport = transport
        self._clock = clock
        self._deadline = deadline
        self._ends = time.monotonic() + deadline

    def fetch(self, request: Request, *, role: Role, old: Tokens | None = None) -> Tokens:
        """Post a grant and return its tokens."""
        return grants.parse_tokens(self.send(request, {}), role=role, now=self._clock(), old=old)

    def fetch_info(self, token: str) -> TokenInfo:
        """
        Ask whom *token* speaks for ("Token Info", /docs/rest/app-management/oauth-2).

        Raises:
            APIError: If Wix could not answer.
        """
        try:
            answer = self.send(grants.token_info_request(token), {})
        except ResponseError as error:
            # Whether an ended token is answered so, or by "active: false", is not documented.
            # What says neither a code nor an id is no answer of Wix's: a proxy that wants a
            # password ends nobody's login.
            is_wixs = bool(error.code or error.request_id)
            if is_wixs and error.status_code in {400, 401, 404}:
                return TokenInfo(active=False)
            raise
        return grants.parse_token_info(answer.data)

    def send(self, request: Request, headers: Mapping[str, str]) -> Answer:
        """Send what comes before a grant, or a grant that takes proof, within the same time."""
        left = self._ends - time.monotonic()
        if left <= 0:
            raise TransportError(f"{request.name}: no time left, after {self._deadline:g} s")
        return self._transport.send(request, headers, deadline=left)
