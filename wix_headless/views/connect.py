"""Connecting the user who is signed in with a member of the Wix site, and the way out of that."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.http import require_POST

from wix_headless.context import find_context
from wix_headless.exceptions import APIError, SignInError
from wix_headless.external_login import disconnect_member, refuse_unfit
from wix_headless.login.sign_in import start_login
from wix_headless.storages.sessions import forget_row
from wix_headless.views.login import send_to_wix
from wix_headless.views.problems import ONLY_WAY_IN, show_problem, show_text
from wix_headless.views.targets import login_target


@require_POST
@never_cache
@login_required
@csrf_protect
@transaction.non_atomic_requests
def connect(request: HttpRequest) -> HttpResponse:
    """
    Send the signed-in user to Wix's login page, to be connected with who logs in there.

    ``next`` is where to go afterwards. It is asked of Wix even if it knows this browser already:
    whoever is at the keyboard has to see as whom.
    """
    next_url = login_target(request)
    try:
        refuse_unfit(request.user)
        begun = start_login(request, next_url=next_url, connects=str(request.user.pk))
    except (APIError, SignInError) as error:
        return show_problem(request, error, next_url=next_url)
    return send_to_wix(request, begun)


@require_POST
@never_cache
@login_required
@csrf_protect
@transaction.non_atomic_requests
def disconnect(request: HttpRequest) -> HttpResponse:
    """
    Part the signed-in user from their member.

    Not if it is their only way in: a project with others calls ``disconnect_member`` itself.
    """
    user: Any = request.user
    if not user.has_usable_password():
        return show_text(request, ONLY_WAY_IN, next_url=login_target(request))
    if disconnect_member(user):
        speaker = find_context(request).speaker
        forget_row(request.session, speaker.site)
        speaker.forget()
    return HttpResponseRedirect(login_target(request))
