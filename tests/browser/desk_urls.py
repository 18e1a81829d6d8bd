"""The addresses of the example site, and the toolbar's own."""

from __future__ import annotations

from debug_toolbar.toolbar import debug_toolbar_urls

from example_project.urls import urlpatterns as of_the_site

urlpatterns = [*of_the_site, *debug_toolbar_urls()]
