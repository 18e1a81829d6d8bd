"""What is right in development, and not where several processes serve the world."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

from django.core.cache import DEFAULT_CACHE_ALIAS
from django.core.checks import CheckMessage, Error, Warning  # noqa: A004

from wix_headless.checks.credentials import name_place
from wix_headless.checks.ids import CheckId
from wix_headless.checks.occasions import read_sites, register_look
from wix_headless.conf import django_settings
from wix_headless.doctor.project import PRIVATE_CACHES, count_workers

_SESSIONS: Final = "django.contrib.sessions.backends."


@register_look()
def look_at_sessions() -> Iterator[CheckMessage]:
    """See whether sessions are kept at all."""
    if _is_engine("cache") and _find_cache(_session_cache()) == "DummyCache":
        yield Error(
            "Sessions are in a DummyCache, which keeps nothing: nobody stays logged in.",
            hint="Leave SESSION_ENGINE out, or set SESSION_CACHE_ALIAS to a cache that keeps.",
            id=CheckId.SESSIONS_NOWHERE,
        )


@register_look(deploy=True)
def look_at_sessions_of_many() -> Iterator[CheckMessage]:
    """See whether sessions can be ended, and found again by another process."""
    if _is_engine("signed_cookies"):
        yield Warning(
            "Sessions are in signed cookies, which no server can end: whoever has copied a cookie "
            "goes on being that visitor here, and finds their Wix tokens until these end.",
            hint="Leave SESSION_ENGINE out, or set it to django.contrib.sessions.backends.db, "
            "cached_db or cache.",
            id=CheckId.SIGNED_COOKIES,
        )
    if _is_engine("cache") and _find_cache(_session_cache()) == "LocMemCache" and _are_many():
        yield Warning(
            "Sessions are in a LocMemCache, and each process has its own: who is logged in with "
            "one is not with the next.",
            hint="Set SESSION_ENGINE to django.contrib.sessions.backends.db, or the cache to one "
            "that all processes share.",
            id=CheckId.PRIVATE_SESSIONS,
        )


@register_look(deploy=True)
def look_at_cache() -> Iterator[CheckMessage]:
    """See whether what is cached, limited and counted is so for all processes."""
    backend = _find_cache(DEFAULT_CACHE_ALIAS)
    if backend in PRIVATE_CACHES and _are_many():
        yield Warning(
            f"The default cache is {backend}, and {PRIVATE_CACHES[backend]}: each process asks "
            "Wix for what another has been told, and counts its own calls only.",
            hint='Set CACHES["default"] to one that all processes share, such as '
            "django.core.cache.backends.redis.RedisCache. With one process only, say "
            "WEB_CONCURRENCY=1.",
            id=CheckId.PRIVATE_CACHE,
        )


@register_look(deploy=True)
def look_at_scheme() -> Iterator[CheckMessage]:
    """See whether Django can know that browsers see the site by https."""
    if django_settings.SECURE_PROXY_SSL_HEADER:
        return
    for alias, settings in read_sites().items():
        if settings.CLIENT_ID and not settings.PUBLIC_URL:
            yield Warning(
                f"{name_place(alias)} has no PUBLIC_URL, and there is no SECURE_PROXY_SSL_HEADER: "
                "behind a proxy that takes TLS off, logins ask Wix to come back by http, which "
                "it refuses or sends unencrypted.",
                hint="Set WIX_PUBLIC_URL to the site's https address, or SECURE_PROXY_SSL_HEADER; "
                "silence this if the server itself speaks TLS.",
                id=CheckId.UNKNOWN_SCHEME,
            )


def _is_engine(name: str) -> bool:
    return bool(_SESSIONS + name == django_settings.SESSION_ENGINE)


def _session_cache() -> str:
    return str(django_settings.SESSION_CACHE_ALIAS)


def _find_cache(alias: str) -> str:
    """Return the last part of the back end's name; Django itself says if there is no such cache."""
    config: Any = django_settings.CACHES.get(alias, {})
    return str(config.get("BACKEND", "")).rpartition(".")[2]


def _are_many() -> bool:
    return count_workers() != 1
