"""Whom a token speaks for, the pair of tokens as a value, and what keeps them."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

#: A token with less life than this is renewed before it is used, in seconds.
RENEWAL_MARGIN = 60.0


class Secret(str):
    """
    A string that does not show itself where values are displayed.

    Django's error pages and mails, debuggers and assertion messages print the ``repr`` of
    every local variable; a token must not be among what they print.
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return "<secret>"


class Role(StrEnum):
    """Whom a call speaks for."""

    VISITOR = "visitor"
    MEMBER = "member"
    APP = "app"
    ADMIN = "admin"
    USER = "user"


@dataclass(frozen=True, slots=True)
class Tokens:
    """
    An access token with what is needed to renew it.

    Attributes:
        refresh_token: Empty when there is none, as for an app's tokens.
        expires_at: When the access token ends, in seconds since the epoch.
        issued_at: When it came; 0 when that is not known.
    """

    access_token: str = field(repr=False)
    refresh_token: str = field(default="", repr=False)
    expires_at: float = 0.0
    role: Role = Role.VISITOR
    issued_at: float = 0.0

    def __post_init__(self) -> None:
        # Whoever makes one of plain strings is not to print them either.
        object.__setattr__(self, "access_token", Secret(self.access_token))
        object.__setattr__(self, "refresh_token", Secret(self.refresh_token))
        object.__setattr__(self, "role", Role(self.role))

    def is_fresh(self, now: float) -> bool:
        """Say whether the access token will outlive a call that starts *now*."""
        return self.expires_at - now >= RENEWAL_MARGIN


#: Makes new tokens from the old ones (or from nothing), by asking Wix.
Renew = Callable[[Tokens | None], Tokens]


class TokenStorage(Protocol):
    """Where one identity's tokens rest, and the one gate through which they are renewed."""

    def load(self) -> Tokens | None:
        """Return the tokens, or None when there are none yet."""
        ...

    def renew(self, stale: Tokens | None, renew: Renew) -> Tokens:
        """
        Replace *stale* by what *renew* makes of it, once for everybody who holds it.

        Whoever comes second gets the first one's result instead of asking Wix again.

        Raises:
            RenewalError: If Wix ended this login; nothing will make these tokens work again.

            APIError: If no answer could be had; the tokens are unchanged then.
        """
        ...

    def clear(self) -> None:
        """Forget the tokens; a renewal that is under way must not bring them back."""
        ...

    def reject(self, reason: str) -> None:
        """Forget them because Wix keeps their member out: ``blocked`` or ``deleted``."""
        ...


class MemoryTokenStorage:
    """Tokens of one process: for scripts, and wherever nothing need survive."""

    def __init__(self, tokens: Tokens | None = None) -> None:
        self._tokens = tokens
        self._lock = threading.Lock()

    def load(self) -> Tokens | None:
        return self._tokens

    def renew(self, stale: Tokens | None, renew: Renew) -> Tokens:
        with self._lock:
            current = self._tokens
            if current is None or current == stale:
                current = self._tokens = renew(current)
            return current

    def clear(self) -> None:
        with self._lock:
            self._tokens = None

    def reject(self, reason: str) -> None:
        self.clear()
