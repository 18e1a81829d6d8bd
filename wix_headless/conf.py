"""
``wix_settings``: what the project says about its Wix side, typed, with the defaults.

This is the only module that reads Django's settings, and it reads them when they are asked for:
``override_settings`` works, and ``migrate`` runs with an empty environment.
"""

from __future__ import annotations

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from functools import cached_property
from typing import Any, Final, cast

from django.conf import settings as django_settings  # noqa: TID251 - this is the one place
from django.core.signals import setting_changed

from wix_headless.crypto import KeyRing
from wix_headless.exceptions import ConfigurationError
from wix_headless.tokens import Secret
from wix_headless.transport import DEFAULT_API_URL, check_api_url, is_origin

__all__ = ["DEFAULT_SITE", "WixSettings", "django_settings", "parse_settings", "wix_settings"]

#: The alias of the one site that ``WIX_HEADLESS`` describes.
DEFAULT_SITE: Final = "default"

WIX_MEDIA_URL: Final = "https://static.wixstatic.com/media/"

_SECRETS = frozenset({"CLIENT_SECRET", "API_KEY", "ENCRYPTION_KEYS"})


@dataclass(frozen=True, kw_only=True)
class WixSettings:
    """
    ``WIX_HEADLESS``, whose keys are these names.

    Attributes:
        CLIENT_ID: The OAuth app's id. Needed for everything that visitors and members do.
        CLIENT_SECRET: Its secret, for elevated calls; may be a callable.
        CLIENT_INSTANCE_ID: The app's installation on the site, for elevated calls.
        CLIENT_PUBLIC_KEY: What Wix's messages are verified with; PEM, or base64 of it.
        API_KEY: For calls as the site's administrator; may be a callable.
        SITE_ID: The site that calls with an API key are about.
        ACCOUNT_ID: The account that they are about.
        ENCRYPTION_KEYS: Keys for the tokens at rest; the first encrypts, all decrypt. May be
            a callable.
        API_URL: Where Wix is; a sandbox's origin in development.
        PUBLIC_URL: This site's own origin, where a proxy hides it from Django.
        MEDIA_URL: Where Wix's pictures are; follows API_URL to a sandbox unless it is set.
        LINK_VERIFIED_EMAIL: Whether a member's first login takes over the user who has the
            same address, if Wix has verified it. Never staff.
        STRICT_FIELDS: Whether a field that the catalogue does not know is an error; otherwise
            it is sent, and warned about.
    """

    CLIENT_ID: str = ""
    CLIENT_SECRET: str = field(default="", repr=False)
    CLIENT_INSTANCE_ID: str = ""
    CLIENT_PUBLIC_KEY: tuple[str, ...] = ()
    API_KEY: str = field(default="", repr=False)
    SITE_ID: str = ""
    ACCOUNT_ID: str = ""
    ENCRYPTION_KEYS: tuple[Secret, ...] = field(default=(), repr=False)
    API_URL: str = DEFAULT_API_URL
    PUBLIC_URL: str = ""
    MEDIA_URL: str = ""
    LINK_VERIFIED_EMAIL: bool = False
    STRICT_FIELDS: bool = False

    @cached_property
    def key_ring(self) -> KeyRing:
        """
        The keys that tokens are sealed with.

        Raises:
            ConfigurationError: If there is none, or one is malformed.
        """
        return KeyRing(self.ENCRYPTION_KEYS)

    def require_client_id(self) -> str:
        """Return CLIENT_ID, or say how to come by one."""
        if not self.CLIENT_ID:
            raise ConfigurationError(
                "WIX_HEADLESS has no CLIENT_ID: set WIX_CLIENT_ID (npx wix env pull writes it; "
                "manage.py wix_sandbox prints one for development)."
            )
        return self.CLIENT_ID


def _check_public_url(value: str) -> str:
    if value and not is_origin(value):
        raise ConfigurationError(
            'WIX_HEADLESS["PUBLIC_URL"] is an origin, such as https://shop.example.com: '
            "a scheme and a host, nothing behind."
        )
    return value.rstrip("/")


def parse_settings(given: Mapping[str, Any]) -> WixSettings:
    """
    Check the ``WIX_HEADLESS`` dict and fill in what it leaves out.

    Raises:
        ConfigurationError: If a key is unknown or a value has the wrong type; values are
            not repeated, as they may be secrets.
    """
    if not isinstance(given, Mapping):
        raise ConfigurationError("WIX_HEADLESS is a dict; wix_settings_from_env(env) makes one.")
    known = {known.name: known for known in fields(WixSettings)}
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in known:
            raise ConfigurationError(_unknown(str(name), list(known)))
        values[name] = _convert(name, value, known[name].default)
    parsed = WixSettings(**values)
    return WixSettings(**values | {"MEDIA_URL": parsed.MEDIA_URL or _media_url(parsed.API_URL)})


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.upper().removeprefix("WIX_"), known, n=1)
    advice = f" Did you mean '{near[0]}'?" if near else f" It has: {', '.join(known)}."
    return f"WIX_HEADLESS has no key '{name}'.{advice}"


def _convert(name: str, value: Any, default: object) -> Any:
    if name in _SECRETS and callable(value):
        value = value()
    if isinstance(default, tuple):
        parts = _convert_list(value)
        if parts is None:
            raise ConfigurationError(f'WIX_HEADLESS["{name}"] has to be a list of strings.')
        return parts
    if not isinstance(value, type(default)):
        kind = "True or False" if isinstance(default, bool) else "a string"
        raise ConfigurationError(f'WIX_HEADLESS["{name}"] has to be {kind}.')
    return _CONVERSIONS.get(name, _keep)(value)


def _keep(value: Any) -> Any:
    return value


def _convert_list(value: object) -> tuple[Secret, ...] | None:
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        return None
    return tuple(Secret(part) for part in parts if part)


def _media_url(api_url: str) -> str:
    return WIX_MEDIA_URL if api_url == DEFAULT_API_URL else f"{api_url}/media/"


_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "API_KEY": Secret,
    "API_URL": check_api_url,
    "CLIENT_SECRET": Secret,
    "PUBLIC_URL": _check_public_url,
}


class _CurrentSettings:
    """Stands for the settings in force; forgets them when they change."""

    def __init__(self) -> None:
        self._parsed: WixSettings | None = None

    def __getattr__(self, name: str) -> Any:
        if self._parsed is None:
            self._parsed = parse_settings(getattr(django_settings, "WIX_HEADLESS", {}))
        return getattr(self._parsed, name)

    def forget(self, *, setting: str, **_: Any) -> None:
        if setting == "WIX_HEADLESS":
            self._parsed = None


_current = _CurrentSettings()
setting_changed.connect(_current.forget)

#: The settings in force, whenever they are asked.
wix_settings = cast("WixSettings", _current)
