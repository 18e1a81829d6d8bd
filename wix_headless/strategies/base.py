"""What every strategy can do, and the part that those with tokens have in common."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from typing import Any, ClassVar, Protocol, Self

from wix_headless.exceptions import ConfigurationError
from wix_headless.protocol import grants
from wix_headless.protocol.messages import Request
from wix_headless.tokens import RENEWAL_MARGIN, MemoryTokenStorage, Role, Tokens, TokenStorage
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


class TokenStrategy(FromSettings):
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

    def _renew(self, transport: Transport, stale: Tokens | None) -> Tokens:
        return self.storage.renew(stale, lambda old: self._request_tokens(transport, old))

    def _request_tokens(self, transport: Transport, old: Tokens | None) -> Tokens:
        raise NotImplementedError

    def _exchange(
        self, transport: Transport, request: Request, *, role: Role, old: Tokens | None = None
    ) -> Tokens:
        answer = transport.send(request, {}, deadline=TOKEN_DEADLINE)
        return grants.parse_tokens(answer, role=role, now=self._clock(), old=old)
