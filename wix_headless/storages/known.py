"""Rows that are reached from outside the session that owns them: one by its id, or a member's."""

from __future__ import annotations

from typing import Any, ClassVar

from django.contrib.auth import get_user_model
from django.db.models import Q
from django.utils import timezone

from wix_headless.exceptions import RenewalError
from wix_headless.models import StoredToken, WixMember
from wix_headless.storages.leases import token_rows
from wix_headless.storages.outside import token_database
from wix_headless.storages.rows import RowTokenStorage
from wix_headless.tokens import Role, Tokens


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


class LooksAnew(RowTokenStorage):
    """
    A storage that may be kept for long, as by a task that runs for hours.

    Each look is a new one, so that a member who has logged out, or was switched off, speaks no
    more.
    """

    def load(self) -> Tokens | None:
        self._row = self._tokens = None
        return super().load()


class MemberLoginStorage(LooksAnew):
    """The latest login of a member that is still live, whichever session it belongs to."""

    role: ClassVar[Role] = Role.MEMBER

    def __init__(self, member: WixMember) -> None:
        super().__init__(site=member.site)
        self.member = member

    def find_row(self) -> StoredToken | None:
        live = Q(ends_at=None) | Q(ends_at__gte=timezone.now())
        rows = token_rows().filter(
            live,
            site=self.site,
            role=self.role,
            member=self.member,
            claim=None,
            ended_at=None,
            sealed__isnull=False,
        )
        row = rows.select_related("member__user").order_by("-created_at").first()
        owner = None if row is None else row.member
        return row if owner is not None and is_active(owner.user) else None

    def make_row(self) -> StoredToken:
        raise RenewalError(
            f"User {self.member.user_id} has no Wix login that is live: "
            "they have to log in before anything can speak as them."
        )


def find_link(user: Any) -> WixMember | None:
    """Return the link of *user* as it is now, if this user is there and active."""
    links = WixMember.objects.using(token_database()).select_related("user")
    link = links.filter(user_id=user.pk).first() if isinstance(user, get_user_model()) else None
    return link if link is not None and is_active(link.user) else None


def is_active(user: Any) -> bool:
    """Say whether *user* may do anything at all; a model without the field means always."""
    return bool(getattr(user, "is_active", True))
