"""Pages that speak with Wix, and the toolbar's own."""

from __future__ import annotations

import asyncio
import contextlib

from django.http import HttpRequest, HttpResponse
from django.urls import include, path

from wix_headless.exceptions import APIError

PAGE = "<html><body>done</body></html>"


def speaking(request: HttpRequest) -> HttpResponse:
    request.wix.stores.products_v3.query_products(query={})
    with contextlib.suppress(APIError):
        request.wix.get(f"/members/v1/members/{'x' * 60}")
    return HttpResponse(PAGE)


async def speaking_async(request: HttpRequest) -> HttpResponse:
    query = request.awix.stores.products_v3.query_products
    await asyncio.gather(*(query(query={}) for _ in range(int(request.GET["times"]))))
    return HttpResponse(PAGE)


def silent(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)


urlpatterns = [
    path("", speaking),
    path("async/", speaking_async),
    path("silent/", silent),
    path("wix/", include("wix_headless.urls")),
    path("__debug__/", include("debug_toolbar.urls")),
]
