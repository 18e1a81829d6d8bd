"""The way out: of this site, and of Wix's own session."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import constant_time_compare
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST, require_safe

from wix_headless.context import find_context
from wix_headless.login.sign_in import leave
from wix_headless.returns import is_strict, set_brief_cookie
from wix_headless.storages.sealing import digest
from wix_headless.views.back import send_on
from wix_headless.views.targets import logout_target

COOKIE = "wix_logout"


@require_POST
@never_cache
@login_not_required
@csrf_protect
@transaction.non_atomic_requests
def logout(request: HttpRequest) -> HttpResponse:
    """
    Log out here at once, and send the browser through Wix's logout and back.

    If Wix does not answer, the login here has ended all the same.
    """
    target = logout_target(request)
    path = f"{reverse('wix:logout_callback')}?{urlencode({'next': target})}"
    wix_url = leave(request, post_flow_url=find_context(request).build_absolute_uri(path))
    response = HttpResponseRedirect(wix_url or target)
    if wix_url and is_strict():
        _await_back(request, response, target)
    return response


@require_safe
@never_cache
@login_not_required
def logout_callback(request: HttpRequest) -> HttpResponse:
    """
    Go on from Wix's logout; nobody is logged out here, as anybody can send a browser here.

    Strict cookies come along for who has just logged out in this browser, and nobody else.
    """
    target = logout_target(request)
    if not constant_time_compare(request.COOKIES.get(COOKIE, ""), digest("logout", target)):
        return HttpResponseRedirect(target)
    response = send_on(request, target)
    response.delete_cookie(COOKIE, path=reverse("wix:logout_callback"))
    return response


def _await_back(request: HttpRequest, response: HttpResponse, target: str) -> None:
    """Remember in the browser where it is to go on: its strict cookies will not tell."""
    path = reverse("wix:logout_callback")
    set_brief_cookie(request, response, COOKIE, digest("logout", target), path=path)
