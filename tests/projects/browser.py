"""A browser over HTTP that knows which site sent it somewhere, and so obeys SameSite."""

from __future__ import annotations

import html
import re
from concurrent.futures import ThreadPoolExecutor
from http.cookiejar import Cookie, DefaultCookiePolicy
from typing import Any, Self
from urllib.parse import urljoin, urlsplit

import requests
from requests.cookies import get_cookie_header

from tests.support.sandbox import Sandbox
from wix_headless.testing.clients import read_form

PATIENCE_SECONDS = 120
MOST_HOPS = 12
REFRESH = re.compile(r'<meta http-equiv="refresh" content="0;url=([^"]*)"')


class SameSitePolicy(DefaultCookiePolicy):
    """Keeps strict cookies back while another site sends the browser here."""

    is_from_elsewhere = False

    def return_ok(self, cookie: Cookie, request: Any) -> bool:
        is_strict = cookie.get_nonstandard_attr("SameSite") == "Strict"
        return not (is_strict and self.is_from_elsewhere) and super().return_ok(cookie, request)


class _Http(requests.Session):
    """Asks the jar's policy for each request; requests itself copies the jar without it."""

    def prepare_request(self, request: requests.Request) -> requests.PreparedRequest:
        prepared = super().prepare_request(request)
        prepared.headers.pop("Cookie", None)
        cookies = get_cookie_header(self.cookies, prepared)
        if cookies:
            prepared.headers["Cookie"] = cookies
        return prepared


class Browser:
    """One person's browser: one page at a time, and cookies of every site."""

    def __init__(self, origin: str, sandbox: Sandbox, *, verify: str | None) -> None:
        self.origin = origin
        self.sandbox = sandbox
        self.page: Any = None
        #: Where the browser has been, for whoever wonders how it got here.
        self.trail: list[tuple[int, str]] = []
        self._policy = SameSitePolicy()
        self._http = _Http()
        self._http.trust_env = False
        self._http.verify = verify or True
        self._http.cookies.set_policy(self._policy)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    def open(self, path: str, **headers: str) -> Any:
        """Type an address of the site into the browser."""
        return self._go("GET", self.origin + path, by="", **headers)

    def follow_link(self, url: str, *, on: str) -> Any:
        """Follow a link that stands on a page of another site."""
        return self._go("GET", urljoin(self.origin, url), by=on)

    def submit(self, path: str = "", **fields: str) -> Any:
        """Send the form of the page that is open, to *path* or to the page itself."""
        here = self.page.url
        data = read_form(self.page.text) | fields
        return self._go("POST", urljoin(here, path), by=here, data=data)

    def fetch(self, path: str) -> Any:
        """Ask for something as a script on the site's own page does."""
        self._policy.is_from_elsewhere = False
        headers = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors"}
        return self._send("GET", self.origin + path, headers)

    def fetch_all_at_once(self, path: str, count: int) -> list[Any]:
        """Ask *count* times at once, every time with the cookies that are there now."""

        def ask(_: int) -> Any:
            with Browser(self.origin, self.sandbox, verify=self._http.verify) as tab:
                tab.keep_cookies(self.cookies)
                return tab.open(path)

        with ThreadPoolExecutor(count) as pool:
            return list(pool.map(ask, range(count)))

    @property
    def cookies(self) -> dict[str, str]:
        """The site's cookies that go to all of its pages."""
        return {cookie.name: cookie.value or "" for cookie in self.cookies_of("localhost")}

    def cookies_of(self, host: str) -> list[Cookie]:
        """Return the cookies of a host, with all that was said about them."""
        return [one for one in self._http.cookies if one.domain.startswith(host)]

    def keep_cookies(self, cookies: dict[str, str]) -> None:
        """Have these cookies of the site, and no others, as whoever stole them would."""
        self._http.cookies.clear()
        for name, value in cookies.items():
            self._http.cookies.set(name, value, domain="localhost.local", path="/")

    def log_in(self, email: str = "ada@example.com", path: str = "/wix/login/") -> Any:
        """Open a page that leads to the login, answer Wix's page, and return the last answer."""
        page = self.open(path)
        assert page.url.startswith(self.sandbox.origin), (page.url, self.trail)
        return self.submit(email=email, password=self.sandbox.password_of(email))

    def log_in_as_staff(self, name: str, password: str) -> Any:
        self.open("/admin/login/")
        return self.submit(username=name, password=password, next="/user/")

    def log_out(self) -> Any:
        self.open("/")
        return self.submit("/wix/logout/")

    def _go(self, verb: str, url: str, *, by: str, data: Any = None, **headers: str) -> Any:
        """Go somewhere, and on from there until a page is shown; *by* is the page that sent us."""
        crossed = False
        for _ in range(MOST_HOPS):
            crossed = crossed or (bool(by) and _site(by) != _site(url))
            self._policy.is_from_elsewhere = crossed
            answer = self._send(verb, url, _navigation(verb, by, crossed) | headers, data)
            self.trail.append((answer.status_code, url))
            target = answer.headers.get("Location")
            refresh = REFRESH.search(answer.text)
            if target is not None and answer.is_redirect:
                # Still the doing of whoever sent the browser on its way, and of all in between.
                by, url = by or url, urljoin(url, target)
            elif refresh:
                by, url, crossed = url, urljoin(url, html.unescape(refresh[1])), False
            else:
                self.page = answer
                return answer
            verb, data = "GET", None
        raise AssertionError(f"This leads nowhere: {self.trail}")

    def _send(self, verb: str, url: str, headers: dict[str, str], data: Any = None) -> Any:
        return self._http.request(
            verb,
            url,
            data=data,
            headers={"Accept": "text/html,*/*;q=0.8"} | headers,
            allow_redirects=False,
            timeout=PATIENCE_SECONDS,
        )


def _navigation(verb: str, by: str, crossed: bool) -> dict[str, str]:
    """Return what a browser says about a change of pages."""
    site = "none" if not by else "cross-site" if crossed else "same-origin"
    headers = {"Sec-Fetch-Site": site, "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document"}
    if verb == "POST":
        headers |= {"Origin": "{0.scheme}://{0.netloc}".format(urlsplit(by)), "Referer": by}
    return headers


def _site(url: str) -> str | None:
    """Return what cookies go by: the host, whatever the port."""
    return urlsplit(url).hostname
