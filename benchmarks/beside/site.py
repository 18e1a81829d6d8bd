"""The pages of every project here: one that asks nobody, and one that calls the API."""

from __future__ import annotations

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

from benchmarks.beside.ways import chosen_way

#: Each package's own pages; only one of them is there.
URLS = {
    "wix_headless": "wix_headless.urls",
    "mozilla_django_oidc": "mozilla_django_oidc.urls",
    "allauth": "allauth.urls",
}


def untouched(request: HttpRequest) -> HttpResponse:
    """Ask nobody anything."""
    return HttpResponse("hello")


@csrf_exempt
def calling(request: HttpRequest) -> HttpResponse:
    """Call the API as the member who is signed in, and say what it answered."""
    return HttpResponse(chosen_way().call(request))


urlpatterns = [
    path("untouched/", untouched),
    path("calling/", calling),
    *(path("peer/", include(urls)) for app, urls in URLS.items() if apps.is_installed(app)),
]
