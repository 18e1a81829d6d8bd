"""Coming back from one of Wix's pages as a member: one look, no page, no loop."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import User
from django.test import AsyncClient

pytestmark = pytest.mark.django_db(transaction=True)

BACK = {"wixMemberLoggedIn": "true"}


def target(answer):
    """Return where the silent login that *answer* starts will lead."""
    assert answer.status_code == 302, answer.status_code
    url = urlsplit(answer["Location"])
    query = parse_qs(url.query)
    assert (url.path, query["prompt"]) == ("/wix/login/", ["none"])
    return query["next"][0]


@pytest.fixture
def known_at_wix(browser):
    """Ada, whom the browser's session at Wix knows, and this site does not."""
    browser.log_in("ada@example.com")
    browser.site.cookies.clear()
    return browser


def go(browser, path):
    """Follow the redirects through both origins; there may not be many of them."""
    for _ in range(6):
        answer = browser.site.get(path)
        if answer.status_code != 302:
            return path, answer
        url = answer["Location"]
        if url.startswith(browser.sandbox.origin):
            url = browser.follow(url)
        path = url.removeprefix("http://testserver")
    raise AssertionError("it goes round and round")


def test_who_is_known_at_wix_is_logged_in(known_at_wix):
    path, answer = go(known_at_wix, "/role/?orderId=a%26b&wixMemberLoggedIn=true")

    assert path == "/role/?orderId=a%26b"
    assert answer.json()["role"] == "member"


def test_who_is_not_comes_back_as_they_were(browser):
    path, answer = go(browser, "/role/?wixMemberLoggedIn=true")

    assert path == "/role/"
    assert answer.json()["role"] == "visitor"


def test_a_page_that_always_has_the_mark_is_shown_all_the_same(browser):
    """As behind a redirect that adds it again; the second time it is answered."""
    assert target(browser.get("/role/", data=BACK)) == "/role/"

    answer = browser.get("/role/", data=BACK)

    assert answer.status_code == 200


def test_later_it_is_tried_again(browser):
    answer = browser.get("/role/", data=BACK)
    assert 0 < answer.cookies["wix_silent"]["max-age"] <= 60
    del browser.site.cookies["wix_silent"]

    assert target(browser.get("/role/", data=BACK)) == "/role/"


@pytest.mark.parametrize(
    "query",
    [
        "wixMemberLoggedIn=false",
        "wixMemberLoggedIn=",
        "wixMemberLoggedIn=TRUE",
        "wixMemberLoggedIn=1",
        "wixMemberLoggedIn=true&wixMemberLoggedIn=false",
        "wixMemberLoggedIn=true&wixMemberLoggedIn=true",
        "xwixMemberLoggedIn=true",
        "next=wixMemberLoggedIn%3Dtrue",
    ],
)
def test_nothing_else_starts_it(browser, sandbox, query):
    assert browser.get(f"/role/?{query}").status_code == 200
    assert sandbox.requests_to("/") == []


@pytest.mark.parametrize(
    "headers",
    [{"hx-request": "true"}, {"sec-fetch-mode": "cors"}, {"accept": "application/json"}],
    ids=str,
)
def test_a_script_is_not_sent_to_log_in(browser, headers):
    assert browser.get("/role/", data=BACK, headers=headers).status_code == 200


def test_only_a_get_starts_it(browser):
    assert browser.site.head("/role/", BACK).status_code == 200
    assert browser.site.post("/role/?wixMemberLoggedIn=true").status_code == 200


def test_who_is_signed_in_stays_who_they_are(known_at_wix, sandbox):
    known_at_wix.site.force_login(User.objects.create_user("clerk", is_staff=True))
    sandbox.forget_requests()

    answer = known_at_wix.get("/role/", data=BACK)

    assert answer.json()["user"] == "clerk"
    assert sandbox.requests_to("/") == []


@pytest.mark.parametrize("path", ["//evil.example/", "/\\evil.example/"])
def test_it_leads_nowhere_else(browser, path):
    answer = browser.site.get(f"{path}?wixMemberLoggedIn=true")

    if answer.status_code == 302:
        login = browser.site.get(answer["Location"])
        assert not urlsplit(target(answer)).netloc
        assert "evil" not in urlsplit(login["Location"]).netloc


def test_an_odd_path_is_kept(browser):
    answer = browser.site.get("/a%3Fb%20%C3%A4/?wixMemberLoggedIn=true&x=%26")

    assert target(answer) == "/a%3Fb%20%C3%A4/?x=%26"


def test_an_address_that_would_be_forgotten_is_shown_at_once(browser):
    assert browser.get("/role/", data=BACK | {"x": "y" * 2000}).status_code == 200


@pytest.mark.parametrize("path", ["/wix/logout-callback/", "/wix/callback/", "/wix/back/"])
def test_our_own_pages_go_their_own_way(browser, path):
    answer = browser.get(path, data=BACK)

    assert "prompt=none" not in answer.get("Location", "")


def test_a_project_without_our_urls_is_left_alone(client, settings):
    settings.ROOT_URLCONF = "tests.doctor.no_urls"

    assert client.get("/", BACK).status_code == 404


def test_async_views_have_it_too(sandbox):
    answer = async_to_sync(AsyncClient().get)("/async/me/", BACK)

    assert target(answer) == "/async/me/"


def test_no_cache_keeps_it(browser):
    assert "no-store" in browser.get("/role/", data=BACK)["Cache-Control"]
