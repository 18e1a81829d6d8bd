"""The served project's pages: one for each kind of speaker."""

from __future__ import annotations

import os

from django.http import HttpRequest, JsonResponse
from django.urls import include, path

from wix_headless.decorators import elevated, member_required


def whoami(request: HttpRequest) -> JsonResponse:
    """Say which process answers, and as whom the request would speak; ask nobody."""
    return JsonResponse(
        {
            "pid": os.getpid(),
            "role": request.wix.role,
            "is_member": request.wix.member is not None,
            "is_user": request.user.is_authenticated,
        }
    )


@member_required
def member(request: HttpRequest) -> JsonResponse:
    """Speak as the member; ``?write`` writes into the session afterwards, as a cart would."""
    answer = request.wix.members.get_current_member()
    if "write" in request.GET:
        request.session["seen"] = answer["member"]["id"]
    return JsonResponse(answer)


def visitor(request: HttpRequest) -> JsonResponse:
    """Speak as whoever asks."""
    query = {"cursorPaging": {"limit": 1}}
    return JsonResponse(request.wix.stores.products_v3.query_products(query=query))


@elevated(public=True)
def app(request: HttpRequest) -> JsonResponse:
    """Speak as the app."""
    site = request.wix.elevated.business_tools.site_properties
    return JsonResponse(site.get_site_properties())


urlpatterns = [
    path("whoami/", whoami),
    path("member/", member),
    path("visitor/", visitor),
    path("app/", app),
    path("wix/", include("wix_headless.urls")),
]
