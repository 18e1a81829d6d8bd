"""
From a refused request to the exception to raise.

Forms: "About Errors"
(/docs/api-reference/articles/work-with-wix-apis/troubleshooting/about-errors);
the token endpoint follows RFC 6749 instead ("Create Access Token",
/docs/rest/app-management/oauth-2).
Gateways in between answer HTML or nothing, so no part of a body is taken for granted.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from email.utils import parsedate_to_datetime
from typing import Any

from wix_headless.exceptions import (
    ConflictError,
    ForbiddenError,
    InvalidRequestError,
    NotFoundError,
    PreconditionError,
    RateLimitedError,
    ResponseError,
    ServerError,
    UnauthorizedError,
)

#: Wix's sentences are for people, and are cut where no sentence would end.
LONGEST_MESSAGE = 300

#: A word, and no sentence.
LONGEST_CODE = 100

_BY_STATUS: dict[int, type[ResponseError]] = {
    400: InvalidRequestError,
    401: UnauthorizedError,
    403: ForbiddenError,
    404: NotFoundError,
    409: ConflictError,
    428: PreconditionError,
}

#: Wix Data answers an expired visitor token with 400 and this code, as recorded by users of it.
_EXPIRED_IN_DISGUISE = frozenset({"WDE0117"})


def build_error(
    status: int, body: object, headers: Mapping[str, str], *, method: str, request_id: str
) -> ResponseError:
    """
    Build the exception for an answer that is no success.

    Args:
        body: The decoded JSON, or None when there was none.
        method: Verb and path, for the message.
    """
    body = body if isinstance(body, dict) else {}
    facts: dict[str, Any] = {
        "status_code": status,
        "code": find_code(body),
        "request_id": request_id,
        "method": method,
        "field_violations": _find_violations(body),
        "data": dict(_mapping(_application_error(body).get("data"))),
    }
    message = _find_message(body) or f"Wix answered {status}"
    if status == 429:
        return RateLimitedError(message, retry_after=parse_retry_after(headers), **facts)
    if status >= 500:
        return ServerError(message, **facts)
    return _BY_STATUS.get(status, ResponseError)(message, **facts)


def is_expired_token(error: ResponseError) -> bool:
    """Say whether Wix may have meant "this access token has ended"."""
    if isinstance(error, UnauthorizedError):
        # A negative number is about a member's password ("Custom Login Page Using the REST API").
        return not error.code.startswith("-")
    return error.status_code == 400 and error.code in _EXPIRED_IN_DISGUISE


def find_code(body: Mapping[str, Any]) -> str:
    """Return Wix's own word for the error, from either of the two forms."""
    for candidate in (_application_error(body).get("code"), body.get("error")):
        if isinstance(candidate, str | int) and not isinstance(candidate, bool) and candidate:
            return str(candidate)[:LONGEST_CODE]
    return ""


def _application_error(body: Mapping[str, Any]) -> Mapping[str, Any]:
    return _mapping(_mapping(body.get("details")).get("applicationError"))


def _find_message(body: Mapping[str, Any]) -> str:
    candidates = (
        body.get("message"),
        _application_error(body).get("description"),
        body.get("error_description"),
    )
    found = next((text for text in candidates if isinstance(text, str) and text.strip()), "")
    return found if len(found) <= LONGEST_MESSAGE else found[:LONGEST_MESSAGE] + "…"


def _find_violations(body: Mapping[str, Any]) -> tuple[dict[str, Any], ...]:
    validation = _mapping(_mapping(body.get("details")).get("validationError"))
    violations = validation.get("fieldViolations")
    if not isinstance(violations, list):
        return ()
    return tuple(violation for violation in violations if isinstance(violation, dict))


def parse_retry_after(headers: Mapping[str, str]) -> float | None:
    """
    Return the seconds that Wix asks to wait, in either of HTTP's two forms; None without any.

    A date is measured by the answer's own: clocks differ.
    """
    value = headers.get("Retry-After", "")
    try:
        seconds = float(value)
    except ValueError:
        seconds = _parse_date(value) - _parse_date(headers.get("Date", ""))
    return seconds if 0 <= seconds < 86_400 else None


def _parse_date(value: str) -> float:
    try:
        return parsedate_to_datetime(value).timestamp()
    except (ValueError, OverflowError):
        return math.nan


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, dict) else {}
