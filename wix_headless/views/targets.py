"""Where a browser may be sent afterwards: somewhere on this site, and nowhere else."""

from __future__ import annotations

import unicodedata
from urllib.parse import quote, urlsplit

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from wix_headless.conf import django_settings, wix_settings
from wix_headless.sites import find_site

#: As much as a login under way can remember.
LONGEST_TARGET = 2000

#: As much, once encoded, as fits into the address of a way back, of which Wix takes 2048: a longer
#: one is refused, and the member would stay logged in there.
LONGEST_ENCODED = 1700


def find_target(request: HttpRequest, default: str) -> str:
    """
    Return the ``next`` of a request, or *default* if it is missing, too long or elsewhere.

    Args:
        default: A URL or the name of one, as Django's own settings hold it.
    """
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if len(wanted) <= LONGEST_TARGET and is_ours(request, wanted):
        return wanted
    return resolve_url(default)


def login_target(request: HttpRequest) -> str:
    """Return where a login leads to."""
    return find_target(request, django_settings.LOGIN_REDIRECT_URL)


def logout_target(request: HttpRequest) -> str:
    """Return where a logout leads to, by way of Wix."""
    default = django_settings.LOGOUT_REDIRECT_URL or "/"
    target = find_target(request, default)
    return target if len(quote(target, safe="")) <= LONGEST_ENCODED else resolve_url(default)


def is_ours(request: HttpRequest, url: str) -> bool:
    """
    Say whether *url* is on this site, by the name the request or the settings give it.

    An address that begins with two slashes is not: browsers look for a host behind them, and for
    more of them than Python does. Nor is one with control characters: browsers leave some of them
    out, and a database may refuse them; or with half a character, which nothing can store.
    """
    if url.lstrip().replace("\\", "/").startswith("//"):
        return False
    if any(unicodedata.category(character) in {"Cc", "Cs"} for character in url):
        return False
    hosts = {request.get_host()}
    if public_url := wix_settings.for_site(find_site(request)).PUBLIC_URL:
        hosts.add(urlsplit(public_url).netloc)
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts=hosts, require_https=request.is_secure()
    )
