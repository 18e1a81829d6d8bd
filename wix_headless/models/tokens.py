"""Sealed tokens, one row for each identity."""

from __future__ import annotations

import uuid

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wix_headless.models.columns import site_field
from wix_headless.models.members import WixMember
from wix_headless.tokens import Role


class StoredToken(models.Model):
    """
    One identity's tokens, sealed.

    The browser and the session know only the row's id. ``sealed`` opens only in this row and
    for this site, role, member and instance: see ``storages.sealing``.
    """

    class EndReason(models.TextChoices):
        """Why a row's tokens are gone."""

        LOGOUT = "logout", _("logged out")
        REPLACED = "replaced", _("replaced by another login")
        REJECTED = "rejected", _("refused by Wix")
        REVOKED = "revoked", _("revoked in the admin")
        UNREADABLE = "unreadable", _("no key opens it")
        FOREIGN = "foreign", _("its user was no longer there")
        PASSWORD = "password", _("its user's password was changed")
        INACTIVE = "inactive", _("its user was switched off")
        BLOCKED = "blocked", _("its member was blocked in Wix")
        DELETED = "deleted", _("its member was deleted in Wix")
        DISCONNECTED = "disconnected", _("its member was disconnected from its user")
        REMOVED = "removed", _("the app was removed from its Wix site")

    ROLES = [
        (Role.VISITOR.value, _("visitor")),
        (Role.MEMBER.value, _("member")),
        (Role.APP.value, _("app")),
    ]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    site = site_field()
    role = models.CharField(_("role"), max_length=16, choices=ROLES, editable=False)
    member = models.ForeignKey(
        WixMember,
        on_delete=models.CASCADE,
        null=True,
        related_name="tokens",
        verbose_name=_("member"),
        editable=False,
    )
    instance_id = models.CharField(_("app instance"), max_length=64, blank=True, editable=False)
    #: Digest of what may have one row only: a session's key, an app's secret. Freed at the end.
    claim = models.CharField(max_length=64, null=True, editable=False)  # noqa: DJ001 - NULL is no claim
    sealed = models.BinaryField(null=True, editable=False)
    version = models.PositiveIntegerField(default=0, editable=False)
    expires_at = models.DateTimeField(_("access token until"), null=True, editable=False)

    lease = models.UUIDField(null=True, editable=False)
    leased_until = models.DateTimeField(null=True, editable=False)
    retry_at = models.DateTimeField(null=True, editable=False)
    last_error = models.CharField(_("last error"), max_length=64, blank=True, editable=False)

    created_at = models.DateTimeField(
        _("created"), default=timezone.now, editable=False, db_index=True
    )
    renewed_at = models.DateTimeField(_("last renewed"), null=True, editable=False)
    last_used_at = models.DateTimeField(
        _("last used"), default=timezone.now, editable=False, db_index=True
    )
    #: With the session that it belongs to; an app's token has none.
    ends_at = models.DateTimeField(_("kept until"), null=True, editable=False, db_index=True)
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False, db_index=True)
    end_reason = models.CharField(
        _("why it ended"), max_length=16, choices=EndReason.choices, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.UniqueConstraint(fields=["site", "claim"], name="wix_token_one_per_claim")
        ]
        indexes = [models.Index(fields=["instance_id"], name="wix_token_instance")]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"

    @property
    def is_ended(self) -> bool:
        """Whether these tokens may never speak again."""
        return self.ended_at is not None

    @property
    def is_used_once(self) -> bool:
        """
        Whether this visitor was never seen again: a row is made with both times alike.

        Whoever keeps no cookies, such as a bot, leaves one such row behind at each page.
        """
        return self.last_used_at == self.created_at

    @property
    def audit_facts(self) -> dict[str, str]:
        """What the audit says of this row: ids, and never what is sealed in it."""
        facts = {"site": self.site, "role": str(self.role), "token": str(self.pk)}
        if self.member is not None:
            facts |= {"member": self.member.member_id, "user": str(self.member.user_id)}
        if self.instance_id:
            facts["instance"] = self.instance_id
        return facts
