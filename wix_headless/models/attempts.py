"""Logins and installations under way."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wix_headless.models.columns import site_field


class Attempt(models.Model):
    """What has been sent to Wix and has not come back; used up by being deleted."""

    state_digest = models.CharField(max_length=64, primary_key=True, editable=False)
    site = site_field()
    browser_digest = models.CharField(max_length=64, editable=False)
    next_url = models.CharField(max_length=2000, editable=False)
    expires_at = models.DateTimeField(db_index=True, editable=False)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.state_digest[:8]


class LoginAttempt(Attempt):
    """A login under way."""

    sealed = models.BinaryField(editable=False)
    redirect_uri = models.URLField(max_length=2000, editable=False)
    prompt = models.CharField(max_length=8, editable=False)
    #: The signed-in user who agreed to be replaced by this login.
    replaces = models.CharField(max_length=64, blank=True, editable=False)
    #: The signed-in user whom the member is to be connected to, where that was asked for.
    connects = models.CharField(max_length=64, blank=True, editable=False)
    #: Who it has to be, where a password has said so already: the member's id.
    expects = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("login under way")
        verbose_name_plural = _("logins under way")


class CodeAttempt(Attempt):
    """A login on the site's own page that waits for the code out of Wix's mail."""

    sealed = models.BinaryField(editable=False)
    replaces = models.CharField(max_length=64, blank=True, editable=False)
    #: How many codes may still be shown.
    tries_left = models.PositiveSmallIntegerField(editable=False)

    class Meta:
        verbose_name = _("login waiting for its code")
        verbose_name_plural = _("logins waiting for their code")


class InstallAttempt(Attempt):
    """An installation of the app under way."""

    #: The user who was signed in when it began, if anybody was.
    begun_by = models.CharField(max_length=64, blank=True, editable=False)

    class Meta:
        verbose_name = _("installation under way")
        verbose_name_plural = _("installations under way")
