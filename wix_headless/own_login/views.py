"""
The pages: log in, register, show a code, ask for a new password.

Their answers do not tell which e-mail addresses there are, and each asks Wix the same for an
address that there is and for one that there is not.
"""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_protect
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_http_methods

from wix_headless.context import find_context
from wix_headless.exceptions import APIError, SignInError, StateMismatchError
from wix_headless.login.guards import OWN_LOGIN, is_fetch, refuse_fetch
from wix_headless.login.sign_in import is_other_staff, start_login
from wix_headless.own_login.asking import (
    ELSEWHERE,
    NOT_REGISTERED,
    STAFF,
    WRONG_CODE,
    TroubleError,
    ask,
    read_trouble,
    send,
    take_turn,
)
from wix_headless.own_login.forms import (
    CodeForm,
    EmailForm,
    LoginForm,
    RegisterForm,
    hide_secrets,
)
from wix_headless.protocol.own_login import (
    Outcome,
    Refusal,
    State,
    code_request,
    login_request,
    recovery_request,
    register_request,
)
from wix_headless.returns import comes_from_elsewhere, lacks_session, set_brief_cookie
from wix_headless.storages.attempts import (
    await_code,
    is_awaited,
    show_code,
    stop_awaiting,
)
from wix_headless.tokens import Secret
from wix_headless.views.back import send_here_again
from wix_headless.views.login import send_to_wix
from wix_headless.views.problems import PENDING, STALE, show_problem, show_text
from wix_headless.views.targets import login_target

#: Holds what a code is shown with; for the code's page alone, and never sent from another site.
CODE_COOKIE = "wix_login_code"

_TITLES = {
    "login": _("Log in"),
    "register": _("Register"),
    "code": _("Look into your e-mail"),
    "password": _("Choose a new password"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@csrf_protect
@sensitive_post_parameters()
@sensitive_variables()
@transaction.non_atomic_requests
def login(request: HttpRequest) -> HttpResponse:
    """Ask for address and password, and log in who has them; ``?next=`` is where to go then."""
    hide_secrets(request)
    if turned_away := _turn_away(request):
        return turned_away
    form = LoginForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, "login", form)
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    try:
        _respect_staff(request)
        take_turn(request, email=email)
        outcome = ask(request, login_request(email, password, captcha=form.captcha))
        return _go_on(request, outcome)
    except TroubleError as trouble:
        return _show(request, "login", form, trouble)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@csrf_protect
@sensitive_post_parameters()
@sensitive_variables()
@transaction.non_atomic_requests
def register(request: HttpRequest) -> HttpResponse:
    """Make a member of who is none, and log them in."""
    hide_secrets(request)
    if turned_away := _turn_away(request):
        return turned_away
    form = RegisterForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, "register", form)
    try:
        _respect_staff(request)
        return _go_on(request, _register(request, form))
    except TroubleError as trouble:
        return _show(request, "register", form, trouble)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@csrf_protect
@sensitive_post_parameters()
@sensitive_variables()
@transaction.non_atomic_requests
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the code out of Wix's mail, and log in who has it."""
    hide_secrets(request)
    if turned_away := _turn_away(request):
        return turned_away
    site, browser = find_context(request).site, Secret(request.COOKIES.get(CODE_COOKIE, ""))
    if not is_awaited(browser, site=site):
        return _give_up(request)
    form = CodeForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, "code", form)
    try:
        return _finish(request, browser, form.cleaned_data["code"])
    except StateMismatchError:
        return _give_up(request)
    except TroubleError as trouble:
        return _show(request, "code", form, trouble)


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
@login_not_required
@csrf_protect
@transaction.non_atomic_requests
def password(request: HttpRequest) -> HttpResponse:
    """Have a link mailed to Wix's page for a new password; the same is said to every address."""
    hide_secrets(request)
    if turned_away := _turn_away(request):
        return turned_away
    form = EmailForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show(request, "password", form)
    try:
        take_turn(request, email=form.cleaned_data["email"])
        _send_link(request, form.cleaned_data["email"])
    except TroubleError as trouble:
        return _show(request, "password", form, trouble)
    query = urlencode({"sent": "1", "next": login_target(request)})
    return HttpResponseRedirect(f"{reverse('wix_login:password')}?{query}")


@sensitive_variables()
def _register(request: HttpRequest, form: RegisterForm) -> Outcome:
    email, password = form.cleaned_data["email"], form.cleaned_data["password"]
    take_turn(request, email=email)
    asked = register_request(email, password, profile=form.profile, captcha=form.captcha)
    try:
        return ask(request, asked)
    except TroubleError as trouble:
        if trouble.about in {Refusal.CREDENTIALS, Refusal.OTHER}:
            trouble.text = NOT_REGISTERED
        if trouble.about is not Refusal.EXISTS:
            raise
    # What everybody sees whose address Wix verifies: it waits for a code that nobody was sent.
    return Outcome(state=State.EMAIL_CODE, state_token=Secret(secrets.token_urlsafe(32)))


@sensitive_variables()
def _finish(request: HttpRequest, browser: Secret, shown: Secret) -> HttpResponse:
    take_turn(request)
    awaited = show_code(browser, site=find_context(request).site)
    try:
        outcome = ask(request, code_request(shown, awaited.state_token))
    except TroubleError as trouble:
        if trouble.about not in {Refusal.TOO_MANY, None}:
            trouble.text, trouble.field = WRONG_CODE, "code"
        raise
    if not stop_awaiting(browser):
        raise StateMismatchError("This login has been finished already.")
    response = _go_on(request, outcome, next_url=awaited.next_url, replaces=awaited.replaces)
    if CODE_COOKIE not in response.cookies:
        _delete_cookie(response)
    return response


def _send_link(request: HttpRequest, email: str) -> None:
    """Ask Wix for the mail; whether anybody gets one is between Wix and them."""
    context = find_context(request)
    asked = recovery_request(
        email,
        return_url=context.build_absolute_uri(reverse(OWN_LOGIN)),
        client_id=context.speaker.settings.require_client_id(),
        language=context.language[:2],
    )
    try:
        send(request, asked)
    except APIError as error:
        trouble = read_trouble(request, error)
        if trouble.about in {Refusal.EMAIL, Refusal.TOO_MANY, None}:
            raise trouble from None


def _turn_away(request: HttpRequest) -> HttpResponse | None:
    """Return what is answered instead of a page, if anything is."""
    if request.method != "POST" and comes_from_elsewhere(request) and lacks_session(request):
        return send_here_again(request)
    if find_context(request).member is not None:
        return _leave(request, HttpResponseRedirect(login_target(request)))
    return refuse_fetch(request, OWN_LOGIN) if is_fetch(request) else None


def _go_on(
    request: HttpRequest, outcome: Outcome, *, next_url: str = "", replaces: str = ""
) -> HttpResponse:
    """
    Go where *outcome* leads: through Wix and back, to the code's page, or nowhere yet.

    Raises:
        TroubleError: If only Wix's own page knows the next step.
    """
    next_url = next_url or login_target(request)
    replaces = replaces or _agreed(request)
    match outcome.state:
        case State.SUCCESS:
            try:
                begun = start_login(request, next_url=next_url, replaces=replaces, proven=outcome)
            except (APIError, SignInError) as error:
                return show_problem(request, error, next_url=next_url)
            return _leave(request, send_to_wix(request, begun))
        case State.EMAIL_CODE:
            return _ask_for_code(request, outcome, next_url=next_url, replaces=replaces)
        case State.OWNER_APPROVAL:
            waiting = replace(PENDING, status=200, may_retry=False)
            return show_text(request, waiting, next_url=next_url)
    raise TroubleError(ELSEWHERE)


def _ask_for_code(
    request: HttpRequest, outcome: Outcome, *, next_url: str, replaces: str
) -> HttpResponse:
    site = find_context(request).site
    browser = await_code(outcome.state_token, site=site, next_url=next_url, replaces=replaces)
    path = reverse("wix_login:code")
    response = HttpResponseRedirect(path)
    set_brief_cookie(request, response, CODE_COOKIE, browser, path=path, samesite="Strict")
    return response


def _give_up(request: HttpRequest) -> HttpResponse:
    response = show_text(request, STALE, next_url=login_target(request))
    _delete_cookie(response)
    return response


def _delete_cookie(response: HttpResponse) -> None:
    response.delete_cookie(CODE_COOKIE, path=reverse("wix_login:code"), samesite="Strict")


def _leave(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Let the whole page go where *response* leads: a script can't follow to another site."""
    if request.headers.get("HX-Request") == "true":
        response["HX-Redirect"] = response["Location"]
        del response["Location"]
        response.status_code = 200
    return response


def _respect_staff(request: HttpRequest) -> None:
    """
    See that nobody is replaced who has not been asked.

    Raises:
        TroubleError: If staff are signed in, and have not seen that this would end it.
    """
    if is_other_staff(request) and not _agreed(request):
        raise TroubleError(STAFF)


def _agreed(request: HttpRequest) -> str:
    """Return the id of the signed-in user who has seen that this would end their session."""
    present = str(request.user.pk) if request.user.is_authenticated else ""
    return present if present and request.POST.get("replaces") == present else ""


def _show(
    request: HttpRequest, page: str, form: Form, trouble: TroubleError | None = None
) -> HttpResponse:
    if trouble is not None:
        form.add_error(trouble.field if trouble.field in form.fields else None, str(trouble.text))
    is_sent = page == "password" and "sent" in request.GET
    context: dict[str, Any] = {
        "form": form,
        "title": _TITLES["code" if is_sent else page],
        "next_url": login_target(request),
        "staff": request.user if is_other_staff(request) else None,
        "is_sent": is_sent,
    }
    status = trouble.status if trouble is not None else 200
    response = render(request, f"wix_headless/own_login/{page}.html", context, status=status)
    if trouble is not None and trouble.wait:
        response["Retry-After"] = str(trouble.wait)
    return response
