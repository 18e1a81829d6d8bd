"""``request.wix`` and ``request.awix``: Wix's APIs for whoever sent this request."""

from __future__ import annotations

from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Unpack

from asgiref.sync import sync_to_async
from django.http import HttpRequest, HttpResponseRedirect

from wix_headless.client.base import Result
from wix_headless.client.catalogue import Method
from wix_headless.client.consistency import Consistency
from wix_headless.conf import wix_settings
from wix_headless.context.cached_reads import AsyncCachedClient, CachedClient
from wix_headless.context.elevation import AsyncElevatedClient, ElevatedClient
from wix_headless.context.hosted_pages import HostedPage, build_redirect, build_session
from wix_headless.context.identity import (
    AsyncRequestClient,
    RequestClient,
    RequestIdentity,
    RequestSpeaker,
)
from wix_headless.exceptions import ConfigurationError
from wix_headless.models import WixMember
from wix_headless.protocol.grants import TokenInfo
from wix_headless.protocol.instances import Instance
from wix_headless.strategies import AuthStrategy
from wix_headless.tokens import Role

#: The context of the request that is being answered.
current_context: ContextVar[WixContext] = ContextVar("wix_headless_context")


class WixHttpRequest(HttpRequest):
    """A request that has passed the middleware; for annotating views."""

    wix: WixContext
    awix: AsyncWixContext


class MemberHttpRequest(HttpRequest):
    """The same where only members pass, so that ``request.wix.member`` is always there."""

    wix: MemberContext
    awix: AsyncWixContext


class CallerSpeaker(RequestSpeaker[Result]):
    """Whoever sent the request speaks: a visitor or a member."""

    @property
    def strategy(self) -> AuthStrategy:
        return self.speaker.strategy

    def strategy_for(self, method: Method | None) -> AuthStrategy:
        """
        Return the visitor that newcomers share, for what is surely a read; if that is asked for.

        Whatever may be a write is spoken with a token of one's own, and everything after it.
        """
        is_read = method is not None and method.is_read
        if is_read and wix_settings.SHARE_VISITOR_READS and self.speaker.is_newcomer:
            return self.speaker.reader_strategy
        return self.strategy

    @property
    def role(self) -> Role:
        """Visitor or member; no token is made or read to know it."""
        return self.speaker.role

    @property
    def member(self) -> WixMember | None:
        """The member's row, whose user is ``request.user``; None for a visitor."""
        return self.speaker.member

    @property
    def token_info(self) -> TokenInfo | None:
        """What Wix said of the token that the request brought, where the view asks for one."""
        return self.speaker.token_info

    @property
    def instance(self) -> Instance | None:
        """The installation of the app that this token is for."""
        return self.speaker.instance

    @property
    def consistency(self) -> Consistency:
        return self.speaker.consistency

    def build_absolute_uri(self, path: str) -> str:
        """Return the address of *path* as the world sees it: on PUBLIC_URL, if that is set."""
        public_url = self.speaker.settings.PUBLIC_URL
        if public_url and path.startswith("/"):
            return public_url + path
        return self.speaker.request.build_absolute_uri(path)


class WixContext(CallerSpeaker[dict[str, Any]], RequestClient):
    """
    Wix's APIs as the visitor or member who sent this request.

    Nothing happens until it is used: a page that does not speak with Wix costs nothing.
    """

    @property
    def elevated(self) -> ElevatedClient:
        """
        Wix's APIs as the app, inside a view that is marked ``@elevated``.

        Raises:
            ElevationError: Anywhere else.
        """
        client = ElevatedClient(self.speaker)
        client.options = self.options
        client.require_open()
        return client

    def cached(self, seconds: float) -> CachedClient:
        """
        Return a client whose answers everybody shares for so many *seconds*, in Django's cache.

        It is for what is the same for all, such as products, posts and services; a call of
        anything else is a TypeError.
        """
        client = CachedClient(self.speaker, seconds)
        client.options = self.options
        return client

    def redirect_to(self, **page: Unpack[HostedPage]) -> HttpResponseRedirect:
        """
        Return the redirect to a page of Wix's, such as its checkout, for a view to return.

        ``redirect_to(checkout_id=cart["id"], thank_you_page_url="thanks", post_flow_url="shop")``;
        ``HostedPage`` says what else there is.

        Raises:
            APIError: If Wix would not have it.
        """
        session = build_session(page, build_absolute_uri=self.build_absolute_uri)
        return build_redirect(self.redirects.create_redirect_session(**session))


class AsyncWixContext(CallerSpeaker[Awaitable[dict[str, Any]]], AsyncRequestClient):
    """The same in async views: every call is awaited."""

    @property
    def elevated(self) -> AsyncElevatedClient:
        """
        Wix's APIs as the app, inside an async view that is marked ``@elevated``.

        Raises:
            ElevationError: Anywhere else.
        """
        client = AsyncElevatedClient(self.speaker)
        client.options = self.options
        client.require_open()
        return client

    def cached(self, seconds: float) -> AsyncCachedClient:
        """Return a client whose answers everybody shares; as ``request.wix.cached`` does."""
        client = AsyncCachedClient(self.speaker, seconds)
        client.options = self.options
        return client

    async def redirect_to(self, **page: Unpack[HostedPage]) -> HttpResponseRedirect:
        """Return the redirect to a page of Wix's; as ``request.wix.redirect_to`` does."""
        # In a thread: an object's own address, and the project's way to find the site, may query.
        build = sync_to_async(build_session)
        session = await build(page, build_absolute_uri=self.build_absolute_uri)
        return build_redirect(await self.redirects.create_redirect_session(**session))

    async def amember(self) -> WixMember | None:
        """Return the member's row, whose user is ``request.user``; None for a visitor."""
        return await sync_to_async(lambda: self.member)()


if TYPE_CHECKING:

    class MemberContext(WixContext):
        """What ``request.wix`` is behind ``@member_required``."""

        @property
        def member(self) -> WixMember: ...


def attach_context(request: HttpRequest) -> WixContext:
    """Give *request* its ``wix`` and ``awix``, which speak for one and the same."""
    speaker = RequestIdentity(request)
    context = WixContext(speaker)
    request.wix = context  # type: ignore[attr-defined]
    request.awix = AsyncWixContext(speaker)  # type: ignore[attr-defined]
    return context


@contextmanager
def speaking_as_app(request: HttpRequest, view: str) -> Iterator[None]:
    """Let *request* speak as the app while the block runs; *view* is named in the audit."""
    views = find_context(request).speaker.elevated_views
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
