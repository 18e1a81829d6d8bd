"""The guards of ``decorators`` for class-based views; each goes before the view's own class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from wix_headless.client.steps import Local, Steps
from wix_headless.dashboard import admit_user
from wix_headless.decorators import (
    View,
    answer_strangers_itself,
    build_test,
    check_caller,
    check_member,
    guard,
    show_in_frame,
    take_no_cookie,
)
from wix_headless.delegation import admit, check_identities


class GuardedMixin(ABC):
    """A view with a gate before its dispatch, plain or async."""

    elevated_as: str | None = None

    @classmethod
    def as_view(cls, **initkwargs: Any) -> View:
        """Return the view as a function, as Django's own ``as_view`` does."""
        view: View = super().as_view(**initkwargs)  # type: ignore[misc]
        return cls.mark_view(view, initkwargs)

    @classmethod
    @abstractmethod
    def mark_view(cls, view: View, initkwargs: dict[str, Any]) -> View:
        """Return *view* with what Django's middleware has to know of it."""

    @abstractmethod
    def gate(self, request: HttpRequest) -> Steps[HttpResponse | None]:
        """Find out whether *request* passes (None), or what turns it away."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request, if it may pass."""
        view = super().dispatch  # type: ignore[misc]

        async def async_view(*args: Any, **kwargs: Any) -> HttpResponseBase:
            response: HttpResponseBase = await view(*args, **kwargs)
            return response

        is_async = getattr(self, "view_is_async", False)
        guarded = guard(async_view if is_async else view, self.gate, elevated_as=self.elevated_as)
        response: HttpResponseBase = guarded(request, *args, **kwargs)
        return response


class VisitedMixin(GuardedMixin):
    """A page of this site's, whose callers are known by their session."""

    login_url: ClassVar[str | None] = None

    @classmethod
    def mark_view(cls, view: View, initkwargs: dict[str, Any]) -> View:
        return answer_strangers_itself(view) if cls.lets_no_stranger_pass(initkwargs) else view

    @classmethod
    def lets_no_stranger_pass(cls, initkwargs: dict[str, Any]) -> bool:
        """Say whether it is sure that only people who are logged in pass."""
        return False

    def gate(self, request: HttpRequest) -> Steps[HttpResponse | None]:
        turned_away: HttpResponse | None = yield Local(lambda: self.check_request(request))
        return turned_away

    @abstractmethod
    def check_request(self, request: HttpRequest) -> HttpResponse | None:
        """Return None to let *request* pass, a response to turn it away."""


class MemberRequiredMixin(VisitedMixin):
    """Lets members of the Wix site pass, as ``@member_required`` does."""

    @classmethod
    def lets_no_stranger_pass(cls, initkwargs: dict[str, Any]) -> bool:
        return cls.check_request is MemberRequiredMixin.check_request

    def check_request(self, request: HttpRequest) -> HttpResponse | None:
        return check_member(request, self.login_url)


class ElevatedMixin(VisitedMixin):
    """
    Lets staff pass and speak with the app's permissions, as ``@elevated`` does.

    Attributes:
        permission_required: Whoever has this Django permission passes, instead of staff.
        is_public: Anybody passes.
    """

    permission_required: ClassVar[str | None] = None
    is_public: ClassVar[bool] = False

    @classmethod
    def lets_no_stranger_pass(cls, initkwargs: dict[str, Any]) -> bool:
        is_ours = (
            cls.check_request is ElevatedMixin.check_request
            and cls.may_elevate is ElevatedMixin.may_elevate
        )
        return is_ours and not initkwargs.get("is_public", cls.is_public)

    @property
    def elevated_as(self) -> str:  # type: ignore[override]
        """The view's name in the audit."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    def may_elevate(self, request: HttpRequest) -> bool:
        """Say who passes; override it to decide otherwise than by staff or permission."""
        ask = build_test(permission=self.permission_required, test=None, public=self.is_public)
        return ask(request)

    def check_request(self, request: HttpRequest) -> HttpResponse | None:
        return check_caller(
            request, self.may_elevate, login_url=self.login_url, public=self.is_public
        )


class WixEndpointMixin(GuardedMixin):
    """
    Lets those pass who bring a token of this Wix site's, as ``@wix_endpoint`` does.

    Attributes:
        identities: Some of ``visitor``, ``member`` and ``user``.
    """

    identities: ClassVar[Iterable[str]] = ()

    @classmethod
    def mark_view(cls, view: View, initkwargs: dict[str, Any]) -> View:
        check_identities(initkwargs.get("identities", cls.identities))
        return take_no_cookie(view)

    def gate(self, request: HttpRequest) -> Steps[HttpResponse | None]:
        return admit(request, check_identities(self.identities))


class DashboardPageMixin(GuardedMixin):
    """Lets users of this Wix site's dashboard pass, as ``@dashboard_page`` does."""

    @classmethod
    def mark_view(cls, view: View, initkwargs: dict[str, Any]) -> View:
        return show_in_frame(take_no_cookie(view))

    @property
    def elevated_as(self) -> str:  # type: ignore[override]
        """The view's name in the audit."""
        return f"{type(self).__module__}.{type(self).__qualname__}"

    def gate(self, request: HttpRequest) -> Steps[HttpResponse | None]:
        return admit_user(request)
