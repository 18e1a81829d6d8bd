"""Wix-managed headless for Django: authentication that is handled for you."""

from __future__ import annotations

__version__ = "0.1.0"
