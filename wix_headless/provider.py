"""Strategies made from the project's settings; ``from_settings`` asks here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wix_headless.conf import DEFAULT_SITE, wix_settings
from wix_headless.exceptions import ConfigurationError
from wix_headless.storages.apps import AppTokenStorage
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import Defer
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy


def build_app_strategy(
    site: str, *, instance_id: str | None = None, defer: Defer = after_transaction
) -> AppStrategy:
    """
    Return the strategy of this site's own app, whose token all processes share.

    Raises:
        ConfigurationError: If the settings have no CLIENT_ID or no CLIENT_SECRET.
    """
    client_id, secret = wix_settings.require_client_id(), wix_settings.CLIENT_SECRET
    if not secret:
        raise ConfigurationError(
            "Elevated calls need the app's secret: set WIX_CLIENT_SECRET "
            "(npx wix env pull writes it)."
        )
    instance_id = instance_id or wix_settings.CLIENT_INSTANCE_ID
    storage = AppTokenStorage(client_id, secret, site=site, instance_id=instance_id, defer=defer)
    return AppStrategy(client_id, secret, instance_id=instance_id, storage=storage)


class DjangoProvider:
    """Reads ``WIX_HEADLESS`` when a strategy is built."""

    def build_strategy(self, kind: type[Any], site: str, options: Mapping[str, Any]) -> Any:
        """
        Return a strategy of this *kind*.

        Raises:
            ConfigurationError: If the site is unknown, or a setting is missing.
        """
        if site != DEFAULT_SITE:
            raise ConfigurationError(f"There is no Wix site {site!r}; there is 'default'.")
        strategy = self._build(kind, site, options)
        strategy.api_url = wix_settings.API_URL
        return strategy

    def _build(self, kind: type[Any], site: str, options: Mapping[str, Any]) -> Any:
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
