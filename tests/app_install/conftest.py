"""Fixtures: an app that others install, and owners of Wix sites who do."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from django.core.cache import cache

from tests.app_install.owners import BICYCLE, agree
from tests.support.browser import Browser
from tests.support.sandbox import Sandbox


class Owner:
    """The owner of a Wix site, at a browser."""

    def __init__(self, browser: Browser) -> None:
        self.browser = browser
        self.site = browser.site

    def begin(self, **query: str) -> str:
        """Ask for the installation, and return Wix's address for it."""
        answer = self.site.get("/wix-app/install/", query)
        assert answer.status_code == 302, (answer.status_code, answer.content)
        return str(answer["Location"])

    def agree(self, url: str, site: str = BICYCLE) -> str:
        """Agree on Wix's page, and return the address that it sends the browser to."""
        return agree(self.browser.wix, url, site)

    def install(self, site: str = BICYCLE, **query: str) -> Any:
        """Install the app from beginning to end, and return the project's last answer."""
        return self.browser.come_back(self.agree(self.begin(**query), site))


@pytest.fixture(autouse=True)
def app_urls(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.app_install.urls"
    cache.clear()


@pytest.fixture
def new_owner(new_browser: Callable[..., Browser]) -> Callable[..., Owner]:
    return lambda **client: Owner(new_browser(**client))


@pytest.fixture
def owner(new_owner: Callable[..., Owner]) -> Owner:
    return new_owner()


@pytest.fixture
def elsewhere(sandbox: Sandbox) -> dict[str, Any]:
    """Return an installation on somebody else's site, of which this project does not know."""
    return sandbox.control("installations", site="Tall Ship Inn")


def read_query(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))
