"""Serving one page again and again, as a WSGI server would."""

from __future__ import annotations

from collections.abc import Callable

from django.core.handlers.wsgi import WSGIHandler
from django.test import RequestFactory

from wix_headless.conf import django_settings


def build_page(path: str, cookie: str) -> Callable[[], None]:
    """
    Return what serves one request for *path*, from the WSGI server's call to the last byte.

    Args:
        cookie: Of the session; empty for somebody who has none.
    """
    application = WSGIHandler()
    headers = {"cookie": f"{django_settings.SESSION_COOKIE_NAME}={cookie}"} if cookie else {}
    environ = RequestFactory().get(path, headers=headers).environ

    def serve() -> None:
        statuses: list[str] = []

        def start(status: str, *_: object) -> Callable[[bytes], object]:
            statuses.append(status)
            return bytes

        response = application(dict(environ), start)
        body = b"".join(response)
        response.close()
        if statuses != ["200 OK"] or not body:
            raise RuntimeError(f"{path} answered {statuses}")

    return serve
