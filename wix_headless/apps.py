"""What happens when Django has loaded the app."""

from __future__ import annotations

from django.apps import AppConfig
from django.contrib.auth.signals import user_logged_out
from django.core.signals import request_finished
from django.db.models.signals import post_save
from django.utils.module_loading import autodiscover_modules
from django.utils.translation import gettext_lazy as _

from wix_headless.conf import django_settings


class WixHeadlessConfig(AppConfig):
    """Registers the checks, listens to logouts, lends strategies the settings, finds extensions."""

    name = "wix_headless"
    verbose_name = _("Wix")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        # Models can be imported from here on only.
        from wix_headless import checks  # noqa: F401, PLC0415 - importing registers them
        from wix_headless.events import own_handlers  # noqa: PLC0415
        from wix_headless.login.sign_in import end_login, follow_user  # noqa: PLC0415
        from wix_headless.provider import DjangoProvider  # noqa: PLC0415
        from wix_headless.signals import call_finished  # noqa: PLC0415
        from wix_headless.strategies.base import FromSettings  # noqa: PLC0415
        from wix_headless.usage import count_call, flush_after_response  # noqa: PLC0415

        FromSettings.provider = DjangoProvider()
        call_finished.connect(count_call, dispatch_uid="wix_headless.count_call")
        request_finished.connect(flush_after_response, dispatch_uid="wix_headless.count_call")
        user_logged_out.connect(end_login, dispatch_uid="wix_headless.end_login")
        post_save.connect(
            follow_user,
            sender=django_settings.AUTH_USER_MODEL,
            dispatch_uid="wix_headless.follow_user",
        )
        own_handlers.register()
        autodiscover_modules("wix_events", "wix_plugins")
