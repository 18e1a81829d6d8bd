"""Fixtures: the views of this folder, callers, and a cache of each test's own."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.cache import cache
from django.test import AsyncClient, Client

from tests.bearers.callers import Callers, NotedCache
from tests.support.sandbox import Sandbox


@pytest.fixture(autouse=True)
def own_views(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.bearers.urls"
    settings.CACHES = {"default": {"BACKEND": "tests.bearers.callers.NotedCache"}}
    cache.clear()
    NotedCache.kept.clear()


@pytest.fixture
def callers(sandbox: Sandbox, db: None) -> Callers:
    return Callers(sandbox)


@pytest.fixture
def client() -> Client:
    """A client that believes in CSRF."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def async_client() -> AsyncClient:
    return AsyncClient(enforce_csrf_checks=True)
