"""Who is who: the links between Django's users and the site's members."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import django_settings
from wix_headless.models.columns import site_field


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
        DELETED = "DELETED", _("deleted")

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

    @property
    def is_kept_out(self) -> bool:
        """Whether Wix has said that this member may not enter, or is no more."""
        return self.status in {self.Status.BLOCKED, self.Status.DELETED}
