"""Strategies made from the project's settings; ``from_settings`` asks here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from wix_headless.conf import wix_settings
from wix_headless.exceptions import ConfigurationError, RenewalError
from wix_headless.external_login import build_external_strategy, may_sign_on
from wix_headless.storages.known import MemberLoginStorage, find_link
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import Defer
from wix_headless.storages.shared import AppTokenStorage
from wix_headless.storages.signed_on import LastingSignedOnStorage
from wix_headless.strategies import ApiKeyStrategy, AppStrategy, OAuthStrategy
from wix_headless.strategies.oauth import MemberStrategy


def build_app_strategy(
    site: str, *, instance_id: str | None = None, defer: Defer = after_transaction
) -> AppStrategy:
    """
    Return the strategy of this site's own app, whose token all processes share.

    Raises:
        ConfigurationError: If the settings have no CLIENT_ID or no CLIENT_SECRET.
    """
    settings = wix_settings.for_site(site)
    client_id, secrets = settings.require_client_id(), settings.client_secrets
    if not secrets:
        raise ConfigurationError(
            "Elevated calls need the app's secret: set WIX_CLIENT_SECRET "
            "(npx wix env pull writes it)."
        )
    instance_id = instance_id or settings.CLIENT_INSTANCE_ID
    # Whose first secret is another has another row: what the old one gave is not used again.
    storage = AppTokenStorage(
        client_id, secrets[0], site=site, instance_id=instance_id, defer=defer
    )
    return AppStrategy(client_id, secrets, instance_id=instance_id, storage=storage)


class DjangoProvider:
    """Reads ``WIX_HEADLESS`` when a strategy is built."""

    def build_strategy(self, kind: type[Any], site: str, options: Mapping[str, Any]) -> Any:
        """
        Return a strategy of this *kind*.

        Raises:
            ConfigurationError: If the site is unknown, or a setting is missing.
        """
        strategy = self._build(kind, site, options)
        strategy.api_url = wix_settings.for_site(site).API_URL
        strategy.site = site
        return strategy

    def build_member_strategy(self, user: Any) -> MemberStrategy:
        """
        Return the strategy of the member whom *user* is linked with.

        Raises:
            RenewalError: If this user has no login at Wix that is live.
        """
        link = find_link(user)
        if link is None:
            raise RenewalError("This user is no Wix member, or may not log in: see wix_member.")
        storage = MemberLoginStorage(link)
        if storage.load() is None:
            if may_sign_on(link.user, link):
                return build_external_strategy(link, LastingSignedOnStorage(link))
            storage.make_row()
        settings = wix_settings.for_site(link.site)
        strategy = MemberStrategy(settings.require_client_id(), storage=storage)
        strategy.api_url = settings.API_URL
        strategy.site = link.site
        return strategy

    def _build(self, kind: type[Any], site: str, options: Mapping[str, Any]) -> Any:
        settings = wix_settings.for_site(site)
        if issubclass(kind, ApiKeyStrategy):
            known = {"site_id": settings.SITE_ID, "account_id": settings.ACCOUNT_ID}
            return kind(settings.api_keys, **{**known, **options})
        if issubclass(kind, OAuthStrategy):
            return kind(settings.require_client_id(), **options)
        if issubclass(kind, AppStrategy):
            return build_app_strategy(site, **options)
        raise ConfigurationError(f"{kind.__name__} is not made from settings.")
