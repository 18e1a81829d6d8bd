"""
An API key: the site's own administrator.

"About API Keys" and "REST API Authentication"
(/docs/api-reference/articles/authentication/rest-api-authentication).
"""

from __future__ import annotations

from collections.abc import Mapping

from wix_headless.exceptions import ConfigurationError
from wix_headless.strategies.base import FromSettings
from wix_headless.tokens import Role, Secret
from wix_headless.transport import Transport


class ApiKeyStrategy(FromSettings):
    """Speaks with an API key, to one site, one account, or both."""

    role = Role.ADMIN

    def __init__(
        self, api_key: str, *, site_id: str | None = None, account_id: str | None = None
    ) -> None:
        if not api_key:
            raise ConfigurationError("There is no API key: set WIX_API_KEY, or pass one.")
        self._headers = {"Authorization": Secret(api_key)}
        if site_id:
            self._headers["wix-site-id"] = Secret(site_id)
        if account_id:
            self._headers["wix-account-id"] = Secret(account_id)

    def authorize(self, transport: Transport) -> Mapping[str, str]:
        return self._headers

    def reauthorize(
        self, transport: Transport, refused: Mapping[str, str]
    ) -> Mapping[str, str] | None:
        """Return None: a key does not renew."""
        return None
