"""A browser that visits both origins: the Django site by its test client, Wix over HTTP."""

from __future__ import annotations

from typing import Any

from tests.support.sandbox import Sandbox
from wix_headless.testing.clients import WixTestClient

SITE = "http://testserver"


class Browser:
    """One person's browser, whose steps are taken one by one; cookies at both places."""

    def __init__(self, sandbox: Sandbox, **client: Any) -> None:
        self.site = WixTestClient(sandbox=sandbox, **client)
        self.wix = self.site.wix
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
        password = password or self.sandbox.password_of(email)
        return self.site.wix_submit(url, email=email, password=password)

    def follow(self, url: str) -> str:
        """Follow Wix's redirects until they leave it, and return where they lead."""
        return self.site.wix_follow(url)

    def come_back(self, url: str) -> Any:
        """Open an address of the site."""
        assert url.startswith(SITE), url
        return self.site.wix_return(url)

    def log_in(self, email: str = "ada@example.com", **query: Any) -> Any:
        """Log in from beginning to end, or as far as one is let, and return the last answer."""
        return self.come_back(self.answer_at_wix(self.start_login(**query), email))

    def log_out(self) -> Any:
        answer = self.site.post("/wix/logout/")
        return self.come_back(self.follow(answer["Location"]))
