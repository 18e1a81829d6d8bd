"""What is kept in the database: members, sealed tokens, logins under way, elevated calls."""

from __future__ import annotations

import uuid
from typing import Any

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import DEFAULT_SITE, django_settings
from wix_headless.tokens import Role


class DatabaseNow(Now):
    """
    The database's own clock, in UTC.

    Leases are compared with it alone, since the clocks of two web servers differ.
    MySQL's CURRENT_TIMESTAMP follows the server's time zone, and what Django stores does not.
    """

    def as_mysql(self, compiler: Any, connection: Any, **extra: Any) -> tuple[str, tuple[()]]:
        """Return MySQL's function for it."""
        return "UTC_TIMESTAMP(6)", ()


def site_field() -> models.CharField[str, str]:
    """Return the column that says which Wix site a row belongs to."""
    return models.CharField(_("site"), max_length=64, default=DEFAULT_SITE, editable=False)


class WixMember(models.Model):
    """
    The link between a Django user and a member of the Wix site.

    A member is known by its id alone: addresses and names change, and are copies.
    """

    class Status(models.TextChoices):
        """What Wix says of a member; the words are its own."""

        UNKNOWN = "UNKNOWN", _("unknown")
        APPROVED = "APPROVED", _("approved")
        PENDING = "PENDING", _("waiting for approval")
        BLOCKED = "BLOCKED", _("blocked")
        OFFLINE = "OFFLINE", _("offline")

    site = site_field()
    member_id = models.CharField(_("member id"), max_length=64, editable=False)
    user = models.OneToOneField(
        django_settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="wix_member",
        verbose_name=_("user"),
    )
    contact_id = models.CharField(_("contact id"), max_length=64, blank=True)
    login_email = models.EmailField(_("login e-mail"), max_length=320, blank=True)
    nickname = models.CharField(_("nickname"), max_length=200, blank=True)
    photo_url = models.URLField(_("photo"), max_length=2000, blank=True)
    status = models.CharField(
        _("status"), max_length=16, choices=Status.choices, default=Status.UNKNOWN
    )
    created_at = models.DateTimeField(_("first login"), default=timezone.now, editable=False)
    synced_at = models.DateTimeField(_("last told by Wix"), null=True, editable=False)

    class Meta:
        verbose_name = _("Wix member")
        verbose_name_plural = _("Wix members")
        constraints = [
            models.UniqueConstraint(fields=["site", "member_id"], name="wix_member_once_per_site")
        ]

    def __str__(self) -> str:
        return self.nickname or self.login_email or self.member_id


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
    ended_at = models.DateTimeField(_("ended"), null=True, editable=False)
    end_reason = models.CharField(
        _("why it ended"), max_length=16, choices=EndReason.choices, blank=True, editable=False
    )

    class Meta:
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.UniqueConstraint(fields=["site", "claim"], name="wix_token_one_per_claim")
        ]

    def __str__(self) -> str:
        return f"{self.get_role_display()} {self.pk}"

    @property
    def is_ended(self) -> bool:
        """Whether these tokens may never speak again."""
        return self.ended_at is not None


class LoginAttempt(models.Model):
    """A login that has been sent to Wix and has not come back; used up by being deleted."""

    state_digest = models.CharField(max_length=64, primary_key=True, editable=False)
    site = site_field()
    browser_digest = models.CharField(max_length=64, editable=False)
    sealed = models.BinaryField(editable=False)
    redirect_uri = models.URLField(max_length=2000, editable=False)
    next_url = models.CharField(max_length=2000, editable=False)
    prompt = models.CharField(max_length=8, editable=False)
    #: The signed-in user who agreed to be replaced by this login.
    replaces = models.CharField(max_length=64, blank=True, editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        verbose_name = _("login under way")
        verbose_name_plural = _("logins under way")

    def __str__(self) -> str:
        return self.state_digest[:8]


class ElevatedCall(models.Model):
    """One call that spoke with the app's permissions: who let it happen, and what came of it."""

    site = site_field()
    user = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        related_name="+",
        verbose_name=_("user"),
        editable=False,
    )
    view = models.CharField(_("view"), max_length=200, editable=False)
    method = models.CharField(_("Wix method"), max_length=200, editable=False)
    #: ``ok``, or the class of the error.
    outcome = models.CharField(_("outcome"), max_length=64, editable=False)
    status_code = models.PositiveSmallIntegerField(_("status"), null=True, editable=False)
    request_id = models.CharField(_("Wix request id"), max_length=100, blank=True, editable=False)
    created_at = models.DateTimeField(_("when"), editable=False, db_index=True)

    class Meta:
        verbose_name = _("elevated call")
        verbose_name_plural = _("elevated calls")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.method} ({self.outcome})"
