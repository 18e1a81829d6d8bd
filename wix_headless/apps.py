"""What happens when Django has loaded the app."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.utils.translation import gettext_lazy as _


class WixHeadlessConfig(AppConfig):
    """Registers the checks, listens to logouts, lends strategies the settings."""

    name = "wix_headless"
    verbose_name = _("Wix")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported from here on only.
        from wix_headless import checks  # noqa: F401, PLC0415 - importing registers them
        from wix_headless.provider import DjangoProvider  # noqa: PLC0415
        from wix_headless.sign_in import end_login  # noqa: PLC0415
        from wix_headless.strategies.base import FromSettings  # noqa: PLC0415

        FromSettings.provider = DjangoProvider()
        user_logged_out.connect(end_login, dispatch_uid="wix_headless.end_login")
