"""How much Wix's API is used."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wix_headless.models.columns import site_field
from wix_headless.tokens import Role


class ApiUsage(models.Model):
    """How many calls of one kind ended in one hour; ids and addresses are in none of it."""

    #: For a call that nobody answered.
    NO_ANSWER = 0

    ROLES = [
        (Role.VISITOR.value, _("visitor")),
        (Role.MEMBER.value, _("member")),
        (Role.APP.value, _("app")),
        (Role.ADMIN.value, _("API key")),
        (Role.USER.value, _("dashboard user")),
    ]

    #: When it began.
    hour = models.DateTimeField(_("hour"), editable=False)
    site = site_field()
    role = models.CharField(_("role"), max_length=16, choices=ROLES, editable=False)
    #: Or the beginning of the path, where no method was called.
    method = models.CharField(_("Wix method"), max_length=100, editable=False)
    status = models.PositiveSmallIntegerField(_("status"), editable=False)
    calls = models.PositiveBigIntegerField(_("calls"), default=0, editable=False)

    class Meta:
        verbose_name = _("API usage")
        verbose_name_plural = _("API usage")
        ordering = ["-hour", "-calls", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hour", "site", "role", "method", "status"], name="wix_usage_once_per_hour"
            )
        ]

    def __str__(self) -> str:
        return f"{self.method} ({self.status})"
