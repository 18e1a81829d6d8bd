"""``path("wix-app/", include("wix_headless.app_urls"))``: for an app that others install."""

from __future__ import annotations

from django.urls import path

from wix_headless.views import install

app_name = "wix_app"

urlpatterns = [
    path("install/", install.install, name="install"),
    path("callback/", install.callback, name="callback"),
    path("installed/", install.installed, name="installed"),
]
