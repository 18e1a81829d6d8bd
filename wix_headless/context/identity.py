"""Who sent a request, as far as Wix is concerned, and the clients that speak in its name."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.asyncio import async_unsafe
from django.utils.translation import get_language

from wix_headless.client import AsyncWixClient, WixClient
from wix_headless.client.base import BaseClient, CallOptions, Result
from wix_headless.client.catalogue import Method
from wix_headless.client.consistency import Consistency
from wix_headless.conf import WixSettings, wix_settings
from wix_headless.exceptions import ConfigurationError
from wix_headless.external_login import build_external_strategy, find_signed_on, forget_link
from wix_headless.models import StoredToken, WixMember
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.instances import Instance
from wix_headless.protocol.messages import Request
from wix_headless.provider import build_app_strategy
from wix_headless.returns import comes_from_elsewhere, lacks_session
from wix_headless.sites import find_site
from wix_headless.storages.consistency import SessionConsistency
from wix_headless.storages.put_off import PutOff
from wix_headless.storages.rows import RowTokenStorage
from wix_headless.storages.sessions import (
    MemberTokenStorage,
    SessionTokenStorage,
    VisitorTokenStorage,
    end_session_row,
    let_go,
    stored_row,
)
from wix_headless.storages.shared import ReaderTokenStorage
from wix_headless.storages.signed_on import SignedOnStorage
from wix_headless.strategies import AuthStrategy, OAuthStrategy
from wix_headless.tokens import Role
from wix_headless.transport import CallLimiter, Transport, shared_limiter, shared_transport


class RequestIdentity:
    """
    Who sent a request, as far as Wix is concerned; found out when it is first asked.

    ``request.wix`` and every client made from it share one of these.
    """

    #: What Wix said of the token that the request brought, where the view asks for one.
    token_info: TokenInfo | None = None
    #: The installation of the app that this token is for.
    instance: Instance | None = None

    def __init__(self, request: HttpRequest, site: str | None = None) -> None:
        self.request = request
        if site is not None:
            self.site = site
        self._is_used = False
        #: What is written when the view is over.
        self.put_off = PutOff()
        #: Views that may speak as the app now, the innermost last.
        self.elevated_views: list[str] = []
        self._elsewhere: dict[str, RequestIdentity] = {}

    @property
    def is_used(self) -> bool:
        """Whether the answer depends on who asked."""
        return self._is_used

    @is_used.setter
    def is_used(self, value: bool) -> None:
        self._is_used = value
        if value:
            # Django's cache_page keeps a page before our middleware can say that it is somebody's.
            self.request._cache_update_cache = False  # type: ignore[attr-defined]

    @cached_property
    def site(self) -> str:
        """The alias of the Wix site that the request is for."""
        return find_site(self.request)

    @property
    def settings(self) -> WixSettings:
        """What the project says about this site."""
        return wix_settings.for_site(self.site)

    def at(self, site: str) -> RequestIdentity:
        """Return the same request's identity at another site."""
        if site == self.site:
            return self
        wix_settings.for_site(site)
        self.is_used = True
        if site not in self._elsewhere:
            other = self._elsewhere[site] = RequestIdentity(self.request, site)
            other.elevated_views = self.elevated_views
            other._elsewhere = self._elsewhere
            self._elsewhere[self.site] = self
        return self._elsewhere[site]

    @property
    def session(self) -> Any:
        """The request's session, or one that passes with the request if it had to stay at home."""
        session = getattr(self.request, "session", None)
        if session is None or not hasattr(self.request, "user"):
            raise ConfigurationError(
                "request.wix needs sessions and users: in MIDDLEWARE, put SessionMiddleware and "
                "AuthenticationMiddleware before wix_headless.middleware.WixMiddleware."
            )
        if lacks_session(self.request) and comes_from_elsewhere(self.request):
            return self._passing_session
        return session

    @cached_property
    def _passing_session(self) -> Any:
        """A session that is never saved: its cookie would replace the strict one not sent here."""
        return type(self.request.session)()

    @property
    def role(self) -> Role:
        """Member while a member's user is signed in and active; otherwise visitor."""
        self.is_used = True
        marked, _ = stored_row(self.session, self.site)
        user = self.request.user
        if marked is Role.MEMBER and user.is_authenticated and user.is_active:
            return Role.MEMBER
        return Role.VISITOR if self.signed_on is None else Role.MEMBER

    @cached_property
    def signed_on(self) -> WixMember | None:
        """The member that a user of this site's own accounts speaks as, if the settings say so."""
        if not wix_settings.SIGN_ON_REQUESTS:
            return None
        self.is_used = True
        if stored_row(self.session, self.site)[0] is Role.MEMBER:
            return None
        return find_signed_on(self.request.user, self.site)

    @cached_property
    def tokens(self) -> RowTokenStorage:
        """The storage of the tokens that this request speaks with."""
        if self.signed_on is not None:
            return SignedOnStorage(self.signed_on, defer=self.defer)
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
        if self.signed_on is not None:
            return build_external_strategy(self.signed_on, self.tokens)
        return OAuthStrategy(self.settings.require_client_id(), storage=self.tokens)

    @cached_property
    def reader_strategy(self) -> AuthStrategy:
        """How the reads of visitors who have done nothing yet prove it, all as one."""
        client_id = self.settings.require_client_id()
        storage = ReaderTokenStorage(client_id, site=self.site, defer=self.defer)
        return OAuthStrategy(client_id, storage=storage)

    @property
    def is_newcomer(self) -> bool:
        """Whether this visitor has no token of its own, and so nothing at Wix that is its own."""
        return self.role is Role.VISITOR and not stored_row(self.session, self.site)[1]

    @cached_property
    def consistency(self) -> Consistency:
        """What Wix asked this session to show again."""
        return SessionConsistency(self.session, self.site)

    @cached_property
    def app_consistency(self) -> Consistency:
        """What it asked the app to show again, while this request is answered."""
        return Consistency()

    @cached_property
    def app_strategy(self) -> AuthStrategy:
        """How its elevated calls do."""
        return build_app_strategy(self.site, defer=self.defer)

    @property
    def member(self) -> WixMember | None:
        """The member who sent the request, if its login has not ended."""
        if self.signed_on is not None:
            return self.signed_on
        storage = self.tokens
        row = storage.row if isinstance(storage, MemberTokenStorage) else None
        return row.member if row is not None else None

    @property
    def has_ended(self) -> bool:
        """Whether the session says that a member is logged in, whom Wix has logged out."""
        return self.role is Role.MEMBER and self.member is None

    def forget(self) -> None:
        """Find out anew who asks: a login or logout has just changed it."""
        self.__dict__.pop("tokens", None)
        self.__dict__.pop("strategy", None)
        if self.__dict__.pop("signed_on", None) is not None:
            forget_link(self.request.user)

    def loses_sign_on(self) -> bool:
        """Say whether the request's user was signed on at Wix, and may not be any more."""
        was_signed_on = self.signed_on is not None
        self.put_off.write()
        self.forget()
        return was_signed_on and self.signed_on is None

    def defer(self, write: Callable[[], None]) -> None:
        """Run *write* when the view, and with it every transaction of its own, is over."""
        self.put_off.defer(write)

    def finish(self) -> None:
        """Do what was left to be done when the view is over."""
        for one in self._everywhere:
            one.put_off.finish()
            if isinstance(storage := one.__dict__.get("tokens"), SessionTokenStorage):
                let_go(storage)

    @property
    def is_finished(self) -> bool:
        """Whether nothing is left to be done in the database."""
        return all(one.put_off.is_empty and not one._has_noted for one in self._everywhere)

    @property
    def _has_noted(self) -> bool:
        storage = self.__dict__.get("tokens")
        return isinstance(storage, SessionTokenStorage) and storage.has_noted

    @property
    def _everywhere(self) -> Iterable[RequestIdentity]:
        """The request's identities at all sites it has spoken at, or else this one."""
        return self._elsewhere.values() or (self,)


class RequestSpeaker(BaseClient[Result]):
    """What the clients of a request have in common: who speaks is found when first needed."""

    def __init__(self, speaker: RequestIdentity) -> None:
        # Not the parent's: it wants to know at once what this one finds out when asked.
        self.speaker = speaker
        self.options = CallOptions()

    def move_to(self, site: str) -> None:
        self.speaker = self.speaker.at(site)

    @property
    def transport(self) -> Transport:
        return shared_transport(self.speaker.settings.API_URL)

    @property
    def limiter(self) -> CallLimiter | None:
        address = self.speaker.settings.API_URL
        return shared_limiter(wix_settings.CALLS_PER_MINUTE, address, self.site)

    @property
    def site(self) -> str:
        return self.speaker.site

    @property
    def strict_fields(self) -> bool:
        return wix_settings.STRICT_FIELDS

    @property
    def language(self) -> str:
        """The language asked for, or the one that LocaleMiddleware found the visitor to want."""
        if self.options.language is None and hasattr(self.speaker.request, "LANGUAGE_CODE"):
            return get_language() or ""
        return self.options.language or ""


class RequestClient(RequestSpeaker[dict[str, Any]], WixClient):
    """A client for plain views."""

    @async_unsafe("You cannot call Wix from an async view like this - use await request.awix.")
    def send(self, request: Request, method: Method | None = None) -> dict[str, Any]:
        return super().send(request, method)


class AsyncRequestClient(RequestSpeaker[Awaitable[dict[str, Any]]], AsyncWixClient):
    """A client for async views."""
