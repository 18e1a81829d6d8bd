"""
The decorators that guard views, and ``elevate``.

Each takes plain and async views, and says what happens to whom it turns away.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager, nullcontext
from functools import wraps
from typing import Any, cast, overload

from asgiref.sync import iscoroutinefunction
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.urls import NoReverseMatch, reverse

from wix_headless.client.asynchronous import run_async
from wix_headless.client.steps import Local, Steps, run
from wix_headless.conf import django_settings
from wix_headless.context import find_context, speaking_as_app
from wix_headless.dashboard import admit_user, allow_framing
from wix_headless.delegation import admit, check_identities
from wix_headless.login.guards import send_to_login
from wix_headless.sdk import elevate

__all__ = ["dashboard_page", "elevate", "elevated", "member_required", "wix_endpoint"]

View = Callable[..., Any]

#: Decides about a request: None lets it pass, a response turns it away.
Check = Callable[[HttpRequest], HttpResponse | None]

#: The same in steps, as it may have to ask Wix.
Gate = Callable[[HttpRequest], Steps[HttpResponse | None]]


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

    def check(request: HttpRequest) -> HttpResponse | None:
        return check_member(request, login_url)

    def decorate(view: View) -> View:
        return answer_strangers_itself(guard(view, as_gate(check)))

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

    def check(request: HttpRequest) -> HttpResponse | None:
        return check_caller(request, may_pass, login_url=login_url, public=public)

    def decorate(view: View) -> View:
        guarded = guard(view, as_gate(check), elevated_as=name_view(view))
        return guarded if public or test else answer_strangers_itself(guarded)

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
        # A back end may give permissions to nobody in particular, too; elevation is not for those.
        return lambda request: request.user.is_authenticated and request.user.has_perm(permission)
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


def wix_endpoint(*, identities: Iterable[str]) -> Callable[[View], View]:
    """
    Let those pass who bring a token of this Wix site's: its pages call such a view with fetch.

    The token stands in the Authorization header, with ``Bearer`` or without, or is the signed
    ``instance`` of a frame's address. Inside, ``request.wix`` speaks with it, and
    ``request.wix.role``, ``.instance`` and ``.token_info`` say whose it is. Cookies count for
    nothing here: ``request.user`` is the member's user, if it has one, and the session is empty.
    Who brings no such token gets 401, who is none of *identities* 403, both in JSON.

    Args:
        identities: Some of ``visitor``, ``member`` and ``user`` (of Wix's dashboard).

    Raises:
        ImproperlyConfigured: If there is none, or one that there is not.
    """
    wanted = check_identities(identities)

    def gate(request: HttpRequest) -> Steps[HttpResponse | None]:
        return admit(request, wanted)

    def decorate(view: View) -> View:
        return take_no_cookie(guard(view, gate))

    return decorate


def dashboard_page(view: View) -> View:
    """
    Let users of this Wix site's dashboard pass, who see the page there in a frame.

    Inside, ``request.wix.role`` is ``user``, ``request.wix.instance`` the installation, and
    ``request.wix.elevated`` speaks as the app in it. Only Wix's hosts may frame the page. It
    takes no cookie; a form has ``{% wix_form_token %}`` instead of Django's token. Everybody
    else gets 401 or 403 in JSON.
    """
    return show_in_frame(take_no_cookie(guard(view, admit_user, elevated_as=name_view(view))))


def as_gate(check: Check) -> Gate:
    """Return *check*, which may use the database, as a gate."""

    def gate(request: HttpRequest) -> Steps[HttpResponse | None]:
        turned_away: HttpResponse | None = yield Local(lambda: check(request))
        return turned_away

    return gate


def name_view(view: View) -> str:
    """Return what the audit calls *view*."""
    return f"{view.__module__}.{view.__qualname__}"


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
            turned_away = await run_async(gate(request))
            if turned_away is not None:
                return turned_away
            with pass_in(request):
                return cast("HttpResponseBase", await view(request, *args, **kwargs))

        return async_view

    @wraps(view)
    def sync_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        turned_away = run(gate(request))
        if turned_away is not None:
            return turned_away
        with pass_in(request):
            return cast("HttpResponseBase", view(request, *args, **kwargs))

    return sync_view


def answer_strangers_itself(view: View) -> View:
    """
    Tell LoginRequiredMiddleware to leave *view* to its own gate, which no stranger passes.

    The gate knows the right login, and that a script wants 401.
    """
    view.login_required = False  # type: ignore[attr-defined]
    return view


def take_no_cookie(view: View) -> View:
    """
    Tell Django that *view* believes no cookie, so that there is no login and no CSRF to look for.

    Its gate asks for a token, which no browser sends by itself.
    """
    view.csrf_exempt = True  # type: ignore[attr-defined]
    return answer_strangers_itself(view)


def show_in_frame(view: View) -> View:
    """Let Wix's dashboard frame whatever *view* answers, in the view's own colour."""
    if iscoroutinefunction(view):

        @wraps(view)
        async def async_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            return allow_framing(request, await view(request, *args, **kwargs))

        return async_view

    @wraps(view)
    def sync_view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return allow_framing(request, view(request, *args, **kwargs))

    return sync_view


def _find_staff_login() -> str:
    """Return the admin's login, or the site's own where there is no admin."""
    try:
        return reverse("admin:login")
    except NoReverseMatch:
        return resolve_url(django_settings.LOGIN_URL)
