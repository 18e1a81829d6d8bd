"""``path("wix/", include("wix_headless.urls"))``."""

from __future__ import annotations

from django.urls import path

from wix_headless import views

app_name = "wix"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("callback/", views.callback, name="callback"),
    path("logout/", views.logout, name="logout"),
    path("logout-callback/", views.logout_callback, name="logout_callback"),
]
