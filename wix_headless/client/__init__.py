"""Calling Wix's APIs: ``WixClient(strategy).members.query_members(query={...})``."""

from __future__ import annotations

from wix_headless.client.core import FinishedCall, WixClient

__all__ = ["FinishedCall", "WixClient"]
