"""``request.awix``: what async views speak with, beside ``request.wix`` and as the same caller."""

from __future__ import annotations

import asyncio

import pytest
from asgiref.sync import async_to_sync
from django.contrib.auth.models import AnonymousUser, User
from django.contrib.sessions.backends.db import SessionStore
from django.core.exceptions import SynchronousOnlyOperation
from django.test import AsyncClient

from wix_headless.context import speaking_as_app
from wix_headless.middleware import WixMiddleware
from wix_headless.models import ElevatedCall, StoredToken

pytestmark = pytest.mark.django_db

MODEL_BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def client():
    return AsyncClient()


@pytest.fixture
def get(client, sandbox):
    return async_to_sync(client.get)


def test_a_visitor_keeps_its_token(get, sandbox):
    assert get("/async/").json() == {"count": 3, "role": "visitor"}
    assert get("/async/").json() == {"count": 3, "role": "visitor"}

    assert sandbox.token_requests() == 1
    assert StoredToken.objects.count() == 1


def test_calls_at_once_speak_as_one_visitor(get, sandbox):
    assert get("/async/crowd/").json() == {"pages": [3] * 10}

    assert sandbox.token_requests() == 1
    assert StoredToken.objects.count() == 1


def test_what_one_page_put_into_the_cart_the_next_one_finds(get):
    assert get("/async/cart/add/").json() == {"items": 1}
    assert get("/cart/").json() == {"items": 1}


def test_a_member_is_the_same_as_on_plain_pages(browser, client, get):
    browser.log_in("ada@example.com")
    client.cookies = browser.site.cookies

    assert get("/async/me/").json() == browser.get("/role/").json()


def test_elevated_calls_are_open_inside_their_view(client, get):
    user = User.objects.create_user("someone", is_staff=True)
    client.force_login(user, MODEL_BACKEND)

    told = get("/async/report/").json()

    assert told["members"] == told["again"] >= 5
    assert told["role"] == "visitor"
    assert [call.view for call in ElevatedCall.objects.all()] == [
        "tests.site.views.async_report"
    ] * 2


def test_they_are_closed_elsewhere(get):
    assert "@elevated" in get("/async/report/unmarked/").content.decode()


def test_a_plain_call_in_an_async_view_says_what_to_use(get):
    with pytest.raises(SynchronousOnlyOperation, match=r"request\.awix"):
        get("/async/blocking/")


def test_a_login_that_wix_ended_is_handled_as_on_plain_pages(browser, client, get, sandbox):
    browser.log_in("ada@example.com")
    client.cookies = browser.site.cookies
    sandbox.expire_tokens(role="member", access=True, refresh=True)
    from tests.flows.test_identity import age_tokens

    age_tokens()

    page = get("/async/me/", {"ask": "wix"})

    assert (page.status_code, page["Location"]) == (302, "/async/me/?ask=wix")
    assert StoredToken.objects.get(role="member").end_reason == "rejected"


def test_what_a_view_has_done_is_written_though_its_browser_left(rf, sandbox):
    async def view(request):
        with speaking_as_app(request, "a view"):
            await request.awix.elevated.members.query_members(query={})
            raise asyncio.CancelledError  # so Django lets a view know

    request = rf.get("/")
    request.session, request.user = SessionStore(), AnonymousUser()

    async def leave():
        with pytest.raises(asyncio.CancelledError):
            await WixMiddleware(view)(request)

    async_to_sync(leave)()

    assert ElevatedCall.objects.get().view == "a view"
