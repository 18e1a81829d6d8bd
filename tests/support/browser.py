"""A browser that visits both origins: the Django site by its test client, Wix over HTTP."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any
from urllib.parse import urljoin, urlsplit

import requests
from django.test import Client

from tests.support.sandbox import Sandbox

SITE = "http://testserver"


class Browser:
    """One person's browser, with its cookies at both places."""

    def __init__(self, sandbox: Sandbox, **client: Any) -> None:
        self.site = Client(**client)
        self.wix = requests.Session()
        self.sandbox = sandbox

    def get(self, path: str, **more: Any) -> Any:
        return self.site.get(path, **more)

    def start_login(self, **query: Any) -> str:
        """Ask the site for a login, and return Wix's address for it."""
        answer = self.site.get("/wix/login/", query)
        assert answer.status_code == 302, (answer.status_code, answer.content)
        return answer["Location"]

    def answer_at_wix(self, url: str, email: str, password: str | None = None) -> str:
        """Log in on Wix's page, and return the address that it sends the browser to."""
        page = self.wix.get(url, timeout=10)
        password = password or self.sandbox.password_of(email)
        sent = self.wix.post(
            page.url,
            data=read_form(page.text) | {"email": email, "password": password},
            allow_redirects=False,
            timeout=10,
        )
        assert sent.status_code in {302, 303}, sent.text
        return self.follow(urljoin(page.url, sent.headers["Location"]))

    def follow(self, url: str) -> str:
        """Follow Wix's redirects until they leave it, and return where they lead."""
        while urlsplit(url).netloc == urlsplit(self.sandbox.origin).netloc:
            answer = self.wix.get(url, allow_redirects=False, timeout=10)
            if "Location" not in answer.headers:
                return url
            url = urljoin(url, answer.headers["Location"])
        return url

    def come_back(self, url: str) -> Any:
        """Open an address of the site."""
        assert url.startswith(SITE), url
        return self.site.get(url.removeprefix(SITE))

    def log_in(self, email: str = "ada@example.com", **query: Any) -> Any:
        """Log in from beginning to end, and return the site's last answer."""
        return self.come_back(self.answer_at_wix(self.start_login(**query), email))

    def log_out(self) -> Any:
        answer = self.site.post("/wix/logout/")
        return self.come_back(self.follow(answer["Location"]))


class _Inputs(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("name"):
            self.values[given["name"] or ""] = given.get("value") or ""


def read_form(page: str) -> dict[str, str]:
    """Return what the page's inputs hold."""
    parser = _Inputs()
    parser.feed(page)
    return parser.values
