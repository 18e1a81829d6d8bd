"""Tags and filters for templates: ``{% load wix %}``."""

from __future__ import annotations
