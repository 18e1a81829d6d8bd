"""The admin, and what its pages lead to."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("admin/", admin.site.urls),
    path("wix/", include("wix_headless.urls")),
]
