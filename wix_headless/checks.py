"""What ``manage.py check`` says about a project's Wix side, each with the line to write."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from enum import StrEnum
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_backends
from django.core.checks import CheckMessage, Error, Tags, Warning, register  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from django.urls import NoReverseMatch, reverse
from django.utils.module_loading import import_string

from wix_headless.backends import WixMemberBackend
from wix_headless.conf import django_settings, wix_settings
from wix_headless.crypto import KeyRing
from wix_headless.exceptions import ConfigurationError
from wix_headless.middleware import WixMiddleware
from wix_headless.transport import DEFAULT_API_URL

#: Commands that an error here would stop, although they don't speak with Wix.
_SETTING_UP = [["makemigrations"], ["migrate"], ["test"]]


class CheckId(StrEnum):
    """One id for each thing that can be wrong; an id is never used for another thing."""

    SETTINGS = "wix_headless.E001"
    CLIENT_ID = "wix_headless.E002"
    ENCRYPTION_KEYS = "wix_headless.E003"
    MIDDLEWARE_MISSING = "wix_headless.E004"
    MIDDLEWARE_ORDER = "wix_headless.E005"
    BACKEND = "wix_headless.E006"
    URLS = "wix_headless.E007"
    CLIENT_SECRET = "wix_headless.W001"  # noqa: S105 - an id
    SANDBOX = "wix_headless.W002"
    INSECURE_PUBLIC_URL = "wix_headless.W003"


@register(Tags.security)
def check_settings(**_: Any) -> list[CheckMessage]:
    """Check ``WIX_HEADLESS``: what is missing, malformed or unsafe."""
    if _is_setting_up():
        return []
    try:
        client_id = wix_settings.CLIENT_ID
    except ConfigurationError as error:
        return [Error(str(error), id=CheckId.SETTINGS)]
    return [*_check_keys(client_id), *_check_addresses()]


@register(Tags.security)
def check_wiring(**_: Any) -> list[CheckMessage]:
    """Check that middleware, back end and URLs are where they belong."""
    if _is_setting_up():
        return []
    return [*_check_middleware(), *_check_backend(), *_check_urls()]


def _is_setting_up() -> bool:
    """
    Say whether a command runs that has to work with an empty environment.

    Nothing else tells it: the ``databases`` that migrate names come to every check in Django 6.1.
    """
    return sys.argv[1:2] in _SETTING_UP


def _check_keys(client_id: str) -> Iterator[CheckMessage]:
    if not client_id:
        yield Error(
            "WIX_HEADLESS has no CLIENT_ID.",
            hint="Set WIX_CLIENT_ID: npx wix env pull writes it into .env.local, "
            "manage.py wix_sandbox prints one for development.",
            id=CheckId.CLIENT_ID,
        )
    if not wix_settings.CLIENT_SECRET:
        yield Warning(
            "WIX_HEADLESS has no CLIENT_SECRET, so elevated calls will not work.",
            hint="Set WIX_CLIENT_SECRET, or silence this check if you never elevate.",
            id=CheckId.CLIENT_SECRET,
        )
    try:
        KeyRing(wix_settings.ENCRYPTION_KEYS)
    except ConfigurationError as error:
        yield Error(
            str(error),
            hint="Write the line that manage.py wix_generate_key prints into the environment.",
            id=CheckId.ENCRYPTION_KEYS,
        )


def _check_addresses() -> Iterator[CheckMessage]:
    if django_settings.DEBUG:
        return
    if wix_settings.API_URL != DEFAULT_API_URL:
        yield Warning(
            f"API_URL is {wix_settings.API_URL}, and DEBUG is off: this site speaks with a "
            "sandbox instead of Wix.",
            hint="Unset WIX_API_URL.",
            id=CheckId.SANDBOX,
        )
    if urlsplit(wix_settings.PUBLIC_URL).scheme == "http":
        yield Warning(
            "PUBLIC_URL is an http address: the codes of logins come back unencrypted.",
            hint="Set WIX_PUBLIC_URL to the site's https address.",
            id=CheckId.INSECURE_PUBLIC_URL,
        )


def _check_middleware() -> Iterator[CheckMessage]:
    classes = [_import(path) for path in django_settings.MIDDLEWARE]
    ours = _find(classes, WixMiddleware)
    if ours is None:
        yield Error(
            "WixMiddleware is not in MIDDLEWARE, so there is no request.wix.",
            hint="Add 'wix_headless.middleware.WixMiddleware' behind "
            "'django.contrib.auth.middleware.AuthenticationMiddleware'.",
            id=CheckId.MIDDLEWARE_MISSING,
        )
        return
    authentication = _find(
        classes, _import("django.contrib.auth.middleware.AuthenticationMiddleware")
    )
    if authentication is None or authentication > ours:
        yield Error(
            "WixMiddleware comes before AuthenticationMiddleware in MIDDLEWARE.",
            hint="Move 'wix_headless.middleware.WixMiddleware' behind it.",
            id=CheckId.MIDDLEWARE_ORDER,
        )


def _check_backend() -> Iterator[CheckMessage]:
    try:
        backends = get_backends()
    except ImproperlyConfigured:
        # Django says so itself.
        return
    if not any(isinstance(backend, WixMemberBackend) for backend in backends):
        yield Error(
            "WixMemberBackend is not in AUTHENTICATION_BACKENDS, so members can't log in.",
            hint="Put 'wix_headless.backends.WixMemberBackend' first in AUTHENTICATION_BACKENDS.",
            id=CheckId.BACKEND,
        )


def _check_urls() -> Iterator[CheckMessage]:
    try:
        reverse("wix:callback")
    except NoReverseMatch:
        yield Error(
            "wix_headless.urls is not included, so there is no login.",
            hint='Add path("wix/", include("wix_headless.urls")) to urlpatterns.',
            id=CheckId.URLS,
        )


def _import(path: str) -> Any:
    try:
        return import_string(path)
    except ImportError:
        # Django fails on it by itself, and says more.
        return None


def _find(classes: list[Any], wanted: Any) -> int | None:
    """Return the place of *wanted* or of a subclass of it."""
    matching = (
        place
        for place, found in enumerate(classes)
        if isinstance(found, type) and issubclass(found, wanted)
    )
    return next(matching, None)
