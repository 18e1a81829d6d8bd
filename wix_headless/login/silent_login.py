"""
Logging in here who has logged in on one of Wix's pages.

Wix adds ``wixMemberLoggedIn=true`` to the addresses that its checkouts and other pages lead back
to. One look without a page (``prompt=none``) brings such a member in.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers
from django.utils.http import urlencode

from wix_headless.login.guards import is_fetch
from wix_headless.returns import set_brief_cookie

#: What Wix adds.
MARK: Final = "wixMemberLoggedIn"

#: Set when a browser is sent to look, so that no two pages can send it round and round.
COOKIE: Final = "wix_silent"

#: Seconds in which it is not sent again.
PAUSE: Final = 20

#: As much as a login under way can remember; what is longer would lead elsewhere afterwards.
LONGEST_PATH: Final = 2000

#: Pages of ours have ways back of their own.
_OWN: Final = ("wix:login", "wix:callback", "wix:logout_callback", "wix:back")


def may_be_back(request: HttpRequest) -> bool:
    """Say whether this might be a way back from Wix; it costs next to nothing to ask."""
    return request.method == "GET" and MARK in request.META.get("QUERY_STRING", "")


def start_silent_login(request: HttpRequest) -> HttpResponse | None:
    """Return the way to a login that shows no page, and back here; None if there is to be none."""
    if request.GET.getlist(MARK) != ["true"] or COOKIE in request.COOKIES or is_fetch(request):
        return None
    path, _, _ = request.get_full_path().partition("?")
    try:
        login, own = reverse("wix:login"), {reverse(name) for name in _OWN}
    except NoReverseMatch:
        return None
    next_url = _without_mark(path, request.GET)
    user = getattr(request, "user", None)
    if path in own or len(next_url) > LONGEST_PATH or user is None or user.is_authenticated:
        return None
    query = urlencode({"next": next_url, "prompt": "none"})
    response = HttpResponseRedirect(f"{login}?{query}")
    set_brief_cookie(request, response, COOKIE, "1", max_age=PAUSE)
    add_never_cache_headers(response)
    return response


def _without_mark(path: str, given: QueryDict) -> str:
    """Return the address as it was before Wix added to it."""
    query = given.copy()
    del query[MARK]
    return f"{path}?{query.urlencode()}" if query else path
