"""Fixtures: people at the own login page, a fresh count of tries, and what Wix has mailed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.support.browser import Browser
from tests.support.sandbox import Sandbox
from wix_headless.own_login import limiter
from wix_headless.testing.clients import read_form

ADA = "ada@example.com"
NEW = "new@example.com"
PASSWORD = "clay, paper and ink"


class Visitor(Browser):
    """Somebody at the own login page."""

    def post(self, page: str, values: dict[str, Any] | None = None, **more: Any) -> Any:
        return self.site.post(f"/members/{page}/", values or {}, **more)

    def type_in(self, email: str = ADA, password: str | None = None, **more: Any) -> Any:
        """Send the login form, and return the site's answer."""
        password = self.sandbox.password_of(email) if password is None else password
        return self.post("login", {"email": email, "password": password, **more})

    def register(self, email: str = NEW, password: str = PASSWORD, **more: Any) -> Any:
        return self.post("register", {"email": email, "password": password, **more})

    def go_through_wix(self, answer: Any) -> Any:
        """Follow the site's answer to Wix and back, and return what its callback says."""
        assert answer.status_code == 302, (answer.status_code, answer.content)
        assert answer["Location"].startswith(self.sandbox.origin), answer["Location"]
        return self.come_back(self.follow(answer["Location"]))

    @property
    def who(self) -> dict[str, Any]:
        found: dict[str, Any] = self.get("/role/").json()
        return found

    def form(self, page: str) -> dict[str, str]:
        return read_form(self.get(f"/members/{page}/").content.decode())


@pytest.fixture(autouse=True)
def _own_login(settings: Any) -> None:
    settings.ROOT_URLCONF = "tests.own_login.urls"
    limiter.forget_counts()


@pytest.fixture
def new_visitor(sandbox: Sandbox, db: None) -> Callable[..., Visitor]:
    return lambda **client: Visitor(sandbox, **client)


@pytest.fixture
def visitor(new_visitor: Callable[..., Visitor]) -> Visitor:
    return new_visitor()


@pytest.fixture
def mails(sandbox: Sandbox) -> Callable[[], list[dict[str, str]]]:
    """Return what Wix has sent so far."""
    return lambda: sandbox.control("mails", "GET")["mails"]


@pytest.fixture
def change(settings: Any) -> Callable[..., None]:
    """Change some of ``WIX_HEADLESS``."""

    def change(**values: Any) -> None:
        settings.WIX_HEADLESS = settings.WIX_HEADLESS | values

    return change
