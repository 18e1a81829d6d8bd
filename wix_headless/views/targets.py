"""Where a browser may be sent afterwards: somewhere on this site, and nowhere else."""

from __future__ import annotations

from urllib.parse import urlsplit

from django.http import HttpRequest
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme

from wix_headless.conf import django_settings, wix_settings

#: As much as a login under way can remember.
LONGEST_TARGET = 2000


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
    """Return where a logout leads to."""
    return find_target(request, django_settings.LOGOUT_REDIRECT_URL or "/")


def is_ours(request: HttpRequest, url: str) -> bool:
    """Say whether *url* is on this site, by the name the request or the settings give it."""
    hosts = {request.get_host()}
    if wix_settings.PUBLIC_URL:
        hosts.add(urlsplit(wix_settings.PUBLIC_URL).netloc)
    return url_has_allowed_host_and_scheme(
        url, allowed_hosts=hosts, require_https=request.is_secure()
    )
