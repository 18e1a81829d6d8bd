"""The way of the app onto a Wix site, for its owner: to Wix, back from it, and a word about it."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import wraps
from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_safe

from wix_headless.audit import audit
from wix_headless.context import find_context
from wix_headless.exceptions import APIError, SignInError, StateMismatchError, WixError
from wix_headless.installing import InstallRedirect, finish_install, start_install
from wix_headless.protocol.authorization import parse_state
from wix_headless.returns import lacks_session, set_brief_cookie
from wix_headless.storages.attempts import install_cookie_name, take_install
from wix_headless.tokens import Secret
from wix_headless.views.back import send_here_again
from wix_headless.views.problems import Problem
from wix_headless.views.targets import find_target

View = Callable[[HttpRequest], HttpResponse]

#: What Wix may send along, and what a share link's id looks like.
_PLAUSIBLE: Final = {
    "token": re.compile(r"[A-Za-z0-9._~+/=-]{1,4096}"),
    "shareUrlId": re.compile(r"[\w-]{1,64}", re.ASCII),
}

STALE = Problem(
    _("This installation can't be finished"),
    _(
        "It was finished already, took too long, or was begun in another browser. "
        "Please begin again."
    ),
)
UNREACHABLE = Problem(
    _("Wix did not answer"),
    _("So it is not known here yet that the app is installed. Please begin again in a moment."),
    status=503,
)
REFUSED = Problem(
    _("The app was not installed"),
    _("Either it was cancelled, or Wix does not confirm it. Please begin again."),
)


def in_wixs_window(view: View) -> View:
    """Let Wix close the window that it has opened for *view* ("Use Advanced OAuth")."""

    @wraps(view)
    def inner(request: HttpRequest) -> HttpResponse:
        response = view(request)
        response["Cross-Origin-Opener-Policy"] = "unsafe-none"
        return response

    return inner


@require_GET
@in_wixs_window
@never_cache
@login_not_required
@transaction.non_atomic_requests
def install(request: HttpRequest) -> HttpResponse:
    """
    Send the browser to Wix, where the owner of a site agrees.

    A link of ours leads here, with ``?next=`` for afterwards and ``?shareUrlId=`` if the app is not
    listed; or Wix does, with ``?token=``. Nothing happens here that needs a form's protection: it
    is at Wix that somebody agrees, and only what this browser began can be finished in it.
    """
    given = {}
    for name, pattern in _PLAUSIBLE.items():
        values = request.GET.getlist(name)
        if len(values) > 1 or (values and not pattern.fullmatch(values[0])):
            return HttpResponse(f"{name} is malformed", status=400, content_type="text/plain")
        given[name] = Secret(values[0] if values else "")
    begun = start_install(
        request,
        next_url=find_target(request, "wix_app:installed"),
        token=given["token"],
        share_id=given["shareUrlId"],
    )
    return _send_to_wix(request, begun)


@require_GET
@in_wixs_window
@never_cache
@login_not_required
@transaction.non_atomic_requests
def callback(request: HttpRequest) -> HttpResponse:
    """Take what Wix sends back, have it confirmed, and go on."""
    if lacks_session(request):
        return send_here_again(request)
    query = request.META.get("QUERY_STRING", "")
    state, begun = Secret(), None
    try:
        state = parse_state(query)
        cookie = request.COOKIES.get(install_cookie_name(state), "")
        begun = take_install(state, cookie, site=find_context(request).site)
        finish_install(request, query, begun=begun)
        response: HttpResponse = HttpResponseRedirect(begun.next_url)
    except (APIError, SignInError) as error:
        response = _show_problem(request, error, next_url=begun.next_url if begun else "")
    if begun is not None:
        response.delete_cookie(install_cookie_name(state), path=reverse("wix_app:callback"))
    return response


@require_safe
@login_not_required
def installed(request: HttpRequest) -> HttpResponse:
    """Say that it is done, where the project has no page of its own for that."""
    return render(request, "wix_headless/installed.html")


def _send_to_wix(request: HttpRequest, begun: InstallRedirect) -> HttpResponse:
    response = HttpResponseRedirect(begun.url)
    name = install_cookie_name(begun.state)
    set_brief_cookie(request, response, name, begun.browser, path=reverse("wix_app:callback"))
    return response


def _show_problem(request: HttpRequest, error: WixError, *, next_url: str) -> HttpResponse:
    # The class and the reason: whatever else is in the message came from outside.
    audit(
        "app_install_failed",
        site=find_context(request).site,
        error=type(error).__name__,
        reason=getattr(error, "reason", ""),
    )
    problem = REFUSED
    if isinstance(error, StateMismatchError):
        problem = STALE
    elif isinstance(error, APIError):
        problem = UNREACHABLE
    retry_url = reverse("wix_app:install")
    if next_url:
        retry_url += f"?{urlencode({'next': next_url})}"
    context = {"problem": problem, "retry_url": retry_url}
    return render(request, "wix_headless/not_installed.html", context, status=problem.status)
