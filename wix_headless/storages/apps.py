"""The app's own tokens: one row for all processes, so that elevated calls share one token."""

from __future__ import annotations

from typing import ClassVar

from wix_headless.models import StoredToken
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import Defer, RowTokenStorage
from wix_headless.storages.sealing import digest
from wix_headless.tokens import Role


class AppTokenStorage(RowTokenStorage):
    """The token of one app in one of its installations; another secret is another row."""

    role: ClassVar[Role] = Role.APP

    def __init__(
        self,
        app_id: str,
        app_secret: str,
        *,
        site: str,
        instance_id: str,
        defer: Defer = after_transaction,
    ) -> None:
        super().__init__(site=site, defer=defer)
        self._instance_id = instance_id
        self._claim = digest("app", app_id, instance_id, app_secret)

    def find_row(self) -> StoredToken | None:
        return token_rows().filter(site=self.site, claim=self._claim, ended_at=None).first()

    def make_row(self) -> StoredToken:
        return StoredToken(
            site=self.site, role=self.role, claim=self._claim, instance_id=self._instance_id
        )
