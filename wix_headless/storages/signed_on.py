"""The login of a member whom the site itself identifies: one row for all sessions and tasks."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import ClassVar

from django.utils import timezone

from wix_headless.exceptions import RenewalError
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.known import LooksAnew, find_link, is_active
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import after_transaction
from wix_headless.storages.rows import Defer, RowTokenStorage
from wix_headless.storages.sealing import digest
from wix_headless.tokens import Role

#: After so long without use its row may go; a new one is made when it is needed.
UNUSED_FOR = timedelta(days=30)


class SignedOnStorage(RowTokenStorage):
    """A member's row that belongs to no session, found by its claim."""

    role: ClassVar[Role] = Role.MEMBER

    def __init__(self, member: WixMember, *, defer: Defer = after_transaction) -> None:
        super().__init__(site=member.site, defer=defer)
        self.member = member

    def find_row(self) -> StoredToken | None:
        rows = token_rows().filter(site=self.site, claim=self._claim(), ended_at=None)
        row = rows.select_related("member__user").first()
        owner = None if row is None else row.member
        is_theirs = owner is not None and owner.pk == self.member.pk and is_active(owner.user)
        return row if is_theirs else None

    def make_row(self) -> StoredToken:
        if find_link(self.member.user) != self.member:
            raise RenewalError("This user is no Wix member any more, or was switched off.")
        return StoredToken(
            site=self.site,
            role=self.role,
            member=self.member,
            claim=self._claim(),
            **self.life(timezone.now()),
        )

    def life(self, now: datetime) -> dict[str, datetime]:
        return {"ends_at": now + UNUSED_FOR}

    def _claim(self) -> str:
        return digest("signed_on", self.member.member_id)


class LastingSignedOnStorage(LooksAnew, SignedOnStorage):
    """The same, for a client that is kept for long."""
