"""``request.wix``: Wix's APIs for whoever sent this request."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING

from django.http import HttpRequest

from wix_headless.conf import wix_settings
from wix_headless.elevation import ElevatedClient
from wix_headless.exceptions import ConfigurationError
from wix_headless.identity import RequestClient, RequestIdentity
from wix_headless.models import WixMember
from wix_headless.strategies import AuthStrategy
from wix_headless.tokens import Role

#: The context of the request that is being answered.
current_context: ContextVar[WixContext] = ContextVar("wix_headless_context")


class WixHttpRequest(HttpRequest):
    """A request that has passed the middleware; for annotating views."""

    wix: WixContext


class MemberHttpRequest(HttpRequest):
    """The same where only members pass, so that ``request.wix.member`` is always there."""

    wix: MemberContext


class WixContext(RequestClient):
    """
    Wix's APIs as the visitor or member who sent this request.

    Nothing happens until it is used: a page that does not speak with Wix costs nothing.
    """

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(RequestIdentity(request))

    @property
    def strategy(self) -> AuthStrategy:
        return self.speaker.strategy

    @property
    def role(self) -> Role:
        """Visitor or member; no token is made or read to know it."""
        return self.speaker.role

    @property
    def member(self) -> WixMember | None:
        """The member's row, whose user is ``request.user``; None for a visitor."""
        return self.speaker.member

    @property
    def elevated(self) -> ElevatedClient:
        """
        Wix's APIs as the app, inside a view that is marked ``@elevated``.

        Raises:
            ElevationError: Anywhere else.
        """
        client = ElevatedClient(self.speaker)
        client.require_open()
        return client

    def build_absolute_uri(self, path: str) -> str:
        """Return the address of *path* as the world sees it: on PUBLIC_URL, if that is set."""
        if wix_settings.PUBLIC_URL and path.startswith("/"):
            return wix_settings.PUBLIC_URL + path
        return self.speaker.request.build_absolute_uri(path)


if TYPE_CHECKING:

    class MemberContext(WixContext):
        """What ``request.wix`` is behind ``@member_required``."""

        @property
        def member(self) -> WixMember: ...


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
