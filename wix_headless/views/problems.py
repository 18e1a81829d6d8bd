"""The page that says, in plain words, why a login did not come to its end, and the way on."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wix_headless.audit import audit
from wix_headless.context import find_context
from wix_headless.exceptions import (
    AccountExistsError,
    APIError,
    MemberNotAllowedError,
    SignInRefusedError,
    StateMismatchError,
    WixError,
)
from wix_headless.external_login import AlreadyLinkedError
from wix_headless.login.guards import find_member_login
from wix_headless.login.sign_in import StaffSessionError


@dataclass(frozen=True, slots=True)
class Problem:
    """What the page says, and with which status it is sent."""

    title: str | Promise
    text: str | Promise
    status: int = 400
    #: Whether another login is what helps; else the way leads back.
    may_retry: bool = True


UNREACHABLE = Problem(
    _("The login is not available right now"),
    _("Our login service did not answer. Nothing is lost: please try again in a moment."),
    status=503,
)
STALE = Problem(
    _("This login can't be finished"),
    _(
        "It was finished already, took too long, or was begun in another browser. "
        "Please log in again."
    ),
)
CANCELLED = Problem(_("You are not logged in"), _("The login was cancelled."))
REFUSED = Problem(
    _("The login did not work"),
    _("Our login service ended the login without letting you in. Please try again."),
)
BLOCKED = Problem(
    _("This account is blocked"),
    _("The owner of this site has blocked this account. Please get in touch with them."),
    status=403,
)
PENDING = Problem(
    _("This account is waiting for approval"),
    _("The owner of this site approves new members. You can log in as soon as that is done."),
    status=403,
)
INACTIVE = Problem(
    _("This account is switched off"),
    _("Please get in touch with the owner of this site."),
    status=403,
)
ACCOUNT_EXISTS = Problem(
    _("There is an account with this address already"),
    _(
        "It was not made through this login, so it is not touched. "
        "Please use the way in that you used before, or get in touch with the owner of this site."
    ),
    status=409,
)
STAFF = Problem(
    _("You are signed in as staff"),
    _("Logging in as a member would have ended that. Begin the login again to choose."),
    status=409,
)

CONNECTED = Problem(
    _("This can't be connected"),
    _(
        "Either your account is connected with another member already, or that member with "
        "another account. Nothing was changed."
    ),
    status=409,
    may_retry=False,
)
STAFF_ACCOUNT = Problem(
    _("Staff accounts can't be connected"),
    _("Whoever logs in as the member would be staff. Please use another account."),
    status=403,
    may_retry=False,
)
ONLY_WAY_IN = Problem(
    _("This is your only way in"),
    _("Your account has no password of its own. Set one first, or you would be locked out."),
    status=409,
    may_retry=False,
)

_NOT_ALLOWED = {
    "blocked": BLOCKED,
    "inactive": INACTIVE,
    "pending": PENDING,
    "staff": STAFF_ACCOUNT,
}


def find_problem(error: WixError) -> Problem:
    """Return what to say about an error of a login."""
    match error:
        case MemberNotAllowedError():
            return _NOT_ALLOWED.get(error.reason, INACTIVE)
        case SignInRefusedError(reason="access_denied"):
            return CANCELLED
        case StateMismatchError():
            return STALE
        case AlreadyLinkedError():
            return CONNECTED
        case AccountExistsError():
            return ACCOUNT_EXISTS
        case StaffSessionError():
            return STAFF
        case APIError():
            return UNREACHABLE
    return REFUSED


def show_problem(request: HttpRequest, error: WixError, *, next_url: str) -> HttpResponse:
    """Return the page about *error*, with the way to another try."""
    note_failure(request, error)
    return show_text(request, find_problem(error), next_url=next_url)


def note_failure(request: HttpRequest, error: WixError) -> None:
    """Leave a line about *error* in the audit."""
    # The class and the reason: whatever else is in the message came from outside.
    audit(
        "login_failed",
        site=find_context(request).site,
        error=type(error).__name__,
        reason=getattr(error, "reason", ""),
    )


def show_text(request: HttpRequest, problem: Problem, *, next_url: str) -> HttpResponse:
    """Return the page that says *problem*."""
    retry_url = f"{reverse(find_member_login())}?{urlencode({'next': next_url})}"
    context = {"problem": problem, "retry_url": retry_url, "next_url": next_url}
    return render(request, "wix_headless/problem.html", context, status=problem.status)
