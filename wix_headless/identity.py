"""Who sent a request, as far as Wix is concerned, and the clients that speak in its name."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from django.http import HttpRequest

from wix_headless.client import WixClient
from wix_headless.client.core import CallOptions
from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.exceptions import ConfigurationError
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.provider import build_app_strategy
from wix_headless.storages.sessions import (
    MemberTokenStorage,
    SessionTokenStorage,
    VisitorTokenStorage,
    end_session_row,
    stored_row,
)
from wix_headless.strategies import AuthStrategy, OAuthStrategy
from wix_headless.tokens import Role
from wix_headless.transport import Transport, shared_transport


class RequestIdentity:
    """
    Who sent a request, as far as Wix is concerned; found out when it is first asked.

    ``request.wix`` and every client made from it share one of these.
    """

    site = DEFAULT_SITE

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        #: Whether the answer depends on who asked.
        self.is_used = False
        self.elevated_calls: list[ElevatedCall] = []
        #: Views that may speak as the app now, the innermost last.
        self.elevated_views: list[str] = []
        self._writes: list[Callable[[], None]] = []

    @property
    def session(self) -> Any:
        """The request's session."""
        session = getattr(self.request, "session", None)
        if session is None or not hasattr(self.request, "user"):
            raise ConfigurationError(
                "request.wix needs sessions and users: in MIDDLEWARE, put SessionMiddleware and "
                "AuthenticationMiddleware before wix_headless.middleware.WixMiddleware."
            )
        return session

    @property
    def role(self) -> Role:
        """Member while a member's user is signed in and active; otherwise visitor."""
        self.is_used = True
        marked, _ = stored_row(self.session, self.site)
        user = self.request.user
        if marked is Role.MEMBER and user.is_authenticated and user.is_active:
            return Role.MEMBER
        return Role.VISITOR

    @cached_property
    def tokens(self) -> SessionTokenStorage:
        """The storage of the tokens that this request speaks with."""
        if self.role is Role.MEMBER:
            return MemberTokenStorage(
                self.session, site=self.site, user_id=self.request.user.pk, defer=self.defer
            )
        if stored_row(self.session, self.site)[0] is Role.MEMBER:
            # Its user was deactivated, or signed out by other means: it must not speak again.
            end_session_row(self.session, self.site, StoredToken.EndReason.FOREIGN)
        return VisitorTokenStorage(self.session, site=self.site, defer=self.defer)

    @cached_property
    def strategy(self) -> AuthStrategy:
        """How this request's calls prove whom they speak for."""
        return OAuthStrategy(wix_settings.require_client_id(), storage=self.tokens)

    @cached_property
    def app_strategy(self) -> AuthStrategy:
        """How its elevated calls do."""
        return build_app_strategy(self.site, defer=self.defer)

    @property
    def member(self) -> WixMember | None:
        """The member who sent the request, if its login has not ended."""
        storage = self.tokens
        row = storage.row if isinstance(storage, MemberTokenStorage) else None
        return row.member if row is not None else None

    def forget(self) -> None:
        """Find out anew who asks: a login or logout has just changed it."""
        self.__dict__.pop("tokens", None)
        self.__dict__.pop("strategy", None)

    def defer(self, write: Callable[[], None]) -> None:
        """Run *write* when the view, and with it every transaction of its own, is over."""
        self._writes.append(write)

    def write_deferred(self) -> None:
        """Run what was deferred, and store the elevated calls."""
        writes, self._writes = self._writes, []
        for write in writes:
            write()
        calls, self.elevated_calls = self.elevated_calls, []
        if calls:
            ElevatedCall.objects.bulk_create(calls)

    @property
    def has_deferred(self) -> bool:
        """Whether there is anything to write."""
        return bool(self._writes or self.elevated_calls)


class RequestClient(WixClient):
    """A client whose speaker is found in a request, when it is first needed."""

    def __init__(self, speaker: RequestIdentity) -> None:
        # Not the parent's: it wants to know at once what this one finds out when asked.
        self.speaker = speaker
        self.options = CallOptions()

    @property
    def transport(self) -> Transport:
        return shared_transport(wix_settings.API_URL)

    @property
    def site(self) -> str:
        return self.speaker.site

    @property
    def strict_fields(self) -> bool:
        return wix_settings.STRICT_FIELDS
