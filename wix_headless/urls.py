"""``path("wix/", include("wix_headless.urls"))``."""

from __future__ import annotations

from django.urls import path

from wix_headless import views
from wix_headless.health import health
from wix_headless.service_plugins.views import service_plugin

app_name = "wix"

urlpatterns = [
    path("login/", views.login, name="login"),
    path("callback/", views.callback, name="callback"),
    path("logout/", views.logout, name="logout"),
    path("logout-callback/", views.logout_callback, name="logout_callback"),
    path("connect/", views.connect, name="connect"),
    path("disconnect/", views.disconnect, name="disconnect"),
    path("back/", views.back, name="back"),
    path("health/", health, name="health"),
    path("events/", views.events, name="events"),
    # The first is the deployment URI, as the dashboard is told it; to it Wix appends the second.
    path("plugins/<str:plugin_type>", service_plugin, name="service_plugin"),
    path("plugins/<str:plugin_type>/<path:method_path>", service_plugin, name="service_plugin"),
]
