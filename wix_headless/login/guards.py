"""How a view turns somebody away: to the login, with 403, or with 401 where no page is expected."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import resolve_url

from wix_headless.conf import django_settings

#: The site's own login page for members (docs/own-login-page.md).
OWN_LOGIN: Final = "wix_login:login"


def is_fetch(request: HttpRequest) -> bool:
    """
    Say whether a script asked, and no browser window: it could not show a login page.

    Browsers say so themselves (Fetch Metadata); the others are recognised by what they accept.
    """
    if request.headers.get("HX-Request") == "true":
        return request.headers.get("HX-Boosted") != "true"
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode:
        return mode not in {"navigate", "nested-navigate"}
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return True
    accepted = request.headers.get("Accept", "")
    return bool(accepted) and "text/html" not in accepted and "*/*" not in accepted


def send_to_login(request: HttpRequest, login_url: str | None = None) -> HttpResponse:
    """Return a redirect to the login and back, or 401 with the login's address for a script."""
    login_url = login_url or find_member_login()
    if is_fetch(request):
        return refuse_fetch(request, login_url)
    return redirect_to_login(request.get_full_path(), login_url)


def find_member_login() -> str:
    """Return the name of the page where members log in: Wix's, or the site's own."""
    return OWN_LOGIN if django_settings.LOGIN_URL == OWN_LOGIN else "wix:login"


def refuse_fetch(request: HttpRequest, login_url: str) -> HttpResponse:
    """
    Return 401 with where to log in.

    The way back is the page that the script runs on, not the address it asked for.
    """
    url = resolve_url(login_url)
    shown = request.headers.get("HX-Current-URL") or request.headers.get("Referer") or ""
    if shown:
        url = f"{url}{'&' if '?' in url else '?'}{urlencode({'next': shown})}"
    response = JsonResponse({"error": "login_required", "login_url": url}, status=401)
    if request.headers.get("HX-Request") == "true":
        response["HX-Redirect"] = url
    return response
