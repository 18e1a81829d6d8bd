"""
Every error this package raises, as one family.

::

    WixError
    ├── ConfigurationError (also ImproperlyConfigured)
    │   └── ClientRefusedError
    ├── UnknownNameError (also AttributeError)
    ├── ElevationError
    ├── APIError
    │   ├── TransportError
    │   └── ResponseError
    │       ├── InvalidRequestError
    │       ├── UnauthorizedError
    │       ├── ForbiddenError
    │       ├── NotFoundError
    │       ├── ConflictError
    │       ├── PreconditionError
    │       ├── RateLimitedError
    │       └── ServerError
    ├── SignInError
    │   ├── StateMismatchError (also SuspiciousOperation)
    │   ├── SignInRefusedError
    │   ├── MemberNotAllowedError
    │   ├── AccountExistsError
    │   └── RenewalError
    ├── DecryptionError
    ├── SignatureError (also SuspiciousOperation)
    └── BearerError

The messages are for developers: what happened, and what to do.
What a visitor reads is a template.
None of them ever holds a token, a key, a password or the body of an answer.
"""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation

__all__ = [
    "APIError",
    "AccountExistsError",
    "BearerError",
    "ClientRefusedError",
    "ConfigurationError",
    "ConflictError",
    "DecryptionError",
    "ElevationError",
    "ForbiddenError",
    "InvalidRequestError",
    "MemberNotAllowedError",
    "NotFoundError",
    "PreconditionError",
    "RateLimitedError",
    "RenewalError",
    "ResponseError",
    "ServerError",
    "SignInError",
    "SignInRefusedError",
    "SignatureError",
    "StateMismatchError",
    "TransportError",
    "UnauthorizedError",
    "UnknownNameError",
    "WixError",
]


class WixError(Exception):
    """Something about Wix went wrong; catch this to catch everything here."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or (self.__doc__ or "").strip().splitlines()[0])

    def __reduce__(self) -> tuple[Any, ...]:
        # Task queues and parallel tests send errors to another process, and some of ours
        # can't be made from their message alone.
        return _restore, (type(self), self.args), self.__dict__


def _restore(kind: type[WixError], args: tuple[Any, ...]) -> WixError:
    return kind.__new__(kind, *args)


class ConfigurationError(WixError, ImproperlyConfigured):
    """A setting is missing or wrong; the message names it and the line to write."""


class ClientRefusedError(ConfigurationError):
    """Wix refused this client (its id or its secret), not the token: nobody is logged out."""


class UnknownNameError(WixError, AttributeError):
    """The catalogue has no package, namespace or method of this name."""


class ElevationError(WixError):
    """The app's permissions were asked for outside a view that is marked for them."""


class APIError(WixError):
    """A call of Wix's API did not succeed."""


class TransportError(APIError):
    """No usable answer came: the network failed, or what came was not Wix's JSON."""


class ResponseError(APIError):
    """
    Wix answered, and said no.

    Attributes:
        status_code: The HTTP status.
        code: Wix's own word for it, such as ``PRODUCT_NOT_FOUND``; empty when it gave none.
        request_id: Wix's id of the call, which its support asks for.
        method: Verb and path of the call; never its query or body.
        role: Whom the call spoke for.
        field_violations: What Wix found wrong with the request's fields, as it said it.
        data: What Wix attached to its code.
        hint: What to do about it, where that is known: the permission that the method needs,
            the app that the site lacks.
    """

    def __init__(
        self,
        message: str = "",
        *,
        status_code: int,
        code: str = "",
        request_id: str = "",
        method: str = "",
        role: str = "",
        field_violations: tuple[dict[str, Any], ...] = (),
        data: dict[str, Any] | None = None,
        hint: str = "",
    ) -> None:
        super().__init__(message)
        self.status_code = status_code
        self.code = code
        self.request_id = request_id
        self.method = method
        self.role = role
        self.field_violations = field_violations
        self.data = data or {}
        self.hint = hint

    def __str__(self) -> str:
        spoken = f"{self.method} as {self.role}" if self.role else self.method
        facts = [f"HTTP {self.status_code}", self.code, spoken, self.request_id]
        said = f"{super().__str__()} [{', '.join(fact for fact in facts if fact)}]"
        return f"{said} {self.hint}" if self.hint else said


class InvalidRequestError(ResponseError):
    """Wix could not use the request (400); ``field_violations`` says which field and why."""


class UnauthorizedError(ResponseError):
    """Wix did not accept the token (401)."""


class ForbiddenError(ResponseError):
    """The speaker may not do that (403)."""


class NotFoundError(ResponseError):
    """There is no such thing, or not for this identity (404)."""


class ConflictError(ResponseError):
    """It exists already, or somebody else changed it first (409)."""


class PreconditionError(ResponseError):
    """The Wix site is not ready for this call (428): an app, a setting, its publication."""


class RateLimitedError(ResponseError):
    """Too many calls (429); ``retry_after`` holds the seconds to wait, if Wix said so."""

    def __init__(
        self, message: str = "", *, retry_after: float | None = None, **facts: Any
    ) -> None:
        super().__init__(message, **facts)
        self.retry_after = retry_after


class ServerError(ResponseError):
    """Wix failed on its own side (5xx)."""


class SignInError(WixError):
    """A login did not come to its end."""


class StateMismatchError(SignInError, SuspiciousOperation):
    """The answer does not belong to a login that this browser began."""


class SignInRefusedError(SignInError):
    """
    Wix, or the member, said no.

    Attributes:
        reason: The OAuth error code, such as ``access_denied`` or ``login_required``.
    """

    def __init__(self, message: str = "", *, reason: str) -> None:
        super().__init__(message or f"Wix ended the login: {reason}")
        self.reason = reason


class MemberNotAllowedError(SignInError):
    """
    The member is known but may not enter.

    Attributes:
        reason: ``blocked``, ``pending`` or ``inactive``.
    """

    def __init__(self, message: str = "", *, reason: str) -> None:
        super().__init__(message or f"This member may not log in: {reason}")
        self.reason = reason


class AccountExistsError(SignInError):
    """A user with this member's address or name exists already, and is not the member's."""


class RenewalError(SignInError):
    """
    Wix no longer accepts this login's refresh token: the member must log in again.

    Attributes:
        reason: ``rejected``, or ``blocked`` or ``deleted`` if Wix said that of the member.
    """

    def __init__(self, message: str = "", *, reason: str = "rejected") -> None:
        super().__init__(message)
        self.reason = reason


class DecryptionError(WixError):
    """No key of the ring opens this value, or it was not sealed for this place."""


class SignatureError(WixError, SuspiciousOperation):
    """
    A message that claims to come from Wix was not signed by it, or not for us.

    Attributes:
        reason: For logs, not for whoever sent it: ``size``, ``malformed``, ``signature``,
            ``early``, ``stale``, ``issuer``, ``audience``, ``instance`` or ``extension``.
    """

    def __init__(self, message: str = "", *, reason: str) -> None:
        super().__init__(message or f"This message is not one that Wix signed for us: {reason}")
        self.reason = reason


class BearerError(WixError):
    """
    A request brought no token from Wix that is for us.

    Attributes:
        reason: For logs, not for whoever sent it: ``missing``, ``malformed``, ``signature``,
            ``stale``, ``inactive``, ``client``, ``site``, ``instance``, ``subject`` or
            ``user`` (a member whose user is switched off).
    """

    def __init__(self, message: str = "", *, reason: str) -> None:
        super().__init__(message or f"This request brought no token that is for us: {reason}")
        self.reason = reason
