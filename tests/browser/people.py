"""People with a browser each, and the sandbox behind their backs."""

from __future__ import annotations

import re
from typing import Any

import requests

from tests.example.running import Demo

#: Longer than anything here takes; a test waits for a state, and only a broken one so long.
PATIENCE_MILLISECONDS = 30_000


class Wix:
    """The demo's sandbox: its members' passwords, and its control plane."""

    def __init__(self, demo: Demo) -> None:
        self._demo = demo
        self.origin = f"http://127.0.0.1:{demo.sandbox_port}"

    def password_of(self, email: str) -> str:
        return self._demo.find(rf"{re.escape(email)} +(\S+)\n")

    def control(self, path: str, verb: str = "POST", /, **body: Any) -> dict[str, Any]:
        answer = requests.request(
            verb, f"{self.origin}/_sandbox/{path}", json=body or None, timeout=10
        )
        assert answer.status_code == 200, answer.text
        return answer.json()


class Person:
    """Somebody at a browser, which forgets everything with them."""

    def __init__(self, context: Any, demo: Demo, wix: Wix) -> None:
        self.context = context
        self.site = demo.url
        self.wix = wix
        #: What the browser complained of, and what the site failed at.
        self.troubles: list[str] = []
        context.set_default_timeout(PATIENCE_MILLISECONDS)
        context.on("console", self._listen)
        context.on("weberror", lambda error: self.troubles.append(str(error.error)))
        context.on("response", self._look)
        self.page = context.new_page()

    def open(self, path: str, *, page: Any = None) -> Any:
        """Open a page of the site."""
        page = page or self.page
        page.goto(self.site + path)
        return page

    def log_in(self, email: str = "ada@example.com", *, page: Any = None) -> None:
        """Answer Wix's login page, which is open."""
        page = page or self.page
        page.get_by_label("E-mail").fill(email)
        page.get_by_label("Password").fill(self.wix.password_of(email))
        page.get_by_role("button", name="Log in").click()
        page.wait_for_url(f"{self.site}/**")

    def log_in_as_staff(self, demo: Demo) -> None:
        """Answer the admin's login page, which is open."""
        self.page.get_by_label("Username").fill("staff")
        self.page.get_by_label("Password").fill(demo.find(r"staff +(\S+)\n"))
        self.page.get_by_role("button", name="Log in").click()

    def add_to_cart(self, slug: str, *, variant: str = "") -> None:
        self.open(f"/products/{slug}/")
        if variant:
            self.page.locator(".chip", has_text=variant).click()
        self.page.get_by_role("button", name="Add to cart").click()
        self.page.get_by_role("heading", name="Your cart", exact=True).wait_for()

    def choose(self, name: str) -> None:
        """Choose something in the member's menu."""
        self.page.locator("details.member summary").click()
        drawer = self.page.locator(".drawer")
        drawer.get_by_role("link", name=name).or_(drawer.get_by_role("button", name=name)).click()

    def headings(self) -> list[str]:
        return self.page.get_by_role("heading").all_inner_texts()

    def _listen(self, message: Any) -> None:
        if message.type in {"error", "warning"} and "status of 4" not in message.text:
            self.troubles.append(message.text)

    def _look(self, response: Any) -> None:
        if response.status >= 500:
            self.troubles.append(f"{response.status} {response.url}")
