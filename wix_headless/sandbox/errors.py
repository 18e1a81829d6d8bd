"""
The forms in which Wix says no.

Follows ``/docs/api-reference/articles/work-with-wix-apis/troubleshooting/about-errors`` for the
APIs, and RFC 6749 (which "Create Access Token" points to) for the token endpoint.
"""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, jsonify
from werkzeug.exceptions import HTTPException

GENERIC_CODES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    409: "ALREADY_EXISTS",
    428: "FAILED_PRECONDITION",
    429: "RESOURCE_EXHAUSTED",
    501: "UNIMPLEMENTED",
}


class WixError(Exception):
    """An answer in Wix's application error form."""

    def __init__(
        self, status: int, message: str, *, code: str = "", data: dict[str, Any] | None = None
    ) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.code = code or GENERIC_CODES.get(status, "INTERNAL")
        self.data = data or {}

    def as_json(self) -> dict[str, Any]:
        error = {"code": self.code, "description": self.message, "data": self.data}
        return {"message": self.message, "details": {"applicationError": error}}


class ValidationError(WixError):
    """A 400 that names the field, and the rule it breaks."""

    def __init__(self, field: str, description: str, *, rule: str = "FORMAT") -> None:
        super().__init__(400, f"{field} {description}")
        self.violation = {
            "field": field,
            "description": description,
            "violatedRule": rule,
            "ruleName": "",
            "data": {},
        }

    def as_json(self) -> dict[str, Any]:
        violations = {"fieldViolations": [self.violation]}
        return {"message": self.message, "details": {"validationError": violations}}


class OAuthError(Exception):
    """An answer in the token endpoint's form."""

    def __init__(self, error: str, description: str, *, status: int = 400) -> None:
        super().__init__(description)
        self.status = status
        self.error = error
        self.description = description


class PageError(Exception):
    """Something a person is told on a page."""

    def __init__(self, title: str, explanation: str, *, status: int = 400) -> None:
        super().__init__(explanation)
        self.title = title
        self.explanation = explanation
        self.status = status


def not_emulated(verb: str, path: str) -> WixError:
    """Return the honest answer to a call that the sandbox does not know."""
    return WixError(501, f"The sandbox does not emulate {verb} {path}.")


def install(app: Flask) -> None:
    """Teach *app* to answer its errors as Wix does."""

    @app.errorhandler(WixError)
    def wix_error(error: WixError) -> tuple[Response, int]:
        return jsonify(error.as_json()), error.status

    @app.errorhandler(OAuthError)
    def oauth_error(error: OAuthError) -> tuple[Response, int]:
        answer = {"error": error.error, "error_description": error.description}
        return jsonify(answer), error.status

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> tuple[Response, int]:
        code = error.code or 500
        return jsonify(WixError(code, error.description or "").as_json()), code

    @app.errorhandler(Exception)
    def crash(error: Exception) -> tuple[Response, int]:
        app.logger.error("The sandbox failed to answer.", exc_info=error)
        return jsonify(WixError(500, "The sandbox failed to answer; see its log.").as_json()), 500
