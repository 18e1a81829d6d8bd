"""Looking after tokens from outside their requests: renewing one now, whoever owns it."""

from __future__ import annotations

from wix_headless.conf import wix_settings
from wix_headless.exceptions import RenewalError, WixError
from wix_headless.models import StoredToken
from wix_headless.storages.leases import token_rows
from wix_headless.storages.rows import RowTokenStorage
from wix_headless.strategies import AppStrategy, OAuthStrategy
from wix_headless.strategies.base import TokenStrategy
from wix_headless.tokens import Role
from wix_headless.transport import shared_transport


class SupersededError(WixError):
    """The app's settings have changed since this token was made: nobody uses it any more."""


def renew_row(row: StoredToken) -> None:
    """
    Renew the tokens of *row*, however fresh they are, through the gate that everybody uses.

    Raises:
        RenewalError: If the row has ended: before, or because Wix refused it just now.

        SupersededError: If it is an app's row that the present settings do not lead to.

        ConfigurationError: If Wix refused the client, or a setting is missing.

        APIError: If Wix gave no usable answer; the tokens are unchanged then.
    """
    _build_strategy(row).renew(shared_transport(wix_settings.API_URL))


class KnownRowStorage(RowTokenStorage):
    """The storage of a row that is at hand already, without the session that owns it."""

    def __init__(self, row: StoredToken) -> None:
        super().__init__(site=row.site)
        self._pk = row.pk

    def find_row(self) -> StoredToken | None:
        rows = token_rows().select_related("member")
        return rows.filter(pk=self._pk, ended_at=None).first()

    def make_row(self) -> StoredToken:
        raise RenewalError("This token has ended; its owner begins anew.")

    def record_use(self, row: StoredToken) -> None:
        """Write nothing: whoever looks after a token does not use it."""


def _build_strategy(row: StoredToken) -> TokenStrategy:
    storage = KnownRowStorage(row)
    if row.role != Role.APP:
        return OAuthStrategy.from_settings(row.site, storage=storage)
    strategy = AppStrategy.from_settings(row.site, instance_id=row.instance_id)
    if not _leads_to(strategy, row):
        raise SupersededError
    strategy.storage = storage
    return strategy


def _leads_to(strategy: AppStrategy, row: StoredToken) -> bool:
    """Say whether the strategy's own storage would come to *row*."""
    found = strategy.storage.find_row() if isinstance(strategy.storage, RowTokenStorage) else None
    return found is not None and found.pk == row.pk
