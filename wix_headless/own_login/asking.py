"""Asking Wix on behalf of who filled in a form, and what to say when it says no."""

from __future__ import annotations

import logging

from django.http import HttpRequest
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from wix_headless.audit import audit
from wix_headless.conf import wix_settings
from wix_headless.context import find_context
from wix_headless.exceptions import (
    APIError,
    PreconditionError,
    RenewalError,
    ResponseError,
    ServerError,
    UnauthorizedError,
)
from wix_headless.login.sign_in import forget_identity
from wix_headless.own_login.limiter import count_try
from wix_headless.protocol.messages import Request
from wix_headless.protocol.own_login import Outcome, Refusal, classify_refusal, parse_outcome

logger = logging.getLogger(__name__)


class TroubleError(Exception):
    """
    It does not go on, and this is why, in words for whoever filled in the form.

    Attributes:
        about: What Wix refused; None if it was not asked, or could not answer.
        field: The field that it is about, if it is about one.
        wait: The seconds after which another try may help; 0 if that is not known.
    """

    def __init__(
        self,
        text: str | Promise,
        *,
        about: Refusal | None = None,
        status: int = 200,
        field: str | None = None,
        wait: int = 0,
    ) -> None:
        super().__init__(text)
        self.text = text
        self.about = about
        self.status = status
        self.field = field
        self.wait = wait


#: One for whatever is wrong with a login: which addresses there are is nobody's business.
WRONG = _(
    "This e-mail address and this password do not belong together. If you have forgotten the "
    "password, or have not used it for long, you can choose a new one."
)
NOT_REGISTERED = _("You could not be registered like this. Please look at what you have entered.")
WRONG_CODE = _("This code is not right, or too old.")
NO_ADDRESS = _("Please enter a whole e-mail address, such as name@example.com.")
NO_PASSWORD = _("This password can't be used. Please choose another, longer one.")
NO_ROBOT = _("Please show once more that you are no robot.")
UNREACHABLE = _("Our login service did not answer. Nothing is lost: please try again in a moment.")
ELSEWHERE = _("Your account needs one more step. Please log in on the page of our login service.")
STAFF = _("You are signed in as staff. Look at what this would end, and send the form once more.")

#: As long as Wix asks to wait where it does not say ("Rate Limits").
WIX_PAUSE = 60


def take_turn(request: HttpRequest, *, email: str = "") -> None:
    """
    Count a try.

    Raises:
        TroubleError: If it has to wait.
    """
    if wait := count_try(request, email=email):
        _note(request, "limited")
        raise too_many(wait)


def ask(request: HttpRequest, what: Request) -> Outcome:
    """
    Ask Wix what comes next.

    Raises:
        TroubleError: If nothing does.
    """
    try:
        return parse_outcome(send(request, what))
    except APIError as error:
        trouble = read_trouble(request, error)
    # Not in the handler: no page is to show what led here.
    raise trouble


def send(request: HttpRequest, what: Request) -> dict[str, object]:
    """
    Ask Wix as the visitor of this session; as a new one, if it knows that one no more.

    Raises:
        APIError: If Wix says no, or does not answer.
    """
    context = find_context(request)
    try:
        return context.send(what)
    except (RenewalError, UnauthorizedError) as error:
        if isinstance(error, UnauthorizedError) and error.code not in {"", "UNAUTHENTICATED"}:
            raise
        forget_identity(request)
    return context.send(what)


def read_trouble(request: HttpRequest, error: APIError) -> TroubleError:
    """Return what to say of Wix's "no"."""
    if not isinstance(error, ResponseError):
        _note(request, type(error).__name__)
        logger.warning("Wix did not answer the own login page: %s", error)
        return TroubleError(UNREACHABLE, status=503)
    if isinstance(error, ServerError | PreconditionError):
        _note(request, type(error).__name__)
        _log_refusal(error)
        return TroubleError(UNREACHABLE, status=503)
    refusal = classify_refusal(error)
    _note(request, refusal.name.lower())
    if refusal is Refusal.OTHER:
        _log_refusal(error)
    if refusal is Refusal.CAPTCHA and not wix_settings.LOGIN_CAPTCHA:
        logger.warning("Wix wants a captcha on the own login page: set LOGIN_CAPTCHA.")
    if refusal is Refusal.TOO_MANY:
        return too_many(round(getattr(error, "retry_after", None) or WIX_PAUSE))
    text, field = _BY_REFUSAL.get(refusal, (WRONG, None))
    return TroubleError(text, about=refusal, field=field)


def too_many(wait: int) -> TroubleError:
    """Return what is said to whoever has to wait so many seconds."""
    minutes = max(1, -(-wait // 60))
    text = ngettext_lazy(
        "There were too many tries. Please wait a minute, or use the page of our login service.",
        "There were too many tries. Please wait %(minutes)d minutes, or use the page of our login "
        "service.",
        minutes,
    )
    said = text % {"minutes": minutes}
    return TroubleError(said, about=Refusal.TOO_MANY, status=429, wait=max(1, wait))


_BY_REFUSAL: dict[Refusal, tuple[Promise, str | None]] = {
    Refusal.EMAIL: (NO_ADDRESS, "email"),
    Refusal.PASSWORD: (NO_PASSWORD, "password"),
    Refusal.CAPTCHA: (NO_ROBOT, None),
}


def _log_refusal(error: ResponseError) -> None:
    # Its code, which holds nothing of who asked; its sentence might.
    facts = (error.status_code, error.code or "no code", error.request_id)
    logger.warning("Wix refused the own login page: HTTP %d, %s [%s]", *facts)


def _note(request: HttpRequest, reason: str) -> None:
    site = find_context(request).site
    audit("login_failed", site=site, error="own_login", reason=reason)
