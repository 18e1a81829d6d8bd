"""``request.wix``: Wix's APIs for whoever sent this request."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.utils import timezone

from wix_headless.client import FinishedCall, WixClient
from wix_headless.client.catalogue import Method
from wix_headless.client.core import CallOptions
from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.exceptions import ConfigurationError, ElevationError
from wix_headless.models import ElevatedCall, StoredToken, WixMember
from wix_headless.protocol.messages import Request
from wix_headless.storages.apps import AppTokenStorage
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import Defer
from wix_headless.storages.sessions import (
    MemberTokenStorage,
    SessionTokenStorage,
    VisitorTokenStorage,
    end_session_row,
    stored_row,
)
from wix_headless.strategies import AppStrategy, AuthStrategy, OAuthStrategy
from wix_headless.tokens import Role
from wix_headless.transport import Transport, shared_transport

audit = logging.getLogger("wix_headless.audit")

#: The context of the request that is being answered.
current_context: ContextVar[WixContext] = ContextVar("wix_headless_context")


class WixHttpRequest(HttpRequest):
    """A request that has passed the middleware; for annotating views."""

    wix: WixContext


class MemberHttpRequest(HttpRequest):
    """The same where only members pass, so that ``request.wix.member`` is always there."""

    wix: MemberContext


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


def build_app_strategy(
    site: str, *, instance_id: str | None = None, defer: Defer = after_transaction
) -> AppStrategy:
    """
    Return the strategy of this site's own app, whose token all processes share.

    Raises:
        ConfigurationError: If the settings have no CLIENT_ID or no CLIENT_SECRET.
    """
    client_id, secret = wix_settings.require_client_id(), wix_settings.CLIENT_SECRET
    if not secret:
        raise ConfigurationError(
            "Elevated calls need the app's secret: set WIX_CLIENT_SECRET "
            "(npx wix env pull writes it)."
        )
    instance_id = instance_id or wix_settings.CLIENT_INSTANCE_ID
    storage = AppTokenStorage(client_id, secret, site=site, instance_id=instance_id, defer=defer)
    return AppStrategy(client_id, secret, instance_id=instance_id, storage=storage)


class RequestClient(WixClient):
    """A client whose speaker is found in a request, when it is first needed."""

    def __init__(self, identity: RequestIdentity) -> None:
        # Not the parent's: it wants to know at once what this one finds out when asked.
        self.identity = identity
        self.options = CallOptions()

    @property
    def transport(self) -> Transport:
        return shared_transport(wix_settings.API_URL)

    @property
    def site(self) -> str:
        return self.identity.site

    @property
    def strict_fields(self) -> bool:
        return wix_settings.STRICT_FIELDS


class WixContext(RequestClient):
    """
    Wix's APIs as the visitor or member who sent this request.

    Nothing happens until it is used: a page that does not speak with Wix costs nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(RequestIdentity(request))

    @property
    def strategy(self) -> AuthStrategy:
        return self.identity.strategy

    @property
    def role(self) -> Role:
        """Visitor or member; no token is made or read to know it."""
        return self.identity.role

    @property
    def member(self) -> WixMember | None:
        """The member's row, whose user is ``request.user``; None for a visitor."""
        return self.identity.member

    @property
    def elevated(self) -> ElevatedClient:
        """
        Wix's APIs as the app, inside a view that is marked ``@elevated``.

        Raises:
            ElevationError: Anywhere else.
        """
        client = ElevatedClient(self.identity)
        client.require_open()
        return client

    def build_absolute_uri(self, path: str) -> str:
        """Return the address of *path* as the world sees it: on PUBLIC_URL, if that is set."""
        if wix_settings.PUBLIC_URL and path.startswith("/"):
            return wix_settings.PUBLIC_URL + path
        return self.identity.request.build_absolute_uri(path)


if TYPE_CHECKING:

    class MemberContext(WixContext):
        """What ``request.wix`` is behind ``@member_required``."""

        @property
        def member(self) -> WixMember: ...


class ElevatedClient(RequestClient):
    """
    Wix's APIs as the app.

    It is an object of its own, so that nothing which was given ``request.wix`` ever
    speaks with the app's permissions without having asked.
    """

    @property
    def strategy(self) -> AuthStrategy:
        return self.identity.app_strategy

    @property
    def role(self) -> Role:
        return Role.APP

    def require_open(self) -> None:
        """Raise unless a view that lets this caller elevate is running."""
        if not self.identity.elevated_views:
            raise ElevationError(
                "request.wix.elevated is open only while a view runs that is marked with "
                "@elevated (wix_headless.decorators) or ElevatedMixin (wix_headless.mixins)."
            )

    def send(self, request: Request, method: Method | None = None) -> dict[str, Any]:
        self.require_open()
        if method is not None and method.is_about_caller:
            raise ElevationError(
                f"{method.dotted_name} is about whoever calls, and the app is nobody's member: "
                "call it on request.wix."
            )
        return super().send(request, method)

    def on_finished(self, call: FinishedCall) -> None:
        user = self.identity.request.user
        row = ElevatedCall(
            site=self.site,
            user_id=user.pk if user.is_authenticated else None,
            view=self.identity.elevated_views[-1],
            method=call.name[:200],
            outcome=call.error or "ok",
            status_code=call.status_code,
            request_id=call.request_id[:100],
            created_at=timezone.now(),
        )
        audit.info(
            "elevated_call user=%s view=%s method=%s outcome=%s request_id=%s",
            row.user_id, row.view, row.method, row.outcome, row.request_id,
        )  # fmt: skip
        self.identity.elevated_calls.append(row)


@contextmanager
def elevation(request: HttpRequest, view: str) -> Iterator[None]:
    """Let *request* speak as the app while the block runs; *view* is named in the audit."""
    views = find_context(request).identity.elevated_views
    views.append(view)
    try:
        yield
    finally:
        views.pop()


def find_context(request: HttpRequest) -> WixContext:
    """
    Return ``request.wix``.

    Raises:
        ConfigurationError: If the middleware has not put it there.
    """
    context = getattr(request, "wix", None)
    if not isinstance(context, WixContext):
        raise ConfigurationError(
            "This request has no wix: add 'wix_headless.middleware.WixMiddleware' to MIDDLEWARE, "
            "behind AuthenticationMiddleware."
        )
    return context
