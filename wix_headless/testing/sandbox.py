"""The sandbox of a test run: one for each process, and the settings that point to it."""

from __future__ import annotations

import atexit
import os
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from django.apps import apps
from django.test import override_settings
from django.urls import NoReverseMatch, reverse

from wix_headless.conf import django_settings, wix_settings
from wix_headless.crypto import generate_key
from wix_headless.storages.kept import kept_keys
from wix_headless.testing.control import SandboxControl
from wix_headless.transport import shared_limiter

if TYPE_CHECKING:
    from wix_headless.models import EventDelivery
    from wix_headless.sandbox.server import SandboxServer

#: Where Django's test client is, as far as a site can tell.
TEST_ORIGINS: Final = ("http://testserver", "https://testserver")

#: As long as an access token lives.
TOKEN_LIFE: Final = timedelta(hours=4)

#: What belongs to one Wix site, and so is said again for each of SITES.
_OF_A_SITE: Final = (
    "API_URL",
    "CLIENT_ID",
    "CLIENT_SECRET",
    "CLIENT_INSTANCE_ID",
    "CLIENT_PUBLIC_KEY",
    "SITE_ID",
)


class WixSandbox(SandboxControl):
    """
    A sandbox and the site under test: whatever makes time pass at Wix, makes it pass here.

    ``expire_tokens`` and ``move_clock`` change what is stored, and so need the database.
    """

    def __init__(self, server: SandboxServer) -> None:
        super().__init__(server)
        self._spare_key = generate_key()

    def complete(self, present: Mapping[str, Any]) -> dict[str, Any]:
        """
        Return the project's ``WIX_HEADLESS``, with the sandbox in the place of Wix.

        All of SITES are this one Wix site. A project without keys of encryption gets one.
        """
        ours = self.settings()
        keys = present.get("ENCRYPTION_KEYS") or [self._spare_key]
        completed = {**present, **ours, "ENCRYPTION_KEYS": keys}
        if "SITES" in present:
            own = {name: ours[name] for name in _OF_A_SITE}
            completed["SITES"] = {site: {**said, **own} for site, said in present["SITES"].items()}
        return completed

    def in_settings(self) -> override_settings:
        """Return the override, for a ``with`` statement, that lets the project call the sandbox."""
        return override_settings(
            WIX_HEADLESS=self.complete(getattr(django_settings, "WIX_HEADLESS", {}))
        )

    def reset(self) -> None:
        """Forget everything that has happened, and know the site under test by its names."""
        super().reset()
        _forget_counts()
        kept_keys.forget()
        known = {site.PUBLIC_URL for site in (wix_settings, *wix_settings.SITES.values())}
        for origin in (*TEST_ORIGINS, *sorted(known - {""})):
            self.allow_site(origin)

    def allow_site(self, origin: str) -> None:
        """Let Wix's pages lead back to the site at *origin*, such as a live server's."""
        try:
            callback = reverse("wix:callback")
        except NoReverseMatch:
            callback = "/"
        self.allow_redirects([origin + callback])

    def expire_tokens(self, *, role: str = "", access: bool = True, refresh: bool = False) -> None:
        """
        Let the tokens that are out come to their end; the site knows that an access token does.

        Args:
            role: Only those of one role: ``visitor``, ``member``, ``app`` or ``user``.
            refresh: Refresh tokens too, so that their logins are over at Wix, as a page will find.
        """
        super().expire_tokens(role=role, access=access, refresh=refresh)
        kept_keys.forget()  # what Wix said of tokens from outside
        if access:
            # Models can be imported once Django is set up, and this module before.
            from wix_headless.testing.ageing import age_tokens  # noqa: PLC0415

            age_tokens(TOKEN_LIFE, role=role)

    def move_clock(self, **passed: float) -> None:
        """
        Let time pass, at Wix and for what is stored here: ``hours=5``, ``days=30`` and so on.

        What Django's cache keeps of Wix's answers is read anew, however little it is.
        """
        from wix_headless.testing.ageing import let_pass  # noqa: PLC0415 - as above

        super().move_clock(**passed)
        kept_keys.forget()
        let_pass(timedelta(**passed))

    def send_event(self, event_type: str, *, check: bool = True, **fields: Any) -> EventDelivery:
        """
        Send an event to the site under test, let its handlers run, and return its row.

        Args:
            check: Whether it is an AssertionError if a handler fails, or nobody listens; else the
                row tells.
            fields: As for ``sign_event``: ``entity``, ``entity_id``, ``data``, ``member`` …

        Raises:
            AssertionError: If the site refuses it, a handler fails, or nobody listens.
        """
        from wix_headless.testing.extensions import send_event  # noqa: PLC0415 - as above

        return send_event(self, event_type, check=check, **fields)

    def call_plugin(
        self, plugin_type: str, method: str, request: dict[str, Any], **more: Any
    ) -> Any:
        """
        Call a service plugin of the site under test, and return its answer.

        Args:
            method: By its name in Python, such as ``get_shipping_rates``.
            more: As for ``sign_plugin_request``: ``metadata``, ``member`` …

        Raises:
            LookupError: If Wix knows no such type or method.
        """
        from wix_headless.testing.extensions import call_plugin  # noqa: PLC0415 - as above

        return call_plugin(self, plugin_type, method, request, **more)


def _forget_counts() -> None:
    """Let nobody wait for what another test has called, or tried to log in."""
    shared_limiter.cache_clear()
    if apps.is_installed("wix_headless"):
        from wix_headless.own_login.limiter import forget_counts  # noqa: PLC0415 - as above

        forget_counts()


def running_sandbox() -> WixSandbox:
    """
    Return this process's sandbox, which is started when it is first asked for.

    Raises:
        ImportError: If what the sandbox is made of is not installed; it says what to install.
    """
    return _start(os.getpid())


@cache
def _start(process: int) -> WixSandbox:
    try:
        from wix_headless.sandbox.server import SandboxServer  # noqa: PLC0415 - needs Flask
    except ImportError as error:
        raise ImportError(
            f"The sandbox needs {error.name}: pip install 'django-wix-headless[sandbox]'"
        ) from None
    server = SandboxServer().start()
    _bypass_proxies(server.origin)
    atexit.register(_stop, server, process)
    return WixSandbox(server)


def _bypass_proxies(origin: str) -> None:
    """Let nobody in this process ask a proxy of the environment's for what is on this machine."""
    host = urlsplit(origin).hostname or ""
    for name in ("no_proxy", "NO_PROXY"):
        known = os.environ.get(name, "")
        if known != "*" and host not in known.split(","):
            os.environ[name] = f"{known},{host}".strip(",")


def _stop(server: SandboxServer, process: int) -> None:
    if os.getpid() == process:
        # A fork has none of the threads whose end this would wait for.
        server.stop()
