"""What is found where several processes serve the world."""

from __future__ import annotations

import pytest
from django.core.checks import ERROR, WARNING

from tests.checks import urls
from wix_headless.checks import CheckId

SESSIONS = "django.contrib.sessions.backends."
CACHES = "django.core.cache.backends."
LOCMEM, DUMMY, REDIS = (
    f"{CACHES}locmem.LocMemCache",
    f"{CACHES}dummy.DummyCache",
    f"{CACHES}redis.RedisCache",
)


@pytest.fixture(autouse=True)
def served(sound, change, monkeypatch):
    """A project that is served as it should be."""
    monkeypatch.delenv("WEB_CONCURRENCY", raising=False)
    change(PUBLIC_URL="https://shop.example.com")
    sound.ROOT_URLCONF = urls.Framed
    sound.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1"}}
    return sound


def test_a_served_project_has_nothing_to_hear(find):
    assert find(include_deployment_checks=True) == []


def test_e012_sessions_that_are_nowhere(sound, find_one, find):
    sound.SESSION_ENGINE = f"{SESSIONS}cache"
    sound.SESSION_CACHE_ALIAS = "sessions"
    sound.CACHES |= {"sessions": {"BACKEND": DUMMY}}

    assert find_one(CheckId.SESSIONS_NOWHERE).level == ERROR
    # There the database has them, too.
    sound.SESSION_ENGINE = f"{SESSIONS}cached_db"
    assert find() == []


def test_w020_sessions_in_signed_cookies(sound, find, find_at_deployment):
    sound.SESSION_ENGINE = f"{SESSIONS}signed_cookies"

    (found,) = find_at_deployment()

    assert (found.id, found.level) == (CheckId.SIGNED_COOKIES, WARNING)
    assert find() == []


@pytest.mark.parametrize("backend", [LOCMEM, DUMMY])
def test_w021_a_cache_of_each_process(sound, find, find_at_deployment, monkeypatch, backend):
    sound.CACHES = {"default": {"BACKEND": backend}}

    (found,) = find_at_deployment()

    assert (found.id, found.level) == (CheckId.PRIVATE_CACHE, WARNING)
    assert find() == []
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    assert find_at_deployment() == []


def test_w022_sessions_of_each_process(sound, find_at_deployment, monkeypatch):
    sound.SESSION_ENGINE = f"{SESSIONS}cache"
    sound.SESSION_CACHE_ALIAS = "sessions"
    sound.CACHES |= {"sessions": {"BACKEND": LOCMEM}}

    assert [found.id for found in find_at_deployment()] == [CheckId.PRIVATE_SESSIONS]
    monkeypatch.setenv("WEB_CONCURRENCY", "1")
    assert find_at_deployment() == []


def test_w023_a_scheme_that_django_can_not_know(sound, change, find_at_deployment):
    change(PUBLIC_URL="")

    assert [found.id for found in find_at_deployment()] == [CheckId.UNKNOWN_SCHEME]
    sound.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert find_at_deployment() == []
