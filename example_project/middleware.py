"""What concerns every page: troubles with Wix."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from wix_headless.exceptions import APIError, RateLimitedError, ServerError, TransportError

logger = logging.getLogger(__name__)


class WixErrorMiddleware:
    """
    Answer 503 when a call of Wix's API failed, and say whether another try can help.

    Mistakes of ours (settings, a misspelt method, a call outside ``@elevated``) are not caught:
    Django reports those as it reports any other bug.
    Stands above ``WixMiddleware``, which handles ended logins first.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if not isinstance(error, APIError):
            return None
        logger.error("%s %r: %s: %s", request.method, request.path, type(error).__name__, error)
        context = {
            "passing": isinstance(error, (TransportError, ServerError, RateLimitedError)),
            "request_id": getattr(error, "request_id", ""),
        }
        response = render(request, "503.html", context, status=503)
        response["Retry-After"] = "30"
        return response
