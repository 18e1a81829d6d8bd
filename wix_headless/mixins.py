"""The guards of ``decorators`` for class-based views; each goes before the view's own class."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from wix_headless.decorators import build_test, check_caller, check_member, guard


class GuardedMixin(ABC):
    """A view with a gate before its dispatch, plain or async."""

    login_url: ClassVar[str | None] = None
    elevated_as: str | None = None

    @abstractmethod
    def check_request(self, request: HttpRequest) -> HttpResponse | None:
        """Return None to let *request* pass, a response to turn it away."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Answer the request, if it may pass."""
        view = super().dispatch  # type: ignore[misc]

        async def async_view(*args: Any, **kwargs: Any) -> HttpResponseBase:
            response: HttpResponseBase = await view(*args, **kwargs)
            return response

        is_async = getattr(self, "view_is_async", False)
        guarded = guard(
            async_view if is_async else view, self.check_request, elevated_as=self.elevated_as
        )
        response: HttpResponseBase = guarded(request, *args, **kwargs)
        return response


class MemberRequiredMixin(GuardedMixin):
    """Lets members of the Wix site pass, as ``@member_required`` does."""

    def check_request(self, request: HttpRequest) -> HttpResponse | None:
        return check_member(request, self.login_url)


class ElevatedMixin(GuardedMixin):
    """
    Lets staff pass and speak with the app's permissions, as ``@elevated`` does.

    Attributes:
        permission_required: Whoever has this Django permission passes, instead of staff.
        is_public: Anybody passes.
    """

    permission_required: ClassVar[str | None] = None
    is_public: ClassVar[bool] = False

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
