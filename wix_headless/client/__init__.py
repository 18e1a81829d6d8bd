"""Calling Wix's APIs: ``WixClient(strategy).members.query_members(query={...})``."""

from __future__ import annotations

from wix_headless.client.core import FinishedCall, WixClient
from wix_headless.client.notices import UnknownFieldWarning
from wix_headless.tokens import Role, Tokens

__all__ = ["FinishedCall", "Role", "Tokens", "UnknownFieldWarning", "WixClient"]
