"""``WixTestClient``: Django's test client for the site, and the same person's browser at Wix."""

from __future__ import annotations

from html.parser import HTMLParser
from http import HTTPStatus
from typing import Any, Final
from urllib.parse import parse_qs, urljoin, urlsplit

from django.contrib.auth import SESSION_KEY
from django.test import Client
from django.urls import reverse

from wix_headless.conf import django_settings
from wix_headless.testing.control import TIMEOUT, SandboxControl, SandboxMember, build_session
from wix_headless.testing.sandbox import running_sandbox

#: The seeded member with orders, bookings and a public profile.
DEFAULT_MEMBER: Final = "ada@example.com"


class WixTestClient(Client):
    """
    One person's browser: pages of the site under test, and Wix's own.

    Attributes:
        wix: The session of HTTP that has this person's cookies at Wix.
    """

    def __init__(self, *args: Any, sandbox: SandboxControl | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        self.sandbox: SandboxControl = sandbox or running_sandbox()
        self.wix = build_session()

    def wix_login(self, member: str | SandboxMember = DEFAULT_MEMBER, **query: str) -> Any:
        """
        Log in from beginning to end, by Wix's login page, and return the site's last answer.

        Args:
            member: The address of one whose password the sandbox knows.
            query: What is asked of ``wix:login``, such as ``next``.

        Raises:
            AssertionError: If nobody is logged in afterwards, with what was answered instead.
        """
        if isinstance(member, str):
            member = SandboxMember(member, self.sandbox.password_of(member))
        sent = self.get(reverse("wix:login"), query, secure=self._is_secure)
        if sent.status_code != HTTPStatus.FOUND:
            raise AssertionError(f"wix:login does not lead to Wix: {_describe(sent)}")
        # Wherever this client believes to be: Wix would have to allow it, too.
        self.sandbox.allow_redirects(parse_qs(urlsplit(sent["Location"]).query)["redirectUri"])
        back = self.wix_submit(sent["Location"], email=member.email, password=member.password)
        answer = self.wix_return(back)
        if SESSION_KEY not in self.session:
            raise AssertionError(f"{member.email} is not let in: {_describe(answer)}")
        return answer

    def wix_logout(self) -> Any:
        """Log out here and at Wix, and return the site's last answer."""
        answer = self.post(reverse("wix:logout"), secure=self._is_secure)
        return self.wix_return(self.wix_follow(answer["Location"]))

    def wix_submit(self, url: str, **fields: Any) -> str:
        """
        Open one of Wix's pages, fill in its form and send it, and return where that leads.

        It is an address of the site, as after a login or a checkout, unless Wix goes on to a
        page of its own.

        Raises:
            AssertionError: If there is no such form or field, or Wix finds fault with what was
                filled in.
        """
        if not self._is_of_wix(url):
            raise AssertionError(f"{url} is no address of Wix's.")
        page = self.wix.get(url, timeout=TIMEOUT)
        form = _Form(page.text)
        if not form.names:
            raise AssertionError(f"{urlsplit(page.url).path} at Wix has no form: {_describe(page)}")
        for name in fields.keys() - set(form.names):
            known = ", ".join(form.names)
            raise AssertionError(f"The form at Wix has no field {name}; there are {known}")
        data = form.values | fields
        sent = self.wix.post(page.url, data=data, allow_redirects=False, timeout=TIMEOUT)
        if "Location" not in sent.headers:
            raise AssertionError(f"{urlsplit(page.url).path} at Wix stays: {_describe(sent)}")
        return self.wix_follow(urljoin(page.url, sent.headers["Location"]))

    def wix_return(self, url: str) -> Any:
        """Open the address of the site that one of Wix's pages has led to."""
        parts = urlsplit(url)
        if self._is_of_wix(url):
            raise AssertionError(f"{parts.path} at Wix does not lead back to the site.")
        path = parts._replace(scheme="", netloc="", fragment="").geturl()
        return self.get(path, secure=parts.scheme == "https")

    def wix_follow(self, url: str) -> str:
        """Follow Wix's redirects until they leave it, and return where they lead."""
        while self._is_of_wix(url):
            answer = self.wix.get(url, allow_redirects=False, timeout=TIMEOUT)
            if "Location" not in answer.headers:
                return url
            url = urljoin(url, answer.headers["Location"])
        return url

    def _is_of_wix(self, url: str) -> bool:
        return urlsplit(url).netloc == urlsplit(self.sandbox.origin).netloc

    @property
    def _is_secure(self) -> bool:
        return bool(django_settings.SECURE_SSL_REDIRECT)


class _Form(HTMLParser):
    """Reads what a browser would send if nothing were typed in or chosen."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        #: Of everything that can be sent, the buttons too.
        self.names: list[str] = []
        self._select = self._textarea = self._option = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        name = given.get("name", "")
        if tag == "option" and self._select:
            self._choose(given)
        if tag not in {"input", "select", "textarea", "button"} or not name:
            return
        self.names.append(name)
        if "disabled" in given:
            return
        if tag == "input":
            self._read_input(name, given)
        elif tag == "select":
            self._select = name
        elif tag == "textarea":
            self._textarea, self.values[name] = name, ""

    def _read_input(self, name: str, given: dict[str, str]) -> None:
        kind = given.get("type", "").lower()
        if kind in {"radio", "checkbox"} and "checked" in given:
            self.values[name] = given.get("value", "on")
        elif kind not in {"radio", "checkbox", "submit", "button", "image", "reset", "file"}:
            self.values[name] = given.get("value", "")

    def _choose(self, given: dict[str, str]) -> None:
        """Take an option in, if it is the first one or the chosen one."""
        self._option = ""
        if "disabled" in given or (self._select in self.values and "selected" not in given):
            return
        self.values[self._select] = given.get("value", "")
        self._option = "" if "value" in given else self._select

    def handle_data(self, data: str) -> None:
        if self._textarea:
            self.values[self._textarea] += data
        if self._option:
            self.values[self._option] = data.strip()
            self._option = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        if tag == "select":
            self._select = self._option = ""


def read_form(page: str) -> dict[str, str]:
    """Return what the forms of a page hold: a browser would send it if nothing were changed."""
    return _Form(page).values


def _describe(answer: Any) -> str:
    """Return an answer's status and the beginning of its text, for an error."""
    parser = _Text()
    parser.feed(answer.content.decode(errors="replace"))
    return f"{answer.status_code} {' '.join(' '.join(parser.parts).split())[:400]}"


class _Text(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._tag = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._tag = tag

    def handle_data(self, data: str) -> None:
        if self._tag not in {"script", "style"}:
            self.parts.append(data)
