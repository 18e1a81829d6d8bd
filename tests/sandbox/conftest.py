"""Fixtures: one sandbox for all tests, fresh for each, and everybody who may call it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.sandbox.support import CALLBACK, Browser, Caller, act_as, new_visitor
from wix_headless.sandbox.server import SandboxServer


@pytest.fixture(scope="session")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(allow_redirects=[CALLBACK]) as server:
        yield server


@pytest.fixture(autouse=True)
def fresh(sandbox: SandboxServer) -> None:
    """Give each test a sandbox that nobody touched."""
    sandbox.state.reset()


@pytest.fixture
def keys(sandbox: SandboxServer) -> dict[str, Any]:
    return sandbox.credentials


@pytest.fixture
def anybody(sandbox: SandboxServer) -> Caller:
    return Caller(sandbox.origin)


@pytest.fixture
def visitor(anybody: Caller, keys: dict[str, Any]) -> Caller:
    return new_visitor(anybody, keys["client_id"])


@pytest.fixture
def member(anybody: Caller) -> Caller:
    return act_as(anybody, "ada@example.com")


@pytest.fixture
def other_member(anybody: Caller) -> Caller:
    return act_as(anybody, "ben@example.com")


@pytest.fixture
def app(anybody: Caller, keys: dict[str, Any]) -> Caller:
    fields = {
        "grant_type": "client_credentials",
        "client_id": keys["client_id"],
        "client_secret": keys["client_secret"],
        "instance_id": keys["instance_id"],
    }
    token = anybody.post("/oauth2/token", fields).json()["access_token"]
    return Caller(anybody.origin, token)


@pytest.fixture
def admin(anybody: Caller, keys: dict[str, Any]) -> Caller:
    return Caller(anybody.origin, keys["api_key"], **{"wix-site-id": keys["site_id"]})


@pytest.fixture
def browser(sandbox: SandboxServer) -> Browser:
    return Browser(sandbox.origin)


@pytest.fixture
def ada(keys: dict[str, Any]) -> dict[str, str]:
    """Return what Ada types into the login form."""
    found: dict[str, str] = next(m for m in keys["members"] if m["email"] == "ada@example.com")
    return found
