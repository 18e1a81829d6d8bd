"""The way to Wix's login page, and the way back from it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_http_methods, require_safe

from wix_headless.context import find_context
from wix_headless.exceptions import (
    APIError,
    RenewalError,
    SignInError,
    SignInRefusedError,
    UnauthorizedError,
    WixError,
)
from wix_headless.login.sign_in import (
    PROVEN,
    LoginRedirect,
    finish_login,
    forget_identity,
    is_other_staff,
    start_login,
)
from wix_headless.protocol.authorization import parse_state
from wix_headless.returns import (
    comes_from_elsewhere,
    has_bounced,
    lacks_session,
    set_brief_cookie,
)
from wix_headless.storages.attempts import BegunLogin, cookie_name, take_login
from wix_headless.tokens import Secret
from wix_headless.views.back import send_here_again
from wix_headless.views.problems import note_failure, show_problem
from wix_headless.views.targets import login_target

#: The prompt that only looks whether somebody is logged in at Wix.
SILENT = "none"

#: What may be asked of Wix's login: its page, or just that look.
PROMPTS = frozenset({"login", SILENT})

#: Somebody came back, but not who showed the password.
_ANOTHER = frozenset({"member_mismatch", "not_a_member"})


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@csrf_protect
@transaction.non_atomic_requests
def login(request: HttpRequest) -> HttpResponse:
    """
    Send the browser to Wix's login page.

    ``?next=`` is where to go afterwards, ``?idp=`` a provider (``google``, ``facebook``, an id),
    ``?prompt=none`` only looks whether somebody is logged in at Wix, and shows no page whatever
    comes of it.
    Staff who are signed in are asked first; their agreement is the only POST.
    """
    if comes_from_elsewhere(request) and lacks_session(request):
        return send_here_again(request)
    next_url = login_target(request)
    if has_bounced(request) and request.user.is_authenticated:
        # Only without the cookie had it looked as if somebody had to log in.
        return HttpResponseRedirect(next_url)
    prompt = request.GET.get("prompt", "login")
    if prompt not in PROMPTS:
        return HttpResponse("prompt is login or none", status=400, content_type="text/plain")
    if is_other_staff(request) and request.method != "POST":
        if prompt == SILENT:
            return HttpResponseRedirect(next_url)
        return render(request, "wix_headless/confirm.html", {"next_url": next_url})
    try:
        begun = _start(request, next_url=next_url, prompt=prompt)
    except (APIError, SignInError) as error:
        if prompt == SILENT:
            return _return_quietly(request, error, next_url=next_url)
        return show_problem(request, error, next_url=next_url)
    return send_to_wix(request, begun)


@require_safe
@never_cache
@login_not_required
@transaction.non_atomic_requests
def callback(request: HttpRequest) -> HttpResponse:
    """Take Wix's answer, log the member in, and go where they were going."""
    if lacks_session(request):
        return send_here_again(request)
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
        if begun is not None and begun.prompt == SILENT:
            response = _return_quietly(request, error, next_url=next_url)
        elif _needs_a_page(begun, error):
            query = urlencode({"next": next_url})
            response = HttpResponseRedirect(f"{reverse('wix:login')}?{query}")
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
        forget_identity(request)
    return start_login(request, next_url=next_url, idp=idp, prompt=prompt, replaces=replaces)


def send_to_wix(request: HttpRequest, begun: LoginRedirect) -> HttpResponse:
    """Return the way to Wix's login page, and bind the login to this browser."""
    response = HttpResponseRedirect(begun.url)
    # A cookie for each login, so that ten tabs can log in at once; for the callback alone.
    name = cookie_name(begun.state)
    set_brief_cookie(request, response, name, begun.browser, path=reverse("wix:callback"))
    return response


def _return_quietly(request: HttpRequest, error: WixError, *, next_url: str) -> HttpResponse:
    """Go on as if nobody had looked: whoever pays at Wix is to see that it went well."""
    if not isinstance(error, SignInRefusedError):
        # "Nobody there" is no login that failed.
        note_failure(request, error)
    return HttpResponseRedirect(next_url)


def _needs_a_page(begun: BegunLogin | None, error: Exception) -> bool:
    """
    Say whether Wix did not take a password's word without a page of its own.

    Which prompt goes with a session token is not documented, and it ends after five minutes.
    """
    return (
        begun is not None
        and begun.prompt == PROVEN
        and isinstance(error, SignInRefusedError)
        and error.reason not in _ANOTHER
    )
