"""
Service plugins: the site's own part in what Wix works out, such as the rates of a delivery.

``@service_plugin`` marks a class in any app's ``wix_plugins.py``; its methods answer Wix's calls at
``wix:service_plugin``. ``wix_headless.service_plugins.errors`` has the refusals that Wix knows.
"""

from __future__ import annotations

from wix_headless.service_plugins.metadata import PluginMetadata
from wix_headless.service_plugins.plugin_error import PluginError
from wix_headless.service_plugins.registry import service_plugin

__all__ = ["PluginError", "PluginMetadata", "service_plugin"]
