"""What these tests speak through: callers, a browser, a login, short ways to say things."""

from __future__ import annotations

import base64
import hashlib
import secrets
from html.parser import HTMLParser
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

CALLBACK = "http://localhost:8000/wix/callback/"
STORES = "215238eb-22a5-4c36-9e7b-e7c08025e04e"


class Caller:
    """Somebody who speaks to the sandbox, with a token or without."""

    def __init__(self, origin: str, token: str = "", **headers: str) -> None:
        self.origin = origin
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.headers.update(headers)
        if token:
            self.session.headers["Authorization"] = token
        self.token = token

    def call(self, verb: str, path: str, json: Any = None, **options: Any) -> requests.Response:
        return self.session.request(verb, self.origin + path, json=json, timeout=10, **options)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.call("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> requests.Response:
        return self.call("POST", path, json, **options)

    def patch(self, path: str, json: Any = None) -> requests.Response:
        return self.call("PATCH", path, json)

    def delete(self, path: str) -> requests.Response:
        return self.call("DELETE", path)


class Form(HTMLParser):
    """The inputs of a page's form, as a browser would send them back."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}
        self.links: dict[str, str] = {}
        self._href = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        unchecked = given.get("type") == "radio" and "checked" not in given
        if tag in ("input", "textarea") and given.get("name") and not unchecked:
            self.fields[str(given["name"])] = given.get("value") or ""
        self._href = str(given.get("href", "")) if tag == "a" else self._href

    def handle_data(self, data: str) -> None:
        if self._href and data.strip():
            self.links[data.strip()] = self._href
            self._href = ""


class Browser:
    """A browser: it keeps cookies, and follows redirects as long as they stay in the sandbox."""

    def __init__(self, origin: str) -> None:
        self.origin = origin
        self.session = requests.Session()
        self.session.trust_env = False

    def open(self, url: str) -> requests.Response:
        return self._follow(self.session.get(url, allow_redirects=False, timeout=10))

    def submit(self, page: requests.Response, **changes: str) -> requests.Response:
        fields = Form(page.text).fields | changes
        answer = self.session.post(page.url, data=fields, allow_redirects=False, timeout=10)
        return self._follow(answer)

    def click(self, page: requests.Response, text: str) -> requests.Response:
        return self.open(requests.compat.urljoin(page.url, Form(page.text).links[text]))

    def _follow(self, answer: requests.Response) -> requests.Response:
        while answer.is_redirect:
            target = requests.compat.urljoin(answer.url, answer.headers["Location"])
            if not target.startswith(self.origin + "/"):
                return answer
            answer = self.session.get(target, allow_redirects=False, timeout=10)
        return answer


class Login:
    """A login that a site starts: verifier, state, and the redirect session."""

    def __init__(self, caller: Caller, client_id: str, **changes: Any) -> None:
        self.client_id = client_id
        self.verifier = secrets.token_urlsafe(48)
        self.state = secrets.token_urlsafe(16)
        digest = hashlib.sha256(self.verifier.encode()).digest()
        auth = {
            "redirectUri": CALLBACK,
            "clientId": client_id,
            "codeChallenge": base64.urlsafe_b64encode(digest).rstrip(b"=").decode(),
            "codeChallengeMethod": "S256",
            "responseMode": "query",
            "responseType": "code",
            "scope": "offline_access",
            "state": self.state,
        }
        prompt = changes.pop("prompt", "login")
        auth |= changes
        request = {"auth": {"authRequest": auth, "prompt": prompt}}
        self.answer = caller.post("/headless/v1/redirect-session", request)

    @property
    def url(self) -> str:
        assert self.answer.status_code == 200, self.answer.text
        return str(self.answer.json()["redirectSession"]["fullUrl"])

    def exchange(self, caller: Caller, code: str, /, **changes: str) -> requests.Response:
        fields = {
            "clientId": self.client_id,
            "grantType": "authorization_code",
            "redirectUri": CALLBACK,
            "code": code,
            "codeVerifier": self.verifier,
        }
        return caller.post("/oauth2/token", fields | changes)


def query_of(answer: requests.Response) -> dict[str, str]:
    """Return what a redirect back to the site says."""
    assert answer.status_code == 302, answer.text
    location = answer.headers["Location"]
    assert location.startswith("http://localhost:8000/"), location
    return {name: values[0] for name, values in parse_qs(urlsplit(location).query).items()}


def new_visitor(anybody: Caller, client_id: str) -> Caller:
    answer = anybody.post("/oauth2/token", {"clientId": client_id, "grantType": "anonymous"})
    assert answer.status_code == 200, answer.text
    return Caller(anybody.origin, answer.json()["access_token"])


def act_as(anybody: Caller, email: str) -> Caller:
    answer = anybody.post("/_sandbox/act-as", {"member": email})
    assert answer.status_code == 200, answer.text
    return Caller(anybody.origin, answer.json()["access_token"])


def product(caller: Caller, slug: str) -> dict[str, Any]:
    fields = ["VARIANT_OPTION_CHOICE_NAMES", "CURRENCY"]
    answer = caller.get(f"/stores/v3/products/slug/{slug}", params={"fields": fields})
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.json()["product"]
    return found


def catalog_item(
    caller: Caller, slug: str, quantity: int = 1, choice: str | None = None
) -> dict[str, Any]:
    """Return what adds a product to a cart."""
    found = product(caller, slug)
    reference: dict[str, Any] = {"appId": STORES, "catalogItemId": found["id"]}
    for variant in found["variantsInfo"]["variants"]:
        if choice and variant["choices"][0]["optionChoiceNames"]["choiceName"] == choice:
            reference["options"] = {"variantId": variant["id"]}
    return {"catalogReference": reference, "quantity": quantity}


def add(
    caller: Caller, slug: str, quantity: int = 1, choice: str | None = None
) -> requests.Response:
    items = [catalog_item(caller, slug, quantity, choice)]
    return caller.post("/ecom/v2/carts/current/add-line-items", {"catalogItems": items})


def code_of(answer: requests.Response) -> str:
    """Return the application error's code."""
    found: str = answer.json()["details"]["applicationError"]["code"]
    return found


def violation_of(answer: requests.Response) -> dict[str, Any]:
    """Return the first field violation."""
    assert answer.status_code == 400, answer.text
    violations = answer.json()["details"]["validationError"]["fieldViolations"]
    assert len(violations) == 1
    found: dict[str, Any] = violations[0]
    return found


def redirect_url(caller: Caller, intent: dict[str, Any], **callbacks: str) -> str:
    """Return the full URL of a redirect session."""
    answer = caller.post("/headless/v1/redirect-session", intent | {"callbacks": callbacks})
    assert answer.status_code == 200, answer.text
    return str(answer.json()["redirectSession"]["fullUrl"])
