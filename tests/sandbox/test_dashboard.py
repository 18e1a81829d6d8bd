"""The dashboard's frames, and the signed instance in their addresses."""

from __future__ import annotations

import base64
import hashlib
import hmac
import html
import json
import re
from typing import Any
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest

from tests.sandbox.hearing import deliveries, subscribe
from tests.sandbox.support import Browser, Caller, Form, add
from tests.support.loopback import LoopbackServer, build_answer, find_dead_port
from wix_headless.sandbox.pages import dashboard
from wix_headless.sandbox.server import SandboxServer

PAGE = "http://localhost:8000/settings/?tab=1"


@pytest.fixture
def pages(sandbox: SandboxServer) -> Any:
    """Let the dashboard forget its pages at the end; a reset keeps them."""
    sandbox.state.dashboard_pages.clear()
    yield sandbox.state.dashboard_pages
    sandbox.state.dashboard_pages.clear()


def sign(anybody: Caller, **asked: Any) -> str:
    answer = anybody.post("/_sandbox/instance", asked)
    assert answer.status_code == 200, answer.text
    signed: str = answer.json()["instance"]
    return signed


def read(signed: str) -> dict[str, Any]:
    data = signed.split(".")[1]
    fields: dict[str, Any] = json.loads(base64.urlsafe_b64decode(data + "=" * (-len(data) % 4)))
    return fields


def ask(anybody: Caller, token: str) -> dict[str, Any]:
    answer = anybody.post("/oauth2/token-info", {"token": token})
    assert answer.status_code == 200
    info: dict[str, Any] = answer.json()
    return info


def test_an_instance_is_signed_with_the_apps_secret(anybody: Caller, keys: dict[str, Any]) -> None:
    signature, data = sign(anybody).split(".")

    mac = hmac.digest(keys["client_secret"].encode(), data.encode(), hashlib.sha256)
    assert base64.urlsafe_b64decode(signature + "=") == mac
    fields = read(f".{data}")
    assert fields["instanceId"] == keys["instance_id"]
    assert fields["appDefId"] == keys["client_id"]
    assert fields["permissions"] == "OWNER"
    assert fields["uid"] == fields["siteOwnerId"]


@pytest.mark.parametrize(
    ("asked", "role"),
    [({}, "USER"), ({"role": "member", "member": "ada@example.com"}, "MEMBER"),
     ({"role": "visitor"}, "VISITOR")],
)  # fmt: skip
def test_token_info_says_whose_it_is(
    anybody: Caller, keys: dict[str, Any], asked: dict[str, Any], role: str
) -> None:
    info = ask(anybody, sign(anybody, **asked))

    assert (info["active"], info["subjectType"]) == (True, role)
    assert (info["clientId"], info["instanceId"]) == (keys["client_id"], keys["instance_id"])


def test_one_that_was_changed_or_signed_by_others_is_not_active(anybody: Caller) -> None:
    signed = sign(anybody)
    signature, data = signed.split(".")

    for forged in (
        f"{signature}.{data[:-2]}",
        f"{signature[::-1]}.{data}",
        data,
        sign(anybody, secret="another"),
        sign(anybody, fields={"expirationDate": "soon"}),
    ):
        assert ask(anybody, forged) == {"active": False}


def test_one_is_active_for_four_hours(anybody: Caller) -> None:
    signed = sign(anybody)

    anybody.post("/_sandbox/clock", {"advance": 4 * 3600 + 1})

    assert ask(anybody, signed) == {"active": False}


def test_act_as_makes_tokens_of_others_too(anybody: Caller, keys: dict[str, Any]) -> None:
    theirs = {"client_id": "their-client", "site_id": "their-site", "instance_id": "their-app"}
    answer = anybody.post("/_sandbox/act-as", {"role": "user", "user": "u1", **theirs}).json()

    info = ask(anybody, answer["access_token"])

    assert "refresh_token" not in answer
    assert (info["subjectType"], info["subjectId"]) == ("USER", "u1")
    told = (info["clientId"], info["siteId"], info["instanceId"])
    assert told == ("their-client", "their-site", "their-app")
    caller = Caller(anybody.origin, answer["access_token"])
    assert caller.get("/members/v1/members/my").status_code == 403


def test_a_page_is_framed_with_what_wix_adds(anybody: Caller, pages: list[str]) -> None:
    anybody.post("/_sandbox/dashboard-pages", {"url": PAGE})

    page = anybody.get("/dashboard")

    assert page.headers["X-Frame-Options"] == "DENY"
    found = re.search(r'<iframe[^>]* src="([^"]+)"', page.text)
    assert found
    address = urlsplit(html.unescape(found[1]))
    assert f"{address.scheme}://{address.netloc}{address.path}" == PAGE.partition("?")[0]
    query = parse_qs(address.query)
    assert set(query) == {
        "tab", "instance", "locale", "cacheKiller", "viewMode", "isPublish", "containerProtocol",
        "siteUrl",
    }  # fmt: skip
    assert query["viewMode"] == ["dashboard"]
    assert ask(anybody, query["instance"][0])["subjectType"] == "USER"


def test_what_was_sent_is_listed_and_sent_again(anybody: Caller, browser: Browser) -> None:
    with LoopbackServer(build_answer(status=500), build_answer()) as site:
        subscribe(anybody, site.origin)
        asked = {"type": "wix.ecom.v1.order_approved", "entity_id": "order-1"}
        anybody.post("/_sandbox/events", asked)
        deliveries(anybody)
        page = browser.open(f"{browser.origin}/dashboard/webhooks")
        action = re.search(r'action="([^"]+)"', page.text)
        assert action
        page.url = urljoin(page.url, action[1])

        refused = browser.submit(page, form_token="guessed")
        again = browser.submit(page)

        assert [text in page.text for text in ("order_approved", "order-1", "500,")] == [True] * 3
        assert "waiting" in page.text
        assert refused.status_code == 403
        assert "delivered" in again.text
        assert len(site.requests) == 2


def test_only_the_latest_are_listed(
    anybody: Caller, browser: Browser, sandbox: SandboxServer
) -> None:
    subscribe(anybody, f"http://127.0.0.1:{find_dead_port()}")
    for number in range(dashboard.MOST_SHOWN + 1):
        anybody.post("/_sandbox/events", {"type": "AppRemoved", "entity_id": f"number-{number}."})

    page = browser.open(f"{browser.origin}/dashboard/webhooks").text

    assert "number-1." in page
    assert "number-0." not in page
    assert "1 older ones are not shown" in page


def test_the_first_page_says_what_this_is_and_tells_no_password(
    browser: Browser, keys: dict[str, Any], pages: list[str]
) -> None:
    pages.append(PAGE)

    page = browser.open(f"{browser.origin}/")

    assert page.status_code == 200
    assert browser.origin in page.text
    assert all(one["email"] in page.text for one in keys["members"])
    assert not any(one["password"] in page.text for one in keys["members"])
    links = Form(page.text).links.values()
    assert len(links) == 5
    assert {browser.open(urljoin(page.url, link)).status_code for link in links} == {200}


def test_calls_to_plugins_are_listed(anybody: Caller, visitor: Caller, browser: Browser) -> None:
    url = f"http://127.0.0.1:{find_dead_port()}"
    anybody.post("/_sandbox/plugins", {"type": "ECOM_SHIPPING_RATES", "url": url})
    add(visitor, "harbour-bowl")
    visitor.post("/ecom/v2/carts/current/calculate", {})

    page = browser.open(f"{browser.origin}/dashboard/webhooks")

    assert f"{url}/v1/getRates" in page.text
    assert "ConnectionRefusedError" in page.text


def test_only_pages_that_were_named_are_framed(anybody: Caller, pages: list[str]) -> None:
    assert anybody.get("/dashboard").status_code == 404
    for url in ("http://example.com/", "javascript:alert(1)", "//example.com/"):
        assert anybody.post("/_sandbox/dashboard-pages", {"url": url}).status_code == 400
    assert pages == []
    assert anybody.post("/_sandbox/dashboard-pages", {"url": "https://a.example/"}).json()
    assert anybody.get("/dashboard/1").status_code == 404
