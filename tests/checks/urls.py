"""URLs with a mistake each, as the tests name them."""

from __future__ import annotations

from typing import Any, ClassVar

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path
from django.views.decorators.clickjacking import xframe_options_deny, xframe_options_sameorigin
from django.views.decorators.csrf import csrf_exempt

from wix_headless.decorators import dashboard_page


@dashboard_page
def page(request):
    raise NotImplementedError


@dashboard_page
async def async_page(request):
    raise NotImplementedError


def plain(request):
    raise NotImplementedError


ours = path("wix/", include("wix_headless.urls"))


class ByLanguage:
    urlpatterns: ClassVar[Any] = i18n_patterns(path("", plain), ours)


class PlainByLanguage:
    urlpatterns: ClassVar[Any] = [ours, *i18n_patterns(path("", plain), path("members/", plain))]


class Framed:
    urlpatterns: ClassVar[Any] = [
        ours,
        path("", csrf_exempt(page)),
        # What stands below is overruled by the page.
        path("below/", dashboard_page(xframe_options_deny(plain))),
        path("other/", xframe_options_deny(plain)),
    ]


class Denied:
    urlpatterns: ClassVar[Any] = [
        ours,
        path("", plain),
        path("deeper/", include([path("", csrf_exempt(xframe_options_deny(page)))])),
    ]


class DeniedAsync:
    urlpatterns: ClassVar[Any] = [ours, path("", xframe_options_sameorigin(async_page))]
