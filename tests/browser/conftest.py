"""Fixtures: the demo as `make demo` runs it, Debian's chromium, and people who use both."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from example_project.local import BASE_DIR
from tests.browser.people import Person, Wix
from tests.browser.pictures import pytest_addoption, show
from tests.example.running import Demo, copy_site

__all__ = ["pytest_addoption", "show"]  # for pytest, which looks for them here

#: Set by `make test-browser`: there, what is missing is an error.
REQUIRED = "REQUIRE_BROWSER" in os.environ

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def missing(what: str) -> None:
    reason = f"{what} is missing: `make test-browser` says what it needs"
    if REQUIRED:
        pytest.fail(reason)
    pytest.skip(reason)


@pytest.fixture(scope="package")
def chromium() -> Iterator[Any]:
    """The browser; the package's only, as its event loop would be in the way of other tests."""
    if importlib.util.find_spec("playwright") is None:
        missing("playwright")
    path = shutil.which("chromium") or shutil.which("chromium-browser")
    if path is None:
        missing("chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


def copy_demo(folder: Path) -> Path:
    """Copy the site, and the package: runserver would start anew whenever somebody edits it."""
    site = copy_site(folder)
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(BASE_DIR / "wix_headless", site / "wix_headless", ignore=without)
    return site


@pytest.fixture(scope="package")
def demo(chromium: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with Demo(copy_demo(tmp_path_factory.mktemp("site"))) as running:
        yield running


@pytest.fixture
def wix(demo: Demo) -> Wix:
    """The sandbox, as fresh as the demo's first second."""
    wix = Wix(demo)
    wix.control("reset")
    return wix


@pytest.fixture
def new_person(chromium: Any, demo: Demo, wix: Wix) -> Iterator[Callable[..., Person]]:
    """Make people with a browser of their own each; at the end, none may have seen a failure."""
    people: list[Person] = []

    def make(**options: Any) -> Person:
        people.append(Person(chromium.new_context(**options), demo, wix))
        return people[-1]

    yield make
    for person in people:
        person.context.close()
    assert [trouble for person in people for trouble in person.troubles] == []


@pytest.fixture
def person(new_person: Callable[..., Person]) -> Person:
    return new_person()
