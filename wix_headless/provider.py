"""Strategies made from the project's settings: what ``from_settings`` asks for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.context import build_app_strategy
from wix_headless.exceptions import ConfigurationError
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, AuthStrategy, OAuthStrategy


class DjangoProvider:
    """Reads ``WIX_HEADLESS`` when a strategy is built."""

    def build_strategy(
        self, kind: type[Any], site: str, options: Mapping[str, Any]
    ) -> AuthStrategy:
        """
        Return a strategy of this *kind*.

        Raises:
            ConfigurationError: If the site is unknown, or a setting is missing.
        """
        if site != DEFAULT_SITE:
            raise ConfigurationError(f"There is no Wix site {site!r}; there is 'default'.")
        if issubclass(kind, ApiKeyStrategy):
            return kind(
                wix_settings.API_KEY,
                site_id=wix_settings.SITE_ID,
                account_id=wix_settings.ACCOUNT_ID,
                **options,
            )
        if issubclass(kind, OAuthStrategy):
            return kind(wix_settings.require_client_id(), **options)
        if issubclass(kind, AppStrategy):
            return build_app_strategy(site, **options)
        raise ConfigurationError(f"{kind.__name__} is not made from settings.")
