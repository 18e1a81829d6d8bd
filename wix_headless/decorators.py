"""
The decorators that guard views, and ``elevate``.

Each takes plain and async views, and says what happens to whom it turns away.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, cast, overload

from asgiref.sync import iscoroutinefunction, sync_to_async
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from wix_headless.conf import django_settings
from wix_headless.context import find_context, speaking_as_app
from wix_headless.guards import send_to_login
from wix_headless.sdk import elevate

__all__ = ["elevate", "elevated", "member_required"]

View = Callable[..., Any]

#: Decides about a request: None lets it pass, a response turns it away.
Gate = Callable[[HttpRequest], HttpResponse | None]


def check_member(request: HttpRequest, login_url: str | None = None) -> HttpResponse | None:
    """Return None for a member whose login has not ended, the way to the login for the rest."""
    if find_context(request).member is None:
        return send_to_login(request, login_url)
    return None


@overload
def member_required(view: View, /) -> View: ...
@overload
def member_required(*, login_url: str | None = None) -> Callable[[View], View]: ...
def member_required(view: View | None = None, /, *, login_url: str | None = None) -> Any:
    """
    Let members of the Wix site pass; send everybody else to Wix's login page, and back.

    Inside, ``request.wix.member`` is the member, and ``request.user`` its user.

    Args:
        login_url: Another page to log in at.
    """

    def gate(request: HttpRequest) -> HttpResponse | None:
        return check_member(request, login_url)

    def decorate(view: View) -> View:
        return guard(view, gate)

    return decorate if view is None else decorate(view)


@overload
def elevated(view: View, /) -> View: ...
@overload
def elevated(
    *,
    permission: str | None = None,
    test: Callable[[HttpRequest], bool] | None = None,
    login_url: str | None = None,
    public: bool = False,
) -> Callable[[View], View]: ...
def elevated(
    view: View | None = None,
    /,
    *,
    permission: str | None = None,
    test: Callable[[HttpRequest], bool] | None = None,
    login_url: str | None = None,
    public: bool = False,
) -> Any:
    """
    Let staff pass, and let the view speak with the app's permissions while it runs.

    Only ``request.wix.elevated`` and ``elevate(…)`` speak so; ``request.wix`` goes on speaking
    for the caller. Who is not signed in goes to the admin's login; who is, but may not, gets 403.

    Args:
        permission: Whoever has this Django permission passes, instead of staff.
        test: Whoever this returns true for passes, instead of staff.
        login_url: Where those go who are not signed in.
        public: Anybody may trigger the elevated calls. Spell it out only for what is harmless.

    Raises:
        ImproperlyConfigured: If it is told more than one of these ways.
    """
    may_pass = build_test(permission=permission, test=test, public=public)

    def gate(request: HttpRequest) -> HttpResponse | None:
        return check_caller(request, may_pass, login_url=login_url, public=public)

    def decorate(view: View) -> View:
        return guard(view, gate, elevated_as=f"{view.__module__}.{view.__qualname__}")

    return decorate if view is None else decorate(view)


def build_test(
    *,
    permission: str | None,
    test: Callable[[HttpRequest], bool] | None,
    public: bool,
) -> Callable[[HttpRequest], bool]:
    """
    Return the one question that decides who may elevate.

    Raises:
        ImproperlyConfigured: If there would be more than one.
    """
    if (permission is not None) + (test is not None) + public > 1:
        raise ImproperlyConfigured("Elevation takes one of permission, test and public.")
    if public:
        return lambda request: True
    if test is not None:
        return test
    if permission is not None:
        return lambda request: request.user.has_perm(permission)
    return lambda request: bool(request.user.is_active and request.user.is_staff)


def check_caller(
    request: HttpRequest,
    may_pass: Callable[[HttpRequest], bool],
    *,
    login_url: str | None,
    public: bool,
) -> HttpResponse | None:
    """
    Return None for who may elevate, a redirect to the login for who is nobody yet.

    Raises:
        PermissionDenied: For who is known and may not.
    """
    context = find_context(request)
    context.speaker.is_used |= not public
    if may_pass(request):
        return None
    if not request.user.is_authenticated:
        return send_to_login(request, login_url or _find_staff_login())
    raise PermissionDenied


def guard(view: View, gate: Gate, *, elevated_as: str | None = None) -> View:
    """
    Put *gate* before *view*, in the view's own colour.

    Args:
        elevated_as: The view's name in the audit, if it may speak as the app.
    """

    def pass_in(request: HttpRequest) -> AbstractContextManager[None]:
        return speaking_as_app(request, elevated_as[:200]) if elevated_as else nullcontext()

    if iscoroutinefunction(view):

        @wraps(view)
        async def async_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            turned_away = await sync_to_async(gate)(request)
            if turned_away is not None:
                return turned_away
            with pass_in(request):
                return cast("HttpResponseBase", await view(request, *args, **kwargs))

        return async_view

    @wraps(view)
    def sync_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        turned_away = gate(request)
        if turned_away is not None:
            return turned_away
        with pass_in(request):
            return cast("HttpResponseBase", view(request, *args, **kwargs))

    return sync_view


def _find_staff_login() -> str:
    """Return the admin's login, or the site's own where there is no admin."""
    try:
        return reverse("admin:login")
    except NoReverseMatch:
        return resolve_url(django_settings.LOGIN_URL)
