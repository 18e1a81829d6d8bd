"""Where ours has to be in a project: middleware, back end, URLs, templates; and its clock."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from django.contrib.auth import get_backends
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004
from django.core.exceptions import ImproperlyConfigured
from django.shortcuts import resolve_url
from django.template import TemplateDoesNotExist
from django.template.loader import get_template
from django.urls import NoReverseMatch, get_script_prefix, is_valid_path, reverse
from django.utils import translation
from django.utils.module_loading import import_string

from wix_headless.backends import WixMemberBackend
from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import has_urls, register_look
from wix_headless.conf import django_settings
from wix_headless.middleware import WixMiddleware


@register_look()
def look_at_wiring() -> Iterator[CheckMessage]:
    """See that middleware and back end are where they belong."""
    yield from _check_middleware()
    yield from _check_backend()


@register_look()
def look_at_urls() -> Iterator[CheckMessage]:
    """See that our URLs are there, once, and that logins begin and end somewhere."""
    if not has_urls():
        return
    try:
        reverse("wix:callback")
    except NoReverseMatch:
        yield Error(
            "wix_headless.urls is not included, so there is no login.",
            hint='Add path("wix/", include("wix_headless.urls")) to urlpatterns.',
            id=CheckId.URLS,
        )
        return
    yield from _check_languages()
    yield from _check_targets()


@register_look()
def look_at_templates() -> Iterator[CheckMessage]:
    """See that our pages can be shown, which most people never see until a login fails."""
    try:
        get_template("wix_headless/problem.html")
    except (TemplateDoesNotExist, ImproperlyConfigured):
        yield Warning(
            "No engine in TEMPLATES finds wix_headless/problem.html: a login that fails would "
            "be an error 500.",
            hint='Set "APP_DIRS": True for django.template.backends.django.DjangoTemplates.',
            id=CheckId.TEMPLATES,
        )


@register_look()
def look_at_time_zones() -> Iterator[CheckMessage]:
    """See that a time means one moment, wherever it comes from."""
    if not django_settings.USE_TZ:
        yield Warning(
            "USE_TZ is off: SQLite and MariaDB refuse the times of Wix's events, so that none "
            "comes in, and the times of tokens are not those of the database's clock.",
            hint="Set USE_TZ = True, which is Django's default.",
            id=CheckId.TIME_ZONES,
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


def _check_languages() -> Iterator[CheckMessage]:
    if not django_settings.USE_I18N:
        return
    paths = set()
    for code, _ in django_settings.LANGUAGES:
        with translation.override(code):
            paths.add(reverse("wix:callback"))
    if len(paths) > 1:
        yield Warning(
            f"wix_headless.urls stands within i18n_patterns: there are {len(paths)} callbacks, "
            "and Wix compares all of the address.",
            hint="Include wix_headless.urls outside of i18n_patterns.",
            id=CheckId.CALLBACK_BY_LANGUAGE,
        )


def _check_targets() -> Iterator[CheckMessage]:
    if _leads_nowhere(django_settings.LOGIN_URL):
        yield Warning(
            f'LOGIN_URL is "{django_settings.LOGIN_URL}", and there is no such page.',
            hint='Set LOGIN_URL = "wix:login", and login_required leads to Wix\'s login.',
            id=CheckId.LOGIN_URL,
        )
    if _leads_nowhere(django_settings.LOGIN_REDIRECT_URL):
        yield Warning(
            f'LOGIN_REDIRECT_URL is "{django_settings.LOGIN_REDIRECT_URL}", and there is no such '
            "page: a login that came from nowhere in particular ends in 404.",
            hint='Set LOGIN_REDIRECT_URL = "/", or to the name of a page.',
            id=CheckId.LOGIN_REDIRECT_URL,
        )


def _leads_nowhere(to: Any) -> bool:
    """Say whether *to*, a name or an address, is meant for this site, which has no such page."""
    # In one language from first to last, whichever is active: addresses may begin with it.
    language = django_settings.LANGUAGE_CODE
    with translation.override(language):
        try:
            url = str(resolve_url(to))
        except NoReverseMatch:
            return True
        if not url.startswith("/") or url.startswith("//"):
            return False
        path = "/" + urlsplit(url).path.removeprefix(get_script_prefix()).lstrip("/")
        # Django's own middleware adds the slash and the language.
        ways = (path, f"{path}/", f"/{language}{path}", f"/{language}{path}/")
        return not any(is_valid_path(way) for way in ways)


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
