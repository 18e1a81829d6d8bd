"""
Tokens that belong to the site and to no session: one row for all its processes.

The app's own, so that elevated calls share one token; and one visitor's whom newcomers share.
"""

from __future__ import annotations

from typing import ClassVar

from wix_headless.models import StoredToken
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import Defer, RowTokenStorage
from wix_headless.storages.sealing import digest
from wix_headless.tokens import Role


class SharedTokenStorage(RowTokenStorage):
    """A row that is found by its claim."""

    def __init__(
        self, claim: str, *, site: str, instance_id: str = "", defer: Defer = after_transaction
    ) -> None:
        super().__init__(site=site, defer=defer)
        self._claim = claim
        self._instance_id = instance_id

    def find_row(self) -> StoredToken | None:
        return token_rows().filter(site=self.site, claim=self._claim, ended_at=None).first()

    def make_row(self) -> StoredToken:
        return StoredToken(
            site=self.site, role=self.role, claim=self._claim, instance_id=self._instance_id
        )


class AppTokenStorage(SharedTokenStorage):
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
        claim = digest("app", app_id, instance_id, app_secret)
        super().__init__(claim, site=site, instance_id=instance_id, defer=defer)


class ReaderTokenStorage(SharedTokenStorage):
    """A visitor who only ever reads, and so has nothing that anybody else could see."""

    role: ClassVar[Role] = Role.VISITOR

    def __init__(self, client_id: str, *, site: str, defer: Defer = after_transaction) -> None:
        super().__init__(digest("reader", client_id), site=site, defer=defer)
