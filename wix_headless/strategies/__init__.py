"""Who is speaking: one strategy for each way in which Wix lets a caller prove its identity."""

from __future__ import annotations

from wix_headless.strategies.api_key import ApiKeyStrategy
from wix_headless.strategies.app import AppStrategy
from wix_headless.strategies.base import AuthStrategy
from wix_headless.strategies.oauth import OAuthStrategy
from wix_headless.tokens import Role, Tokens

__all__ = ["ApiKeyStrategy", "AppStrategy", "AuthStrategy", "OAuthStrategy", "Role", "Tokens"]
