"""
A site's own login page: Wix compares the password, and says what comes next.

"Custom Login Page Using the REST API"
(/docs/go-headless/…/custom-login-page/custom-login-using-the-rest-api). Every request is spoken as
a visitor.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum, StrEnum
from typing import Any

from wix_headless.exceptions import RateLimitedError, ResponseError, TransportError
from wix_headless.protocol.messages import Request
from wix_headless.tokens import Secret

#: As many characters as the code in Wix's mail has.
CODE_LENGTH = 6

#: What proves to Wix that no robot asks: ``[{"Recaptcha": token}]`` or ``InvisibleRecaptcha``.
CaptchaTokens = Sequence[Mapping[str, str]]


class State(StrEnum):
    """Where somebody stands on the way in; Wix's own words."""

    SUCCESS = "SUCCESS"
    OWNER_APPROVAL = "REQUIRE_OWNER_APPROVAL"
    EMAIL_CODE = "REQUIRE_EMAIL_VERIFICATION"
    #: Whatever else it says: a step that only Wix's own page knows.
    OTHER = ""

    @classmethod
    def _missing_(cls, value: object) -> State:
        return cls.OTHER


class Refusal(Enum):
    """What a "no" is about."""

    CREDENTIALS = "the address or the password"
    EXISTS = "the address, which has registered already"
    EMAIL = "the address, which is none"
    PASSWORD = "the password, which is not to be one"  # noqa: S105 - a sentence
    CAPTCHA = "the captcha"
    TOO_MANY = "the number of tries"
    OTHER = "something else"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """
    Wix's answer.

    Attributes:
        member_id: Whose password or address it was; empty if Wix does not say.
        session_token: After SUCCESS: good once, for about five minutes, to be shown at a login.
        state_token: After EMAIL_CODE: what the code is shown with.
    """

    state: State
    member_id: str = ""
    session_token: Secret = field(default=Secret(), repr=False)
    state_token: Secret = field(default=Secret(), repr=False)


def register_request(
    email: str,
    password: Secret,
    *,
    profile: Mapping[str, str] | None = None,
    captcha: CaptchaTokens = (),
) -> Request:
    """Ask Wix to make a member; *profile* has ``firstName`` and ``lastName``."""
    body: dict[str, Any] = {"loginId": {"email": email}, "password": password}
    if profile:
        body["profile"] = dict(profile)
    return _request("authentication/v2/register", body, captcha)


def login_request(email: str, password: Secret, *, captcha: CaptchaTokens = ()) -> Request:
    """Ask Wix to compare a password."""
    body = {"loginId": {"email": email}, "password": password}
    return _request("authentication/v2/login", body, captcha)


def code_request(code: Secret, state_token: Secret) -> Request:
    """Show Wix the code out of its mail."""
    return _request("verification/v1/auth/verify", {"code": code, "stateToken": state_token})


def recovery_request(email: str, *, return_url: str, client_id: str, language: str = "") -> Request:
    """Ask Wix to mail a link to its page for a new password, which leads to *return_url*."""
    body: dict[str, Any] = {"email": email}
    if language:
        body["language"] = language
    return _request(
        "recovery/v1/send-email",
        body | {"redirect": {"url": return_url, "clientId": client_id}},
    )


def _request(path: str, body: dict[str, Any], captcha: CaptchaTokens = ()) -> Request:
    if captcha:
        body["captchaTokens"] = [dict(token) for token in captcha]
    return Request(verb="POST", path=f"/_api/iam/{path}", body=body, name=f"identity.{path}")


def parse_outcome(data: Mapping[str, Any]) -> Outcome:
    """
    Read the answer of a registration, a login or a code.

    Raises:
        TransportError: If it lacks the token that its state comes with.
    """
    identity = data.get("identity")
    outcome = Outcome(
        state=State(_text(data.get("state"))),
        member_id=_text(identity.get("id")) if isinstance(identity, dict) else "",
        session_token=Secret(_text(data.get("sessionToken"))),
        state_token=Secret(_text(data.get("stateToken"))),
    )
    lacks_session = outcome.state is State.SUCCESS and not outcome.session_token
    if lacks_session or (outcome.state is State.EMAIL_CODE and not outcome.state_token):
        raise TransportError(f"Wix answered {outcome.state} without the token that goes with it.")
    return outcome


_BY_CODE = {
    "-19995": Refusal.EXISTS,
    "DUPLICATE_EMAIL": Refusal.EXISTS,
    "-19999": Refusal.CREDENTIALS,
    "-19976": Refusal.CREDENTIALS,
    # The password is to be reset first: only its owner may learn that, and does so by mail.
    "-19973": Refusal.CREDENTIALS,
    "-19971": Refusal.CAPTCHA,
    "-19970": Refusal.CAPTCHA,
    "CAPTCHA_TOKEN_REQUIRED": Refusal.CAPTCHA,
    "MISSING_CAPTCHA_TOKEN": Refusal.CAPTCHA,
    "INVALID_CAPTCHA_TOKEN": Refusal.CAPTCHA,
    "RECAPTCHA_REQUIRED": Refusal.CAPTCHA,
    "RECAPTCHA_FAILED": Refusal.CAPTCHA,
    "THROTTLED_FEATURE": Refusal.TOO_MANY,
}


def classify_refusal(error: ResponseError) -> Refusal:
    """Say what Wix refused, by its numbers or its words: the documents have both."""
    if isinstance(error, RateLimitedError):
        return Refusal.TOO_MANY
    if found := _BY_CODE.get(error.code):
        return found
    for violation in error.field_violations:
        data = violation.get("data")
        if isinstance(data, dict) and data.get("type") == "EMAIL":
            return Refusal.EMAIL
        if violation.get("field") == "password":
            return Refusal.PASSWORD
    return Refusal.OTHER


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
