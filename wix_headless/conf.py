"""
``wix_settings``: what the project says about its Wix side, typed, with the defaults.

This is the only module that reads Django's settings, and it reads them when they are asked for:
``override_settings`` works, and ``migrate`` runs with an empty environment.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import Any, Final, cast

from django.conf import settings as django_settings  # noqa: TID251 - this is the one place
from django.core.signals import setting_changed
from django.http import HttpRequest
from django.utils.module_loading import import_string

from wix_headless.crypto import KeyRing
from wix_headless.exceptions import ConfigurationError
from wix_headless.strategies.secret_pair import MOST
from wix_headless.tokens import Secret
from wix_headless.transport import DEFAULT_API_URL, check_api_url, is_origin

__all__ = [
    "DEFAULT_SITE",
    "WixSettings",
    "django_settings",
    "load_function",
    "parse_settings",
    "wix_settings",
]

#: The alias of the site that ``WIX_HEADLESS`` itself describes; SITES has the others.
DEFAULT_SITE: Final = "default"

#: What each entry of SITES says for itself, and never has from the default site.
_OWN = frozenset(
    {"CLIENT_ID", "CLIENT_SECRET", "CLIENT_INSTANCE_ID", "CLIENT_PUBLIC_KEY"}
    | {"SITE_ID", "PUBLIC_URL", "HOSTS", "MEDIA_URL"}
)

#: What it may say, and else has from there. Everything else is one for all sites.
_INHERITED = frozenset({"API_KEY", "ACCOUNT_ID", "API_URL"})

#: Wix does not document from which hosts its dashboard comes; these are known to show it.
WIX_DASHBOARDS: Final = (
    "https://*.wix.com",
    "https://*.editorx.com",
    "https://*.wixstudio.com",
)

WIX_ORIGIN: Final = "https://www.wix.com"

WIX_MEDIA_URL: Final = "https://static.wixstatic.com/media/"

_SECRETS = frozenset({"CLIENT_SECRET", "API_KEY", "ENCRYPTION_KEYS"})

#: Wix's own secrets: two of each may hold while one is being changed.
_PAIRS = frozenset({"CLIENT_SECRET", "API_KEY"})


@dataclass(frozen=True, kw_only=True)
class WixSettings:
    """
    ``WIX_HEADLESS``, whose keys are these names.

    Attributes:
        CLIENT_ID: The OAuth app's id. Needed for everything that visitors and members do.
        CLIENT_SECRET: Its secret, for elevated calls; may be a callable. While it is being
            changed, the new one and the old one: a list, or one string with a comma between.
        CLIENT_INSTANCE_ID: The app's installation on the site, for elevated calls.
        CLIENT_PUBLIC_KEY: What Wix's messages are verified with; PEM, or base64 of it.
        API_KEY: For calls as the site's administrator; may be a callable, and two like
            CLIENT_SECRET.
        SITE_ID: The site that calls with an API key are about.
        ACCOUNT_ID: The account that they are about.
        ENCRYPTION_KEYS: Keys for the tokens at rest; the first encrypts, all decrypt. May be
            a callable.
        API_URL: Where Wix is; a sandbox's origin in development.
        PUBLIC_URL: This site's own origin, where a proxy hides it from Django.
        MEDIA_URL: Where Wix's pictures are; follows API_URL to a sandbox unless it is set.
        LINK_VERIFIED_EMAIL: Whether a member's first login takes over the user who has the
            same address, if Wix has verified it. Never staff.
        HOSTS: The host names that this site answers to, where there are SITES; ``.example.com``
            means all below it, too.
        SITES: Further Wix sites by alias, each a dict of its own CLIENT_ID and so on.
        SITE_RESOLVER: A function, or its dotted path, that takes a request and returns the
            alias of its site; instead of HOSTS.
        SIGN_ON_EMAIL: A function, or its dotted path, that takes a user of this site's own and
            returns the e-mail address that this site has verified, or nothing: by it the user
            is signed on at Wix (docs/external-login.md).
        SIGN_ON_REQUESTS: Whether ``request.wix`` speaks as the member of a user who was signed on
            so, whichever way they came in here.
        LINK_STAFF: Whether staff and superusers may be signed on or connected with a member.
        SHARE_VISITOR_READS: Whether visitors who have written nothing read as one visitor, so
            that a crowd of newcomers costs one token.
        CALLS_PER_MINUTE: How many calls each process may make in a minute, for each site; the
            rest wait. 0 for no limit. Wix's own is 200 for an installation of an app.
        API_USAGE: Whether calls are counted in Django's cache, by hour, site, role, method and
            status, for the admin (docs/operations.md).
        LOGINS_PER_CLIENT: How often one client may try to log in on the site's own page, as
            ``30/10 minutes`` (docs/own-login-page.md).
        LOGINS_PER_ADDRESS: The same for one e-mail address.
        LOGINS_PER_SITE: The same for everybody together, as Wix counts all calls of the site.
        LOGIN_LIMITS_STORAGE: Where these are counted, as an address that the library ``limits``
            knows: ``redis://…`` for all processes, ``memory://`` for each by itself.
        LOGIN_CLIENT: A function, or its dotted path, that takes a request and returns the client's
            IP address; instead of REMOTE_ADDR, which behind a proxy is the proxy's.
        LOGIN_CAPTCHA: A form field for that page, or its dotted path; its value is what Wix wants
            to see of the captcha.
        FRAME_ANCESTORS: The origins that may show a ``@dashboard_page`` in a frame, if not Wix's
            (or the sandbox's).
        EVENT_TASKS: Which back end of TASKS runs the handlers of events; empty leaves all of them
            to ``manage.py wix_replay_events --due``.
        EVENT_SECONDS: How long one handler of an event may take. After that its worker is taken
            for dead: the event is run again, and what comes of the first run is rolled back.
        EVENT_GRACE: For how many seconds an event is accepted whose signature has expired: Wix
            sends again for two days what was not answered.
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
    HOSTS: tuple[str, ...] = ()
    SITES: Mapping[str, WixSettings] = field(default_factory=dict)
    SITE_RESOLVER: str | Callable[[HttpRequest], str] = ""
    SIGN_ON_EMAIL: str | Callable[[Any], str] = ""
    SIGN_ON_REQUESTS: bool = False
    LINK_STAFF: bool = False
    SHARE_VISITOR_READS: bool = False
    CALLS_PER_MINUTE: int = 0
    API_USAGE: bool = True
    LOGINS_PER_CLIENT: str = "30/10 minutes"
    LOGINS_PER_ADDRESS: str = "10/10 minutes"
    LOGINS_PER_SITE: str = "100/minute"
    LOGIN_LIMITS_STORAGE: str = field(default="memory://", repr=False)
    LOGIN_CLIENT: str | Callable[[HttpRequest], str] = ""
    LOGIN_CAPTCHA: str | Callable[[], Any] = ""
    FRAME_ANCESTORS: tuple[str, ...] = ()
    EVENT_TASKS: str = "default"
    EVENT_SECONDS: int = 300
    EVENT_GRACE: int = 172_800
    STRICT_FIELDS: bool = False

    @cached_property
    def key_ring(self) -> KeyRing:
        """
        The keys that tokens are sealed with.

        Raises:
            ConfigurationError: If there is none, or one is malformed.
        """
        return KeyRing(self.ENCRYPTION_KEYS)

    @property
    def client_secrets(self) -> tuple[Secret, ...]:
        """CLIENT_SECRET one by one: the one to use, and the one to fall back on."""
        return _split_secrets(self.CLIENT_SECRET)

    @property
    def api_keys(self) -> tuple[Secret, ...]:
        """API_KEY one by one: the one to use, and the one to fall back on."""
        return _split_secrets(self.API_KEY)

    @property
    def frame_ancestors(self) -> tuple[str, ...]:
        """Who may show our dashboard pages in a frame."""
        if self.FRAME_ANCESTORS:
            return self.FRAME_ANCESTORS
        return WIX_DASHBOARDS if self.API_URL == DEFAULT_API_URL else (self.API_URL,)

    @property
    def wix_origin(self) -> str:
        """Where Wix's own pages are, such as the one that installs the app."""
        return WIX_ORIGIN if self.API_URL == DEFAULT_API_URL else self.API_URL

    def for_site(self, alias: str) -> WixSettings:
        """
        Return what is said about one of the sites.

        Raises:
            ConfigurationError: If there is no such site.
        """
        if alias in self.SITES:
            return self.SITES[alias]
        if alias == DEFAULT_SITE:
            return self
        known = ", ".join(repr(site) for site in (DEFAULT_SITE, *self.SITES))
        raise ConfigurationError(f"There is no Wix site {alias!r}; there is {known}.")

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


def _check_event_seconds(value: int) -> int:
    if not value:
        raise ConfigurationError('WIX_HEADLESS["EVENT_SECONDS"] has to be 1 or more.')
    return value


def parse_settings(given: Mapping[str, Any]) -> WixSettings:
    """
    Check the ``WIX_HEADLESS`` dict and fill in what it leaves out.

    Raises:
        ConfigurationError: If a key is unknown or a value has the wrong type; values are
            not repeated, as they may be secrets.
    """
    if not isinstance(given, Mapping):
        raise ConfigurationError("WIX_HEADLESS is a dict; wix_settings_from_env(env) makes one.")
    sites = given.get("SITES", {})
    values = _convert_all({name: given[name] for name in given if name != "SITES"})
    return _build(values, SITES=_parse_sites(sites, values))


def _build(values: Mapping[str, Any], **more: Any) -> WixSettings:
    parsed = WixSettings(**values, **more)
    return replace(parsed, MEDIA_URL=parsed.MEDIA_URL or _media_url(parsed.API_URL))


def _convert_all(given: Mapping[str, Any]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for name, value in given.items():
        if name not in _FIELDS:
            raise ConfigurationError(_unknown(str(name), [*_FIELDS, "SITES"]))
        values[name] = _convert(name, value, _FIELDS[name].default)
    return values


def _parse_sites(given: Any, default: Mapping[str, Any]) -> dict[str, WixSettings]:
    """Build the settings of each entry of SITES: what it says, and what is one for all."""
    if not isinstance(given, Mapping):
        raise ConfigurationError('WIX_HEADLESS["SITES"] is a dict of dicts, by alias.')
    shared = {name: value for name, value in default.items() if name not in _OWN}
    return {str(alias): _build(shared | _parse_site(alias, given[alias])) for alias in given}


def _parse_site(alias: Any, entry: Any) -> dict[str, Any]:
    if not isinstance(alias, str) or not _ALIAS.fullmatch(alias) or alias == DEFAULT_SITE:
        raise ConfigurationError(
            "An alias in SITES is a word of at most 64 letters, digits, - and _; "
            f"'{DEFAULT_SITE}' is WIX_HEADLESS itself."
        )
    if not isinstance(entry, Mapping):
        raise ConfigurationError(f'WIX_HEADLESS["SITES"]["{alias}"] is a dict.')
    for name in entry:
        if name in _FIELDS and name not in _OWN | _INHERITED:
            raise ConfigurationError(f"{name} is one for all sites: it stands beside SITES.")
    return _convert_all(entry)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name.upper().removeprefix("WIX_"), known, n=1)
    advice = f" Did you mean '{near[0]}'?" if near else f" It has: {', '.join(known)}."
    return f"WIX_HEADLESS has no key '{name}'.{advice}"


def _convert(name: str, value: Any, default: object) -> Any:
    if name in _FUNCTIONS and callable(value):
        return value
    if name in _SECRETS and callable(value):
        value = value()
    if name in _PAIRS:
        return _join_secrets(name, value)
    if isinstance(default, tuple):
        parts = _convert_list(value)
        if parts is None:
            raise ConfigurationError(f'WIX_HEADLESS["{name}"] has to be a list of strings.')
        return parts
    if type(default) is int:
        is_right, kind = type(value) is int and value >= 0, "a whole number, 0 or more"
    else:
        is_right = isinstance(value, type(default))
        kind = "True or False" if isinstance(default, bool) else "a string"
    if not is_right:
        raise ConfigurationError(f'WIX_HEADLESS["{name}"] has to be {kind}.')
    return _CONVERSIONS.get(name, _keep)(value)


def _keep(value: Any) -> Any:
    return value


def _convert_list(value: object) -> tuple[Secret, ...] | None:
    parts = [value] if isinstance(value, str) else value
    if not isinstance(parts, list | tuple) or not all(isinstance(part, str) for part in parts):
        return None
    return tuple(Secret(part) for part in parts if part)


def _split_secrets(joined: str) -> tuple[Secret, ...]:
    parts = (Secret(part.strip()) for part in joined.split(","))
    return tuple(part for part in parts if part)


def _join_secrets(name: str, value: object) -> Secret:
    """Return one secret, or two with a comma between; neither ids nor keys of Wix's have any."""
    given = _convert_list(value)
    if given is None:
        raise ConfigurationError(
            f'WIX_HEADLESS["{name}"] has to be a string, or a list of two while it is changed.'
        )
    parts = _split_secrets(",".join(given))
    if len(parts) > MOST:
        raise ConfigurationError(
            f'WIX_HEADLESS["{name}"] is one secret, or two while it is being changed: '
            "the new one, then the old one."
        )
    return Secret(",".join(parts))


def _media_url(api_url: str) -> str:
    return WIX_MEDIA_URL if api_url == DEFAULT_API_URL else f"{api_url}/media/"


#: Functions, or the dotted paths to them.
_FUNCTIONS = frozenset({"SITE_RESOLVER", "SIGN_ON_EMAIL", "LOGIN_CLIENT", "LOGIN_CAPTCHA"})

#: What WIX_HEADLESS may say; SITES is handled by itself.
_FIELDS = {known.name: known for known in fields(WixSettings) if known.name != "SITES"}

_ALIAS = re.compile(r"[\w-]{1,64}", re.ASCII)

_CONVERSIONS: dict[str, Callable[[Any], Any]] = {
    "API_URL": check_api_url,
    "EVENT_SECONDS": _check_event_seconds,
    "PUBLIC_URL": _check_public_url,
}


def load_function(found: str | Callable[..., Any]) -> Callable[..., Any]:
    """
    Return the function that a setting is, or is the dotted path to.

    Raises:
        ImportError: If there is none there.
    """
    loaded: Callable[..., Any] = import_string(found) if isinstance(found, str) else found
    return loaded


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
