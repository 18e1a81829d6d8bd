"""
An API key: the site's own administrator, or the account's.

"Make REST API Calls with an API Key"
(/docs/go-headless/develop-your-project/admin-operations/make-rest-api-calls-with-an-api-key).
"""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Final, Self
from uuid import UUID

from wix_headless.exceptions import ConfigurationError
from wix_headless.strategies.base import FromSettings
from wix_headless.strategies.secret_pair import SecretPair
from wix_headless.tokens import Role, Secret
from wix_headless.transport import Transport

#: Where Wix's APIs about a whole account begin ("About Account Level APIs",
#: /docs/api-reference/account-level/about-account-level-apis); all others are about a site.
ACCOUNT_PATHS: Final = (
    "/accounts/",
    "/domains/",
    "/site-actions/v1/bulk/",
    "/site-actions/v1/sites/",
    "/site-folders/",
    "/site-list/",
)


class ApiKeyStrategy(FromSettings):
    """
    Speaks with an API key: to one site, to the account, or to each by turns.

    A call names either the site or the account and never both, as Wix asks. With the ids of
    both, calls of :data:`ACCOUNT_PATHS` name the account and all others the site; with one of
    them, that one.

    Args:
        api_key: The key; or two while it is being changed, of which the second is used when
            Wix refuses the first.
    """

    role = Role.ADMIN

    def __init__(
        self,
        api_key: str | Sequence[str],
        *,
        site_id: str | None = None,
        account_id: str | None = None,
    ) -> None:
        self._keys = SecretPair(api_key, name="API_KEY")
        if not self._keys:
            raise ConfigurationError("There is no API key: set WIX_API_KEY, or pass one.")
        self._site_id = Secret(site_id or "")
        self._account_id = Secret(account_id or "")

    def for_site(self, site: str) -> Self:
        """Return the same key's strategy for the site of this id, or the settings' for an alias."""
        if not _is_id(site):
            return super().for_site(site)
        other = copy.copy(self)
        other._site_id = Secret(site)
        return other

    def for_path(self, path: str) -> Self:
        """
        Return the strategy for one path: the account's where it is about the account.

        Raises:
            ConfigurationError: If it is, and no account is known.
        """
        if not is_account_path(path):
            return self
        if not self._account_id:
            raise ConfigurationError(
                f"{path} is about an account and not about a site: set WIX_ACCOUNT_ID "
                "(the API Keys Manager shows it), or pass account_id=."
            )
        other = copy.copy(self)
        other._site_id = Secret()
        return other

    def authorize(self, transport: Transport) -> Mapping[str, str]:
        headers: dict[str, str] = {"Authorization": self._keys.current}
        if self._site_id:
            headers["wix-site-id"] = self._site_id
        elif self._account_id:
            headers["wix-account-id"] = self._account_id
        return headers

    def reauthorize(
        self, transport: Transport, refused: Mapping[str, str]
    ) -> Mapping[str, str] | None:
        """Return the headers with the other key, if there are two: a key does not renew."""
        other = self._keys.find_other(refused["Authorization"])
        if other is None:
            return None
        self._keys.use(other)
        return {"Authorization": other}


def is_account_path(path: str) -> bool:
    """Say whether a call of *path* is about an account."""
    return path.startswith(ACCOUNT_PATHS)


def _is_id(site: str) -> bool:
    """Say whether *site* is an id of Wix's, which are UUIDs, and so no alias."""
    try:
        return str(UUID(site)) == site.lower()
    except ValueError:
        return False
