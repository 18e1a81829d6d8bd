"""The example site as a Django app, so that its templates, styles and commands are found."""

from __future__ import annotations

from django.apps import AppConfig


class ExampleConfig(AppConfig):
    """The example site."""

    name = "example_project"
    verbose_name = "Example site"
