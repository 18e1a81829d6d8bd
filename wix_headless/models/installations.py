"""Where the app is installed, besides the installation that the settings name."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import django_settings
from wix_headless.models.columns import site_field


class AppInstance(models.Model):
    """
    One installation of the app on somebody's Wix site.

    ``site`` is the entry of the settings whose app it is. The row outlives the installation, so
    that a late word of its beginning does not bring it back; what Wix told about the Wix site
    does not.
    """

    site = site_field()
    instance_id = models.CharField(_("app instance"), max_length=64, editable=False)
    #: The user of this project who was signed in here when Wix sent them back, if anybody was.
    installed_by = models.ForeignKey(
        django_settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="wix_app_instances",
        verbose_name=_("installed by"),
    )
    installed_at = models.DateTimeField(_("installed"), default=timezone.now, editable=False)
    removed_at = models.DateTimeField(_("removed"), null=True, editable=False)
    wix_site_id = models.CharField(_("id of the Wix site"), max_length=64, blank=True)
    site_name = models.CharField(_("name of the Wix site"), max_length=200, blank=True)
    site_url = models.URLField(_("address of the Wix site"), max_length=2000, blank=True)
    #: What the Wix site's owner has bought of the app; empty for its free version.
    plan = models.CharField(_("plan"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("app instance")
        verbose_name_plural = _("app instances")
        constraints = [
            models.UniqueConstraint(
                fields=["site", "instance_id"], name="wix_instance_once_per_site"
            )
        ]

    def __str__(self) -> str:
        return self.site_name or self.instance_id

    @property
    def is_removed(self) -> bool:
        """Whether the app is not there any more."""
        return self.removed_at is not None
