"""What was done with the app's permissions."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import django_settings
from wix_headless.models.columns import site_field


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
