"""``WIX_HEADLESS`` itself: what is missing, malformed, weak, or does not go together."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from typing import Any, Final

from django.contrib.auth import get_user_model
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004
from django.core.exceptions import FieldDoesNotExist
from django.utils.module_loading import import_string

from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import read_sites, register_look
from wix_headless.conf import DEFAULT_SITE, WixSettings, django_settings, wix_settings
from wix_headless.crypto import KeyRing, parse_key
from wix_headless.exceptions import ConfigurationError
from wix_headless.protocol.signed_bodies import load_public_keys

#: So many different bytes are among the 32 of every key that was ever drawn at random.
_FEWEST_BYTES: Final = 16


@register_look()
def look_at_settings() -> Iterator[CheckMessage]:
    """See whether they can be read at all; what else looks at them is quiet otherwise."""
    try:
        wix_settings.CLIENT_ID  # noqa: B018 - reading one parses all
    except ConfigurationError as error:
        yield Error(
            str(error),
            hint="Correct WIX_HEADLESS: docs/reference/settings.md lists its keys.",
            id=CheckId.SETTINGS,
        )


@register_look()
def look_at_clients() -> Iterator[CheckMessage]:
    """See what each site can speak with."""
    for alias, settings in read_sites().items():
        place = name_place(alias)
        if not settings.CLIENT_ID and (alias == DEFAULT_SITE or not settings.API_KEY):
            yield Error(
                f"{place} has no CLIENT_ID.",
                hint="Set WIX_CLIENT_ID: npx wix env pull writes it into .env.local, "
                "manage.py wix_sandbox prints one for development.",
                id=CheckId.CLIENT_ID,
            )
        if not settings.CLIENT_SECRET and alias == DEFAULT_SITE:
            yield Warning(
                f"{place} has no CLIENT_SECRET, so elevated calls will not work.",
                hint="Set WIX_CLIENT_SECRET, or silence this check if you never elevate.",
                id=CheckId.CLIENT_SECRET,
            )
        if settings.API_KEY and not settings.SITE_ID and not settings.ACCOUNT_ID:
            yield Warning(
                f"{place} has an API_KEY, but neither SITE_ID nor ACCOUNT_ID: Wix can't tell "
                "what a call with it is about.",
                hint="Set WIX_SITE_ID: it stands behind /dashboard/ in the dashboard's address.",
                id=CheckId.API_KEY_FOR_NOTHING,
            )
        yield from _look_at_public_keys(place, settings)


def _look_at_public_keys(place: str, settings: WixSettings) -> Iterator[CheckMessage]:
    if not settings.CLIENT_PUBLIC_KEY:
        return
    try:
        load_public_keys(settings.CLIENT_PUBLIC_KEY)
    except ConfigurationError as error:
        yield Error(
            f"{place}: {error}",
            hint="One line: base64 of the PEM, or the PEM with \\n for its line ends.",
            id=CheckId.PUBLIC_KEY,
        )


@register_look()
def look_at_encryption_keys() -> Iterator[CheckMessage]:
    """See whether tokens can be sealed, and whether by keys that nobody guesses."""
    if not read_sites():
        return
    try:
        KeyRing(wix_settings.ENCRYPTION_KEYS)
    except ConfigurationError as error:
        yield Error(
            str(error),
            hint="Write the line that manage.py wix_generate_key prints into the environment.",
            id=CheckId.ENCRYPTION_KEYS,
        )
        return
    keys = [parse_key(key) for key in wix_settings.ENCRYPTION_KEYS]
    weak = [str(place) for place, key in enumerate(keys, start=1) if _is_weak(key)]
    if weak:
        yield Warning(
            f"Key {' and '.join(weak)} in ENCRYPTION_KEYS was not drawn at random.",
            hint="Put what manage.py wix_generate_key prints before it, run "
            "manage.py wix_rotate_keys, and take the weak one away.",
            id=CheckId.WEAK_KEY,
        )
    if len(set(keys)) < len(keys):
        yield Warning(
            "ENCRYPTION_KEYS holds the same key twice.",
            hint="While keys are changed it is the new key, then the former one.",
            id=CheckId.KEY_TWICE,
        )


def _is_weak(key: bytes) -> bool:
    """Say whether somebody typed *key*, repeated it, or made it of SECRET_KEY."""
    # Chance makes neither once in a billion years: 32 random bytes have some 30 different ones.
    is_typed = all(32 <= byte < 127 for byte in key)
    of_secret = hashlib.sha256(str(django_settings.SECRET_KEY).encode()).digest()
    return is_typed or len(set(key)) < _FEWEST_BYTES or key == of_secret


@register_look()
def look_at_functions() -> Iterator[CheckMessage]:
    """See whether dotted paths lead to functions."""
    if not read_sites():
        return
    for name in ("SITE_RESOLVER", "SIGN_ON_EMAIL", "LOGIN_CLIENT", "LOGIN_CAPTCHA"):
        value = getattr(wix_settings, name)
        if value and not callable(value) and not _is_function(value):
            yield Error(
                f'WIX_HEADLESS["{name}"] is "{value}", and there is no such function.',
                hint="Write the dotted path of a function, such as shop.wix.find_site.",
                id=CheckId.FUNCTION,
            )


def _is_function(path: str) -> bool:
    try:
        return callable(import_string(path))
    except ImportError:
        return False


@register_look()
def look_at_users() -> Iterator[CheckMessage]:
    """See whether what is said of users and members goes together."""
    sites = read_sites()
    if not sites:
        return
    if wix_settings.SIGN_ON_REQUESTS and not wix_settings.SIGN_ON_EMAIL:
        yield Warning(
            "SIGN_ON_REQUESTS is on, and there is no SIGN_ON_EMAIL: nobody can be signed on.",
            hint="Set SIGN_ON_EMAIL to a function that returns a user's verified address "
            "(docs/external-login.md).",
            id=CheckId.SIGN_ON_REQUESTS,
        )
    if wix_settings.SIGN_ON_EMAIL and not any(site.API_KEY for site in sites.values()):
        yield Warning(
            "SIGN_ON_EMAIL is set, and there is no API_KEY: Wix signs nobody on without one.",
            hint="Set WIX_API_KEY.",
            id=CheckId.SIGN_ON_KEY,
        )
    if wix_settings.LINK_VERIFIED_EMAIL and not _has_email(get_user_model()):
        yield Warning(
            "LINK_VERIFIED_EMAIL is on, and the user model has no e-mail address to compare.",
            hint="Set EMAIL_FIELD on the user model, or switch it off.",
            id=CheckId.LINK_BY_NOTHING,
        )


def _has_email(model: Any) -> bool:
    try:
        model._meta.get_field(model.get_email_field_name())
    except FieldDoesNotExist:
        return False
    return True


def name_place(alias: str) -> str:
    """Return where in the settings a site is described."""
    return "WIX_HEADLESS" if alias == DEFAULT_SITE else f'WIX_HEADLESS["SITES"]["{alias}"]'
