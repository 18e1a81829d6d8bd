"""The test site's URLs, and those of an app that others install."""

from __future__ import annotations

from django.http import JsonResponse
from django.urls import include, path

from tests.site.urls import urlpatterns as site_urlpatterns
from wix_headless.decorators import elevated, wix_endpoint


@wix_endpoint(identities={"visitor", "member", "user"})
@elevated(public=True)
def whose(request):
    there = request.wix.elevated.get("/apps/v1/instance")
    return JsonResponse({"instance": request.wix.instance.id, "spoke": there["instance"]})


urlpatterns = [
    path("wix-app/", include("wix_headless.app_urls")),
    path("whose/", whose),
    *site_urlpatterns,
]
