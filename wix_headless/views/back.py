"""The way back from Wix's pages to one of this site's, where the session's cookie is strict."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from wix_headless.returns import BOUNCED, read_way_back


@require_safe
@never_cache
@login_not_required
def back(request: HttpRequest) -> HttpResponse:
    """Send the browser on to where it was to come back to, with its session."""
    path = read_way_back(request)
    if path is None:
        raise Http404
    return send_on(request, path)


def send_on(request: HttpRequest, url: str) -> HttpResponse:
    """Return a page that goes on to *url* by itself; a redirect would not bring strict cookies."""
    return render(request, "wix_headless/bounce.html", {"url": url})


def send_here_again(request: HttpRequest) -> HttpResponse:
    """Return a page that comes back to this address, once."""
    query = request.GET.copy()
    query[BOUNCED] = "1"
    return send_on(request, f"?{query.urlencode()}")
