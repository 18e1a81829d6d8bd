"""The way to Wix's login page, and the way back from it."""

from __future__ import annotations

from django.contrib.auth import logout as end_session
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from wix_headless.conf import django_settings
from wix_headless.context import find_context
from wix_headless.exceptions import (
    APIError,
    RenewalError,
    SignInError,
    SignInRefusedError,
    StateMismatchError,
    UnauthorizedError,
)
from wix_headless.models import StoredToken
from wix_headless.protocol.authorization import parse_state
from wix_headless.sign_in import LoginRedirect, finish_login, start_login
from wix_headless.storages.attempts import LIFETIME, BegunLogin, cookie_name, take_login
from wix_headless.tokens import Role, Secret
from wix_headless.views.problems import show_problem
from wix_headless.views.targets import login_target

#: What may be asked of Wix's login: its page, or only whether somebody is logged in there.
PROMPTS = frozenset({"login", "none"})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@csrf_protect
@transaction.non_atomic_requests
def login(request: HttpRequest) -> HttpResponse:
    """
    Send the browser to Wix's login page.

    ``?next=`` is where to go afterwards, ``?idp=`` a provider (``google``, ``facebook``, an id),
    ``?prompt=none`` only looks whether somebody is logged in at Wix.
    Staff who are signed in are asked first; their agreement is the only POST.
    """
    next_url = login_target(request)
    prompt = request.GET.get("prompt", "login")
    if prompt not in PROMPTS:
        return HttpResponse("prompt is login or none", status=400, content_type="text/plain")
    if _is_other_staff(request) and request.method != "POST":
        return render(request, "wix_headless/confirm.html", {"next_url": next_url})
    try:
        begun = _start(request, next_url=next_url, prompt=prompt)
    except (APIError, SignInError) as error:
        return show_problem(request, error, next_url=next_url)
    return _send_to_wix(request, begun)


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests
def callback(request: HttpRequest) -> HttpResponse:
    """Take Wix's answer, log the member in, and go where they were going."""
    if _has_lost_session(request):
        return render(request, "wix_headless/bounce.html")
    next_url = login_target(request)
    query = request.META.get("QUERY_STRING", "")
    state, begun = Secret(), None
    try:
        state = parse_state(query)
        begun = take_login(
            state, request.COOKIES.get(cookie_name(state), ""), site=find_context(request).site
        )
        next_url = begun.next_url
        finish_login(request, query, state=state, begun=begun)
        response: HttpResponse = HttpResponseRedirect(next_url)
    except (APIError, SignInError) as error:
        if _is_silent(begun, error):
            response = HttpResponseRedirect(next_url)
        else:
            response = show_problem(request, error, next_url=next_url)
    if begun is not None:
        response.delete_cookie(cookie_name(state), path=reverse("wix:callback"))
    return response


def _start(request: HttpRequest, *, next_url: str, prompt: str) -> LoginRedirect:
    idp = request.POST.get("idp") or request.GET.get("idp") or ""
    replaces = str(request.user.pk) if request.method == "POST" else ""
    try:
        return start_login(request, next_url=next_url, idp=idp, prompt=prompt, replaces=replaces)
    except (RenewalError, UnauthorizedError):
        # What this session spoke with is worth nothing to Wix, and is being replaced anyway.
        _forget_identity(request)
    return start_login(request, next_url=next_url, idp=idp, prompt=prompt, replaces=replaces)


def _forget_identity(request: HttpRequest) -> None:
    context = find_context(request)
    if context.role is Role.MEMBER:
        end_session(request)
    else:
        context.speaker.tokens.end(StoredToken.EndReason.REJECTED)
        context.speaker.forget()


def _send_to_wix(request: HttpRequest, begun: LoginRedirect) -> HttpResponse:
    response = HttpResponseRedirect(begun.url)
    # A cookie for each login, so that ten tabs can log in at once; for the callback alone,
    # and Lax, as the browser comes back from another site.
    response.set_cookie(
        cookie_name(begun.state),
        begun.browser,
        max_age=LIFETIME,
        path=reverse("wix:callback"),
        secure=request.is_secure() or django_settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _is_other_staff(request: HttpRequest) -> bool:
    """Say whether staff are signed in, other than by Wix: a login must not end that unasked."""
    user = request.user
    return bool(getattr(user, "is_staff", False)) and find_context(request).role is not Role.MEMBER


def _is_silent(begun: BegunLogin | None, error: Exception) -> bool:
    """Say whether nobody was to notice this login, and Wix has just said "nobody there"."""
    return (
        begun is not None
        and begun.prompt == "none"
        and isinstance(error, SignInRefusedError)
        and not isinstance(error, StateMismatchError)
    )


def _has_lost_session(request: HttpRequest) -> bool:
    """
    Say whether SameSite=Strict has kept the session's cookie from us.

    The browser comes from Wix, so it sends no strict cookie; a page of ours that sends it here
    once more does not have that problem. Only the login's own cookie has come along.
    """
    return (
        django_settings.SESSION_COOKIE_SAMESITE == "Strict"
        and django_settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.headers.get("Sec-Fetch-Site") != "same-origin"
        and "bounced" not in request.GET
    )
