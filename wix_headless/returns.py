"""
Ways back from Wix's pages: the cookies that know the browser again, and a strict session's.

With ``SESSION_COOKIE_SAMESITE = "Strict"`` a browser that comes from another site leaves its
session at home. A page of ours that sends it on brings it along: to that page the browser has
come from this very site.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Literal
from urllib.parse import urlencode

from django.core.signing import BadSignature, Signer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from wix_headless.conf import django_settings
from wix_headless.storages.attempts import LIFETIME

#: Marks an address that the browser was sent to by a page of ours.
BOUNCED = "bounced"

_SALT = "wix_headless.returns"


def set_brief_cookie(
    request: HttpRequest,
    response: HttpResponse,
    name: str,
    value: str,
    *,
    path: str = "/",
    max_age: timedelta | int = LIFETIME,
    samesite: Literal["Lax", "Strict"] = "Lax",
) -> None:
    """
    Let the browser bring *value* along until it is back, or for *max_age* (a number is seconds).

    No script reads it, and it is secure where the session's cookie is. Lax, as the browser comes
    back from another site, unless it stays on this one.
    """
    response.set_cookie(
        name,
        value,
        max_age=max_age,
        path=path,
        secure=request.is_secure() or django_settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite=samesite,
    )


def is_strict() -> bool:
    """Say whether the session's cookie stays at home when another site sends the browser."""
    return str(django_settings.SESSION_COOKIE_SAMESITE).lower() == "strict"


def lacks_session(request: HttpRequest) -> bool:
    """Say whether the session's cookie may have stayed at home, and a bounce would bring it."""
    return (
        is_strict()
        and django_settings.SESSION_COOKIE_NAME not in request.COOKIES
        and request.headers.get("Sec-Fetch-Site") not in {"same-origin", "none"}
        and BOUNCED not in request.GET
    )


def comes_from_elsewhere(request: HttpRequest) -> bool:
    """Say whether another site has sent the browser; an old browser does not tell."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def has_bounced(request: HttpRequest) -> bool:
    """Say whether a page of ours has sent the browser here, to bring its session."""
    return is_strict() and BOUNCED in request.GET


def way_back(path: str) -> str:
    """
    Return the path to give Wix as a callback, so that the browser comes to *path* with its session.

    It is signed: else any site could send browsers to any page of ours with their strict cookies.
    """
    if not is_strict():
        return path
    return f"{reverse('wix:back')}?{urlencode({'to': Signer(salt=_SALT).sign(path)})}"


def read_way_back(request: HttpRequest) -> str | None:
    """Return the path that *way_back* was asked for, with what Wix has added to the callback."""
    try:
        path = Signer(salt=_SALT).unsign(request.GET.get("to", ""))
    except BadSignature:
        return None
    added = request.GET.copy()
    del added["to"]
    if not added:
        return path
    return f"{path}{'&' if '?' in path else '?'}{added.urlencode()}"
