"""Calling Wix's APIs: ``WixClient(strategy).members.query_members(query={...})``."""

from __future__ import annotations

from wix_headless.client.asynchronous import AsyncWixClient
from wix_headless.client.exchange import FinishedCall
from wix_headless.client.notices import UnknownFieldWarning
from wix_headless.client.synchronous import WixClient
from wix_headless.tokens import Role, Tokens

__all__ = [
    "AsyncWixClient",
    "FinishedCall",
    "Role",
    "Tokens",
    "UnknownFieldWarning",
    "WixClient",
]
