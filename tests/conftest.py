"""Fixtures: a sandbox for the whole run, reset for each test, and browsers that visit it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from django.test import TransactionTestCase

from tests.support.browser import Browser
from tests.support.sandbox import CALLBACK, Sandbox
from wix_headless.sandbox.server import SandboxServer

#: What is also tried with the real Wix.
CONTRACT = Path(__file__).parent / "contract"

# How long an example takes says something about the machine, and nothing about the code.
patient = hypothesis.settings(
    deadline=None, suppress_health_check=[hypothesis.HealthCheck.too_slow]
)
hypothesis.settings.register_profile("normal", patient, max_examples=500)
hypothesis.settings.register_profile("thorough", patient, max_examples=10_000)
hypothesis.settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "normal"))


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--examples", type=int, metavar="N", help="how many examples each property is tried with"
    )
    parser.addoption(
        "--database-only", action="store_true", help="leave out what uses no DATABASE_URL"
    )
    parser.addoption(
        "--live",
        action="store_true",
        help="try what is built on with the real Wix, with the keys of .env.local",
    )


def pytest_configure(config: pytest.Config) -> None:
    asked: int | None = config.getoption("--examples")
    if asked is not None:
        hypothesis.settings.register_profile("asked", patient, max_examples=asked)
        hypothesis.settings.load_profile("asked")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave out what was not asked for, and let nobody else out of this machine."""
    if config.getoption("--live"):
        _keep(config, items, lambda item: CONTRACT in item.path.parents)
        for item in items:
            item.add_marker(pytest.mark.enable_socket)
    if config.getoption("--database-only"):
        _keep(config, items, _uses_the_database)


def _keep(
    config: pytest.Config, items: list[pytest.Item], is_wanted: Callable[[pytest.Item], bool]
) -> None:
    config.hook.pytest_deselected(items=[item for item in items if not is_wanted(item)])
    items[:] = [item for item in items if is_wanted(item)]


def _uses_the_database(item: pytest.Item) -> bool:
    # Who asks for none of these is refused by pytest-django. A "project" is a server of its own.
    if {"db", "transactional_db", "project"}.intersection(getattr(item, "fixturenames", ())):
        return True
    if item.get_closest_marker("django_db") is not None:
        return True
    return issubclass(getattr(item, "cls", None) or object, TransactionTestCase)


@pytest.fixture(scope="session")
def sandbox_server() -> Iterator[Sandbox]:
    server = SandboxServer(allow_redirects=[CALLBACK]).start()
    yield Sandbox(server)
    server.stop()


@pytest.fixture
def sandbox(sandbox_server: Sandbox, settings: Any) -> Sandbox:
    """A fresh sandbox, which the settings point to."""
    sandbox_server.reset()
    sandbox_server.forget_requests()
    settings.WIX_HEADLESS = settings.WIX_HEADLESS | sandbox_server.settings()
    return sandbox_server


@pytest.fixture
def new_browser(sandbox: Sandbox, db: None) -> Callable[..., Browser]:
    """Make browsers of different people."""
    return lambda **client: Browser(sandbox, **client)


@pytest.fixture
def browser(new_browser: Callable[..., Browser]) -> Browser:
    return new_browser()
