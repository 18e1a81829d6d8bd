"""The test site's URLs, and a login page of its own."""

from __future__ import annotations

from django.urls import include, path

from tests.site.urls import urlpatterns as of_the_site

urlpatterns = [*of_the_site, path("members/", include("wix_headless.own_login.urls"))]
